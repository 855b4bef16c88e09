"""The registries of the five places against every name that their plans print."""

import csv
import json
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.core.settings import ROOT
from app.units.matching import Directory
from app.units.registry import read_registry
from app.units.terms import Certainty, UnitKind
from tests.units.wushan import known_names

DAY = date(2023, 8, 11)
TRUTH = Path(__file__).parents[1] / "measuring" / "truth"
PLACES = {
    "wushan": ("重庆市", "巫山县"),
    "huining": ("甘肃省", "白银市", "会宁县"),
    "daqing": ("黑龙江省", "大庆市"),
    "qinshui": ("山西省", "晋城市", "沁水县"),
    "zhangdian": ("山东省", "淄博市", "张店区"),
}
BRANCHES = {
    "市公安局张店分局",
    "市公安局交通警察支队张店大队",
    "市自然资源和规划局张店分局",
    "市医疗保障局张店分局",
    "区税务局",
}


def directory(key: str) -> Directory:
    return Directory(known_names(registry(key)), PLACES[key], DAY)


def registry(key: str) -> Path:
    return ROOT / "seed" / "units" / f"{key}.csv"


@cache
def printed(key: str) -> tuple[str, ...]:
    """Each name as often as a careful reader found it in the plan."""
    tasks: list[dict[str, Any]] = json.loads((TRUTH / f"{key}.json").read_text("utf-8"))["tasks"]
    lists = ("lead", "others", "units_role_unknown")
    return tuple(name for task in tasks for kin in lists for name in task.get(kin) or ())


@pytest.mark.parametrize(
    ("key", "exact", "aliases", "unsure"),
    [
        (
            "wushan",
            32,
            {"县住房城乡建设委", "县应急局", "巫山县税务局"},
            {"县人社力社保局"},
        ),
        ("qinshui", 36, {"县政法委"}, set()),
        ("zhangdian", 32, {"区残疾人联合会机关"}, set()),
    ],
)
def test_every_printed_name_is_certain_but_the_one_slip(
    key: str, exact: int, aliases: set[str], unsure: set[str]
) -> None:
    known = directory(key)
    found: dict[Certainty, set[str]] = {}
    for name in printed(key):
        found.setdefault(known.resolve(name).certainty, set()).add(name)
    assert len(found[Certainty.EXACT]) == exact
    assert found.get(Certainty.ALIAS, set()) == aliases
    assert found.get(Certainty.SUGGESTION, set()) == unsure
    assert found.get(Certainty.UNKNOWN, set()) == set()


@pytest.mark.parametrize(
    ("key", "tasks"),
    [
        ("wushan", {"县残联": 30, "县民政局": 10, "县财政局": 10, "县教委": 5}),
        (
            "qinshui",
            {"县残联": 29, "县民政局": 14, "县财政局": 11, "县卫体局": 11, "县委政法委": 2},
        ),
        ("zhangdian", {"区残联": 33, "区民政局": 19, "区卫生健康局": 18, "市公安局张店分局": 4}),
    ],
)
def test_the_units_hold_as_many_tasks_as_the_plan_gives_them(
    key: str, tasks: dict[str, int]
) -> None:
    known = directory(key)
    held = Counter(
        resolved.unit.name for name in printed(key) if (resolved := known.resolve(name)).unit
    )
    assert {name: held[name] for name in tasks} == tasks


@pytest.mark.parametrize("key", PLACES)
def test_a_registry_says_of_every_unit_where_its_name_comes_from(key: str) -> None:
    rows = list(csv.DictReader(registry(key).read_text("utf-8").splitlines()))
    assert all(row["依据"] for row in rows)
    ranks = [int(row["机构序"]) for row in rows]
    assert ranks == sorted(set(ranks))


def test_branches_that_answer_upwards_are_marked() -> None:
    """Those of the city stand in its registry, and serve the district."""
    rows = read_registry(registry("zhangdian").read_bytes())
    assert {row.name for row in rows if row.vertical} == BRANCHES
    assert {row.name for row in rows if (row.region, row.serves) == ("370300", "370303")} == {
        name for name in BRANCHES if name.startswith("市")
    }


def test_a_group_has_no_members_that_no_document_names() -> None:
    """Who sits on the committee for the disabled stands in a paper of its own."""
    for key in ("huining", "daqing", "qinshui", "zhangdian"):
        groups = [
            row for row in read_registry(registry(key).read_bytes()) if row.kind is UnitKind.GROUP
        ]
        assert groups
        assert not any(row.members for row in groups)
