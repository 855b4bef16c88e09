"""A merge on paper, worked out by hand on a small matrix."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.errors import AppError
from app.network.whatif import rules
from app.network.whatif.rules import Held, Load
from app.reading.terms import Role

REVIVAL, FARMING, FEDERATION = 21, 14, 25
LEAD, RESPONSIBLE, SUPPORTING = Role.LEAD, Role.RESPONSIBLE, Role.SUPPORTING


def cell(task: int, unit: int, role: Role, *, first: bool = False) -> Held:
    return Held(task, unit, role, first, role.value, f"单位{unit}")


# Row 1 of 巫山: the bureau leads and the commission is responsible. The bureau has row 2 alone,
# both are responsible in row 3, the commission has row 4 alone.
MATRIX = [
    cell(1, REVIVAL, LEAD, first=True),
    cell(1, FARMING, RESPONSIBLE),
    cell(1, FEDERATION, RESPONSIBLE),
    cell(2, FEDERATION, LEAD, first=True),
    cell(2, REVIVAL, SUPPORTING),
    cell(3, FEDERATION, LEAD, first=True),
    cell(3, REVIVAL, RESPONSIBLE),
    cell(3, FARMING, RESPONSIBLE),
    cell(4, FARMING, LEAD),
]


def test_row_1_of_wushan_would_have_one_unit_as_lead_and_responsible() -> None:
    found = rules.tried(MATRIX, [REVIVAL], FARMING)
    assert list(found.moved) == [2]
    assert list(found.twice) == [1, 3]
    assert found.conflicts == {1}


def test_loads_count_each_task_once_by_its_strongest_role() -> None:
    found = rules.tried(MATRIX, [REVIVAL], FARMING)
    assert found.before[REVIVAL] == Load(1, 1, 1, 1)
    assert found.before[FARMING] == Load(1, 0, 2, 0)
    assert found.after == Load(leads=2, first_leads=1, responsible=1, supporting=1)
    assert (found.after.total, found.after.weight) == (4, 2 * 3 + 2 + 1)


def test_units_that_no_task_names_move_nothing() -> None:
    found = rules.tried(MATRIX, [77], 78)
    assert (found.moved, found.twice, found.after) == ({}, {}, Load())


@pytest.mark.parametrize("text", ["", ",", "a", "1,b", "1.5", "-1", "9" * 19, "１"])
def test_what_is_no_list_of_ids_is_refused(text: str) -> None:
    with pytest.raises(AppError) as refused:
        rules.ids(text)
    assert refused.value.code == "what_if_units"


def test_ids_are_read_once_each_with_either_comma() -> None:
    assert rules.ids(" 3, 1，3 ") == (3, 1)


def ask(client: TestClient, world: Any, who: str = "林", **query: Any) -> Any:
    return client.get("/api/v1/network/what_if", params=query, headers=world.bearer(who))


def test_the_absurd_is_refused_and_the_unknown_is_not_there(client: TestClient, world: Any) -> None:
    unit, other = world.units["县残联"], world.units["县教委"]
    assert ask(client, world, units=unit, into=unit).json()["code"] == "what_if_nothing"
    assert ask(client, world, units="x", into=unit).json()["code"] == "what_if_units"
    assert ask(client, world, units=999_999, into=unit).status_code == 404
    assert ask(client, world, units=world.units["外县残联"], into=unit).status_code == 404
    assert ask(client, world, units=other, into=unit, plan=999_999).status_code == 404
    empty = ask(client, world, units=other, into=unit).json()
    assert (empty["moved_count"], empty["twice_count"], empty["after"]["total"]) == (0, 0, 0)
