"""Function and credit code of units: filled from the name, changed by hand, checked."""

from typing import Any

import pytest

from app.core.runtime import Runtime
from tests.units.wushan import Api

GOOD, WRONG = "13500237MB0000000A", "13500237MB00000008"


def test_an_imported_registry_knows_what_its_units_are_for(api: Api) -> None:
    found = api.get("林", "/units", limit=200)["items"]
    told = {one["name"]: one["function_label"] for one in found}
    assert (told["县残联"], told["县卫生健康委"], told["高唐街道"]) == ("残联", "卫健", "乡镇街道")
    assert {name for name, label in told.items() if label is None} == {
        "县级有关部门",
        "县政府有关部门",
        "各乡镇（街道）",
        "重庆广电巫山分公司",  # 重庆 is no place that the cast's county lies in
    }


def test_a_new_unit_gets_the_function_of_its_name_unless_one_is_given(api: Api) -> None:
    new = {"name": "县审计局", "kind": "government_department"}
    assert api.send("林", "POST", "/units", new, 201)["function"] == "audit"
    given = new | {"name": "县事业发展中心", "function": "文旅"}
    assert api.send("林", "POST", "/units", given, 201)["function"] == "culture_tourism"
    none = new | {"name": "县事务中心"}
    assert api.send("林", "POST", "/units", none, 201)["function"] is None


def test_the_function_is_changed_and_taken_away_by_hand(api: Api) -> None:
    path = f"/units/{api.world.units['县教委']}"
    assert api.send("林", "PATCH", path, {"function": "sport"})["function_label"] == "体育"
    assert api.send("林", "PATCH", path, {"function": None})["function"] is None
    refused = api.send("林", "PATCH", path, {"function": "魔法"}, 422)
    assert refused["code"] == "unknown_function"


def test_a_wrong_check_digit_is_kept_and_told(api: Api) -> None:
    path = f"/units/{api.world.units['县残联']}"
    kept = api.send("林", "PATCH", path, {"credit_code": WRONG})
    assert kept["credit_code"] == WRONG
    (warning,) = kept["warnings"]
    assert warning["code"] == "credit_code_check"
    assert "末位应为 A" in warning["msg"]
    assert api.send("林", "PATCH", path, {"credit_code": GOOD.lower()})["warnings"] == []


@pytest.mark.parametrize("code", ["1", "x" * 18, "13500237MB0000000", "9" * 41])
def test_a_malformed_code_is_refused_and_nothing_changes(api: Api, code: str) -> None:
    path = f"/units/{api.world.units['县残联']}"
    before: dict[str, Any] = api.get("林", path)
    api.send("林", "PATCH", path, {"credit_code": code, "rank": 1}, 422)
    assert api.get("林", path) == before


def test_the_journal_tells_the_former_and_the_new_function(api: Api, runtime: Runtime) -> None:
    api.send("林", "PATCH", f"/units/{api.world.units['县教委']}", {"function": "sport"})
    with runtime.database.read() as session:
        body = (
            session.connection()
            .exec_driver_sql("SELECT body FROM event WHERE kind = 'unit.changed' ORDER BY seq DESC")
            .scalar()
        )
    assert body is not None
    assert '"education"' in body
    assert '"sport"' in body
