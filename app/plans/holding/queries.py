"""The one definition of who holds what an assignment names on a day, in both directions.

From a unit to what it holds: `held_by` (ids, one statement for a hot list), `held_tasks` (a select
for permissions). From what is named to who holds it: `holders` (a select for jobs over a plan).
All take the day from the caller, so that a reform counts from its day on without any job.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.columns import DayOrParameter, IdOrParameter, cols, table
from app.plans.holding.models import Handover
from app.plans.holding.rules import Holding
from app.plans.models import Assignment, standing
from app.units.models import GroupMember
from app.units.reforms.models import UnitLine

_lines, _members, _handovers = table(UnitLine), table(GroupMember), table(Handover)

# Made once, and each for one function alone: see `plans.queries`.
_own_line, _line, _further = aliased(UnitLine), aliased(UnitLine), aliased(UnitLine)
_member, _away, _moved = aliased(GroupMember), aliased(Handover), aliased(Handover)

_BEFORE, _GROUP, _GIVEN, _TAKEN = "before", "groups", "given", "taken"


def _hot() -> Select[Any]:
    """Each part is a few steps in an index; for nearly every unit only the groups have rows."""
    unit: BindParameter[Any] = bindparam("unit")
    today: BindParameter[Any] = bindparam("today")
    before = select(_lines.c.named_id).where(_lines.c.holder_id == unit, _lines.c.since <= today)
    moved = _handovers.c.since <= today

    def own(column: ColumnElement[Any]) -> ColumnElement[bool]:
        return or_(column == unit, column.in_(before))

    def part(name: str, column: ColumnElement[Any], *where: ColumnElement[bool]) -> Select[Any]:
        return select(literal_column(f"'{name}'").label("part"), column.label("id")).where(*where)

    given, named = _handovers.c.unit_id, _handovers.c.named_id
    parts = union_all(
        part(_BEFORE, _lines.c.named_id, _lines.c.holder_id == unit, _lines.c.since <= today),
        part(_GROUP, _members.c.group_id, own(_members.c.unit_id)),
        part(_GIVEN, _handovers.c.assignment_id, own(given), moved),
        part(_TAKEN, _handovers.c.assignment_id, own(named), ~own(given), moved),
    ).subquery("held")
    return select(parts.c.part, parts.c.id).order_by(parts.c.part, parts.c.id)


_HELD_BY = _hot()


def held_by(session: Session, unit_id: int, today: date) -> Holding:
    """Asked by every list of a unit: one statement, built once."""
    found: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for part, one in session.execute(_HELD_BY, {"unit": unit_id, "today": today}):
        found[part][one] = None  # once, in order
    return Holding(unit_id, **{part: tuple(ids) for part, ids in found.items()})


def held_in(
    session: Session, plan_id: int, unit_ids: Collection[int], today: date
) -> dict[int, Holding]:
    before = _by_unit(
        session,
        select(_lines.c.holder_id, _lines.c.named_id)
        .where(_lines.c.holder_id.in_(unit_ids), _lines.c.since <= today)
        .order_by(_lines.c.named_id),
    )
    members = {*unit_ids, *(old for ids in before.values() for old in ids)}
    groups = _by_unit(
        session,
        select(_members.c.unit_id, _members.c.group_id)
        .where(_members.c.unit_id.in_(members))
        .order_by(_members.c.group_id),
    )
    moved = session.execute(
        select(_handovers.c.assignment_id, _handovers.c.named_id, _handovers.c.unit_id).where(
            _handovers.c.plan_id == plan_id, _handovers.c.since <= today
        )
    ).all()
    return {one: _holding(one, before[one], groups, moved) for one in unit_ids}


def _by_unit(session: Session, pairs: Select[Any]) -> defaultdict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for unit_id, one in session.execute(pairs):
        found[unit_id].append(one)
    return found


def _holding(
    unit_id: int,
    before: Sequence[int],
    groups: Mapping[int, Sequence[int]],
    moved: Sequence[Row[Any]],
) -> Holding:
    own = (unit_id, *before)
    given = tuple(row.assignment_id for row in moved if row.unit_id in own)
    taken = tuple(
        row.assignment_id for row in moved if row.named_id in own and row.unit_id not in own
    )
    of = dict.fromkeys(group for one in own for group in groups.get(one, ()))
    return Holding(unit_id, tuple(before), tuple(of), given, taken)


# ---- for permissions: a unit that stands in a select -----------------------------------------


def own_ids(unit_id: IdOrParameter | None, today: DayOrParameter) -> Select[Any]:
    """The unit and those for which it stands in; nothing for an actor without a unit."""
    line = _own_line
    before = select(col(line.named_id)).where(
        col(line.holder_id) == unit_id, col(line.since) <= today
    )
    itself = unit_id if isinstance(unit_id, BindParameter) else literal(unit_id)
    both = union_all(select(itself.label("id")), before).subquery()
    return select(both.c.id)


def held_assignments(
    unit_id: IdOrParameter | None, today: DayOrParameter, wanted: Any, given: Any, cell: Any
) -> Select[Any]:
    """One column of each assignment that a unit holds: `wanted` of those that name it, `given` of
    the handovers to it. `cell` is the alias of `Assignment` that `wanted` belongs to.
    """
    member, moved = _member, _away
    own = own_ids(unit_id, today)
    groups = select(col(member.group_id)).where(col(member.unit_id).in_(own))
    named = union_all(own, groups).subquery()
    away = exists().where(
        col(moved.assignment_id) == col(cell.id),
        col(moved.since) <= today,
        col(moved.unit_id).not_in(own),
    )
    mine = select(wanted).where(col(cell.unit_id).in_(select(named.c.id)), ~away)
    handed = select(given).where(col(Handover.unit_id).in_(own), col(Handover.since) <= today)
    both = union_all(mine, handed).subquery()
    return select(both.c[0])


def held_tasks(unit_id: int | None, today: date) -> Select[Any]:
    """The tasks in which the unit stands now. `readable_tasks` would be too wide: it opens a
    precedent to everybody, and keeps a task open to a unit that was taken out of it.
    """
    cell, named = aliased(Assignment), aliased(Assignment)
    held = held_assignments(unit_id, today, col(named.id), col(Handover.assignment_id), named)
    return select(col(cell.task_id)).where(col(cell.id).in_(held), standing(cell))


# ---- for jobs: from what is named to who holds it --------------------------------------------


def standing_in(today: DayOrParameter) -> FromClause:
    """`named_id` and `holder_id` of each unit that ended: who stands in for it in the end."""
    line, further = _line, _further
    later = exists().where(
        col(further.named_id) == col(line.holder_id), col(further.since) <= today
    )
    return (
        select(col(line.named_id), col(line.holder_id))
        .where(col(line.since) <= today, ~later)
        .subquery()
    )


def holders(today: DayOrParameter, *where: ColumnElement[bool]) -> Select[Any]:
    """`assignment_id`, `task_id`, `plan_id`, `named_id` and `unit_id` (who holds it today) of the
    assignments that name a unit. A group stays a group.
    """
    moved, stands = _moved, standing_in(today)
    said = func.coalesce(col(moved.unit_id), col(Assignment.unit_id))
    columns: list[Any] = [
        col(Assignment.id).label("assignment_id"),
        *cols(Assignment.task_id, Assignment.plan_id),
        col(Assignment.unit_id).label("named_id"),
        func.coalesce(stands.c.holder_id, said).label("unit_id"),
    ]
    return (
        select(*columns)
        .outerjoin(
            moved, and_(col(moved.assignment_id) == col(Assignment.id), col(moved.since) <= today)
        )
        .outerjoin(stands, stands.c.named_id == said)
        .where(col(Assignment.unit_id).is_not(None), *where)
    )


def held_by_units(
    unit_ids: Collection[int], today: date, *where: ColumnElement[bool]
) -> Select[Any]:
    """As `holders`, of what these units hold by a name of their own."""
    line, moved = aliased(UnitLine), aliased(Handover)
    before = select(col(line.named_id)).where(
        col(line.holder_id).in_(unit_ids), col(line.since) <= today
    )

    def own(unit: Any) -> ColumnElement[bool]:
        return or_(col(unit).in_(unit_ids), col(unit).in_(before))

    given = select(col(moved.assignment_id)).where(own(moved.unit_id))
    named = or_(own(Assignment.unit_id), col(Assignment.id).in_(given))
    held = holders(today, named, *where).subquery()
    return select(held).where(held.c.unit_id.in_(unit_ids))


def members(today: DayOrParameter, *where: ColumnElement[bool]) -> Select[Any]:
    """`group_id` and `unit_id` of the members of groups, each as who stands in for it today."""
    stands = standing_in(today)
    unit = func.coalesce(stands.c.holder_id, col(GroupMember.unit_id))
    columns: list[Any] = [col(GroupMember.group_id), unit.label("unit_id")]
    found = (
        select(*columns)
        .outerjoin(stands, stands.c.named_id == col(GroupMember.unit_id))
        .where(*where)
    )
    both = union(found).subquery()
    return select(both.c.group_id, both.c.unit_id)


def handed_elsewhere(
    assignment_id: Any, unit_id: ColumnElement[int], today: DayOrParameter
) -> ColumnElement[bool]:
    """Whether an assignment that names a unit, or one it stands in for, was given to another."""
    moved, line = aliased(Handover), aliased(UnitLine)
    stands_in = exists().where(
        col(line.holder_id) == unit_id,
        col(line.named_id) == col(moved.unit_id),
        col(line.since) <= today,
    )
    return exists().where(
        col(moved.assignment_id) == assignment_id,
        col(moved.since) <= today,
        col(moved.unit_id) != unit_id,
        ~stands_in,
    )
