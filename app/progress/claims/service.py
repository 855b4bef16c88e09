"""认领: what the edge and other packages call. Offers stand in `offering`, decisions in
`settling`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

import app.units.reforms.service as reforms
from app.core.actor import Actor, Role
from app.core.errors import NotFoundError
from app.core.lists import Slice, Window, page
from app.plans import service as plans
from app.progress.claims import access, queries, rules, tasks
from app.progress.claims.access import Matter
from app.progress.claims.offering import NewClaim, Offered, change, offer, withdraw
from app.progress.claims.queries import ClaimFilter
from app.progress.claims.rules import Cell, Verdict
from app.progress.claims.settling import settle
from app.progress.claims.tallies import NONE, Tally, tally
from app.progress.claims.tasks import UNHELD, OpenFilter
from app.progress.claims.terms import ClaimState, Gap
from app.progress.rules import Standing
from app.units.reforms.service import Successor

__all__ = [
    "NONE",
    "ClaimFilter",
    "NewClaim",
    "Offered",
    "OpenFilter",
    "Tally",
    "Verdict",
    "change",
    "check_plan",
    "claim",
    "claimable",
    "claims",
    "count_claimable",
    "count_unclaimed",
    "count_waiting",
    "counts",
    "offer",
    "on_task",
    "plans_claimable",
    "plans_with_claims",
    "settle",
    "waiting",
    "withdraw",
]


@dataclass(frozen=True)
class ListedClaim:
    """A row with its partners, and with the units that came after the offering one. The words of a
    unit are for itself and for coordinators; that it offers, and as what, is for all who might, so
    that they talk. `own`: the actor speaks for the unit, or stands in for it.
    """

    row: Row[Any]
    partners: Sequence[Row[Any]]
    successors: Sequence[Successor]
    own: bool
    shows_words: bool


@dataclass(frozen=True)
class ClaimPage:
    items: Sequence[ListedClaim]
    next: str | None
    total: int | None


@dataclass(frozen=True)
class OpenTask:
    """A task that may be claimed, with the offers that wait."""

    row: Row[Any]
    gap: Gap
    cells: Sequence[Row[Any]]
    offers: Sequence[ListedClaim]


@dataclass(frozen=True)
class OpenTasks:
    items: Sequence[OpenTask]
    next: str | None
    total: int | None


@dataclass(frozen=True)
class TaskClaims:
    """All that was offered on a task. `who` is what the actor is to it; `gap` is None where nobody
    may offer any more: `closed` says why, or somebody leads.
    """

    matter: Matter
    claims: Sequence[ListedClaim]
    gap: Gap | None
    closed: str | None
    led_by: str | None
    conflict: bool
    who: Standing


@dataclass(frozen=True)
class WaitingTasks:
    items: Sequence[TaskClaims]
    next: str | None


# ---- tasks -----------------------------------------------------------------------------------


def claimable(session: Session, actor: Actor, *, window: Window, wanted: OpenFilter) -> OpenTasks:
    """Tasks that are open to claims, in the order of the plans: five statements a page."""
    bound = replace(window, filters=vars(wanted))
    found = page(session, tasks.claimable(actor, wanted), tasks.CLAIMABLE, bound)
    ids = [row.id for row in found.rows]
    cells = tasks.cells_of(session, ids)
    on = queries.claims_on(session, ids)
    waiting = {
        id_: [one for one in on.get(id_, []) if one.state is ClaimState.OFFERED] for id_ in ids
    }
    listed = _listed(session, actor, [one for row in found.rows for one in waiting[row.id]])
    items = [
        OpenTask(
            row,
            rules.gap(_cells(cells.get(row.id, []))) or Gap.NO_LEAD,
            cells.get(row.id, []),
            [one for one in listed if one.row.task_id == row.id],
        )
        for row in found.rows
    ]
    return OpenTasks(items, found.next, found.total)


def _cells(rows: Sequence[Row[Any]]) -> list[Cell]:
    return [Cell(one.role, one.holder_id, one.collective, one.name) for one in rows]


def count_claimable(session: Session, actor: Actor, wanted: OpenFilter = UNHELD) -> Tally:
    """How many of `claimable` the actor may read: unless told otherwise, all that nobody holds."""
    return tasks.count_claimable(session, actor, wanted)


def count_unclaimed(session: Session, actor: Actor, plan: int) -> Tally:
    """How many tasks of a plan nobody holds and nobody offered to."""
    return tasks.count_claimable(session, actor, OpenFilter(plan), unclaimed=True)


def plans_claimable(session: Session, actor: Actor) -> Sequence[Row[Any]]:
    """`id`, `title`, `tasks` and `projects` that are open of each plan, the newest first."""
    return tasks.plans_claimable(session, actor)


def plans_with_claims(session: Session, actor: Actor) -> Sequence[Row[Any]]:
    """As `plans_claimable`, and plans in which all that was open has found its unit by claims."""
    return tasks.plans_with_claims(session, actor)


def on_task(session: Session, actor: Actor, task_id: int) -> TaskClaims:
    """Raise `NotFoundError` for a task that was never open to the actor's claims."""
    return _told(session, actor, [access.load(session, actor, task_id)])[0]


