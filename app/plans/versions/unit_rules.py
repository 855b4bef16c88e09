"""The units of one task, as a new version prints them over what stands. Pure, as `rules`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from app.plans.rules import Lead, settled_leads
from app.plans.versions.content import UnitWords
from app.reading.terms import FirstLeadBasis, Role

T = TypeVar("T")


@dataclass(frozen=True)
class Old(Generic[T]):
    """What was printed and what stands: without a row a person deleted it; where it was `added` a
    person put it there, and the row counts as printed.
    """

    printed: T
    row: T | None
    added: bool = False


def pick(base: T, mine: T, theirs: T, same: Callable[[T, T], bool] | None = None) -> T:
    """The hand's word where the document did not change its own; else the document's."""
    unchanged = same(base, theirs) if same else base == theirs
    return mine if unchanged and mine != base else theirs


def units_over(
    base: Sequence[UnitWords], mine: Sequence[UnitWords], theirs: Sequence[UnitWords]
) -> tuple[UnitWords, ...]:
    """In the order of the new version; what a person had added comes last."""
    olds = _olds(base, mine)
    partners = {new: olds[old] for old, new in _matched([one.printed for one in olds], theirs)}
    merged = [_over(partners.get(n), one) for n, one in enumerate(theirs)]
    units = [one for one in merged if one is not None]
    standing = {one.id for one in units}
    units += [one.row for one in olds if one.added and one.row and one.row.id not in standing]
    if _leads(mine) == _leads(units):
        printed = _first(base)
        if printed is not None and printed[1] is FirstLeadBasis.CONFIRMED:
            printed = _first(theirs)  # no document confirms: what it said was not kept
        return led(units, _flagged(units, pick(printed, _first(mine), _first(theirs))))
    return led(units, units)


def _olds(base: Sequence[UnitWords], mine: Sequence[UnitWords]) -> list[Old[UnitWords]]:
    pairs = dict(_matched(base, mine))
    printed = {row: base[n] for n, row in pairs.items()}
    standing = [Old(printed.get(n, row), row, added=n not in printed) for n, row in enumerate(mine)]
    return standing + [Old(one, None) for n, one in enumerate(base) if n not in pairs]


Key = Callable[[UnitWords], object]
_KEYS: tuple[Key, ...] = (
    lambda one: (one.key, one.role),
    lambda one: one.unit_id and (one.unit_id, one.role),
    lambda one: one.key,
    lambda one: one.unit_id,
)


def _matched(old: Sequence[UnitWords], new: Sequence[UnitWords]) -> list[tuple[int, int]]:
    """(old, new): by printed name and role, by unit and role, by name, by unit."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for key in _KEYS:
        left = [n for n in reversed(range(len(old))) if n not in pairs and key(old[n])]
        waiting = {key(old[n]): n for n in left}
        for n, one in enumerate(new):
            found = waiting.pop(key(one), None) if n not in taken else None
            if found is not None:
                pairs[found] = n
                taken.add(n)
    return list(pairs.items())


def _over(old: Old[UnitWords] | None, theirs: UnitWords) -> UnitWords | None:
    """The unit as it will stand; None for one that a person had deleted and that did not change."""
    if old is None:
        return theirs
    base, mine = old.printed, old.row
    same_name = base.key == theirs.key
    if mine is None:
        return None if same_name and base.role is theirs.role else theirs
    said = same_name and mine.unit_id != base.unit_id
    return replace(
        theirs,
        id=mine.id,
        unit_id=mine.unit_id if said else theirs.unit_id,
        role=pick(base.role, mine.role, theirs.role),
        label=pick(base.label, mine.label, theirs.label),
        collective=theirs.collective or (same_name and mine.collective),
    )


# ---- who of several leads files --------------------------------------------------------------

First = tuple[str, FirstLeadBasis | None] | None


def _leads(units: Iterable[UnitWords]) -> list[int]:
    return [one.id for one in units if one.role is Role.LEAD]


def _first(units: Iterable[UnitWords]) -> First:
    return next(((one.key, one.basis) for one in units if one.first), None)


def _flagged(units: Iterable[UnitWords], first: First) -> list[UnitWords]:
    name, basis = first or (None, None)
    return [replace(one, first=one.key == name, basis=basis) for one in units]


def led(units: Sequence[UnitWords], flagged: Sequence[UnitWords]) -> tuple[UnitWords, ...]:
    """The units with one first lead among those that lead now: the one that is flagged."""
    leading = [n for n, one in enumerate(units) if one.role is Role.LEAD]
    leads = settled_leads([Lead(n, flagged[n].first, flagged[n].basis) for n in leading])
    first = {one.id: one.basis for one in leads if one.is_first}
    return tuple(replace(one, first=n in first, basis=first.get(n)) for n, one in enumerate(units))
