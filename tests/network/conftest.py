"""A matrix small enough to be counted by hand."""

from collections.abc import Callable

import pytest

from app.network.parties import Cell, TaskRow, UnitFacts
from app.reading.terms import Role

LABELS = {Role.LEAD: "牵头单位", Role.RESPONSIBLE: "责任单位", Role.SUPPORTING: "参与单位"}
FEDERATION, CIVIL, FINANCE, GROUP = 1, 2, 3, 4

MakeCell = Callable[..., Cell]
MakeTask = Callable[..., TaskRow]


def _cell(task: int, unit: int | str, role: Role = Role.LEAD, **changes: object) -> Cell:
    """A unit by its id, or a name that is not yet confirmed."""
    known = isinstance(unit, int)
    made = Cell(
        task_id=task,
        unit_id=unit if isinstance(unit, int) else None,
        role=role,
        first=False,
        collective=False,
        region_id=7,
        name=None if known else str(unit),
        label=LABELS[role],
    )
    return made._replace(**changes)  # type: ignore[arg-type]  # fields of a test's own making


def _task(number: int, parent: int | None = None) -> TaskRow:
    return TaskRow(number, 1, parent, str(number), f"任务{number}")


@pytest.fixture
def cell() -> MakeCell:
    return _cell


@pytest.fixture
def task() -> MakeTask:
    return _task


@pytest.fixture
def units() -> dict[int, UnitFacts]:
    return {
        FEDERATION: UnitFacts("县残联", "peoples_organisation", 20, is_group=False),
        CIVIL: UnitFacts("县民政局", "government_department", 5, is_group=False),
        FINANCE: UnitFacts("县财政局", "government_department", 6, is_group=False),
        GROUP: UnitFacts("县级有关部门", "group", 99, is_group=True),
    }
