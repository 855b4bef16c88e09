"""Regions: their codes, and the list for pickers."""

import pytest
from starlette.testclient import TestClient

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.identity import service
from app.identity.rules import BadRegionCodeError, check_region
from app.identity.terms import RegionLevel
from tests.cast import World

PROVINCE, CITY, COUNTY, TOWNSHIP = RegionLevel


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("500000", PROVINCE, None),
        ("370300", CITY, ("370000", PROVINCE)),
        ("370303", COUNTY, ("370300", CITY)),
        ("500237", COUNTY, ("500000", PROVINCE)),
        ("500237", COUNTY, None),
        ("500237100", TOWNSHIP, ("500237", COUNTY)),
        ("500237100000", TOWNSHIP, ("500237", COUNTY)),
    ],
)
def test_codes_as_gb_t_2260_writes_them(
    code: str, level: RegionLevel, parent: tuple[str, RegionLevel] | None
) -> None:
    check_region(code, level, parent)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("370300", COUNTY, None),
        ("370303", CITY, None),
        ("370300", PROVINCE, None),
        ("000000", PROVINCE, None),
        ("37030", COUNTY, None),
        ("３７０３０３", COUNTY, None),
        ("abcdef", COUNTY, None),
        ("", COUNTY, None),
        ("370303", COUNTY, ("370400", CITY)),
        ("370303", COUNTY, ("500000", PROVINCE)),
        ("370300", CITY, ("370303", COUNTY)),
        ("500237000", TOWNSHIP, ("500237", COUNTY)),
        ("500238100", TOWNSHIP, ("500237", COUNTY)),
    ],
)
def test_a_code_that_contradicts_its_level_or_its_parent_is_refused(
    code: str, level: RegionLevel, parent: tuple[str, RegionLevel] | None
) -> None:
    with pytest.raises(BadRegionCodeError):
        check_region(code, level, parent)


def test_the_list_shows_the_own_region_and_its_line_alone(
    client: TestClient, runtime: Runtime, world: World
) -> None:
    with runtime.database.write() as session:
        service.add_region(session, SYSTEM, code="370000", name="山东省", level=PROVINCE)

    def names(who: str, **query: str) -> list[str]:
        answer = client.get("/api/v1/regions", headers=world.bearer(who), params=query)
        assert answer.status_code == 200, answer.text
        return [one["name"] for one in answer.json()["items"]]

    assert names("林") == ["巫山县"]
    assert names("外") == ["会宁县"]
    assert names("林", q="5002") == ["巫山县"]
    assert names("林", q="山东") == []
    assert names("林", level="city") == []
