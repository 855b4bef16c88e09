"""The words that name a part of the responsibility: 牵头单位, 责任部门, 配合, 完成时限 and kin."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.kit.text import fold
from app.reading import vocabulary as words
from app.reading.terms import Role

_ROLE_WORDS = (
    (Role.LEAD, words.LEAD),
    (Role.SUPPORTING, words.SUPPORT),
    (Role.RESPONSIBLE, words.HOLD),
)


def any_of(*lists: tuple[str, ...], spaced: bool = False) -> str:
    """A pattern for one of the words, longest first; `spaced` lets blanks stand within a word."""
    every = sorted({word for one in lists for word in one}, key=lambda word: (-len(word), word))
    between = r"\s{0,4}" if spaced else ""
    if not every:
        return "(?!)"
    return "(?:" + "|".join(between.join(map(re.escape, word)) for word in every) + ")"


_ROLE = any_of(words.LEAD, words.SUPPORT, words.HOLD)
_HOLDER = any_of(words.HOLDERS)
# 牵头（责任）单位, 牵头及责任单位, 责任单位（部门）, 责任单位和责任人
_WHOLE = re.compile(
    rf"{any_of(words.SCOPES)}?{_ROLE}(?:[和及、/(与或]*{_ROLE}\)?)?"
    rf"(?:{_HOLDER}[和及、/(与或]*){{1,2}}\)?(?:(?:主要)?{any_of(words.PERSONS)}\)?)?"
)
_BARE = re.compile(rf"({any_of(words.LEAD, words.SUPPORT)})")


class Kind(StrEnum):
    """What stands after a label."""

    UNITS = "units"
    PERSONS = "persons"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a text: where its word starts, and where its value does."""

    kind: Kind
    word: str
    role: Role | None
    start: int
    value: int


def role_of(label: str) -> Role | None:
    """The role that a label such as 牵头单位 gives, or None for any other word."""
    word = fold(label)
    return role_in(word) if _WHOLE.fullmatch(word) else None


def bare_role_of(label: str) -> Role | None:
    """As `role_of` for a word without its 单位, as columns of tables have: 牵头, 配合."""
    word = fold(label)
    return role_in(word) if _BARE.fullmatch(word) else None


def role_in(word: str) -> Role:
    """By the first word of a role in it, 牵头责任 being 牵头 and 责任配合 being 配合."""
    found = (role for role, kin in _ROLE_WORDS if any(one in word for one in kin))
    return next(found, Role.RESPONSIBLE)


_AND = r"\s{0,4}[和及、/（(与或]{0,2}\s{0,4}"
_SPACED_HOLDER = any_of(words.HOLDERS, spaced=True)
_SPACED_ROLE = any_of(words.LEAD, words.SUPPORT, words.HOLD, spaced=True)
_SPACED_PERSON = any_of(words.PERSONS, spaced=True)
_BARE_ROLE = rf"(?:{any_of(words.LEAD, words.SUPPORT)}|责任)(?=\s*[：:])"
_UNITS = (
    rf"{any_of(words.SCOPES)}?{_SPACED_ROLE}(?:{_AND}{_SPACED_ROLE}[）)]?)?\s{{0,4}}"
    rf"(?:{_SPACED_HOLDER}{_AND}){{1,2}}[）)]?(?:(?:主要)?{_SPACED_PERSON}[）)]?)?"
    rf"|{_BARE_ROLE}|(?:责任|任务|职责)\s{{0,4}}分\s{{0,4}}工"
)
_PERSONS = (
    rf"(?:{any_of(words.PERSON_KINDS)}[的及、和]?){{0,3}}[县市区镇省]?(?:级)?{_SPACED_PERSON}"
    r"(?:[（(][^（()）]{1,6}[）)])?"
)
_TIME = (
    rf"(?:{any_of(words.TIME_KINDS, spaced=True)}\s{{0,4}}){{0,2}}"
    rf"{any_of(words.TIMES, spaced=True)}(?:要求|安排)?"
)
_CUT = "局委办厅部会院所站队联室心司府道处科社校学前底日"
# A conversion may have lost what stood between a name or a day and the next label.
_BEFORE = (
    rf"(?:^|(?<=[{_CUT}])(?=[^：:∶]{{2,12}}[：:∶])"
    r"|(?<=[（(〔【［\[；;，,。.、\s：:）)〕】］\]*—–-]))"
)
_BLANKS = r"\s{0,8}"
_AFTER = (
    rf"(?:{_BLANKS}[：:∶﹕]{{1,3}}{_BLANKS}|{_BLANKS}[】〕］\]]{_BLANKS}[：:]?{_BLANKS}"
    r"|(?<=[位门构体])[ \u3000]{1,8}(?=[\u4e00-\u9fff]))"
)
# Every repetition is bounded: a text may hold blanks and stars without end.
_IN_TEXT = re.compile(
    rf"{_BEFORE}[*#]{{0,6}}"
    rf"(?P<word>(?P<units>{_UNITS})|(?P<persons>{_PERSONS})|(?P<time>{_TIME})){_AFTER}"
)


def labels_in(text: str, start: int = 0) -> Iterator[Label]:
    """The labels of a text in order; after each comes a colon, a closing bracket or a blank."""
    for found in _IN_TEXT.finditer(text, start):
        kind = next(kind for kind in Kind if found[kind.value])
        word = fold(found["word"])
        role = role_in(word) if kind is Kind.UNITS else None
        yield Label(kind, "".join(found["word"].split()), role, found.start("word"), found.end())


def opens_with_label(text: str) -> bool:
    """Whether a line begins with a label, a bracket before it aside."""
    return _IN_TEXT.match(text.lstrip(" \t\u3000（(〔【[*#")) is not None


def ends_with_label(text: str) -> bool:
    """Whether a line is a label whose value stands on the next one."""
    found = _IN_TEXT.match(text.lstrip(" \t\u3000（(〔【[*#"))
    return found is not None and not found.string[found.end() :].strip("：: ")
