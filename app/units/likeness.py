"""How alike two names are, and in what way. Loaded when a name is not certain."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Indel, LCSseq, Levenshtein

from app.kit.text import is_contained_in_order

# Below this share of common characters in the core of two names, likeness is chance.
CORE_ALIKE = 0.6
SHORT_FORM_ALIKE = 0.55
_FEW = "一两三"
_LEVEL = re.compile(r"省|市(?![场政])|[区县](?!域)|州")
_ORGAN = re.compile(
    r"(?<=.)(?:委员会|办公室|联合会|分公司|公司|中心|部门|集团|局|委|办|部|厅|处|科|所|会|联"
    r"|街道|镇|乡)$"
)

Judged = tuple[float, str]
"""Score and reason."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A folded name: its level (县), the stem after it, and the stem without 局, 委, 中心."""

    level: str
    stem: str
    core: str


def parts(key: str, places: Sequence[str]) -> Parts:
    """`places` are names of regions, from the top down, that may stand before a unit's name."""
    level, stem = "", key
    for place in places:
        if stem.startswith(place) and len(stem) > len(place):
            level, stem = place[-1], stem.removeprefix(place)
    prefix = _LEVEL.match(stem)
    if prefix and len(stem) > 1:
        level, stem = prefix[0], stem[1:]
    return Parts(level, stem, _ORGAN.sub("", stem))


def near(printed: Parts, known: Sequence[Parts]) -> Iterator[tuple[int, Judged]]:
    """The index of each known name that is alike for a reason, with that reason."""
    if len(printed.stem) < 2:  # noqa: PLR2004 - one character is in every other name
        return
    found = process.extract(
        printed.stem,
        [one.stem for one in known],
        scorer=LCSseq.similarity,
        score_cutoff=min(2, len(printed.stem) - 1),
        limit=None,
    )
    for _, common, index in found:
        if _may_be_alike(printed, known[index], int(common)):
            judged = judge(printed, known[index])
            if judged is not None:
                yield index, judged


def _may_be_alike(printed: Parts, known: Parts, common: int) -> bool:
    """Whether `common` characters in order leave any reason open; most names end here."""
    shortest = min(len(printed.stem), len(known.stem))
    if common == shortest or len(printed.stem) == len(known.stem):
        return True
    return 2 * common >= SHORT_FORM_ALIKE * (len(printed.core) + len(known.core))


def judge(printed: Parts, known: Parts) -> Judged | None:
    """Score and reason, or None where the likeness is chance."""
    if printed.stem == known.stem:
        return _same_stem(printed.level, known.level)
    if _levels_differ(printed.level, known.level):
        return None
    if sorted(printed.stem) == sorted(known.stem):
        return 0.92, "词序不同"
    return _alike(printed, known)


def _alike(printed: Parts, known: Parts) -> Judged | None:
    alike = Indel.normalized_similarity(printed.core, known.core)
    apart = Levenshtein.distance(printed.stem, known.stem)
    if apart == 1 and alike >= CORE_ALIKE:
        return 0.7 + 0.25 * alike, "相差一个字"
    if printed.core == known.core:
        return 0.9, "只差机构称谓"
    if _is_short_form(printed.stem, known.stem):
        return 0.6 + 0.25 * Indel.normalized_similarity(printed.stem, known.stem), "简称与全称"
    if _is_short_form(printed.core, known.core) and alike >= SHORT_FORM_ALIKE:
        return 0.5 + 0.25 * alike, "简称与全称"
    if apart <= len(_FEW) and alike >= CORE_ALIKE:
        return 0.9 * alike, f"相差{_FEW[apart - 1]}个字"
    return None


def _same_stem(printed: str, known: str) -> Judged:
    if _levels_differ(printed, known):
        return 0.6, f"层级不同（{printed}、{known}），请核对"
    return 0.97, "只差行政区划名称"


def _levels_differ(printed: str, known: str) -> bool:
    return bool(printed and known and printed != known)


def _is_short_form(one: str, other: str) -> bool:
    """Whether the shorter is what is left of the longer: words of it in order from the first on,
    or its latter half. 民政 stands in 人民政府 too, and means nothing there.
    """
    short, long = sorted((one, other), key=len)
    if len(short) < 2 or len(short) == len(long):  # noqa: PLR2004 - one character says too little
        return False
    if short[0] == long[0]:
        return is_contained_in_order(short, long)
    return long.endswith(short) and 2 * len(short) >= len(long)
