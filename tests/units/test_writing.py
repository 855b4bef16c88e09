"""Units made and changed over REST."""

from typing import Any

from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.journal.models import JournalEvent
from app.kit.canonical import canonical_json
from tests.cast import World
from tests.units.wushan import Api

AUDIT = {"name": "县审计局", "kind": "government_department", "aliases": ["巫山县审计局"]}


def journal(runtime: Runtime, kind: str) -> list[str]:
    """The bodies of all events of a kind."""
    with runtime.database.read() as session:
        return _bodies(session, kind)


def _bodies(session: Session, kind: str) -> list[str]:
    query = select(JournalEvent.body).where(col(JournalEvent.kind) == kind)
    return [str(body) for body in session.exec(query.order_by(col(JournalEvent.seq)))]


def test_lin_adds_a_unit_and_it_stands_last_of_its_kind(api: Api, runtime: Runtime) -> None:
    made = api.send("林", "POST", "/units", AUDIT | {"external_ids": {"oa": "77"}}, 201)
    assert made["rank"] == 2200
    assert made["aliases"] == ["巫山县审计局"]
    assert made["external_ids"] == {"oa": "77"}
    assert made["region"] == "巫山县"
    assert made == api.get("林", f"/units/{made['id']}")
    told = canonical_json({"name": "县审计局", "unit_kind": "government_department", "rank": 2200})
    assert journal(runtime, "unit.added") == [told]


def test_the_same_request_twice_makes_one_unit(api: Api) -> None:
    key = {"Idempotency-Key": "k1"}
    first = api.send("林", "POST", "/units", AUDIT, 201, headers=key)
    again = api.send("林", "POST", "/units", AUDIT, 201, headers=key)
    assert first == again
    other = api.send("林", "POST", "/units", AUDIT | {"name": "县水利局"}, 422, headers=key)
    assert other["code"] == "idempotency_key_reused"
    assert len(api.get("林", "/units", q="县审计局")["items"]) == 1


TAKEN: list[tuple[dict[str, Any], str]] = [
    ({"name": "县残联"}, "unit_name_taken"),
    ({"name": " 县 残联 "}, "unit_name_taken"),
    ({"name": "巫山县残疾人联合会"}, "unit_alias_taken"),
    ({"name": "县审计局", "aliases": ["县统计局"]}, "unit_name_taken"),
    ({"name": "县审计局", "aliases": ["县应急局"]}, "unit_alias_taken"),
    ({"name": "县审计局", "aliases": ["县审计局"]}, "unit_name_taken"),
]


def test_a_name_means_one_unit_only(api: Api, runtime: Runtime) -> None:
    for body, code in TAKEN:
        body = {"kind": "government_department"} | body  # noqa: PLW2901 - what all have in common
        assert api.send("林", "POST", "/units", body, 409)["code"] == code, body
    assert api.get("林", "/units", q="县审计局")["items"] == []
    assert journal(runtime, "unit.added") == []


BAD: list[tuple[Any, int, str]] = [
    ({"name": "县审计局", "kind": "club"}, 422, "invalid"),
    ({"kind": "group"}, 422, "invalid"),
    ({"name": "", "kind": "group"}, 422, "invalid"),
    ({"name": "\u3000", "kind": "group"}, 422, "bad_unit_name"),
    ({"name": "县\x00审计局", "kind": "group"}, 422, "bad_unit_name"),
    ({"name": "县" * 101, "kind": "group"}, 422, "bad_unit_name"),
    ({"name": "甲", "kind": "group", "rank": -1}, 422, "invalid"),
    ({"name": "甲", "kind": "group", "rank": 2**70}, 422, "invalid"),
    ({"name": "甲", "kind": "group", "parent_id": 999_999}, 404, "not_found"),
    ({"name": "甲", "kind": "group", "parent_id": 2**63}, 422, "invalid"),
    ({"name": "甲", "kind": "group", "region_id": 999_999}, 404, "region_unknown"),
    ({"name": "甲", "kind": "group", "serves_region_id": 999_999}, 404, "region_unknown"),
    ({"name": "甲", "kind": "group", "phone": "1"}, 422, "invalid"),
    ({"name": "甲", "kind": "group", "valid_from": "昨天"}, 422, "invalid"),
    (
        {"name": "甲", "kind": "group", "valid_from": "2022-02-01", "valid_until": "2022-01-01"},
        422,
        "bad_validity",
    ),
    ({"name": "甲", "kind": "group", "external_ids": {"o a": "1"}}, 422, "bad_external_id"),
    ([], 422, "invalid"),
    ("县审计局", 422, "invalid"),
]


