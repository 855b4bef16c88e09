"""Changes of many rows at once: a fixed number of statements, whatever the number of rows.

What exists is left alone, so each of them may run twice, and two of them at once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CursorResult,
    Date,
    FromClause,
    Row,
    Select,
    Table,
    and_,
    case,
    func,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from app.core.columns import cols
from app.kit import clock
from app.plans.filers.service import told
from app.plans.models import Assignment, Plan, Task, standing
from app.progress.models import Dispatch, Report, Return
from app.progress.periods import Deadline, Period
from app.progress.rows import asked_of
from app.progress.rules import LOCKED_FROM
from app.progress.terms import ReturnState
from app.units.models import GroupMember, Unit
from app.units.terms import UnitKind


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel makes it, untyped
    return table


def _column(attribute: Any) -> Column[Any]:
    column: Column[Any] = attribute
    return column


def _insert_new(
    session: Session,
    table: Table,
    chosen: Select[Any],
    taken: Mapping[str, ColumnElement[Any]],
    given: Mapping[str, object],
) -> int:
    """INSERT … SELECT of columns `taken` from what `chosen` selects and of `given` values, except
    where a unique key is there already. How many rows were new.
    """
    values = [literal(value, table.c[name].type) for name, value in given.items()]
    rows = chosen.with_only_columns(*taken.values(), *values)
    # Both databases write ON CONFLICT in the same way, but each has its own construct.
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(table)
        .from_select([*taken, *given], rows, include_defaults=False)
        .on_conflict_do_nothing()
    )
    return changed(session, statement)


def changed(session: Session, statement: Any) -> int:
    counted = session.execute(statement, execution_options={"preserve_rowcount": True})
    assert isinstance(counted, CursorResult)  # noqa: S101 - tells mypy what a change answers
    return counted.rowcount


# ---- dispatches and returns of a plan --------------------------------------------------------


def dispatch(session: Session, plan: Plan, at: datetime) -> int:
    """One dispatch for each unit that holds a task of the plan, by itself, as a group's member or
    in place of a unit that ended.
    """
    given = {"plan_id": plan.id, "region_id": plan.region_id, "dispatched_at": at}
    # In order, so that lists that sort by id show the units alike in every plan.
    chosen = told(plan.id, clock.today())
    return _insert_new(session, _table(Dispatch), chosen, {"unit_id": _only(chosen)}, given)


def _only(chosen: Select[Any]) -> ColumnElement[Any]:
    (column,) = chosen.selected_columns
    return column


@dataclass(frozen=True)
class Run:
    """One run of a set-based job: its id stands on the rows that it made or changed."""

    id: str
    at: datetime


def ask(
    session: Session,
    plan: Plan,
    due: tuple[Period, Deadline],
    run: Run,
    chosen: Select[Any],
) -> int:
    """One return for each of the `chosen` units, whom the plan asks for the period: `unit_id`,
    `writes` and `parts` as `Reporting.sharing` tells them.
    """
    period, deadline = due
    roles = chosen.subquery()
    dates = shares(roles, *days(deadline))
    given = {
        "plan_id": plan.id,
        "region_id": plan.region_id,
        "period": period.key,
        "kind": period.kind,
        "period_start": period.start,
        "period_end": period.end,
        "opens_on": deadline.opens_on,
        "due_confirmed": deadline.confirmed,
        "due_set": False,
        "state": ReturnState.PENDING,
        "run_id": run.id,
        "version": 1,
        "updated_at": run.at,
    }
    taken = {"unit_id": roles.c.unit_id, **dates}
    # In order, as in `dispatch`.
    rows = select(roles).order_by(roles.c.unit_id)
    return _insert_new(session, _table(Return), rows, taken, given)


Day = ColumnElement[Any]


def days(deadline: Deadline) -> tuple[Day, Day, Day]:
    """When rows of a unit's own are due, a form of nothing but parts, and parts beside own rows."""
    due, parts = deadline.due_on, deadline.parts_due_on
    own, alone, beside = (literal(day, Date()) for day in (due, parts or due, parts))
    return own, alone, beside


