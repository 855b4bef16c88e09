"""What is already asked elsewhere, and what a person has put down as it should be. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.kit.text import bare
from app.plans.lint.rules import Hit
from app.plans.lint.sheet import Line
from app.plans.lint.terms import Code
from app.reading.terms import Severity, TaskKind

_OF_UNITS = frozenset({Code.UNIT_IN_BOTH_ROLES, Code.UNIT_REPEATED})

ASKED_AS: Mapping[Code, frozenset[str]] = {
    Code.UNASSIGNED: frozenset({"unassigned"}),
    Code.PROJECT_UNASSIGNED: frozenset({"unassigned"}),
    Code.NO_LEAD: frozenset({"no_lead", "lead_marks_lost"}),
    Code.JOINT_LEADS_UNRANKED: frozenset({"joint_leads_unranked"}),
    Code.UNIT_IN_BOTH_ROLES: frozenset({"unit_in_both_roles", "unit_repeated"}),
    Code.UNIT_REPEATED: frozenset({"unit_in_both_roles", "unit_repeated"}),
    Code.ONLY_COLLECTIVE: frozenset({"collective_unit", "unknown_unit"}),
    Code.NO_DUE_DATE: frozenset({"no_due_dates", "due_not_exact"}),
}
"""By check the reader's questions that are about the same."""
ALL_CODES = frozenset().union(*ASKED_AS.values())


@dataclass(frozen=True)
class Asked:
    """A question of the reader. `names` are the bare names that it is about, if it is about any."""

    id: int
    code: str
    severity: Severity
    task_id: int | None
    unit_id: int | None
    names: frozenset[str]

    def covers(self, hit: Hit) -> bool:
        """Whether it asks about the same fault of the same task."""
        if self.code not in ASKED_AS.get(hit.code, ()) or len(hit.lines) != 1:
            return False
        line = hit.lines[0]
        if hit.code is Code.ONLY_COLLECTIVE:
            return any(bare(cell.name) in self.names for cell in line.cells)
        if self.task_id is not None:
            return self.task_id == line.id and self._same_unit(hit)
        return self._of_all(hit.code, line)

    def _same_unit(self, hit: Hit) -> bool:
        if hit.code not in _OF_UNITS:
            return True
        if self.unit_id is not None:
            return self.unit_id in hit.units
        cells = [cell for cell in hit.lines[0].cells if f"a{cell.id}" in hit.facts]
        return not self.names or any(bare(cell.name) in self.names for cell in cells)

    def _of_all(self, code: Code, line: Line) -> bool:
        """A question about the whole plan; that about the projects of its boxes is a note."""
        if self.code == "unassigned":
            return (self.severity is Severity.NOTE) is (line.kind is TaskKind.PROJECT)
        if self.code == "due_not_exact":
            return line.due_text is not None
        if self.code == "no_due_dates":
            return line.due_text is None
        return code not in _OF_UNITS


@dataclass(frozen=True)
class Mark:
    """A person's word on `facts`; `finding_id` where it was said of a question of the reader.

    Of tasks that are nearly the same it may have been said in the plan of the other one;
    `by` and `note` are null where that plan is of no region of the reader.
    """

    key: str
    code: str
    facts: frozenset[str]
    note: str | None
    finding_id: int | None
    by: str | None
    at: datetime
    elsewhere: bool = False


@dataclass(frozen=True)
class Sorted:
    """What is open, and what a person has put down, each with his last word on it."""

    open: Sequence[Hit]
    settled: Sequence[tuple[Hit, Mark]]


def sort(hits: Iterable[Hit], asked: Sequence[Asked], marks: Iterable[Mark]) -> Sorted:
    """Each thing once: what the reader asks, or a person answered there, is left out."""
    by_code: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_code[mark.code].append(mark)
    still_open: list[Hit] = []
    settled: list[tuple[Hit, Mark]] = []
    for hit in hits:
        if any(one.covers(hit) for one in asked):
            continue
        said = [mark for mark in by_code[hit.code] if mark.facts & hit.facts]
        if not hit.facts <= frozenset().union(*(mark.facts for mark in said)):
            still_open.append(hit)
            continue
        own = [mark for mark in said if mark.finding_id is None]
        if own:
            settled.append((hit, max(own, key=lambda mark: mark.at)))
    return Sorted(still_open, settled)
