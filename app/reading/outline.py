"""Which section, box and number each paragraph and each table row of a plan stands under."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import log

from app.reading.layout import Flow, Passage
from app.reading.marks import Level, Mark, mark_of
from app.reading.responsibility.sites import sites_in
from app.reading.source import Row, Span

_GROUP_LENGTH = 20
_ANNEX_TITLE_LENGTH = 40
# Two logarithms of a ratio of lengths nearer than this leave a doubt.
_DOUBT = 0.5


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph with all that belongs to it, up to the next mark; `number` is null without one.

    The section of an item in a box (专栏) ends with `box`, the captions of the box and its group.
    `doubtful` says that the item might as well stand on the other side of the end of the box
    before it. A `heading` stands in its own section, last.
    """

    mark: Mark
    number: str | None
    text: str
    passages: tuple[Passage, ...]
    section: tuple[str, ...]
    box: tuple[str, ...] = ()
    doubtful: bool = False
    heading: bool = False

    @property
    def boxed(self) -> bool:
        return bool(self.box)

    @property
    def above(self) -> tuple[str, ...]:
        """The titles that the item stands under, its own left out."""
        return self.section[:-1] if self.heading else self.section

    @property
    def span(self) -> Span:
        return Span(self.passages[0].span.start, self.passages[-1].span.end)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row or paragraph in reading order; `heading` where it opens a section or a box."""

    block: Flow
    section: tuple[str, ...]
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """`parts` are all paragraphs in order, `items` those of them that are more than a heading."""

    parts: tuple[Item, ...]
    placed: tuple[Placed, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(one for one in self.parts if not one.heading or one.mark.has_body)

    @property
    def headings(self) -> int:
        return sum(one.heading for one in self.placed)


def outline(blocks: tuple[Flow, ...]) -> Outline:
    groups = list(_groups(blocks))
    walk = _Walk(_runs(groups))
    placed: list[Placed] = []
    for index, group in enumerate(groups):
        passages = tuple(block for block in group if isinstance(block, Passage))
        heading = bool(passages) and walk.take(index, passages)
        placed.extend(Placed(block, walk.section, heading) for block in group)
    return Outline(tuple(walk.parts), tuple(placed))


def _groups(blocks: tuple[Flow, ...]) -> Iterator[list[Flow]]:
    """A numbered paragraph with the plain ones after it; 附件 with its title; the rest alone."""
    group: list[Flow] = []
    for block in blocks:
        if group and not _belongs(group, block):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _belongs(group: list[Flow], block: Flow) -> bool:
    first = group[0]
    if isinstance(first, Row) or isinstance(block, Row):
        return False
    if mark_of(block.text).level is not Level.PLAIN:
        return False
    # A paragraph with units of its own may be main text again, after the last item of a box.
    if any(not site.line for site in sites_in(block)):
        return False
    mark = mark_of(first.text)
    if mark.level is Level.ANNEX and not mark.rest:
        return len(group) == 1 and len(block.text) <= _ANNEX_TITLE_LENGTH
    return mark.level is Level.NUMBERED


def _runs(groups: list[list[Flow]]) -> list[float]:
    """For each group the mean length of the numbered ones from it on that count 3, 4, 5 …"""
    means = [0.0] * len(groups)
    total, many, then = 0, 0, 0
    for index in range(len(groups) - 1, -1, -1):
        first = groups[index][0]
        mark = None if isinstance(first, Row) else mark_of(first.text)
        if mark is None or mark.level is not Level.NUMBERED:
            total, many = 0, 0
            continue
        if mark.count + 1 != then:
            total, many = 0, 0
        total += sum(len(block.text) for block in groups[index] if isinstance(block, Passage))
        many, then = many + 1, mark.count
        means[index] = total / many
    return means


@dataclass(slots=True)
class _Count:
    """The last number of a sequence and the lengths of its items."""

    last: int = 0
    total: int = 0
    many: int = 0

    def add(self, number: int, length: int) -> None:
        self.last, self.total, self.many = number, self.total + length, self.many + 1

    def distance(self, length: float) -> float:
        return abs(log(max(length, 1) * self.many / max(self.total, 1))) if self.many else 1.0


@dataclass(slots=True)
class _Walk:
    """Where the walk through the document stands: open sections, the open box, last numbers."""

    runs: list[float]
    parts: list[Item] = field(default_factory=list)
    path: list[tuple[Level, str]] = field(default_factory=list)
    box: tuple[str, ...] = ()
    groups: int = 0
    in_box: int = 0
    box_says: bool = False
    main: _Count = field(default_factory=_Count)
    boxed: _Count = field(default_factory=_Count)

    @property
    def section(self) -> tuple[str, ...]:
        return (*(title for _, title in self.path), *self.box)

    def take(self, index: int, passages: tuple[Passage, ...]) -> bool:
        """Keep the passages as an item; whether they are a heading."""
        text = "".join(passage.text for passage in passages)
        mark = mark_of(passages[0].text)
        if mark.level is Level.NUMBERED:
            self._numbered(mark, text, passages, self.runs[index])
            return False
        heading = mark.is_heading and (bool(self.path) or not mark.is_annex_list)
        if heading:
            self._open(mark if mark.rest else mark_of(f"{mark.text} {text[len(mark.text) :]}"))
        if mark.level is Level.PLAIN:
            self._leave_box(passages)
        item = Item(mark, None, text, passages, self.section, self.box, heading=heading)
        self.parts.append(item)
        return heading

    def _leave_box(self, passages: tuple[Passage, ...]) -> None:
        """A paragraph that names its units is main text, unless those of the box do so too."""
        if not self.box:
            return
        says = any(sites_in(passage) for passage in passages)
        if says and self.in_box and not self.box_says:
            self.box = ()
        self.in_box, self.box_says = self.in_box + 1, self.box_says or says

    def _open(self, mark: Mark) -> None:
        if mark.level is Level.BOX:
            self.box, self.groups, self.boxed = (mark.title,), 0, _Count()
            self.in_box, self.box_says = 0, False
        elif self._is_group(mark):
            self.box, self.groups = (self.box[0], mark.title), mark.count
            self.boxed.last = 0
        else:
            self.path = [(level, title) for level, title in self.path if level < mark.level]
            self.path.append((mark.level, mark.title))
            self.box, self.main.last = (), 0

    def _is_group(self, mark: Mark) -> bool:
        """一、资金类 within a box: counted from one, and short."""
        next_group = mark.level is Level.FIRST and mark.count == self.groups + 1
        return bool(self.box) and next_group and len(mark.rest) <= _GROUP_LENGTH

    def _numbered(self, mark: Mark, text: str, passages: tuple[Passage, ...], run: float) -> None:
        doubtful = False
        self._leave_box(passages)
        if self.box and mark.count == self.main.last + 1:
            to_box, to_main = self.boxed.distance(run), self.main.distance(run)
            next_in_box = mark.count == self.boxed.last + 1
            doubtful = next_in_box and self.boxed.last > 0 and abs(to_box - to_main) < _DOUBT
            if not next_in_box or (self.boxed.last > 0 and to_main < to_box):
                self.box = ()
        (self.boxed if self.box else self.main).add(mark.count, len(text))
        body = text[len(mark.text) - len(mark.rest) :]
        item = Item(mark, str(mark.count), body, passages, self.section, self.box, doubtful)
        self.parts.append(item)
