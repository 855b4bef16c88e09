"""Indicators are told of in the rows of their tasks."""

import re
from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.kit import clock
from app.plans.models import Assignment
from app.progress.exchange.writing import FigureLine, as_xlsx
from app.progress.models import Report
from tests.progress.book import LATER, Book, Desk, Matter, counted
from tests.progress.browser import Browser
from tests.progress.exchange.test_sheet import line
from tests.progress.figures.conftest import CARE, LIVING


def put(desk: Desk, matter: Matter, *figures: dict[str, Any], title: str = CARE) -> Any:
    row = {"task_id": matter.tasks[title], "progress": "已适配", "indicators": list(figures)}
    return desk.send("陈", "PUT", f"/returns/{matter.federation}", {"rows": [row]})


def shown(desk: Desk, return_id: int, title: str = CARE, who: str = "陈") -> Any:
    rows = desk.get(who, f"/returns/{return_id}").json()["rows"]
    return next(row for row in rows if row["title"] == title)["indicators"]


def test_a_row_asks_for_the_indicators_of_its_task_alone(
    desk: Desk, matter: Matter, tied: dict[str, int]
) -> None:
    (one,) = shown(desk, matter.federation)
    assert (one["indicator_id"], one["value"], one["number"]) == (tied["rate"], "", None)
    assert shown(desk, matter.federation, LIVING) == []


def test_a_form_that_asks_for_figures_costs_as_many_statements_as_one_that_does_not(
    runtime: Runtime, desk: Desk, matter: Matter, tied: dict[str, int]
) -> None:
    counts = []
    for task_id in (matter.tasks[CARE], None):
        body = {"tasks": [{"indicator_id": tied["rate"], "task_id": task_id}]}
        desk.send("林", "PUT", f"/plans/{matter.plan}/figures", body)
        with counted(runtime) as statements:
            assert len(shown(desk, matter.federation)) == (task_id is not None)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_value_is_kept_as_printed_with_its_number_and_how_it_was_counted(
    desk: Desk, book: Book, matter: Matter, tied: dict[str, int]
) -> None:
    figure = {"indicator_id": tied["rate"], "value": "92.5%", "basis": "台账，截至 6 月 30 日"}
    assert put(desk, matter, figure).status_code == 200
    (one,) = shown(desk, matter.federation)
    assert (one["value"], one["number"], one["basis"]) == ("92.5%", 92.5, figure["basis"])
    saved = book.events("return.saved")[-1]
    old, new = saved["changes"][str(matter.tasks[CARE])]["figures"]
    assert (old, new[str(tied["rate"])]["number"]) == (None, 92.5)
    assert put(desk, matter, figure).status_code == 200
    assert len(book.events("return.saved")) == 1, "the same again changes nothing"
    assert put(desk, matter).status_code == 200
    assert shown(desk, matter.federation)[0]["value"] == ""


@pytest.mark.parametrize(
    ("value", "told"),
    [("九成", "读不出数值"), ("1e999", "读不出数值"), ("140", "应在 0 至 100 之间")],
)
def test_a_wrong_number_is_told_by_indicator_and_nothing_is_saved(
    desk: Desk, matter: Matter, tied: dict[str, int], value: str, told: str
) -> None:
    wrong = put(desk, matter, {"indicator_id": tied["rate"], "value": value})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_figures")
    (error,) = wrong.json()["errors"]
    assert error["loc"] == ["rows", matter.tasks[CARE], f"value-{tied['rate']}"]
    assert "护理类辅助器具适配率：" in error["msg"]
    assert told in error["msg"]
    assert desk.get("陈", f"/returns/{matter.federation}").json()["version"] == 1


def test_what_belongs_to_another_task_is_refused(
    desk: Desk, matter: Matter, tied: dict[str, int]
) -> None:
    wrong = put(desk, matter, {"indicator_id": tied["count"], "value": "5"})
    assert "不在这项任务中填报" in wrong.json()["errors"][0]["msg"]