def test_a_bad_body_is_told_what_is_wrong_and_makes_nothing(api: Api) -> None:
    before = api.get("林", "/units", count=True)["total"]
    for body, status, code in BAD:
        assert api.send("林", "POST", "/units", body, status)["code"] == code, body
    assert api.get("林", "/units", count=True)["total"] == before


def test_half_a_character_in_json_is_refused(client: TestClient, county: World) -> None:
    headers = county.bearer("林") | {"Content-Type": "application/json"}
    body = b'{"name": "\\ud800", "kind": "group"}'
    assert client.post("/api/v1/units", headers=headers, content=body).status_code == 422


def test_lin_changes_a_rank_and_the_journal_holds_old_and_new(api: Api, runtime: Runtime) -> None:
    path = f"/units/{api.world.units['县残联']}"
    changed = api.send("林", "PATCH", path, {"rank": 3005})
    assert (changed["rank"], changed["version"]) == (3005, api_version(changed))
    told = canonical_json({"name": "县残联", "before": {"rank": 3040}, "after": {"rank": 3005}})
    assert journal(runtime, "unit.changed") == [told]
    assert api.send("林", "PATCH", path, {"rank": 3005}) == changed  # nothing changed, nothing told
    assert api.send("林", "PATCH", path, {}) == changed
    assert len(journal(runtime, "unit.changed")) == 1


def api_version(item: dict[str, Any]) -> int:
    return int(item["version"])


def test_a_renamed_unit_is_still_found_by_its_former_name(api: Api, runtime: Runtime) -> None:
    path = f"/units/{api.world.units['县乡村振兴局']}"
    renamed = api.send("林", "PATCH", path, {"name": "县农业农村和乡村振兴局"})
    assert renamed["aliases"] == ["巫山县乡村振兴局", "县乡村振兴局"]
    found = api.get("林", "/units/resolve", name="县乡村振兴局")
    assert (found["certainty"], found["unit"]["name"]) == ("alias", "县农业农村和乡村振兴局")
    assert api.get("林", "/units", q="xnyncxczxj", sort="name")["items"] == []
    assert api.get("林", "/units", q="xnynchxczxj")["items"][0]["id"] == renamed["id"]
    assert journal(runtime, "unit.alias_added")[-1].startswith('{"name":"县乡村振兴局"')


def test_a_unit_may_take_its_alias_as_its_name_and_go_back(api: Api) -> None:
    path = f"/units/{api.world.units['县应急管理局']}"
    once = api.send("林", "PATCH", path, {"name": "县应急局"})
    assert (once["name"], set(once["aliases"])) == (
        "县应急局",
        {"县应急管理局", "巫山县应急管理局"},
    )
    back = api.send("林", "PATCH", path, {"name": "县应急管理局"})
    assert set(back["aliases"]) == {"县应急局", "巫山县应急管理局"}


def test_a_unit_does_not_take_the_name_of_another(api: Api) -> None:
    path = f"/units/{api.world.units['县残联']}"
    for name, code in {"县妇联": "unit_name_taken", "县应急局": "unit_alias_taken"}.items():
        assert api.send("林", "PATCH", path, {"name": name}, 409)["code"] == code
    assert api.get("林", path)["name"] == "县残联"


