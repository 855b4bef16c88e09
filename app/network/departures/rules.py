"""When a task is led otherwise than in most precedents, without a database."""

from collections.abc import Sequence

from app.network.precedents.rules import Candidate, Division, Holder, lead_votes
from app.reading.terms import Role

PRECEDENTS = 2
"""Plans with a near task that must tell who leads it, unless somebody asks for more or fewer."""
SHARE = 0.6
"""Of these plans, the part that must agree: two of two, two of three, three of five."""


def led_by(holders: Sequence[Holder]) -> frozenset[str]:
    """Functions that lead a task as printed, or hold it alone. Empty where none is printed, or
    where the function of a printed lead is not known: then nothing can be said of it.
    """
    printed = [one for one in holders if one.role is Role.LEAD]
    if any(one.function is None for one in printed) or (not printed and len(holders) != 1):
        return frozenset()
    return frozenset(lead_votes(holders))


def departures(
    holders: Sequence[Holder],
    division: Division,
    *,
    at_least: int = PRECEDENTS,
    share: float = SHARE,
) -> tuple[Candidate, ...]:
    """Functions that lead in most precedents and not here, those first that most plans have."""
    here = led_by(holders)
    if not here:
        return ()
    usual = [
        one
        for one in division.leads
        if one.of >= at_least and one.plans >= share * one.of and one.function not in here
    ]
    return tuple(sorted(usual, key=lambda one: (-one.plans, -one.share, one.function)))


def also_elsewhere(holders: Sequence[Holder], division: Division) -> int:
    """In how many plans a function that leads here leads too, beside others or alone."""
    here = led_by(holders)
    return max((one.plans for one in division.leads if one.function in here), default=0)
