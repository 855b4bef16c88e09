"""What is drawn on one page: glyphs and ruled lines, in points from the top left corner."""

from dataclasses import dataclass
from typing import NamedTuple

PLAIN, STRONG, BLACK = "p", "b", "k"
"""Types: STRONG is bold whatever the text is set in, BLACK (黑体) is so beside another type."""


class Glyph(NamedTuple):
    """`base` is the height of the base line; `aside` are those that stand turned to the others."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    face: str
    aside: bool = False

    @property
    def middle(self) -> float:
        return self.base - 0.35 * self.size


class Rule(NamedTuple):
    """A line along an axis, `at` across it: an upright one is at x, from y to y."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """`garbled` counts glyphs without a known character; `pictured` where images or curves are."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    garbled: int
    pictured: bool
