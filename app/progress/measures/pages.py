"""措施 as a page: what each unit will do for a task, and the forms of who may write there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from itertools import groupby
from typing import Annotated, Any, NamedTuple, TypeVar

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor
from app.core.errors import AppError, ConflictError, InvalidError, StaleError
from app.progress.measures import items, service
from app.progress.measures.schemas import EndIn, MeasureIn, MeasurePatch
from app.progress.measures.service import About, NewMeasure, Shown
from app.progress.measures.terms import MeasureState
from app.web.forms import Fields, parsed, texts, version_of
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

S = TypeVar("S", bound=BaseModel)
LABELS = {
    "text": "措施内容",
    "due_on": "完成日期",
    "responsible": "责任科室或责任人",
    "unit_id": "代哪个单位",
    "note": "说明",
    "outcome": "结果",
}
NEW = "new"
"""Which form was sent: of a new measure, or the id of one that is there."""


@dataclass(frozen=True)
class Typed:
    """The fields of a form as text."""

    text: str = ""
    due_on: str = ""
    responsible: str = ""
    unit_id: str = ""
    note: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "Typed":
        return cls(**texts(fields, vars(cls())))


@dataclass(frozen=True)
class Line:
    """A measure as the API gives it. `versions` pair each earlier version with its instant;
    `place` counts from 1 among the `of` that go on.
    """

    item: Mapping[str, Any]
    due_on: date | None
    updated_at: datetime
    writable: bool
    active: bool
    versions: Sequence[tuple[Mapping[str, Any], datetime]]
    typed: Typed
    place: int
    of: int


@dataclass(frozen=True)
class Group:
    """What one unit does."""

    unit: str
    lines: Sequence[Line]
    ended: Sequence[Line]


@dataclass(frozen=True)
class MeasuresPage:
    """`sent` says which form was refused, and `lost` what was typed into it where it is not there
    any more. `units` are those for which a coordinator may write.
    """

    task: About
    groups: Sequence[Group]
    typed: Typed
    sent: str
    refused: AppError | None
    lost: str


class Sent(NamedTuple):
    """A form that was refused, and why."""

    form: str
    typed: Typed
    error: AppError


def _show(
    request: Request, session: Session, actor: Actor, task_id: int, sent: Sent | None = None
) -> Response:
    about = service.about(session, actor, task_id)
    found = service.of_task(session, actor, task_id)
    may = [one for one in found if one.writable and one.row.state is MeasureState.ACTIVE]
    there = {str(one.row.id) for one in may if not about.closed} | ({NEW} if about.units else set())
    units = groupby(found, key=lambda one: (one.row.unit_id, one.row.unit_name))
    page = MeasuresPage(
        task=about,
        groups=[_group(name, list(shown), sent) for (_, name), shown in units],
        typed=sent.typed if sent and sent.form == NEW else Typed(),
        sent=sent.form if sent else "",
        refused=sent.error if sent else None,
        lost=(sent.typed.text or sent.typed.note) if sent and sent.form not in there else "",
    )
    status = sent.error.status if sent else HTTPStatus.OK
    return render(request, "progress/measures/task.html", page, status=status)


def _group(unit: str, shown: Sequence[Shown], sent: Sent | None) -> Group:
    active = [one for one in shown if one.row.state is MeasureState.ACTIVE]
    lines = [_line(one, sent, place, len(active)) for place, one in enumerate(active, 1)]
    ended = [_line(one, sent, 0, 0) for one in shown if one not in active]
    return Group(unit, lines, ended)


def _line(shown: Shown, sent: Sent | None, place: int, of: int) -> Line:
    row, item = shown.row, items.measure(shown)
    kept = Typed(row.text, row.due_on.isoformat() if row.due_on else "", row.responsible)
    return Line(
        item=item,
        due_on=row.due_on,
        updated_at=row.updated_at,
        writable=shown.writable,
        active=row.state is MeasureState.ACTIVE,
        versions=[
            (told, one.written_at)
            for told, one in zip(item["history"], shown.revisions, strict=True)
        ],
        typed=sent.typed if sent and sent.form == str(row.id) else kept,
        place=place,
        of=of,
    )


@router.get("/tasks/{task_id}/measures")
def task_page(
    request: Request, session: RequestSession, actor: CurrentActor, task_id: PathId
) -> Response:
    return _show(request, session, actor, task_id)


def _done(task_id: int, notice: str) -> Response:
    return RedirectResponse(f"/tasks/{task_id}/measures?notice={notice}", HTTPStatus.SEE_OTHER)


@router.post("/tasks/{task_id}/measures")
def add(
    request: Request, session: RequestSession, actor: CurrentActor, task_id: PathId, fields: Fields
) -> Response:
    typed = Typed.of(fields)
    try:
        values = {
            "text": typed.text,
            "due_on": typed.due_on or None,
            "responsible": typed.responsible,
            "unit_id": typed.unit_id or None,
        }
        body = parsed(MeasureIn, values, LABELS)
        service.add(session, actor, task_id, NewMeasure(**body.model_dump()))
    except (ConflictError, InvalidError) as error:
        session.rollback()
        return _show(request, session, actor, task_id, Sent(NEW, typed, error))
    return _done(task_id, "measure_added")


# ---- one measure -----------------------------------------------------------------------------


class Visit(NamedTuple):
    """Who sends which form about which measure."""

    request: Request
    session: Session
    actor: Actor
    measure_id: int
    fields: Mapping[str, str]


async def _visit(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    measure_id: PathId,
    fields: Fields,
) -> Visit:
    return Visit(request, session, actor, measure_id, fields)


def _act(visit: Visit, act: Callable[[Typed, int | None], None], notice: str) -> Response:
    """Do it; a refused form is shown again with what was typed."""
    session, actor = visit.session, visit.actor
    task_id: int = service.get(session, actor, visit.measure_id).row.task_id
    typed = Typed.of(visit.fields)
    try:
        act(typed, version_of(visit.fields))
    except (ConflictError, InvalidError, StaleError) as error:
        session.rollback()
        sent = Sent(str(visit.measure_id), typed, error)
        return _show(visit.request, session, actor, task_id, sent)
    return _done(task_id, notice)


@router.post("/measures/{measure_id}")
def change(visit: Annotated[Visit, Depends(_visit)]) -> Response:
    def act(typed: Typed, version: int | None) -> None:
        values = {
            "text": typed.text,
            "due_on": typed.due_on or None,
            "responsible": typed.responsible,
        }
        given = parsed(MeasurePatch, values, LABELS).given()
        service.change(visit.session, visit.actor, visit.measure_id, given, version)

    return _act(visit, act, "measure_changed")


@router.post("/measures/{measure_id}/move")
def move(visit: Annotated[Visit, Depends(_visit)]) -> Response:
    def act(_typed: Typed, version: int | None) -> None:
        given = parsed(MeasurePatch, {"position": visit.fields.get("position", "")}, LABELS).given()
        service.change(visit.session, visit.actor, visit.measure_id, given, version)

    return _act(visit, act, "measure_moved")


@router.post("/measures/{measure_id}/end")
def end(visit: Annotated[Visit, Depends(_visit)]) -> Response:
    def act(typed: Typed, version: int | None) -> None:
        values = {"outcome": visit.fields.get("outcome", ""), "note": typed.note}
        body = parsed(EndIn, values, LABELS)
        service.end(
            visit.session,
            visit.actor,
            visit.measure_id,
            body.outcome,
            note=body.note or None,
            expected=version,
        )

    return _act(visit, act, "measure_ended")


@router.post("/measures/{measure_id}/reopen")
def reopen(visit: Annotated[Visit, Depends(_visit)]) -> Response:
    def act(_typed: Typed, version: int | None) -> None:
        service.reopen(visit.session, visit.actor, visit.measure_id, version)

    return _act(visit, act, "measure_reopened")
