"""Decisions about reforms, without a database."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import ConflictError, InvalidError
from app.kit.clock import printed_date
from app.kit.text import fold
from app.units.reforms.terms import ONE_DAY, ReformKind

EARLIEST = date(1949, 10, 1)
LATEST_AHEAD = timedelta(days=5 * 366)
BASIS_LENGTH = 300


class BasisMissingError(InvalidError):
    code, title = "reform_basis_missing", "请写明改革依据（文件名称、文号）"


class BadReformDateError(InvalidError):
    code, title = "reform_date", "生效日期应在1949年10月1日以后、五年以内"


class WrongPartiesError(InvalidError):
    code, title = "reform_parties", "改革涉及的单位不完整"


class IntoItselfError(ConflictError):
    code, title = "reform_into_itself", "单位不能并入或拆分为自己"


class BeforeBeginningError(ConflictError):
    code, title = "reform_before_beginning", "生效日期早于单位的启用日期"


class AlreadyEndedError(ConflictError):
    code, title = "reform_already_ended", "单位已经撤销，不能再改革"


class SuccessorGoneError(ConflictError):
    code, title = "reform_successor_gone", "承继单位到生效日期时已经撤销或尚未启用"


class ReformCycleError(ConflictError):
    code, title = "reform_cycle", "单位在这一天之后还要承继别的单位，不能在此之前终止"


class GroupReformError(ConflictError):
    code, title = "reform_of_group", "集合单位不能合并或拆分，请调整它的成员"


class OtherRegionError(ConflictError):
    code, title = "reform_other_region", "承继单位应在同一行政区划，或是服务于它的垂管单位"


class SameNameError(ConflictError):
    code, title = "reform_same_name", "新名称与现名称相同"


class RenamedLaterError(ConflictError):
    code, title = "reform_renamed_later", "这个单位在这一天或以后的更名已经登记，请先撤回那一次"


class ReformInUseError(ConflictError):
    code, title = "reform_in_use", "这次改革之后已有内容以它为准，不能撤回"


@dataclass(frozen=True)
class Organ:
    """A unit as far as reforms ask about it; both dates are days on which it is valid."""

    id: int
    name: str
    is_group: bool = False
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Link:
    """`successor` stands in for `predecessor` from `since` on."""

    predecessor: int
    successor: int
    since: date


Lines = Mapping[tuple[int, int], date]
"""By unit that is named and unit that stands in for it: since when."""


# ---- is it possible --------------------------------------------------------------------------


def check_words(basis: str, effective_on: date, today: date) -> str:
    """The basis, tidied."""
    basis = " ".join(basis.split())
    if not basis or not basis.isprintable() or len(basis) > BASIS_LENGTH:
        raise BasisMissingError(f"依据应为 1 到 {BASIS_LENGTH} 个字")
    if not EARLIEST <= effective_on <= today + LATEST_AHEAD:
        raise BadReformDateError
    return basis


def check_count(kind: ReformKind, predecessors: int, successors: int) -> None:
    match kind:
        case ReformKind.RENAME if predecessors != 1 or successors:
            raise WrongPartiesError("更名只涉及一个单位，请给出它的新名称")
        case ReformKind.MERGE if predecessors < 1 or successors != 1:
            raise WrongPartiesError("合并需要至少一个被合并的单位和一个承继单位")
        case ReformKind.SPLIT if predecessors != 1 or successors < 2:  # noqa: PLR2004 - a split
            raise WrongPartiesError("拆分需要一个原单位和至少两个承继单位")


def check_home(taking: Iterable[bool]) -> None:
    if sum(taking) > 1:
        raise WrongPartiesError("联络员和承办的方案只能转到一个承继单位")


def check_renaming(
    unit: Organ, new_name: str, on: date, renamings: Sequence[tuple[date, str]]
) -> None:
    """`renamings` are those of the unit that are registered already, by their days."""
    _check_alive(unit, on)
    check_renamed_before(renamings, on)
    by_then = renamings[-1][1] if renamings else unit.name
    if fold(new_name) == fold(by_then):
        raise SameNameError


def check_renamed_before(renamings: Iterable[tuple[date, str]], on: date) -> None:
    """Names follow each other as their days do, and end with the unit."""
    later = [(day, name) for day, name in renamings if day >= on]
    if later:
        day, name = later[0]
        raise RenamedLaterError(f"{printed_date(day)}更名为“{name}”")


def check_parties(
    predecessors: Sequence[Organ], successors: Sequence[Organ], on: date, links: Iterable[Link]
) -> None:
    """Raise what stands in the way of ending `predecessors` the day before `on`."""
    ended, heirs = ({one.id for one in side} for side in (predecessors, successors))
    if ended & heirs:
        name = next(one.name for one in predecessors if one.id in heirs)
        raise IntoItselfError(f"“{name}”既是原单位又是承继单位")
    if len(ended) < len(predecessors) or len(heirs) < len(successors):
        raise WrongPartiesError("同一个单位给了两次")
    group = next((one for one in (*predecessors, *successors) if one.is_group), None)
    if group is not None:
        raise GroupReformError(f"“{group.name}”是集合单位")
    for one in predecessors:
        _check_ends(one, on, links)
    for one in successors:
        _check_there(one, on)


def _check_alive(unit: Organ, on: date) -> None:
    if unit.valid_from is not None and on <= unit.valid_from:
        raise BeforeBeginningError(f"“{unit.name}”自{printed_date(unit.valid_from)}起启用")
    if unit.valid_until is not None and unit.valid_until < on:
        raise AlreadyEndedError(f"“{unit.name}”已于{printed_date(unit.valid_until)}停用")


def _check_ends(unit: Organ, on: date, links: Iterable[Link]) -> None:
    """A registry may say already that the unit ends the day before; a reform only once."""
    links = tuple(links)
    if any(link.predecessor == unit.id for link in links):
        raise AlreadyEndedError(f"“{unit.name}”已在另一次改革中终止")
    if unit.valid_until is None or unit.valid_until != on - ONE_DAY:
        _check_alive(unit, on)
    later = [link.since for link in links if link.successor == unit.id and link.since >= on]
    if later:
        raise ReformCycleError(f"“{unit.name}”自{printed_date(max(later))}起承继别的单位")


def _check_there(unit: Organ, on: date) -> None:
    if unit.valid_until is not None and unit.valid_until < on:
        raise SuccessorGoneError(f"“{unit.name}”已于{printed_date(unit.valid_until)}停用")
    if unit.valid_from is not None and unit.valid_from > on:
        since = printed_date(unit.valid_from)
        raise SuccessorGoneError(f"“{unit.name}”自{since}起启用；写错了的，请先更正启用日期")


# ---- who stands in for whom ------------------------------------------------------------------


def lines(links: Iterable[Link]) -> Lines:
    """Every line, however many reforms long, from links that lead from each unit to one other.

    The last of several reforms makes a line whole. Raise `ReformCycleError` should a line lead
    back to where it began.
    """
    after = {link.predecessor: link for link in links}
    found: dict[tuple[int, int], date] = {}
    for named in after:
        since, link = date.min, after.get(named)
        while link is not None:
            if link.successor == named or (named, link.successor) in found:
                raise ReformCycleError
            since = max(since, link.since)
            found[named, link.successor] = since
            link = after.get(link.successor)
    return found


def holder(named: int, known: Lines, day: date) -> int:
    """Who stands in for a unit on a day: the unit itself as long as no reform has ended it."""
    there = {new: since for (old, new), since in known.items() if old == named and since <= day}
    last = [one for one in there if not any((one, two) in known for two in there)]
    return last[0] if last else named


def heirs(unit: int, steps: Mapping[int, Sequence[int]]) -> list[int]:
    """Who came after a unit in the end, also in part; the principal first. None while it stands.
    `steps` are the successors of each unit that ended, the principal first.
    """
    found: dict[int, None] = {}
    for one in steps.get(unit, ()):
        found |= dict.fromkeys(heirs(one, steps) or [one])
    return list(found)


# ---- can it be taken back --------------------------------------------------------------------


def check_last(parties: Collection[int], others: Iterable[tuple[date, int, Collection[int]]],
               mine: tuple[date, int]) -> None:  # fmt: skip
    """Raise `ReformInUseError` when a later reform (date, id, its units) builds on this one."""
    for on, reform_id, units in others:
        if (on, reform_id) > mine and not set(parties).isdisjoint(units):
            raise ReformInUseError(f"{printed_date(on)}的另一次改革涉及同一单位，请先撤回那一次")
