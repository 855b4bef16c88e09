"""Which periods come of a rule, and what a rule may not be. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import InvalidError
from app.plans.terms import ReturnPeriod
from app.progress.periods import Period, periods
from app.progress.terms import Fills, PeriodKind

REGULAR = frozenset(PeriodKind(kind) for kind in ReturnPeriod)
OF_TASKS = (*(PeriodKind(kind) for kind in ReturnPeriod), PeriodKind.MILESTONE, PeriodKind.ONCE)
WHOLE = frozenset({PeriodKind.MIDTERM, PeriodKind.FINAL})
"""Evaluations, which ask about every task."""
MOST_MILESTONES = 60
PARTS_WORKDAYS = 3
MOST_PARTS_WORKDAYS = 20


class NoMilestoneError(InvalidError):
    code, title = "no_milestone", "按节点填报的任务，请写明节点的日期"


class IdleMilestoneError(InvalidError):
    code, title = "idle_milestone", "只有按节点填报的任务才写节点日期"


class OutsidePlanError(InvalidError):
    code, title = "outside_plan", "日期不在本方案的填报起止日期之内"


class UnknownTaskError(InvalidError):
    code, title = "unknown_task", "规则里有本方案没有的任务"


class NotForTasksError(InvalidError):
    code, title = "not_for_tasks", "中期评估和期末总结评估按整个方案设定，不能按任务设定"


@dataclass(frozen=True)
class TaskRule:
    """A task's own rule. `days` are the milestones, in order."""

    kind: PeriodKind
    days: tuple[date, ...] = ()


@dataclass(frozen=True)
class Rule:
    """What a plan asks: `regular` about the tasks without a rule of their own. `parts_workdays`
    before the first lead's row the parts of others are due.
    """

    regular: ReturnPeriod
    midterm_on: date | None = None
    final: bool = False
    fills: Fills = Fills.MERGED
    parts_workdays: int = PARTS_WORKDAYS
    kinds: frozenset[PeriodKind] = frozenset()
    milestones: tuple[date, ...] = ()

    @property
    def ahead(self) -> int | None:
        """Working days between a part and the row that it is a part of; None where none is."""
        return self.parts_workdays if self.fills is Fills.MERGED else None


def periods_of(rule: Rule, start: date, until: date) -> list[Period]:
    """Every period for which somebody is asked, in the order of their ends."""
    found: list[Period] = []
    for kind in ReturnPeriod:
        if kind is rule.regular or PeriodKind(kind) in rule.kinds:
            found += periods(kind, start, until)
    if until < start:
        return found
    if PeriodKind.ONCE in rule.kinds:
        found.append(Period("once", start, until))
    found += [Period(f"m-{day}", min(start, day), day) for day in rule.milestones]
    if rule.midterm_on is not None:
        day = rule.midterm_on
        found.append(Period(f"midterm-{day.year}", min(start, day), day))
    if rule.final:
        found.append(Period("final", start, until))
    return sorted(found, key=lambda one: (one.end, one.start, one.key))


def check_task(given: TaskRule, name: str, start: date, until: date) -> None:
    if given.kind not in OF_TASKS:
        raise NotForTasksError(name)
    if given.kind is PeriodKind.MILESTONE and not given.days:
        raise NoMilestoneError(name)
    if given.kind is not PeriodKind.MILESTONE and given.days:
        raise IdleMilestoneError(name)
    check_days(given.days, name, start, until)


def check_days(days: Iterable[date], name: str, start: date, until: date) -> None:
    for day in days:
        if not start <= day <= until:
            raise OutsidePlanError(f"{name}：{day}（填报自 {start} 至 {until}）")


def a_year(asked: Sequence[tuple[date, int]]) -> dict[int, int]:
    """Returns × units by the year in which they are due: the burden."""
    years: dict[int, int] = {}
    for due_on, units in asked:
        years[due_on.year] = years.get(due_on.year, 0) + units
    return years
