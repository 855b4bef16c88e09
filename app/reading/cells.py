"""A cell of units: a plain list under its column's role, or units with the words of their roles."""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.reading import vocabulary as words
from app.reading.found import Mention
from app.reading.labels import Kind, any_of, labels_in, role_in
from app.reading.layout import Passage, joined
from app.reading.responsibility.statement import parse
from app.reading.terms import Role
from app.reading.unitlist import names, without_persons

_LINE = re.compile(r"[^\n]*[。！？；：.!?;:]\n(?=.)|[^\n]+", re.DOTALL)
_COUNT = re.compile(r"(?<!\d)[（(]?(?P<count>\d{1,2})[.．、)）](?!\d)")
_OPENING, _CLOSING = ("（", "("), ("）", ")")
_VERB = re.compile(
    rf"{any_of(words.LEADING, words.SUPPORTING)}"
    rf"(?:{any_of(words.HOLDING)})?(?=[，,；;。、\s]|$)"
)


def mentions_in(cell: Passage, role: Role | None, label: str) -> tuple[Mention, ...]:
    """`role` and `label` are the column's; None is a column whose cells tell the roles."""
    inner = _without_brackets(cell)
    said = parse(inner, 0, len(inner.text)) if _tells_roles(inner.text) else None
    if said is None:
        return tuple(_listed(inner, role or Role.RESPONSIBLE, label))
    return tuple(
        Mention(name, part.role, label if part.role is role else part.label)
        for part in said.parts
        for name in part.names
    )


def unwrapped(cell: Passage) -> Passage:
    """Without the line breaks within its sentences; those after a sentence part paragraphs."""
    lines = [cell.slice(*found.span()) for found in _LINE.finditer(cell.text)]
    return joined(lines) if len(lines) > 1 else cell


def _without_brackets(cell: Passage) -> Passage:
    text = cell.text
    whole = text.startswith(_OPENING) and text.endswith(_CLOSING)
    inside = whole and not any(mark in text[1:-1] for mark in (*_OPENING, *_CLOSING))
    return cell.slice(1, len(text) - 1) if inside else cell


def _listed(cell: Passage, role: Role, label: str) -> Iterator[Mention]:
    """A plain list; 县民政局（牵头） has its role behind the name, 县民政局 张三 a person."""
    found = tuple(name for part in _counted_parts(cell) for name in names(part))
    if any(person in label for person in words.PERSONS):
        found = without_persons(found)
    for name in found:
        yield Mention(name, role_in(name.note) if name.note else role, name.note or label)


def _counted_parts(cell: Passage) -> list[Passage]:
    """1.县教体局2.县卫健局: what counts 1, 2, 3 on from the start of the cell stands apart."""
    starts: list[int] = []
    for found in _COUNT.finditer(cell.text):
        if int(found["count"]) == len(starts) + 1 and (starts or not found.start()):
            starts.append(found.start())
    edges = [*starts, len(cell.text)]
    return [cell.slice(*edge) for edge in pairwise(edges)] or [cell]


def _tells_roles(text: str) -> bool:
    return any(one.kind is Kind.UNITS for one in labels_in(text)) or bool(_VERB.search(text))
