"""配合部分: rows that other units write, and that the first lead of their tasks merges."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, String, exists, select, type_coerce
from sqlmodel import Session, col

from app.core.columns import cols
from app.kit import clock
from app.progress.messages import period_label
from app.progress.models import Return
from app.progress.terms import OWED, ReturnState
from app.reminders import of_plans
from app.reminders.matters import Matter
from app.reminders.terms import Profile

THERE = exists().where(col(Return.parts_filed_at).is_(None), col(Return.parts_due_on).is_not(None))
_OWED = tuple(state for state in OWED if state is not ReturnState.RETURNED)


def owed(profile: Profile, today: date, until: date) -> Select[Any]:
    """Of forms with other rows as well: one of parts alone is due as a whole. Once the form itself
    is late, or was sent back, that is what there is to say.
    """
    # What is added to the state and to the unit keeps SQLite from walking all that is owed, however
    # far ahead, or all returns of each unit, where an index knows the few parts that are not filed.
    state = type_coerce(col(Return.state), String()) + ""
    columns = of_plans.owed_columns(Return, col(Return.parts_due_on))
    columns[1] = (col(Return.unit_id) + 0).label("unit_id")
    return select(*columns).where(
        state.in_([one.value for one in _OWED]),
        col(Return.parts_filed_at).is_(None),
        col(Return.parts_due_on) <= until,
        col(Return.parts_due_on) < col(Return.due_on),
        col(Return.due_on) >= today,
        col(Return.opens_on) <= today,
        of_plans.by(profile, col(Return.plan_id)),
    )


def as_matters(session: Session, ids: Collection[int]) -> Iterable[Matter]:
    columns: list[Any] = [Return.id, Return.unit_id, Return.period, Return.state, Return.due_on]
    dates, today = (Return.due_confirmed, Return.parts_due_on, Return.parts_filed_at), clock.today()
    query = select(*columns, *cols(*dates)).where(col(Return.id).in_(ids))
    for row in session.execute(of_plans.with_plan(query, col(Return.plan_id))):
        yield of_plans.matter(
            row,
            part=f"{period_label(row.period)}配合部分，供牵头单位汇总",
            path=f"/returns/{row.id}",
            owed=row.state in _OWED and row.parts_filed_at is None and row.due_on >= today,
            due_on=row.parts_due_on or row.due_on,
            confirmed=row.due_confirmed,
            period=row.period,
        )
