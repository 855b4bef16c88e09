"""Plans with a known division of work, each task with what it is compared by and who holds it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.network.precedents.library import text_of
from app.network.precedents.rules import Holder
from app.reading.draft import DraftTask
from app.reading.reader import read_document
from app.reading.terms import Role
from app.units.service import function_of

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seed" / "plans"
TRUTH = ROOT / "tests" / "measuring" / "truth"
# Printed four times in the annex of 巫山县 for 县人力社保局: a slip that a clerk settles.
SLIPS = {"县人社力社保局": "县人力社保局"}


@dataclass(frozen=True)
class DividedTask:
    """`holders` in printed order."""

    title: str
    text: str
    holders: tuple[Holder, ...]

    @property
    def members(self) -> list[str]:
        return _functions(self.holders)

    @property
    def leads(self) -> list[str]:
        return _functions(one for one in self.holders if one.role is Role.LEAD)

    @property
    def others(self) -> list[str]:
        return [one for one in self.members if one not in self.leads]


def _functions(holders: Iterable[Holder]) -> list[str]:
    found = (one.function for one in holders if one.function)
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class DividedPlan:
    """`roles_known` is false where the document's marks of the leads were lost on the way to us:
    then every unit stands as co-responsible.
    """

    name: str
    roles_known: bool
    tasks: tuple[DividedTask, ...]


def divided_plans() -> list[DividedPlan]:
    return [_plan(truth) for truth in sorted(TRUTH.glob("*.json"))]


def _plan(truth: Path) -> DividedPlan:
    document = SEEDS / f"{truth.stem}.txt"
    draft = read_document(document.name, document.read_bytes()).draft
    told = json.loads(truth.read_text("utf-8"))["tasks"]
    known = not any(one.get("units_role_unknown") for one in told)
    tasks = [_task(one, roles_known=known) for one in draft.tasks if one.assignments]
    return DividedPlan(truth.stem, known, tuple(tasks))


def _task(task: DraftTask, *, roles_known: bool) -> DividedTask:
    holders = [
        Holder(
            function=None if one.collective else function_of(SLIPS.get(one.unit, one.unit)),
            name=one.unit,
            role=one.role if roles_known else Role.RESPONSIBLE,
            label=one.printed_label,
            collective=one.collective,
        )
        for one in task.assignments
    ]
    return DividedTask(task.title, text_of(task.title, task.text), tuple(holders))
