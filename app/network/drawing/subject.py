"""What is drawn: tasks, parties and who has which role where."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.network.matrix import LEAD, Matrix, matrix_from
from app.network.parties import WEIGHTS, Cell, TaskRow, Units, Who
from app.network.rules import names
from app.reading.terms import Role

_SUPPORTING = "配参协"
RESPONSIBLE = WEIGHTS[Role.RESPONSIBLE]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One entry of the matrix. `task` and `party` are indexes; `alone`: the only lead."""

    task: int
    party: int
    weight: int
    first: bool
    alone: bool
    label: str

    @property
    def leads(self) -> bool:
        return self.weight == LEAD

    @property
    def mark(self) -> str:
        """牵、责、配 (or 参、协, where the document says so); 首 for the first of several leads."""
        if self.leads:
            return "首" if self.first and not self.alone else "牵"
        if self.weight == RESPONSIBLE:
            return "责"
        return self.label[0] if self.label[:1] in _SUPPORTING and self.label else "配"


@dataclass(frozen=True)
class Subject:
    """`title` names the scope. Tasks stand in plan order, parties by 机构序."""

    title: str
    tasks: Sequence[TaskRow]
    parties: Sequence[Who]
    strokes: Sequence[Stroke]
    matrix: Matrix

    @cached_property
    def of_task(self) -> list[list[Stroke]]:
        found: list[list[Stroke]] = [[] for _ in self.tasks]
        for stroke in self.strokes:
            found[stroke.task].append(stroke)
        return found

    @cached_property
    def of_party(self) -> list[list[Stroke]]:
        found: list[list[Stroke]] = [[] for _ in self.parties]
        for stroke in self.strokes:
            found[stroke.party].append(stroke)
        return found

    def task_name(self, task: int) -> str:
        row = self.tasks[task]
        return f"{row.number} {row.title}" if row.number else row.title

    def party_name(self, party: int) -> str:
        who = self.parties[party]
        return who.label if who.resolved else f"{who.label}（未确认）"

    def leads(self, party: int) -> int:
        return sum(stroke.leads for stroke in self.of_party[party])

    def firsts(self, party: int) -> int:
        return sum(stroke.leads and stroke.first for stroke in self.of_party[party])

    @property
    def told(self) -> str:
        """The picture in two sentences, for who does not see it."""
        size = f"{len(self.tasks)}项任务、{len(self.parties)}个单位、{len(self.strokes)}条分工。"
        ranked = sorted(range(len(self.parties)), key=lambda one: (-self.leads(one), one))
        most = [
            f"{self.party_name(one)}牵头{self.leads(one)}项"
            for one in ranked[:3]
            if self.leads(one)
        ]
        led = f"牵头最多的：{'、'.join(most)}。" if most else "没有牵头单位。"
        return size + led


def subject_of(
    title: str, tasks: Sequence[TaskRow], cells: Sequence[Cell], units: Units
) -> Subject:
    matrix = matrix_from(tasks, cells, units)
    leads: dict[int, int] = {}
    columns = (matrix.task, matrix.party, matrix.weight, matrix.first, matrix.origin)
    entries = list(zip(*(column.tolist() for column in columns), strict=True))
    for task, _, weight, _, _ in entries:
        leads[task] = leads.get(task, 0) + (weight == LEAD)
    strokes = [
        Stroke(task, party, weight, first, leads[task] == 1, cells[origin].label)
        for task, party, weight, first, origin in entries
    ]
    return Subject(title, tasks, names(matrix, units), strokes, matrix)
