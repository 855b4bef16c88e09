"""What a graph is made of: one plan, several, a region and all below it, and on which day."""

import re
from dataclasses import dataclass
from datetime import date

from app.core.errors import InvalidError, NotFoundError

PLANS_AT_MOST = 200
LARGEST_ID = 2**63 - 1
_DIGITS_AT_MOST = len(str(LARGEST_ID))
_PARTED = re.compile(r"[,，、\s]+")


class ScopeError(InvalidError):
    code, title = "network_scope", "部门任务网络的范围写得不对"


class NoPlanError(NotFoundError):
    """Told with the number, which whoever asked has given himself."""

    title = "没有这个方案，或者您无权查看"


class NoRegionError(NotFoundError):
    title = "没有这个行政区划，或者您无权查看"


@dataclass(frozen=True, slots=True)
class Scope:
    """`plan_ids` are sorted, each once; none and no region: all that the actor may read.

    Named plans count in whatever state the actor may read them, else only published ones. With
    `on` only plans that run on that day count.
    """

    plan_ids: tuple[int, ...] = ()
    region_id: int | None = None
    on: date | None = None

    @property
    def only_plan(self) -> int | None:
        return self.plan_ids[0] if len(self.plan_ids) == 1 else None


def scope_of(
    plan: int | None = None,
    plans: str | None = None,
    region: int | None = None,
    on: date | None = None,
) -> Scope:
    """Raise `ScopeError` for a list of plans that is none, and for two ranges at once."""
    if sum(given is not None for given in (plan, plans, region)) > 1:
        raise ScopeError("plan、plans、region 只能给出一个")
    if plans is not None:
        return Scope(plan_ids=_numbers(plans), on=on)
    return Scope(plan_ids=() if plan is None else (plan,), region_id=region, on=on)


def _numbers(text: str) -> tuple[int, ...]:
    """`1,2` as a person types it; full-width commas and spaces part as well."""
    words = [word for word in _PARTED.split(text.strip()) if word]
    wrong = [word for word in words if not _is_id(word)]
    if wrong or not words:
        told = f"“{wrong[0][:20]}”不是方案编号" if wrong else "没有给出方案编号"
        raise ScopeError(f"{told}；plans 应为用逗号隔开的编号，例如 1,2")
    ids = tuple(sorted({int(word) for word in words}))
    if len(ids) > PLANS_AT_MOST:
        raise ScopeError(f"一次最多 {PLANS_AT_MOST} 个方案")
    return ids


def _is_id(word: str) -> bool:
    digits = word.isascii() and word.isdigit() and len(word) <= _DIGITS_AT_MOST
    return digits and 1 <= int(word) <= LARGEST_ID
