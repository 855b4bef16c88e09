"""Which plan a sheet is for, and what of it stands there: rows in, paper's facts out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.kit.clock import printed_date
from app.kit.text import squeeze
from app.paper import NextReturn, SheetMeasure, SheetPart, SheetRow, SheetUnit
from app.plans.holding.rules import Holding
from app.plans.terms import PlanState, TaskState
from app.progress.lights.rules import Share, Shares, overdue_workdays, task_light
from app.progress.messages import TASK_STATES, period_label
from app.progress.settings.rules import ProgressSettings
from app.progress.terms import LAGS, ReturnState
from app.reading.terms import DueSource, Role, Stage
from app.workdays.rules import Calendar

DRAFT = "草稿"
FOLLOWED = "已被取代"
DEMO = "演示数据"
_STAGES = {Stage.CONSULTATION: "征求意见稿", Stage.REVIEW: "送审稿"}
_STRONGEST_FIRST = (Role.LEAD, Role.RESPONSIBLE, Role.SUPPORTING)
_WITHOUT_DATE = {DueSource.PLAN: "规划期内", DueSource.ONGOING: "持续推进"}
# The words of the screen, once more: those stand in a module of the task lists' own.


class NoSheetError(NotFoundError):
    code, title = "no_sheet", "已发布的方案都没有列明由该单位承担的工作任务"


class PlanNeededError(InvalidError):
    """`plans` are the ids and titles to choose from."""

    code, title = "plan_needed", "涉及不止一个方案，请用 plan 指定一个"

    def __init__(self, plans: Iterable[tuple[int, str]]) -> None:
        self.plans = tuple(plans)
        super().__init__(
            errors=[
                {"loc": ["query", "plan"], "msg": f"{id_}：{name}"} for id_, name in self.plans
            ],
            plans=[{"id": id_, "title": name} for id_, name in self.plans],
        )


class NotReadYetError(ConflictError):
    code, title = "plan_not_read", "方案尚未读出工作任务，不能打印任务清单"


class NoUnitsError(ConflictError):
    code, title = "no_units", "方案里没有已确认的单位，没有任务清单可以打印"


# ---- which plan ------------------------------------------------------------------------------


class Candidate(NamedTuple):
    """A published plan that names the unit; `until` is the last day for which it asks reports."""

    id: int
    title: str
    until: date | None


def choose(candidates: Sequence[Candidate], today: date) -> int:
    """The one plan that runs, or the only one there is. Raise `NoSheetError`, `PlanNeededError`."""
    running = [one for one in candidates if one.until is None or one.until >= today]
    left = running or candidates
    if not left:
        raise NoSheetError
    if len(left) > 1:
        raise PlanNeededError((one.id, one.title) for one in left)
    return left[0].id


def check_has_tasks(state: PlanState) -> None:
    """Raise `NotReadYetError`: a sheet of a plan that was not read would say “no tasks”."""
    if state in {PlanState.READING, PlanState.REFUSED}:
        raise NotReadYetError


def stage_label(state: PlanState, stage: Stage) -> str | None:
    """What every page must say of a plan that is not issued, or that we have not yet published."""
    printed = _STAGES.get(stage)
    if state is PlanState.PUBLISHED:
        return printed
    if state is PlanState.SUPERSEDED:
        return f"{printed}（{FOLLOWED}）" if printed else FOLLOWED
    return f"{printed}（{DRAFT}）" if printed else DRAFT


# ---- what stands on it -----------------------------------------------------------------------


class TaskFacts(NamedTuple):
    id: int
    number: str | None
    position: int
    title: str
    text: str
    state: TaskState
    due_on: date | None
    due_text: str | None
    due_source: DueSource | None
    extended_to: date | None = None


class Cell(NamedTuple):
    """One unit of a task as printed: `raw` the name, `label` the word for the role."""

    task_id: int
    unit_id: int | None
    role: Role
    label: str
    raw: str
    first: bool
    id: int = 0


class Owed(NamedTuple):
    """A return that a unit still owes for the plan."""

    unit_id: int
    period: str
    due_on: date
    confirmed: bool
    state: ReturnState


@dataclass(frozen=True)
class Matrix:
    """Tasks in plan order, and their cells in printed order."""

    tasks: Sequence[TaskFacts]
    cells: Mapping[int, Sequence[Cell]]

    @property
    def unit_ids(self) -> frozenset[int]:
        """Units and groups that are named for certain."""
        return frozenset(cell.unit_id for cell in self._all() if cell.unit_id is not None)

    @property
    def unresolved(self) -> tuple[str, ...]:
        """Printed names that no unit certainly has, in printed order."""
        names = (squeeze(cell.raw) for cell in self._all() if cell.unit_id is None)
        return tuple(dict.fromkeys(names))

    def _all(self) -> Iterator[Cell]:
        for task in self.tasks:
            yield from self.cells.get(task.id, ())


def matrix(tasks: Sequence[TaskFacts], cells: Iterable[Cell]) -> Matrix:
    found: defaultdict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        found[cell.task_id].append(cell)
    return Matrix(tasks, found)


@dataclass(frozen=True)
class Today:
    """What the state of a task depends on besides the task: `due` is the earliest return owed,
    `shares` how far the unit said each to be, `holds` what the place of the plan calls late and
    how it names its lights.
    """

    day: date
    calendar: Calendar
    holds: ProgressSettings
    due: Owed | None
    shares: Shares = field(default_factory=dict)


Measures = Mapping[int, tuple[SheetMeasure, ...]]
"""A unit's own, by task."""
NO_MEASURES: Measures = {}


