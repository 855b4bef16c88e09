"""Tasks as found in a document, each cell with its place: what findings look at."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from app.reading.layout import Passage
from app.reading.source import Span
from app.reading.terms import DueSource, Role, Source, TaskKind
from app.reading.unitname import Name

_SENTENCE_END = re.compile(r"[。！？；;]|(?<=[\u4e00-\u9fff”》）)])\.")
_CLAUSE_END = re.compile(r"[，,：:]")
_SHORT_TITLE = 30
_LEAST_TITLE = 6
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Mention:
    """A unit named for a task, under the label that the document prints."""

    name: Name
    role: Role
    label: str


@dataclass(frozen=True, slots=True)
class Found:
    """A task with the places of its cells. `where` is how a person finds it: 第 9 项.

    `grouped` says that the table itself sorts its rows, by a column or by headings between them,
    `doubtful` that a numbered paragraph may belong to the box before it. `parent` is an index
    into the tasks of the document. `printed_rule` says that a rule of the document names the first
    of the units as the lead.
    """

    number: str | None
    title: str
    text: Passage
    section: tuple[str, ...]
    source: Source
    where: str
    mentions: tuple[Mention, ...] = ()
    responsibility: tuple[Passage, ...] = ()
    table: int | None = None
    grouped: bool = False
    doubtful: bool = False
    due_text: str | None = None
    due_on: date | None = None
    due_source: DueSource = DueSource.PLAN
    body: tuple[Span, ...] = ()
    confidence: float = 1.0
    kind: TaskKind = TaskKind.TASK
    parent: int | None = None
    printed_rule: bool = False

    @property
    def place(self) -> Span:
        """The task's own words, or its units where the words are missing."""
        spans = [part.span for part in (self.text, *self.responsibility) if part.text]
        return spans[0] if spans else self.text.span

    def names(self, *roles: Role) -> tuple[Name, ...]:
        return tuple(one.name for one in self.mentions if not roles or one.role in roles)


def where_of(number: str) -> str:
    """第 9 项; （三） as it is."""
    return f"第 {number} 项" if number.isdecimal() else number


def title_of(text: str) -> str:
    """The first sentence, or its first clause where the sentence is long."""
    sentence = _SENTENCE_END.split(text, maxsplit=1)[0].strip()
    if len(sentence) > _SHORT_TITLE:
        clause = _CLAUSE_END.search(sentence, _LEAST_TITLE)
        sentence = sentence[: clause.start()].rstrip() if clause else sentence
    return sentence if len(sentence) <= _LONGEST_TITLE else f"{sentence[:_LONGEST_TITLE]}…"


_MARK = re.compile(
    r"(?:第([一二三四五六七八九十]+[章节篇])|([一二三四五六七八九十]+)、|([（(].{1,3}[)）]))"
)


def told_apart(tasks: tuple[Found, ...]) -> tuple[Found, ...]:
    """Where numbers begin again in each section, a person finds a task by 二（一）1."""
    times = Counter(task.where for task in tasks)
    return tuple(
        replace(task, where=_with_section(task)) if times[task.where] > 1 else task
        for task in tasks
    )


def _with_section(task: Found) -> str:
    marks = [found for title in task.section if (found := _MARK.match(title))]
    path = "".join(next(filter(None, mark.groups())) for mark in marks)
    return f"{path}{task.number}" if path and task.number else task.where
