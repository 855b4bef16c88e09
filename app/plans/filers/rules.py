"""Who may file for a group, and how much paper that makes, without a database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.core.errors import ConflictError, InvalidError
from app.plans.filers.terms import Filing
from app.plans.terms import ReturnPeriod

RETURNS_A_YEAR: Mapping[ReturnPeriod, int] = {
    ReturnPeriod.MONTH: 12,
    ReturnPeriod.QUARTER: 4,
    ReturnPeriod.HALF_YEAR: 2,
    ReturnPeriod.YEAR: 1,
}


class FilersMissingError(InvalidError):
    code, title = "filers_missing", "请选择由哪些成员填报"


class FilersNotNeededError(InvalidError):
    code, title = "filers_not_needed", "只有“指定的成员”才需要给出单位"


class NotAMemberError(InvalidError):
    code, title = "not_a_member", "只能从这个集合单位的成员中选择"


class NoOfficeError(ConflictError):
    code, title = "no_office", "方案没有承办单位，不能由承办单位汇总填报"


class NoMembersError(ConflictError):
    code, title = "group_without_members", "这个集合单位还没有成员，请先登记成员"


def chosen(
    mode: Filing, units: Collection[int], members: Collection[int], office_id: int | None
) -> tuple[int, ...]:
    """The units that stand by name in the choice. Raise what is wrong with it."""
    if mode is not Filing.CHOSEN and units:
        raise FilersNotNeededError
    match mode:
        case Filing.OFFICE:
            if office_id is None:
                raise NoOfficeError
            return (office_id,)
        case Filing.CHOSEN:
            if not units:
                raise FilersMissingError
            if not set(units) <= set(members):
                raise NotAMemberError
            return tuple(dict.fromkeys(units))
        case Filing.ALL if not members:
            raise NoMembersError
        case _:
            return ()


@dataclass(frozen=True)
class Load:
    """What a choice asks for: forms of `units` units, `new` of which file nothing for this plan
    otherwise, and how many forms more that makes a year.
    """

    units: int
    new: int
    returns_a_year: int


def load(filers: Collection[int], asked_anyway: Collection[int], period: ReturnPeriod) -> Load:
    new = set(filers) - set(asked_anyway)
    return Load(len(set(filers)), len(new), len(new) * RETURNS_A_YEAR[period])
