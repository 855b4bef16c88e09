"""Due dates of many returns at once: they follow who writes the rows, and the calendar.

What exists and is right is left alone, so each of these may run twice.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    false,
    func,
    null,
    or_,
    select,
    true,
    update,
)
from sqlmodel import Session, col

from app.core.columns import cols, table
from app.kit import clock
from app.plans.models import Plan
from app.progress.models import Return
from app.progress.periods import Deadline, Period
from app.progress.reporting.models import ReturnRule
from app.progress.reporting.rules import PARTS_WORKDAYS
from app.progress.statements import Run, changed, days, shares
from app.progress.terms import OWED, Fills


def share(
    session: Session,
    plan: Plan,
    due: tuple[Period, Deadline],
    run: Run,
    chosen: Select[Any],
) -> int:
    """Let what is owed and not due yet of a period follow who writes and whose rows are parts now,
    of the units `chosen` as in `ask`. How many returns that changed.

    A date that a person named stays for the form, whatever it has become, and its parts are not
    due after it. No date moves into the past: where that of the parts has passed, it stays as each
    return has it.
    """
    period, deadline = due
    today = clock.today()
    returns, roles = table(Return), chosen.subquery()
    own, alone, beside = days(deadline)
    if deadline.parts_due_on is not None and deadline.parts_due_on < today:
        alone, beside = returns.c.due_on, returns.c.parts_due_on
    wanted = shares(roles, own, alone, beside)
    named, parts = returns.c.due_set, wanted["parts_due_on"]
    day = case((named, returns.c.due_on), else_=wanted["due_on"])
    wanted |= {"due_on": day, "parts_due_on": case((parts > day, day), else_=parts)}
    statement = (
        update(returns)
        .where(
            returns.c.plan_id == plan.id,
            returns.c.period == period.key,
            returns.c.unit_id == roles.c.unit_id,
            returns.c.state.in_(OWED),
            true() if deadline.due_on >= today else and_(named, returns.c.due_on >= today),
            or_(*(returns.c[name].is_distinct_from(new) for name, new in wanted.items())),
        )
        .values(
            **wanted,
            due_confirmed=case((named, returns.c.due_confirmed), else_=deadline.confirmed),
            run_id=run.id,
            updated_at=run.at,
            version=returns.c.version + 1,
        )
    )
    return changed(session, statement)


def named_ahead(session: Session, plan_id: int, today: date) -> Collection[str]:
    """The periods of which some form that is owed has a day of its own that lies ahead."""
    ahead = (col(Return.state).in_(OWED), col(Return.due_on) >= today, col(Return.due_set))
    query = select(col(Return.period)).where(col(Return.plan_id) == plan_id, *ahead)
    return set(session.scalars(query.distinct()))


# ---- after a change of the calendar -----------------------------------------------------------


def due_dates(session: Session, today: date) -> Sequence[Row[Any]]:
    """Which due dates lie ahead and are owed, one row for all returns that share everything."""
    query = (
        select(*(col(getattr(Return, name)) for name in _DATED), *_COUNTED)
        .join(Plan, col(Plan.id) == col(Return.plan_id))
        .outerjoin(ReturnRule, col(ReturnRule.plan_id) == col(Plan.id))
        .where(*_still_movable(today))
        .distinct()
    )
    return session.execute(query).all()


_DATED = ("period_end", "due_on", "parts_due_on", "only_parts", "due_confirmed")
_COUNTED = (
    col(Plan.due_after),
    case(
        (col(ReturnRule.fills) == Fills.EACH, null()),
        else_=func.coalesce(col(ReturnRule.parts_workdays), PARTS_WORKDAYS),
    ).label("ahead"),
)
"""What dates are counted by, as `Rule` has it."""


def _sharing(old: Row[Any], today: date) -> tuple[ColumnElement[bool], ...]:
    by = zip(_COUNTED, (old.due_after, old.ahead), strict=True)
    plans = (
        select(col(Plan.id))
        .outerjoin(ReturnRule, col(ReturnRule.plan_id) == col(Plan.id))
        .where(*(column.is_not_distinct_from(value) for column, value in by))
    )
    same = (col(getattr(Return, name)).is_not_distinct_from(getattr(old, name)) for name in _DATED)
    return (*_still_movable(today), *same, col(Return.plan_id).in_(plans))


def sharing_due(session: Session, old: Row[Any], today: date) -> Sequence[Row[Any]]:
    """The returns that `due_dates` told of by `old`: region, plan, title, period, how many."""
    columns = cols(Plan.region_id, Plan.id, Plan.title, Return.period)
    query = select(*columns, func.count().label("returns")).join(
        Return, col(Return.plan_id) == col(Plan.id)
    )
    return session.execute(query.where(*_sharing(old, today)).group_by(*columns)).all()


def move_due(session: Session, old: Row[Any], new: Deadline, today: date, run: Run) -> int:
    """Give the returns that `due_dates` told of by `old` another date. How many they were."""
    statement = (
        update(table(Return))
        .where(*_sharing(old, today))
        .values(
            due_on=new.due_on,
            parts_due_on=new.parts_due_on,
            due_confirmed=new.confirmed,
            run_id=run.id,
            updated_at=run.at,
            version=col(Return.version) + 1,
        )
    )
    return changed(session, statement)


def _still_movable(today: date) -> tuple[ColumnElement[bool], ...]:
    """Owed, not yet overdue, and not given its date by a person."""
    return (
        col(Return.state).in_(OWED),
        col(Return.due_on) >= today,
        col(Return.due_set) == false(),
    )