def waiting(session: Session, actor: Actor, plan: int, window: Window) -> WaitingTasks:
    """The tasks of a plan on which an offer waits, conflicts first."""
    all_ = queries.waiting(actor, plan)
    bound = replace(window, filters={"plan": plan})
    found = page(session, select(all_), queries.waiting_order(all_), bound)
    order = [row.task_id for row in found.rows]
    matters = access.load_several(session, actor, order)
    matters.sort(key=lambda one: order.index(one.task.id))
    return WaitingTasks(_told(session, actor, matters), found.next)


def count_waiting(session: Session, actor: Actor, plan: int) -> tuple[Tally, Tally]:
    """How many of `waiting` several units want to lead, and how many others there are."""
    kinds = queries.waiting_kinds(session, queries.waiting(actor, plan))
    return (
        tally((row.kind, row.number) for row in kinds if row.conflict == 0),
        tally((row.kind, row.number) for row in kinds if row.conflict == 1),
    )


def _told(session: Session, actor: Actor, matters: Sequence[Matter]) -> list[TaskClaims]:
    listed = _listed(session, actor, [one for matter in matters for one in matter.claims])
    own = actor.unit_id if actor.role is Role.LIAISON else None
    told = []
    for matter in matters:
        closed = rules.is_closed_to_claims(matter.facts)
        who = access.stands_to(actor, own or 0, matter)
        one = TaskClaims(
            matter=matter,
            claims=[one for one in listed if one.row.task_id == matter.task.id],
            gap=None if closed else rules.gap(matter.standing),
            closed=closed,
            led_by=rules.lead_of(matter.standing),
            conflict=rules.is_conflict(matter.offers),
            who=who,
        )
        told.append(one)
    return told


def _listed(session: Session, actor: Actor, rows: Sequence[Row[Any]]) -> list[ListedClaim]:
    partners = queries.partners_of(session, [row.id for row in rows])
    heirs = reforms.heirs_of(session, (row.unit_id for row in rows)) if rows else {}
    return [
        _claim(actor, row, partners.get(row.id, []), heirs.get(row.unit_id, [])) for row in rows
    ]


def _claim(
    actor: Actor, row: Row[Any], partners: Sequence[Row[Any]], heirs: Sequence[Successor]
) -> ListedClaim:
    """What a unit wrote to the coordinator is not for those who offer beside it."""
    speaks = {row.unit_id, *(one.id for one in heirs[:1])}
    own = actor.role is Role.LIAISON and actor.unit_id in speaks
    return ListedClaim(row, partners, heirs, own, shows_words=own or actor.role is not Role.LIAISON)


# ---- claims ----------------------------------------------------------------------------------


def claims(session: Session, actor: Actor, *, wanted: ClaimFilter, window: Window) -> ClaimPage:
    """The newest first."""
    bound = replace(window, filters=wanted.as_key())
    found: Slice = page(session, queries.claims(actor, wanted), queries.NEWEST, bound)
    return ClaimPage(_listed(session, actor, found.rows), found.next, found.total)


def claim(session: Session, actor: Actor, claim_id: int) -> ListedClaim:
    """Raise `NotFoundError`."""
    row = queries.claim(session, actor, claim_id)
    if row is None:
        raise NotFoundError
    return _listed(session, actor, [row])[0]


def check_plan(session: Session, actor: Actor, plan_id: int) -> None:
    """Raise `NotFoundError` for a plan that the actor may not read: a list of it would be empty."""
    plans.get(session, actor, plan_id)


def counts(session: Session, actor: Actor, plan: int) -> Mapping[ClaimState, int]:
    """How many claims of a plan stand in each state."""
    return queries.counts(session, actor, plan)
