"""Tasks out of running text: each stretch of it that says who is responsible."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.kit.text import squeeze
from app.reading.dates import due
from app.reading.found import Found, Mention, title_of, where_of
from app.reading.layout import Passage
from app.reading.marks import Level
from app.reading.numbered import is_about_tasks
from app.reading.outline import Item
from app.reading.responsibility.blocks import Block, blocks_of
from app.reading.responsibility.cutting import SUB_MARK, Cut, cuts_of
from app.reading.responsibility.duties import duty_cuts
from app.reading.responsibility.headings import inherited
from app.reading.responsibility.sentences import site_in_sentences
from app.reading.responsibility.statement import Statement
from app.reading.terms import Role, Source, TaskKind

_SURE, _OWN_LINE, _BY_FORM, _IN_SENTENCE, _SILENT = 0.95, 0.93, 0.7, 0.65, 0.6
_LEAST_TASK = 5
_TASK_LEVELS = (Level.FIRST, Level.SECOND, Level.NUMBERED)


def tasks_in_text(
    parts: Sequence[Item], year: int | None, plan_end: int | None
) -> tuple[Found, ...]:
    """Tasks in reading order, none where the text names no units.

    Paragraphs that are numbered as their neighbours with units are tasks without any. `year` is
    that of a one-year plan, `plan_end` the last one of the plan, for due dates.
    """
    blocks = blocks_of(parts)
    apart = {(one.parent, one.level) for one in blocks if one.is_heading and one.within > 1}
    above = inherited(blocks)
    reader = _Reader(
        year, plan_end, _families_with_units(blocks, above), apart, duty_cuts(blocks), above
    )
    for index, block in enumerate(blocks):
        reader.take(index, block)
    return tuple(reader.tasks)


def _families_with_units(
    blocks: list[Block], above: dict[int, Statement]
) -> set[tuple[int | None, Level]]:
    """Under which block, and at which level, some say who is responsible, or a heading does."""
    return {
        (block.parent, block.level)
        for index, block in enumerate(blocks)
        if block.sites or (index in above and not block.is_heading)
    }


@dataclass(slots=True)
class _Reader:
    year: int | None
    plan_end: int | None
    with_units: set[tuple[int | None, Level]]
    apart: set[tuple[int | None, Level]]
    duties: dict[int, list[Cut]]
    above: dict[int, Statement]
    tasks: list[Found] = field(default_factory=list)
    of_block: dict[int, int] = field(default_factory=dict)
    over_units: set[int | None] = field(init=False)

    def __post_init__(self) -> None:
        self.over_units = {parent for parent, _ in self.with_units}

    def take(self, index: int, block: Block) -> None:
        apart = block.is_heading and (block.parent, block.level) in self.apart
        cuts = self.duties.get(index) or cuts_of(block, apart=apart)
        if not cuts and self._is_silent(index, block):
            lines = [line.passage.slice(line.start, len(line.passage.text)) for line in block.lines]
            cuts = [Cut(lines, first=True)]
        if cuts and cuts[-1].words:
            cuts[-1].words += (line.passage for line in block.below)
        for cut in cuts:
            if cut.words:
                self._keep(index, block, cut)
            elif self.tasks:
                self.tasks[-1] = self._with(self.tasks[-1], cut)

    def _is_silent(self, index: int, block: Block) -> bool:
        """A numbered paragraph that alone among its neighbours says nothing of units."""
        if block.level not in _TASK_LEVELS or block.boxed or len(block.text) < _LEAST_TASK:
            return False
        among = (block.parent, block.level) in self.with_units
        item = block.item
        above = index in self.over_units
        return among and not above and item is not None and is_about_tasks(item.section)

    def _keep(self, index: int, block: Block, cut: Cut) -> None:
        parent = self._parent(index, block, cut)
        if cut.first and block.item:
            self.of_block[index] = len(self.tasks)
        heading = self.above.get(index)
        if heading and not any(p.role is Role.LEAD for one in cut.statements for p in one.parts):
            cut.statements.insert(0, heading)
        task = _task(block, cut)
        if parent is not None:
            task = replace(task, kind=TaskKind.MEASURE, parent=parent)
        self.tasks.append(self._with_time(task, cut))

    def _parent(self, index: int, block: Block, cut: Cut) -> int | None:
        if not cut.first and index in self.of_block:
            return self.of_block[index]
        return self.of_block.get(block.parent) if block.parent is not None else None

    def _with(self, task: Found, cut: Cut) -> Found:
        """A line of fields that stands apart from the task it belongs to."""
        return replace(
            task,
            mentions=(*task.mentions, *_mentions(cut.statements)),
            responsibility=(*task.responsibility, *(one.words for one in cut.statements)),
        )

    def _with_time(self, task: Found, cut: Cut) -> Found:
        time = next((one.due for one in cut.statements if one.due), None)
        if time is None:
            return task
        due_on, due_source = due(time.text, self.year, self.plan_end)
        return replace(task, due_text=time.text, due_on=due_on, due_source=due_source)


def _task(block: Block, cut: Cut) -> Found:
    number, text = _numbered(block, cut)
    return Found(
        number=number,
        title=title_of(cut.words[0].text if cut.first and block.is_heading else text.text),
        text=text,
        section=_section(block, cut),
        source=_source(cut),
        where=_where(number, text),
        mentions=tuple(_mentions(cut.statements)),
        responsibility=tuple(one.words for one in cut.statements),
        confidence=_confidence(cut),
    )


def _numbered(block: Block, cut: Cut) -> tuple[str | None, Passage]:
    if cut.first and block.number:
        return block.number, cut.text
    mark = SUB_MARK.match(cut.text.text)
    if mark is None:
        return None, cut.text
    return squeeze(mark[0]).rstrip(".．、"), cut.text.cut(mark.end())


def _section(block: Block, cut: Cut) -> tuple[str, ...]:
    """A part of a block stands under the block's own title."""
    if cut.first or block.item is None:
        return block.section
    if block.level is Level.NUMBERED:
        return (*block.section, f"{block.number}. {title_of(block.item.text)}")
    return block.item.section


def _source(cut: Cut) -> Source:
    if not cut.statements:
        return Source.NUMBERED
    return Source.LINE if cut.own_line else Source.INLINE


def _where(number: str | None, text: Passage) -> str:
    return where_of(number) if number else f"“{title_of(text.text)}”"


def _mentions(statements: Sequence[Statement]) -> Iterator[Mention]:
    for statement in statements:
        for part in statement.parts:
            yield from (Mention(name, part.role, part.label) for name in part.names)


def _confidence(cut: Cut) -> float:
    if not cut.statements:
        return _SILENT
    labelled = all(one.labelled for one in cut.statements)
    named = all(name.named for one in cut.statements for name in one.names)
    sure = _OWN_LINE if cut.own_line else _SURE
    return sure if labelled and named else _BY_FORM


def with_sentences(tasks: tuple[Found, ...]) -> tuple[Found, ...]:
    """Tasks that say nothing else about units, with those that their own sentences name."""
    return tuple(_with_sentence(task) for task in tasks)


def _with_sentence(task: Found) -> Found:
    if task.mentions or task.responsibility or not task.text.text:
        return task
    site = site_in_sentences(task.text, 0)
    if site is None:
        return task
    return replace(
        task,
        source=Source.INLINE,
        mentions=tuple(_mentions([site.statement])),
        responsibility=(site.statement.words,),
        confidence=_IN_SENTENCE,
    )
