from typing import Any

import pytest

from app.core.actor import SYSTEM
from app.plans import examples, schemas
from app.plans.finding_schemas import FindingOut
from app.plans.matrix import matrix
from tests.plans.desk import Desk
from tests.plans.documents import WUSHAN, plan
from tests.statements import statements


def three_plans(desk: Desk) -> list[int]:
    titles = ("巫山县“十四五”甲方案", "巫山县“十四五”乙方案", "巫山县“十四五”丙方案")
    return [desk.draft(plan(title=title)) for title in titles]


def test_the_newest_plan_comes_first(desk: Desk) -> None:
    ids = three_plans(desk)
    assert [one["id"] for one in desk.get("/plans")["items"]] == ids[::-1]
    assert [one["id"] for one in desk.get("/plans", sort="created")["items"]] == ids


def test_pages_follow_each_other_without_gap_or_overlap(desk: Desk) -> None:
    ids = three_plans(desk)
    for sort in ("-created", "created", "title"):
        seen: list[int] = []
        cursor = None
        while True:
            more: dict[str, Any] = {"cursor": cursor} if cursor else {}
            told = desk.get("/plans", limit=1, sort=sort, **more)
            seen += [one["id"] for one in told["items"]]
            cursor = told["next"]
            if cursor is None:
                break
        assert sorted(seen) == ids


def test_lists_are_narrowed_by_state_region_and_words(desk: Desk) -> None:
    first, *_ = three_plans(desk)
    desk.send("POST", f"/plans/{first}/publish")
    assert [one["id"] for one in desk.get("/plans", state="published")["items"]] == [first]
    assert desk.get("/plans", count=True, state="draft")["total"] == 2
    assert [one["title"] for one in desk.get("/plans", q="乙方")["items"]] == [
        "巫山县“十四五”乙方案"
    ]
    assert len(desk.get("/plans", q="府办发〔2022〕12")["items"]) == 3
    assert desk.get("/plans", q="%")["items"] == [], "a wildcard is only a character"
    assert desk.get("/plans", region=desk.world.elsewhere)["items"] == []
    assert len(desk.get("/plans", region=desk.world.region)["items"]) == 3


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"sort": "colour"}, 422, "invalid"),
        ({"state": "burnt"}, 422, "invalid"),
        ({"limit": 0}, 422, "invalid"),
        ({"limit": 201}, 422, "invalid"),
        ({"region": "甲"}, 422, "invalid"),
        ({"region": 2**70}, 422, "invalid"),
        ({"cursor": "abc"}, 400, "wrong_cursor"),
        ({"q": "x" * 101}, 422, "invalid"),
    ],
)
def test_wrong_parameters_are_refused_by_name(
    desk: Desk, params: dict[str, Any], status: int, code: str
) -> None:
    told = desk.get("/plans", status=status, **params)
    assert told["code"] == code


def test_a_cursor_belongs_to_its_filters(desk: Desk) -> None:
    three_plans(desk)
    cursor = desk.get("/plans", limit=1, state="draft")["next"]
    told = desk.get("/plans", limit=1, state="published", cursor=cursor, status=400)
    assert told["code"] == "wrong_cursor"


def test_hostile_words_in_a_search_are_only_words(desk: Desk) -> None:
    three_plans(desk)
    for words in ("' OR 1=1 --", "\x00", "\\", "_", "\ufffe"):
        told = desk.get("/plans", q=words)
        assert len(told["items"]) in {0, 3}


def test_unknown_plans_are_404_and_impossible_ids_422(desk: Desk) -> None:
    for part in ("", "/matrix", "/findings", "/indicators"):
        desk.get(f"/plans/9999{part}", status=404)
        desk.get(f"/plans/{2**70}{part}", status=422)
        desk.get(f"/plans/abc{part}", status=422)


def test_a_list_costs_the_same_however_many_plans_there_are(desk: Desk) -> None:
    desk.draft()
    with statements(desk.runtime) as one:
        desk.get("/plans")
    three_plans(desk)
    with statements(desk.runtime) as many:
        desk.get("/plans")
    assert len(many) == len(one)


def test_a_matrix_takes_three_statements_whatever_its_size(desk: Desk) -> None:
    rows = [f"{n}\t完成第{n}项工作。\t县残联\t县民政局、县财政局" for n in range(1, 1001)]
    small, large = desk.draft(), desk.draft(plan(rows, title="巫山县“十四五”大方案"))
    for plan_id, size in ((small, 3), (large, 1000)):
        with desk.runtime.database.read() as session, statements(desk.runtime) as seen:
            assert len(matrix(session, SYSTEM, plan_id).tasks) == size
        assert len(seen) == 3
    tasks = desk.matrix(large)
    assert [task["number"] for task in tasks] == [str(n) for n in range(1, 1001)]
    assert all(len(task["assignments"]) == 3 for task in tasks)


def test_a_plan_without_a_task_has_an_empty_matrix(desk: Desk) -> None:
    plan_id = desk.draft(b" \n")
    assert desk.matrix(plan_id) == []


def test_an_answer_matches_its_published_shape(desk: Desk) -> None:
    """What goes out as bytes is what the API page promises."""
    plan_id = desk.draft(WUSHAN)
    schemas.PlanDetailOut.model_validate(desk.get(f"/plans/{plan_id}"), strict=False)
    schemas.MatrixOut.model_validate(desk.get(f"/plans/{plan_id}/matrix"))
    for told, shape in (
        (desk.get("/plans")["items"], schemas.PlanOut),
        (desk.findings(plan_id), FindingOut),
        (desk.matrix(plan_id), schemas.MarkedTaskOut),
        (desk.get(f"/plans/{plan_id}/indicators")["items"], schemas.IndicatorOut),
    ):
        assert told
        assert all(set(one) == set(shape.model_fields) for one in told)


def test_the_examples_of_the_api_page_have_the_promised_shape() -> None:
    schemas.PlanOut.model_validate(examples.PLAN_EXAMPLE)
    schemas.PlanDetailOut.model_validate(examples.DETAIL_EXAMPLE)
    schemas.MatrixOut.model_validate(examples.MATRIX_EXAMPLE)
    FindingOut.model_validate(examples.FINDING_EXAMPLE)
    schemas.IndicatorOut.model_validate(examples.INDICATOR_EXAMPLE)
    schemas.PlanTextIn.model_validate(schemas.TEXT_EXAMPLE)
