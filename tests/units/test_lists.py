"""`GET /units`: what is found, in which order, and what a bad request is told."""

from typing import Any

from sqlalchemy import event
from starlette.testclient import TestClient

from app.core.actor import SYSTEM
from app.core.lists import Window
from app.core.runtime import Runtime
from app.units import service
from app.units.terms import UnitKind
from tests.cast import World
from tests.units.wushan import Api, city_and_county, token

FIRST_IN_RANK = ["县委组织部", "县委宣传部", "县发展改革委", "县教委", "县科技局"]


def names(answer: dict[str, Any]) -> list[str]:
    return [item["name"] for item in answer["items"]]


def test_the_oa_asks_for_the_federation_and_gets_it_first_with_its_aliases(api: Api) -> None:
    found = api.get("林", "/units", q="县残联")
    item = found["items"][0]
    assert item["name"] == "县残联"
    assert item["aliases"] == ["巫山县残疾人联合会"]
    assert item["kind_label"] == "群团"
    assert item["region"] == "巫山县"
    assert item["url"] == f"/api/v1/units/{item['id']}"


FOUND = {
    "残疾人联合会": "县残联",
    "巫山县税务局": "县税务局",
    "xcl": "县残联",
    "XCL": "县残联",
    "ｘｃｌ": "县残联",
    "cl": "县残联",
    " 县 残 联 ": "县残联",
    "各乡镇(街道)": "各乡镇（街道）",
    "县教": "县教委",
}


def test_a_unit_is_found_by_name_alias_and_initials(api: Api) -> None:
    first = {q: names(api.get("林", "/units", q=q))[:1] for q in FOUND}
    assert first == {q: [name] for q, name in FOUND.items()}


def test_the_exact_name_comes_before_the_exact_alias_and_both_before_the_rest(api: Api) -> None:
    api.send("林", "POST", "/units", {"name": "县税务", "kind": "institution"}, 201)
    api.send("林", "POST", f"/units/{api.world.units['县统计局']}/aliases", {"name": "税务"}, 201)
    assert names(api.get("林", "/units", q="税务")) == ["县统计局", "县税务局", "县税务"]
    assert names(api.get("林", "/units", q="县税务"))[0] == "县税务"


def test_units_stand_in_rank_unless_names_are_asked_for(api: Api) -> None:
    assert names(api.get("林", "/units", limit=5)) == FIRST_IN_RANK
    by_name = names(api.get("林", "/units", limit=3, sort="name", kind="peoples_organisation"))
    assert by_name == ["团县委", "县残联", "县妇联"]


def test_pages_follow_one_another_without_gap_or_repeat(api: Api) -> None:
    lists: list[dict[str, Any]] = [{}, {"sort": "name"}, {"q": "县"}, {"q": "县", "sort": "name"}]
    for asked in lists:
        whole = api.get("林", "/units", limit=200, count=True, **asked)
        assert whole["next"] is None
        assert whole["total"] == len(whole["items"])
        page = api.get("林", "/units", limit=7, **asked)
        paged = names(page)
        while page["next"]:
            page = api.get("林", "/units", limit=7, cursor=page["next"], **asked)
            paged += names(page)
        assert paged == names(whole)


def test_the_kind_narrows_the_list(api: Api) -> None:
    groups = names(api.get("林", "/units", kind="group"))
    assert groups == ["县级有关部门", "县政府有关部门", "各乡镇（街道）"]


def test_the_region_narrows_the_list_by_name_or_code(api: Api) -> None:
    assert api.get("林", "/units", region="巫山县", limit=1)["items"]
    assert api.get("林", "/units", region="500237", limit=1)["items"]


def test_a_branch_stands_at_its_place_among_the_units_that_it_serves(
    client: TestClient, runtime: Runtime, world: World
) -> None:
    """张店区's registry prints 市公安局张店分局 after 区税务局; only its region is the city."""
    order = ["区委组织部", "区税务局", "市公安局张店分局", "区残联"]
    with runtime.database.write() as session:
        city, county = city_and_county(session)
        for n, name in enumerate(order, 1):
            branch = name.startswith("市")
            service.create_unit(
                session,
                SYSTEM,
                region_id=city if branch else county,
                serves_region_id=county if branch else None,
                name=name,
                kind=UnitKind.GOVERNMENT_DEPARTMENT,
                rank=n * 1000,
            )
        headers = token(session, county)
    listed = [
        client.get("/api/v1/units", headers=headers, params=params).json()
        for params in ({}, {"region": "张店区"})
    ]
    assert [names(one) for one in listed] == [order, order]
    with runtime.database.read() as session:
        filters = service.Filters(region_id=county)
        found = service.units(session, SYSTEM, filters, Window()).slice.rows
    assert [row.name for row in found] == order


