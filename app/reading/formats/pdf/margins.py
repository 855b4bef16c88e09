"""Between which margins the lines of a text stand, found from the lines themselves."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from app.reading.formats.pdf.lines import Line
from app.reading.formats.pdf.pages import Frame, Page, Printed

# In ems.
_ALIKE = 0.3
_RAGGED = 1.0
_INDENT = (1.2, 2.8)
_BODY_SIZE = 0.12
_USUAL_SHARE = 0.05
_NARROWER = 4.0
_FEW, _MANY = 3, 8


@dataclass(frozen=True, slots=True)
class Margins:
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with its page, its margins, and the frame that it stands in."""

    line: Line
    page: int
    margins: Margins
    frame: Frame | None = None

    @property
    def indent(self) -> float:
        """In ems."""
        return (self.line.x0 - self.margins.left) / self.line.size

    @property
    def room(self) -> float:
        """What is left of the line up to the margin, in points."""
        return self.margins.right - self.line.x1

    def is_full_before(self, below: Line) -> bool:
        """Whether nothing of the next line could have stood on this one."""
        return self.room < below.need + 0.6 * self.line.size


def size_of(lines: Iterable[Line]) -> float:
    """The size of type that most of the text has."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def place(pages: Sequence[Page]) -> dict[int, list[Placed]]:
    """The lines outside of tables, by page."""
    groups: dict[tuple[int, int], list[Page]] = defaultdict(list)
    for page in pages:
        groups[round(page.width / 10), round(page.height / 10)].append(page)
    placed: dict[int, list[Placed]] = {}
    for group in groups.values():
        free = [line for page in group for line in _free(page)]
        em = size_of(free)
        usual = _margins([line for line in free if _is_body(line, em)] or free, em)
        if len(free) < _MANY:
            usual = Margins(usual.left, max(usual.right, group[0].width - usual.left))
        for page in group:
            own = _own_margins([line for line in _free(page) if _is_body(line, em)], usual, em)
            placed[page.number] = list(_on_page(page, own))
    return placed


def _free(page: Page) -> list[Line]:
    return [item.line for item in page.items if isinstance(item, Printed) and not item.frame]


def _is_body(line: Line, em: float) -> bool:
    return abs(line.size - em) <= _BODY_SIZE * em


def _on_page(page: Page, margins: Margins) -> Iterable[Placed]:
    printed = [item for item in page.items if isinstance(item, Printed)]
    frames = {item.frame for item in printed if item.frame}
    within = {frame: _of_frame(frame, printed) for frame in frames}
    for item in printed:
        inner = within[item.frame] if item.frame else margins
        yield Placed(item.line, page.number, inner, item.frame)


def _of_frame(frame: Frame, printed: list[Printed]) -> Margins:
    lines = [item.line for item in printed if item.frame == frame]
    left = min(line.x0 for line in lines)
    padding = min(left - frame.x0, median(line.size for line in lines))
    return Margins(frame.x0 + padding, max(frame.x1 - padding, *(line.x1 for line in lines)))


def _margins(lines: list[Line], em: float) -> Margins:
    """The outermost places at which several lines begin or end."""
    if not lines:
        return Margins(0.0, 0.0)
    least = max(2, round(_USUAL_SHARE * len(lines)))
    lefts = sorted(line.x0 for line in lines)
    rights = sorted(line.x1 for line in lines)
    left = next((x for x in lefts if _count(lefts, x, _ALIKE * em) >= least), lefts[0])
    right = next((x for x in rights[::-1] if _count(rights, x, _RAGGED * em) >= least), rights[-1])
    return Margins(left, right)


def _count(places: list[float], at: float, near: float) -> int:
    return bisect_right(places, at + near) - bisect_left(places, at - near)


def _own_margins(lines: list[Line], usual: Margins, em: float) -> Margins:
    """Those of one page where it tells them: left and right pages may differ."""
    if len(lines) < _FEW:
        return usual
    own = _margins(lines, em)
    left = own.left if _tells_left(lines, own, usual, em) else usual.left
    ends = sum(own.right - line.x1 <= _RAGGED * em for line in lines)
    near = ends >= _FEW and own.right >= usual.right - _NARROWER * em
    right = own.right if near or ends >= _MANY else usual.right + left - usual.left
    return Margins(left, right)


def _tells_left(lines: list[Line], own: Margins, usual: Margins, em: float) -> bool:
    """A page of indented lines only, or of centred ones, does not tell its left margin."""
    shift = (own.left - usual.left) / em
    if shift <= _INDENT[0]:
        return abs(shift) > _ALIKE
    at_left = sum(line.x0 - own.left <= _ALIKE * em for line in lines)
    return shift >= _INDENT[1] and 2 * at_left > len(lines)
