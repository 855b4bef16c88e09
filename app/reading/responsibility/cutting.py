"""The text of a block cut into tasks: each stretch of it with what is said about its units."""

import re
from dataclasses import dataclass, field

from app.reading.layout import Passage, joined
from app.reading.responsibility.blocks import Block, Line
from app.reading.responsibility.sites import Site
from app.reading.responsibility.statement import Statement

_BLANK = " \t\u3000\n*#"
_PARTING = "，,。；;"
_SENTENCE_END = "。；;！!？?：:”』》）)"
SUB_MARK = re.compile(
    r"\s*(?:[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|[①-⑳]|[一二三四五六七八九十]是"
    r"|\d{1,2}[.．、](?!\d))\s*"
)
"""What opens a part of a block."""
_TITLED = re.compile(r"[^。；：]{4,36}。.{24,}", re.DOTALL)


@dataclass(slots=True)
class Cut:
    """A task while it is put together.

    `first` says that its words begin with those of the block, `own_line` that its units stand on
    a line of their own. Without statements nothing is said of its units.
    """

    words: list[Passage]
    statements: list[Statement] = field(default_factory=list)
    first: bool = False
    own_line: bool = False

    @property
    def text(self) -> Passage:
        return joined(self.words)


def cuts_of(block: Block, *, apart: bool) -> list[Cut]:
    """In order. A cut without words says more about the task before the block.

    `apart`: in blocks like this one each paragraph is a task.
    """
    cutter = _Cutter(apart or block.within > 1, block.is_heading, block.boxed, block.said > 1)
    for index, line in enumerate(block.lines):
        cutter.take(line, opens=index == 0)
    cutter.finish()
    return cutter.cuts


@dataclass(slots=True)
class _Cutter:
    """Unless its paragraphs stand `apart`, one statement in the text speaks for all of the block.

    `titled` says that its first line is only a title, `boxed` that it stands in a box (专栏),
    `several` that more than one line names units.
    """

    apart: bool
    titled: bool
    boxed: bool
    several: bool
    cuts: list[Cut] = field(default_factory=list)
    pending: list[tuple[Passage, bool]] = field(default_factory=list)

    def take(self, line: Line, *, opens: bool) -> None:
        at = line.start
        for site in line.sites:
            words = stripped(line.passage, at, site.start)
            if site.line or words is None:
                self._say(site)
            else:
                self._cut(words, site, first=opens and at == line.start)
            at = site.end
        rest = stripped(line.passage, at, len(line.passage.text))
        if rest and line.sites and self.cuts and self.cuts[-1].words:
            self.cuts[-1].words.append(rest)
        elif rest:
            self.pending.append((rest, opens and at == line.start))

    def _say(self, site: Site) -> None:
        """A line of units: about the paragraphs above it, or more about the task before."""
        if not site.statement.says_something:
            return
        if self.several and self.titled and len(self.pending) > 1 and self.pending[0][1]:
            self.pending = self.pending[1:]
        if self.pending or not self.cuts:
            first = bool(self.pending) and self.pending[0][1]
            self.cuts.append(Cut([words for words, _ in self.pending], [], first, own_line=True))
            self.pending = []
        self.cuts[-1].statements.append(site.statement)

    def _cut(self, words: Passage, site: Site, *, first: bool) -> None:
        above = self._cut_off() if self.apart else self.pending
        self.pending = self.pending[: len(self.pending) - len(above)]
        self.keep_loose()
        first = first or (bool(above) and above[0][1])
        self.cuts.append(Cut([*(one for one, _ in above), words], [site.statement], first))

    def _cut_off(self) -> list[tuple[Passage, bool]]:
        """The paragraphs just above that do not end a sentence: a page cut them."""
        count = 0
        for words, first in reversed(self.pending):
            if words.text[-1] in _SENTENCE_END or (first and self.titled):
                break
            count += 1
        return self.pending[len(self.pending) - count :]

    def finish(self) -> None:
        """Parts that go on below the last statement, ①… or （1）…, are still about it."""
        while self.cuts and self.cuts[-1].words and self.pending:
            words, _ = self.pending[0]
            if not SUB_MARK.match(words.text):
                break
            self.cuts[-1].words.append(words)
            self.pending = self.pending[1:]
        self.keep_loose()

    def keep_loose(self) -> None:
        """Of several paragraphs with units those without are tasks too, if they look like one."""
        if self.apart and not self.boxed:
            for words, first in self.pending:
                if not first and _TITLED.match(words.text):
                    self.cuts.append(Cut([words]))
        self.pending = []


def stripped(passage: Passage, start: int, end: int) -> Passage | None:
    """The words from `start` to `end` without blanks at their ends; None for marks alone."""
    text = passage.text[start:end].lstrip(_BLANK + _PARTING)
    if not any(map(str.isalnum, text)):
        return None
    return passage.slice(end - len(text), end - len(text) + len(text.rstrip(_BLANK)))
