"""Findings about the units that are named: who leads, who stands twice, how they are spelt."""

from collections import defaultdict
from collections.abc import Iterator

from app.kit.text import bare
from app.reading import messages, spelling
from app.reading.draft import Finding
from app.reading.facts import Facts
from app.reading.found import Found, Mention
from app.reading.terms import EvidenceRole, Role, Severity, TaskKind
from app.reading.unitlist import ascii_separators

_MOST_PAIRS = 50
_FEW = 3


def unassigned(facts: Facts) -> Iterator[Finding]:
    """One question for the projects of the boxes, and one where no task at all has a unit."""
    for projects in (False, True):
        asked = [
            (index, task)
            for index, task in enumerate(facts.tasks)
            if (task.kind is TaskKind.PROJECT) is projects
        ]
        without = [(index, task) for index, task in asked if not task.mentions]
        if len(without) > 1 and len(without) == len(asked):
            severity = Severity.NOTE if projects else Severity.WARNING
            places = facts.evidence(EvidenceRole.TASK, (task.place for _, task in without))
            message = messages.all_unassigned(len(without), projects=projects)
            yield Finding("unassigned", severity, None, message, places)
            continue
        for index, task in without:
            places = facts.evidence(EvidenceRole.TASK, [task.place])
            message = messages.unassigned(task.where)
            yield Finding("unassigned", Severity.WARNING, index, message, places)


