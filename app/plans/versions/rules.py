"""A new version over a draft: what a person's hand keeps, and what the document decides.

Three stand beside each other: what the version before printed (`base`), the draft as it stands
after people corrected it (`row`), and what the new version prints (`theirs`). Where the printed
words did not change, what a person said of them stands. Where the document changed them the
document wins, whatever a person had said, and the difference lists it. The order is always the
document's; what a person had added keeps its place behind what it stood behind.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.core.errors import ConflictError, InvalidError
from app.kit.text import fold, likeness
from app.plans.versions.content import TaskWords, headings
from app.plans.versions.matching import Division, Wording, match
from app.plans.versions.unit_rules import Old, led, pick, units_over
from app.reading.regions import region_of
from app.reading.terms import DueSource

_SAME_TITLE = 0.9
"""Titles of one plan's versions are so alike, and name the same years and periods."""
_KNOWN_AGAIN = 3
"""One in so many of a draft's tasks is in every version of the same plan."""
_STAGES = re.compile("征求意见稿|送审稿|报批稿|印发稿|修订稿|草案")
_FACT = re.compile(r"([ta])([0-9]+)")
_NUMBERS = re.compile(r"[0-9]+|[零〇一二三四五六七八九十百]+")


class NothingInItError(ConflictError):
    code, title = "nothing_in_it", "新文件里没有读出工作任务，原来的草稿没有变动"


class AnotherPlanError(ConflictError):
    code = "another_plan"
    title = "新文件和现在的草稿对不上，看来不是同一个方案；原来的草稿没有变动"

    def __init__(self, known: int, tasks: int) -> None:
        super().__init__(
            f"草稿的 {tasks} 项任务里，新文件对得上 {known} 项，其余 {tasks - known} 项会被删去。"
            "确是同一个方案的，请重新上传并勾选“确认是同一个方案”；接口上传时给出 confirm=true"
        )


class ImportedVersionError(ConflictError):
    code, title = "imported_version", "这一版已经导入，不能撤回"


class HomeGivenError(InvalidError):
    code = "home_given"
    title = "新版本沿用原方案的行政区划和承办单位，不能另行指定"


def refer_anew(key: str, tasks: Mapping[int, int], findings: Mapping[int, int]) -> str:
    """The key of a word on a check, of a copy of its plan: `code:task:…`, `code:reading:id`."""
    match key.split(":"):
        case [code, "reading", id_]:
            return f"{code}:reading:{findings.get(int(id_), id_)}"
        case [code, id_, *place] if id_.isdigit():
            return ":".join((code, str(tasks.get(int(id_), id_)), *place))
        case _:
            return key


def said_anew(fact: str, tasks: Mapping[int, int], cells: Mapping[int, int]) -> str:
    """A fact of a check, of a copy of its plan: `t` and `a` stand before ids of rows."""
    found = _FACT.match(fact)
    if found is None:
        return fact
    ids = tasks if found[1] == "t" else cells
    return f"{found[1]}{ids.get(int(found[2]), int(found[2]))}{fact[found.end() :]}"


@dataclass(frozen=True)
class MergedTask:
    """A task of the draft to be. `words.id` is 0 for one that is new; `place` is its index in the
    new version, null for one that a person had added and that stays.
    """

    words: TaskWords
    place: int | None


@dataclass(frozen=True)
class Merged:
    """`rows` gives for each task of the new version the row that it is of, 0 for a new one; the row
    of one that a person had deleted, and that stays away, is no longer there.

    A split holds a row id and indexes into the new version, a merge an index and row ids.
    """

    tasks: tuple[MergedTask, ...]
    removed: tuple[TaskWords, ...]
    rows: tuple[int, ...]
    splits: tuple[Division, ...]
    merges: tuple[Division, ...]


def merge(
    base: Mapping[int, TaskWords] | None,
    rows: Sequence[TaskWords],
    incoming: Sequence[TaskWords],
) -> Merged:
    """Put a new version over a draft. `base` is by row id, null where nobody kept it: then the
    draft counts as printed, but for what has no source in a document.
    """
    olds = _olds(base, rows)
    found = match([_wording(one.printed) for one in olds], list(map(_wording, incoming)))
    partners = {new: olds[old] for old, new in found.pairs}
    over = [(place, _over(partners.get(place), one)) for place, one in enumerate(incoming)]
    tasks = [MergedTask(words, place) for place, words in over if words is not None]
    left = [one for n, one in enumerate(olds) if n not in {old for old, _ in found.pairs}]
    return Merged(
        tasks=tuple(_put_back(tasks, rows, {one.printed.id for one in left if one.added})),
        removed=tuple(one.row for one in left if one.row is not None and not one.added),
        rows=tuple(partners[n].printed.id if n in partners else 0 for n in range(len(incoming))),
        splits=tuple(Division(olds[one.whole].printed.id, one.parts) for one in found.splits),
        merges=tuple(
            Division(one.whole, tuple(olds[n].printed.id for n in one.parts))
            for one in found.merges
        ),
    )


def check_same_plan(
    merged: Merged, titles: tuple[str, str], before: int, *, confirmed: bool = False
) -> None:
    """Raise for a file that would empty a draft: one without tasks, or another plan's unless a
    person `confirmed` it.

    `before` is how many tasks the draft has, `titles` are the old and the new.
    """
    if before and not merged.rows:
        raise NothingInItError
    together = {id_ for one in merged.merges for id_ in one.parts}
    lost = sum(one.id not in together for one in merged.removed)
    kept = sum(1 for one in merged.tasks if one.words.id and one.place is not None)
    known = kept + len(merged.removed) - lost
    few = known * _KNOWN_AGAIN < known + lost and not is_same_title(*titles)
    elsewhere = lost and is_of_another_place(*titles)
    if lost and (few or not known or elsewhere) and not confirmed:
        raise AnotherPlanError(known, known + lost)