def test_the_newest_value_stands_with_the_plan_and_goes_on_as_how_it_is_counted(
    desk: Desk, book: Book, matter: Matter, tied: dict[str, int]
) -> None:
    desk.fill("陈", matter.federation)
    put(desk, matter, {"indicator_id": tied["rate"], "value": "92.5", "basis": "台账"})
    path = f"/plans/{matter.plan}/figures"
    assert desk.get("林", path).json()["items"][0]["newest"] is None, "not handed in"
    desk.send("陈", "POST", f"/returns/{matter.federation}/submit")
    rate, count = desk.get("林", path).json()["items"]
    newest = rate["newest"]
    assert (newest["value"], newest["unit"], newest["basis"]) == ("92.5", "县残联", "台账")
    assert newest["period_label"] == "2023年上半年"
    assert (rate["task"]["id"], count["task"]) == (matter.tasks[CARE], None)
    assert rate["suggested"][0]["id"] == matter.tasks[CARE]
    assert desk.get("周", path).json()["items"][0]["newest"] is None, "another unit's form"
    following = book.returns(matter.plan)["县残联", "2023-H2"].id
    (one,) = shown(desk, following)
    assert one["before"] == {"value": "92.5", "basis": "台账", "period_label": "2023年上半年"}
    assert one["value"] == ""


def test_an_edition_keeps_what_was_told(desk: Desk, matter: Matter, tied: dict[str, int]) -> None:
    desk.fill("陈", matter.federation)
    put(desk, matter, {"indicator_id": tied["rate"], "value": "92.5", "basis": "台账"})
    desk.send("陈", "POST", f"/returns/{matter.federation}/submit")
    desk.send("林", "POST", f"/returns/{matter.federation}/accept")
    figure = {"indicator_id": tied["rate"], "value": "91", "basis": "核减"}
    row = {"task_id": matter.tasks[CARE], "progress": "已适配", "indicators": [figure]}
    amended = desk.send(
        "陈", "POST", f"/returns/{matter.federation}/amend", {"reason": "重复", "rows": [row]}
    )
    assert amended.status_code == 200, amended.text
    assert shown(desk, matter.federation)[0]["value"] == "91"
    old = desk.get("陈", f"/returns/{matter.federation}/editions/1").json()["rows"]
    assert next(row for row in old if row["task_id"] == matter.tasks[CARE])["indicators"] == [
        {
            "indicator_id": tied["rate"],
            "name": "护理类辅助器具适配率",
            "value": "92.5",
            "number": 92.5,
            "basis": "台账",
        }
    ]


def test_what_was_told_stays_when_the_indicator_goes_to_another_task(
    runtime: Runtime, desk: Desk, book: Book, matter: Matter, tied: dict[str, int]
) -> None:
    put(desk, matter, {"indicator_id": tied["rate"], "value": "92.5"})
    path = f"/plans/{matter.plan}/figures"
    moved = {"indicator_id": tied["rate"], "task_id": matter.tasks[LIVING]}
    assert desk.send("林", "PUT", path, {"tasks": [moved]}).status_code == 200
    assert put(desk, matter).status_code == 200
    with runtime.database.read() as session:
        query = select(Report.figures).where(col(Report.task_id) == matter.tasks[CARE])
        (kept,) = [one for one in session.exec(query).all() if one]
    assert kept[str(tied["rate"])]["value"] == "92.5"
    changes = book.events("progress.indicator_tasks")[-1]["changes"]
    assert changes[str(tied["rate"])] == [matter.tasks[CARE], matter.tasks[LIVING]]


def test_who_chooses_and_what_cannot_be_chosen(
    desk: Desk, matter: Matter, tied: dict[str, int]
) -> None:
    path = f"/plans/{matter.plan}/figures"
    one = {"indicator_id": tied["count"], "task_id": matter.tasks[LIVING]}
    for who, status in (("陈", 403), ("领", 403), ("外", 404)):
        assert desk.send(who, "PUT", path, {"tasks": [one]}).status_code == status
    for wrong in ({**one, "task_id": 999999}, {**one, "indicator_id": 999999}):
        assert desk.send("林", "PUT", path, {"tasks": [wrong]}).status_code == 404
    assert desk.get("外", path).status_code == 404


