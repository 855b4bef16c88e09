"""A reform that is taken back leaves the registry exactly as it found it."""

import pytest

from tests.progress.book import Book, Desk


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


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
    merge = {
        "kind": "merge",
        "effective_on": "2023-09-01",
        "basis": "机构改革方案",
        "predecessors": [unit],
        "successors": [{"unit_id": book.units["县民政局"]}],
    }
    made = desk.send("林", "POST", "/reforms", merge).json()["id"]
    assert desk.get("林", f"/units/{unit}").json()["valid_until"] == "2023-08-31"
    assert desk.send("林", "DELETE", f"/reforms/{made}").status_code == 204
    assert desk.get("林", f"/units/{unit}").json()["valid_until"] == "2024-12-31"
