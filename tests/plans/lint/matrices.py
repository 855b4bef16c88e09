"""Small matrices written by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count

from app.plans.lint.sheet import Cell, Line, Sheet
from app.plans.terms import TaskState
from app.reading.terms import DueSource, FirstLeadBasis, Role, TaskKind

END = date(2025, 12, 31)
_ids = count(1000)
_units: dict[str, int] = {}


def unit_id(name: str) -> int:
    return _units.setdefault(name, len(_units) + 1)


def cell(name: str, role: Role = Role.RESPONSIBLE, **more: object) -> Cell:
    made = Cell(
        id=next(_ids),
        unit_id=unit_id(name),
        unit=name,
        name=name,
        role=role,
        is_first=False,
        basis=None,
        collective=False,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # the fields of a cell


def lead(name: str, *, first: bool = True, basis: FirstLeadBasis | None = None) -> Cell:
    return cell(name, Role.LEAD, is_first=first, basis=basis or FirstLeadBasis.SOLE)


def group(name: str, role: Role = Role.RESPONSIBLE) -> Cell:
    return cell(name, role, collective=True)


def line(number: int, *cells: Cell, **more: object) -> Line:
    """Task `number`, whose id is that too."""
    made = Line(
        id=number,
        called=str(number),
        number=str(number),
        position=number,
        kind=TaskKind.TASK,
        title=f"任务{number}",
        text=f"任务{number}",
        parent_id=None,
        state=TaskState.IN_PROGRESS,
        due_on=END,
        due_text=None,
        due_source=DueSource.PLAN,
        cells=cells,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # the fields of a line


def sheet(lines: Sequence[Line], ends_on: date | None = END) -> Sheet:
    return Sheet(1, 1, ends_on, lines)
