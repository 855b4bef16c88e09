"""The rows of returns: those that were made, and those still to be made.

A return that nobody has saved has no rows of its own. It asks about whatever the unit holds: the
tasks in which the unit, or one that it stands in for, had a role when the period ended, and those
of the groups for which it was chosen to file; so that what an amendment takes away is still told
of once, and what it gives is not asked about too early.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import BigId, DayOrParameter, cols
from app.core.lists import Order
from app.kit import clock
from app.plans.filers.models import GroupFiler
from app.plans.filers.service import files_for
from app.plans.holding.models import Handover
from app.plans.holding.service import (
    handed_elsewhere,
    held_assignments,
    holders,
    members,
    own_ids,
)
from app.plans.models import Assignment, Plan, Task, standing_on
from app.plans.terms import ASKED
from app.progress.models import Report, Return
from app.progress.queries import ReturnFilter, narrowed, readable_returns, with_names
from app.progress.reporting.asking import asks_about
from app.progress.terms import HANDED_IN, OWED
from app.units.models import GroupMember, Unit
from app.units.reforms.models import UnitLine

FIELDS = (
    "progress",
    "problems",
    "coordination",
    "next_steps",
    "percent",
    "stage",
    "no_change",
    "no_change_reason",
)
"""What a unit says of a task."""
KEPT = (*FIELDS, "figures")
"""That, and what it says of the indicators that belong to the task."""

REPORTED = Order("due_on", (col(Return.due_on), col(Return.id), col(Task.position), col(Task.id)))

_ROW = [
    *cols(Report.id, *(getattr(Report, name) for name in KEPT), Report.filed_at),
    col(Task.id).label("task_id"),
    *cols(Task.number, Task.title, Task.position, Task.due_on, Task.due_text, Task.extended_to),
    col(Task.state).label("task_state"),
]


_SHOWN = cols(Return.id, Return.unit_id, Return.plan_id, Return.period_end, Return.state)


def _pairs(shown: Select[Any], today: DayOrParameter, task: int | None = None) -> Select[Any]:
    """`return_id` and `task_id` of each row of the returns that `shown` selects; with `task`,
    only those about that task.
    """
    # Tables of their own: nested into each other they are more than SQLite's parser can hold.
    some = shown.with_only_columns(*_SHOWN).cte("some")
    made = select(some.c.id.label("return_id"), col(Report.task_id).label("task_id")).join(
        Report, col(Report.return_id) == some.c.id
    )
    named, given = _asked(some, today)
    if task is not None:
        made = made.where(col(Report.task_id) == task)
        # The sum keeps SQLite from starting with the cells of the task, once for each return.
        named = named.where(col(Task.id) + 0 == task)
        given = given.where(col(Task.id) + 0 == task)
    both = union(made, named, given).subquery()
    return select(both.c.return_id, both.c.task_id)


def _asked(some: CTE, today: DayOrParameter) -> tuple[Select[Any], Select[Any]]:
    """`return_id` and `task_id` of what owed returns ask about, whether it was made or not: what
    is named, and what a split has given.
    """
    own = _named_by(some, today).cte("own")
    return _named_tasks(own, today), _given_tasks(own, today)


def _named_by(some: CTE, today: DayOrParameter) -> CompoundSelect[Any]:
    """Each return that is owed with `holder_id` (its unit) and `unit_id`: the unit and those for
    which it stands in.
    """
    facts = (some.c.id, some.c.plan_id, some.c.period_end, some.c.unit_id.label("holder_id"))
    itself = select(*facts, some.c.unit_id).where(some.c.state.in_(OWED))
    before = (
        itself.with_only_columns(*facts, col(UnitLine.named_id))
        .join(UnitLine, col(UnitLine.holder_id) == some.c.unit_id)
        .where(col(UnitLine.since) <= today)
    )
    return union_all(itself, before)


def _named_tasks(own: CTE, today: DayOrParameter) -> Select[Any]:
    """By unit first: a unit has some dozens of cells, a plan has thousands."""
    itself = select(own.c.id, own.c.plan_id, own.c.period_end, own.c.holder_id, own.c.unit_id)
    asks = union(itself, *files_for(own)).cte("asks")
    elsewhere = handed_elsewhere(col(Assignment.id), asks.c.holder_id, today)
    one = aliased(Return)
    return (
        select(asks.c.id.label("return_id"), col(Task.id).label("task_id"))
        .join(Assignment, col(Assignment.unit_id) == asks.c.unit_id)
        .join(
            Task,
            and_(col(Task.id) == col(Assignment.task_id), col(Task.plan_id) == asks.c.plan_id),
        )
        .join(one, col(one.id) == asks.c.id)
        .where(
            col(Task.state).in_(ASKED),
            standing_on(Assignment, asks.c.period_end),
            ~elsewhere,
            asks_about(one),
        )
    )


def _given_tasks(own: CTE, today: DayOrParameter) -> Select[Any]:
    one = aliased(Return)
    ours = and_(col(Handover.unit_id) == own.c.unit_id, col(Handover.plan_id) == own.c.plan_id)
    return (
        select(own.c.id.label("return_id"), col(Task.id).label("task_id"))
        .join(Handover, ours)
        .join(Assignment, col(Assignment.id) == col(Handover.assignment_id))
        .join(Task, col(Task.id) == col(Handover.task_id))
        .join(one, col(one.id) == own.c.id)
        .where(
            asks_about(one),
            col(Task.state).in_(ASKED),
            standing_on(Assignment, own.c.period_end),
            col(Handover.since) <= today,
        )
    )


# Of one return; built once, which takes ten times as long as to run them.
TODAY: BindParameter[date] = bindparam("today", type_=Date())
_RETURN: BindParameter[int] = bindparam("return_id", type_=BigId)


@cache
def _asked_of_one() -> CompoundSelect[Any]:
    some = select(*_SHOWN).where(col(Return.id) == _RETURN).cte("some")
    return union(*_asked(some, TODAY))


@cache
def _rows_of_one() -> Select[Any]:
    shown = select(Return).where(col(Return.id) == _RETURN)
    return _rows(shown, TODAY).order_by(col(Task.position), col(Task.id))


def _of(return_id: int) -> dict[str, object]:
    return {"return_id": return_id, "today": clock.today()}


def asked_of(session: Session, return_id: int) -> frozenset[int]:
    """The tasks about which an owed return asks."""
    return frozenset(row.task_id for row in session.execute(_asked_of_one(), _of(return_id)))


def _rows(shown: Select[Any], today: DayOrParameter, task: int | None = None) -> Select[Any]:
    asked = _pairs(shown, today, task).subquery()
    return (
        select(*_ROW)
        .select_from(asked)
        .join(Task, col(Task.id) == asked.c.task_id)
        .join(Return, col(Return.id) == asked.c.return_id)
        .outerjoin(
            Report,
            and_(
                col(Report.return_id) == asked.c.return_id,
                col(Report.task_id) == asked.c.task_id,
            ),
        )
    )


def rows_of(session: Session, return_id: int) -> Sequence[Row[Any]]:
    """The rows of a return in the order of the document."""
    return session.execute(_rows_of_one(), _of(return_id)).all()


def roles_of(session: Session, plan_id: int, unit_id: int) -> Sequence[Row[Any]]:
    """What the unit is to each task of the plan, the first printed role first; the office that
    files for a group is to its tasks what the group is.
    """
    given = {"plan_id": plan_id, "unit_id": unit_id, "today": clock.today()}
    return session.execute(_roles(), given).all()


@cache
def _roles() -> Select[Any]:
    plan_id: BindParameter[int] = bindparam("plan_id", type_=BigId)
    unit_id: BindParameter[int] = bindparam("unit_id", type_=BigId)
    cell = aliased(Assignment)
    held = held_assignments(unit_id, TODAY, col(cell.id), col(Handover.assignment_id), cell)
    files = select(col(GroupFiler.group_id)).where(
        col(GroupFiler.plan_id) == plan_id,
        col(GroupFiler.unit_id).in_(own_ids(unit_id, TODAY)),
    )
    return (
        select(*cols(Assignment.task_id, Assignment.role, Assignment.printed_label))
        .join(Task, col(Task.id) == col(Assignment.task_id))
        .where(
            or_(col(Assignment.id).in_(held), col(Assignment.unit_id).in_(files)),
            col(Task.plan_id) == plan_id,
        )
        # What it was, where it is nothing any more: its earlier forms still say so.
        .order_by(col(Assignment.ended_by_id).is_not(None), col(Assignment.position))
    )


def said_before(session: Session, found: Row[Any]) -> Sequence[Row[Any]]:
    """What the unit, or one for which it stands in, said last of each task: for an earlier time, or
    for the same before this return was handed in, as a quarter and the 中期评估 that ends with it.
    """
    handed, ended = col(Return.submitted_at), col(Return.period_end)
    in_time = handed < (found.submitted_at or clock.now())
    newest = (ended.desc(), col(Return.unit_id) != found.unit_id, handed.desc(), col(Report.id))
    place = func.row_number().over(partition_by=col(Report.task_id), order_by=newest)
    said = (
        select(
            *cols(Report.task_id, Report.progress, Report.problems, Report.coordination),
            *cols(Report.next_steps, Report.percent, Report.stage, Return.period, Report.figures),
            place.label("place"),
        )
        .join(Return, col(Return.id) == col(Report.return_id))
        .where(
            *_handed_in(found),
            or_(ended < found.period_end, (ended == found.period_end) & in_time),
        )
        .subquery()
    )
    return session.execute(select(said).where(said.c.place == 1)).all()


def _handed_in(found: Row[Any]) -> list[ColumnElement[bool]]:
    return [
        col(Return.unit_id).in_(own_ids(found.unit_id, clock.today())),
        col(Return.plan_id) == found.plan_id,
        col(Return.state).in_(HANDED_IN),
    ]


def _units_of(task: int) -> Select[Any]:
    """Who holds or held a task, by itself or as a group's member, or has said something of it."""
    today, named = clock.today(), col(Assignment.task_id) == task
    cell = holders(today, named).subquery()
    groups = select(col(Assignment.unit_id)).where(named)
    within = members(today, col(GroupMember.group_id).in_(groups)).subquery()
    files = select(col(GroupFiler.unit_id)).where(col(GroupFiler.group_id).in_(groups))
    said = select(col(Report.unit_id)).where(col(Report.task_id) == task)
    units = union(select(cell.c.unit_id), select(within.c.unit_id), files, said).subquery()
    return select(units.c.unit_id)


def reports(actor: Actor, wanted: ReturnFilter, today: date) -> Select[Any]:
    """Rows of all returns that the actor may read, with whose they are and when they are due."""
    shown = readable_returns(actor).where(*narrowed(wanted, today))
    if wanted.task is not None:
        shown = shown.where(col(Return.unit_id).in_(_units_of(wanted.task)))
    return with_names(_rows(shown, today, wanted.task)).add_columns(
        *cols(Return.unit_id, Return.plan_id, Return.period, Return.state, Return.due_confirmed),
        col(Return.region_id),
        col(Return.id).label("return_id"),
        col(Return.due_on).label("return_due_on"),
        col(Unit.name).label("unit_name"),
        col(Plan.title).label("plan_title"),
    )
