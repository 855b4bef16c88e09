"""Decisions about the corrections of a draft: where a text is cut, what is joined, who is above.

Pure: texts and values in, values out, or the reason for which it cannot be done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from app.core.errors import InvalidError
from app.kit.text import squeeze
from app.reading.found import title_of
from app.reading.terms import Role, TaskKind

CHECKED = 1.0
"""The confidence of what a person has looked at; no reading reaches it."""
TO_CHECK = 0.99
"""Of words that a person cut or wrote anew and nobody has compared with the document since."""
LONGEST_TEXT = 20_000
_SAME_PLACE = 2
"""Characters, a line break and the like, between two places that adjoin."""


class SplitUnits(StrEnum):
    """Which parts keep the units of a task that is split."""

    BY_EVIDENCE = "by_evidence"
    FIRST = "first"
    ALL = "all"


class CutOutsideError(InvalidError):
    code, title = "cut_outside", "断开的位置不在任务全文之内"


class EmptyPartError(InvalidError):
    code, title = "empty_part", "断开后有一部分没有文字"


class TextsDifferError(InvalidError):
    code, title = "texts_differ", "各部分合起来与任务全文不一致"


class MergeItselfError(InvalidError):
    code, title = "merge_itself", "任务不能与自己合并"


class OtherPlanError(InvalidError):
    code, title = "other_plan", "这项任务不属于同一方案"


class TextTooLongError(InvalidError):
    code, title = "text_too_long", f"合并后的任务超过 {LONGEST_TEXT} 字"


class ParentCycleError(InvalidError):
    code, title = "parent_cycle", "任务不能归到自己或自己的下级任务之下"


class KindError(InvalidError):
    code, title = "kind_of_task", "任务类别与上下级不符"


class MoveToItselfError(InvalidError):
    code, title = "move_to_itself", "任务不能移到自己或自己的下级任务前后"


# ---- titles and checking ---------------------------------------------------------------------


def headline(text: str) -> str:
    """The title that a text gives: one line, whatever the text was put together from."""
    return title_of(text.strip().partition("\n")[0])


def is_from_text(title: str, text: str) -> bool:
    return title in ("", headline(text), title_of(text))


def unchecked(confidence: float, *, was_read: bool) -> float:
    """What was checked is to be checked again; what no document has cannot be."""
    return min(confidence, TO_CHECK) if was_read else confidence


# ---- where a text is cut ---------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """From `start` to `end` of the text that was cut; `text` is without white space around."""

    start: int
    end: int
    text: str


def parts(text: str, cuts: Sequence[int]) -> list[Part]:
    """The parts of a text that is cut before each of these code points, in any order."""
    inner = sorted(set(cuts))
    if not inner or inner[0] <= 0 or inner[-1] >= len(text):
        raise CutOutsideError(f"全文共 {len(text)} 字，位置应在 1 到 {len(text) - 1} 之间")
    bounds = [0, *inner, len(text)]
    found = [Part(start, end, text[start:end].strip()) for start, end in pairwise(bounds)]
    if not all(part.text for part in found):
        raise EmptyPartError
    return found


def cuts_between(text: str, texts: Sequence[str]) -> list[int]:
    """Where the parts begin that are given as texts; white space does not count."""
    if squeeze("".join(texts)) != squeeze(text):
        raise TextsDifferError
    filled = [index for index, char in enumerate(text) if not char.isspace()]
    cuts: list[int] = []
    passed = 0
    for one in texts[:-1]:
        passed += len(squeeze(one))
        if passed >= len(filled) or not squeeze(one):
            raise EmptyPartError
        cuts.append(filled[passed])
    return cuts


_SENTENCE_ENDS, _CLAUSE_ENDS = "。；;！？!?\n", "，,、：:"
_CLOSING = "”’」』）)》"


def cut_places(text: str) -> list[int]:
    """Where a person may want to cut: behind each sentence but the last, else behind a clause."""
    return _behind(text, _SENTENCE_ENDS) or _behind(text, _CLAUSE_ENDS)


def _behind(text: str, marks: str) -> list[int]:
    found: list[int] = []
    for index, char in enumerate(text):
        end = index + 1
        while char in marks and end < len(text) and text[end] in (*_CLOSING, *marks):
            end += 1
        if char in marks and text[:end].strip() and text[end:].strip():
            found.append(end)
    return sorted(set(found))


# ---- what is joined --------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A text, and the place from which it was read, if there is one."""

    text: str
    document_id: int | None = None
    start: int = 0
    end: int = 0


def joined(pieces: Sequence[Piece]) -> str:
    """The texts one after the other: run on where they adjoin in the document."""
    text = ""
    for before, piece in zip([None, *pieces], pieces, strict=False):
        gap = "" if before is None or not text or _adjoin(before, piece) else "\n"
        text += gap + piece.text if piece.text else ""
    if len(text) > LONGEST_TEXT:
        raise TextTooLongError
    return text


def _adjoin(one: Piece, other: Piece) -> bool:
    same = one.document_id is not None and one.document_id == other.document_id
    return same and 0 <= other.start - one.end <= _SAME_PLACE


@dataclass(frozen=True)
class Held:
    """A unit that a task names, by its row."""

    id: int
    unit_id: int | None
    name: str
    role: Role