def no_lead(facts: Facts) -> Iterator[Finding]:
    """For each task without one; one question where most tasks of a table or of the text have none.

    So it is where a table has no column of leads.
    """
    for table in dict.fromkeys(task.table for task in facts.tasks):
        named = [
            (n, one) for n, one in enumerate(facts.tasks) if one.table == table and one.mentions
        ]
        lacking = [(index, task) for index, task in named if not task.names(Role.LEAD)]
        none = len(lacking) == len(named) > 1
        if none or len(lacking) > max(_FEW, len(named) // 2):
            yield _mostly_no_lead(facts, [task for _, task in lacking])
            continue
        for index, task in lacking:
            spans = [task.place, *(cell.span for cell in task.responsibility)]
            places = facts.evidence(EvidenceRole.RESPONSIBILITY, spans)
            message = messages.no_lead(task.where)
            yield Finding("no_lead", Severity.WARNING, index, message, places)


def _mostly_no_lead(facts: Facts, tasks: list[Found]) -> Finding:
    labels = {mention.label for task in tasks for mention in task.mentions}
    column = tasks[0].table is not None and len(labels) == 1
    where = [task.where for task in tasks]
    message = messages.no_lead_column(labels.pop()) if column else messages.mostly_no_lead(where)
    spans = (cell.span for task in tasks for cell in task.responsibility)
    places = facts.evidence(EvidenceRole.RESPONSIBILITY, spans)
    return Finding("no_lead", Severity.WARNING, None, message, places)


def joint_leads_unranked(facts: Facts) -> Iterator[Finding]:
    joint = [(index, task) for index, task in enumerate(facts.tasks) if len(_leads(task)) > 1]
    if joint:
        spans = [name.span for _, task in joint for name in task.names(Role.LEAD)]
        places = facts.evidence(EvidenceRole.RESPONSIBILITY, spans)
        message = messages.joint_leads([task.where for _, task in joint])
        only = joint[0][0] if len(joint) == 1 else None
        yield Finding("joint_leads_unranked", Severity.WARNING, only, message, places)


def _leads(task: Found) -> set[str]:
    return {bare(name.unit) for name in task.names(Role.LEAD)}


def unit_in_both_roles(facts: Facts) -> Iterator[Finding]:
    for index, task in enumerate(facts.tasks):
        leads = {bare(name.unit): name for name in task.names(Role.LEAD)}
        for mention in task.mentions:
            if mention.role is Role.LEAD:
                continue
            lead = leads.pop(bare(mention.name.unit), None)
            if lead:
                spans = [lead.span, mention.name.span]
                message = messages.unit_in_both_roles(task.where, lead.unit, mention.label)
                places = facts.evidence(EvidenceRole.RESPONSIBILITY, spans)
                yield Finding("unit_in_both_roles", Severity.WARNING, index, message, places)


def unit_repeated(facts: Facts) -> Iterator[Finding]:
    for index, task in enumerate(facts.tasks):
        first: dict[tuple[str, Role], Mention] = {}
        for mention in task.mentions:
            earlier = first.setdefault((bare(mention.name.unit), mention.role), mention)
            if earlier is not mention:
                spans = [earlier.name.span, mention.name.span]
                message = messages.unit_repeated(task.where, mention.name.unit, mention.label)
                places = facts.evidence(EvidenceRole.RESPONSIBILITY, spans)
                yield Finding("unit_repeated", Severity.NOTE, index, message, places)


Places = dict[str, list[tuple[int, Found, Mention]]]


def _by_unit(facts: Facts) -> Places:
    places: Places = defaultdict(list)
    for index, task, mention in facts.mentions():
        places[mention.name.unit].append((index, task, mention))
    return places


def _for_unit(
    facts: Facts, code: str, severity: Severity, said: list[tuple[int, Found, Mention]], text: str
) -> Finding:
    places = facts.evidence(
        EvidenceRole.RESPONSIBILITY, (mention.name.span for _, _, mention in said)
    )
    tasks = {index for index, _, _ in said}
    return Finding(code, severity, tasks.pop() if len(tasks) == 1 else None, text, places)


def _where(said: list[tuple[int, Found, Mention]]) -> list[str]:
    return [task.where for _, task, _ in said]


def collective_unit(facts: Facts) -> Iterator[Finding]:
    for unit, said in _by_unit(facts).items():
        if said[0][2].name.collective:
            message = messages.collective_unit(unit, _where(said))
            yield _for_unit(facts, "collective_unit", Severity.WARNING, said, message)


def unusual_unit_name(facts: Facts) -> Iterator[Finding]:
    for unit, said in _by_unit(facts).items():
        if said[0][2].name.unusual:
            message = messages.unusual_unit_name(unit, _where(said))
            yield _for_unit(facts, "unusual_unit_name", Severity.WARNING, said, message)


def spelling_variants(facts: Facts) -> Iterator[Finding]:
    by_unit = _by_unit(facts)
    single = [unit for unit, said in by_unit.items() if not said[0][2].name.collective]
    pairs = spelling.variants(single, facts.head.head.region)
    for one, other in pairs[:_MOST_PAIRS]:
        ones, others = by_unit[one], by_unit[other]
        message = messages.spelling_variants(one, _where(ones), other, _where(others))
        yield _for_unit(facts, "spelling_variants", Severity.WARNING, [*ones, *others], message)
    if len(pairs) > _MOST_PAIRS:
        message = messages.more_spelling_variants(len(pairs) - _MOST_PAIRS)
        yield Finding("spelling_variants", Severity.WARNING, None, message)


def ascii_separator(facts: Facts) -> Iterator[Finding]:
    said = [
        (index, task, span)
        for index, task in enumerate(facts.tasks)
        for cell in task.responsibility
        for span in ascii_separators(cell)
    ]
    if said:
        places = facts.evidence(EvidenceRole.RESPONSIBILITY, (span for _, _, span in said))
        message = messages.ascii_separator([task.where for _, task, _ in said])
        tasks = {index for index, _, _ in said}
        only = tasks.pop() if len(tasks) == 1 else None
        yield Finding("ascii_separator", Severity.NOTE, only, message, places)


CHECKS = (
    unassigned,
    no_lead,
    joint_leads_unranked,
    unit_in_both_roles,
    unit_repeated,
    collective_unit,
    unusual_unit_name,
    spelling_variants,
    ascii_separator,
)
