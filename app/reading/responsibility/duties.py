"""Paragraphs that open with the unit whose duty they tell: 县民政局：负责….

One such paragraph may be anything; a run of them, numbered alike, is a division of duties.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from app.reading.responsibility.blocks import Block, Line
from app.reading.responsibility.cutting import Cut, stripped
from app.reading.responsibility.statement import Part, Statement
from app.reading.terms import ROLE_LABELS, Role
from app.reading.unitlist import named_in
from app.reading.unitname import Name

_OPENING = re.compile(r"(?P<units>(?:[^。；;：:（(]|[（(][^（()）]{1,30}[）)]){2,80})[：:]\s*")
_BY_VERB = re.compile(
    r"(?P<units>[^。；;：:，,]{2,40}?)(?P<verb>牵头负责|牵头|负责)(?!人)(?=[^，。；的]{4})"
)
_LEAST = 3
_SHARE = 0.6


def duty_cuts(blocks: Sequence[Block]) -> dict[int, list[Cut]]:
    """For the blocks of a division of duties (by index) what each gives to its units."""
    families: dict[object, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        if block.item is not None and not block.sites:
            families[block.parent, block.level].append(index)
    found: dict[int, list[Cut]] = {}
    for family in families.values():
        cuts = {index: _of_line(blocks[index].lines[0], blocks[index]) for index in family}
        known = {index: [cut] for index, cut in cuts.items() if cut}
        if len(known) >= max(_LEAST, _SHARE * len(family)):
            found |= known
    for index, block in enumerate(blocks):
        if index not in found and not block.sites:
            found |= _of_plain(index, block)
    return found


def _of_plain(index: int, block: Block) -> dict[int, list[Cut]]:
    """Paragraphs without numbers below one heading."""
    lines = block.lines[1:] if block.item else block.lines
    cuts = [cut for line in lines if (cut := _of_line(line, None))]
    enough = len(cuts) >= max(_LEAST, _SHARE * len(lines))
    return {index: cuts} if enough else {}


def _of_line(line: Line, block: Block | None) -> Cut | None:
    """`block` is given for its first line, whose further lines then belong to the duty."""
    opened = _opened(line)
    if opened is None:
        return None
    names, role, end = opened
    words = stripped(line.passage, end, len(line.passage.text))
    more = [one.passage for one in block.lines[1:]] if block else []
    if words is None and not more:
        return None
    part = Part(role, ROLE_LABELS[role], names)
    statement = Statement(line.passage.slice(line.start, end).trimmed(), (part,), labelled=False)
    return Cut([*([words] if words else []), *more], [statement], first=block is not None)


def _opened(line: Line) -> tuple[tuple[Name, ...], Role, int] | None:
    """The units, their role, and where the duty begins."""
    passage, start = line.passage, line.start
    colon = _OPENING.match(passage.text, start)
    if colon and (names := named_in(passage, start, colon.end("units"))):
        leads = passage.text.startswith("牵头", colon.end())
        return names, Role.LEAD if leads else Role.RESPONSIBLE, colon.end()
    verb = _BY_VERB.match(passage.text, start)
    if verb and (names := named_in(passage, start, verb.end("units"))):
        role = Role.LEAD if verb["verb"].startswith("牵头") else Role.RESPONSIBLE
        return names, role, verb.start("verb")
    return None
