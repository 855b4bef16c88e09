"""领导分管: which leader of the county is responsible for which unit, and when."""

import json
from datetime import date

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.core.actor import Role
from app.core.runtime import Runtime
from app.journal.models import JournalEvent
from app.units import service
from app.units.portfolios import rules
from app.units.terms import UnitKind
from tests.units.wushan import Api, city_and_county, token

WU = {"leader": "吴县长", "post": "副县长", "valid_from": "2021-01-01"}


def body(api: Api, unit: str = "县残联", **more: object) -> dict[str, object]:
    return {"unit_id": api.world.units[unit], **WU, **more}


def test_a_leader_is_named_once_and_then_known(api: Api, runtime: Runtime) -> None:
    first = api.send("林", "POST", "/portfolios", body(api, basis="巫山府办发〔2021〕1号"), 201)
    second = api.send("林", "POST", "/portfolios", body(api, "县民政局"), 201)
    assert first["leader_id"] == second["leader_id"]
    assert (first["unit"], first["post"], first["valid_until"]) == ("县残联", "副县长", None)
    (leader,) = api.get("周", "/leaders")["items"]
    assert (leader["name"], leader["rank"]) == ("吴县长", 10)
    by_id = {"unit_id": api.world.units["县教委"], "leader_id": leader["id"]}
    api.send("林", "POST", "/portfolios", by_id, 201)
    with runtime.database.read() as session:
        found = service.portfolios(session, api.world.region, date(2022, 1, 1))
    units = {api.world.units[name] for name in ("县残联", "县民政局")}
    assert {unit: one.name for unit, one in found.items()} == dict.fromkeys(units, "吴县长")


def test_overlapping_times_of_one_unit_are_refused_and_told(api: Api) -> None:
    api.send("林", "POST", "/portfolios", body(api), 201)
    other = body(api, leader="郑县长", valid_from="2023-01-01")
    refused = api.send("林", "POST", "/portfolios", other, 409)
    assert refused["code"] == "portfolio_overlap"
    assert "吴县长（2021-01-01至今）" in refused["detail"]
    assert [one["name"] for one in api.get("林", "/leaders")["items"]] == ["吴县长"]
    api.send("林", "POST", "/portfolios", other | {"end_former": True}, 201)
    history = api.get("林", "/portfolios", history=True)["items"]
    assert [(one["leader"], one["valid_until"]) for one in history] == [
        ("吴县长", "2022-12-31"),
        ("郑县长", None),
    ]
    for day, name in (("2022-06-01", "吴县长"), ("2023-01-01", "郑县长")):
        (one,) = api.get("林", "/portfolios", on=day)["items"]
        assert one["leader"] == name
    same_day = body(api, leader="冯县长", valid_from="2023-01-01", end_former=True)
    assert api.send("林", "POST", "/portfolios", same_day, 409)["code"] == "portfolio_overlap"


def test_a_portfolio_is_ended_and_stays_in_the_history(api: Api) -> None:
    made = api.send("林", "POST", "/portfolios", body(api), 201)
    end = f"/portfolios/{made['id']}/end"
    assert api.send("林", "POST", end, {"on": "2020-12-31"}, 422)
    assert api.send("林", "POST", end, {"on": "2022-01-31"})["valid_until"] == "2022-01-31"
    assert api.send("林", "POST", end, {}, 409)["code"] == "portfolio_ended"
    assert api.get("林", "/portfolios", on="2022-02-01")["items"] == []
    assert len(api.get("林", "/portfolios", history=True)["items"]) == 1


