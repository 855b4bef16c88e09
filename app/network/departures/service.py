"""Departures of a plan: what other modules and the edge call."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import InvalidError
from app.network.departures import rules
from app.network.precedents import service as precedents
from app.network.precedents.rules import Candidate, Holder, OwnUnit, units_for
from app.network.precedents.service import Asked, Source
from app.plans import service as plans
from app.plans.models import Plan
from app.units import service as units

MOST_TASKS = 1_000
"""Tasks that are held against the library; the longest known plan has a fifth of them."""


class TooManyTasksError(InvalidError):
    code, title = "too_many_tasks", "方案的任务太多，不能逐项与先例比较"


@dataclass(frozen=True)
class Usual:
    """What most places do, with the nearest task of each plan that says so, and the units that it
    means here.
    """

    candidate: Candidate
    label: str
    units: tuple[OwnUnit, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Departure:
    """`also` plans have the lead of this plan too, beside others or alone."""

    task: Asked
    holders: tuple[Holder, ...]
    usual: tuple[Usual, ...]
    also: int


@dataclass(frozen=True)
class Departures:
    """`led` tasks print a lead whose function is known, and `compared` of them have enough
    precedents; of the others nothing is said.
    """

    plan: Plan
    at_least: int
    share: float
    led: int
    compared: int
    found: tuple[Departure, ...]


def departures(
    session: Session,
    actor: Actor,
    plan_id: int,
    *,
    at_least: int = rules.PRECEDENTS,
    share: float = rules.SHARE,
) -> Departures:
    """Raise `NotFoundError`, and `ForbiddenError` for a liaison and for a plan of another
    region: it is for who prepares a decision, and says nothing of who is right.
    """
    plan = plans.for_judging(session, actor, plan_id)
    asked = precedents.tasks_of(session, actor, plan_id)
    here = precedents.holders_of(session, [one.id for one in asked])
    led = [one for one in asked if rules.led_by(here.get(one.id, ()))]
    check_number(plan.title, len(led))
    own = precedents.own_units(session, actor, plan.region_id)
    found: list[Departure] = []
    compared = 0
    for one in precedents.precedents_of(session, actor, led):
        holders = here[one.task.id]
        compared += any(it.of >= at_least for it in one.division.leads[:1])
        candidates = rules.departures(holders, one.division, at_least=at_least, share=share)
        usual = tuple(_usual(it, one.sources, own) for it in candidates)
        if usual:
            also = rules.also_elsewhere(holders, one.division)
            found.append(Departure(one.task, holders, usual, also))
    return Departures(plan, at_least, share, len(led), compared, tuple(found))


def check_number(title: str, tasks: int) -> None:
    if tasks > MOST_TASKS:
        raise TooManyTasksError(f"《{title}》写明牵头的有 {tasks} 项，至多比较 {MOST_TASKS} 项")


def _usual(one: Candidate, sources: tuple[Source, ...], own: list[OwnUnit]) -> Usual:
    nearest = {it.head.plan_id: it for it in reversed(sources)}.values()
    return Usual(
        candidate=one,
        label=units.function_label(one.function) or one.function,
        units=units_for(one.function, own),
        sources=tuple(it for it in sources if it in nearest and it.head.task_id in one.said_by),
    )
