"""Where the body of a plan sets out the same task as a row of its annex, by common wording."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.kit.text import bare, bare_with_places
from app.reading.found import Found
from app.reading.layout import joined
from app.reading.outline import Item
from app.reading.overlaps import Overlaps
from app.reading.source import Span

# Wording counts from so many characters in a row, letters and digits only.
_GRAM = 6
# A row is linked where so much of it is found in the body; a further paragraph is added where it
# brings so much that those before it did not have.
_ENOUGH = 0.5
_NEARLY_ALL = 0.9
_WORTH_ADDING = 0.15
_LONG_WORDING = 10
# A whole clause of a row, this long, that stands in the body word for word is enough by itself.
_WHOLE_CLAUSE = 12
_MOST_PARAGRAPHS = 3
# Wording that so many rows share says nothing about any of them.
_COMMONPLACE = 50

_CLAUSE = re.compile(r"[^，,。；;：:！？\n]+")
# A task in the text is a row's own where so much of it stands in what the row is linked to.
_RESTATED = 0.5
_CERTAIN = 0.9

Grams = dict[str, list[tuple[int, int]]]


@dataclass(slots=True)
class _Common:
    """Wording that a row and a paragraph share: where it starts in either, and its length."""

    in_row: int
    in_text: int
    length: int

    @property
    def row_places(self) -> range:
        return range(self.in_row, self.in_row + self.length)


@dataclass(slots=True)
class _Match:
    item: int
    wording: list[_Common] = field(default_factory=list)
    covered: set[int] = field(default_factory=set)

    def settle(self) -> None:
        """Keep the longest wording for each part of the row, and what it covers of the row."""
        kept: list[_Common] = []
        for common in sorted(self.wording, key=lambda one: (-one.length, one.in_text)):
            if len(set(common.row_places) - self.covered) >= _GRAM:
                kept.append(common)
                self.covered.update(common.row_places)
        self.wording = kept

    @property
    def telling(self) -> list[_Common]:
        """The longest wording, and what is not just a phrase that many paragraphs use."""
        return [one for one in self.wording if one.length >= _LONG_WORDING] or self.wording[:1]


def link(tasks: tuple[Found, ...], items: Sequence[Item]) -> tuple[Found, ...]:
    """The tasks with the places in the body that set them out.

    A row that an annex does not sort itself takes the section in which the body sets it out.
    """
    texts = [bare_with_places(joined(item.passages).text) for item in items]
    rows = [bare(task.text.text) for task in tasks]
    matches = _matches(rows, [text for text, _ in texts])
    places = [places for _, places in texts]
    return tuple(
        _linked(task, _chosen(len(row), _clauses(task), matches[index]), items, places)
        for index, (task, row) in enumerate(zip(tasks, rows, strict=True))
    )


def unlisted(in_text: tuple[Found, ...], rows: tuple[Found, ...]) -> tuple[Found, ...]:
    """Tasks that the text gives to units, and that no row of the annex sets out.

    The annex is the matrix; what it leaves out is still somebody's task. Where it has the greater
    part of them, only what is certain counts as left out.
    """
    least = _CERTAIN if len(rows) >= sum(bool(task.mentions) for task in in_text) else 0.0
    body = Overlaps(span for row in rows for span in row.body)
    tables = Overlaps(row.place for row in rows)
    return tuple(
        task
        for task in in_text
        if task.mentions
        and task.confidence >= least
        and task.parent is None
        and not _is_restated(task.text.span, body)
        and not tables.meeting(Span(task.place.start, task.place.start))
    )


def _is_restated(task: Span, body: Overlaps) -> bool:
    return any(
        min(task.end, one.end) - max(task.start, one.start)
        >= _RESTATED * min(task.end - task.start, one.end - one.start)
        for one in body.meeting(task)
        if task.end > task.start
    )


def _clauses(task: Found) -> list[range]:
    """Where the long clauses of a row stand in its bare wording."""
    _, places = bare_with_places(task.text.text)
    clauses = (
        range(bisect_left(places, clause.start()), bisect_left(places, clause.end()))
        for clause in _CLAUSE.finditer(task.text.text)
    )
    return [clause for clause in clauses if len(clause) >= _WHOLE_CLAUSE]


def _matches(rows: list[str], texts: list[str]) -> dict[int, list[_Match]]:
    """One pass over the body, however many rows the annex has."""
    grams: Grams = defaultdict(list)
    for row, text in enumerate(rows):
        for start in range(len(text) - _GRAM + 1):
            grams[text[start : start + _GRAM]].append((row, start))
    telling = {gram: rows for gram, rows in grams.items() if len(rows) <= _COMMONPLACE}
    found: dict[int, list[_Match]] = defaultdict(list)
    for item, text in enumerate(texts):
        for row, match in _in_text(item, text, telling).items():
            match.settle()
            found[row].append(match)
    return found


def _in_text(item: int, text: str, grams: Grams) -> dict[int, _Match]:
    matches: dict[int, _Match] = {}
    running: dict[tuple[int, int], _Common] = {}
    for place in range(len(text) - _GRAM + 1):
        for row, start in grams.get(text[place : place + _GRAM], ()):
            common = running.get((row, start - place))
            if common and common.in_text + common.length == place + _GRAM - 1:
                common.length += 1
                continue
            common = running[row, start - place] = _Common(start, place, _GRAM)
            matches.setdefault(row, _Match(item)).wording.append(common)
    return matches


def _chosen(length: int, clauses: list[range], matches: list[_Match]) -> list[_Match]:
    """The paragraph that has most of the row, and further ones for what it does not have."""
    covered: set[int] = set()
    chosen: list[_Match] = []
    rest = list(matches)
    while rest and len(chosen) < _MOST_PARAGRAPHS and len(covered) < _NEARLY_ALL * length:
        best = max(rest, key=lambda match: len(match.covered - covered))
        rest.remove(best)
        if len(best.covered - covered) < _WORTH_ADDING * length:
            break
        if not chosen or best.telling[0].length >= _LONG_WORDING:
            chosen.append(best)
            covered |= best.covered
    whole = any(set(clause) <= covered for clause in clauses)
    return chosen if whole or len(covered) >= _ENOUGH * length else []


def _linked(
    task: Found, matches: list[_Match], items: Sequence[Item], places: list[list[int]]
) -> Found:
    if not matches:
        return task
    body = tuple(_span(match, items[match.item], places[match.item]) for match in matches)
    section = _shared([items[match.item].section for match in matches])
    moves = section and not task.grouped and (not task.section or task.section[0].startswith("附"))
    return replace(task, body=body, section=section if moves else task.section)


def _span(match: _Match, item: Item, places: list[int]) -> Span:
    """From the first to the last of the common wording."""
    whole = joined(item.passages)
    first = min(common.in_text for common in match.telling)
    last = max(common.in_text + common.length - 1 for common in match.telling)
    return Span(whole.place(places[first]), whole.place(places[last]) + 1)


def _shared(sections: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The sections that all paragraphs stand in; those of the best one where they share none."""
    common = 0
    for titles in zip(*sections, strict=False):
        if len(set(titles)) > 1:
            break
        common += 1
    return sections[0][:common] or sections[0]