def test_a_portfolio_entered_by_mistake_is_taken_away_and_the_journal_has_it(
    api: Api, runtime: Runtime
) -> None:
    made = api.send("林", "POST", "/portfolios", body(api), 201)
    path = f"/portfolios/{made['id']}"
    assert api.send("周", "DELETE", path, None, 403)["code"] == "forbidden"
    api.send("外", "DELETE", path, None, 404)
    answer = api.client.delete(f"/api/v1{path}", headers=api.world.bearer("林"))
    assert (answer.status_code, answer.content) == (204, b"")
    api.get("林", path, 404)
    assert api.get("林", "/leaders")["items"] == [], "nobody is left without a unit"
    with runtime.database.read() as session:
        query = select(JournalEvent).where(col(JournalEvent.kind) == "portfolio.removed")
        told = json.loads(session.scalars(query).one().body or "")
    assert (told["unit"], told["leader"]) == (made["unit"], made["leader"])
    assert told["valid_from"] == made["valid_from"]


def test_what_is_no_portfolio_is_refused(api: Api) -> None:
    unit = {"unit_id": api.world.units["县残联"]}
    for bad, status, code in (
        (unit, 422, "no_leader"),
        (unit | {"leader": " "}, 422, "no_leader"),
        (unit | {"leader_id": 99}, 404, "not_found"),
        (unit | WU | {"valid_until": "2020-01-01"}, 422, "bad_validity"),
        ({"unit_id": 999999} | WU, 404, "not_found"),
        (body(api, "县级有关部门"), 409, "group_under_leader"),
        (unit | WU | {"region_id": api.world.elsewhere}, 404, "region_unknown"),
    ):
        assert api.send("林", "POST", "/portfolios", bad, status)["code"] == code, bad
    assert api.get("林", "/portfolios", history=True)["items"] == []
    assert api.get("林", "/leaders")["items"] == []


def test_all_of_the_county_read_and_the_coordinator_writes(api: Api) -> None:
    made = api.send("林", "POST", "/portfolios", body(api), 201)
    one = f"/portfolios/{made['id']}"
    for who in ("陈", "周", "领"):
        assert api.get(who, one)["leader"] == "吴县长"
        assert api.send(who, "POST", "/portfolios", body(api, "县教委"), 403)
        assert api.send(who, "POST", f"{one}/end", {}, 403)["code"] == "forbidden"
    assert api.get("外", one, 404)["code"] == "not_found"
    assert api.get("外", "/portfolios", history=True)["items"] == []
    assert api.send("外", "POST", f"{one}/end", {}, 404)
    assert api.send("外", "POST", "/portfolios", body(api), 404)


def test_a_branch_has_a_leader_in_the_city_and_one_in_the_district_it_serves(
    api: Api, runtime: Runtime
) -> None:
    from app.core.actor import SYSTEM  # noqa: PLC0415 - here alone

    with runtime.database.write() as session:
        city, county = city_and_county(session)
        branch = service.create_unit(
            session,
            SYSTEM,
            region_id=city,
            name="市公安局张店分局",
            kind=UnitKind.GOVERNMENT_DEPARTMENT,
            vertical=True,
            serves_region_id=county,
        ).id
        bearers = [token(session, region, Role.COORDINATOR) for region in (city, county)]
    for bearer, who in zip(bearers, ("市长", "区长"), strict=True):
        made = api.client.post(
            "/api/v1/portfolios",
            headers=bearer,
            json={"unit_id": branch, "leader": who, "valid_from": "2021-01-01"},
        )
        assert made.status_code == 201, made.text
    with runtime.database.read() as session:
        for region, who in ((city, "市长"), (county, "区长")):
            found = service.portfolios(session, region, date(2022, 1, 1))
            assert found[branch].name == who


@pytest.mark.parametrize(
    ("starts", "ends", "free"),
    [
        ("2020-01-01", "2020-12-31", True),
        ("2020-01-01", "2021-01-01", False),
        ("2021-12-31", "2021-12-31", False),
        ("2022-01-01", None, True),
        ("2020-01-01", None, False),
    ],
)
def test_both_ends_belong_to_a_time(starts: str, ends: str | None, free: bool) -> None:  # noqa: FBT001 - a case
    held = [rules.Held(1, "吴", date(2021, 1, 1), date(2021, 12, 31))]
    last = date.fromisoformat(ends) if ends else None
    assert (rules.overlapping(held, date.fromisoformat(starts), last) == []) is free
