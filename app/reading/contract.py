"""What was found, in the shape of the contract: the draft."""

from datetime import date

from app.kit.text import bare
from app.reading.draft import Draft, DraftAssignment, DraftDocument, DraftIndicator, DraftTask
from app.reading.facts import Facts
from app.reading.findings import findings
from app.reading.found import Found, Mention
from app.reading.indicators import FoundIndicator
from app.reading.terms import DueSource, EvidenceRole, FirstLeadBasis, Role


def draft_of(document: DraftDocument, facts: Facts) -> Draft:
    return Draft(
        documents=(document,),
        plan=facts.head.head,
        tasks=tuple(_task(facts, task) for task in facts.tasks),
        indicators=tuple(_indicator(facts, found) for found in facts.indicators),
        findings=findings(facts),
    )


def _indicator(facts: Facts, found: FoundIndicator) -> DraftIndicator:
    return DraftIndicator(
        number=found.number,
        name=found.name,
        measure=found.measure,
        baseline=found.baseline,
        baseline_year=found.baseline_year,
        target=found.target,
        target_year=found.target_year,
        attribute=found.attribute,
        evidence=facts.evidence(EvidenceRole.BODY, found.places),
    )


def _task(facts: Facts, task: Found) -> DraftTask:
    words = [task.text.span] if task.text.text else []
    cells = [cell.span for cell in task.responsibility]
    return DraftTask(
        number=task.number,
        title=task.title,
        text=task.text.text,
        section=task.section,
        kind=task.kind,
        parent=task.parent,
        source=task.source,
        due_on=_due_on(task, facts.head.head.period_end),
        due_text=task.due_text,
        due_source=task.due_source,
        assignments=_assignments(task),
        evidence=(
            *facts.evidence(EvidenceRole.TASK, words),
            *facts.evidence(EvidenceRole.RESPONSIBILITY, cells),
            *facts.evidence(EvidenceRole.BODY, task.body),
        ),
        confidence=task.confidence,
    )


def _due_on(task: Found, plan_end: int | None) -> date | None:
    if task.due_source is DueSource.PLAN and plan_end:
        return date(plan_end, 12, 31)
    return task.due_on


def _assignments(task: Found) -> tuple[DraftAssignment, ...]:
    """In printed order, a unit once in a role. The first lead files: by default the first named."""
    once = {(bare(one.name.unit), one.role): one for one in reversed(task.mentions)}
    mentions = [one for one in task.mentions if once[bare(one.name.unit), one.role] is one]
    leads = [one for one in mentions if one.role is Role.LEAD]
    basis = _basis(task, leads)
    return tuple(
        DraftAssignment(
            raw=one.name.raw,
            unit=one.name.unit,
            role=one.role,
            printed_label=one.label,
            first=first,
            first_lead_basis=basis if first else None,
            collective=one.name.collective,
        )
        for one in mentions
        for first in [bool(leads) and one is leads[0]]
    )


def _basis(task: Found, leads: list[Mention]) -> FirstLeadBasis:
    if task.printed_rule:
        return FirstLeadBasis.PRINTED_RULE
    return FirstLeadBasis.SOLE if len(leads) == 1 else FirstLeadBasis.DEFAULT
