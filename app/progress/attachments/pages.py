"""Files of a return from its page."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Response, UploadFile
from starlette.responses import RedirectResponse

from app.core.errors import ConflictError, InvalidError
from app.progress import views
from app.progress.attachments import service
from app.progress.attachments.api import downloaded
from app.progress.pages import Visit, done, show, visiting
from app.web.parameters import CurrentActor, PathId, RequestSession

router = APIRouter(include_in_schema=False)


@router.post("/returns/{return_id}/attachments")
def add_attachment(
    visit: Annotated[Visit, Depends(visiting)],
    file: Annotated[UploadFile | str | None, File()] = None,
    task_id: Annotated[str, Form(pattern=r"^\d{0,18}$")] = "",
) -> Response:
    name, data = "", b""
    if file is not None and not isinstance(file, str):
        name, data = file.filename or "", file.file.read()
    try:
        service.add(
            visit.session,
            visit.actor,
            visit.return_id,
            name=name,
            data=data,
            task_id=int(task_id) if task_id else None,
        )
    except (ConflictError, InvalidError) as error:
        return show(visit, status=error.status, refused=views.refusal(error))
    return done(visit.return_id, "attached")


@router.get("/attachments/{attachment_id}")
def get_attachment(session: RequestSession, actor: CurrentActor, attachment_id: PathId) -> Response:
    found, data = service.content(session, actor, attachment_id)
    return downloaded(found, data)


@router.post("/attachments/{attachment_id}/remove")
def remove_attachment(
    session: RequestSession, actor: CurrentActor, attachment_id: PathId
) -> Response:
    return_id = service.remove(session, actor, attachment_id)
    return RedirectResponse(f"/returns/{return_id}?notice=detached", HTTPStatus.SEE_OTHER)
