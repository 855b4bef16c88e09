"""Selects of who files for a group, and of who is asked for returns of a plan."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import lru_cache, wraps
from typing import Any, ParamSpec

from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    Select,
    case,
    exists,
    func,
    select,
    union,
    union_all,
)
from sqlmodel import Session, col

from app.core.columns import DayOrParameter, IdOrParameter, cols
from app.plans.filers.models import GroupFiler, GroupFiling
from app.plans.filers.terms import Filing
from app.plans.holding.service import Holding, holders, members, standing_in
from app.plans.models import Assignment, Task, standing, standing_on
from app.plans.terms import ASKED
from app.units.models import GroupMember, Unit
from app.units.terms import UnitKind

P = ParamSpec("P")


def _of_plan(
    plan_id: IdOrParameter, day: DayOrParameter | None = None, tasks: Select[Any] | None = None
) -> tuple[ColumnElement[bool], ...]:
    stands = standing(Assignment) if day is None else standing_on(Assignment, day)
    within = () if tasks is None else (col(Assignment.task_id).in_(tasks),)
    return (col(Assignment.plan_id) == plan_id, stands, *within)


def _written_once(query: Callable[P, Select[Any]]) -> Callable[P, Select[Any]]:
    """For a select of whole plans, which takes longer to write than to run and is asked twice for
    each period of a run.
    """
    known = lru_cache(maxsize=256)(query)

    @wraps(query)
    def written(*given: P.args, **named: P.kwargs) -> Select[Any]:
        within = any(isinstance(one, Select) for one in (*given, *named.values()))
        if within:
            return query(*given, **named)
        return known(*given, **named)  # type: ignore[arg-type]  # what is left are ids and days

    return written


def filing(plan_id: IdOrParameter, today: DayOrParameter) -> Select[Any]:
    """`group_id` and `unit_id` of whoever files for a group that the plan names, each as who
    stands in for it today.
    """
    stands = standing_in(today)
    unit = func.coalesce(stands.c.holder_id, col(GroupFiler.unit_id)).label("unit_id")
    columns: list[Any] = [col(GroupFiler.group_id), unit]
    chosen = (
        select(*columns)
        .outerjoin(stands, stands.c.named_id == col(GroupFiler.unit_id))
        .where(col(GroupFiler.plan_id) == plan_id)
    )
    everybody = select(col(GroupFiling.group_id)).where(
        col(GroupFiling.plan_id) == plan_id, col(GroupFiling.mode) == Filing.ALL
    )
    all_of = members(today, col(GroupMember.group_id).in_(everybody))
    both = union(chosen, all_of).subquery()
    return select(both.c.group_id, both.c.unit_id)


@_written_once
def asked(
    plan_id: int,
    today: date,
    period_end: date | None = None,
    tasks: Select[Any] | None = None,
) -> Select[Any]:
    """`unit_id` of each unit that the plan asks for returns (with `period_end`, for that period:
    by what stood when it ended; with `tasks`, about those alone): who holds an assignment by a
    name of its own, and who files for a group, as long as a task of it goes on. A group itself is
    never asked.
    """
    of_plan = (*_of_plan(plan_id, period_end, tasks), _goes_on(plan_id))
    named = holders(today, *of_plan).subquery()
    groups = select(col(Assignment.unit_id)).where(*of_plan)
    files = filing(plan_id, today).subquery()
    both = union(
        select(named.c.unit_id), select(files.c.unit_id).where(files.c.group_id.in_(groups))
    ).subquery()
    return (
        select(both.c.unit_id)
        .join(Unit, col(Unit.id) == both.c.unit_id)
        .where(col(Unit.kind) != UnitKind.GROUP)
        .order_by(both.c.unit_id)
    )


@_written_once
def asked_about(
    plan_id: IdOrParameter,
    today: DayOrParameter,
    period_end: DayOrParameter,
    tasks: Select[Any] | None = None,
    *,
    rests: bool = False,
) -> Select[Any]:
    """As `asked`, task by task: `unit_id`, `task_id`, and `first`, 1 for who is or files for the
    first lead, else 0. With `rests`, also of tasks that do not go on.
    """
    of_plan = _of_plan(plan_id, period_end, tasks)
    if not rests:
        of_plan += (_goes_on(plan_id),)
    first = case((col(Assignment.is_first_lead), 1), else_=0).label("first")
    named = holders(today, *of_plan).add_columns(first).subquery()
    cells = select(*cols(Assignment.task_id, Assignment.unit_id), first).where(*of_plan).subquery()
    files = filing(plan_id, today).subquery()
    both = union_all(
        select(named.c.unit_id, named.c.task_id, named.c.first),
        select(files.c.unit_id, cells.c.task_id, cells.c.first).join(
            cells, cells.c.unit_id == files.c.group_id
        ),
    ).subquery()
    return (
        select(both.c.unit_id, both.c.task_id, func.max(both.c.first).label("first"))
        .join(Unit, col(Unit.id) == both.c.unit_id)
        .where(col(Unit.kind) != UnitKind.GROUP)
        .group_by(both.c.unit_id, both.c.task_id)
    )


def _goes_on(plan_id: IdOrParameter) -> ColumnElement[bool]:
    """Whether returns ask about the task of an assignment. Looked up once for the plan."""
    tasks = select(col(Task.id)).where(col(Task.plan_id) == plan_id, col(Task.state).in_(ASKED))
    return col(Assignment.task_id).in_(tasks)


def told(plan_id: int, today: date) -> Select[Any]:
    """`unit_id` of each unit to which the plan is dispatched: who holds a task of it, also as a
    member of a group. To be told of one's tasks is not to be asked about them.
    """
    named = holders(today, *_of_plan(plan_id)).subquery()
    groups = select(col(Assignment.unit_id)).where(*_of_plan(plan_id))
    within = members(today, col(GroupMember.group_id).in_(groups)).subquery()
    asks = asked(plan_id, today).order_by(None).subquery()
    everybody = union(
        select(named.c.unit_id), select(within.c.unit_id), select(asks.c.unit_id)
    ).subquery()
    return (
        select(everybody.c.unit_id)
        .join(Unit, col(Unit.id) == everybody.c.unit_id)
        .where(col(Unit.kind) != UnitKind.GROUP)
        .order_by(everybody.c.unit_id)
    )


def files_for(own: CTE) -> tuple[Select[Any], Select[Any]]:
    """The groups for which a return is asked, by name and where all members file: `id`,
    `plan_id`, `holder_id` and the group, from rows that have a unit of the return for the group.
    """
    chosen = select(
        own.c.id, own.c.plan_id, own.c.period_end, own.c.holder_id, col(GroupFiler.group_id)
    ).join(
        GroupFiler,
        (col(GroupFiler.unit_id) == own.c.unit_id) & (col(GroupFiler.plan_id) == own.c.plan_id),
    )
    everybody = (
        select(
            own.c.id, own.c.plan_id, own.c.period_end, own.c.holder_id, col(GroupFiling.group_id)
        )
        .join(GroupMember, col(GroupMember.unit_id) == own.c.unit_id)
        .join(
            GroupFiling,
            (col(GroupFiling.group_id) == col(GroupMember.group_id))
            & (col(GroupFiling.plan_id) == own.c.plan_id),
        )
        .where(col(GroupFiling.mode) == Filing.ALL)
    )
    return chosen, everybody


def groups_of_plan(session: Session, plan_id: int) -> Sequence[Row[Any]]:
    """Each group that a plan names: its tasks, its members, and what was chosen for it."""
    held = (
        select(
            col(Assignment.unit_id).label("group_id"),
            func.count(func.distinct(col(Assignment.task_id))).label("tasks"),
        )
        .where(*_of_plan(plan_id))
        .group_by(col(Assignment.unit_id))
        .subquery()
    )
    query = (
        select(
            *cols(Unit.id, Unit.name),
            held.c.tasks,
            *cols(GroupFiling.mode, GroupFiling.decided_by, GroupFiling.decided_at),
        )
        .join(held, held.c.group_id == col(Unit.id))
        .outerjoin(
            GroupFiling,
            (col(GroupFiling.group_id) == col(Unit.id)) & (col(GroupFiling.plan_id) == plan_id),
        )
        .where(col(Unit.kind) == UnitKind.GROUP)
        .order_by(col(Unit.rank), col(Unit.id))
    )
    return session.execute(query).all()


def undecided(plan_id: int) -> Select[Any]:
    """The number of groups with members for which it was not yet said who files."""
    group = col(Assignment.unit_id)
    decided = exists().where(
        col(GroupFiling.plan_id) == plan_id, col(GroupFiling.group_id) == group
    )
    has_members = exists().where(col(GroupMember.group_id) == group)
    return select(func.count(group.distinct())).where(*_of_plan(plan_id), has_members, ~decided)


def filed_by(session: Session, holding: Holding, plan_ids: Collection[int]) -> set[tuple[int, int]]:
    """Plan and group of each group for which a unit files in one of these plans."""
    chosen = select(*cols(GroupFiler.plan_id, GroupFiler.group_id)).where(
        col(GroupFiler.unit_id).in_(holding.own), col(GroupFiler.plan_id).in_(plan_ids)
    )
    everybody = select(*cols(GroupFiling.plan_id, GroupFiling.group_id)).where(
        col(GroupFiling.mode) == Filing.ALL,
        col(GroupFiling.group_id).in_(holding.groups),
        col(GroupFiling.plan_id).in_(plan_ids),
    )
    return {(row[0], row[1]) for row in session.execute(union(chosen, everybody))}


def members_of(session: Session, group_ids: Sequence[int], today: date) -> Sequence[Row[Any]]:
    """`group_id`, `id` and `name` of the members, by 机构序."""
    found = members(today, col(GroupMember.group_id).in_(group_ids)).subquery()
    query = (
        select(found.c.group_id, *cols(Unit.id, Unit.name))
        .join(Unit, col(Unit.id) == found.c.unit_id)
        .order_by(col(Unit.rank), col(Unit.id))
    )
    return session.execute(query).all()


def filers_of(session: Session, plan_id: int, today: date) -> Sequence[Row[Any]]:
    """`group_id`, `id` and `name` of the units that were chosen by name, each as who stands in
    for it today.
    """
    stands = standing_in(today)
    unit = func.coalesce(stands.c.holder_id, col(GroupFiler.unit_id))
    query = (
        select(*cols(GroupFiler.group_id, Unit.id, Unit.name))
        .outerjoin(stands, stands.c.named_id == col(GroupFiler.unit_id))
        .join(Unit, col(Unit.id) == unit)
        .where(col(GroupFiler.plan_id) == plan_id)
        .distinct()
        .order_by(col(Unit.rank), col(Unit.id))
        .add_columns(col(Unit.rank))
    )
    return session.execute(query).all()
