"""The number in what a unit wrote of an indicator, and which task it may belong to. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.kit.text import bare

_NUMBER = re.compile(r"(-?\d{1,15}(?:\.\d{1,6})?)(万|亿)?(.*)")
_TIMES = {"万": 10_000, "亿": 100_000_000}
_RATES = frozenset({"%", "百分比"})
_GROWS = re.compile(r"增长|增速|增幅")
_ENDING = re.compile(r"(?:覆盖率|参保率|比例|比率|占比|人次数?|人数|户数|个数|总数|数量|率|数)$")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
WHOLE = 100
SHORTEST = 4
"""Characters of a name by which a task is suggested."""


@dataclass(frozen=True)
class Measured:
    """An indicator as printed."""

    id: int
    name: str
    measure: str | None
    target: str | None
    target_year: int | None


@dataclass(frozen=True)
class Figure:
    """What was written: the value as printed, and 口径, how it was counted (data source, day)."""

    value: str = ""
    basis: str = ""


def read(text: str, of: Measured) -> float:
    """The number that `text` says of an indicator. Raise `ValueError` with what is wrong."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    measure = unicodedata.normalize("NFKC", of.measure or "").strip()
    counted_in = measure[:1] if measure[:1] in _TIMES else ""
    ends_well = plain.removesuffix(measure.removeprefix(counted_in))
    found = _NUMBER.fullmatch(ends_well)
    if found is None or not (found[3] == "" or (found[3] == "%" and measure in {"", *_RATES})):
        told = "读不出数值，请写阿拉伯数字，例如 92.5；怎样统计的写在口径里"
        raise ValueError(f"“{text[:20]}”{told}")
    number = Decimal(found[1])
    if found[2] or ends_well != plain:  # else it is in the measure, as 3.2 is of 万人
        number = number * _TIMES.get(found[2], 1) / _TIMES.get(counted_in, 1)
    grows = _GROWS.search(of.name) is not None
    if number < 0 and not grows:
        raise ValueError(f"不能是负数，现在是 {text[:20]}")
    if measure in _RATES and not grows and number > WHOLE:
        raise ValueError(f"计量单位是 %，应在 0 至 100 之间，现在是 {text[:20]}")
    return float(number)


def kept(figure: Figure, of: Measured) -> dict[str, Any]:
    """As it stands in a row, with the name that the indicator had; of a value that is not there
    yet, only how it is going to be counted. Raise what `read` raises.
    """
    number = read(figure.value, of) if figure.value else None
    return {"name": of.name, "value": figure.value, "number": number, "basis": figure.basis}


def tells(figures: Mapping[str, Any] | None) -> bool:
    return any(one["value"] for one in (figures or {}).values())


def joined(
    there: Mapping[str, Any] | None, theirs: Mapping[str, Any] | None
) -> tuple[dict[str, Any] | None, list[str]]:
    """Figures of two rows that become one, and in words those for which there was room for one."""
    both, words = dict(there or {}), []
    for id_, one in (theirs or {}).items():
        mine = both.get(id_)
        if mine is None or not mine["value"]:
            both[id_] = one
        elif one["value"] not in {"", mine["value"]}:
            basis = f"（{one['basis']}）" if one["basis"] else ""
            words.append(f"{one['name']}：{one['value']}{basis}")
    return both or None, words


def suggests(indicator: str, task: str) -> bool:
    """Whether a task's text names what an indicator measures."""
    matter = _ENDING.sub("", bare(_BRACKETS.sub("", indicator)))
    return len(matter) >= SHORTEST and matter in bare(task)
