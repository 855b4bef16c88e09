"""Findings about how the text was read: rules it states, marks it lost, what was doubtful."""

import re
from collections.abc import Iterator

from app.reading import messages
from app.reading.draft import Finding
from app.reading.facts import Facts
from app.reading.responsibility.ruling import Sign
from app.reading.source import Span
from app.reading.terms import DOUBTFUL_BELOW, EvidenceRole, Severity, Source

_HALF_WIDTH = re.compile(r"(?<=[\u4e00-\u9fff”》）])[,;:!?](?=[\u4e00-\u9fff“《（]|$)")
_INTERNAL = re.compile(r"内部(?:资料|文件|材料|使用)|注意保存|不得(?:外传|公开)|工作秘密")
_MARK_LENGTH = 24
_FIRST_LINES = 15
_FEW = 5


def pages_not_read(facts: Facts) -> Iterator[Finding]:
    """An error: a task or a unit on such a page would be missing and nobody would know."""
    if facts.source.unread_pages:
        message = messages.pages_not_read(facts.source.unread_pages)
        yield Finding("pages_not_read", Severity.ERROR, None, message)


def rule_applied(facts: Facts) -> Iterator[Finding]:
    """A sentence of the document, or an asterisk, that made units the lead: of which tasks."""
    for rule in facts.applied:
        if rule.tasks:
            where = [facts.tasks[index].where for index in rule.tasks]
            spans = [rule.span] if rule.span else []
            places = facts.evidence(EvidenceRole.RESPONSIBILITY, spans)
            message = messages.rule_applied(rule.words, where, printed=rule.span is not None)
            yield Finding("rule_applied", Severity.NOTE, None, message, places)


def lead_marks_lost(facts: Facts) -> Iterator[Finding]:
    """The rule says that bold type or a mark tells the lead, and the text shows none."""
    for rule in facts.applied:
        if rule.without and rule.sign is not Sign.FIRST:
            where = [facts.tasks[index].where for index in rule.without]
            places = facts.evidence(EvidenceRole.RESPONSIBILITY, [rule.span] if rule.span else [])
            message = messages.lead_marks_lost(rule.words, where)
            yield Finding("lead_marks_lost", Severity.WARNING, None, message, places)


def low_confidence(facts: Facts) -> Iterator[Finding]:
    """For each task, or once where the whole text is written so."""
    doubtful = [
        (index, task)
        for index, task in enumerate(facts.tasks)
        if task.confidence < DOUBTFUL_BELOW and task.mentions
    ]
    if len(doubtful) > _FEW:
        spans = [part.span for _, task in doubtful for part in task.responsibility]
        places = facts.evidence(EvidenceRole.RESPONSIBILITY, spans)
        message = messages.often_low_confidence([task.where for _, task in doubtful])
        yield Finding("low_confidence", Severity.WARNING, None, message, places)
        return
    for index, task in doubtful:
        spans = [part.span for part in task.responsibility] or [task.place]
        places = facts.evidence(EvidenceRole.RESPONSIBILITY, spans)
        message = messages.low_confidence(task.where, [one.unit for one in task.names()])
        yield Finding("low_confidence", Severity.WARNING, index, message, places)


def half_width_punctuation(facts: Facts) -> Iterator[Finding]:
    """In the words of the tasks, which are printed on every sheet; between units see elsewhere."""
    found = [
        (task, Span(task.text.place(mark.start()), task.text.place(mark.start()) + 1))
        for task in facts.tasks
        if task.source is not Source.NUMBERED
        for mark in _HALF_WIDTH.finditer(task.text.text)
    ]
    if found:
        places = facts.evidence(EvidenceRole.TASK, (span for _, span in found))
        message = messages.half_width_punctuation([task.where for task, _ in found])
        yield Finding("half_width_punctuation", Severity.NOTE, None, message, places)


def internal_material(facts: Facts) -> Iterator[Finding]:
    """内部资料 on a line of its own at the head: it may be here, but not in a public library."""
    for block in facts.source.blocks[:_FIRST_LINES]:
        line = facts.source.at(block.span)
        if len(line) <= _MARK_LENGTH and _INTERNAL.search("".join(line.split())):
            places = facts.evidence(EvidenceRole.BODY, [block.span])
            message = messages.internal_material(line.strip())
            yield Finding("internal_material", Severity.WARNING, None, message, places)


CHECKS = (
    pages_not_read,
    internal_material,
    rule_applied,
    lead_marks_lost,
    low_confidence,
    half_width_punctuation,
)
