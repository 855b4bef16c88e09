"""Who leads where no label says so: by a rule that the document states once, or by an asterisk."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.reading.found import Found, Mention
from app.reading.layout import Passage
from app.reading.responsibility.ruling import Placed, Ruling, Sign, ruling_in
from app.reading.source import Span
from app.reading.terms import Role

_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule, and the tasks (indexes) whose lead it gave; `without` those it could not serve."""

    sign: Sign
    words: str
    span: Span | None
    tasks: tuple[int, ...]
    without: tuple[int, ...] = ()


def rulings_in(passages: Sequence[Passage]) -> tuple[Placed, ...]:
    """The rules of a document, in order."""
    return tuple(_found(passages))


def _found(passages: Sequence[Passage]) -> Iterator[Placed]:
    for passage in passages:
        start, length = 0, len(passage.text)
        while start < length:
            ruling, _ = ruling_in(passage.text, start, length)
            if ruling is None:
                break
            span = Span(passage.place(ruling.start), passage.place(ruling.end - 1) + 1)
            yield Placed(ruling, span)
            start = ruling.end


def with_leads(
    tasks: tuple[Found, ...], rulings: Sequence[Placed], bold: Sequence[Span]
) -> tuple[tuple[Found, ...], tuple[Applied, ...]]:
    """Give a lead to the tasks that name none, by the rule that holds where they stand."""
    served: dict[tuple[Sign, str, Span | None], tuple[list[int], list[int]]] = {}
    done = list(tasks)
    for index, task in enumerate(tasks):
        if not task.mentions or task.names(Role.LEAD):
            continue
        placed = _ruling_at(rulings, task)
        ruling = placed.ruling if placed else Ruling(Sign.STAR, "*", 0, 0)
        leads = _leads(task, ruling.sign, bold)
        if not leads and placed is None:
            continue
        key = (ruling.sign, ruling.words, placed.span if placed else None)
        to = served.setdefault(key, ([], []))
        to[0 if leads else 1].append(index)
        done[index] = _led(task, leads, printed=ruling.sign is Sign.FIRST)
    applied = tuple(
        Applied(*key, tuple(given), tuple(missed)) for key, (given, missed) in served.items()
    )
    return tuple(done), applied


def _ruling_at(rulings: Sequence[Placed], task: Found) -> Placed | None:
    """The last one above the task or in it; a rule without 下同 holds above its place too."""
    end = max((part.span.end for part in task.responsibility), default=task.place.end)
    above = [one for one in rulings if one.span.start < end]
    for_all = [one for one in rulings if not one.ruling.onward]
    return above[-1] if above else (for_all[0] if for_all else None)


def _leads(task: Found, sign: Sign, bold: Sequence[Span]) -> set[int]:
    """Which of the mentions lead. A sign at all of them, or at none, tells nothing.

    Nobody leads where the first is a group of units: who of them would it be?
    """
    if sign is Sign.FIRST:
        return set() if task.mentions[0].name.collective else {0}
    if sign is Sign.BOLD:
        marked = {n for n, one in enumerate(task.mentions) if _is_bold(one, bold)}
    else:
        marked = {n for n, one in enumerate(task.mentions) if one.name.marked}
    alone = len(task.mentions) == 1
    return marked if alone or len(marked) < len(task.mentions) else set()


def _is_bold(mention: Mention, bold: Sequence[Span]) -> bool:
    span = mention.name.span
    index = bisect_left(bold, span.start, key=lambda one: one.end)
    covered = 0
    while index < len(bold) and bold[index].start < span.end:
        covered += min(bold[index].end, span.end) - max(bold[index].start, span.start)
        index += 1
    return covered >= _MOSTLY * (span.end - span.start)


def _led(task: Found, leads: set[int], *, printed: bool) -> Found:
    mentions = tuple(
        replace(one, role=Role.LEAD) if index in leads else one
        for index, one in enumerate(task.mentions)
    )
    return replace(task, mentions=mentions, printed_rule=printed and bool(leads))
