"""Files of a reply from the page of its notice."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile
from starlette.responses import RedirectResponse

from app.core.errors import ConflictError, InvalidError
from app.reminders.notices import service as notices
from app.reminders.notices import views
from app.reminders.notices.files import service
from app.reminders.notices.files.api import FileId, downloaded
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.post("/notices/{notice_id}/files")
def add_file(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    notice_id: PathId,
    file: Annotated[UploadFile | str | None, File()] = None,
) -> Response:
    name, data = "", b""
    if file is not None and not isinstance(file, str):
        name, data = file.filename or "", file.file.read()
    try:
        service.add(session, actor, notice_id, name=name, data=data)
    except (ConflictError, InvalidError) as refused:
        session.rollback()
        page = views.page(notices.opened(session, actor, notice_id), refused.told)
        return render(request, "reminders/notices/notice.html", page, status=refused.status)
    return _to(notice_id, "attached")


@router.get("/notices/{notice_id}/files/{file_id}")
def get_file(
    session: RequestSession, actor: CurrentActor, notice_id: PathId, file_id: FileId
) -> Response:
    return downloaded(*service.content(session, actor, notice_id, file_id))


@router.post("/notices/{notice_id}/files/{file_id}/remove")
def remove_file(
    session: RequestSession, actor: CurrentActor, notice_id: PathId, file_id: FileId
) -> Response:
    service.remove(session, actor, notice_id, file_id)
    return _to(notice_id, "detached")


def _to(notice_id: int, told: str) -> Response:
    there = f"/notices/{notice_id}?notice={told}#files"
    return RedirectResponse(there, HTTPStatus.SEE_OTHER)
