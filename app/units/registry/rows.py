"""Typed rows of a registry file, every fault with its line.

A cell that is left empty changes nothing of a unit that is there.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.core.errors import AppError
from app.kit.text import fold
from app.units import credit_codes
from app.units.functions import code_of
from app.units.registry.cells import FILE_LIMIT, lines
from app.units.registry.faults import Fault, RegistryRefusedError, refusal
from app.units.registry.head import COLUMNS, from_head, places, values
from app.units.rules import BadNameError, tidy
from app.units.terms import KIND_NAMES, UnitKind

__all__ = ["COLUMNS", "FILE_LIMIT", "RegistryRow", "clashes", "parse", "read_registry"]

NOTE_LENGTH = 500
ROWS_LIMIT = 20_000
# Names in a cell; one that has a separator in it stands in quotes. No line end among the blanks:
# it is a separator, and a cell of line ends would be read once for each of them.
_BLANK = r"[^\S\n]*"
_NAMES = re.compile(rf'{_BLANK}"((?:[^"]|"")+)"{_BLANK}(?=[、；;|\n]|$)|([^、；;|\n]+)')
_YES, _NO = ("是", "1", "true", "yes", "y", "√"), ("否", "0", "false", "no", "n")
_VERTICAL = {"": None, **dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
_KINDS = {fold(word): kind for kind, label in KIND_NAMES.items() for word in (kind.value, label)}
_RANK_DIGITS = 9
_DAY = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
_DATE = re.compile(_DAY)
# 县扶贫办（2015-01-01至2021-05-31）, （至2021-05-31）, （2021-05-31至）
_SPAN = re.compile(rf"(.+?)[（(](?:{_DAY})?至(?:{_DAY})?[）)]")

Days = tuple[date | None, date | None]


@dataclass(frozen=True)
class RegistryRow:
    """`line` is the line of the file in which the row begins. What the file leaves open is None;
    `function` is an empty text where the file has the column and leaves the cell open.

    `region` and `serves` are codes or names; `parent` and `members` names of units, with
    `370300/` before them where they belong to another region. `spans` go with `aliases`.
    """

    line: int
    name: str
    kind: UnitKind
    rank: int | None = None
    vertical: bool | None = None
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    region: str | None = None
    function: str | None = None
    parent: str | None = None
    serves: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    credit_code: str | None = None
    note: str | None = None
    spans: tuple[Days, ...] = ()


@dataclass
class Parsed:
    """The rows that could be read, what is wrong with the others, and all names of the file."""

    rows: list[RegistryRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


def read_registry(data: bytes) -> tuple[RegistryRow, ...]:
    """Rows in the order of the file. Raise `RegistryRefusedError` with all that is wrong."""
    parsed = parse(data)
    if parsed.faults:
        raise refusal(parsed.faults)
    return tuple(parsed.rows)


def parse(data: bytes) -> Parsed:
    """Raise `RegistryRefusedError` only for what is no table of units at all."""
    found = lines(data)
    if not found:
        raise RegistryRefusedError("文件是空的")
    (head_line, head), *rest = from_head(found)
    at_of = places(head_line, head)
    if not rest:
        raise refusal([Fault(head_line, "name", "表头之下没有单位")])
    if len(rest) > ROWS_LIMIT:
        raise RegistryRefusedError(f"一个文件最多 {ROWS_LIMIT} 个单位，收到 {len(rest)} 个")
    parsed = Parsed()
    for line, cells in rest:
        said = values(line, cells, at_of, parsed.faults)
        parsed.names.add(fold(said["name"]))
        row = _Reader(line, said, parsed.faults).row()
        if row is not None:
            parsed.rows.append(row)
    parsed.faults += clashes(parsed.rows)
    return parsed


def clashes(rows: Sequence[RegistryRow]) -> list[Fault]:
    """Names and aliases that stand twice for one region of the file, however they are spaced."""
    faults: list[Fault] = []
    first: dict[tuple[str, str], RegistryRow] = {}
    for row in rows:
        region = fold(row.region or "")
        for column, name in (("name", row.name), *(("aliases", alias) for alias in row.aliases)):
            before = first.setdefault((region, fold(name)), row)
            if before is not row or (column == "aliases" and fold(name) == fold(row.name)):
                why = _why(row, before) if column == "name" else ""
                faults.append(Fault(row.line, column, f"“{name}”与第{before.line}行重复{why}"))
    return faults


def _why(row: RegistryRow, before: RegistryRow) -> str:
    """Of two units of one name: whether their times overlap, and what to do where they do not."""
    if not any((row.valid_from, row.valid_until, before.valid_from, before.valid_until)):
        return ""
    starts = max(row.valid_from or date.min, before.valid_from or date.min)
    ends = min(row.valid_until or date.max, before.valid_until or date.max)
    if starts <= ends:
        return "，有效期也重叠"
    return "；一个名称在一个行政区划只登记一个单位，请合并为一行，或给先前的单位另取名称"


def names_in(cell: str) -> list[str]:
    """The names that stand in one cell, parted by 、 ； | or line ends."""
    found = (quoted.replace('""', '"') or plain for quoted, plain in _NAMES.findall(cell))
    return [name for name in map(str.strip, found) if name]


class _Reader:
    """One line; what is wrong with it is added to `faults`."""

    def __init__(self, line: int, values: Mapping[str, str], faults: list[Fault]) -> None:
        self.line, self.values, self.faults = line, values, faults

    def row(self) -> RegistryRow | None:
        found = len(self.faults)
        name = self._name("name", self.values["name"])
        aliases, spans = self._aliases()
        members = self._names("members")
        rank, vertical, kind = self._rank(), self._vertical(), self._kind()
        valid_from, valid_until = self._span()
        if members and kind not in (UnitKind.GROUP, None):
            self._fault("members", "只有集合单位才有成员")
        facts = {
            "function": self._function(),
            "credit_code": self._credit_code(),
            "note": self._note(),
            **{name: self._text(name) for name in ("region", "parent", "serves")},
        }
        if kind is None or len(self.faults) > found:
            return None
        return RegistryRow(
            self.line,
            name,
            kind,
            rank,
            vertical,
            aliases,
            members,
            valid_from=valid_from,
            valid_until=valid_until,
            spans=spans,
            **facts,
        )

    def _fault(self, column: str, message: str) -> None:
        self.faults.append(Fault(self.line, column, message))

    def _text(self, column: str) -> str | None:
        return self.values.get(column) or None

    def _name(self, column: str, text: str) -> str:
        try:
            return tidy(text)
        except BadNameError as bad:
            self._fault(column, bad.detail or bad.title if text else "缺少单位名称")
            return ""

    def _names(self, column: str) -> tuple[str, ...]:
        parts = names_in(self.values.get(column, ""))
        return tuple(self._name(column, part) for part in parts)

    def _aliases(self) -> tuple[tuple[str, ...], tuple[Days, ...]]:
        names, spans = [], []
        for part in names_in(self.values.get("aliases", "")):
            dated = _SPAN.fullmatch(part)
            names.append(self._name("aliases", dated[1] if dated else part))
            groups = dated.groups() if dated else (None,) * 7
            spans.append(self._days("aliases", groups[1:4], groups[4:7]))
        return tuple(names), tuple(spans)

    def _days(self, column: str, *found: Sequence[str | None]) -> Days:
        first, last = (
            self._day(column, "-".join(str(part) for part in parts)) if parts[0] else None
            for parts in found
        )
        if first and last and last < first:
            self._fault(column, f"停用日期 {last} 早于启用日期 {first}")
        return first, last

    def _span(self) -> Days:
        first, last = (self._day(name, self.values.get(name, "")) for name in COLUMNS_OF_TIME)
        if first and last and last < first:
            self._fault("valid_until", f"停用日期 {last} 早于启用日期 {first}")
        return first, last

    def _day(self, column: str, text: str) -> date | None:
        matched = _DATE.fullmatch(text)
        try:
            if matched:
                return date(*(int(part) for part in matched.groups()))
        except ValueError:
            pass
        if text:
            self._fault(column, f"应为日期，例如 2021-05-31，收到“{text[:20]}”")
        return None

    def _rank(self) -> int | None:
        text = self.values.get("rank", "")
        if text.isascii() and text.isdigit() and len(text) <= _RANK_DIGITS:
            return int(text)
        if text:
            self._fault("rank", f"机构序应为非负整数，收到“{text[:20]}”")
        return None

    def _vertical(self) -> bool | None:
        word = fold(self.values.get("vertical", ""))
        if word not in _VERTICAL:
            self._fault("vertical", "垂管应为“是”或“否”")
            return None
        if _VERTICAL[word] is False and self._text("serves"):
            self._fault("serves", "只有垂管、派出单位才写服务区划")
        return _VERTICAL[word]

    def _kind(self) -> UnitKind | None:
        text = self.values["kind"]
        kind = _KINDS.get(fold(text))
        if kind is None:
            choices = "、".join(KIND_NAMES.values())
            self._fault("kind", f"不认识的类别“{text[:20]}”，应为{choices}之一")
        return kind

    def _function(self) -> str | None:
        text = self.values.get("function")
        code = code_of(text) if text else text
        if text and code is None:
            self._fault("function", f"没有职能“{text[:20]}”，可用的见 seed/functions.csv")
        return code

    def _credit_code(self) -> str | None:
        text = self._text("credit_code")
        try:
            return credit_codes.tidy(text) if text else None
        except AppError as bad:
            self._fault("credit_code", f"{bad.title}；{bad.detail}")
            return None

    def _note(self) -> str | None:
        text = self._text("note")
        if text and len(text) > NOTE_LENGTH:
            self._fault("note", f"依据最多 {NOTE_LENGTH} 个字，收到 {len(text)} 个")
        return " ".join(text.split()) if text else None


COLUMNS_OF_TIME = ("valid_from", "valid_until")
