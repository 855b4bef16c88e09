"""The list of units on a page."""

import re

import pytest
from starlette.testclient import TestClient

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.units import service
from app.units.terms import UnitKind
from tests.cast import World
from tests.kinds import ON_BOTH, on_sqlite

__all__ = ["on_sqlite"]  # what the pages ask of the other kind is tried in `test_demo`


def links(page: str) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*><a href="/units/\d+">([^<]+)</a>', page)


@pytest.fixture
def lin(client: TestClient, county: World) -> TestClient:
    """林 at her browser, as far as a reading page is concerned."""
    client.headers.update(county.bearer("林"))
    return client


def test_lin_sees_the_units_in_rank_each_linked_to_its_tasks(
    lin: TestClient, county: World
) -> None:
    page = lin.get("/units").text
    assert links(page)[:3] == ["县委组织部", "县委宣传部", "县发展改革委"]
    assert f'href="/units/{county.units["县残联"]}"' in page
    assert "共 59 个" in page
    assert page.count("<h1") == 1
    assert 'aria-current="page">单位' in page
    assert "行政区划" not in re.findall(r"<th scope=\"col\">([^<]+)", page)


def test_a_search_says_what_it_found_and_offers_the_way_back(lin: TestClient) -> None:
    page = lin.get("/units", params={"q": "残疾人"}).text
    assert links(page) == ["县残联"]
    assert "与“残疾人”相符的单位，共 1 个" in page
    assert 'value="残疾人"' in page
    assert '<a href="/units">显示全部</a>' in page


def test_a_search_without_a_match_says_so(lin: TestClient) -> None:
    page = lin.get("/units", params={"q": "县审计局"}).text
    assert "没有与“县审计局”相符的单位" in page
    assert "<table" not in page


def test_hostile_text_is_shown_as_text(lin: TestClient) -> None:
    for q in ('"><script>alert(1)</script>', "%", "'", "x" * 10_000, "\x00"):
        answer = lin.get("/units", params={"q": q})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


def test_a_wrong_cursor_is_told_on_a_page(lin: TestClient) -> None:
    answer = lin.get("/units", params={"cursor": "nonsense"})
    assert answer.status_code == 400
    assert "翻页标记无效" in answer.text


@ON_BOTH
def test_many_units_are_shown_page_by_page(
    lin: TestClient, runtime: Runtime, county: World
) -> None:
    with runtime.database.write() as session:
        for number in range(120):
            service.create_unit(
                session,
                SYSTEM,
                region_id=county.region,
                name=f"企业{number:03}",
                kind=UnitKind.ENTERPRISE,
            )
    first = lin.get("/units", params={"q": "企业"})
    following = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert following is not None
    second = lin.get(following[1].replace("&amp;", "&"))
    assert links(first.text) + links(second.text) == [f"企业{n:03}" for n in range(120)]
    assert "回到第一页" in second.text
    assert 'rel="next"' not in second.text


def test_a_unit_that_has_ended_is_marked_in_words(lin: TestClient, county: World) -> None:
    path = f"/api/v1/units/{county.units['县乡村振兴局']}"
    assert lin.patch(path, json={"valid_until": "2020-01-31"}).status_code == 200
    assert "（2020年1月31日停用）" in lin.get("/units", params={"q": "乡村振兴"}).text


def test_an_empty_registry_says_how_to_fill_it(client: TestClient, world: World) -> None:
    page = client.get("/units", headers=world.bearer("外"), params={"q": ""}).text
    assert links(page) == ["县残联"]
    assert "（垂管）" not in page


def test_the_anonymous_is_led_to_the_sign_in(client: TestClient) -> None:
    answer = client.get("/units")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Funits")
