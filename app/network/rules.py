"""What the matrix says of units: figures of the network, without a database.

Every figure counts tasks, never cells: a unit that a task prints in two roles counts once, as
the stronger. Groups count as themselves; their members are not counted for them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest, nsmallest
from itertools import combinations
from typing import TypeAlias

from app.network.parties import WEIGHTS, Cell, Held, Party, TaskRow, UnitFacts, by_task
from app.reading.terms import Role

PAIRS_SHOWN = 20
TASKS_SHOWN = 200
# A task that names more parties than this names everybody: it tells nothing of who works with
# whom, and its pairs grow with the square. Such tasks are left out of the pairs, and counted.
PARTIES_PAIRED = 50

Units: TypeAlias = Mapping[int, UnitFacts]


@dataclass(frozen=True, slots=True)
class Who:
    """A party by name. `unit_id` is null and `resolved` false for a name not yet confirmed."""

    unit_id: int | None
    name: str
    kind: str | None
    resolved: bool
    collective: bool


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """`leads`: tasks in which it is a lead; `first_leads`: those of them in which it stands first.

    `responsible` and `supporting`: tasks in which it has that role and does not lead; `takes_part`
    is their sum, `total` all its tasks. `weight` is the sum of `WEIGHTS` over them.
    """

    who: Who
    leads: int
    first_leads: int
    responsible: int
    supporting: int

    @property
    def takes_part(self) -> int:
        return self.responsible + self.supporting

    @property
    def total(self) -> int:
        return self.leads + self.takes_part

    @property
    def weight(self) -> int:
        return (
            self.leads * WEIGHTS[Role.LEAD]
            + self.responsible * WEIGHTS[Role.RESPONSIBLE]
            + self.supporting * WEIGHTS[Role.SUPPORTING]
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties, and in how many tasks both have a role, whichever."""

    one: Who
    other: Who
    tasks: int


@dataclass(frozen=True, slots=True)
class Counts:
    """`participations`: edges of the graph, a party and a task each. `units` are certain ones,
    `unresolved_names` the others. `tasks_without_unit` are among `tasks_without_lead`.
    `tasks_not_paired`: left out of the pairs for naming more than `PARTIES_PAIRED`.
    """

    plans: int
    tasks: int
    units: int
    unresolved_names: int
    participations: int
    tasks_without_lead: int
    tasks_without_unit: int
    tasks_not_paired: int


@dataclass(frozen=True, slots=True)
class Summary:
    """`units`: most leads first, then most tasks, then by 机构序; names not yet confirmed last
    among equals. `without_lead`: the first `TASKS_SHOWN`, in plan order. `pairs`: the
    `PAIRS_SHOWN` that share most tasks.
    """

    counts: Counts
    units: tuple[UnitLoad, ...]
    without_lead: tuple[TaskRow, ...]
    pairs: tuple[Pair, ...]


@dataclass(slots=True)
class _Tally:
    """One pass over the cells. `roles` counts tasks; `seen` numbers the parties."""

    roles: Counter[tuple[Party, Role]] = field(default_factory=Counter)
    firsts: Counter[Party] = field(default_factory=Counter)
    pairs: Counter[tuple[Party, Party]] = field(default_factory=Counter)
    collective: set[Party] = field(default_factory=set)
    seen: dict[Party, int] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    led: set[int] = field(default_factory=set)
    not_paired: int = 0

    def add(self, task_id: int, held: Held) -> None:
        self.held.add(task_id)
        for party, cell in held.items():
            self.roles[party, cell.role] += 1
            self.seen.setdefault(party, len(self.seen))
            if cell.role is Role.LEAD:
                self.led.add(task_id)
                self.firsts[party] += cell.first
            if cell.collective:
                self.collective.add(party)
        if len(held) <= PARTIES_PAIRED:
            self.pairs.update(combinations(sorted(held, key=self.seen.__getitem__), 2))
        else:
            self.not_paired += 1


def summarise(tasks: Sequence[TaskRow], cells: Iterable[Cell], units: Units) -> Summary:
    """The figures of some tasks in plan order and of their cells, ordered by task and position."""
    tally = _Tally()
    for task_id, held in by_task(cells):
        tally.add(task_id, held)
    without = [task for task in tasks if not _is_led(task, tally)]
    return Summary(
        counts=_counts(tasks, tally, len(without)),
        units=_loads(tally, units),
        without_lead=tuple(without[:TASKS_SHOWN]),
        pairs=_pairs(tally, units),
    )


def who(party: Party, units: Units, *, collective: bool) -> Who:
    if isinstance(party, tuple):
        return Who(None, party[1], None, resolved=False, collective=collective)
    facts = units[party]
    return Who(party, facts.name, facts.kind, resolved=True, collective=facts.is_group)


def place(party: Party, units: Units) -> tuple[object, ...]:
    """Units by 机构序, names not yet confirmed after them."""
    if isinstance(party, tuple):
        return (1, *party)
    return (0, units[party].rank, party)


def _is_led(task: TaskRow, tally: _Tally) -> bool:
    """A part that names nobody itself is held by whoever holds the task that it is a part of."""
    nobody = task.id not in tally.held
    return task.id in tally.led or (nobody and task.parent_id in tally.led)


def _is_held(task: TaskRow, tally: _Tally) -> bool:
    return task.id in tally.held or task.parent_id in tally.held


def _counts(tasks: Sequence[TaskRow], tally: _Tally, without_lead: int) -> Counts:
    certain = sum(isinstance(party, int) for party in tally.seen)
    return Counts(
        plans=len({task.plan_id for task in tasks}),
        tasks=len(tasks),
        units=certain,
        unresolved_names=len(tally.seen) - certain,
        participations=tally.roles.total(),
        tasks_without_lead=without_lead,
        tasks_without_unit=sum(not _is_held(task, tally) for task in tasks),
        tasks_not_paired=tally.not_paired,
    )


def _loads(tally: _Tally, units: Units) -> tuple[UnitLoad, ...]:
    loads = {party: _load(party, tally, units) for party in tally.seen}

    def order(party: Party) -> tuple[object, ...]:
        load = loads[party]
        return (-load.leads, -load.first_leads, -load.total, *place(party, units))

    return tuple(loads[party] for party in sorted(loads, key=order))


def _load(party: Party, tally: _Tally, units: Units) -> UnitLoad:
    return UnitLoad(
        who=who(party, units, collective=party in tally.collective),
        leads=tally.roles[party, Role.LEAD],
        first_leads=tally.firsts[party],
        responsible=tally.roles[party, Role.RESPONSIBLE],
        supporting=tally.roles[party, Role.SUPPORTING],
    )


def _pairs(tally: _Tally, units: Units) -> tuple[Pair, ...]:
    """Most shared tasks first, equals by the places of both."""
    least = min(nlargest(PAIRS_SHOWN, tally.pairs.values()), default=0)
    candidates = ((n, _in_order(pair, units)) for pair, n in tally.pairs.items() if n >= least)

    def order(found: tuple[int, tuple[Party, Party]]) -> tuple[object, ...]:
        count, (one, other) = found
        return (-count, place(one, units), place(other, units))

    def told(party: Party) -> Who:
        return who(party, units, collective=party in tally.collective)

    best = nsmallest(PAIRS_SHOWN, candidates, key=order)
    return tuple(Pair(told(one), told(other), count) for count, (one, other) in best)


def _in_order(pair: tuple[Party, Party], units: Units) -> tuple[Party, Party]:
    one, other = pair
    return pair if place(one, units) < place(other, units) else (other, one)
