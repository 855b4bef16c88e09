"""What the boxes of a plan (专栏) set out: its projects, each under its box and group."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.kit.text import squeeze
from app.reading.found import Found, title_of
from app.reading.layout import Passage
from app.reading.numbered import is_about_tasks
from app.reading.outline import Item
from app.reading.overlaps import Overlaps
from app.reading.source import Span
from app.reading.terms import Source, TaskKind

# Boxes that tell or explain, and the box of the main indicators.
_NO_PROJECTS = re.compile(
    r"指标|名词|术语|释义|解释|成就|成效|现状|回顾|完成情况|背景|案例|链接|概念"
)
_ENDED = re.compile(r"[。！？；.!?;”》）)]\s*$")
_NAME = re.compile(r"([^。；：:，,]{2,30})[：:]")
_BARE_NUMBER = re.compile(r"(\d{1,2})(?=[\u4e00-\u9fff“])\s*")
_GLUED = re.compile(r"(?<=[。；])\s*(?P<number>\d{1,2})[.．、](?!\d)\s*(?=[\u4e00-\u9fff“])")
_GROUP_LENGTH = 20
_LEAST_TEXT = 6
_NUMBERED, _PLAIN, _DOUBTFUL = 0.85, 0.6, 0.5


def with_projects(
    tasks: tuple[Found, ...], parts: Sequence[Item], indicators: Sequence[Span] = ()
) -> tuple[Found, ...]:
    """The tasks and the projects of the boxes, in reading order; rows of a table come first.

    A task that already is an item of a box, because units stand in it, becomes its project.
    `indicators` are places that hold no project.
    """
    found = projects(parts, indicators)
    places = Overlaps(one.text.span for one in found)
    by_place = {one.text.span: one for one in reversed(found)}
    held: dict[int, Found] = {}
    for index, task in enumerate(tasks):
        place = next((one for one in places.meeting(task.text.span) if _is_in(task, one)), None)
        if place and task.kind is not TaskKind.MEASURE:
            held[index] = by_place[place]
    taken = {project.text.span for project in held.values()}
    free = [one for one in found if one.text.span not in taken]
    known = [_as_project(task, held[i]) if i in held else task for i, task in enumerate(tasks)]
    return _in_order(known, free)


def projects(parts: Sequence[Item], indicators: Sequence[Span] = ()) -> tuple[Found, ...]:
    """Each numbered item of a box; in a box without numbers each paragraph."""
    reader = _Reader()
    elsewhere = Overlaps(indicators)
    for index, part in enumerate(parts):
        if elsewhere.meeting(part.span):
            continue
        then = parts[index + 1] if index + 1 < len(parts) else None
        reader.take(part, then)
    return tuple(reader.found)


def _may_hold_projects(part: Item) -> bool:
    return is_about_tasks(part.section) and not any(map(_NO_PROJECTS.search, part.box[:1]))


def _is_in(task: Found, project: Span) -> bool:
    one = task.text.span
    in_text = task.source is not Source.TABLE
    return in_text and project.start <= one.start < project.end and one.end <= project.end


def _as_project(task: Found, project: Found) -> Found:
    return replace(
        task,
        kind=TaskKind.PROJECT,
        number=project.number,
        title=project.title,
        section=project.section,
        where=project.where,
    )


def _in_order(tasks: list[Found], found: list[Found]) -> tuple[Found, ...]:
    """Parents are indexes, so they move with their tasks."""
    mixed = [(task, index) for index, task in enumerate(tasks)] + [(one, -1) for one in found]
    mixed.sort(key=lambda pair: (pair[0].source is not Source.TABLE, _start(pair[0])))
    place = {index: at for at, (_, index) in enumerate(mixed) if index >= 0}
    return tuple(
        replace(task, parent=place[task.parent]) if task.parent is not None else task
        for task, _ in mixed
    )


def _start(task: Found) -> int:
    return 0 if task.source is Source.TABLE else task.place.start


@dataclass(slots=True)
class _Reader:
    """`closed` is outside of boxes, and where the main text goes on before any heading."""

    found: list[Found] = field(default_factory=list)
    section: tuple[str, ...] = ()
    box: tuple[str, ...] = ()
    group: str = ""
    last: int = 0
    closed: bool = True

    def take(self, part: Item, then: Item | None) -> None:
        if part.heading or (part.boxed and part.section != self.section):
            self.section, self.box, self.group, self.last = part.section, part.box, "", 0
            self.closed = not (part.boxed and _may_hold_projects(part))
        self.closed = self.closed or not part.boxed
        if part.heading or self.closed:
            return
        if part.number is None:
            self._plain(part, then)
        else:
            self._numbered(part, then)

    def _plain(self, part: Item, then: Item | None) -> None:
        """A short line over others is their group, one that ends with a colon announces them."""
        text = part.passages[0].text.strip()
        goes_on = then is not None and then.boxed and not then.heading
        if goes_on and len(text) <= _GROUP_LENGTH and not _ENDED.search(text):
            self.group, self.last = squeeze(text).rstrip("：:"), 0
        elif self.last:
            self.closed = True
        elif len(text) >= _LEAST_TEXT and not text.endswith(("：", ":")):
            self._keep(None, part.passages[0], part, _PLAIN)

    def _numbered(self, part: Item, then: Item | None) -> None:
        """The item, and items that a conversion has glued to it; then the main text goes on."""
        number = int(part.number or 0)
        following = int(then.number) if then and then.number else None
        words = part.passages[0].cut(len(part.mark.opening))
        for more in part.passages[1:]:
            bare = _BARE_NUMBER.match(more.text)
            if bare and int(bare[1]) == number + 1:
                self._pieces(number, words, part, following)
                number, words = self.last + 1, more.cut(bare.end())
            elif not _ENDED.search(words.text):
                words = Passage(words.text + more.text, words.pieces + more.pieces)
            else:
                self.closed = following != number + 1
                break
        self._pieces(number, words, part, following)

    def _pieces(self, number: int, words: Passage, part: Item, following: int | None) -> None:
        for found in _GLUED.finditer(words.text):
            if int(found["number"]) == number + 1 != following:
                self._keep(str(number), words.slice(0, found.start()), part, _NUMBERED)
                self._pieces(number + 1, words.cut(found.end()), part, following)
                return
        self._keep(str(number), words, part, _NUMBERED)
        self.last = number

    def _keep(self, number: str | None, text: Passage, part: Item, sure: float) -> None:
        named = _NAME.match(text.text)
        title = named[1].strip() if named else title_of(text.text)
        box = next(iter(self.box), "专栏")
        self.found.append(
            Found(
                number=number,
                title=title,
                text=text,
                section=(*self.section, *filter(None, [self.group])),
                source=Source.NUMBERED,
                where=f"{box.split()[0]}第 {number} 项" if number else f"“{title}”",
                kind=TaskKind.PROJECT,
                doubtful=part.doubtful,
                confidence=_DOUBTFUL if part.doubtful else sure,
            )
        )
