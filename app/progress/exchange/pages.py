"""The workbook of a return from its page: down, and up again into the form."""

from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, Depends, File, Response, UploadFile

from app.core.errors import ConflictError, InvalidError, StaleError
from app.progress import service, views
from app.progress.exchange import service as sheets
from app.progress.exchange.api import XLSX
from app.progress.exchange.reading import Filled, SheetRefusedError
from app.progress.forms import Errors, SentForm
from app.progress.pages import Visit, done, show, visiting
from app.progress.views import Refused
from app.web.answers import download

router = APIRouter(include_in_schema=False)


@router.get("/returns/{return_id}/sheet")
def read_sheet(visit: Annotated[Visit, Depends(visiting)]) -> Response:
    sheet = sheets.written(visit.session, visit.actor, visit.return_id)
    return download(sheet.data, XLSX, sheet.name, "return.xlsx")


@router.post("/returns/{return_id}/sheet")
def save_sheet(
    visit: Annotated[Visit, Depends(visiting)],
    file: Annotated[UploadFile | str | None, File()] = None,
) -> Response:
    """A refused sheet stands in the form with its faults: nobody fills it twice."""
    session, actor, return_id = visit.session, visit.actor, visit.return_id
    data = b"" if file is None or isinstance(file, str) else file.file.read()
    found = service.get(session, actor, return_id)
    session.rollback()  # nobody waits for a write while a long sheet is read
    filled: Filled | None = None
    try:
        filled = sheets.read(found, data)
        sheets.save(session, actor, return_id, filled)
    except (ConflictError, StaleError, InvalidError) as error:
        refused = views.refusal(error)
        if filled is None:
            return show(visit, status=error.status, refused=refused)
        if isinstance(error, SheetRefusedError):
            refused = Refused(error.title, error.detail, _places(filled))
        sent = SentForm(filled.version, filled.typed, {})
        return show(visit, status=error.status, sent=sent, refused=refused, errors=_errors(filled))
    return done(return_id, "sheet_read")


def _places(filled: Filled) -> list[tuple[str, str]]:
    return [
        (f"{one.name}-{one.task_id}" if one.name and one.task_id else "", one.message)
        for one in filled.faults
    ]


def _errors(filled: Filled) -> Errors:
    told: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for one in filled.faults:
        if one.task_id is not None and one.name is not None:
            told[one.task_id].append((one.name, one.message))
    return told
