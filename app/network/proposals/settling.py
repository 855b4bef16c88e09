"""A person takes a proposal, or leaves it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.network.proposals import queries, rules
from app.network.proposals.access import locked
from app.network.proposals.events import ProposalAccepted, ProposalDeclined
from app.network.proposals.models import Proposal
from app.network.proposals.terms import ProposalState
from app.plans import service as plans
from app.plans.models import Plan
from app.plans.service import Grounds, NewAssignment
from app.plans.terms import AmendmentKind, PlanState
from app.reading.terms import Role
from app.units import service as units


@dataclass(frozen=True)
class Taking:
    """A proposal to accept; `unit_id` is the unit that a person chose, where it was not certain or
    another one is meant.
    """

    proposal_id: int
    unit_id: int | None = None


def accept(
    session: Session,
    actor: Actor,
    plan_id: int,
    taking: Sequence[Taking],
    grounds: Grounds | None = None,
) -> list[int]:
    """Make assignments of proposals, all or none, and give the ids of the assignments.

    In a published plan each is an amendment and rests on `grounds`. Raise `NothingChosenError`,
    `NotInPlanError`, `ProposalSettledError`, `UnitNotCertainError`, `GroundsNeededError`, and
    what is in the way of an assignment.
    """
    plan = locked(session, actor, plan_id)
    chosen = _chosen(session, plan, [one.proposal_id for one in taking])
    if plan.state is PlanState.PUBLISHED and grounds is None:
        raise rules.GroundsNeededError
    given = {one.proposal_id: one.unit_id for one in taking}
    meant = [(one, _unit(one, given[one.id])) for one in chosen]
    rules.check_named_once((one.task_id, unit_id) for one, unit_id in meant)
    return [
        _accept(session, actor, plan, one, unit_id=unit_id, grounds=grounds)
        for one, unit_id in meant
    ]


def accept_task(
    session: Session, actor: Actor, task_id: int, grounds: Grounds | None = None
) -> tuple[int, list[int]]:
    """The likeliest lead of a task and all that take part; its other leads are thereby declined.
    Those that take part stay open where their unit is not certain.

    Gives the plan, and the ids of what was open. Raise `NotFoundError` for a task without
    proposals that the actor may read, and as `accept`.
    """
    readable = queries.readable_proposals(actor).where(col(Proposal.task_id) == task_id)
    seen = session.execute(readable.with_only_columns(col(Proposal.plan_id)).limit(1)).first()
    if seen is None:
        raise NotFoundError
    plan = locked(session, actor, seen[0])
    still = [one for one in queries.of_task(session, task_id) if one.state is ProposalState.OPEN]
    leads = [one for one in still if one.role is Role.LEAD]
    sure = [one for one in still if one.role is not Role.LEAD and one.unit_id is not None]
    taken = [*leads[:1], *sure]
    accept(session, actor, plan.id, [Taking(one.id) for one in taken], grounds)
    for one in leads[1:]:
        if one.state is ProposalState.OPEN:
            _decline(session, actor, one, for_another=True)
    return plan.id, [one.id for one in still]


def decline(session: Session, actor: Actor, plan_id: int, proposal_ids: Sequence[int]) -> int:
    """Leave proposals, all or none, and give how many. They are not proposed again."""
    plan = locked(session, actor, plan_id)
    chosen = _chosen(session, plan, proposal_ids)
    for one in chosen:
        rules.check_open(one.state)
    for one in chosen:
        _decline(session, actor, one)
    return len(chosen)


def plan_of(session: Session, actor: Actor, proposal_id: int) -> int:
    """Raise `NotFoundError` for a proposal that the actor may not read."""
    query = queries.readable_proposals(actor).where(col(Proposal.id) == proposal_id)
    found = session.execute(query.with_only_columns(col(Proposal.plan_id))).scalar_one_or_none()
    if found is None:
        raise NotFoundError
    return int(found)


def _chosen(session: Session, plan: Plan, ids: Sequence[int]) -> list[Proposal]:
    """In the order of tasks and ranks, so that leads come before others."""
    wanted = set(ids)
    if not wanted:
        raise rules.NothingChosenError
    query = select(Proposal).where(col(Proposal.plan_id) == plan.id, col(Proposal.id).in_(wanted))
    ordered = query.order_by(col(Proposal.task_id), col(Proposal.rank), col(Proposal.id))
    found = list(session.scalars(ordered.execution_options(populate_existing=True)))
    if len(found) != len(wanted):
        raise rules.NotInPlanError
    return found


def _unit(one: Proposal, chosen: int | None) -> int:
    rules.check_open(one.state)
    unit_id = chosen or one.unit_id
    if unit_id is None:
        label = units.function_label(one.function) or one.function
        raise rules.UnitNotCertainError(f"职能“{label}”在本地没有单位，或有几个")
    return unit_id


def _accept(
    session: Session,
    actor: Actor,
    plan: Plan,
    one: Proposal,
    *,
    unit_id: int,
    grounds: Grounds | None,
) -> int:
    made = _assign(session, actor, plan, one, unit_id=unit_id, grounds=grounds)
    one.unit_id, one.assignment_id = unit_id, made
    _settle(one, actor, ProposalState.ACCEPTED)
    event = ProposalAccepted(
        subject=Subject("proposal", one.id),
        region_id=one.region_id,
        unit_ids=(unit_id,),
        task_id=one.task_id,
        function=one.function,
        role=one.role.value,
        unit_id=unit_id,
        assignment_id=made,
        from_tasks=tuple(it["task_id"] for it in one.sources if it["says"]),
    )
    emit(session, actor, event)
    for other in queries.of_task(session, one.task_id):
        if other.state is ProposalState.OPEN and other.unit_id == unit_id:
            _decline(session, actor, other, for_another=True)
    return made


def _assign(
    session: Session,
    actor: Actor,
    plan: Plan,
    one: Proposal,
    *,
    unit_id: int,
    grounds: Grounds | None,
) -> int:
    """The plan's own word for the role where it has one, else that of the precedents."""
    label = None if one.role in queries.roles_of(session, plan.id) else one.printed_label
    if plan.state is PlanState.DRAFT:
        new = NewAssignment(one.role, unit_id, printed_label=label)
        return plans.add_assignment(session, actor, one.task_id, new)
    if grounds is None:
        raise rules.GroundsNeededError
    return plans.assign_published(
        session,
        actor,
        one.task_id,
        unit_id,
        one.role,
        kind=AmendmentKind.AMENDMENT,
        grounds=grounds,
        printed_label=label,
    )


def _decline(session: Session, actor: Actor, one: Proposal, *, for_another: bool = False) -> None:
    _settle(one, actor, ProposalState.DECLINED)
    event = ProposalDeclined(
        subject=Subject("proposal", one.id),
        region_id=one.region_id,
        unit_ids=(one.unit_id,) if one.unit_id else (),
        task_id=one.task_id,
        function=one.function,
        role=one.role.value,
        for_another=for_another,
    )
    emit(session, actor, event)


def _settle(one: Proposal, actor: Actor, state: ProposalState) -> None:
    one.state = state
    one.settled_by, one.settled_at = actor.name, clock.now()
