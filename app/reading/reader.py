"""A file in, a draft out: the layers one after another."""

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from app.kit.text import bare, count_chinese, squeeze
from app.reading.draft import (
    Draft,
    DraftAssignment,
    DraftDocument,
    DraftIndicator,
    DraftTask,
)
from app.reading.facts import Facts
from app.reading.findings import findings
from app.reading.findings.of_plan import table_without_columns
from app.reading.formats import load
from app.reading.found import Found
from app.reading.head import read_head
from app.reading.indicators import FoundIndicator, read_indicators
from app.reading.inline import inline_responsibility
from app.reading.layout import flow
from app.reading.linking import link
from app.reading.matrix import read_matrix
from app.reading.numbered import numbered_tasks
from app.reading.outline import Outline, outline
from app.reading.refusals import ReadingRefused
from app.reading.source import Progress, SourceText, silent
from app.reading.tables import find_tables
from app.reading.terms import DueSource, EvidenceRole, FirstLeadBasis, Role, TaskKind

_STEPS = 4
_LEAST_CHINESE = 20
_LEAST_HEADINGS = 2
_FIRST_LINES = 15
_MARK_LENGTH = 40
_CLASSIFIED = re.compile(r"(?:密级[:：]?)?(?:绝密|机密|秘密)(?:[★☆].*)?")
_STARRED = re.compile(r"(?:绝密|机密|秘密)[★☆]")


@dataclass(frozen=True, slots=True)
class Reading:
    """The text that offsets count in, and what was read from it."""

    text: str
    draft: Draft


def read_document(name: str, data: bytes, progress: Progress | None = None) -> Reading:
    """Read a plan document; raises ReadingRefused with a Chinese reason where it cannot.

    `progress` is called with (done, total) after each step; steps are not of equal length.
    """
    report = progress or silent
    source = load(name, data)
    _refuse_classified(source)
    report(1, _STEPS)
    lines = flow(source)
    order = outline(lines)
    report(2, _STEPS)
    facts = _facts(name, source, order)
    _refuse_other_texts(facts, order)
    report(3, _STEPS)
    digest = sha256(data).hexdigest()
    document = DraftDocument(name, digest, sha256(source.text.encode()).hexdigest())
    draft = _draft(document, facts)
    report(_STEPS, _STEPS)
    return Reading(source.text, draft)


def _facts(name: str, source: SourceText, order: Outline) -> Facts:
    head = read_head(name, source)
    start, end = head.head.period_start, head.head.period_end
    tables = find_tables(source, order.placed)
    matrices = tuple(table for table in tables.read if table.header.is_matrix)
    matrix = read_matrix(matrices, end if start == end else None)
    tasks = matrix.tasks if matrices else numbered_tasks(order.items)
    return Facts(
        source=source,
        head=head,
        tasks=link(tasks, order.items) if matrices else tasks,
        tables=matrices,
        leftovers=matrix.leftovers,
        unread=tables.unread,
        inline=inline_responsibility(order.items),
        indicators=tuple(
            indicator
            for table in tables.read
            if not table.header.is_matrix
            for indicator in read_indicators(table, end)
        ),
    )


def _refuse_classified(source: SourceText) -> None:
    """A mark of secrecy as GB/T 9704 prints it: top left, alone or with ★ and a term."""
    for index, block in enumerate(source.blocks):
        if block.span.end - block.span.start > _MARK_LENGTH:
            continue
        line = squeeze(source.at(block.span))
        if _STARRED.search(line) or (index < _FIRST_LINES and _CLASSIFIED.fullmatch(line)):
            raise ReadingRefused(
                "classified",
                "文件标有密级",
                f"文中有密级标志“{line}”。涉密文件不得放进本系统，内容没有保留，请按保密规定处理。",
            )


def _refuse_other_texts(facts: Facts, order: Outline) -> None:
    read = bool(facts.tasks or facts.tables or facts.indicators or facts.inline)
    something = read or any(table_without_columns(facts))
    titled = facts.head.title_at is not None or order.headings >= _LEAST_HEADINGS
    if count_chinese(facts.source.text) < _LEAST_CHINESE or not (something or titled):
        raise ReadingRefused(
            "not_a_plan",
            "看不出是规划或方案",
            "文件里没有规划、意见、方案一类的标题，也没有分章分条的正文和责任分工表。"
            "请核对是否选错了文件。",
        )


def _draft(document: DraftDocument, facts: Facts) -> Draft:
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
        evidence=facts.evidence(EvidenceRole.BODY, [found.span]),
    )


def _task(facts: Facts, task: Found) -> DraftTask:
    words = [task.text.span] if task.text.text else []
    cells = [cell.span for cell in task.responsibility]
    return DraftTask(
        number=task.number,
        title=task.title,
        text=task.text.text,
        section=task.section,
        kind=TaskKind.TASK,
        parent=None,
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
    basis = FirstLeadBasis.SOLE if len(leads) == 1 else FirstLeadBasis.DEFAULT
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
