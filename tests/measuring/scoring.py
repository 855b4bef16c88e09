"""How much of a hand-made truth an extraction finds: F1 over (task, unit) and (task, unit, role).

A truth file has `tasks` with `text_start` and `text_end` (the first and last characters of the
task's words), `lead` and `others` as printed, or `units_role_unknown` where the document lost its
marks. A role is lead or not. A task is the one that holds the start, else the end, of its words;
of several the one whose units fit best.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

_ENDS = 14
_MARKS = "*、,，;；。．."
_ONE_BRACKET = str.maketrans("〔〕[]", "()()")

Units = dict[str, str | None]
"""Each unit with lead, other, or None where the role is not known."""


@dataclass
class Counts:
    right: int = 0
    invented: int = 0
    missed: int = 0

    def add(self, other: "Counts") -> None:
        self.right += other.right
        self.invented += other.invented
        self.missed += other.missed

    @property
    def f1(self) -> float:
        every = 2 * self.right + self.invented + self.missed
        return 2 * self.right / every if every else 1.0


@dataclass
class Score:
    tasks: int = 0
    found: int = 0
    extra: int = 0
    members: Counts = field(default_factory=Counts)
    roles: Counts = field(default_factory=Counts)
    misses: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        self.tasks += other.tasks
        self.found += other.found
        self.extra += other.extra
        self.members.add(other.members)
        self.roles.add(other.roles)


def score(truth: dict[str, Any], draft: dict[str, Any]) -> Score:
    """`draft` is what `extract --json` prints; `extra` counts tasks with units beyond the truth."""
    read = [(_bare(task["text"]), _read_units(task)) for task in draft["tasks"]]
    result = Score(tasks=len(truth["tasks"]))
    used: set[int] = set()
    for task in truth["tasks"]:
        wanted = _true_units(task)
        at = _match(task, wanted, read, used)
        if at is not None:
            used.add(at)
            result.found += 1
        _count(result, task, wanted, read[at][1] if at is not None else {})
    result.extra = sum(bool(units) and at not in used for at, (_, units) in enumerate(read))
    return result


def _bare(text: str | None) -> str:
    return re.sub(r"[\s\W_]+", "", normalize("NFKC", text or ""))


def _name(text: str) -> str:
    return re.sub(r"\s+", "", normalize("NFKC", text)).strip(_MARKS).translate(_ONE_BRACKET)


def _true_units(task: dict[str, Any]) -> Units:
    units: Units = {_name(one): "lead" for one in task.get("lead") or []}
    for one in task.get("others") or []:
        units.setdefault(_name(one), "other")
    for one in task.get("units_role_unknown") or []:
        units.setdefault(_name(one), None)
    return units


def _read_units(task: dict[str, Any]) -> Units:
    units: Units = {}
    for one in task["assignments"]:
        if units.get(name := _name(one["raw"])) != "lead":
            units[name] = "lead" if one["role"] == "lead" else "other"
    return units


def _match(
    task: dict[str, Any], wanted: Units, read: list[tuple[str, Units]], used: set[int]
) -> int | None:
    start, end = _bare(task["text_start"])[:_ENDS], _bare(task["text_end"])[-_ENDS:]
    at = [index for index, (text, _) in enumerate(read) if start and start in text]
    at = at or [index for index, (text, _) in enumerate(read) if end and end in text]

    def fit(index: int) -> tuple[int, bool]:
        units = read[index][1].keys()
        return 2 * len(wanted.keys() & units) - len(wanted.keys() ^ units), index not in used

    return max(at, key=fit) if at else None


def _count(result: Score, task: dict[str, Any], wanted: Units, units: Units) -> None:
    result.members.add(_overlap(wanted.items(), units.items(), of_roles=False))
    known = {name: role for name, role in wanted.items() if role}
    asked = {name: role for name, role in units.items() if wanted.get(name, "") is not None}
    result.roles.add(_overlap(known.items(), asked.items(), of_roles=True))
    wrong = {name for name, role in known.items() if name in units and units[name] != role}
    if wanted.keys() ^ units.keys() or wrong:
        result.misses.append(
            f"{task['text_start']}：漏 {sorted(wanted.keys() - units.keys())}，"
            f"多 {sorted(units.keys() - wanted.keys())}，角色不符 {sorted(wrong)}"
        )


def _overlap(
    wanted: Iterable[tuple[str, str | None]],
    found: Iterable[tuple[str, str | None]],
    *,
    of_roles: bool,
) -> Counts:
    one, other = (
        {item if of_roles else item[0] for item in items} for items in (list(wanted), list(found))
    )
    return Counts(len(one & other), len(other - one), len(one - other))
