"""Names of one document that may be two spellings of one unit. They are never merged here."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from app.kit.text import bare

# Two names differ by at most this many characters that the shorter one leaves out.
_MOST_LEFT_OUT = 2
_LEAST_CORE = 2
_LEAST_FOR_ONE_OTHER = 6
_LONGEST = 24
_WHO = re.compile(r"[0-9一二三四五六七八九十甲乙丙丁东南西北中]")
_FILLING = re.compile(r"人民(?=政府)|和|与|管理(?=局$|委$|厅$)|政府$")


def variants(names: Iterable[str], region: str | None) -> list[tuple[str, str]]:
    """Pairs of names in the order of their first appearance; `region` may stand before a name."""
    known = {bare(name): name for name in dict.fromkeys(names)}
    order = {name: index for index, name in enumerate(known)}
    pairs = _alike(known, region) | _shortened(known) | _one_other(known)
    placed = sorted(sorted(order[name] for name in pair) for pair in pairs)
    printed = list(known.values())
    return [(printed[one], printed[other]) for one, other in placed]


def _alike(known: Iterable[str], region: str | None) -> set[frozenset[str]]:
    """Equal but for the region's name, for 和, or for a filling word: 县应急局, 县应急管理局."""
    groups: dict[str, list[str]] = defaultdict(list)
    prefix = (region or "")[:-1]
    for name in known:
        local = name.removeprefix(prefix) if prefix and len(name) > len(prefix) else name
        groups[_FILLING.sub("", local)].append(name)
    return {frozenset((group[0], other)) for group in groups.values() for other in group[1:]}


def _shortened(known: Iterable[str]) -> set[frozenset[str]]:
    """One name is the other with one or two characters left out, first and last the same."""
    names = set(known)
    pairs: set[frozenset[str]] = set()
    for name in names:
        if _LEAST_CORE + 2 < len(name) <= _LONGEST:
            for short in _left_out(name):
                if short in names and not _tells_apart(name, short):
                    pairs.add(frozenset((name, short)))
    return pairs


def _tells_apart(name: str, short: str) -> bool:
    """县中医院 is not 县医院, and 县委办 not short for another office: too little is left."""
    if len(short) < _LEAST_CORE + 2 or not _WHO.search(name):
        return len(short) < _LEAST_CORE + 2
    return any(map(_WHO.match, Counter(name) - Counter(short)))


def _left_out(name: str) -> set[str]:
    shorter = {name}
    for _ in range(_MOST_LEFT_OUT):
        shorter |= {
            one[:index] + one[index + 1 :] for one in shorter for index in range(1, len(one) - 1)
        }
    return {one for one in shorter if len(one) < len(name)}


def _one_other(known: Iterable[str]) -> set[frozenset[str]]:
    """Long names that differ in one character which does not tell one unit from its sister."""
    groups: dict[tuple[int, str], list[str]] = defaultdict(list)
    for name in known:
        if _LEAST_FOR_ONE_OTHER <= len(name) <= _LONGEST:
            for index in range(1, len(name)):
                groups[index, name[:index] + name[index + 1 :]].append(name)
    return {
        frozenset((group[0], other))
        for (index, _), group in groups.items()
        for other in group[1:]
        if not (_WHO.match(group[0][index]) or _WHO.match(other[index]))
    }
