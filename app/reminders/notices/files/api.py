"""Files of replies over REST."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, File, Path, Response, UploadFile

from app.progress.attachments.rules import MEDIA
from app.reminders.notices import items
from app.reminders.notices import service as notices
from app.reminders.notices.files import service
from app.reminders.notices.files.models import NoticeFile
from app.reminders.notices.schemas import EXAMPLE, FILE_EXAMPLE, NoticeOut
from app.web.answers import Json, download, with_etag
from app.web.documentation import answers
from app.web.parameters import CurrentActor, CurrentRuntime, PathId, RequestSession
from app.web.schemas import LARGEST_ID

router = APIRouter(tags=["督办文书"])

FileId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="附件的编号")]


@router.post(
    "/notices/{notice_id}/files",
    summary="上传回复的附件",
    status_code=HTTPStatus.CREATED,
    response_model=NoticeOut,
    responses=answers(EXAMPLE | {"files": [FILE_EXAMPLE]}, status=HTTPStatus.CREATED),
)
def add_file(
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    notice_id: PathId,
    file: Annotated[
        UploadFile, File(description="PDF、OFD、Word、Excel、WPS、JPG、PNG，至多 20 MB")
    ],
) -> Json:
    """由回复的人上传，办结以前都可以。类型按内容认定；同一个文件重复上传只算一个。"""
    service.add(session, actor, notice_id, name=file.filename or "", data=file.file.read())
    found = notices.opened(session, actor, notice_id)
    body = items.notice(found, runtime.settings.address)
    return with_etag(body, found.row.version, HTTPStatus.CREATED)


@router.get(
    "/notices/{notice_id}/files/{file_id}",
    summary="下载回复的附件",
    response_class=Response,
    responses=answers("（文件）", media="application/octet-stream"),
)
def get_file(
    session: RequestSession, actor: CurrentActor, notice_id: PathId, file_id: FileId
) -> Response:
    """能查看这份文书的人都能下载。"""
    return downloaded(*service.content(session, actor, notice_id, file_id))


def downloaded(found: NoticeFile, data: bytes) -> Response:
    """Saved, and never shown by the browser."""
    return download(data, MEDIA[found.kind], found.name, f"file-{found.id}.{found.kind}")


@router.delete(
    "/notices/{notice_id}/files/{file_id}",
    summary="删去回复的附件",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(None, status=HTTPStatus.NO_CONTENT),
)
def remove_file(
    session: RequestSession, actor: CurrentActor, notice_id: PathId, file_id: FileId
) -> None:
    """办结以前由回复的人删去。"""
    service.remove(session, actor, notice_id, file_id)
