"""The worklist 待明确到单位: each task and name for which no unit can be asked.

A name that is nobody's (县移民局, which the registry does not know), and a group without members
(县级有关部门). Naming units for a task adds them as a clarification with its basis; what was
printed stays printed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, exists, or_, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.core.errors import InvalidError, NotFoundError
from app.plans import access
from app.plans.amending.rules import Grounds
from app.plans.amending.service import assign_published
from app.plans.models import Assignment, Task, standing
from app.plans.terms import AmendmentKind
from app.reading.terms import Role
from app.units.models import GroupMember, Unit
from app.units.terms import UnitKind

NO_UNIT, EMPTY_GROUP = "no_unit", "group_without_members"


class NoUnitsGivenError(InvalidError):
    code, title = "no_units_given", "请写明由哪些单位承担"


@dataclass(frozen=True)
class Names:
    """The units that a printed name means in its task."""

    assignment_id: int
    unit_ids: Sequence[int]


@dataclass(frozen=True)
class Unclear:
    """A name in a task. `named` are the units that a clarification has added beside it; it waits
    for one as long as there are none.
    """

    assignment_id: int
    task_id: int
    number: str | None
    title: str
    role: Role
    role_label: str
    raw: str
    group_id: int | None
    named: Sequence[str]

    @property
    def why(self) -> str:
        return NO_UNIT if self.group_id is None else EMPTY_GROUP

    @property
    def is_open(self) -> bool:
        return not self.named


def unclear(session: Session, actor: Actor, plan_id: int) -> list[Unclear]:
    """In plan order, for those who run or watch the plans of its region."""
    plan = access.for_judging(session, actor, plan_id)
    added = _clarified(session, plan.id)
    return [
        Unclear(
            assignment_id=row.id,
            task_id=row.task_id,
            number=row.number,
            title=row.title,
            role=row.role,
            role_label=row.printed_label,
            raw=row.raw,
            group_id=row.unit_id,
            named=added[row.id],
        )
        for row in _rows(session, plan.id)
    ]


def _rows(session: Session, plan_id: int) -> Sequence[Row[Any]]:
    has_members = exists().where(col(GroupMember.group_id) == col(Unit.id))
    empty = (col(Unit.kind) == UnitKind.GROUP) & ~has_members
    query = (
        select(
            *cols(Assignment.id, Assignment.task_id, Assignment.role, Assignment.printed_label),
            *cols(Assignment.raw, Assignment.unit_id, Task.number, Task.title),
        )
        .join(Task, col(Task.id) == col(Assignment.task_id))
        .outerjoin(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(
            col(Assignment.plan_id) == plan_id,
            standing(Assignment),
            or_(col(Unit.id).is_(None), empty),
        )
        .order_by(col(Task.position), col(Task.id), col(Assignment.position))
    )
    return session.execute(query).all()


def _clarified(session: Session, plan_id: int) -> defaultdict[int, list[str]]:
    """Units that clarifications have added, by the assignment that they answer."""
    query = (
        select(col(Assignment.clarifies_id), col(Unit.name))
        .join(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(
            col(Assignment.plan_id) == plan_id,
            col(Assignment.clarifies_id).is_not(None),
            standing(Assignment),
        )
        .order_by(col(Assignment.position))
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in session.execute(query):
        found[row.clarifies_id].append(row.name)
    return found


def clarify(
    session: Session,
    actor: Actor,
    plan_id: int,
    names: Names,
    grounds: Grounds,
) -> Unclear:
    """Name the units that a name means in one task: they stand beside it from now on, in its role
    and under its label. Raise `NotFoundError` for what does not wait to be clarified.
    """
    there = {one.assignment_id: one for one in unclear(session, actor, plan_id)}
    one = there.get(names.assignment_id)
    if one is None:
        raise NotFoundError("这一项不在待明确的清单中")
    if not names.unit_ids:
        raise NoUnitsGivenError
    for unit_id in dict.fromkeys(names.unit_ids):
        assign_published(
            session,
            actor,
            one.task_id,
            unit_id,
            one.role,
            kind=AmendmentKind.CLARIFICATION,
            grounds=grounds,
            printed_label=one.role_label,
            clarifies_id=one.assignment_id,
        )
    session.flush()  # the answer is read by selects
    after = unclear(session, actor, plan_id)
    return next(it for it in after if it.assignment_id == one.assignment_id)