def shares(roles: FromClause, own: Day, alone: Day, beside: Day) -> dict[str, ColumnElement[Any]]:
    """When each unit's return is due, and its parts where it has rows of its own as well."""
    only, both = roles.c.writes == 0, and_(roles.c.writes == 1, roles.c.parts == 1)
    return {
        "only_parts": only,
        "due_on": case((only, alone), else_=own),
        "parts_due_on": case((both, beside), else_=null()),
    }


def left_out(session: Session, plan_id: int) -> int:
    """Printed names for which nobody was asked: without a unit, or a group without members."""
    members = select(col(GroupMember.group_id))
    query = (
        select(func.count(func.distinct(col(Assignment.name))))
        .outerjoin(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(
            col(Assignment.plan_id) == plan_id,
            standing(Assignment),
            col(Unit.id).is_(None)
            | ((col(Unit.kind) == UnitKind.GROUP) & col(Unit.id).not_in(members)),
        )
    )
    return int(session.execute(query).scalar_one())


# ---- rows of a return ------------------------------------------------------------------------


def make_rows(session: Session, return_id: int) -> int:
    """A row for each task that the return asks about and that has none yet."""
    asked = col(Task.id).in_(asked_of(session, return_id))
    chosen = select(col(Task.id)).join(Return, col(Return.id) == return_id).where(asked)
    taken = {
        "return_id": _column(Return.id),
        "task_id": _column(Task.id),
        "unit_id": _column(Return.unit_id),
        "region_id": _column(Return.region_id),
    }
    names = ("progress", "problems", "coordination", "next_steps", "no_change_reason")
    texts = dict.fromkeys(names, "")
    given = {**texts, "no_change": False}
    return _insert_new(session, _table(Report), chosen, taken, given)


def write_rows(session: Session, return_id: int, rows: Mapping[int, Mapping[str, object]]) -> None:
    """Put the given fields into the rows of these tasks."""
    ids = select(*cols(Report.task_id, Report.id)).where(
        col(Report.return_id) == return_id, col(Report.task_id).in_(list(rows))
    )
    changes = [{"id": row.id, **rows[row.task_id]} for row in session.execute(ids)]
    session.execute(update(Report), changes)


def file_rows(session: Session, return_id: int, tasks: Collection[int], at: datetime) -> None:
    """From now on other units read what these rows say."""
    which = (_column(Report.return_id) == return_id, _column(Report.task_id).in_(tasks))
    new = update(_table(Report)).where(*which, _column(Report.filed_at).is_(None))
    session.execute(new.values(filed_at=at))


def unfile_rows(
    session: Session,
    return_id: int,
    *,
    tasks: Collection[int] | None = None,
    since: datetime | None = None,
) -> None:
    """Rows are drafts again, which nobody else reads: all, or those of `tasks`, or what was filed
    `since` then.
    """
    which = [_column(Report.return_id) == return_id, _column(Report.filed_at).is_not(None)]
    if tasks is not None:
        which.append(_column(Report.task_id).in_(tasks))
    if since is not None:
        which.append(_column(Report.filed_at) >= since)
    session.execute(update(_table(Report)).where(*which).values(filed_at=None))


# ---- one return, if nobody was quicker -------------------------------------------------------


def advance(session: Session, found: Row[Any], values: Mapping[str, object]) -> bool:
    """Change a return unless it changed since it was read as `found`. Whether it did."""
    statement = (
        update(_table(Return))
        .where(_column(Return.id) == found.id, _column(Return.version) == found.version)
        .values(**values, version=found.version + 1)
    )
    return changed(session, statement) == 1


def lock(session: Session, which: Sequence[ColumnElement[bool]], run: Run) -> int:
    """Lock what is accepted among `which`. How many they were."""
    statement = (
        update(_table(Return))
        .where(_column(Return.state) == LOCKED_FROM, *which)
        .values(
            state=ReturnState.LOCKED,
            run_id=run.id,
            updated_at=run.at,
            version=_column(Return.version) + 1,
        )
    )
    return changed(session, statement)


def acknowledge(session: Session, dispatch_id: int, by: str, at: datetime) -> bool:
    """Sign for a dispatch unless somebody has. Whether it was this one."""
    statement = (
        update(_table(Dispatch))
        .where(_column(Dispatch.id) == dispatch_id, _column(Dispatch.acknowledged_at).is_(None))
        .values(acknowledged_at=at, acknowledged_by=by)
    )
    return changed(session, statement) == 1
