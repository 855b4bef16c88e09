"""A reform that is taken back leaves the registry exactly as it found it."""

import pytest

from tests.kinds import on_sqlite
from tests.progress.book import Book, Desk
from tests.progress.test_nothing_is_lost import reform

__all__ = ["on_sqlite"]


@pytest.mark.parametrize("day", ["2023-09-01", "2023-06-01"])
def test_an_alias_that_was_there_before_a_renaming_is_there_after_it(
    desk: Desk, book: Book, day: str
) -> None:
    unit = book.units["县残联"]
    path = f"/units/{unit}/aliases"
    alias = {"name": "县残疾人事务中心", "valid_from": "2020-01-01"}
    assert desk.send("林", "POST", path, alias).status_code == 201
    renaming = {
        "kind": "rename",
        "effective_on": day,
        "basis": "机构改革方案",
        "predecessors": [unit],
        "new_name": "县残疾人事务中心",
    }
    made = desk.send("林", "POST", "/reforms", renaming)
    assert made.status_code == 201, made.text
    assert desk.send("林", "DELETE", f"/reforms/{made.json()['id']}").status_code == 204
    kept = [
        (one["name"], one["valid_from"])
        for one in desk.get("林", path).json()["items"]
        if one["name"] == alias["name"]
    ]
    assert kept == [("县残疾人事务中心", "2020-01-01")]


def test_a_unit_that_was_to_end_anyway_ends_on_its_own_day_again(desk: Desk, book: Book) -> None:
    unit = book.units["县教委"]
    ends = desk.send("林", "PATCH", f"/units/{unit}", {"valid_until": "2024-12-31"})
    assert ends.status_code == 200, ends.text
    made = desk.reform("merge", unit, book.units["县民政局"], on="2023-09-01")
    assert desk.get("林", f"/units/{unit}").json()["valid_until"] == "2023-08-31"
    assert desk.send("林", "DELETE", f"/reforms/{made}").status_code == 204
    assert desk.get("林", f"/units/{unit}").json()["valid_until"] == "2024-12-31"


def renaming(desk: Desk, unit: int, name: str, day: str) -> int:
    body = {"kind": "rename", "effective_on": day, "basis": "方案", "predecessors": [unit]}
    answer = desk.send("林", "POST", "/reforms", body | {"new_name": name})
    status: int = answer.status_code
    return status


def test_a_name_that_is_to_come_is_not_overtaken(desk: Desk, book: Book) -> None:
    unit = book.units["县教委"]
    assert renaming(desk, unit, "县教育局", "2023-09-01") == 201
    assert renaming(desk, unit, "县教体局", "2023-08-01") == 409
    assert renaming(desk, unit, "县教育局", "2023-10-01") == 409
    assert renaming(desk, unit, "县教委", "2023-10-01") == 201
    merge = {
        "kind": "merge",
        "effective_on": "2023-08-01",
        "basis": "方案",
        "predecessors": [unit],
        "successors": [{"unit_id": book.units["县民政局"]}],
    }
    refused = desk.send("林", "POST", "/reforms", merge)
    assert (refused.status_code, refused.json()["code"]) == (409, "reform_renamed_later")


def test_only_taking_the_reform_back_moves_the_last_day_of_a_unit_that_it_ended(
    desk: Desk, book: Book
) -> None:
    reform(desk, book, "merge", "县教委", "县民政局")
    path = f"/units/{book.units['县教委']}"
    for day in (None, "2023-12-31"):
        refused = desk.send("林", "PATCH", path, {"valid_until": day})
        assert (refused.status_code, refused.json()["code"]) == (409, "ended_by_reform")
    assert desk.send("林", "PATCH", path, {"valid_until": "2023-05-31"}).status_code == 200
    assert desk.send("林", "PATCH", path, {"kind": "group"}).status_code == 409
    file = {"file": ("u.csv", "单位名称,类别,停用日期\n县教委,政府部门,2023-12-31\n".encode())}
    bearer = desk.world.bearer("林")
    refused = desk.client.post("/api/v1/units/import", files=file, headers=bearer)
    assert refused.status_code == 422, refused.text
    assert "机构改革" in refused.text
