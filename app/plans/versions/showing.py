"""A difference as the page shows it: 原 and 现 beside each other, in the words of the office."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.plans.versions import messages
from app.plans.versions.wording import Piece, beside

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One thing that changed. Without `old` it came, without `new` it went."""

    label: str
    old: Sequence[Piece]
    new: Sequence[Piece]


@dataclass(frozen=True)
class Changed:
    """What changed of one task, or of one indicator."""

    id: int
    number: str | None
    title: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Shown:
    """`whole` lists what came and what went as it is kept; the rest stands line by line."""

    whole: Json
    head: Sequence[Line]
    tasks: Sequence[Changed]
    indicators: Sequence[Changed]
    units: Sequence[Line]

    @property
    def is_empty(self) -> bool:
        return not any(self.whole.values())


def shown(difference: Json) -> Shown:
    return Shown(
        whole=difference,
        head=list(_lines(difference["plan_changes"], messages.HEAD)),
        tasks=[_task(one) for one in difference["tasks_changed"]],
        indicators=[_indicator(one) for one in difference["indicators_changed"]],
        units=list(_units(difference)),
    )


def summary(difference: Json) -> str:
    """新增 2 项、删去 1 项、改动 5 项."""
    counted = [
        f"{word} {len(difference[name])} 项"
        for name, word in messages.TASKS.items()
        if difference[name]
    ]
    return "、".join(counted) or messages.NO_TASKS


def lines(difference: Json) -> Iterator[str]:
    """A difference for a person at a terminal."""
    yield summary(difference)
    for name, word in messages.TASKS.items():
        yield from (f"{word}　{one['number'] or '—'}　{one['title']}" for one in difference[name])
    for name, word in messages.UNITS.items():
        if difference[name]:
            yield f"{word}：{'、'.join(one['name'] for one in difference[name])}"


# ---- what changed ----------------------------------------------------------------------------


def _task(one: Json) -> Changed:
    changes = dict(one["changes"])
    if "text" in changes:
        changes.pop("title", None)  # it is taken from the text
    if "due_text" in changes:
        changes.pop("due_on", None)
        changes.pop("due_source", None)
    if "due_on" in changes:
        changes.pop("due_source", None)
    lines = [*_lines(changes, messages.TASK), *_units_of_task(one)]
    return Changed(one["task_id"], one["number"], one["title"], lines)


def _indicator(one: Json) -> Changed:
    lines = list(_lines(one["changes"], messages.INDICATOR))
    return Changed(one["indicator_id"], None, one["name"], lines)


def _lines(changes: Json, labels: Mapping[str, str]) -> Iterator[Line]:
    for name, label in labels.items():
        if name in changes:
            old, new = (_text(name, changes[name][side]) for side in ("old", "new"))
            yield Line(label, *beside(old, new))


def _text(name: str, value: object) -> str:
    if isinstance(value, list):
        return " / ".join(map(str, value))
    if value is None:
        return ""
    return messages.VALUES.get(name, {}).get(str(value), str(value))


def _units_of_task(one: Json) -> Iterator[Line]:
    for unit in one["units_removed"]:
        yield Line(unit["printed_label"], _all_of(unit["name"]), [])
    for unit in one["units_added"]:
        yield Line(unit["printed_label"], [], _all_of(unit["name"]))
    for unit in one["roles_changed"]:
        old, new = (f"{unit['name']}（{messages.ROLES[unit['role'][side]]}）" for side in _SIDES)
        yield Line(messages.ROLE_OF_UNIT, *beside(old, new))
    for unit in one["names_changed"]:
        yield Line(messages.NAME_OF_UNIT, *beside(unit["old"], unit["new"]))


_SIDES = ("old", "new")


def _all_of(text: str) -> list[Piece]:
    return [Piece(text, differs=True)]


# ---- the units of the plan -------------------------------------------------------------------


def _units(difference: Json) -> Iterator[Line]:
    for unit in difference["units_added"]:
        yield Line(unit["name"], [], _all_of(_held(unit["roles"])))
    for unit in difference["units_removed"]:
        yield Line(unit["name"], _all_of(_held(unit["roles"])), [])
    for unit in difference["units_changed"]:
        old, new = (_held(unit["roles"][side]) for side in _SIDES)
        yield Line(unit["name"], *beside(old, new))


def _held(roles: Mapping[str, int]) -> str:
    """牵头 2 项、配合 1 项."""
    return "、".join(_count(messages.ROLES[role], count) for role, count in roles.items())


def _count(word: str, count: int) -> str:
    return f"{word} {count} 项"
