"""The head line of a registry file: which column stands where, and the cells below it.

The head may name its columns in Chinese or English and in any order; a title above it is passed
over.
"""

from collections.abc import Mapping, Sequence

from app.kit.text import fold
from app.units.registry.cells import Line
from app.units.registry.faults import Fault, RegistryRefusedError, refusal

# The first of each is what an export calls it.
COLUMNS = {
    "region": ("行政区划代码", "行政区划", "区划代码", "区划"),
    "name": ("单位名称", "单位", "名称"),
    "kind": ("类别", "单位类别"),
    "function": ("职能", "部门职能"),
    "rank": ("机构序", "排序"),
    "parent": ("上级单位", "上级", "隶属"),
    "vertical": ("垂管", "垂直管理"),
    "serves": ("服务区划代码", "服务区划", "所服务的行政区划"),
    "valid_from": ("启用日期", "启用"),
    "valid_until": ("停用日期", "停用"),
    "credit_code": ("统一社会信用代码", "信用代码"),
    "aliases": ("别名", "别称"),
    "members": ("成员", "成员单位"),
    "note": ("依据", "备注", "来源"),
}
_REQUIRED = ("name", "kind")
_TITLES = 5
"""Lines in which a head may be looked for."""
CELL_LIMIT = 32_767
"""Characters of a cell, as in a workbook."""
_HEAD_LIMIT = 100
"""Columns that a head may name."""
_WORDS = {fold(word): name for name, words in COLUMNS.items() for word in (name, *words)}


def from_head(found: Sequence[Line]) -> Sequence[Line]:
    """From the first line on that names columns, or all where none does."""
    for at, (_, cells) in enumerate(found[:_TITLES]):
        if len({_WORDS[key] for key in map(fold, cells) if key in _WORDS}) > 1:
            return found[at:]
    return found


def places(line: int, head: Sequence[str]) -> dict[str, int]:
    """Where each column stands."""
    if any(map(str.strip, head[_HEAD_LIMIT:])):
        raise RegistryRefusedError(f"表头超过 {_HEAD_LIMIT} 列")
    found: dict[str, int] = {}
    faults: list[Fault] = []
    for at, title in enumerate(head):
        name = _WORDS.get(fold(title))
        if name is None and title.strip():
            faults.append(Fault(line, "head", f"不认识的列“{title.strip()[:20]}”"))
        elif name in found:
            faults.append(Fault(line, name, f"列“{title.strip()}”出现了两次"))
        elif name is not None:
            found[name] = at
    missing = [COLUMNS[name][0] for name in _REQUIRED if name not in found]
    if missing:
        faults.append(Fault(line, "head", f"缺少列：{'、'.join(missing)}"))
    if faults:
        raise refusal(faults)
    return found


def values(
    line: int, cells: Sequence[str], at_of: Mapping[str, int], faults: list[Fault]
) -> dict[str, str]:
    """The cell of each column. One that is too long is a fault, and is not read any further."""
    found = dict.fromkeys(at_of, "")
    for name, at in at_of.items():
        cell = cells[at] if at < len(cells) else ""
        if len(cell) <= CELL_LIMIT:
            found[name] = cell.strip()
        else:
            faults.append(Fault(line, name, f"一格最多 {CELL_LIMIT} 个字，收到 {len(cell)} 个"))
    return found
