"""拟分工: drawn from precedents, and settled by a person. What other modules and the edge call."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.core.runtime import Runtime
from app.jobs.service import emit
from app.kit import clock
from app.network.precedents import service as precedents
from app.network.precedents.service import Precedents, Source
from app.network.proposals import queries, rules
from app.network.proposals.access import locked, writable
from app.network.proposals.events import DivisionProposed
from app.network.proposals.models import Proposal
from app.network.proposals.rules import Suggestion
from app.network.proposals.settling import Taking, accept, accept_task, decline, plan_of
from app.network.proposals.terms import ProposalState
from app.plans.models import Plan
from app.reading.terms import Role, TaskKind

__all__ = [
    "Proposed",
    "Taking",
    "Thought",
    "accept",
    "accept_task",
    "decline",
    "plan_of",
    "propose",
    "think",
]


@dataclass(frozen=True)
class Thought:
    """What precedents suggest for one task, and the near tasks that it was drawn from."""

    task_id: int
    suggestions: tuple[Suggestion, ...]
    sources: tuple[Source, ...]
    units: dict[str, int]
    """By function the region's one unit that has it."""


@dataclass(frozen=True)
class Proposed:
    """`without` tasks name nobody, and no precedent tells of any. `kept` were settled before."""

    plan_id: int
    tasks: int
    proposals: int
    replaced: int
    kept: int
    without: int


def think(runtime: Runtime, actor: Actor, plan_id: int, *, projects: bool = False) -> list[Thought]:
    """Look for precedents of the tasks that name nobody: reading, before anything is locked.

    `projects` are those of boxes (专栏), which a plan often leaves to the tasks beside them.
    Raise `NotFoundError`, `ForbiddenError`, and what `propose` raises of the plan's state.
    """
    with runtime.database.read() as session:
        writable(session, actor, plan_id)
        kinds = {TaskKind.TASK, TaskKind.PROJECT} if projects else {TaskKind.TASK}
        nobodys = queries.tasks_of_nobody(session, plan_id, kinds)
        asked = [one for one in precedents.tasks_of(session, actor, plan_id) if one.id in nobodys]
        role = rules.others_role(queries.roles_of(session, plan_id))
        return [_thought(found, role) for found in precedents.precedents_of(session, actor, asked)]


def propose(session: Session, actor: Actor, plan_id: int, thoughts: Sequence[Thought]) -> Proposed:
    """Put the thoughts down as proposals, in place of those that are still open. What a person
    has accepted or declined stays so, and is not proposed again.

    Raise `NotFoundError`, `ForbiddenError`, and that the plan is being read or was not.
    """
    plan = locked(session, actor, plan_id)
    kinds = {TaskKind.TASK, TaskKind.PROJECT}
    nobodys = queries.tasks_of_nobody(session, plan_id, kinds)
    replaced = _drop_open(session, plan_id)
    settled = _settled(session, plan_id)
    current = [one for one in thoughts if one.task_id in nobodys]
    words = rules.words(it for thought in current for it in thought.suggestions)
    made = [
        row
        for thought in current
        for row in _rows(plan, actor, thought, words)
        if (row.task_id, row.function, row.role) not in settled
    ]
    session.add_all(made)
    session.flush()  # the answer counts them, and a clash is told here
    with_any = {row.task_id for row in made}
    event = DivisionProposed(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        title=plan.title,
        tasks=len(with_any),
        proposed=len(made),
        replaced=replaced,
    )
    emit(session, actor, event)
    without = sum(not one.suggestions for one in current)
    return Proposed(plan_id, len(with_any), len(made), replaced, len(settled), without)


def _thought(found: Precedents, others_role: Role) -> Thought:
    holders = {one.head.task_id: one.holders for one in found.sources}
    offers = (*found.leads, *found.participants)
    return Thought(
        task_id=found.task.id,
        suggestions=tuple(rules.suggestions(found.division, holders, others_role)),
        sources=found.sources,
        units={it.candidate.function: it.units[0].id for it in offers if len(it.units) == 1},
    )


def _rows(
    plan: Plan, actor: Actor, thought: Thought, words: Mapping[Role, str]
) -> Iterable[Proposal]:
    now = clock.now()
    for one in thought.suggestions:
        yield Proposal(
            plan_id=plan.id,
            task_id=thought.task_id,
            region_id=plan.region_id,
            function=one.function,
            unit_id=thought.units.get(one.function),
            role=one.role,
            printed_label=words.get(one.role),
            rank=one.rank,
            share=one.share,
            sources=[_kept(it, one.said_by) for it in thought.sources],
            created_by=actor.name,
            created_at=now,
        )


def _kept(source: Source, said_by: Collection[int]) -> dict[str, Any]:
    """What a proposal remembers of a near task: the words only where it says so."""
    says = source.head.task_id in said_by
    kept: dict[str, Any] = {
        "task_id": source.head.task_id,
        "plan_id": source.head.plan_id,
        "score": source.score,
        "says": says,
    }
    if says:
        kept |= {
            "region": source.head.region,
            "plan": source.head.plan,
            "title": source.head.title,
            "quote": source.quote,
        }
    return kept


def _drop_open(session: Session, plan_id: int) -> int:
    """Save those of tasks of which a person has already accepted some: he may go on with them."""
    begun = select(col(Proposal.task_id)).where(
        col(Proposal.plan_id) == plan_id, col(Proposal.state) == ProposalState.ACCEPTED
    )
    dropped = session.execute(
        delete(Proposal)
        .where(
            col(Proposal.plan_id) == plan_id,
            col(Proposal.state) == ProposalState.OPEN,
            col(Proposal.task_id).not_in(begun),
        )
        .returning(col(Proposal.id))
    )
    return len(dropped.all())


def _settled(session: Session, plan_id: int) -> set[tuple[Any, ...]]:
    query = select(col(Proposal.task_id), col(Proposal.function), col(Proposal.role)).where(
        col(Proposal.plan_id) == plan_id
    )
    return {tuple(row) for row in session.execute(query)}
