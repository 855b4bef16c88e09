"""巫山县's plan from the upload to the published matrix, against figures read by hand."""

from collections import Counter
from typing import Any

import pytest

from app.core.actor import SYSTEM
from app.core.settings import ROOT
from app.units import service as units
from app.units.registry import read_registry
from tests.plans.desk import Desk
from tests.plans.documents import WUSHAN

REGISTRY = ROOT / "seed" / "units" / "wushan.csv"


@pytest.fixture
def county(desk: Desk) -> Desk:
    """With the whole registry of the county."""
    rows = read_registry(REGISTRY.read_bytes())
    with desk.runtime.database.write() as session:
        units.import_registry(session, SYSTEM, rows, region_id=desk.world.region)
    desk.work()
    return desk


def annex(county: Desk) -> list[dict[str, Any]]:
    """The rows of the annex, without the projects of the boxes."""
    return [one for one in county.matrix(county.draft(WUSHAN)) if one["kind"] == "task"]


def test_the_head_is_read_as_printed(county: Desk) -> None:
    plan = county.get(f"/plans/{county.draft(WUSHAN)}")
    assert plan["title"] == "巫山县“十四五”残疾人保障和发展规划"
    assert plan["document_number"] == "巫山府发〔2022〕9号"
    assert plan["issuer"] == "巫山县人民政府"
    assert plan["addressees"].startswith("各乡镇人民政府、街道办事处")
    assert (plan["issued_on"], plan["period_start"], plan["period_end"]) == (
        "2022-04-14",
        2021,
        2025,
    )
    assert (plan["state"], plan["stage"], plan["publicity"]) == ("draft", "issued", "此件公开发布")
    assert (plan["counts"]["tasks"], plan["counts"]["projects"]) == (30, 58)
    assert plan["progress"] is None


def test_county_federation_leads_twenty_of_thirty_and_is_first_in_twelve(county: Desk) -> None:
    tasks = annex(county)
    own = [
        one
        for task in tasks
        for one in task["assignments"]
        if one["unit"] == {"id": county.world.units["县残联"], "name": "县残联"}
    ]
    roles = Counter(one["role"] for one in own)
    assert len(tasks) == 30
    assert roles == {"lead": 20, "responsible": 10}
    assert sum(one["is_first_lead"] for one in own) == 12


def test_rows_stand_in_printed_order_under_the_documents_own_labels(county: Desk) -> None:
    tasks = annex(county)
    assert [task["number"] for task in tasks] == [str(number) for number in range(1, 31)]
    eighth = tasks[7]
    assert [(one["printed_label"], one["raw"]) for one in eighth["assignments"]] == [
        ("牵头单位", "县公安局"),
        ("牵头单位", "县卫生健康委"),
        ("牵头单位", "县民政局"),
        ("牵头单位", "县应急管理局"),
        ("责任单位", "县残联"),
    ]
    assert sum(len(task["assignments"]) for task in tasks) == 106


def test_every_cell_is_proved_by_its_place_in_the_document(county: Desk) -> None:
    plan_id = county.draft(WUSHAN)
    document = county.get(f"/plans/{plan_id}")["documents"][0]
    text = county.runtime.files.get(document["text_sha256"]).decode()
    for task in county.matrix(plan_id):
        roles = {place["role"] for place in task["evidence"]}
        assert roles >= ({"task", "responsibility"} if task["kind"] == "task" else {"task"})
        for place in task["evidence"]:
            assert text[place["start"] : place["end"]] == place["quote"]
        printed = "".join(place["quote"] for place in task["evidence"])
        assert all(one["raw"] in printed for one in task["assignments"])


def test_a_slip_stays_as_printed_and_is_asked_about_with_the_nearest_unit(county: Desk) -> None:
    plan_id = county.draft(WUSHAN)
    (asked,) = county.findings(plan_id, "unknown_unit")
    assert asked["printed_name"] == "县人社力社保局"
    assert asked["suggested_unit"]["name"] == "县人力社保局"
    assert "第 9、10、11、12 项" in asked["message"]
    assert [place["quote"] for place in asked["evidence"]] == ["县人社力社保局"] * 4
    open_names = {
        one["raw"]
        for task in county.matrix(plan_id)
        for one in task["assignments"]
        if one["unit"] is None
    }
    assert open_names == {"县人社力社保局"}


def test_groups_resolve_to_the_collective_units_of_the_registry(county: Desk) -> None:
    tasks = county.matrix(county.draft(WUSHAN))
    groups = [
        (task["number"], one["raw"], one["unit"] is not None)
        for task in tasks
        for one in task["assignments"]
        if one["collective"]
    ]
    assert groups == [("9", "县政府有关部门", True), ("13", "县级有关部门", True)]


def test_the_indicators_come_along(county: Desk) -> None:
    found = county.get(f"/plans/{county.draft(WUSHAN)}/indicators")["items"]
    assert len(found) >= 10
    assert {one["attribute"] for one in found} <= {"binding", "anticipatory", None}
    assert all(one["evidence"] for one in found)


def test_the_whole_way_to_publishing(county: Desk) -> None:
    plan_id = county.draft(WUSHAN)
    (asked,) = county.findings(plan_id, "unknown_unit")
    county.send(
        "POST",
        f"/plans/{plan_id}/findings/{asked['id']}/settle",
        {"unit_id": asked["suggested_unit"]["id"], "remember": True},
    )
    county.send("PATCH", f"/plans/{plan_id}", {"first_leads_confirmed": True})
    plan = county.send("POST", f"/plans/{plan_id}/publish")
    assert plan["state"] == "published"
    assert (plan["reporting_from"], plan["reporting_until"]) == ("2022-04-14", "2025-12-31")
    assert plan["counts"]["unresolved_names"] == 0
    assert plan["counts"]["unconfirmed_first_leads"] == 0
    assert plan["first_leads_confirmed_at"]
    bases = Counter(
        one["first_lead_basis"]
        for task in county.matrix(plan_id)
        for one in task["assignments"]
        if one["is_first_lead"]
    )
    assert bases == {"sole": 12, "confirmed": 18}


def test_a_second_plan_with_the_slip_needs_no_second_answer(county: Desk) -> None:
    """What was remembered as an alias resolves from then on."""
    plan_id = county.draft(WUSHAN)
    (asked,) = county.findings(plan_id, "unknown_unit")
    county.send(
        "POST",
        f"/plans/{plan_id}/findings/{asked['id']}/settle",
        {"unit_id": asked["suggested_unit"]["id"], "remember": True},
    )
    again = county.draft(WUSHAN + b"\n")
    assert county.findings(again, "unknown_unit") == []
    assert county.get(f"/plans/{again}")["counts"]["unresolved_names"] == 0
