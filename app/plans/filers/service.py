"""Who of a group files for it in a plan: what can be chosen, and the choice.

A group's tasks stand in each member's list. That asks nobody for a form: 26 townships would send
26 forms of which the office then makes one. So a coordinator chooses, and until then nobody files.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, delete, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans import access
from app.plans.filers import queries, rules
from app.plans.filers.events import GroupFilingChosen
from app.plans.filers.models import GroupFiler, GroupFiling
from app.plans.filers.queries import asked, asked_about, filed_by, files_for, told
from app.plans.filers.terms import Filing
from app.plans.holding.service import holders
from app.plans.models import Assignment, Plan, standing

__all__ = [
    "Choice",
    "Member",
    "asked",
    "asked_about",
    "choices",
    "choose",
    "filed_by",
    "files_for",
    "told",
]


class Member(NamedTuple):
    id: int
    name: str


@dataclass(frozen=True)
class Choice:
    """A group that a plan names. `mode` is None as long as nobody has chosen; `loads` says what
    each choice would ask for, None for one that is not possible (or, of 指定的成员, one member).
    """

    plan_id: int
    group: Member
    tasks: int
    members: Sequence[Member]
    mode: Filing | None
    filers: Sequence[Member]
    loads: Mapping[Filing, rules.Load | None]
    decided_by: str | None
    decided_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether a choice would make a difference and is still to be made."""
        return self.mode is None and bool(self.members)


def choices(session: Session, actor: Actor, plan_id: int) -> list[Choice]:
    """Each group that the plan names, by 机构序. Who chose is not told of a precedent of elsewhere.
    Six statements.
    """
    plan = access.get(session, actor, plan_id)
    found = _choices(session, plan)
    if access.knows(session, actor, plan_id):
        return found
    return [replace(one, decided_by=None) for one in found]


def _choices(session: Session, plan: Plan) -> list[Choice]:
    groups = queries.groups_of_plan(session, plan.id)
    members = _by_group(queries.members_of(session, [row.id for row in groups], clock.today()))
    filers = _by_group(queries.filers_of(session, plan.id, clock.today()))
    anyway = _named(session, plan.id)
    return [_choice(plan, row, members[row.id], filers[row.id], anyway) for row in groups]


def _by_group(rows: Sequence[Row[Any]]) -> defaultdict[int, list[Member]]:
    found: defaultdict[int, list[Member]] = defaultdict(list)
    for row in rows:
        found[row.group_id].append(Member(row.id, row.name))
    return found


def _named(session: Session, plan_id: int) -> set[int]:
    """Who files by a name of its own, whatever is chosen for groups."""
    of_plan = (col(Assignment.plan_id) == plan_id, standing(Assignment))
    held = holders(clock.today(), *of_plan).subquery()
    return set(session.scalars(select(held.c.unit_id).distinct()))


def _choice(
    plan: Plan,
    row: Row[Any],
    members: Sequence[Member],
    filers: Sequence[Member],
    anyway: Collection[int],
) -> Choice:
    everybody = [one.id for one in members]

    def load(units: Collection[int]) -> rules.Load:
        return rules.load(units, anyway, plan.return_period)

    return Choice(
        plan_id=plan.id,
        group=Member(row.id, row.name),
        tasks=row.tasks,
        members=members,
        mode=row.mode,
        filers=filers,
        loads={
            Filing.NONE: load(()),
            Filing.OFFICE: load((plan.office_id,)) if plan.office_id is not None else None,
            Filing.CHOSEN: load(everybody[:1]) if members else None,
            Filing.ALL: load(everybody) if members else None,
        },
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def choose(
    session: Session,
    actor: Actor,
    plan_id: int,
    group_id: int,
    *,
    mode: Filing,
    units: Sequence[int] = (),
) -> Choice:
    """Say who files. Forms that are asked for no more are taken away, as far as nobody has handed
    them in. Raise `NotFoundError` for a group that the plan does not name.
    """
    plan = access.for_change(session, actor, plan_id)
    before = _one(session, plan, group_id)
    members = [one.id for one in before.members]
    names = rules.chosen(mode, units, members, plan.office_id)
    if (mode, set(names)) == (before.mode, {one.id for one in before.filers}):
        return before
    _write(session, actor, before, mode, names)
    after = _one(session, plan, group_id)
    event = GroupFilingChosen(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        unit_ids=(group_id, *names),
        group=before.group.name,
        mode=(before.mode.value if before.mode else None, mode.value),
        filers=tuple(one.name for one in after.filers),
    )
    emit(session, actor, event)
    return after


def _one(session: Session, plan: Plan, group_id: int) -> Choice:
    for one in _choices(session, plan):
        if one.group.id == group_id:
            return one
    raise NotFoundError("这个方案没有列明这个集合单位")


def _write(
    session: Session, actor: Actor, before: Choice, mode: Filing, names: Sequence[int]
) -> None:
    plan_id, group_id = before.plan_id, before.group.id
    key = {"plan_id": plan_id, "group_id": group_id}
    mine = (col(GroupFiler.plan_id) == plan_id, col(GroupFiler.group_id) == group_id)
    session.execute(delete(GroupFiler).where(*mine))
    session.add_all(GroupFiler(**key, unit_id=one) for one in names)
    query = select(GroupFiling).where(
        col(GroupFiling.plan_id) == plan_id, col(GroupFiling.group_id) == group_id
    )
    row = session.scalars(query).first()
    if row is None:
        row = GroupFiling(**key, mode=mode, decided_by=actor.name, decided_at=clock.now())
        session.add(row)
    row.mode, row.decided_by, row.decided_at = mode, actor.name, clock.now()
    session.flush()  # what the caller answers is read by selects
