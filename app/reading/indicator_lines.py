"""Main indicators whose table a conversion has turned into lines: by what the words are.

row   = number name {value} [attribute]      value = a number | a dash | words such as 与…同步
Names, values and words may be broken over lines. What stands between an attribute and the next
number is the category, printed in the middle of its merged cell: it belongs to no row.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.kit.text import squeeze
from app.reading.columns import Column, column_of
from app.reading.layout import Passage
from app.reading.marks import Level, mark_of
from app.reading.terms import Role

_KNOWN = frozenset(
    {
        *(Column.NUMBER, Column.CATEGORY, Column.INDICATOR, Column.UNIT, Column.UNIT_OF_MEASURE),
        *(Column.VALUE, Column.GROWTH, Column.ATTRIBUTE, Column.REMARK),
    }
)
_VALUES = (Column.VALUE, Column.GROWTH)
_GLUED = re.compile(
    r"序号|类别|类型|领域|(?:主要|核心)?指标(?:名称|属性)?|(?:计量)?单位|属性|备注"
    r"|20\d\d年(?:基期值?|目标值?|实际值?|完成值?)?|基期值|目标值|年均增速|年均|累计"
)
_ENTRY = re.compile(
    r"[（(]?(?P<number>\d{1,3})(?:[)）]|[.．、](?!\d))\s*(?P<name>.*[\u4e00-\u9fff].*)"
)
_BARE_NUMBER = re.compile(r"\d{1,3}")
_ATTRIBUTE = re.compile(r"(?P<before>.*?)[\[【（(]?(?P<attribute>约束|预期)性?[\]】）)]?")
_DASH = re.compile(r"[-—–―－/]+")
_AMOUNT = re.compile(
    r"[\[［【（(]?(?:约|达到?|超过?|不?[低高少多]于|[><≥≤＞＜≧≦])*=?[\d.,]+(?:[-~—～至][\d.]+)?"
    r"(?:[%％‰]|[\u4e00-\u9fff]{0,4}?)(?:左右|以上|以下|以内)?[\]］】）)]?"
)
_WORDS = re.compile(r"与|同|高于|低于|不低于|不高于|达到|超过|保持|完成|持续|逐步|稳步|基本|应|全")
_GLUED_VALUE = re.compile(
    r"(?P<name>.*[\u4e00-\u9fff）)])"
    r"(?P<value>[><≥≤＞＜]*\d[\d.]*(?:[%％]|[\u4e00-\u9fff]{1,2})?|(?:不?[高低]于|与).+)"
)
_MEASURE = re.compile(r"[（(][^（()）\d]{1,6}[)）]")
_SPACED_YEAR = re.compile(r"(20\d\d)\s+年")
_TITLED = re.compile(r"主要(?:目标)?指标|指标体系|发展指标|指标表")
_PROSE = 60
_TITLE = 24
_LONG_LINE = 120
_LEAST_GLUED = 3
# No header has more titles, and no row falls into more parts.
_MOST_TITLES, _MOST_PARTS = 40, 120

_Titled = tuple[Passage, Column | Role | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as printed. `values` are pairs of a column's title and what stands below it."""

    number: str | None
    name: tuple[Passage, ...]
    values: tuple[tuple[str, tuple[Passage, ...]], ...]
    attribute: str
    measure: str | None
    parts: tuple[Passage, ...]
    """All that the row was read from, its number and its attribute included."""


@dataclass(frozen=True, slots=True)
class Titles:
    """The columns after that of the indicators; without a header there are none."""

    values: tuple[str, ...] = ()
    attribute: bool = True
    measure: bool = False
    numbered: bool = True