def is_of_another_place(old: str, new: str) -> bool:
    """Two counties' plans share half their words with the province's."""
    places = {region_of(old), region_of(new)}
    return None not in places and len(places) > 1


def is_same_title(old: str, new: str) -> bool:
    """Another year, or another five years, is another plan."""
    old, new = (_STAGES.sub("", fold(title)) for title in (old, new))
    same_numbers = _NUMBERS.findall(old) == _NUMBERS.findall(new)
    return same_numbers and likeness(old, new) >= _SAME_TITLE


def _olds(base: Mapping[int, TaskWords] | None, rows: Sequence[TaskWords]) -> list[Old[TaskWords]]:
    if base is None:
        return [Old(row, row, added=row.source is None) for row in rows]
    standing = {row.id for row in rows}
    deleted = [Old(one, None) for id_, one in base.items() if id_ not in standing]
    return [Old(base.get(row.id, row), row, added=row.id not in base) for row in rows] + deleted


def _wording(task: TaskWords) -> Wording:
    units = frozenset(f"{one.role}:{one.key}" for one in task.units)
    return Wording(task.words, task.number, task.section, task.kind, units)


def _put_back(
    tasks: Sequence[MergedTask], rows: Sequence[TaskWords], by_hand: set[int]
) -> list[MergedTask]:
    """What a person had added goes behind the task that it stood behind."""
    behind: dict[int, list[MergedTask]] = {}
    standing = {one.words.id for one in tasks}
    last = 0
    for row in rows:
        if row.id in by_hand:
            behind.setdefault(last, []).append(MergedTask(row, None))
        elif row.id in standing:
            last = row.id
    placed = behind.pop(0, [])
    for one in tasks:
        placed += [one, *behind.get(one.words.id, [])]
    return placed


# ---- one task --------------------------------------------------------------------------------


def _over(old: Old[TaskWords] | None, theirs: TaskWords) -> TaskWords | None:
    """The task as it will stand; None for one that a person had deleted and that did not change."""
    if old is None or old.row is None:
        stays_away = old is not None and _is_same(old.printed, theirs)
        return None if stays_away else replace(theirs, units=led(theirs.units, theirs.units))
    base, mine = old.printed, old.row
    due_on, due_text, due_source = pick(_due(base), _due(mine), _due(theirs))
    return TaskWords(
        id=mine.id,
        number=pick(base.number, mine.number, theirs.number, _same_text),
        title=pick(base.title, mine.title, theirs.title, _same_text),
        text=pick(base.text, mine.text, theirs.text, _same_text),
        section=pick(base.section, mine.section, theirs.section, _same_section),
        kind=pick(base.kind, mine.kind, theirs.kind),
        source=theirs.source,
        due_on=due_on,
        due_text=due_text,
        due_source=due_source,
        units=units_over(base.units, mine.units, theirs.units),
        parent_id=mine.parent_id,
        confidence=mine.confidence if _is_same(base, theirs) else theirs.confidence,
    )


def _due(task: TaskWords) -> tuple[date | None, str | None, DueSource | None]:
    return task.due_on, task.due_text, task.due_source


def _same_text(one: str | None, other: str | None) -> bool:
    return fold(one or "") == fold(other or "")


def _same_section(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return headings(one) == headings(other)


def _is_same(one: TaskWords, other: TaskWords) -> bool:
    named, others = ([(unit.key, unit.role) for unit in task.units] for task in (one, other))
    return _same_text(one.words, other.words) and named == others


# ---- what hangs together ---------------------------------------------------------------------


def parents(
    base: Mapping[int, TaskWords] | None,
    tasks: Sequence[TaskWords],
    printed: Mapping[int, int | None],
) -> dict[int, int | None]:
    """Under which task each stands: by `printed`, but where a person had put it elsewhere and the
    document did not. `tasks` have their row ids and still the parents of before.
    """
    known = base or {}
    chosen: dict[int, int | None] = {}
    for task in tasks:
        before = known[task.id].parent_id if task.id in known else task.parent_id
        chosen[task.id] = pick(before, task.parent_id, printed.get(task.id))
        if task.id not in printed:
            chosen[task.id] = task.parent_id
    return {id_: one if _leads_out(chosen, id_) else None for id_, one in chosen.items()}


def _leads_out(parents: Mapping[int, int | None], id_: int) -> bool:
    """Whether the parents above a task are all there, and end."""
    seen = {id_}
    above = parents[id_]
    while above is not None:
        if above in seen or above not in parents:
            return False
        seen.add(above)
        above = parents[above]
    return True


def said_units(base: Mapping[int, TaskWords] | None, rows: Sequence[TaskWords]) -> dict[str, int]:
    """Names, bare, that a person has said of the whole plan to be a unit.

    A unit that was changed in one task only says nothing of the same name elsewhere.
    """
    printed = {
        (id_, unit.key): unit.unit_id for id_, task in (base or {}).items() for unit in task.units
    }
    found: dict[str, set[int | None]] = {}
    said = set()
    for row in rows:
        for unit in row.units:
            found.setdefault(unit.key, set()).add(unit.unit_id)
            if printed.get((row.id, unit.key)) != unit.unit_id:
                said.add(unit.key)
    only = {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}
    return {key: id_ for key, id_ in only.items() if key in said and id_ is not None}
