"""What the review page shows of each task: its cells, what proves them, and what is doubtful.

Pure: from the rows of the matrix and the open questions.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from app.kit.text import spaced, squeeze
from app.plans import asking
from app.plans.drafts import rules
from app.plans.findings import FindingView
from app.plans.matrix import MatrixAssignment, MatrixEvidence, MatrixTask
from app.reading.terms import DOUBTFUL_BELOW, EvidenceRole, Role

NAME = "unknown_unit"
_AROUND = 14
"""Characters shown on each side of a place where a text may be cut."""


@dataclass(frozen=True, slots=True)
class Segment:
    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """A place in the document with the responsible words marked; `href` shows it in full."""

    role: EvidenceRole
    page: int | None
    segments: tuple[Segment, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit of a task; `href` is where its own words stand, if they stand anywhere."""

    unit: MatrixAssignment
    href: str | None


@dataclass(frozen=True, slots=True)
class Column:
    role: Role
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A name that is asked about beside another task."""

    name: str
    task_id: int
    number: str


@dataclass(frozen=True, slots=True)
class Row:
    """`words` is the place of the task's own text, `edited` whether the text is another by now.

    `before` and `after` are the doubtful tasks next to it.
    """

    task: MatrixTask
    number: str
    columns: tuple[Column, ...]
    words: tuple[Proof, ...]
    proofs: tuple[Proof, ...]
    edited: bool
    questions: tuple[FindingView, ...]
    elsewhere: tuple[Elsewhere, ...]
    low: bool
    checked: bool
    before: int | None = None
    after: int | None = None

    @property
    def doubtful(self) -> bool:
        return bool(self.questions or self.elsewhere or self.low)


@dataclass(frozen=True, slots=True)
class Cut:
    """A place where a text may be cut, with the words on both sides of it."""

    offset: int
    before: str
    after: str


def text_href(plan_id: int, place: MatrixEvidence, start: int = 0, end: int | None = None) -> str:
    """The page of the document's text at a part of a place, from `start` to `end` of its quote."""
    last = place.start + end if end is not None else place.end
    query = {"document": place.document_id, "start": place.start + start, "end": last}
    return f"/plans/{plan_id}/text?{urlencode(query)}#place"


def rows(tasks: Sequence[MatrixTask], asked: Iterable[FindingView]) -> list[Row]:
    """A row for each task, in order; `asked` are the open questions of the plan."""
    asked = list(asked)
    homes = _homes(tasks, asked)
    numbers = {task.id: asking.number_of(task.number, task.position) for task in tasks}
    made = [_row(task, numbers, homes, asked) for task in tasks]
    before = _last_doubtful(made)
    after = _last_doubtful(made[::-1])[::-1]
    return [
        replace(row, before=one, after=other)
        for row, one, other in zip(made, before, after, strict=True)
    ]


def _last_doubtful(made: Sequence[Row]) -> list[int | None]:
    """For each row the nearest doubtful task of those that come before it."""
    found: list[int | None] = []
    last: int | None = None
    for row in made:
        found.append(last)
        last = row.task.id if row.doubtful else last
    return found


def general(asked: Iterable[FindingView], found: Sequence[Row]) -> list[FindingView]:
    """The open questions that stand beside no task."""
    placed = {one.id for row in found for one in row.questions}
    return [one for one in asked if one.id not in placed]


def _homes(tasks: Sequence[MatrixTask], asked: Sequence[FindingView]) -> dict[int, int]:
    """The task beside which each question is asked: for a name the first that prints it."""
    first: dict[str, int] = {}
    for task in tasks:
        for unit in task.assignments:
            if unit.unit is None:
                first.setdefault(unit.name, task.id)
    homes = {one.id: one.task.id for one in asked if one.task is not None}
    named = {
        one.id: first[one.printed_name]
        for one in asked
        if one.code == NAME and one.printed_name in first
    }
    return homes | named


