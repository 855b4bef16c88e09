"""Dispatches and returns: reading them, signing for a dispatch, and what else others may call."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

import app.units.reforms.service as reforms
from app.core.actor import Actor, Role
from app.core.errors import ForbiddenError, NotFoundError
from app.core.events import Subject
from app.core.lists import Slice, Window, page
from app.jobs.service import emit
from app.kit import clock
from app.progress import queries, rows, rules, statements
from app.progress.attachments import service as attachments
from app.progress.events import DispatchAcknowledged
from app.progress.figures import service as figures
from app.progress.figures.rules import Measured
from app.progress.filing import Said, Words, save, submit
from app.progress.following import Followed, follow, follow_states
from app.progress.generation import Generated, Moved, dispatched_plans, generate, recompute_due
from app.progress.lights import rules as lights
from app.progress.lights.service import planned
from app.progress.lists.service import check_own
from app.progress.parts import service as parts
from app.progress.parts.rules import Shared, may_go_ahead
from app.progress.parts.service import file_parts
from app.progress.parts.sharing import Sharing
from app.progress.queries import ReturnFilter
from app.progress.returns import editions
from app.progress.returns.clearing import clear, take_back
from app.progress.returns.editions import Amendment, amend
from app.progress.returns.locking import lock_by_clock, lock_period
from app.progress.returns.reviewing import accept, confirm, send_back, waive
from app.progress.rules import Action, Standing
from app.progress.settings import service as places
from app.progress.settings.rules import Lamp, ProgressSettings
from app.progress.steps import load, place_of
from app.progress.terms import Light, ReturnSort
from app.units import service as units
from app.workdays import service as workdays
from app.workdays.rules import Calendar

__all__ = [
    "Amendment",
    "Followed",
    "Generated",
    "Listed",
    "ListedPage",
    "Moved",
    "ReturnFilter",
    "ReturnSort",
    "Said",
    "WholeReturn",
    "Words",
    "accept",
    "acknowledge",
    "amend",
    "clear",
    "confirm",
    "dispatched_plans",
    "dispatches",
    "file_parts",
    "follow",
    "follow_states",
    "generate",
    "get",
    "lock_by_clock",
    "lock_period",
    "of_unit",
    "plans_with_returns",
    "recompute_due",
    "reports",
    "returns",
    "save",
    "send_back",
    "submit",
    "take_back",
    "waive",
]


class OtherUnitsDispatchError(ForbiddenError):
    code, title = "other_units_dispatch", "交办由责任单位的联络员签收"


# ---- reading ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """A row with what the clock says of it, and the place what that is called. `overdue` counts
    working days.
    """

    row: Row[Any]
    light: Light
    lamp: Lamp
    overdue: int


@dataclass(frozen=True)
class ListedPage:
    items: Sequence[Listed]
    next: str | None
    total: int | None


def returns(
    session: Session, actor: Actor, *, wanted: ReturnFilter, sort: ReturnSort, window: Window
) -> ListedPage:
    today = clock.today()
    query = queries.returns(actor, wanted, today)
    bound = _bound(window, wanted, today)
    return _listed(session, page(session, query, queries.ORDERS[sort], bound), "due_on")


def of_unit(
    session: Session,
    actor: Actor,
    unit_id: int,
    *,
    wanted: ReturnFilter,
    sort: ReturnSort,
    window: Window,
) -> ListedPage:
    """A unit's returns. Raise `NotFoundError` for a unit that the actor may not see, 403 for a
    liaison who asks for another unit's.
    """
    units.get(session, actor, unit_id)
    check_own(actor, unit_id)
    return returns(session, actor, wanted=replace(wanted, unit=unit_id), sort=sort, window=window)


def reports(session: Session, actor: Actor, *, wanted: ReturnFilter, window: Window) -> ListedPage:
    """Rows of returns, also those that nobody has filled yet."""
    today = clock.today()
    query = rows.reports(actor, wanted, today)
    bound = _bound(window, wanted, today)
    return _listed(session, page(session, query, rows.REPORTED, bound), "return_due_on")


def _bound(window: Window, wanted: ReturnFilter, today: date) -> Window:
    """What is overdue or current is another list tomorrow: its cursor is bound to the day."""
    by_clock = wanted.overdue is not None or wanted.current is not None
    day = {"today": today} if by_clock else {}
    return replace(window, filters={**wanted.as_key(), **day})


def _listed(session: Session, found: Slice, due: str) -> ListedPage:
    calendar = workdays.calendar(session)
    holds = places.of_regions(session, {row.region_id for row in found.rows})
    items = [_lit(row, getattr(row, due), calendar, holds[row.region_id]) for row in found.rows]
    return ListedPage(items, found.next, found.total)


def _lit(row: Row[Any], due_on: date, calendar: Calendar, holds: ProgressSettings) -> Listed:
    today = clock.today()
    light = lights.light(row.state, due_on, today, calendar, holds)
    late = lights.overdue_workdays(row.state, due_on, today, calendar)
    return Listed(row, light, holds.lamp(light), late)


@dataclass(frozen=True)
class WholeReturn:
    """A return with its rows; `roles` are the unit's by task, `before` is what it said last of each
    task, `planned` how far each should be at the end of this one in percent,
    `indicators` the figures that its rows are asked for, `shared` what other units say of them,
    `editions` what the return was before it was amended, and `allowed` is what the actor may do
    now.
    """

    item: Listed
    rows: Sequence[Row[Any]]
    roles: Mapping[int, Row[Any]]
    before: Mapping[int, Row[Any]]
    planned: Mapping[int, int]
    shared: Shared
    indicators: Mapping[int, Sequence[Measured]]
    editions: Sequence[Row[Any]]
    attachments: Sequence[Row[Any]]
    holds: ProgressSettings
    allowed: frozenset[Action]
    standing: Standing


def get(session: Session, actor: Actor, return_id: int) -> WholeReturn:
    found = load(session, actor, return_id)
    place = place_of(found)
    who = rules.standing_to_return(actor, place)
    holds = places.of_region(session, found.region_id)
    own_rows = rows.rows_of(session, return_id)
    tasks = [row.task_id for row in own_rows]
    sharing = Sharing(session, found, tasks)
    shared = parts.of_return(session, sharing)
    return WholeReturn(
        item=_lit(found, found.due_on, workdays.calendar(session), holds),
        rows=own_rows,
        roles=_first_by_task(rows.roles_of(session, found.plan_id, found.unit_id)),
        before={row.task_id: row for row in rows.said_before(session, found)},
        planned=planned(session, tasks, found.period_end),
        shared=shared,
        indicators=figures.asked(session, sharing),
        editions=editions.listed(session, return_id),
        attachments=attachments.of_return(session, return_id),
        holds=holds,
        allowed=rules.allowed(
            found.state,
            who,
            own_review=rules.wants_second(actor, place.unit_id, place.office_id),
            ahead=may_go_ahead(shared, {row.task_id for row in own_rows if row.filed_at}),
        ),
        standing=who,
    )


def _first_by_task(rows: Iterable[Row[Any]]) -> dict[int, Row[Any]]:
    first: dict[int, Row[Any]] = {}
    for row in rows:
        first.setdefault(row.task_id, row)
    return first


def plans_with_returns(session: Session, actor: Actor) -> Sequence[Row[Any]]:
    """`id` and `title` of the plans whose returns the actor may read."""
    return queries.plans_with_returns(session, actor)


# ---- dispatches ------------------------------------------------------------------------------


def dispatches(
    session: Session,
    actor: Actor,
    *,
    window: Window,
    unit: int | None = None,
    plan: int | None = None,
    acknowledged: bool | None = None,
) -> Slice:
    query = queries.dispatches(actor, unit=unit, plan=plan, acknowledged=acknowledged)
    filters = {"unit": unit, "plan": plan, "acknowledged": acknowledged}
    return page(session, query, queries.DISPATCHED, replace(window, filters=filters))


def acknowledge(session: Session, actor: Actor, dispatch_id: int) -> Row[Any]:
    """签收 by a liaison of the unit, or of one that stands in for it. Who signs again gets the
    first name and time.
    """
    found = queries.dispatch(session, actor, dispatch_id)
    if found is None:
        raise NotFoundError
    if actor.role is not Role.LIAISON or actor.unit_id is None:
        raise OtherUnitsDispatchError
    if found.unit_id not in {actor.unit_id, *reforms.stood_in_for(session, actor.unit_id)}:
        raise OtherUnitsDispatchError
    if statements.acknowledge(session, dispatch_id, actor.name, clock.now()):
        event = DispatchAcknowledged(
            subject=Subject("dispatch", dispatch_id),
            region_id=found.region_id,
            unit_ids=(found.unit_id,),
            plan_id=found.plan_id,
            acknowledged_by=actor.name,
        )
        emit(session, actor, event)
    signed = queries.dispatch(session, actor, dispatch_id)
    assert signed is not None  # noqa: S101 - it was there a moment ago, and is never deleted
    return signed
