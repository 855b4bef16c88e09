"""原 and 现 in words: each change as a line that a person reads. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.kit.clock import printed_date
from app.plans.amending.messages import (
    ATTRIBUTES,
    DUE_SOURCES,
    FIELDS,
    NOTHING,
    ROLES,
    TASK_KINDS,
)
from app.plans.terms import ChangeAction

Values = Mapping[str, Any]
_DUE = ("due_text", "due_on", "due_source")
_UNTOLD = {"unit_id", "position", "raw", "first_lead_basis", "collective", "parent_id", *_DUE}
"""Fields that say nothing to a person, or say it once more."""


@dataclass(frozen=True)
class Change:
    """`id` is the row's in the list; `name` is the unit's, or the indicator's, as it is called."""

    id: int
    action: ChangeAction
    name: str | None
    before: Values | None
    after: Values | None


@dataclass(frozen=True)
class Line:
    """`ids` are the changes that it tells of; `unit_ids` those whose part changed."""

    label: str
    before: str
    after: str
    ids: tuple[int, ...]
    unit_ids: frozenset[int] = frozenset()


def lines(changes: Sequence[Change]) -> list[Line]:
    """Of one task, or of the indicators, in one amendment. A unit that took the place of another
    stands beside it.
    """
    came = {_place(one): one for one in changes if one.action is ChangeAction.ASSIGNMENT_ADDED}
    found: list[Line] = []
    replaced: set[int] = set()
    for one in changes:
        if one.action is ChangeAction.ASSIGNMENT_ENDED and _place(one) in came:
            other = came[_place(one)]
            replaced.add(other.id)
            found.append(_unit_line(one, other))
    for one in changes:
        ended = one.action is ChangeAction.ASSIGNMENT_ENDED and _place(one) in came
        if one.id not in replaced and not ended:
            found += _lines(one)
    return sorted(found, key=lambda line: min(line.ids))


def _place(one: Change) -> Any:
    return (one.before or one.after or {}).get("position")


def _lines(one: Change) -> Iterator[Line]:
    match one.action:
        case ChangeAction.TASK_ADDED:
            yield Line("任务", NOTHING, str((one.after or {})["text"]), (one.id,))
            yield from _due_lines(one)
        case ChangeAction.TASK_ENDED:
            yield Line("任务", str((one.before or {})["text"]), "终止", (one.id,))
        case ChangeAction.ASSIGNMENT_ADDED:
            yield _unit_line(None, one)
        case ChangeAction.ASSIGNMENT_ENDED:
            yield _unit_line(one, None)
        case _:
            yield from _field_lines(one)


def _unit_line(ended: Change | None, added: Change | None) -> Line:
    was, now = ended.before if ended else None, added.after if added else None
    concerned = (side["unit_id"] for side in (was, now) if side)
    return Line(
        "责任单位",
        _unit(was),
        _unit(now),
        tuple(one.id for one in (ended, added) if one),
        frozenset(id_ for id_ in concerned if id_ is not None),
    )


def _unit(side: Values | None) -> str:
    if side is None:
        return NOTHING
    first = "（汇总填报）" if side["is_first_lead"] and side["first_lead_basis"] != "sole" else ""
    name, known = side["raw"], side.get("unit")
    meant = "" if known in {None, side["name"], name} else f"（即{known}）"
    return f"{side['printed_label']}：{name}{meant}{first}"


def _field_lines(one: Change) -> Iterator[Line]:
    before, after = one.before or {}, one.after or {}
    of = f"{one.name}：" if one.name else ""
    concerned = frozenset(
        side["unit_id"] for side in (before, after) if side.get("unit_id") is not None
    )
    yield from _due_lines(one)
    for name in after:
        if name in _UNTOLD or (name == "role" and "printed_label" in after):
            continue
        was, now = value(name, before.get(name)), value(name, after[name])
        yield Line(f"{of}{FIELDS.get(name, name)}", was, now, (one.id,), concerned)


def _due_lines(one: Change) -> Iterator[Line]:
    before, after = one.before or {}, one.after or {}
    if any(name in after for name in _DUE):
        was = due(before) if one.before is not None else NOTHING
        if was != due(after):
            yield Line("完成时限", was, due(after), (one.id,))


def due(side: Values) -> str:
    """The words that are printed, else the day, else what its absence means; `side` may have some
    of the three fields alone.
    """
    if side.get("due_text"):
        return str(side["due_text"])
    source = side.get("due_source")
    if source in DUE_SOURCES:
        return DUE_SOURCES[source]
    return value("due_on", side.get("due_on"))


def value(name: str, given: Any) -> str:
    """A field as a person reads it."""
    words: Mapping[str, Mapping[Any, str]] = {
        "role": ROLES,
        "attribute": ATTRIBUTES,
        "kind": TASK_KINDS,
        "is_first_lead": {True: "是", False: "否"},
    }
    if given in (None, "", []):
        return NOTHING
    if name in ("due_on", "extended_to"):
        return printed_date(date.fromisoformat(str(given)))
    if isinstance(given, list):
        return " · ".join(map(str, given))
    return words.get(name, {}).get(given, str(given))


def of_unit(found: Iterable[Line], unit_ids: frozenset[int]) -> list[Line]:
    """Lines of a task that a unit should read: of the task, and of its own part in it."""
    return [one for one in found if not one.unit_ids or one.unit_ids & unit_ids]
