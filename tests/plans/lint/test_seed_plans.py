"""The five published plans: what the checks say of them, read by hand and judged.

What the rows alone tell is counted as if the reader had asked nothing; the clerk sees less, since
most of it is asked at the reading.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from app.core.settings import ROOT
from app.plans import asking
from app.plans.lint import body, near, rules
from app.plans.lint.body import Body, KnownUnit
from app.plans.lint.limits import Limits
from app.plans.lint.sheet import Cell, Line, Sheet
from app.plans.lint.terms import Code
from app.plans.rules import last_day
from app.plans.terms import TaskState
from app.reading import Reading, read_document
from app.reading.terms import Source
from app.units.registry import read_registry

PLANS = ROOT / "seed" / "plans"
UNITS = ROOT / "seed" / "units"


@dataclass(frozen=True)
class Read:
    sheet: Sheet
    body: Body
    units: tuple[KnownUnit, ...]
    named: frozenset[int]


@cache
def read(name: str) -> Read:
    reading = read_document(f"{name}.txt", (PLANS / f"{name}.txt").read_bytes())
    rows = read_registry((UNITS / f"{name}.csv").read_bytes())
    units = tuple(KnownUnit(n, row.name, (row.name, *row.aliases)) for n, row in enumerate(rows, 1))
    known = {text: unit for unit in units for text in unit.names}
    lines = [_line(reading, n, known) for n in range(len(reading.draft.tasks))]
    ids = {cell.unit_id for line in lines for cell in line.cells if cell.unit_id}
    spans = [
        (place.start, place.end)
        for task in reading.draft.tasks
        if task.source is Source.TABLE
        for place in task.evidence
    ]
    head = reading.draft.plan
    text = Body(1, reading.text, head.addressees, spans)
    return Read(Sheet(1, 1, last_day(head.period_end), lines), text, units, frozenset(ids))


def _line(reading: Reading, n: int, known: dict[str, KnownUnit]) -> Line:
    task = reading.draft.tasks[n]
    cells = tuple(_cell(1000 * n + k, one, known) for k, one in enumerate(task.assignments))
    return Line(
        id=n + 1,
        called=asking.number_of(task.number, n + 1),
        number=task.number,
        position=n + 1,
        kind=task.kind,
        title=task.title,
        text=task.text,
        parent_id=None if task.parent is None else task.parent + 1,
        state=TaskState.IN_PROGRESS,
        due_on=task.due_on,
        due_text=task.due_text,
        due_source=task.due_source,
        cells=cells,
    )


def _cell(id_: int, one: Any, known: dict[str, KnownUnit]) -> Cell:
    unit = known.get(one.unit)
    return Cell(
        id=id_,
        unit_id=unit.id if unit else None,
        unit=unit.name if unit else one.unit,
        name=one.unit,
        role=one.role,
        is_first=one.first,
        basis=one.first_lead_basis,
        collective=one.collective,
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("wushan", {Code.PROJECT_UNASSIGNED: 1, Code.JOINT_LEADS_UNRANKED: 1, Code.NO_DUE_DATE: 1}),
        (
            "zhangdian",
            {
                Code.NO_LEAD: 1,
                Code.JOINT_LEADS_UNRANKED: 1,
                Code.ONLY_COLLECTIVE: 2,
                Code.TOO_MANY_UNITS: 2,
            },
        ),
        (
            "qinshui",
            {
                Code.UNASSIGNED: 2,
                Code.PROJECT_UNASSIGNED: 1,
                Code.NO_LEAD: 5,
                Code.JOINT_LEADS_UNRANKED: 1,
                Code.TOO_MANY_UNITS: 1,
            },
        ),
        ("huining", {Code.UNASSIGNED: 1, Code.PROJECT_UNASSIGNED: 1}),
        ("daqing", {Code.UNASSIGNED: 1, Code.PROJECT_UNASSIGNED: 1}),
    ],
)
def test_what_the_rows_of_each_plan_leave_open(name: str, told: dict[Code, int]) -> None:
    sheet = read(name).sheet
    found = rules.issues(rules.hits(sheet, Limits()), sheet)
    assert Counter(one.code for one in found) == told


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("wushan", []),
        ("zhangdian", []),
        ("qinshui", []),
        ("huining", ["县残疾人社区康复服务中心", "县特殊学校"]),
        ("daqing", ["大庆市第三医院", "市电视台"]),
    ],
)
def test_which_units_each_body_names_and_no_task_does(name: str, units: list[str]) -> None:
    """Groups are left out here, as they are where nobody knows their members."""
    plan = read(name)
    single = [one for one in plan.units if not one.name.startswith(("各", "市政府", "县直"))]
    hits = body.hits(plan.body, single, plan.named)
    names = {one.id: one.name for one in plan.units}
    assert [names[unit] for hit in hits for unit in hit.units] == units


@pytest.mark.parametrize("name", ["wushan", "zhangdian", "qinshui", "huining", "daqing"])
def test_no_plan_repeats_itself_though_its_boxes_repeat_its_chapters(name: str) -> None:
    assert near.hits(read(name).sheet.lines, {}, Limits().likeness) == []
