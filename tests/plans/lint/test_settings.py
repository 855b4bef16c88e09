"""What a region checks: who sets it, and what it refuses."""

from typing import Any

import pytest

from app.core.actor import Role
from app.plans.lint.limits import CHECKS
from app.plans.lint.terms import Code
from tests.plans.lint.conftest import Bench

PATH = "/lint/settings"


def test_nothing_set_is_the_defaults_each_with_its_source(bench: Bench) -> None:
    found = bench.desk.get(PATH)
    assert [one["code"] for one in found["checks"]] == [code.value for code in Code]
    assert all(one["level"] == one["default"] and one["why"] for one in found["checks"])
    assert (found["most_units"], found["likeness"], found["version"]) == (8, 0.75, 0)
    assert "error" not in {one["default"] for one in found["checks"]}, "nothing blocks by default"
    assert found["region"]["name"] == "巫山县"


def test_what_is_named_is_changed_and_null_is_the_default_again(bench: Bench) -> None:
    bench.set(levels={"no_lead": "error", "near_duplicate": "off"}, most_units=12)
    bench.set(levels={"no_lead": None}, likeness=0.9)
    found = bench.desk.get(PATH)
    levels = {one["code"]: one["level"] for one in found["checks"]}
    assert (levels["no_lead"], levels["near_duplicate"]) == ("warning", "off")
    assert (found["most_units"], found["likeness"], found["version"]) == (12, 0.9, 2)
    bench.set(most_units=None)
    assert bench.desk.get(PATH)["most_units"] == 8
    first, second, _ = bench.desk.events("lint.settings_changed")
    assert first["changes"]["no_lead"] == [None, "error"]
    assert second["changes"] == {"no_lead": ["error", None], "likeness": [None, 0.9]}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"most_units": "许多"}, "应为整数"),
        ({"most_units": True}, "应为数字"),
        ({"most_units": 0}, "不能小于 1"),
        ({"most_units": 10**9}, "不能大于 100"),
        ({"most_units": 8.5}, "应为整数"),
        ({"most_units": 10**400}, ""),
        ({"likeness": "很像"}, "应为数字"),
        ({"likeness": 0}, "不能小于 0.6"),
        ({"likeness": 10**9}, "不能大于 1.0"),
        ({"likeness": False}, "应为数字"),
        ({"levels": {"no_such_check": "error"}}, "应为下列之一"),
        ({"levels": {"no_lead": "fatal"}}, "应为下列之一"),
        ({"levels": ["no_lead"]}, "应为对象"),
        ({"limits": 3}, "没有这个字段"),
    ],
)
def test_what_is_no_limit_is_refused_and_told(
    bench: Bench, given: dict[str, Any], said: str
) -> None:
    refused = bench.desk.send("PATCH", PATH, given, status=422)
    assert said in refused["errors"][0]["msg"]
    assert bench.desk.get(PATH)["version"] == 0


def test_what_judges_by_words_cannot_stand_in_the_way(bench: Bench) -> None:
    for code in (Code.NEAR_DUPLICATE, Code.UNIT_NOT_NAMED):
        given = {"levels": {code: "error"}, "most_units": 3}
        refused = bench.desk.send("PATCH", PATH, given, status=422)
        assert (refused["code"], refused["detail"]) == ("level_too_high", CHECKS[code].name)
    assert bench.desk.get(PATH)["most_units"] == 8, "all or nothing"


def test_a_stale_copy_is_refused(bench: Bench) -> None:
    stale = {"If-Match": '"0"'}
    bench.desk.send("PATCH", PATH, {"most_units": 9}, headers=stale)
    refused = bench.desk.send("PATCH", PATH, {"most_units": 7}, headers=stale, status=412)
    assert refused["current"] == {"version": 1}


def test_who_reads_and_who_writes(bench: Bench) -> None:
    desk = bench.desk
    desk.hire("办", Role.COORDINATOR, unit="县残联")
    desk.hire("邻", Role.COORDINATOR, region=desk.world.elsewhere)
    here = f"{PATH}?region={desk.world.region}"
    change = {"most_units": 9}
    for who, reads, writes in (
        ("管", 200, 200),
        ("领", 200, 403),
        ("办", 200, 403),
        ("陈", 403, 403),
        ("外", 404, 404),
        ("邻", 404, 404),
    ):
        desk.get(PATH, who=who, status=reads, region=desk.world.region)
        desk.send("PATCH", here, change, who=who, status=writes)
    assert not desk.get(PATH, who="办")["may_change"]
    assert desk.get(PATH, who="邻")["most_units"] == 8, "each region has its own"
    for region, status in (("abc", 422), (0, 422), (2**70, 422), (99999, 404)):
        desk.get(PATH, status=status, region=region)
