"""Decisions about portfolios, without a database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.errors import ConflictError, InvalidError


class PortfolioOverlapError(ConflictError):
    code, title = "portfolio_overlap", "这个单位这段时间已有领导分管"


class PortfolioEndedError(ConflictError):
    code, title = "portfolio_ended", "这项分管已在更早的日期结束"


class NoLeaderError(InvalidError):
    code, title = "no_leader", "请选择领导，或填写姓名"


class GroupUnderLeaderError(ConflictError):
    code, title = "group_under_leader", "集合单位没有分管领导，请逐个登记它的成员"


@dataclass(frozen=True, slots=True)
class Held:
    """A time in which a leader is responsible for a unit."""

    id: int
    leader: str
    valid_from: date
    valid_until: date | None


def overlapping(held: Iterable[Held], starts: date, ends: date | None) -> list[Held]:
    """Both ends belong to a time; an open one reaches for ever."""
    last = ends or date.max
    return [
        one for one in held if one.valid_from <= last and starts <= (one.valid_until or date.max)
    ]


def check_free(held: Iterable[Held], starts: date, ends: date | None) -> None:
    """Raise `PortfolioOverlapError`, which names who and when."""
    taken = overlapping(held, starts, ends)
    if taken:
        told = "、".join(
            f"{one.leader}（{one.valid_from}至{one.valid_until or '今'}）" for one in taken
        )
        raise PortfolioOverlapError(f"{told}；请先写明原来的分管到哪一天为止，或另选起始日期")


def check_end(held: Held, on: date) -> None:
    if on < held.valid_from:
        raise InvalidError(f"结束日期不能早于起始日期 {held.valid_from}")
    if held.valid_until is not None and held.valid_until < on:
        raise PortfolioEndedError(f"已于 {held.valid_until} 结束")