def rows(
    found: Matrix, held: Holding, today: Today | None, measures: Measures = NO_MEASURES
) -> tuple[SheetRow, ...]:
    """The tasks that the unit holds: by name, as a group's member, or in place of a former unit.

    `today` is None for a plan under which nothing is reported yet.
    """
    made = []
    for task in found.tasks:
        cells = found.cells.get(task.id, ())
        own = own_cell(cells, held)
        if own is not None:
            light = light_label(task.state, today, today.shares.get(task.id)) if today else None
            row = _row(task, cells, own, held, light)
            made.append(replace(row, measures=measures.get(task.id, ())))
    return tuple(made)


def measure(text: str, due_on: date | None, responsible: str) -> SheetMeasure:
    return SheetMeasure(text, due_label(None, due_on, None), responsible)


def own_cell(cells: Iterable[Cell], held: Holding) -> Cell | None:
    """What the unit is in a task: named itself (or by a former unit) before meant by a group, then
    the strongest role, then under its own name.
    """
    mine = [cell for cell in cells if held.holds(cell.id, cell.unit_id)]

    def order(cell: Cell) -> tuple[bool, int, bool]:
        return (cell.unit_id in held.groups, _STRONGEST_FIRST.index(cell.role), not cell.first)

    return min(mine, key=order, default=None)


def _row(
    task: TaskFacts, cells: Iterable[Cell], own: Cell, held: Holding, light: str | None
) -> SheetRow:
    by_group = own.unit_id in held.groups
    printed = squeeze(own.raw)
    via = None if own.unit_id == held.unit_id else printed if by_group else f"原{printed}"
    return SheetRow(
        number=task.number or str(task.position),
        title=task.title,
        text=task.text,
        role_label=own.label,
        parts=parts(cells, held),
        is_first_lead=own.first and not by_group,
        via=via,
        due=due_label(task.due_text, task.due_on, task.due_source, task.extended_to),
        light_label=light,
    )


def parts(cells: Iterable[Cell], held: Holding) -> tuple[SheetPart, ...]:
    """Everybody of a task under the words that the document uses, in printed order."""
    by_label: defaultdict[str, list[SheetUnit]] = defaultdict(list)
    for cell in cells:
        by_label[cell.label].append(SheetUnit(squeeze(cell.raw), own=_is_own(cell, held)))
    return tuple(SheetPart(label, tuple(units)) for label, units in by_label.items())


def _is_own(cell: Cell, held: Holding) -> bool:
    return cell.unit_id not in held.groups and held.holds(cell.id, cell.unit_id)


def due_label(
    text: str | None, day: date | None, source: DueSource | None, extended_to: date | None = None
) -> str:
    """The printed words where there are any, else what the missing date means; after an extension
    the day that holds, with what was printed beside it.
    """
    if extended_to is not None:
        return f"{_before(extended_to)}（原定{due_label(text, day, source)}）"
    if text:
        return text
    if source in _WITHOUT_DATE:
        return _WITHOUT_DATE[source]
    return _before(day) if day else ""


def _before(day: date) -> str:
    return f"{printed_date(day)}前"


def light_label(state: TaskState, today: Today, share: Share | None = None) -> str | None:
    """In words: how the unit stands with its next return and with its share of the task, or that
    the task no longer runs.
    """
    if state is not TaskState.IN_PROGRESS:
        return TASK_STATES[state]
    due_on = today.due.due_on if today.due else None
    behind = share.behind if share else 0
    light = task_light(state, due_on, today.day, today.calendar, today.holds, behind=behind)
    if light is None:
        return None
    name = today.holds.lamp(light).name
    if light in LAGS and share:
        return f"{name}（计划应完成{share.planned}%，报送{share.reported}%）"
    due = today.due
    late = overdue_workdays(due.state, due.due_on, today.day, today.calendar) if due else 0
    return f"{name}{late}个工作日" if late else name


@dataclass(frozen=True)
class Owing:
    """`first` is the earliest return owed, overdue ones included: it gives the light. `coming` is
    the earliest that can still be in time: the letter asks for it, what is overdue is reminded of.
    """

    first: Owed | None = None
    coming: Owed | None = None


def owing(owed: Iterable[Owed], today: date) -> dict[int, Owing]:
    """By unit; `owed` is in the order of due dates."""
    found: dict[int, Owing] = {}
    for one in owed:
        so_far = found.get(one.unit_id, Owing())
        coming = so_far.coming or (one if one.due_on >= today else None)
        found[one.unit_id] = Owing(so_far.first or one, coming)
    return found


def next_return(due: Owed | None) -> NextReturn | None:
    if due is None:
        return None
    return NextReturn(period_label(due.period), due.due_on, unconfirmed=not due.confirmed)
