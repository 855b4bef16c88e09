"""别名: what a coordinator confirms."""

from datetime import date, datetime

from app.core.runtime import Runtime
from app.kit import clock
from tests.units.test_writing import journal
from tests.units.wushan import Api

SLIP = "县人社力社保局"


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, 9, tzinfo=clock.ZONE)


def test_lin_confirms_the_slip_and_from_then_on_it_is_certain(api: Api, runtime: Runtime) -> None:
    unit = api.world.units["县人力社保局"]
    before = api.get("林", "/units/resolve", name=SLIP)
    assert (before["certainty"], before["unit"]) == ("suggestion", None)
    assert before["suggestions"][0]["unit_id"] == unit
    api.send("林", "POST", f"/units/{unit}/aliases", {"name": SLIP}, 201)
    after = api.get("林", "/units/resolve", name=SLIP)
    assert (after["certainty"], after["unit"]["id"], after["suggestions"]) == ("alias", unit, [])
    assert journal(runtime, "unit.alias_added") == [
        '{"name":"县人社力社保局","valid_from":null,"valid_until":null}'
    ]


def test_to_confirm_twice_is_to_confirm_once(api: Api, runtime: Runtime) -> None:
    path = f"/units/{api.world.units['县人力社保局']}/aliases"
    first = api.send("林", "POST", path, {"name": SLIP}, 201)
    again = api.send("管", "POST", path, {"name": f" {SLIP[0]} {SLIP[1:]}"}, 201)
    assert again == first
    assert len(journal(runtime, "unit.alias_added")) == 1


def test_new_dates_replace_the_former(api: Api, runtime: Runtime) -> None:
    path = f"/units/{api.world.units['县人力社保局']}/aliases"
    first = api.send("林", "POST", path, {"name": SLIP}, 201)
    ended = api.send("林", "POST", path, {"name": SLIP, "valid_until": "2022-12-31"}, 201)
    assert (ended["id"], ended["valid_until"]) == (first["id"], "2022-12-31")
    assert len(journal(runtime, "unit.alias_added")) == 2


def test_an_alias_that_is_the_name_of_a_unit_is_refused(api: Api) -> None:
    path = f"/units/{api.world.units['县残联']}/aliases"
    refused = {
        "县妇联": "unit_name_taken",
        "县应急局": "unit_alias_taken",
        "县残联": "unit_name_taken",
    }
    for name, code in refused.items():
        assert api.send("林", "POST", path, {"name": name}, 409)["code"] == code, name
    told = api.send("林", "POST", path, {"name": "县应急局"}, 409)
    assert told["detail"] == "“县应急局”是“县应急管理局”的别名"
    assert told["unit_id"] == api.world.units["县应急管理局"]


def test_an_alias_is_certain_only_while_it_is_valid(api: Api) -> None:
    unit = api.world.units["县乡村振兴局"]
    body = {"name": "县扶贫办", "valid_from": "2015-01-01", "valid_until": "2021-05-31"}
    api.send("林", "POST", f"/units/{unit}/aliases", body, 201)
    seen = {}
    for moment in (day(2014, 6, 1), day(2021, 5, 31), day(2021, 6, 1)):
        with clock.frozen(moment):
            found = api.get("林", "/units/resolve", name="县扶贫办")
            listed = api.get("林", f"/units/{unit}")["aliases"]
            seen[moment.date()] = (found["certainty"], "县扶贫办" in listed)
    assert seen == {
        date(2014, 6, 1): ("suggestion", False),
        date(2021, 5, 31): ("alias", True),
        date(2021, 6, 1): ("suggestion", False),
    }
    with clock.frozen(day(2021, 6, 1)):
        found = api.get("林", "/units/resolve", name="县扶贫办")
    assert found["suggestions"][0]["reason"] == "别名“县扶贫办”：已于2021-05-31停用"
    assert [one["name"] for one in api.get("林", f"/units/{unit}/aliases")["items"]] == [
        "巫山县乡村振兴局",
        "县扶贫办",
    ]


def test_an_alias_that_was_taken_away_is_no_longer_certain(api: Api, runtime: Runtime) -> None:
    path = f"/units/{api.world.units['县应急管理局']}/aliases"
    aliases = {one["name"]: one["id"] for one in api.get("林", path)["items"]}
    api.send("林", "DELETE", f"{path}/{aliases['县应急局']}", status=204)
    assert api.get("林", "/units/resolve", name="县应急局")["certainty"] == "suggestion"
    assert (
        api.send("林", "DELETE", f"{path}/{aliases['县应急局']}", status=404)["code"] == "not_found"
    )
    assert journal(runtime, "unit.alias_removed") == ['{"name":"县应急局"}']


def test_an_alias_is_taken_away_from_its_own_unit_only(api: Api) -> None:
    own, other = (f"/units/{api.world.units[name]}/aliases" for name in ("县应急管理局", "县残联"))
    alias = api.get("林", own)["items"][0]["id"]
    api.send("林", "DELETE", f"{other}/{alias}", status=404)


def test_bad_aliases_are_told_what_is_wrong(api: Api) -> None:
    path = f"/units/{api.world.units['县残联']}/aliases"
    for body, code in (
        ({}, "invalid"),
        ({"name": ""}, "invalid"),
        ({"name": "\u3000"}, "bad_unit_name"),
        ({"name": "x" * 101}, "bad_unit_name"),
        ({"name": "x" * 10_000}, "invalid"),
        ({"name": "残", "valid_from": "2022-02-30"}, "invalid"),
        ({"name": "残", "valid_from": "2022-02-02", "valid_until": "2022-02-01"}, "bad_validity"),
    ):
        assert api.send("林", "POST", path, body, 422)["code"] == code, body


def test_the_same_alias_may_mean_another_unit_in_another_county(api: Api) -> None:
    api.send("林", "POST", f"/units/{api.world.units['县残联']}/aliases", {"name": "残联"}, 201)
    assert api.get("外", "/units/resolve", name="残联")["certainty"] == "suggestion"
