"""Files of returns over REST."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from app.progress.attachments import items, service
from app.progress.attachments.models import Attachment
from app.progress.attachments.rules import MEDIA
from app.progress.attachments.schemas import EXAMPLE, AttachmentOut
from app.progress.steps import load
from app.web.answers import Json, download, listing
from app.web.documentation import answers
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.schemas import LARGEST_ID, Listing
from app.web.sessions import hot

router = APIRouter(tags=["进展填报"])

Id = Annotated[int, Form(ge=1, le=LARGEST_ID, description="属于哪份进展情况表")]
TaskId = Annotated[
    int | None, Form(ge=1, le=LARGEST_ID, description="属于其中哪项任务，缺省属于整份表")
]


def downloaded(found: Attachment, data: bytes) -> Response:
    """Saved, and never shown by the browser."""
    return download(data, MEDIA[found.kind], found.name, f"attachment-{found.id}.{found.kind}")


@router.post(
    "/attachments",
    summary="上传附件",
    status_code=HTTPStatus.CREATED,
    response_model=AttachmentOut,
    responses=answers(EXAMPLE, status=HTTPStatus.CREATED),
)
def add_attachment(
    session: RequestSession,
    actor: CurrentActor,
    file: Annotated[
        UploadFile, File(description="PDF、OFD、Word、Excel、WPS、JPG、PNG，至多 20 MB")
    ],
    return_id: Id,
    task_id: TaskId = None,
) -> Json:
    """由填报的人上传。类型按内容认定，与名称的后缀不符的不收；同一个文件重复上传只算一个。"""
    data = file.file.read()
    made = service.add(
        session, actor, return_id, name=file.filename or "", data=data, task_id=task_id
    )
    return Json(items.attachment(made), HTTPStatus.CREATED)


@router.get(
    "/attachments",
    summary="一份表的附件",
    response_model=Listing[AttachmentOut],
    responses=answers({"items": [EXAMPLE], "next": None}),
)
@hot
def list_attachments(
    session: RequestSession,
    actor: CurrentActor,
    return_id: Annotated[int, Query(ge=1, le=LARGEST_ID, description="哪份进展情况表")],
) -> Json:
    """按上传的先后。"""
    load(session, actor, return_id)
    found = service.of_return(session, return_id)
    return listing([items.attachment(one) for one in found], None, None)


@router.get(
    "/attachments/{attachment_id}",
    summary="下载附件",
    response_class=Response,
    responses=answers("（文件）", media="application/octet-stream"),
)
def get_attachment(session: RequestSession, actor: CurrentActor, attachment_id: PathId) -> Response:
    """能查看这份表的人都能下载。"""
    found, data = service.content(session, actor, attachment_id)
    return downloaded(found, data)


@router.delete(
    "/attachments/{attachment_id}",
    summary="删去附件",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(None, status=HTTPStatus.NO_CONTENT),
)
def remove_attachment(session: RequestSession, actor: CurrentActor, attachment_id: PathId) -> None:
    """提交以前由填报的人删去。"""
    service.remove(session, actor, attachment_id)