def test_a_stale_change_is_refused_with_what_stands_now(api: Api, client: TestClient) -> None:
    path = f"/units/{api.world.units['县残联']}"
    seen = client.get(f"/api/v1{path}", headers=api.world.bearer("林"))
    tag = seen.headers["ETag"]
    assert tag == f'"{seen.json()["version"]}"'
    api.send("林", "PATCH", path, {"rank": 3001}, headers={"If-Match": tag})
    stale = api.send("管", "PATCH", path, {"rank": 3002}, 412, headers={"If-Match": tag})
    assert stale["code"] == "stale"
    assert stale["current"] == api.get("林", path)
    assert stale["current"]["rank"] == 3001
    api.send("管", "PATCH", path, {"rank": 3003}, headers={"If-Match": "*"})
    api.send("管", "PATCH", path, {"rank": 3004}, 400, headers={"If-Match": "nonsense"})


def test_an_alias_changes_what_a_reader_saw(api: Api) -> None:
    path = f"/units/{api.world.units['县残联']}"
    before = api.get("林", path)["version"]
    alias = api.send("林", "POST", f"{path}/aliases", {"name": "县残疾人联合会"}, 201)
    assert api.get("林", path)["version"] == before + 1
    api.send("林", "DELETE", f"{path}/aliases/{alias['id']}", status=204)
    assert api.get("林", path)["version"] == before + 2


def test_ids_of_other_systems_are_set_replaced_and_taken_away(api: Api) -> None:
    path = f"/units/{api.world.units['县残联']}"
    api.send("林", "PATCH", path, {"external_ids": {"oa": "1001", "hr": "7"}})
    changed = api.send("林", "PATCH", path, {"external_ids": {"oa": "1002"}})
    assert changed["external_ids"] == {"oa": "1002", "hr": "7"}
    changed = api.send("林", "PATCH", path, {"external_ids": {"hr": None, "none": None}})
    assert changed["external_ids"] == {"oa": "1002"}


def test_an_id_of_another_system_belongs_to_one_unit(api: Api, runtime: Runtime) -> None:
    one, other = (f"/units/{api.world.units[name]}" for name in ("县残联", "县妇联"))
    api.send("林", "PATCH", one, {"external_ids": {"oa": "1001"}})
    refused = api.send("林", "PATCH", other, {"rank": 1, "external_ids": {"oa": "1001"}}, 409)
    assert refused["code"] == "external_id_taken"
    assert api.get("林", other)["rank"] == 3030
    api.send("林", "PATCH", one, {"external_ids": {"oa": None}})
    api.send("林", "PATCH", other, {"external_ids": {"oa": "1001"}})
    assert len(journal(runtime, "unit.changed")) == 3


def test_what_is_given_as_null_is_taken_away_where_that_may_be(api: Api) -> None:
    path = f"/units/{api.world.units['县残联']}"
    api.send("林", "PATCH", path, {"valid_until": "2030-12-31"})
    assert api.send("林", "PATCH", path, {"valid_until": None})["valid_until"] is None
    for field in ("name", "kind", "rank", "vertical"):
        assert api.send("林", "PATCH", path, {field: None}, 422)["code"] == "invalid"
    assert api.send("林", "PATCH", path, {"version": 9}, 422)["code"] == "invalid"


def test_a_unit_is_not_its_own_parent(api: Api) -> None:
    one, other = (api.world.units[name] for name in ("县民政局", "县残联"))
    api.send("林", "PATCH", f"/units/{other}", {"parent_id": one})
    assert (
        api.send("林", "PATCH", f"/units/{one}", {"parent_id": other}, 409)["code"] == "own_parent"
    )
    assert api.send("林", "PATCH", f"/units/{one}", {"parent_id": one}, 409)["code"] == "own_parent"


def test_an_unknown_unit_is_not_found(api: Api) -> None:
    for path in ("/units/999999", "/units/999999/aliases", "/units/999999/members"):
        assert api.get("林", path, 404)["code"] == "not_found"
    assert api.get("林", f"/units/{2**63}", 422)["code"] == "invalid"
    assert api.get("林", "/units/0", 422)["code"] == "invalid"
    api.send("林", "PATCH", "/units/999999", {"rank": 1}, 404)