def test_the_form_keeps_what_was_typed_and_the_page_of_the_plan_chooses(
    client: TestClient, desk: Desk, book: Book, matter: Matter, tied: dict[str, int]
) -> None:
    browser = Browser(client)
    browser.sign_in("陈")
    path, key = f"/returns/{matter.federation}", f"{tied['rate']}-{matter.tasks[CARE]}"
    page = browser.page(path)
    fields = {f"progress-{matter.tasks[CARE]}": "已适配", f"basis-{key}": "台账"}
    wrong = browser.post(path, page, action="save", **fields, **{f"value-{key}": "九成"})
    assert wrong.status_code == 422
    assert f'href="#value-{key}"' in wrong.text
    assert f'id="value-{key}-error"' in wrong.text
    assert 'value="九成"' in wrong.text
    assert 'value="台账"' in wrong.text
    saved = browser.post(path, page, action="save", **fields, **{f"value-{key}": "92.5"})
    assert saved.status_code == 303
    assert 'value="92.5"' in browser.page(path)
    browser.sign_in("林")
    told = browser.page(path)
    assert re.search(
        r"已适配\s*<br>[^<]+（%）：92\.5<span class=\"muted\">，口径：台账</span>", told
    )
    figures = f"/plans/{matter.plan}/figures"
    page = browser.page(figures)
    chosen = {f"task-{tied['rate']}": "", f"task-{tied['count']}": str(matter.tasks[LIVING])}
    assert browser.post(figures, page, **chosen).status_code == 303
    lines = desk.get("林", figures).json()["items"]
    assert [one["task"] and one["task"]["title"] for one in lines] == [None, LIVING]


def test_the_workbook_has_a_sheet_for_figures_and_tells_faults_by_row(
    desk: Desk, matter: Matter, tied: dict[str, int]
) -> None:
    put(desk, matter, {"indicator_id": tied["rate"], "value": "92.5", "basis": "台账"})
    headers, path = desk.world.bearer("陈"), f"/api/v1/returns/{matter.federation}/sheet"
    data = desk.client.get(path, headers=headers).content
    back = desk.client.post(path, headers=headers, files={"file": ("表.xlsx", data)})
    assert back.status_code == 200, back.text
    assert shown(desk, matter.federation)[0]["value"] == "92.5"
    task, version = matter.tasks[CARE], back.json()["version"]
    given = (task, tied["rate"], CARE, "护理类辅助器具适配率", "%", ">97", "")
    lines, form = [line(task, progress="写好的")], (matter.federation, version)
    wrong = as_xlsx("", form, lines, [FigureLine(given, "九成", "台账")])
    refused = desk.client.post(path, headers=headers, files={"file": ("表.xlsx", wrong)})
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["msg"].startswith("“指标数值”第 3 行：护理类辅助器具适配率：“九成”读不出数值")
    assert refused.json()["rows"][0]["indicators"][0]["basis"] == "台账"
    bare = as_xlsx("", form, lines)
    kept = desk.client.post(path, headers=headers, files={"file": ("表.xlsx", bare)})
    assert kept.status_code == 200, kept.text
    assert shown(desk, matter.federation)[0]["value"] == "92.5", "no sheet for it: it stays"


def test_a_part_is_asked_for_no_figure(
    runtime: Runtime, desk: Desk, book: Book, matter: Matter, tied: dict[str, int]
) -> None:
    assert shown(desk, matter.civil, who="周")[0]["indicator_id"] == tied["rate"]
    with runtime.database.write() as session:
        of_care = col(Assignment.task_id) == matter.tasks[CARE]
        first = session.exec(select(Assignment).where(of_care, Assignment.position == 1)).one()
        first.is_first_lead = True
    with clock.frozen(LATER):
        assert shown(desk, matter.civil, who="周") == []
        assert len(shown(desk, matter.federation)) == 1
