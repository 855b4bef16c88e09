"""电话记录 as pages: the list, one short form, and what stands beside a matter."""

from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor, Role
from app.core.errors import AppError, ConflictError, InvalidError, NotFoundError, StaleError
from app.core.lists import Window
from app.kit import clock
from app.reminders import subjects
from app.reminders.calls import rules, service, views
from app.reminders.calls.rules import Subject
from app.reminders.calls.service import CallFilter, Told
from app.reminders.calls.views import BesidePage, Choice, FormPage, ListPage, Typed
from app.reminders.schemas import Key, subject_key, subject_of
from app.reminders.todo.service import todo
from app.units import service as units
from app.web.forms import Fields, id_of, refused, version_of
from app.web.parameters import CurrentActor, IdChoice, IdQuery, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

LINES = 30
MOST_CHOICES = 30
MOST_SUBJECTS = 5
Refusal = (ConflictError, InvalidError, StaleError)


# ---- lists -----------------------------------------------------------------------------------


@router.get("/calls")
def list_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    unit: IdChoice = "",
    subject: Key | Literal[""] = "",
    since: str = "",
    cursor: str | None = None,
) -> Response:
    actor.require(Role.COORDINATOR, Role.LEADER, Role.ADMIN)
    about = subject_of(subject) if subject else None
    wanted = CallFilter(unit or None, about, views.day_of(since))
    found = service.calls(session, actor, Window(LINES, cursor, count=True), wanted)
    given = {"unit": unit, "subject": subject, "since": since, "cursor": found.next or ""}
    page = ListPage(
        lines=[views.line(one, writes=actor.role is Role.COORDINATOR) for one in found.items],
        total=found.total or 0,
        unit_id=unit or None,
        unit=units.get(session, actor, unit).name if unit else None,
        subject=subject,
        about=_named(session, actor, about) if about else None,
        since=since,
        may_note=actor.role is Role.COORDINATOR,
        first=cursor is None,
        following=f"/calls?{urlencode(given)}" if found.next else None,
    )
    return render(request, "reminders/calls/list.html", page)


def _named(session: Session, actor: Actor, subject: Subject) -> str:
    matter = subjects.readable(session, actor, [subject]).get(subject)
    return f"{matter.title}　{matter.part}" if matter else "已不存在的事项"


@router.get("/calls/beside")
def beside(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    subject: Annotated[list[Key], Query(min_length=1, max_length=MOST_SUBJECTS)],
) -> Response:
    """A part of the page of a matter: what was said about it on the telephone. What a page shows
    as one may be several on the ladder; the first is the one to call about.
    """
    about = [subject_of(one) for one in subject]
    first = about[0]
    known = subjects.readable(session, actor, [first])
    page = BesidePage(
        lines=[views.line(one) for one in service.beside(session, actor, about)],
        subject=subject[0],
        unit_id=known[first].unit_id if first in known else None,
        may_note=actor.role is Role.COORDINATOR,
    )
    return render(request, "reminders/calls/beside.html", page)


# ---- the form --------------------------------------------------------------------------------


@router.get("/calls/new")
def new_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    unit: IdQuery = None,
    subject: Key | Literal[""] = "",
    corrects: IdQuery = None,
) -> Response:
    rules.check_may_call(actor)
    if corrects is not None:
        told = service.get(session, actor, corrects)
        typed, unit = Typed.stored(told), told.row.unit_id
    else:
        now = views.minute(clock.now())
        typed = Typed(called_at=now, matters=frozenset({subject} if subject else ()))
    return _form(request, session, actor, typed, unit_id=unit, corrects=corrects)


@router.post("/calls")
def note(
    request: Request, session: RequestSession, actor: CurrentActor, fields: Fields
) -> Response:
    rules.check_may_call(actor)
    typed, corrects = Typed.of(fields), id_of(fields.get("corrects", ""))
    unit_id = id_of(fields.get("unit_id", ""))
    try:
        called = unit_id or _unit_named(session, actor, typed.unit)
        service.note(session, actor, typed.new(called, corrects))
    except Refusal as error:
        session.rollback()
        return _form(
            request, session, actor, typed, unit_id=unit_id, corrects=corrects, error=error
        )
    return RedirectResponse(f"/calls?unit={called}&notice=call_noted", HTTPStatus.SEE_OTHER)


@router.get("/calls/{call_id}/edit")
def edit_page(
    request: Request, session: RequestSession, actor: CurrentActor, call_id: PathId
) -> Response:
    told = service.get(session, actor, call_id)
    rules.check_may_call(actor)
    return _form(request, session, actor, Typed.stored(told), told=told)


@router.post("/calls/{call_id}/edit")
def change(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    call_id: PathId,
    fields: Fields,
) -> Response:
    told, typed = service.get(session, actor, call_id), Typed.of(fields)
    try:
        service.change(session, actor, call_id, typed.change(), version_of(fields))
    except Refusal as error:
        session.rollback()
        now = service.get(session, actor, call_id)
        return _form(request, session, actor, typed, told=now, error=error)
    there = f"/calls?unit={told.row.unit_id}&notice=call_changed"
    return RedirectResponse(there, HTTPStatus.SEE_OTHER)


def _unit_named(session: Session, actor: Actor, name: str) -> int:
    try:
        return units.unit_named(session, name.strip()[:100], actor.region_id).id
    except NotFoundError as unknown:
        raise InvalidError(unknown.detail or "请写明打给哪个单位") from unknown


def _form(
    request: Request,
    session: Session,
    actor: Actor,
    typed: Typed,
    *,
    unit_id: int | None = None,
    corrects: int | None = None,
    told: Told | None = None,
    error: AppError | None = None,
) -> Response:
    """`told` is the entry that is mended."""
    unit_id = told.row.unit_id if told else unit_id
    unit = units.get(session, actor, unit_id) if unit_id else None
    recent = service.calls(session, actor, Window(limit=3), CallFilter(unit_id)) if unit else None
    page = FormPage(
        id=told.row.id if told else None,
        version=told.row.version if told else None,
        corrects=corrects,
        unit_id=unit_id,
        unit=unit.name if unit else "",
        typed=typed,
        choices=_choices(session, actor, unit_id, typed) if unit_id else [],
        speakers=service.speakers(session, actor, unit_id) if unit_id else [],
        units=[] if unit else units.names_here(session, actor, int(actor.region_id or 0)),
        before=[views.line(one) for one in recent.items] if recent and not told else [],
        refused=refused(error) if error else None,
        latest=views.minute(clock.now()),
    )
    status = error.status if error else HTTPStatus.OK
    return render(request, "reminders/calls/form.html", page, status=status)


def _choices(session: Session, actor: Actor, unit_id: int, typed: Typed) -> list[Choice]:
    """What the unit owes now, and what is ticked already."""
    found = todo(session, actor, Window(limit=MOST_CHOICES), unit_id=unit_id).items
    owed = {(one.kind, one.id): one for one in found}
    ticked = [subject_of(key) for key in typed.matters if views.is_key(key)]
    choices = [
        Choice(
            subject_key(*subject),
            f"{one.matter.title}　{one.matter.part}（{subjects.KIND[one.kind].undone}）",
            one.lamp.name if one.overdue else "",
        )
        for subject, one in owed.items()
    ]
    others = subjects.readable(session, actor, [one for one in ticked if one not in owed])
    return choices + [
        Choice(subject_key(*subject), f"{matter.title}　{matter.part}", "")
        for subject, matter in others.items()
    ]
