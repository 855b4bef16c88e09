"""交办 of a plan to one unit with its rows, and the coordinator's list of disputes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import Row
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor
from app.core.errors import ConflictError, InvalidError, NotFoundError, StaleError
from app.core.lists import Window
from app.kit import clock
from app.progress.disputes import forms, items, messages, service
from app.progress.disputes.forms import Refused, Typed
from app.progress.disputes.service import DisputeFilter, Opened
from app.progress.disputes.terms import DisputeState
from app.progress.messages import task_name
from app.progress.rules import Place, Standing, standing
from app.units import service as units
from app.web.forms import Fields, version_of
from app.web.parameters import CurrentActor, IdChoice, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

LINES = 20
STATES = {one.value: label for one, label in messages.STATES.items()} | {"": "全部"}
NO_FORM = 0
Refusal = (ConflictError, InvalidError, StaleError, NotFoundError)


@dataclass(frozen=True)
class DisputeLine:
    """A dispute as the API gives it; what was typed stands in the form that was refused."""

    item: Mapping[str, Any]
    raised_at: datetime
    decided_at: datetime | None
    is_open: bool
    may_decide: bool
    may_withdraw: bool
    typed: Typed


def _line(row: Row[Any], who: Standing, typed: Typed | None = None) -> DisputeLine:
    is_open = row.state is DisputeState.OPEN
    return DisputeLine(
        item=items.dispute(row),
        raised_at=row.raised_at,
        decided_at=row.decided_at,
        is_open=is_open,
        may_decide=is_open and who is Standing.OFFICE,
        may_withdraw=is_open and who is Standing.UNIT,
        typed=typed or Typed(unit=row.proposed_unit or "", decided_on=clock.today().isoformat()),
    )


# ---- one dispatch ----------------------------------------------------------------------------


@dataclass(frozen=True)
class DispatchRow:
    """A task of the unit; `dispute` is what was said against it last. `last_day` where it may be
    disputed for longer than what came with the dispatch.
    """

    assignment_id: int
    task_id: int
    name: str
    label: str
    dispute: DisputeLine | None
    may_dispute: bool
    last_day: date | None
    typed: Typed


@dataclass(frozen=True)
class DispatchPage:
    """`lost` is what was typed in a form that is not there any more."""

    id: int
    plan_id: int
    plan: str
    unit: str
    dispatched_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    may_sign: bool
    on_behalf: bool
    last_day: date
    is_open: bool
    rows: Sequence[DispatchRow]
    names: Sequence[str]
    refused: Refused | None
    lost: str


@router.get("/dispatches/{dispatch_id}")
def dispatch_page(
    request: Request, session: RequestSession, actor: CurrentActor, dispatch_id: PathId
) -> Response:
    return render(request, "progress/disputes/dispatch.html", _page(session, actor, dispatch_id))


@router.post("/dispatches/{dispatch_id}/dispute")
def raise_dispute(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    dispatch_id: PathId,
    fields: Fields,
) -> Response:
    """The words of a refused form stand in it again."""
    found = service.opened(session, actor, dispatch_id)
    sent, row = Typed.of(fields), fields.get("assignment_id", "")
    try:
        new = sent.new(session, found.dispatch.region_id, row)
        service.raise_dispute(session, actor, dispatch_id, new)
    except Refusal as error:
        session.rollback()
        told = forms.refused(int(row) if row.isascii() and row.isdecimal() else 0, error)
        page = _page(session, actor, dispatch_id, told, sent)
        return render(request, "progress/disputes/dispatch.html", page, status=error.status)
    there = f"/dispatches/{dispatch_id}?notice=dispute_raised#row-{row}"
    return RedirectResponse(there, HTTPStatus.SEE_OTHER)


def _page(
    session: Session,
    actor: Actor,
    dispatch_id: int,
    refused: Refused | None = None,
    sent: Typed | None = None,
) -> DispatchPage:
    found = service.opened(session, actor, dispatch_id)
    one = found.dispatch
    may = found.who is not Standing.NEITHER
    rows = _rows(session, actor, found, may=may, refused=refused, sent=sent)
    disputable = {row.assignment_id for row in rows if row.may_dispute}
    return DispatchPage(
        id=one.id,
        plan_id=one.plan_id,
        plan=one.plan_title,
        unit=one.unit_name,
        dispatched_at=one.dispatched_at,
        acknowledged_at=one.acknowledged_at,
        acknowledged_by=one.acknowledged_by,
        may_sign=found.who is Standing.UNIT and one.acknowledged_at is None,
        on_behalf=found.who is Standing.OFFICE,
        last_day=found.window.last_day,
        is_open=found.window.is_open,
        rows=rows,
        names=units.names_here(session, actor, one.region_id) if disputable else [],
        refused=refused,
        lost=sent.reason if sent and refused and refused.form not in disputable else "",
    )


def _rows(
    session: Session,
    actor: Actor,
    found: Opened,
    *,
    may: bool,
    refused: Refused | None,
    sent: Typed | None,
) -> list[DispatchRow]:
    wanted = DisputeFilter(dispatch=found.dispatch.id)
    said = service.disputes(session, actor, wanted, Window(limit=200)).rows
    last = {row.assignment_id: _line(row, found.who) for row in reversed(said)}
    form = refused.form if refused else None
    return [
        DispatchRow(
            assignment_id=row.assignment_id,
            task_id=row.task_id,
            name=task_name(row),
            label=row.printed_label,
            dispute=(dispute := last.get(row.assignment_id)),
            may_dispute=may and until.is_open and not (dispute and dispute.is_open),
            last_day=until.last_day if until.is_open and until != found.window else None,
            typed=sent if sent and form == row.assignment_id else Typed(),
        )
        for row, until in found.rows
    ]


# ---- the list --------------------------------------------------------------------------------


@dataclass(frozen=True)
class DisputesPage:
    """With `refused` only the dispute that was to be decided."""

    lines: Sequence[DisputeLine]
    total: int
    state: str
    plan: int | None
    names: Sequence[str]
    first: bool = True
    following: str | None = None
    refused: Refused | None = None
    states: Mapping[str, str] = field(default_factory=lambda: STATES)


@router.get("/disputes")
def disputes_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan: IdChoice = "",
    state: DisputeState | Literal[""] = DisputeState.OPEN,
    cursor: str | None = None,
) -> Response:
    page = _disputes(session, actor, plan or None, state or None, cursor=cursor)
    return render(request, "progress/disputes/disputes.html", page)


def _disputes(
    session: Session,
    actor: Actor,
    plan: int | None,
    state: DisputeState | None,
    *,
    cursor: str | None = None,
) -> DisputesPage:
    wanted = DisputeFilter(plan=plan, state=state)
    found = service.disputes(session, actor, wanted, Window(LINES, cursor, count=True))
    given = {"plan": plan or "", "state": state.value if state else ""}
    following = f"/disputes?{urlencode(given | {'cursor': found.next})}" if found.next else None
    return DisputesPage(
        lines=[_line(row, standing(actor, _place(row))) for row in found.rows],
        total=found.total or 0,
        state=state.value if state else "",
        plan=plan,
        names=_names(session, actor),
        first=cursor is None,
        following=following,
    )


def _names(session: Session, actor: Actor) -> Sequence[str]:
    return units.names_here(session, actor, actor.region_id) if actor.region_id else []


def _refused(
    session: Session, actor: Actor, dispute_id: int, refused: Refused, sent: Typed
) -> DisputesPage:
    """The one dispute as it stands now, wherever in the list it would be, with what was typed."""
    row = service.get(session, actor, dispute_id)
    return DisputesPage(
        lines=[_line(row, standing(actor, _place(row)), sent)],
        total=1,
        state="",
        plan=row.plan_id,
        names=_names(session, actor),
        refused=refused,
    )


def _place(row: Row[Any]) -> Place:
    return Place(row.unit_id, row.region_id, row.office_id)


@router.post("/disputes/{dispute_id}/decide")
def decide(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    dispute_id: PathId,
    fields: Fields,
) -> Response:
    """维持、改派、撤回: the button says which."""
    found = service.get(session, actor, dispute_id)
    sent, version = Typed.of(fields), version_of(fields)
    of_dispatch = "to_dispatch" in fields
    try:
        match fields.get("decision"):
            case "uphold":
                service.uphold(session, actor, dispute_id, sent.kept(), version)
            case "reassign":
                ruling = sent.ruling(session, found.region_id)
                service.reassign(session, actor, dispute_id, ruling, version)
            case "withdraw":
                service.withdraw(session, actor, dispute_id, version)
            case _:
                raise InvalidError("请选择怎样处理")
    except Refusal as error:
        session.rollback()
        if of_dispatch:
            whole = _page(session, actor, found.dispatch_id, forms.refused(NO_FORM, error))
            return render(request, "progress/disputes/dispatch.html", whole, status=error.status)
        page = _refused(session, actor, dispute_id, forms.refused(dispute_id, error), sent)
        return render(request, "progress/disputes/disputes.html", page, status=error.status)
    back = f"/dispatches/{found.dispatch_id}" if of_dispatch else "/disputes"
    return RedirectResponse(f"{back}?notice=dispute_decided", HTTPStatus.SEE_OTHER)