def test_a_region_out_of_sight_is_not_found(api: Api) -> None:
    for region in ("会宁县", "620422", "没有的县", "%"):
        api.get("林", "/units", 404, region=region)


def test_the_oa_finds_a_unit_by_its_own_number(api: Api) -> None:
    unit = api.world.units["县残联"]
    api.send("林", "PATCH", f"/units/{unit}", {"external_ids": {"oa": "10:01"}})
    assert names(api.get("林", "/units", external_id="oa:10:01")) == ["县残联"]
    assert names(api.get("林", "/units", external_id="oa:1001")) == []
    assert names(api.get("林", "/units", external_id="hr:10:01")) == []


BAD: list[tuple[dict[str, Any], int, str]] = [
    ({"sort": "best"}, 422, "invalid"),
    ({"kind": "club"}, 422, "invalid"),
    ({"limit": 0}, 422, "invalid"),
    ({"limit": 201}, 422, "invalid"),
    ({"q": "x" * 10_000}, 422, "invalid"),
    ({"cursor": "nonsense"}, 400, "wrong_cursor"),
    ({"external_id": "1001"}, 422, "bad_external_id"),
    ({"external_id": "oa:\x00"}, 422, "bad_external_id"),
]


def test_a_bad_request_is_told_what_is_wrong(api: Api) -> None:
    for asked, status, code in BAD:
        assert api.get("林", "/units", status, **asked)["code"] == code, asked


def test_a_cursor_belongs_to_its_list(api: Api) -> None:
    cursor = api.get("林", "/units", limit=2)["next"]
    others: list[dict[str, Any]] = [{"q": "县"}, {"sort": "name"}, {"kind": "group"}]
    for other in others:
        assert api.get("林", "/units", 400, cursor=cursor, **other)["code"] == "wrong_cursor"


HOSTILE = ("%", "_", "县%联", "县_联", "'", '"', "\\", "' OR 1=1 --", "/", "\x00", "\u202e", "😀")


def test_hostile_text_finds_nothing_and_breaks_nothing(api: Api) -> None:
    for q in HOSTILE:
        found = api.get("林", "/units", q=q, count=True)
        assert found == {"items": [], "next": None, "total": 0}, q


def test_the_same_name_in_two_counties_is_two_units(api: Api) -> None:
    own = api.get("陈", "/units", q="县残联")["items"]
    theirs = api.get("外", "/units", q="县残联")["items"]
    assert [one["id"] for one in own] == [api.world.units["县残联"]]
    assert [one["id"] for one in theirs] == [api.world.units["外县残联"]]


def test_the_own_region_stands_before_the_one_above(api: Api, runtime: Runtime) -> None:
    """A city's 市残联 is readable in its county, and comes after all that is the county's own."""
    with runtime.database.write() as session:
        above, below = city_and_county(session)
        service.create_unit(
            session, SYSTEM, region_id=above, name="市残联", kind=UnitKind.GROUP, rank=1
        )
        service.create_unit(
            session, SYSTEM, region_id=below, name="区残联", kind=UnitKind.GROUP, rank=9
        )
        bearer = token(session, below)
    found = api.client.get("/api/v1/units", headers=bearer)
    assert names(found.json()) == ["区残联", "市残联"]


def test_a_list_takes_the_same_statements_however_long_it_is(api: Api, runtime: Runtime) -> None:
    short = statements(api.client, runtime, api.world, {"limit": 1})
    long = statements(api.client, runtime, api.world, {"limit": 200, "q": "县"})
    assert short == long == 4  # who asks, the rows, the aliases, the ids elsewhere


def statements(client: TestClient, runtime: Runtime, world: World, asked: dict[str, Any]) -> int:
    told: list[str] = []

    def note(*happened: Any) -> None:
        if happened[2].startswith("SELECT"):
            told.append(happened[2])

    event.listen(runtime.database.engine, "before_cursor_execute", note)
    answer = client.get("/api/v1/units", headers=world.bearer("林"), params=asked)
    event.remove(runtime.database.engine, "before_cursor_execute", note)
    assert answer.status_code == 200
    return len(told)
