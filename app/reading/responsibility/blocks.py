"""A marked paragraph with the plain ones below it, and the blocks that stand under it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.reading.layout import Passage
from app.reading.marks import Level
from app.reading.outline import Item
from app.reading.responsibility.sites import Site, sites_in

_LIFTED = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph and the responsibility in it; its own words begin at `start`, after the mark."""

    passage: Passage
    start: int
    sites: tuple[Site, ...]

    @property
    def text(self) -> str:
        return self.passage.text[self.start :]


@dataclass(slots=True)
class Block:
    """`parent` is the index of the block that it stands under; `item` null for loose paragraphs.

    `below` are the lines of numbered parts that say nothing of units: they belong to its task.
    """

    item: Item | None
    section: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)
    parent: int | None = None

    @property
    def level(self) -> Level:
        return self.item.mark.level if self.item else Level.PLAIN

    @property
    def number(self) -> str | None:
        """As printed: （三）, 一, 1."""
        if self.item is None or self.level not in (Level.FIRST, Level.SECOND, Level.NUMBERED):
            return None
        return self.item.mark.number or None

    @property
    def sites(self) -> list[Site]:
        return [site for line in self.lines for site in line.sites]

    @property
    def within(self) -> int:
        """How many statements stand in the text, not on a line of their own."""
        return sum(not site.line for site in self.sites)

    @property
    def said(self) -> int:
        """How many runs of lines of their own say who, each below words of the block."""
        runs = [bool(line.sites) and all(site.line for site in line.sites) for line in self.lines]
        return sum(now and not before for before, now in pairwise([False, *runs]))

    @property
    def is_heading(self) -> bool:
        """Whether its first line is a title and nothing else."""
        return self.item is not None and self.item.heading and not self.item.mark.has_body

    @property
    def boxed(self) -> bool:
        return self.item is not None and self.item.boxed

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


def blocks_of(parts: Sequence[Item]) -> list[Block]:
    """In order; where only the last of several numbered parts says who, it speaks for all."""
    blocks: list[Block] = []
    for part in parts:
        if part.mark.level is Level.PLAIN:
            _add_plain(blocks, part)
        else:
            blocks.append(_opened(part))
    _nest(blocks)
    return _lifted(blocks)


def _opened(part: Item) -> Block:
    first, *rest = part.passages
    block = Block(part, part.above)
    block.lines.append(_line(first, len(part.mark.opening)))
    block.lines += (_line(passage, 0) for passage in rest)
    return block


def _add_plain(blocks: list[Block], part: Item) -> None:
    last = blocks[-1] if blocks else None
    if last is None or (last.item and last.item.section != part.section):
        last = Block(None, part.section)
        blocks.append(last)
    last.lines += (_line(passage, 0) for passage in part.passages)


def _line(passage: Passage, start: int) -> Line:
    return Line(passage, start, sites_in(passage))


def _nest(blocks: list[Block]) -> None:
    open_: list[int] = []
    for index, block in enumerate(blocks):
        while open_ and blocks[open_[-1]].level >= block.level:
            open_.pop()
        if block.level < Level.PLAIN:
            block.parent = open_[-1] if open_ else None
            open_.append(index)


def _lifted(blocks: list[Block]) -> list[Block]:
    """Numbered parts that do not speak for themselves belong to the block above them.

    甲：1.… 2.… 3.…（责任单位：乙） says who does 甲, where the document always writes so, and
    甲（责任单位：乙）1.… 2.… sets out what 甲 is.
    """
    families = list(_families(blocks))
    asked = [block for _, family in families for block in family if _asks(family)]
    said = sum(bool(block.sites) for block in asked)
    habit = [family for _, family in families if _only_last_says(family)]
    always = bool(asked) and said <= _LIFTED * len(asked) and _is_habit(habit)
    gone: set[int] = set()
    for parent, family in families:
        lines = [line for block in family for line in block.lines]
        if always and _only_last_says(family) and not blocks[parent].sites:
            blocks[parent].lines += lines
        elif blocks[parent].sites and not any(block.sites for block in family):
            blocks[parent].below += lines
        else:
            continue
        gone.update(id(block) for block in family)
    kept = [block for block in blocks if id(block) not in gone]
    _nest(kept)
    return kept


def _is_habit(families: list[list[Block]]) -> bool:
    """More than once, or on a line of its own below the parts: one bracket is just its part's."""
    return len(families) > 1 or any(family[-1].within == 0 for family in families)


def _families(blocks: list[Block]) -> Iterator[tuple[int, list[Block]]]:
    """The numbered blocks under each block that has no others below it."""
    below: dict[int, list[Block]] = {}
    for block in blocks:
        if block.parent is not None and not block.boxed:
            below.setdefault(block.parent, []).append(block)
    for parent, family in below.items():
        if all(one.level is Level.NUMBERED for one in family):
            yield parent, family


def _asks(family: list[Block]) -> bool:
    return len(family) > 1 and any(block.sites for block in family)


def _only_last_says(family: list[Block]) -> bool:
    return len(family) > 1 and bool(family[-1].sites) and not any(one.sites for one in family[:-1])
