"""集合单位 and their members."""

from app.core.runtime import Runtime
from app.units import service
from tests.units.test_writing import journal
from tests.units.wushan import Api


def test_lin_says_who_belongs_to_a_group_and_the_group_then_holds_it(
    api: Api, runtime: Runtime
) -> None:
    group, unit = (api.world.units[name] for name in ("县级有关部门", "县残联"))
    path = f"/units/{group}/members"
    assert api.get("林", path)["items"] == []
    made = api.send("林", "POST", path, {"unit_id": unit}, 201)
    assert made == {"group_id": group, "unit_id": unit}
    api.send("林", "POST", path, {"unit_id": api.world.units["县教委"]}, 201)
    assert [one["name"] for one in api.get("陈", path)["items"]] == ["县教委", "县残联"]
    with runtime.database.read() as session:
        assert service.holder_ids(session, unit) == (unit, group)
        assert set(service.member_ids(session, group)) == {unit, api.world.units["县教委"]}
    assert journal(runtime, "unit.member_added")[0] == '{"group":"县级有关部门","member":"县残联"}'


def test_a_member_is_added_once_and_taken_away_once(api: Api, runtime: Runtime) -> None:
    group, unit = (api.world.units[name] for name in ("县级有关部门", "县残联"))
    path = f"/units/{group}/members"
    for _ in range(2):
        api.send("林", "POST", path, {"unit_id": unit}, 201)
    assert len(journal(runtime, "unit.member_added")) == 1
    api.send("林", "DELETE", f"{path}/{unit}", status=204)
    assert api.send("林", "DELETE", f"{path}/{unit}", status=404)["code"] == "not_found"
    assert api.get("林", path)["items"] == []
    with runtime.database.read() as session:
        assert service.holder_ids(session, unit) == (unit,)


def test_a_group_is_no_member_and_a_department_has_none(api: Api) -> None:
    group, other, unit = (
        api.world.units[name] for name in ("县级有关部门", "县政府有关部门", "县残联")
    )
    inside = api.send("林", "POST", f"/units/{group}/members", {"unit_id": other}, 409)
    assert inside["code"] == "group_in_group"
    itself = api.send("林", "POST", f"/units/{group}/members", {"unit_id": group}, 409)
    assert itself["code"] == "group_in_group"
    none = api.send("林", "POST", f"/units/{unit}/members", {"unit_id": group}, 409)
    assert none["code"] == "not_a_group"
    assert api.get("林", f"/units/{unit}/members")["items"] == []


def test_a_unit_of_another_county_is_no_member(api: Api) -> None:
    group = api.world.units["县级有关部门"]
    for unit in (api.world.units["外县残联"], 999_999):
        api.send("林", "POST", f"/units/{group}/members", {"unit_id": unit}, 404)
    api.send("林", "POST", f"/units/{group}/members", {"unit_id": "县残联"}, 422)


def test_a_group_with_members_stays_a_group_and_a_member_never_becomes_one(api: Api) -> None:
    group, member = (api.world.units[name] for name in ("各乡镇（街道）", "巫峡镇"))
    ends = api.send("林", "PATCH", f"/units/{group}", {"kind": "township"}, 409)
    assert ends["code"] == "kind_in_use"
    begins = api.send("林", "PATCH", f"/units/{member}", {"kind": "group"}, 409)
    assert begins["code"] == "kind_in_use"
    free = api.world.units["县级有关部门"]
    assert (
        api.send("林", "PATCH", f"/units/{free}", {"kind": "institution"})["kind"] == "institution"
    )


def test_the_townships_of_the_county_are_one_group(api: Api) -> None:
    members = api.get("林", f"/units/{api.world.units['各乡镇（街道）']}/members", count=True)
    assert members["total"] == 26
    assert members["items"][0]["name"] == "高唐街道"
