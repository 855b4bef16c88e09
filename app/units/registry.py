"""A registry of units as a CSV file: bytes in, typed rows out, every fault with its line.

The head line may name its columns in Chinese or English and in any order.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from app.core.errors import InvalidError
from app.kit.text import fold
from app.units.rules import BadNameError, tidy
from app.units.terms import KIND_NAMES, UnitKind

FILE_LIMIT = 2 * 1024 * 1024
"""Bytes. A province's registry stays below it."""

COLUMNS = {
    "name": ("单位名称", "单位", "名称"),
    "kind": ("类别", "单位类别"),
    "rank": ("机构序", "排序"),
    "vertical": ("垂管", "垂直管理"),
    "aliases": ("别名", "别称"),
    "members": ("成员", "成员单位"),
    "note": ("依据", "备注", "来源"),
}
_REQUIRED = ("name", "kind")
_SEPARATORS = re.compile(r"[、；;|\n]")
_YES, _NO = ("是", "1", "true", "yes", "y", "√"), ("否", "0", "false", "no", "n")
_VERTICAL = {"": None, **dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
_KINDS = {fold(word): kind for kind, label in KIND_NAMES.items() for word in (kind.value, label)}
_RANK_DIGITS = 9


class RegistryRefusedError(InvalidError):
    code, title = "registry_refused", "单位登记表有误，没有导入任何内容"


@dataclass(frozen=True)
class RegistryRow:
    """`line` is the line of the file in which the row begins, the head line being 1. A rank or a
    vertical that the file leaves open is None.
    """

    line: int
    name: str
    kind: UnitKind
    rank: int | None = None
    vertical: bool | None = None
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    line: int
    column: str
    message: str


def refusal(faults: Sequence[Fault]) -> RegistryRefusedError:
    """All faults at once, so that a file is mended in one go."""
    told = [f"第{fault.line}行：{fault.message}" for fault in faults]
    errors = [
        {"loc": ["line", fault.line, fault.column], "msg": message}
        for fault, message in zip(faults, told, strict=True)
    ]
    return RegistryRefusedError("；".join(told), errors=errors)


def read_registry(data: bytes) -> tuple[RegistryRow, ...]:
    """Rows in the order of the file, UTF-8 (with a mark or without) or GB18030.

    Raise `RegistryRefusedError`; whether names clash is told by `clashes`.
    """
    lines = list(_lines(_text(data)))
    if not lines:
        raise RegistryRefusedError("文件是空的")
    (head_line, head), *rest = lines
    places = _places(head_line, head)
    if not rest:
        raise refusal([Fault(head_line, "name", "表头之下没有单位")])
    rows: list[RegistryRow] = []
    faults: list[Fault] = []
    for line, cells in rest:
        values = {name: cells[at].strip() for name, at in places.items() if at < len(cells)}
        row = _row(line, values, faults)
        if row is not None:
            rows.append(row)
    faults += clashes(rows)
    if faults:
        raise refusal(sorted(faults, key=lambda fault: fault.line))
    return tuple(rows)


def clashes(rows: Sequence[RegistryRow]) -> list[Fault]:
    """Names and aliases that stand twice in the file, however they are spaced."""
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for row in rows:
        for column, name in (("name", row.name), *(("aliases", alias) for alias in row.aliases)):
            before = first.setdefault(fold(name), row.line)
            if before != row.line or (column == "aliases" and fold(name) == fold(row.name)):
                faults.append(Fault(row.line, column, f"“{name}”与第{before}行重复"))
    return faults


def _text(data: bytes) -> str:
    if len(data) > FILE_LIMIT:
        raise RegistryRefusedError(f"文件超过 {FILE_LIMIT // 1048576} MB")
    for codec in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RegistryRefusedError("文件不是 UTF-8 或 GB18030 编码的 CSV，请另存为 CSV 后重试")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Filled lines with the number of the line in which each begins."""
    reader = csv.reader(StringIO(text, newline=""))
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as broken:
        raise RegistryRefusedError(f"第{line}行不是有效的 CSV") from broken


def _places(line: int, head: Sequence[str]) -> dict[str, int]:
    """Where each column stands."""
    known = {fold(word): name for name, words in COLUMNS.items() for word in (name, *words)}
    places: dict[str, int] = {}
    faults: list[Fault] = []
    for at, title in enumerate(head):
        name = known.get(fold(title))
        if name is None and title.strip():
            faults.append(Fault(line, "head", f"不认识的列“{title.strip()[:20]}”"))
        elif name in places:
            faults.append(Fault(line, name, f"列“{title.strip()}”出现了两次"))
        elif name is not None:
            places[name] = at
    missing = [COLUMNS[name][0] for name in _REQUIRED if name not in places]
    if missing:
        faults.append(Fault(line, "head", f"缺少列：{'、'.join(missing)}"))
    if faults:
        raise refusal(faults)
    return places


def _row(line: int, values: Mapping[str, str], faults: list[Fault]) -> RegistryRow | None:
    """The typed row, or None when it adds to `faults`."""
    found = len(faults)
    name = _name(line, "name", values.get("name", ""), faults)
    aliases = _names(line, "aliases", values.get("aliases", ""), faults)
    members = _names(line, "members", values.get("members", ""), faults)
    rank = _rank(line, values.get("rank", ""), faults)
    vertical = fold(values.get("vertical", ""))
    if vertical not in _VERTICAL:
        faults.append(Fault(line, "vertical", "垂管应为“是”或“否”"))
    kind = _kind(line, values.get("kind", ""), faults)
    if members and kind not in (UnitKind.GROUP, None):
        faults.append(Fault(line, "members", "只有集合单位才有成员"))
    if kind is None or len(faults) > found:
        return None
    return RegistryRow(line, name, kind, rank, _VERTICAL[vertical], aliases, members)


def _kind(line: int, text: str, faults: list[Fault]) -> UnitKind | None:
    kind = _KINDS.get(fold(text))
    if kind is None:
        choices = "、".join(KIND_NAMES.values())
        faults.append(Fault(line, "kind", f"不认识的类别“{text[:20]}”，应为{choices}之一"))
    return kind


def _name(line: int, column: str, text: str, faults: list[Fault]) -> str:
    try:
        return tidy(text)
    except BadNameError as bad:
        faults.append(Fault(line, column, bad.detail or bad.title if text else "缺少单位名称"))
        return ""


def _names(line: int, column: str, text: str, faults: list[Fault]) -> tuple[str, ...]:
    parts = [part for part in _SEPARATORS.split(text) if part.strip()]
    return tuple(_name(line, column, part, faults) for part in parts)


def _rank(line: int, text: str, faults: list[Fault]) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= _RANK_DIGITS:
        return int(text)
    if text:
        faults.append(Fault(line, "rank", f"机构序应为非负整数，收到“{text[:20]}”"))
    return None
