"""待办 on screen: where a liaison begins the day, and what a coordinator sees of one unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor, Role
from app.core.lists import Window
from app.progress.messages import period_label
from app.reminders.subjects import KIND
from app.reminders.terms import Waits
from app.reminders.todo import service
from app.reminders.todo.desk import Entry, desk
from app.reminders.todo.service import Todo
from app.units import service as units
from app.web.parameters import CurrentActor, IdQuery, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

LINES = 50


@dataclass(frozen=True)
class Line:
    """`since` instead of a due date for what waits to be signed for."""

    act: str
    title: str
    part: str
    path: str
    due_on: date | None
    confirmed: bool
    since: date | None
    light: str
    colour: str
    overdue: int


@dataclass(frozen=True)
class Coming:
    title: str
    part: str
    path: str
    opens_on: date
    due_on: date
    confirmed: bool


@dataclass(frozen=True)
class TodoPage:
    unit_id: int
    unit: str
    own: bool
    lines: Sequence[Line]
    total: int
    first: bool
    following: str | None
    coming: Sequence[Coming]


@dataclass(frozen=True)
class DeskPage:
    """Entries with something in them; `clear` names those without."""

    decide: Sequence[Entry]
    chase: Sequence[Entry]
    clear: Sequence[str]


@router.get("/")
async def home(actor: CurrentActor) -> Response:  # noqa: ARG001 - anybody who signed in
    """The day begins with what there is to do."""
    return RedirectResponse("/todo", HTTPStatus.SEE_OTHER)


@router.get("/todo")
def todo_page(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    unit: IdQuery = None,
    cursor: str | None = None,
) -> Response:
    own = actor.unit_id if actor.role is Role.LIAISON else None
    unit_id = unit if unit is not None else own
    if unit_id is None:
        return render(request, "reminders/desk.html", _desk(session, actor))
    window = Window(limit=LINES, cursor=cursor, count=True)
    found = service.todo(session, actor, window, unit_id=unit_id)
    following = f"/todo?unit={unit_id}&cursor={found.next}" if found.next else None
    page = TodoPage(
        unit_id=unit_id,
        unit=units.get(session, actor, unit_id).name,
        own=unit_id == own,
        lines=[_line(one) for one in found.items],
        total=found.total or 0,
        first=cursor is None,
        following=following,
        coming=[
            Coming(
                title=row.title,
                part=period_label(row.period),
                path=f"/returns/{row.id}",
                opens_on=row.opens_on,
                due_on=row.due_on,
                confirmed=row.due_confirmed,
            )
            for row in service.coming(session, actor, unit_id)
        ],
    )
    return render(request, "reminders/todo.html", page)


def _desk(session: Session, actor: Actor) -> DeskPage:
    found = desk(session, actor)
    return DeskPage(
        decide=[one for one in found.decide if one.count],
        chase=[one for one in found.chase if one.count],
        clear=[one.label for one in (*found.decide, *found.chase) if not one.count],
    )


def _line(one: Todo) -> Line:
    matter = one.matter
    waits_for_due = KIND[one.kind].waits is not Waits.RECEIPT
    return Line(
        act=one.act,
        title=matter.title,
        part=matter.part,
        path=matter.path,
        due_on=matter.due_on if waits_for_due else None,
        confirmed=matter.confirmed,
        since=None if waits_for_due else matter.due_on,
        light=one.lamp.name,
        colour=one.lamp.colour,
        overdue=one.overdue,
    )
