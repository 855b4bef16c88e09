"""A draft that was read becomes rows: the head, tasks, assignments, evidence, findings.

All of it belongs to one transaction, and all rows of a kind to one statement.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlmodel import Session, SQLModel, col

from app.identity.models import Region
from app.kit import clock
from app.plans import asking
from app.plans.models import Assignment, Document, Evidence, Finding, Indicator, Plan, Task
from app.reading.draft import Draft, DraftAssignment, DraftTask
from app.reading.draft import Evidence as Place
from app.reading.draft import Finding as Found
from app.reading.terms import EvidenceRole, Severity, TaskKind
from app.units.service import Resolution, Resolver
from app.units.terms import UnitKind

Values = dict[str, Any]


class Imported(NamedTuple):
    """How many rows a draft gave; `unresolved` are the names whose unit is not certain."""

    tasks: int
    projects: int
    assignments: int
    indicators: int
    findings: int
    unresolved: tuple[str, ...]


TaskIds = Sequence[int | None]
"""For each task of the draft its row; null where it has none."""


@dataclass(frozen=True)
class Source:
    """What every row needs to know of where it comes from."""

    plan: Plan
    document_id: int
    text: str
    draft: Draft
    names: Mapping[str, Resolution]

    def quoted(self, place: Place) -> Values:
        return {
            "document_id": self.document_id,
            "role": place.role,
            "start": place.start,
            "end": place.end,
            "page": place.page,
            "quote": self.text[place.start : place.end],
        }


def import_draft(
    session: Session, plan: Plan, document: Document, draft: Draft, text: str
) -> Imported:
    """Fill an empty plan. The caller has made sure that nothing was imported before."""
    names = resolved(session, plan.region_id, printed_names(draft))
    source = Source(plan, document.id, text, draft, names)
    _head(plan, draft)
    task_ids = _tasks(session, source)
    assignments = [row for n, task in enumerate(draft.tasks) for row in _units(source, n, task)]
    insert_rows(
        session, Assignment, (row | {"task_id": task_ids[row.pop("n")]} for row in assignments)
    )
    insert_rows(session, Evidence, evidence_rows(source, task_ids))
    indicators = insert_rows(session, Indicator, indicator_rows(source))
    findings = insert_rows(session, Finding, finding_rows(session, source, task_ids))
    projects = sum(task.kind is TaskKind.PROJECT for task in draft.tasks)
    return Imported(
        len(task_ids) - projects,
        projects,
        len(assignments),
        indicators,
        findings,
        tuple(name for name, found in names.items() if found.unit is None),
    )


def resolved(session: Session, region_id: int, names: Iterable[str]) -> dict[str, Resolution]:
    """What each printed name means in a region, in the order of first appearance."""
    resolver = Resolver(session, region_id)
    return {name: resolver.resolve(name) for name in dict.fromkeys(names)}


def printed_names(draft: Draft) -> list[str]:
    return [one.unit for task in draft.tasks for one in task.assignments]


def insert_rows(session: Session, table: type[SQLModel], rows: Iterable[Values]) -> int:
    values = list(rows)
    if values:
        session.execute(insert(table), values)
    return len(values)


def _head(plan: Plan, draft: Draft) -> None:
    head = draft.plan
    plan.title = head.title or plan.title
    plan.stage = head.stage
    plan.document_number = head.document_number
    plan.issuer = head.issuer
    plan.addressees = head.addressees
    plan.issued_on = head.issued_on
    plan.period_start = head.period_start
    plan.period_end = head.period_end
    plan.publicity = head.publicity


# ---- tasks and their units -------------------------------------------------------------------


def _tasks(session: Session, source: Source) -> Sequence[int]:
    """Insert the tasks and give their ids, in the order of the draft."""
    rows = [_task(source.plan, n, task) for n, task in enumerate(source.draft.tasks)]
    if not rows:
        return []
    inserting = insert(Task).returning(col(Task.id), sort_by_parameter_order=True)
    ids = session.scalars(inserting, rows).all()
    children = [
        {"id": ids[n], "parent_id": ids[task.parent]}
        for n, task in enumerate(source.draft.tasks)
        if task.parent is not None
    ]
    if children:
        session.execute(update(Task), children)
    return ids


def _task(plan: Plan, n: int, task: DraftTask) -> Values:
    return {
        "plan_id": plan.id,
        "region_id": plan.region_id,
        "number": task.number,
        "position": n + 1,
        "kind": task.kind,
        "title": task.title,
        "text": task.text,
        "section": list(task.section),
        "source": task.source,
        "due_on": task.due_on,
        "due_text": task.due_text,
        "due_source": task.due_source,
        "confidence": task.confidence,
        "updated_at": clock.now(),
    }


def _units(source: Source, n: int, task: DraftTask) -> list[Values]:
    return [
        assignment(source, one) | {"n": n, "position": position}
        for position, one in enumerate(task.assignments, 1)
    ]


def assignment(source: Source, one: DraftAssignment) -> Values:
    unit = source.names[one.unit].unit
    return {
        "plan_id": source.plan.id,
        "region_id": source.plan.region_id,
        "unit_id": unit.id if unit else None,
        "role": one.role,
        "printed_label": one.printed_label,
        "raw": one.raw,
        "name": one.unit,
        "is_first_lead": one.first,
        "first_lead_basis": one.first_lead_basis,
        "collective": one.collective or (unit is not None and unit.kind is UnitKind.GROUP),
    }


def evidence_rows(source: Source, task_ids: TaskIds) -> list[Values]:
    return [
        source.quoted(place) | {"task_id": task_ids[n]}
        for n, task in enumerate(source.draft.tasks)
        if task_ids[n] is not None
        for place in task.evidence
    ]


def indicator_rows(source: Source) -> list[Values]:
    return [
        {
            "plan_id": source.plan.id,
            "position": position,
            "number": one.number,
            "name": one.name,
            "measure": one.measure,
            "baseline": one.baseline,
            "baseline_year": one.baseline_year,
            "target": one.target,
            "target_year": one.target_year,
            "attribute": one.attribute,
            "evidence": [source.quoted(place) for place in one.evidence],
        }
        for position, one in enumerate(source.draft.indicators, 1)
    ]


# ---- findings --------------------------------------------------------------------------------


def finding_rows(session: Session, source: Source, task_ids: TaskIds) -> list[Values]:
    found = [
        *_of_document(source, task_ids),
        *_of_region(session, source),
        *_of_names(source, task_ids),
    ]
    return [finding(source.plan.id) | one for one in found]


def finding(plan_id: int) -> Values:
    """What every row of findings has, so that all go in with one statement."""
    return {
        "plan_id": plan_id,
        "task_id": None,
        "severity": Severity.WARNING,
        "printed_name": None,
        "suggested_unit_id": None,
        "evidence": [],
    }


def _of_document(source: Source, task_ids: TaskIds) -> list[Values]:
    return [
        {
            "task_id": None if one.task is None else task_ids[one.task],
            "code": one.code,
            "severity": one.severity,
            "message": one.message,
            "evidence": [source.quoted(place) for place in one.evidence],
        }
        for one in source.draft.findings
        if not _asked_by_name(source, one) and (one.task is None or task_ids[one.task] is not None)
    ]


def _asked_by_name(source: Source, one: Found) -> bool:
    """A collective name that is not registered is asked about once, as an unknown name."""
    quoted = {source.text[place.start : place.end] for place in one.evidence}
    unresolved = {name for name, found in source.names.items() if found.unit is None}
    return one.code == "collective_unit" and bool(quoted) and quoted <= unresolved


def _of_region(session: Session, source: Source) -> list[Values]:
    printed = source.draft.plan.region
    query = select(col(Region.name)).where(col(Region.id) == source.plan.region_id)
    name = session.execute(query).scalar_one()
    if printed is None or printed == name:
        return []
    return [{"code": "other_region", "message": asking.other_region_message(printed, name)}]


def _of_names(source: Source, task_ids: TaskIds) -> list[Values]:
    """One finding for each name whose unit is not certain, however often it stands."""
    said: dict[str, list[tuple[int, DraftAssignment]]] = defaultdict(list)
    for n, task in enumerate(source.draft.tasks):
        for one in task.assignments if task_ids[n] is not None else ():
            if source.names[one.unit].unit is None:
                said[one.unit].append((n, one))
    return [_unknown(source, task_ids, name, places) for name, places in said.items()]


def _unknown(
    source: Source, task_ids: TaskIds, name: str, said: list[tuple[int, DraftAssignment]]
) -> Values:
    numbers = [asking.number_of(source.draft.tasks[n].number, n + 1) for n, _ in said]
    collective = said[0][1].collective
    return unknown_row(source.plan.id, name, numbers, source.names[name], collective=collective) | {
        "task_id": task_ids[said[0][0]] if len(said) == 1 else None,
        "evidence": [source.quoted(place) for n, one in said for place in _where(source, n, one)],
    }


def unknown_row(
    plan_id: int,
    name: str,
    numbers: Sequence[str],
    found: Resolution,
    *,
    collective: bool = False,
) -> Values:
    """What is asked about a name that no unit or alias certainly has."""
    nearest = nearest_of(found)
    return finding(plan_id) | {
        "code": "unknown_unit",
        "message": asking.unknown_name_message(name, numbers, nearest, collective=collective),
        "printed_name": name,
        "suggested_unit_id": nearest.unit_id if nearest else None,
    }


def nearest_of(found: Resolution) -> asking.Nearest | None:
    if not found.suggestions:
        return None
    best = found.suggestions[0]
    return asking.Nearest(best.unit_id, best.name, best.reason)


def _where(source: Source, n: int, one: DraftAssignment) -> list[Place]:
    """The name's own place within the cell that holds it."""
    for cell in source.draft.tasks[n].evidence:
        start = source.text.find(one.raw, cell.start, cell.end)
        if cell.role is EvidenceRole.RESPONSIBILITY and start >= 0:
            return [Place(cell.document, cell.role, start, start + len(one.raw), cell.page)]
    return []


def repeat_row(plan_id: int, task_id: int, number: str, repeat: asking.Repeat, unit: str) -> Values:
    """A unit that stands in a task under two names; `suggested_unit_id` says which it is."""
    return finding(plan_id) | {
        "task_id": task_id,
        "code": repeat.code,
        "message": repeat.message(number, unit),
        "suggested_unit_id": repeat.unit_id,
    }
