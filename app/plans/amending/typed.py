"""From what stands in the form of a task to the changes that it asks for. Pure."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from app.core.errors import InvalidError
from app.plans.listing import IndicatorView
from app.plans.matrix import MatrixAssignment, MatrixTask


class RowsDifferError(InvalidError):
    code, title = "rows_differ", "表单不完整，请重新打开这一页再改"


class Typed(Protocol):
    """The fields of the form; see `pages.form.Sent`."""

    kind: Any
    reason: str
    number: str
    title: str
    text: str
    due_text: str
    due_on: str
    after: str
    end_task: bool
    row: list[int]
    unit: list[str]
    raw: list[str]
    role: list[str]
    end: list[int]
    first: str
    new_unit: list[str]
    new_role: list[str]


class TypedIndicator(Protocol):
    """The fields of the form of an indicator."""

    number: str
    name: str
    measure: str
    baseline: str
    baseline_year: str
    target: str
    target_year: str
    attribute: str


Step = dict[str, Any]
UnitId = Callable[[str], int]
"""Of a name. Raise with the nearest names where no unit is called so."""

_FIELDS = ("number", "title", "text", "due_text")


def now_of(task: MatrixTask) -> dict[str, Any]:
    """The form as it stands before anything is typed."""
    first = next((one.id for one in task.assignments if one.is_first_lead), "")
    return {
        "task": str(task.id),
        "version": task.version,
        **{name: getattr(task, name) or "" for name in _FIELDS},
        "due_on": task.due_on.isoformat() if task.due_on else "",
        "row": [one.id for one in task.assignments],
        "unit": [one.unit.name if one.unit else "" for one in task.assignments],
        "raw": [one.name for one in task.assignments],
        "role": [one.role.value for one in task.assignments],
        "first": str(first),
    }


_OF_INDICATOR = tuple(TypedIndicator.__annotations__)


def indicator_now(one: IndicatorView) -> dict[str, Any]:
    """As `now_of`."""
    shown = {name: getattr(one, name) for name in _OF_INDICATOR}
    told = {name: "" if value is None else str(value) for name, value in shown.items()}
    return told | {"indicator": str(one.id)}


def of_indicator(one: IndicatorView, typed: TypedIndicator) -> list[Step]:
    now = indicator_now(one)
    given = {name: getattr(typed, name).strip() for name in _OF_INDICATOR}
    step = {name: value or None for name, value in given.items() if value != now[name]}
    if "name" in step and step["name"] is None:
        step["name"] = ""  # refused by name: an indicator is called something
    return [{"action": "change_indicator", "indicator_id": one.id, **step}]


def changes_of(task: MatrixTask | None, typed: Typed, unit_id: UnitId) -> list[Step]:
    """What differs from the task as it is; without a task, one to be added."""
    if task is None:
        return [_new_task(typed, unit_id)]
    if typed.end_task:
        return [{"action": "end_task", "task_id": task.id}]
    steps = [*_of_task(task, typed), *_of_units(task, typed, unit_id)]
    for name, role in _new_units(typed):
        step = {"action": "add_assignment", "task_id": task.id, "role": role}
        steps.append(step | {"unit_id": unit_id(name)})
    return steps


def _lines(text: str) -> str:
    """A browser sends a line break as two characters."""
    return text.replace("\r\n", "\n").strip()


def _new_task(typed: Typed, unit_id: UnitId) -> Step:
    given = {name: _lines(getattr(typed, name)) for name in (*_FIELDS, "due_on", "after")}
    step: Step = {name: value for name, value in given.items() if value or name == "text"}
    units = [{"unit_id": unit_id(name), "role": role} for name, role in _new_units(typed)]
    return {"action": "add_task", **step, "assignments": units}


def _of_task(task: MatrixTask, typed: Typed) -> Iterator[Step]:
    step: Step = {}
    for name in _FIELDS:
        value = _lines(getattr(typed, name))
        if value != _lines(getattr(task, name) or ""):
            step[name] = value or (None if name in {"number", "due_text"} else "")
    day = typed.due_on.strip()
    if day != (task.due_on.isoformat() if task.due_on else ""):
        step["due_on"] = day or None  # words that speak of another day do not stay beside it
    if step:
        yield {"action": "change_task", "task_id": task.id, **step}


def _of_units(task: MatrixTask, typed: Typed, unit_id: UnitId) -> Iterator[Step]:
    """Those that go make room first."""
    known = {one.id: one for one in task.assignments}
    rows = _rows(known.keys(), typed)
    for id_, *_ in rows:
        if id_ in typed.end:
            yield {"action": "end_assignment", "assignment_id": id_}
    for id_, *fields in rows:
        step = {} if id_ in typed.end else _of_unit(known[id_], typed, fields, unit_id)
        if step:
            yield {"action": "change_assignment", "assignment_id": id_, **step}


def _rows(known: Any, typed: Typed) -> list[tuple[int, str, str, str]]:
    if not len(typed.row) == len(typed.unit) == len(typed.raw) == len(typed.role):
        raise RowsDifferError
    if not set(typed.row) <= set(known):
        raise RowsDifferError
    return list(zip(typed.row, typed.unit, typed.raw, typed.role, strict=True))


def _of_unit(one: MatrixAssignment, typed: Typed, fields: Sequence[str], unit_id: UnitId) -> Step:
    unit, raw, role = (field.strip() for field in fields)
    step: Step = {}
    if unit and unit != (one.unit.name if one.unit else ""):
        step["unit_id"] = unit_id(unit)
    if raw and raw != one.name:
        step["name"] = raw
    if role != one.role.value:
        step["role"] = role
    if typed.first == str(one.id) and not one.is_first_lead:
        step["is_first_lead"] = True
    return step


def _new_units(typed: Typed) -> Iterator[tuple[str, str]]:
    if len(typed.new_unit) != len(typed.new_role):
        raise RowsDifferError
    for name, role in zip(typed.new_unit, typed.new_role, strict=True):
        if name.strip():
            yield name.strip(), role