def _row(
    task: MatrixTask,
    numbers: Mapping[int, str],
    homes: Mapping[int, int],
    asked: Sequence[FindingView],
) -> Row:
    said = [place for place in task.evidence if place.role is EvidenceRole.RESPONSIBILITY]
    words = [place for place in task.evidence if place.role is EvidenceRole.TASK]
    names = [unit.raw for unit in task.assignments]
    checked = task.confidence >= rules.CHECKED
    return Row(
        task=task,
        number=numbers[task.id],
        columns=_columns(task, said),
        words=tuple(_proof(task.plan_id, place, ()) for place in words),
        proofs=tuple(
            _proof(task.plan_id, place, names if place in said else ())
            for place in task.evidence
            if place.role is not EvidenceRole.TASK
        ),
        edited=bool(words) and _differs(task.text, words),
        questions=tuple(one for one in asked if homes.get(one.id) == task.id),
        elsewhere=_elsewhere(task, numbers, homes, asked),
        low=task.confidence < DOUBTFUL_BELOW,
        checked=checked,
    )


def _differs(text: str, words: Sequence[MatrixEvidence]) -> bool:
    return squeeze(text) != squeeze("".join(place.quote for place in words))


def _elsewhere(
    task: MatrixTask,
    numbers: Mapping[int, str],
    homes: Mapping[int, int],
    asked: Sequence[FindingView],
) -> tuple[Elsewhere, ...]:
    open_names = {unit.name for unit in task.assignments if unit.unit is None}
    return tuple(
        Elsewhere(one.printed_name or "", homes[one.id], numbers[homes[one.id]])
        for one in asked
        if one.code == NAME and one.printed_name in open_names and homes[one.id] != task.id
    )


# ---- cells and what proves them --------------------------------------------------------------


def _columns(task: MatrixTask, said: Sequence[MatrixEvidence]) -> tuple[Column, ...]:
    """The units by role and by the document's own word, in printed order."""
    cells: dict[tuple[Role, str], list[Cell]] = {}
    for unit in task.assignments:
        cell = Cell(unit, _own_place(task.plan_id, unit.raw, said))
        cells.setdefault((unit.role, unit.printed_label), []).append(cell)
    order = list(Role)
    found = sorted(cells.items(), key=lambda one: order.index(one[0][0]))
    return tuple(Column(role, label, tuple(of)) for (role, label), of in found)


def _own_place(plan_id: int, name: str, said: Sequence[MatrixEvidence]) -> str | None:
    for place in said:
        found = _pattern([name]).search(place.quote)
        if found:
            return text_href(plan_id, place, found.start(), found.end())
    return None


def _proof(plan_id: int, place: MatrixEvidence, names: Sequence[str]) -> Proof:
    segments = tuple(marked(place.quote, names))
    return Proof(place.role, place.page, segments, text_href(plan_id, place))


def marked(quote: str, names: Sequence[str]) -> list[Segment]:
    """A quote in segments, the names marked wherever they stand, line breaks within them or not."""
    found: list[Segment] = []
    passed = 0
    for hit in _pattern(names).finditer(quote) if names else ():
        found += [Segment(quote[passed : hit.start()]), Segment(hit[0], marked=True)]
        passed = hit.end()
    found.append(Segment(quote[passed:]))
    return [one for one in found if one.text]


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Any of the names, the longest first; white space may stand between their characters."""
    words = sorted({squeeze(name) for name in names} - {""}, key=len, reverse=True)
    return re.compile("|".join(map(spaced, words)) or r"(?!)")


# ---- where a text may be cut -----------------------------------------------------------------


def cuts(text: str) -> list[Cut]:
    return [
        Cut(
            at,
            squeeze(text[max(0, at - _AROUND) : at]),
            squeeze(text[at:].lstrip()[:_AROUND]),
        )
        for at in rules.cut_places(text)
    ]
