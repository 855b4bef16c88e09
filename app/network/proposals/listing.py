"""Lists of proposals: paged for REST, and task by task for the page."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.lists import Order, Window, page
from app.network.proposals import queries, telling
from app.network.proposals.models import Proposal
from app.network.proposals.terms import ProposalState
from app.plans import service as plans
from app.plans.models import Task

_ORDER = Order("task", (col(Task.position), col(Proposal.rank), col(Proposal.id)))


@dataclass(frozen=True)
class Listed:
    items: list[dict[str, Any]]
    next: str | None
    total: int | None


@dataclass(frozen=True)
class TaskProposals:
    """A task with its text, and what is proposed for it, the leads first."""

    id: int
    number: str | None
    title: str
    text: str
    items: list[dict[str, Any]]


@dataclass(frozen=True)
class Page:
    """`next` is the place in the plan behind which the next page begins."""

    tasks: list[TaskProposals]
    next: int | None


def proposals(
    session: Session,
    actor: Actor,
    plan_id: int,
    window: Window,
    *,
    state: ProposalState | None = None,
    task_id: int | None = None,
) -> Listed:
    """In the order of the plan. Raise `NotFoundError`, and `ForbiddenError` for a liaison."""
    _check(session, actor, plan_id)
    query = queries.listed(actor, plan_id, state, task_id)
    found = page(session, query, _ORDER, window)
    return Listed(telling.items(session, actor, found.rows), found.next, found.total)


def some(
    session: Session, actor: Actor, plan_id: int, proposal_ids: list[int]
) -> list[dict[str, Any]]:
    query = queries.listed(actor, plan_id, None, None).where(col(Proposal.id).in_(proposal_ids))
    return telling.items(session, actor, session.execute(query.order_by(*_ORDER.columns)).all())


def by_task(
    session: Session,
    actor: Actor,
    plan_id: int,
    *,
    state: ProposalState | None,
    after: int,
    most: int,
) -> Page:
    """At most `most` tasks of the plan behind a place in it. Raises as `proposals`."""
    _check(session, actor, plan_id)
    found = queries.tasks_of_page(session, actor, plan_id, state=state, after=after, most=most + 1)
    shown = found[:most]
    ids = [task_id for task_id, _ in shown]
    query = queries.listed(actor, plan_id, state, None).where(col(Proposal.task_id).in_(ids))
    rows = session.execute(query.order_by(*_ORDER.columns)).all()
    texts = dict(
        session.execute(select(col(Task.id), col(Task.text)).where(col(Task.id).in_(ids))).all()
    )
    told = telling.items(session, actor, rows)
    grouped = {key: list(those) for key, those in groupby(told, lambda it: it["task"]["id"])}
    tasks = [
        TaskProposals(
            task_id,
            those[0]["task"]["number"],
            those[0]["task"]["title"],
            texts[task_id],
            those,
        )
        for task_id, those in grouped.items()
    ]
    return Page(tasks, shown[-1][1] if len(found) > most else None)


def _check(session: Session, actor: Actor, plan_id: int) -> None:
    plans.get(session, actor, plan_id)
    actor.require(Role.COORDINATOR, Role.LEADER, Role.ADMIN)
