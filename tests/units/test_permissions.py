"""Who reads and who writes units."""

from starlette.testclient import TestClient

from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.units import service
from app.units.terms import UnitKind
from tests.cast import World
from tests.units.wushan import Api, another_county, city_and_county, token

NEW = {"name": "县审计局", "kind": "government_department"}


def writes(world: World, unit: str, member: str = "县教委") -> list[tuple[str, str, object]]:
    """Every way to change something, at one unit."""
    path = f"/units/{world.units[unit]}"
    return [
        ("PATCH", path, {"rank": 1}),
        ("POST", f"{path}/aliases", {"name": "残联"}),
        ("DELETE", f"{path}/aliases/1", None),
        ("POST", f"{path}/members", {"unit_id": world.units[member]}),
        ("DELETE", f"{path}/members/{world.units[member]}", None),
    ]


def test_liaisons_and_leaders_read_the_county_and_change_nothing(api: Api) -> None:
    for who in ("陈", "周", "领"):
        assert api.get(who, "/units", count=True)["total"] == 59
        assert api.get(who, f"/units/{api.world.units['县残联']}")["name"] == "县残联"
        for method, path, body in [*writes(api.world, "县残联"), ("POST", "/units", NEW)]:
            assert api.send(who, method, path, body, 403)["code"] == "forbidden", (who, path)


def test_the_coordinator_and_the_admin_of_the_county_write(api: Api) -> None:
    for who in ("林", "管"):
        api.send(who, "PATCH", f"/units/{api.world.units['县残联']}", {"rank": 3040})
        api.send(who, "POST", "/units", NEW | {"name": f"{who}的单位"}, 201)


def test_a_stranger_gets_404_for_everything_and_learns_nothing(api: Api) -> None:
    unit = api.world.units["县残联"]
    for path in (f"/units/{unit}", f"/units/{unit}/aliases", f"/units/{unit}/members"):
        assert api.get("外", path, 404)["code"] == "not_found"
    for method, path, body in writes(api.world, "县残联"):
        assert api.send("外", method, path, body, 404)["code"] == "not_found", path
    assert [one["name"] for one in api.get("外", "/units")["items"]] == ["县残联"]
    assert api.get("外", "/units/resolve", 404, name="县残联", region="巫山县")
    body = NEW | {"region_id": api.world.region}
    assert api.send("外", "POST", "/units", body, 404)["code"] == "region_unknown"


def test_the_anonymous_is_asked_to_sign_in(client: TestClient, county: World) -> None:
    unit = county.units["县残联"]
    for path in ("/units", f"/units/{unit}", "/units/resolve?name=x", f"/units/{unit}/aliases"):
        assert client.get(f"/api/v1{path}").status_code == 401
    assert client.post("/api/v1/units", json=NEW).status_code == 401


def test_a_county_reads_its_city_but_writes_for_itself_alone(
    client: TestClient, runtime: Runtime
) -> None:
    with runtime.database.write() as session:
        city, county = city_and_county(session)
        made = service.create_unit(
            session, SYSTEM, region_id=city, name="市残联", kind=UnitKind.PEOPLES_ORGANISATION
        )
        coordinator, admin = (token(session, county, r) for r in (Role.COORDINATOR, Role.ADMIN))
    path = f"/api/v1/units/{made.id}"
    assert client.get(path, headers=coordinator).json()["name"] == "市残联"
    for bearer in (coordinator, admin):
        assert client.patch(path, headers=bearer, json={"rank": 1}).status_code == 403
        body = NEW | {"region_id": city}
        assert client.post("/api/v1/units", headers=bearer, json=body).status_code == 403


def test_a_city_reads_below_and_only_its_admin_writes_there(
    client: TestClient, runtime: Runtime
) -> None:
    with runtime.database.write() as session:
        city, county = city_and_county(session)
        made = service.create_unit(
            session, SYSTEM, region_id=county, name="区残联", kind=UnitKind.PEOPLES_ORGANISATION
        )
        coordinator, admin = (token(session, city, r) for r in (Role.COORDINATOR, Role.ADMIN))
    path = f"/api/v1/units/{made.id}"
    assert client.get(path, headers=coordinator).status_code == 200
    assert client.patch(path, headers=coordinator, json={"rank": 1}).status_code == 403
    assert client.patch(path, headers=admin, json={"rank": 1}).status_code == 200


def test_a_branch_is_seen_by_the_region_that_it_serves(
    client: TestClient, runtime: Runtime
) -> None:
    """A bureau of one county that serves another is there for both, and for no third."""
    with runtime.database.write() as session:
        _, county = city_and_county(session)
        other = another_county(session)
        made = service.create_unit(
            session,
            SYSTEM,
            region_id=other,
            name="第一稽查局",
            kind=UnitKind.GOVERNMENT_DEPARTMENT,
            vertical=True,
            serves_region_id=county,
        )
        served, owner = token(session, county), token(session, other)
        stranger = token(session, another_county(session, "620422", "会宁县"))
        found = service.resolve(session, "第一稽查局", county)
        assert found.unit is not None
        assert found.unit.id == made.id
    path = f"/api/v1/units/{made.id}"
    seen = [client.get(path, headers=who).status_code for who in (served, owner, stranger)]
    assert seen == [200, 200, 404]
    taken = {"name": "第一稽查局", "kind": "institution"}
    assert client.post("/api/v1/units", headers=served, json=taken).status_code == 409