def entries(blocks: Sequence[tuple[Passage, ...]]) -> Iterator[Entry]:
    """`blocks` are the cells of rows and the lines of paragraphs, in reading order."""
    titles: Titles | None = None
    reader = _Reader(Titles())
    words: list[_Titled] = []
    for block in blocks:
        tokens = list(_tokens(block))
        titled = [(token, _title(token)) for token in tokens]
        known = bool(tokens) and all(column in _KNOWN for _, column in titled)
        words = [*words, *titled][-_MOST_TITLES:] if known else []
        found = _header(words)
        if found or _is_caption(block):
            yield from reader.close()
            titles = found or Titles()
            reader = _Reader(titles)
        elif titles and _is_prose(block):
            yield from reader.close()
            titles = None
        elif titles and not words:
            reader.take(tokens)
    yield from reader.close()


def _tokens(block: tuple[Passage, ...]) -> Iterator[Passage]:
    """Cells stay whole; a line falls apart at its blanks, unless it is one spaced-out title."""
    if len(block) > 1:
        yield from (cell for cell in block if cell.text.strip())
        return
    line = block[0]
    if len(line.text) > _LONG_LINE:
        yield line
        return
    whole = _SPACED_YEAR.sub(lambda year: f"{year[1]}年" + " " * (len(year[0]) - 5), line.text)
    words = [
        Passage(found[0], line.slice(*found.span()).pieces) for found in re.finditer(r"\S+", whole)
    ]
    squeezed = squeeze(line.text)
    glued = [one[0] for one in _GLUED.finditer(squeezed)]
    if _are_titles(words):
        yield from words
    elif _title(line) or _MEASURE.fullmatch(squeezed):
        yield line
    elif len(glued) >= _LEAST_GLUED and "".join(glued) == squeezed:
        yield from (Passage(title, line.pieces) for title in glued)
    else:
        yield from words


def _are_titles(tokens: list[Passage]) -> bool:
    return bool(tokens) and all(_title(token) in _KNOWN for token in tokens)


def _title(token: Passage) -> Column | Role | None:
    word = squeeze(token.text)
    return column_of(word) if len(word) <= _TITLE else None


def _header(words: list[_Titled]) -> Titles | None:
    columns = [column for _, column in words]
    if Column.INDICATOR not in columns or not {Column.ATTRIBUTE, *_VALUES} & set(columns):
        return None
    return Titles(
        values=tuple(squeeze(word.text) for word, column in words if column in _VALUES),
        attribute=Column.ATTRIBUTE in columns,
        measure=bool({Column.UNIT, Column.UNIT_OF_MEASURE} & set(columns)),
        numbered=Column.NUMBER in columns,
    )


def _is_caption(block: tuple[Passage, ...]) -> bool:
    text = block[0].text
    boxed = mark_of(text).level is Level.BOX
    return len(block) == 1 and len(text) <= _PROSE and boxed and bool(_TITLED.search(text))


def _is_prose(block: tuple[Passage, ...]) -> bool:
    """The main text goes on: a sentence, or the caption of another box."""
    text = block[0].text
    return len(block) == 1 and (
        "。" in text or len(text) > _PROSE or mark_of(text).level is Level.BOX
    )


