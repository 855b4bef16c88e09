"""What is another now than before, as it is kept, told over REST and shown. Pure, as `rules`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.kit.text import bare, fold
from app.plans.rules import plain
from app.plans.versions.content import TaskWords, UnitWords, headings
from app.reading.terms import Role

Json = dict[str, Any]
INDICATOR_FIELDS = (
    "number",
    "name",
    "measure",
    "baseline",
    "baseline_year",
    "target",
    "target_year",
    "attribute",
)


@dataclass(frozen=True)
class Divided:
    """By row id: one task whose words now stand in several, or several that now stand in one."""

    whole: int
    parts: tuple[int, ...]


def difference(
    before: Sequence[TaskWords],
    after: Sequence[TaskWords],
    *,
    kept: Iterable[int] = (),
    splits: Iterable[Divided] = (),
    merges: Iterable[Divided] = (),
) -> Json:
    """Both drafts with their row ids. `kept` are the tasks that no document prints any more, or
    none ever did, and that stay because a person added them.
    """
    old, new = ({task.id: task for task in tasks} for tasks in (before, after))
    changed = (_changed(old[task.id], task) for task in after if task.id in old)
    return {
        "tasks_added": [_task(one) for one in after if one.id not in old],
        "tasks_removed": [_task(one) for one in before if one.id not in new],
        "tasks_changed": [one for one in changed if one is not None],
        "tasks_split": [_divided(old, new, one, "into") for one in splits],
        "tasks_merged": [_divided(new, old, one, "out_of") for one in merges],
        "tasks_kept": [_named(new[id_]) for id_ in kept if id_ in new],
        **_units_of_plan(before, after),
    }


def _named(task: TaskWords) -> Json:
    return {"task_id": task.id, "number": task.number, "title": task.title}


def _task(task: TaskWords) -> Json:
    return _named(task) | {
        "text": task.text,
        "section": list(task.section),
        "due_on": plain(task.due_on),
        "due_text": task.due_text,
        "units": [_unit(one) for one in task.units],
    }


def _unit(unit: UnitWords) -> Json:
    return {
        "unit_id": unit.unit_id,
        "name": unit.raw,
        "role": unit.role.value,
        "printed_label": unit.label,
    }


def _divided(
    wholes: Mapping[int, TaskWords], parts: Mapping[int, TaskWords], one: Divided, name: str
) -> Json:
    found = [_named(parts[part]) for part in one.parts if part in parts]
    return _named(wholes[one.whole]) | {name: found}


# ---- one task --------------------------------------------------------------------------------


def _changed(old: TaskWords, new: TaskWords) -> Json | None:
    changes = _changes(old, new)
    units = _changed_units(old.units, new.units)
    if not changes and not any(units.values()):
        return None
    return _named(new) | {"changes": changes} | units


def _changes(old: TaskWords, new: TaskWords) -> Json:
    """Fields whose meaning is another; width of signs and numbering of headings are none."""
    changes: Json = {}
    for name in ("number", "title", "text", "due_text"):
        if fold(getattr(old, name) or "") != fold(getattr(new, name) or ""):
            changes[name] = _from_to(getattr(old, name), getattr(new, name))
    for name in ("kind", "due_on", "due_source"):
        if getattr(old, name) != getattr(new, name):
            changes[name] = _from_to(plain(getattr(old, name)), plain(getattr(new, name)))
    if headings(old.section) != headings(new.section):
        changes["section"] = _from_to(list(old.section), list(new.section))
    return changes


def _from_to(old: object, new: object) -> Json:
    return {"old": old, "new": new}


def _changed_units(old: Sequence[UnitWords], new: Sequence[UnitWords]) -> Json:
    """Rows keep their ids: one that is there before and after is the same, whatever its role."""
    before, after = ({one.id: one for one in units} for units in (old, new))
    both = [(before[one.id], one) for one in new if one.id in before]
    return {
        "units_added": [_unit(one) for one in new if one.id not in before],
        "units_removed": [_unit(one) for one in old if one.id not in after],
        "roles_changed": [
            _unit(now) | {"role": _from_to(was.role.value, now.role.value)}
            for was, now in both
            if was.role is not now.role
        ],
        "names_changed": [
            {"unit_id": now.unit_id, **_from_to(was.raw, now.raw)}
            for was, now in both
            if bare(was.raw) != bare(now.raw)
        ],
    }


# ---- the whole plan --------------------------------------------------------------------------


def _units_of_plan(before: Sequence[TaskWords], after: Sequence[TaskWords]) -> Json:
    known = {
        one.key: one.unit_id for task in (*before, *after) for one in task.units if one.unit_id
    }
    old, new = _roles(before, known), _roles(after, known)
    changed = [key for key in new if key in old and set(old[key].roles) != set(new[key].roles)]
    return {
        "units_added": [new[key].as_json() for key in new if key not in old],
        "units_removed": [old[key].as_json() for key in old if key not in new],
        "units_changed": [
            new[key].as_json() | {"roles": _from_to(old[key].counts(), new[key].counts())}
            for key in changed
        ],
    }


@dataclass
class _Held:
    """What a unit holds in a plan."""

    unit_id: int | None
    name: str
    roles: list[Role]

    def as_json(self) -> Json:
        return {"unit_id": self.unit_id, "name": self.name, "roles": self.counts()}

    def counts(self) -> dict[str, int]:
        """How many tasks in each role."""
        return {role.value: self.roles.count(role) for role in Role if role in self.roles}


def _roles(tasks: Iterable[TaskWords], known: Mapping[str, int]) -> dict[object, _Held]:
    """Units by id, and names that no unit certainly has by themselves, in printed order.

    A name that found its unit only in one of the two drafts was that unit in the other too.
    """
    found: dict[object, _Held] = {}
    for task in tasks:
        for one in task.units:
            unit_id = one.unit_id or known.get(one.key)
            held = found.setdefault(unit_id or one.key, _Held(unit_id, one.raw, []))
            held.roles.append(one.role)
    return found


def indicators(before: Iterable[Json], after: Iterable[Json]) -> Json:
    """Indicators by row id."""
    old, new = ({one["id"]: one for one in rows} for rows in (before, after))
    changed = [
        {"indicator_id": id_, "name": new[id_]["name"], "changes": changes}
        for id_ in new
        if id_ in old and (changes := _fields(old[id_], new[id_], INDICATOR_FIELDS))
    ]
    return {
        "indicators_added": [_indicator(new[id_]) for id_ in new if id_ not in old],
        "indicators_removed": [_indicator(old[id_]) for id_ in old if id_ not in new],
        "indicators_changed": changed,
    }


def _indicator(one: Json) -> Json:
    kept = {name: plain(one[name]) for name in ("name", "measure", "target")}
    return {"indicator_id": one["id"], **kept}


def _fields(old: Mapping[str, Any], new: Mapping[str, Any], names: Iterable[str]) -> Json:
    return {
        name: _from_to(plain(old[name]), plain(new[name]))
        for name in names
        if old[name] != new[name]
    }


def head(old: Mapping[str, Any], new: Mapping[str, Any]) -> Json:
    """The plan's own fields."""
    return {"plan_changes": _fields(old, new, new)}


def counts(found: Mapping[str, Any]) -> dict[str, int]:
    """How many of each kind a difference lists."""
    return {name: len(listed) for name, listed in found.items()}
