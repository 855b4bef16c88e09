"""What is told of a network: plain values, by name."""

from dataclasses import dataclass

from app.network.parties import TaskRow, Who

PAIRS_SHOWN = 20
TASKS_SHOWN = 200
# A task that names more parties than this names everybody: it tells nothing of who works with
# whom, and its pairs grow with the square. Such tasks are left out of the pairs, and counted.
PARTIES_PAIRED = 50
PARTNERS_SHOWN = 5
CUT_OFF_SHOWN = 20


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
    weight: int

    @property
    def takes_part(self) -> int:
        return self.responsible + self.supporting

    @property
    def total(self) -> int:
        return self.leads + self.takes_part


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties, and in how many tasks both have a role, whichever."""

    one: Who
    other: Who
    tasks: int


@dataclass(frozen=True, slots=True)
class Leading:
    """In how many tasks `lead` leads and `other` has a role, whichever."""

    lead: Who
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
class Tally:
    """`units`: most leads first, then most tasks, then by 机构序; names not yet confirmed last
    among equals. `without_lead`: ids of the first `TASKS_SHOWN`, in plan order. `pairs` and
    `leading`: the `PAIRS_SHOWN` that share most tasks.
    """

    counts: Counts
    units: tuple[UnitLoad, ...]
    without_lead: tuple[int, ...]
    pairs: tuple[Pair, ...]
    leading: tuple[Leading, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A tally with its leaderless tasks as they are printed."""

    counts: Counts
    units: tuple[UnitLoad, ...]
    without_lead: tuple[TaskRow, ...]
    pairs: tuple[Pair, ...]
    leading: tuple[Leading, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    who: Who
    tasks: int


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """`share`: of all weight. `betweenness`: 0 to 1. `cut_off`: the units that have no way to the
    most of the others when this one fails, the first `CUT_OFF_SHOWN` of `cut_off_count`. `core`:
    core number. `community`: from 1, the largest; null for one that shares no task. `partners`:
    the `PARTNERS_SHOWN` that share most tasks, of `partner_count`.
    """

    load: UnitLoad
    share: float
    betweenness: float
    cut_off: tuple[Who, ...]
    cut_off_count: int
    core: int
    community: int | None
    partners: tuple[Partner, ...]
    partner_count: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """One leader's units (分管) in a comparison: how many, and by community how many."""

    leader: str
    units: int
    communities: dict[int, int]


@dataclass(frozen=True, slots=True)
class Community:
    """`leaders`: how many of its units each leader is responsible for, most first."""

    number: int
    units: tuple[Who, ...]
    leaders: dict[str, int]


@dataclass(frozen=True, slots=True)
class PortfolioMatch:
    """Communities held against portfolios, over the units of which a leader is known.

    `agreement` is the adjusted Rand index, null where there is nothing to compare.
    """

    units_compared: int
    agreement: float | None
    spanning: tuple[int, ...]
    portfolios: tuple[Portfolio, ...]


@dataclass(frozen=True, slots=True)
class CoverTold:
    """The fewest units that have a part in every task. `exact`: there is no smaller set; else at
    best `at_least` units would do.
    """

    units: tuple[Who, ...]
    exact: bool
    at_least: int
    tasks_covered: int


@dataclass(frozen=True, slots=True)
class Thinned:
    """What was left out before betweenness and communities were worked out.

    Kept are links of at least `least_tasks` shared tasks, and of each unit the strongest one.
    Betweenness follows shortest paths from `sources` units, drawn with `seed`; null: from all.
    """

    links: int
    links_kept: int
    least_tasks: int
    sources: int | None
    seed: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of the whole. `density`: of all pairs of units, those that share a task.

    `crowded`: ids of tasks with more than `too_many` parties beside their leads, and how many of
    these each has, most first.
    `isolated`: ids of tasks whose units have no other task, in plan order. Both the first
    `TASKS_SHOWN`, of so many.
    """

    tally: Tally
    gini: float
    links: int
    density: float
    modularity: float
    seed: int
    too_many: int
    units: tuple[UnitFigures, ...]
    communities: tuple[Community, ...]
    match: PortfolioMatch | None
    crowded: tuple[tuple[int, int], ...]
    crowded_count: int
    isolated: tuple[int, ...]
    isolated_count: int
    cover: CoverTold
    thinned: Thinned | None = None