@dataclass
class United:
    """Rows that stay, in order; those that go; and where roles differed, what they were, from the
    weakest to the one that stays.
    """

    kept: list[Held] = field(default_factory=list)
    gone: list[Held] = field(default_factory=list)
    roles: dict[str, list[Role]] = field(default_factory=dict)


def united(held: Sequence[Held]) -> United:
    """Each unit once, in its strongest role; of equal roles the first printed stays."""
    found = United()
    for same in _alike(held):
        strongest = min(same, key=lambda one: _STRENGTH.index(one.role))
        found.kept.append(strongest)
        found.gone += [one for one in same if one is not strongest]
        roles = sorted({one.role for one in same}, key=_STRENGTH.index, reverse=True)
        if len(roles) > 1:
            found.roles[strongest.name] = roles
    found.kept.sort(key=held.index)
    return found


_STRENGTH = (Role.LEAD, Role.RESPONSIBLE, Role.SUPPORTING)


def _alike(held: Sequence[Held]) -> list[list[Held]]:
    """Rows that mean one unit: by the unit where it is known; an open name joins its like."""
    groups: dict[int | str, list[Held]] = {}
    for one in held:
        if one.unit_id is not None:
            groups.setdefault(one.unit_id, []).append(one)
    known = {one.name: group for group in reversed(groups.values()) for one in group}
    for one in held:
        if one.unit_id is None:
            known.setdefault(one.name, groups.setdefault(one.name, [])).append(one)
    return [sorted(group, key=held.index) for group in groups.values() if group]


# ---- who is above ----------------------------------------------------------------------------


def check_parent(task_id: int, parent_id: int, parents: Mapping[int, int | None]) -> None:
    """Raise `ParentCycleError` when the way up from `parent_id` leads to the task itself."""
    above: int | None = parent_id
    while above is not None:
        if above == task_id:
            raise ParentCycleError
        above = parents.get(above)


def parents_after(
    parents: Mapping[int, int | None], task_id: int, gone: Sequence[int]
) -> dict[int, int | None]:
    """New parents, by id, when tasks are merged into one: what hung on them hangs on it now.

    What the task itself hangs on goes up to the next that stays, so that no circle comes about.
    """
    above = {task_id}
    at = parents[task_id]
    while at is not None:
        above.add(at)
        at = parents[at]
    found: dict[int, int | None] = {}
    for id_, parent_id in parents.items():
        if id_ not in gone and parent_id in gone:
            found[id_] = _staying(parents, parent_id, gone) if id_ in above else task_id
    return found


def _staying(parents: Mapping[int, int | None], id_: int | None, gone: Sequence[int]) -> int | None:
    while id_ is not None and id_ in gone:
        id_ = parents[id_]
    return id_


def check_kind(kind: TaskKind, parent_id: int | None) -> None:
    """Raise `KindError` for a measure that hangs on nothing, and for a task below another."""
    if kind is TaskKind.MEASURE and parent_id is None:
        raise KindError("措施要归在一项任务之下，请同时选择上级任务")
    if kind is TaskKind.TASK and parent_id is not None:
        raise KindError("归在另一项任务之下的是措施，不能改为任务；要改请先取消上级任务")


def kind_below(kind: TaskKind, parent_id: int | None) -> TaskKind:
    """A task that is put below another becomes a measure, and a task again when it leaves it."""
    if parent_id is not None and kind is TaskKind.TASK:
        return TaskKind.MEASURE
    if parent_id is None and kind is TaskKind.MEASURE:
        return TaskKind.TASK
    return kind


# ---- the order -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spot:
    """A task in the order of its plan."""

    id: int
    parent_id: int | None


def below(order: Sequence[Spot], task_id: int) -> list[int]:
    """A task and all that hangs on it, in order."""
    inside = {task_id}
    grown = 0
    while grown != len(inside):
        grown = len(inside)
        inside |= {spot.id for spot in order if spot.parent_id in inside}
    return [spot.id for spot in order if spot.id in inside]


def moved_to(order: Sequence[Spot], task_id: int, position: int) -> list[int]:
    """All ids, the task with what hangs on it at `position`, which counts from 1."""
    block = below(order, task_id)
    rest = [spot.id for spot in order if spot.id not in block]
    return [*rest[: position - 1], *block, *rest[position - 1 :]]


def moved_beside(order: Sequence[Spot], task_id: int, other_id: int, *, after: bool) -> list[int]:
    """Before another task, or after it and all that hangs on it. Raise `MoveToItselfError`."""
    block = below(order, task_id)
    if other_id in block:
        raise MoveToItselfError
    rest = [spot.id for spot in order if spot.id not in block]
    others = [one for one in below(order, other_id) if one not in block]
    index = rest.index(others[-1]) + 1 if after else rest.index(other_id)
    return [*rest[:index], *block, *rest[index:]]


def siblings(order: Sequence[Spot], task_id: int) -> tuple[int | None, int | None]:
    """The tasks before and after one that stand on its level, under the same task."""
    parent = next(spot.parent_id for spot in order if spot.id == task_id)
    same = [spot.id for spot in order if spot.parent_id == parent]
    at = same.index(task_id)
    return (same[at - 1] if at else None), (same[at + 1] if at + 1 < len(same) else None)
