"""Reforms as people order them: what follows is shown first, and what rests on one is asked before
it is taken back. The reform itself is the registry's (`units.reforms`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

import app.plans.handing.service as handing
import app.plans.holding.service as holding
import app.units.reforms.service as reforms
from app.core.actor import Actor
from app.core.actor import Role as ActorRole
from app.jobs.service import enqueue
from app.kit import clock
from app.plans.holding.rules import Cell, Merged, merged
from app.progress.giving_back import give_back
from app.progress.reforms import queries
from app.reading.terms import Role
from app.units.models import Unit
from app.units.reforms.service import Heir, Proposal, Reform
from app.units.reforms.terms import ReformKind

__all__ = [
    "Consequences",
    "Heir",
    "Overlap",
    "PlanShare",
    "Proposal",
    "Reform",
    "divided",
    "hand_over",
    "order",
    "preview",
    "take_back",
]


MOVE_OFFICES = "plans.move_offices"


@dataclass(frozen=True)
class PlanShare:
    """Tasks of a running plan that would be another unit's, and how many of them it would lead."""

    plan_id: int
    title: str
    tasks: int
    leads: int


@dataclass(frozen=True)
class Overlap:
    """A task in which the successor would stand more than once, with the printed words."""

    task_id: int
    plan_id: int
    number: str | None
    title: str
    roles: Sequence[str]
    conflict: bool


@dataclass(frozen=True)
class Consequences:
    """`moving` returns become the principal successor's, `merging` ones go into its own;
    `members_of` names the groups in which it takes a seat. To `takes_over` go the `liaisons`, and
    the plans (`offices`) that a former unit runs.
    """

    predecessors: Sequence[str]
    successors: Sequence[str]
    founded: Sequence[str]
    effective_on: date
    plans: Sequence[PlanShare]
    overlaps: Sequence[Overlap]
    moving: int
    merging: int
    liaisons: int
    members_of: Sequence[str]
    takes_over: str
    offices: Sequence[str]
    to_decide: int


def preview(session: Session, actor: Actor, proposal: Proposal) -> Consequences:
    """What would follow, or the refusal that ordering it would raise. Writes nothing."""
    weighed = reforms.weigh(session, actor, proposal)
    ends = proposal.kind is not ReformKind.RENAME
    old = [unit.id for unit in weighed.predecessors]
    rows = queries.cells(session, old, proposal.effective_on) if ends else []
    heir = _principal(weighed.successors, weighed.known)
    owed = queries.owed(session, old, heir, proposal.effective_on) if ends else []
    named = [unit.name for unit in weighed.successors] or [proposal.new_name or ""]
    known = {unit.name for unit in weighed.known}
    return Consequences(
        predecessors=[unit.name for unit in weighed.predecessors],
        successors=named,
        founded=[name for name in named if ends and name not in known],
        effective_on=proposal.effective_on,
        plans=_shares(rows, old),
        overlaps=_overlaps(rows, old, heir),
        moving=sum(not row.taken for row in owed),
        merging=sum(bool(row.taken) for row in owed),
        liaisons=queries.liaisons(session, old, proposal.effective_on) if ends else 0,
        members_of=queries.groups(session, old) if ends else [],
        takes_over=named[weighed.home],
        offices=queries.offices(session, old) if ends else [],
        to_decide=sum(row.unit_id in old for row in rows if proposal.kind is ReformKind.SPLIT),
    )


def _principal(successors: Sequence[Unit], known: Sequence[Unit]) -> int:
    """0 for one that the reform would found."""
    return successors[0].id if successors and successors[0] in known else 0


def _tried(rows: Sequence[Row[Any]], old: Collection[int], heir: int) -> list[Merged]:
    cells = (Cell(row.task_id, row.unit_id, row.role, row.printed_label) for row in rows)
    return merged(cells, set(old), heir)


def _shares(rows: Sequence[Row[Any]], old: Collection[int]) -> list[PlanShare]:
    titles = {row.plan_id: row.plan for row in rows}
    of = {row.task_id: row.plan_id for row in rows}
    tasks, leads = Counter[int](), Counter[int]()
    for one in _tried(rows, old, 0):
        tasks[of[one.task_id]] += 1
        leads[of[one.task_id]] += any(cell.role is Role.LEAD for cell in one.moved)
    return [PlanShare(plan, titles[plan], tasks[plan], leads[plan]) for plan in sorted(tasks)]


def _overlaps(rows: Sequence[Row[Any]], old: Collection[int], heir: int) -> list[Overlap]:
    first: dict[int, Row[Any]] = {}
    names: defaultdict[int, list[str]] = defaultdict(list)
    for row in rows:
        first.setdefault(row.task_id, row)
        if row.unit_id in old or row.unit_id == heir:
            names[row.task_id].append(f"{row.printed_label} {row.raw}")
    return [
        Overlap(
            task_id=one.task_id,
            plan_id=first[one.task_id].plan_id,
            number=first[one.task_id].number,
            title=first[one.task_id].title,
            roles=names[one.task_id],
            conflict=one.is_conflict,
        )
        for one in _tried(rows, old, heir)
        if one.is_twice
    ]


def order(session: Session, actor: Actor, proposal: Proposal) -> Reform:
    made = reforms.get(session, actor, reforms.order(session, actor, proposal))
    if made.in_force:
        holding.move_offices(session, actor)
    else:
        day = datetime.combine(made.effective_on, time(0, 1), tzinfo=clock.ZONE)
        enqueue(session, MOVE_OFFICES, {}, run_at=day, key=f"{MOVE_OFFICES}@{made.id}")
    return made


def take_back(session: Session, actor: Actor, reform_id: int) -> None:
    """Undo a reform while nothing rests on it: no decision after a split, and no return that the
    successor has handed in with a word on a task that names the former unit. Drafts go back.
    """
    queries.lock(session, reform_id)
    told = reforms.get(session, actor, reform_id)
    handing.check_untouched(session, told.id)
    if told.kind is not ReformKind.RENAME and told.in_force:
        old, new = ([one.id for one in side] for side in (told.predecessors, told.successors))
        count = queries.said_since(session, old, new, told.effective_on)
        if count:
            raise reforms.ReformInUseError(f"承继单位已就原单位的任务填报 {count} 份进展情况表")
    handing.forget(session, told.id)
    holding.move_back(session, actor, reform_id)
    reforms.take_back(session, actor, reform_id)
    if told.kind is not ReformKind.RENAME and told.in_force:
        give_back(session, actor, told)


def divided(session: Session, actor: Actor, reform_id: int) -> Sequence[Row[Any]]:
    """The assignments that a split is about, with what was said of each; none of other reforms."""
    told = reforms.get(session, actor, reform_id)
    actor.require(ActorRole.COORDINATOR, ActorRole.LEADER, ActorRole.ADMIN)
    return handing.of_split(session, actor, told)


def hand_over(
    session: Session,
    actor: Actor,
    reform_id: int,
    assignment_ids: Sequence[int],
    unit_id: int | None,
) -> None:
    """Say which successor holds these assignments; not while the split is being taken back."""
    reforms.get(session, actor, reform_id)
    actor.require(ActorRole.COORDINATOR)
    queries.lock(session, reform_id)
    handing.hand_over(session, actor, reform_id, assignment_ids, unit_id)
