"""How far a task is, told as a stage beside the percent or in its place."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.progress.joining import join
from app.progress.models import Report
from app.progress.returns.rules import check_stage
from app.progress.terms import TaskStage
from app.reading.formats.sheets import open_workbook
from tests.progress.book import Desk, Matter
from tests.progress.browser import Browser

CARE = "护理类辅助器具适配"
S = TaskStage


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.mark.parametrize(
    ("stage", "percent", "told"),
    [
        (S.DONE, 40, "已完成的，完成比例应为 100% 或不填，现在是 40%"),
        (S.NOT_STARTED, 5, "未启动的，完成比例应为 0 或不填，现在是 5%"),
        (S.UNDER_WAY, 100, "完成比例是 100% 的，进展阶段应为已完成或基本完成，或不选"),
        (S.PREPARING, 100, "完成比例是 100%"),
    ],
)
def test_what_contradicts_itself_is_told(stage: TaskStage, percent: int, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        check_stage(stage, percent)


@pytest.mark.parametrize(
    ("stage", "percent"),
    [
        (S.DONE, 100),
        (S.DONE, None),
        (None, 40),
        (S.NOT_STARTED, 0),
        (S.UNDER_WAY, 0),
        (S.NEARLY_DONE, 100),
        (S.PREPARING, 99),
    ],
)
def test_either_may_be_empty_and_both_may_agree(
    stage: TaskStage | None, percent: int | None
) -> None:
    check_stage(stage, percent)


def test_of_two_rows_that_become_one_no_stage_is_lost_and_none_contradicts() -> None:
    there = told(progress="在办", percent=40)
    join(there, told(progress="完了", stage=S.DONE), "县民政局")
    assert (there.stage, there.progress) == (None, "在办\n县民政局：完了（已完成）")
    empty = told()
    join(empty, told(progress="在办", stage=S.UNDER_WAY), "县民政局")
    assert empty.stage is S.UNDER_WAY


def told(**said: Any) -> Report:
    return Report(return_id=1, task_id=1, unit_id=1, region_id=1, **said)


def put(desk: Desk, matter: Matter, **said: Any) -> Any:
    body = {"rows": [{"task_id": matter.tasks[CARE], **said}]}
    return desk.send("陈", "PUT", f"/returns/{matter.federation}", body)


def test_a_stage_is_saved_refused_and_kept_in_the_edition(desk: Desk, matter: Matter) -> None:
    saved = put(desk, matter, progress="已适配", stage="under_way")
    row = saved.json()["rows"][0]
    assert (row["stage"], row["percent"]) == ("under_way", None)
    wrong = put(desk, matter, progress="已适配", stage="done", percent=40)
    assert wrong.status_code == 422
    (error,) = wrong.json()["errors"]
    assert error["loc"][-1] == "stage"
    assert error["msg"] == "已完成的，完成比例应为 100% 或不填，现在是 40%"
    assert put(desk, matter, stage="half").status_code == 422
    desk.fill("陈", matter.federation, stage="done")
    desk.send("陈", "POST", f"/returns/{matter.federation}/submit")
    desk.send("林", "POST", f"/returns/{matter.federation}/accept")
    amended = desk.send(
        "陈",
        "POST",
        f"/returns/{matter.federation}/amend",
        {
            "reason": "还没有完成",
            "rows": [{"task_id": matter.tasks[CARE], "progress": "在办", "stage": "nearly_done"}],
        },
    )
    assert amended.status_code == 200, amended.text
    old = desk.get("陈", f"/returns/{matter.federation}/editions/1").json()
    assert old["rows"][0]["stage"] == "done"
    task = desk.get("陈", f"/tasks/{matter.tasks[CARE]}").json()["reports"][0]
    assert task["stage_label"] == "基本完成"


def test_the_page_keeps_what_was_typed_and_shows_the_old_edition(
    client: TestClient, desk: Desk, matter: Matter
) -> None:
    browser = Browser(client)
    browser.sign_in("陈")
    path, task = f"/returns/{matter.federation}", matter.tasks[CARE]
    page = browser.page(path)
    fields = {f"progress-{task}": "已适配", f"percent-{task}": "40", f"stage-{task}": "done"}
    wrong = browser.post(path, page, action="save", **fields)
    assert wrong.status_code == 422
    assert "进展阶段：已完成的，完成比例应为 100% 或不填" in wrong.text
    assert '<option value="done" selected>已完成</option>' in wrong.text
    fields[f"percent-{task}"] = ""
    assert browser.post(path, page, action="save", **fields).status_code == 303
    assert '<option value="done" selected>已完成</option>' in browser.page(path)


def test_the_workbook_has_the_stage_in_words_and_takes_it_back(desk: Desk, matter: Matter) -> None:
    put(desk, matter, progress="已适配", stage="under_way")
    headers = desk.world.bearer("陈")
    path = f"/api/v1/returns/{matter.federation}/sheet"
    data = desk.client.get(path, headers=headers).content
    (sheet,) = open_workbook(data)
    line = next(row for row in sheet.rows if "正在实施" in row)
    assert sheet.rows[3][line.index("正在实施")] == "进展阶段"
    back = desk.client.post(path, headers=headers, files={"file": ("表.xlsx", data)})
    assert back.status_code == 200, back.text
    assert back.json()["rows"][0]["stage"] == "under_way"
