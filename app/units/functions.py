"""What a unit is for (职能), told from its name by `seed/functions.csv`, never guessed.

The same work goes by other names from county to province: 卫生健康局, 卫健委, 卫体局. The table
lists them by level; a name counts only when it is listed, once the words that say *where* are
off it.

A combined bureau (教育和体育局, 卫体局) has several functions. The first that its name says is the
primary one, which a unit carries; in the table it stands in that function's row, and in the
column `also` of the others, which `functions_of` gives too.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from app.core.settings import ROOT
from app.kit.text import fold
from app.units.terms import UnitKind

TABLE = ROOT / "seed" / "functions.csv"
TOWNSHIP = "township"

_LEVELS = ("county", "city", "province")
_SEPARATOR = "、"
_SHORTEST_STEM = 2
# Words before a name that say whose it is, not what it does.
_OWNER = re.compile(r"中国共产党|中共|国家税务总局(?=.+税务局)|国家统计局(?=.+调查)")
_LEVEL = re.compile(r"自治区|自治州|自治县|地区|[省市县区州盟旗]")
_PLACE = re.compile(r".{1,11}?(?:自治区|自治州|自治县|地区|[省市县区州盟旗])")
_BODY = re.compile(r"人民政府|政府|委(?!员会)")
# 团县委, 共青团巫山县委员会: the level stands within the name.
_LEAGUE = re.compile(r"(?:共青团|青年团|团).*?[省市县区州盟旗]委(?:员会)?")
# 市公安局张店分局, 公安局交通警察支队张店大队, 重庆广电巫山分公司: a branch does its owner's work.
_BRANCH = re.compile(r"(.*[局队司电])(?!公司|分局)(.{2,6}?)(?:分局|支局|大队|中队|分公司)")
_TOWNSHIP = re.compile(r".{1,12}(?:[镇乡]人民政府|街道办事处)")


@dataclass(frozen=True)
class Function:
    """`names` are those it goes by at each level, as the table lists them."""

    code: str
    label: str
    names: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Table:
    """`by_name` has the codes that a folded name stands for, the primary one first."""

    functions: dict[str, Function]
    by_name: dict[str, tuple[str, ...]]


@cache
def table() -> Table:
    """Read once. Raise `ValueError` when a name stands as the primary one in two rows."""
    primary: dict[str, str] = {}
    others: dict[str, list[str]] = defaultdict(list)
    functions: dict[str, Function] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["code"]
            names = {level: _listed(row[level]) for level in _LEVELS}
            functions[code] = Function(code, row["label"], names)
            for name in {fold(one) for level in _LEVELS for one in names[level]}:
                if primary.setdefault(name, code) != code:
                    raise ValueError(f"{name}: {primary[name]}, {code}")
            for name in _listed(row["also"]):
                others[fold(name)].append(code)
    by_name = {name: (code, *others[name]) for name, code in primary.items()}
    return Table(functions, by_name)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(_SEPARATOR)))


def label_of(code: str | None) -> str | None:
    known = table().functions.get(code) if code else None
    return known.label if known else None


def labels() -> dict[str, str]:
    """Code and Chinese label of every function, in the order of the table."""
    return {code: function.label for code, function in table().functions.items()}


def code_of(text: str) -> str | None:
    """The function of that code or Chinese label."""
    wanted = fold(text)
    for code, function in table().functions.items():
        if wanted in (code, fold(function.label)):
            return code
    return None


def function_of(name: str, places: Iterable[str] = ()) -> str | None:
    """The primary function of the unit of this name; None for a name that the table does not have.

    `places` are names of regions (巫山县, 淄博市) that may stand in it, also without their level.
    """
    found = functions_of(name, places)
    return found[0] if found else None


def function_for(name: str, kind: UnitKind, places: Iterable[str] = ()) -> str | None:
    """What a unit that is registered gets: townships by their kind, groups nothing."""
    match kind:
        case UnitKind.GROUP:
            return None
        case UnitKind.TOWNSHIP:
            return TOWNSHIP
        case _:
            return function_of(name, places)


def functions_of(name: str, places: Iterable[str] = ()) -> tuple[str, ...]:
    """All functions of the unit of this name, the primary one first."""
    key = fold(name)
    known = table().by_name
    for candidate in _candidates(key, _stems(places)):
        if candidate in known:
            return known[candidate]
    return (TOWNSHIP,) if _TOWNSHIP.fullmatch(key) else ()


def _stems(places: Iterable[str]) -> tuple[str, ...]:
    """The places as they may be printed, the longest first: 巫山县, 巫山."""
    folded = {fold(place) for place in places}
    short = {_without_level(place) for place in folded}
    return tuple(sorted(folded | short, key=lambda stem: (-len(stem), stem)))


def _without_level(place: str) -> str:
    stem = re.sub(r"(?:自治区|自治州|自治县|地区|[省市县区州盟旗])$", "", place)
    return stem if len(stem) >= _SHORTEST_STEM else place


def _candidates(key: str, places: tuple[str, ...]) -> Iterator[str]:
    """What is left of a name when the words that say where are taken off, the whole name first."""
    for whole in (key, _owner_of(key)):
        yield whole
        if _LEAGUE.fullmatch(whole):
            yield "团委"
        for rest in _without_place(_OWNER.sub("", whole, count=1), places):
            yield rest
            body = _BODY.match(rest)
            if body:
                yield rest[body.end() :]


def _owner_of(key: str) -> str:
    branch = _BRANCH.fullmatch(key)
    return branch[1] if branch else key


def _without_place(key: str, places: tuple[str, ...]) -> Iterator[str]:
    rest = key
    yield rest
    while stem := next((one for one in places if rest.startswith(one) and rest != one), None):
        rest = rest[len(stem) :]
        yield rest
    level = _LEVEL.match(rest)
    if level:
        yield rest[level.end() :]
    # A place that is not known, 张店区民政局: what follows it must be listed to the letter.
    place = _PLACE.match(key)
    if place:
        yield key[place.end() :]
