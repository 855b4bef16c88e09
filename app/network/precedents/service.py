"""Precedents of a task: what the nearest tasks of other plans say, and whom it means here."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.core.errors import NotFoundError
from app.identity.models import Region
from app.identity.queries import readable_line
from app.kit import clock
from app.kit.text import squeeze
from app.network.precedents import queries, rules
from app.network.precedents.library import text_of
from app.network.precedents.queries import Head
from app.network.precedents.rules import Candidate, Division, Holder, OwnUnit, Precedent
from app.network.precedents.shelf import SHELF, Readable
from app.plans.holding.service import standing_in
from app.plans.models import Task, standing
from app.plans.queries import readable_tasks
from app.units import service as units
from app.units.models import Unit
from app.units.rules import is_valid_on

_AT_ONCE = 5_000
"""Ids in one statement."""


@dataclass(frozen=True)
class Asked:
    """A task for which precedents are looked for."""

    id: int
    plan_id: int
    region_id: int
    number: str | None
    title: str
    text: str


@dataclass(frozen=True)
class Source:
    """A near task as it is shown: where it stands, how near it is, who holds it and in what words.

    `quote` is null where a person typed the division by hand.
    """

    head: Head
    score: float
    holders: tuple[Holder, ...]
    quote: str | None


@dataclass(frozen=True)
class Offer:
    """A function with the region's own units that have it: one, several, or none."""

    candidate: Candidate
    label: str
    units: tuple[OwnUnit, ...]


@dataclass(frozen=True)
class Precedents:
    """`sources` are the nearest first; `plans` and `tasks` are what was looked through."""

    task: Asked
    plans: int
    tasks: int
    sources: tuple[Source, ...]
    division: Division
    leads: tuple[Offer, ...]
    participants: tuple[Offer, ...]


def precedents(session: Session, actor: Actor, task_id: int) -> Precedents:
    """Raise `NotFoundError` for a task that the actor may not read."""
    found = _asked(session, readable_tasks(actor).where(col(Task.id) == task_id))
    if not found:
        raise NotFoundError
    return precedents_of(session, actor, found)[0]


def tasks_of(session: Session, actor: Actor, plan_id: int) -> list[Asked]:
    """Those of a plan that the actor may read, in its order."""
    query = readable_tasks(actor).where(col(Task.plan_id) == plan_id, standing(Task))
    return _asked(session, query.order_by(col(Task.position), col(Task.id)))


def precedents_of(session: Session, actor: Actor, asked: Sequence[Asked]) -> list[Precedents]:
    """Of tasks of one region, in their order; a handful of statements whatever their number."""
    if not asked:
        return []
    library = SHELF.library(session, actor)
    near = [library.nearest(text_of(one.title, one.text), plan_id=one.plan_id) for one in asked]
    known = known_tasks(session, actor, {it.task_id for those in near for it in those})
    own = own_units(session, actor, asked[0].region_id)
    made = []
    for one, those in zip(asked, near, strict=True):
        sources = [_source(known[it.task_id], it.score) for it in those if it.task_id in known]
        made.append(_precedents(one, library, sources, own))
    return made


@dataclass(frozen=True)
class Known:
    """A task of the library with its units and the words of its document."""

    head: Head
    holders: tuple[Holder, ...]
    quote: str | None


def known_tasks(session: Session, actor: Actor, task_ids: Collection[int]) -> dict[int, Known]:
    """Of those among the tasks that the actor may read as precedents now."""
    found: dict[int, Known] = {}
    for some in _parts(sorted(task_ids)):
        heads = queries.heads(session, actor, some)
        holders, quotes = queries.holders(session, heads), queries.quotes(session, heads)
        for task_id, head in heads.items():
            quote = "　".join(map(squeeze, quotes[task_id])) or None
            found[task_id] = Known(head, holders.get(task_id, ()), quote)
    return found


def holders_of(session: Session, task_ids: Collection[int]) -> dict[int, tuple[Holder, ...]]:
    """Units of tasks that the caller has found the actor may read; none for one without any."""
    found: dict[int, tuple[Holder, ...]] = {}
    for some in _parts(sorted(task_ids)):
        found |= queries.holders(session, some)
    return found


def own_units(session: Session, actor: Actor, region_id: int) -> list[OwnUnit]:
    """Units that may hold a task of the region today, by 机构序; each also for the functions of
    units that ended and for which it stands in. Where the region's registry is
    not the actor's to see, as that of a precedent from elsewhere, those of the actor's own region.
    """
    today = clock.today()
    shown = readable_line(actor).where(col(Region.id) == region_id)
    here = region_id if session.execute(shown).first() else actor.region_id
    if here is None:
        return []
    there = queries.units_of_region(session, here)
    stood_in = session.execute(select(standing_in(today)))
    holders = {row.named_id: row.holder_id for row in stood_in}
    inherited: defaultdict[int, list[str]] = defaultdict(list)
    for unit in there:
        if unit.id in holders:
            inherited[holders[unit.id]] += _functions(unit)
    return [
        OwnUnit(unit.id, unit.name, tuple(dict.fromkeys((*_functions(unit), *inherited[unit.id]))))
        for unit in there
        if is_valid_on(unit.valid_from, unit.valid_until, today)
    ]


def _functions(unit: Unit) -> tuple[str, ...]:
    """The one that a person may have set comes first, then those that the name tells."""
    told = units.functions_of(unit.name)
    return tuple(dict.fromkeys((unit.function, *told))) if unit.function else told


def _asked(session: Session, query: Select[Task]) -> list[Asked]:
    columns = cols(Task.id, Task.plan_id, Task.region_id, Task.number, Task.title, Task.text)
    return [Asked(*row) for row in session.execute(query.with_only_columns(*columns))]


def _source(known: Known, score: float) -> Source:
    return Source(known.head, score, known.holders, known.quote)


def _precedents(
    asked: Asked, library: Readable, sources: Sequence[Source], own: Sequence[OwnUnit]
) -> Precedents:
    division = rules.weigh(
        Precedent(one.head.task_id, one.head.plan_id, one.score, one.holders) for one in sources
    )
    plans, tasks = library.without(asked.plan_id)
    return Precedents(
        task=asked,
        plans=plans,
        tasks=tasks,
        sources=tuple(sources),
        division=division,
        leads=_offers(division.offered, own),
        participants=_offers(division.participants, own),
    )


def _offers(candidates: Sequence[Candidate], own: Sequence[OwnUnit]) -> tuple[Offer, ...]:
    return tuple(
        Offer(
            one,
            units.function_label(one.function) or one.function,
            rules.units_for(one.function, own),
        )
        for one in candidates
    )


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    rest = iter(ids)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
