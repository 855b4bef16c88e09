"""What the nearest tasks of other plans say of who leads and who takes part, without a database.

A task counts by the square of its likeness: one that is twice as near counts four times as much.
So the near ones decide where there are any, and the many far ones only between equals. These
numbers were chosen for their reasons, and hold over a wide range: `make precedents` prints what
they reach, beside two plain guesses.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.network.precedents.terms import Closeness
from app.reading.terms import Role

NEAREST = 10
"""Tasks that are asked."""
FLOOR = 0.02
"""Likeness below which a task shares nothing but the words of every plan."""
NEAR = 0.06
"""Likeness from which a task is called a precedent, and its plan is counted."""
TAKES_PART = 0.4
"""Share of the weight from which a function is proposed to take part: in three seed plans, one
that is held out of the other two, it gives slightly more than half right and finds three of five.
"""
LEADS_OFFERED = 3
LEADS_AT_ALL = 0.05
"""Share of the weight from which a second or third lead is worth a look."""
# 责任单位 without a 牵头: no document says that the first is the lead, but each lists it with care.
_LISTED_FIRST = 0.5
_CLOSENESS = ((0.2, Closeness.VERY_NEAR), (0.12, Closeness.NEAR), (NEAR, Closeness.SOMEWHAT))


class Holder(NamedTuple):
    """A unit of a task as printed. `function` is null where the name tells none, as of a group."""

    function: str | None
    name: str
    role: Role
    label: str
    collective: bool


@dataclass(frozen=True, slots=True)
class Precedent:
    """A task of another plan with its likeness, and its units in printed order."""

    task_id: int
    plan_id: int
    score: float
    holders: tuple[Holder, ...]

    @property
    def weight(self) -> float:
        return self.score**2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A function, the `share` of the weight that is for it, and how many plans (`plans`) of how
    many (`of`) say so by their nearest task; `printed` of them in so many words.

    `said_by` are the tasks that say so, the nearest first.
    """

    function: str
    share: float
    plans: int
    of: int
    printed: int
    said_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """`leads` and `parties` by their share, the strongest first; parties are of whatever role."""

    leads: tuple[Candidate, ...]
    parties: tuple[Candidate, ...]

    @property
    def lead(self) -> Candidate | None:
        return self.leads[0] if self.leads else None

    @property
    def offered(self) -> tuple[Candidate, ...]:
        """The likeliest lead, and the others that are worth a look."""
        others = [one for one in self.leads[1:LEADS_OFFERED] if one.share >= LEADS_AT_ALL]
        return (*self.leads[:1], *others)

    @property
    def participants(self) -> tuple[Candidate, ...]:
        """Those that take part in enough of the precedents, without the first lead. Tasks that
        are far tell nothing of who else takes part.
        """
        lead = self.lead.function if self.lead else None
        return tuple(
            one
            for one in self.parties
            if one.share >= TAKES_PART and 0 < one.of <= 2 * one.plans and one.function != lead
        )


Votes = Mapping[str, float]


def lead_votes(holders: Sequence[Holder]) -> Votes:
    """Functions that lead a task: 1 where it is printed, or one unit answers for the task alone,
    and less for the first of several 责任单位. Who only supports (配合) leads nothing.
    """
    printed = [one for one in holders if one.role is Role.LEAD]
    if printed:
        return {one.function: 1.0 for one in printed if one.function}
    first = next((one for one in holders if not one.collective), None)
    if first is None or first.function is None or first.role is Role.SUPPORTING:
        return {}
    return {first.function: 1.0 if len(holders) == 1 else _LISTED_FIRST}


def party_votes(holders: Sequence[Holder]) -> Votes:
    return {one.function: 1.0 for one in holders if one.function}


def weigh(found: Iterable[Precedent]) -> Division:
    """The same precedents give the same division in whatever order they come."""
    nearest = sorted(found, key=lambda one: (-one.score, one.task_id))
    leads = _candidates([(one, lead_votes(one.holders)) for one in nearest], {Role.LEAD})
    parties = _candidates([(one, party_votes(one.holders)) for one in nearest], set(Role))
    return Division(leads, parties)


def closeness(score: float) -> Closeness:
    return next((word for least, word in _CLOSENESS if score >= least), Closeness.FAR)


def _candidates(
    told: Sequence[tuple[Precedent, Votes]], roles: Collection[Role]
) -> tuple[Candidate, ...]:
    """`roles` are those in which it is printed in so many words."""
    telling = [(one, votes) for one, votes in told if votes]
    whole = sum(one.weight * max(votes.values()) for one, votes in telling)
    weights: dict[str, float] = defaultdict(float)
    for one, votes in telling:
        for function, vote in votes.items():
            weights[function] += one.weight * vote
    by_plan = _nearest_of_each_plan(told)
    return tuple(
        _candidate(function, weights[function] / whole, telling, by_plan, roles)
        for function in sorted(weights, key=lambda one: (-weights[one], one))
    )


def _candidate(
    function: str,
    share: float,
    telling: Sequence[tuple[Precedent, Votes]],
    by_plan: Sequence[tuple[Precedent, Votes]],
    roles: Collection[Role],
) -> Candidate:
    for_it = [one for one, votes in by_plan if function in votes]
    return Candidate(
        function=function,
        share=min(1.0, share),
        plans=len(for_it),
        of=len(by_plan),
        printed=sum(_prints(one, function, roles) for one in for_it),
        said_by=tuple(one.task_id for one, votes in telling if function in votes),
    )


def _nearest_of_each_plan(
    told: Sequence[tuple[Precedent, Votes]],
) -> list[tuple[Precedent, Votes]]:
    """Of plans that have a task near enough; those come first that are nearest. A plan whose
    nearest task tells nothing says nothing: none of its remoter tasks speaks in its place.
    """
    found: dict[int, tuple[Precedent, Votes]] = {}
    for one, votes in told:
        if one.score >= NEAR:
            found.setdefault(one.plan_id, (one, votes))
    return [one for one in found.values() if one[1]]


def _prints(one: Precedent, function: str, roles: Collection[Role]) -> bool:
    return any(it.role in roles and it.function == function for it in one.holders)


# ---- this region's own units -----------------------------------------------------------------


class OwnUnit(NamedTuple):
    """A unit of the region with all its functions, the primary one first."""

    id: int
    name: str
    functions: tuple[str, ...]


def units_for(function: str, units: Sequence[OwnUnit]) -> tuple[OwnUnit, ...]:
    """Those whose primary function it is; where there is none, the combined bureaus that have it
    too (教育和体育局 for 体育). Several are a question for a person, none is to be told.
    """
    primary = tuple(one for one in units if one.functions[:1] == (function,))
    return primary or tuple(one for one in units if function in one.functions)