@dataclass(slots=True)
class _Reader:
    titles: Titles
    last: int = 0
    number: str | None = None
    open: list[Passage] = field(default_factory=list)
    count: Passage | None = None
    waiting: Passage | None = None
    done: list[Entry] = field(default_factory=list)

    def take(self, tokens: list[Passage]) -> None:
        for token in tokens:
            self._token(token)

    def _token(self, token: Passage) -> None:
        text = squeeze(token.text)
        entry = _ENTRY.fullmatch(token.text.strip())
        if entry and int(entry["number"]) in (1, self.last + 1):
            lead = len(token.text) - len(token.text.lstrip())
            self._begin(int(entry["number"]), token.cut(lead + entry.start("name")), token)
        elif self.waiting and re.search(r"[\u4e00-\u9fff]", text) and not _is_value(text):
            self._begin(int(squeeze(self.waiting.text)), token, self.waiting)
        elif self._may_count(text):
            self.waiting = token
        elif self.open and len(self.open) < _MOST_PARTS:
            self.open.append(token)

    def _may_count(self, text: str) -> bool:
        """A number of its own; within a row that is not complete it is a value."""
        if not _BARE_NUMBER.fullmatch(text) or int(text) != self.last + 1:
            return False
        return self.titles.numbered and (not self.open or self._entry() is not None)

    def _begin(self, number: int, name: Passage, count: Passage) -> None:
        self._finish()
        self.last, self.number, self.open, self.waiting = number, str(number), [name], None
        self.count = count

    def _finish(self) -> None:
        entry = self._entry()
        if entry:
            self.done.append(entry)
        self.open = []

    def _entry(self) -> Entry | None:
        """The open row, or None while it is not complete."""
        tokens, attribute, after = _at_attribute(self.open)
        said = self.open[len(tokens) - 1 : len(self.open) - len(after)]
        if not tokens or (self.titles.attribute and not attribute and self.titles.values):
            return None
        name, values = _name_and_values(tokens, self.titles)
        measure = None
        if self.titles.measure and len(name) > 1:
            measure = squeeze(name[-1].text)
            name = name[:-1]
        name += [one for one in after if _MEASURE.fullmatch(squeeze(one.text))]
        groups = _groups(values)
        if self.titles.values:
            groups = groups[: len(self.titles.values)]
        if not groups:
            return None
        titled = tuple(zip(self._titles(len(groups)), map(tuple, groups), strict=True))
        counted = (self.count,) if self.count else ()
        parts = (*counted, *name, *(token for group in groups for token in group), *said)
        return Entry(self.number, tuple(name), titled, attribute, measure, parts)

    def _titles(self, count: int) -> list[str]:
        """Where fewer values are printed than columns, they are those of the last ones."""
        titles = self.titles.values or ("基期值", "目标值")
        return list(titles[-count:]) if count <= len(titles) else [""] * count

    def close(self) -> Iterator[Entry]:
        self._finish()
        yield from self.done
        self.done, self.last, self.waiting = [], 0, None


def _at_attribute(tokens: list[Passage]) -> tuple[list[Passage], str, list[Passage]]:
    """What stands before the word of the attribute, the word, and what stands after it."""
    for index, token in enumerate(tokens):
        found = _ATTRIBUTE.fullmatch(squeeze(token.text))
        if found and (found["before"] or index):
            before = [] if not found["before"] else [token.slice(0, _length(token, found))]
            return [*tokens[:index], *before], found["attribute"], tokens[index + 1 :]
    return tokens, "", []


def _length(token: Passage, found: re.Match[str]) -> int:
    return len(token.text) - len(found[0]) + len(found["before"])


def _name_and_values(tokens: list[Passage], titles: Titles) -> tuple[list[Passage], list[Passage]]:
    for index, token in enumerate(tokens[1:], start=1):
        if _is_value(squeeze(token.text)):
            return tokens[:index], tokens[index:]
    glued = _GLUED_VALUE.fullmatch(tokens[-1].text)
    if glued and len(tokens) == 1:
        cut = glued.end("name")
        return [tokens[0].slice(0, cut)], [tokens[0].cut(cut)]
    split = len(tokens) - max(len(titles.values), 1)
    return (tokens[:split], tokens[split:]) if split > 0 else (tokens, [])


def _is_value(text: str) -> bool:
    if _DASH.fullmatch(text) or _AMOUNT.fullmatch(text):
        return True
    return bool(_WORDS.match(text)) and not _MEASURE.search(text)


def _groups(values: list[Passage]) -> list[list[Passage]]:
    """Numbers and dashes stand alone; words that follow each other are one value."""
    groups: list[list[Passage]] = []
    in_words = False
    for token in values:
        text = squeeze(token.text)
        alone = bool(_DASH.fullmatch(text) or _AMOUNT.fullmatch(text))
        if groups and in_words and not alone:
            groups[-1].append(token)
        else:
            groups.append([token])
        in_words = not alone
    return groups
