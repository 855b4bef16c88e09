"""Figures while others change where they are told of, and sheets that are not whole."""

from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.kit import clock
from app.plans.models import Assignment, Plan
from app.plans.terms import PlanState
from app.progress.exchange.writing import FigureLine, as_xlsx
from app.progress.models import Report
from tests.progress.book import LATER, Desk, Matter
from tests.progress.browser import Browser
from tests.progress.exchange.test_sheet import line
from tests.progress.figures.conftest import CARE, LIVING
from tests.progress.figures.test_figures import put, shown
from tests.signing_in import hidden


def move(desk: Desk, matter: Matter, tied: dict[str, int], to: str | None = LIVING) -> None:
    moved = {"indicator_id": tied["rate"], "task_id": matter.tasks[to] if to else None}
    answer = desk.send("林", "PUT", f"/plans/{matter.plan}/figures", {"tasks": [moved]})
    assert answer.status_code == 200, answer.text


def figures_stored(runtime: Runtime, matter: Matter, title: str = CARE) -> Any:
    with runtime.database.read() as session:
        of_row = col(Report.task_id) == matter.tasks[title]
        mine = col(Report.return_id) == matter.federation
        return session.exec(select(Report.figures).where(of_row, mine)).one()


def sheet_back(desk: Desk, matter: Matter, data: bytes) -> Any:
    path, headers = f"/api/v1/returns/{matter.federation}/sheet", desk.world.bearer("陈")
    return desk.client.post(path, headers=headers, files={"file": ("表.xlsx", data)})


@pytest.mark.parametrize("value", ["92.5", ""])
@pytest.mark.parametrize("to", [LIVING, None])
@pytest.mark.parametrize("downloaded", ["before", "after"])
def test_a_workbook_comes_back_though_an_indicator_has_gone_to_another_task(
    desk: Desk,
    matter: Matter,
    tied: dict[str, int],
    *,
    downloaded: str,
    to: str | None,
    value: str,
) -> None:
    put(desk, matter, {"indicator_id": tied["rate"], "value": value, "basis": "台账"})
    path, headers = f"/api/v1/returns/{matter.federation}/sheet", desk.world.bearer("陈")
    data = desk.client.get(path, headers=headers).content
    move(desk, matter, tied, to)
    if downloaded == "after":
        data = desk.client.get(path, headers=headers).content
    back = sheet_back(desk, matter, data)
    assert back.status_code == 200, back.text
    (told,) = shown(desk, matter.federation)
    assert (told["value"], told["basis"]) == (value, "台账")


def test_a_form_that_was_open_meanwhile_gives_back_what_was_typed(
    client: TestClient, runtime: Runtime, desk: Desk, matter: Matter, tied: dict[str, int]
) -> None:
    browser = Browser(client)
    browser.sign_in("陈")
    path, key = f"/returns/{matter.federation}", f"{tied['rate']}-{matter.tasks[CARE]}"
    page = browser.page(path)
    move(desk, matter, tied)
    fields = {f"progress-{matter.tasks[CARE]}": "已适配", f"basis-{key}": "台账"}
    wrong = browser.post(path, page, action="save", **fields, **{f"value-{key}": "93.7"})
    assert wrong.status_code == 422
    assert f'href="#value-{key}"' in wrong.text
    field = wrong.text.split(f'id="value-{key}"')[1].split("</fieldset>")[0]
    assert 'value="93.7"' in field
    assert 'value="台账"' in field
    assert "护理类辅助器具适配率" in wrong.text.split(f'id="value-{key}"')[0].split("<fieldset")[-1]
    empty = {f"value-{key}": "", f"basis-{key}": ""}
    saved = browser.post(path, wrong.text, action="save", **{**fields, **empty})
    assert saved.status_code == 303


# ---- rows of the sheet of figures -------------------------------------------------------------


def test_a_row_that_was_deleted_from_the_sheet_erases_nothing_and_a_second_one_is_a_fault(
    runtime: Runtime, desk: Desk, matter: Matter, tied: dict[str, int]
) -> None:
    path = f"/plans/{matter.plan}/figures"
    both = [{"indicator_id": id_, "task_id": matter.tasks[CARE]} for id_ in tied.values()]
    assert desk.send("林", "PUT", path, {"tasks": both}).status_code == 200
    told = [{"indicator_id": id_, "value": "9"} for id_ in tied.values()]
    assert put(desk, matter, *told).status_code == 200
    task, form = matter.tasks[CARE], (matter.federation, 2)
    rate = (task, tied["rate"], CARE, "护理类辅助器具适配率", "%", ">97", "")
    lines = [line(task, progress="写好的")]
    one = sheet_back(desk, matter, as_xlsx("", form, lines, [FigureLine(rate, "92.5", "台账")]))
    assert one.status_code == 200, one.text
    kept = figures_stored(runtime, matter)
    assert [kept[str(tied[name])]["value"] for name in ("rate", "count")] == ["92.5", "9"]
    twice = [FigureLine(rate, "91", ""), FigureLine(rate, "90", "")]
    form = (matter.federation, one.json()["version"])
    refused = sheet_back(desk, matter, as_xlsx("", form, lines, twice))
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert "第 4 行：护理类辅助器具适配率：在前面已经出现过" in error["msg"]
    assert figures_stored(runtime, matter)[str(tied["rate"])]["value"] == "92.5"


def test_what_is_no_task_of_the_list_is_answered_with_404(
    client: TestClient, matter: Matter, tied: dict[str, int]
) -> None:
    browser = Browser(client)
    browser.sign_in("林")
    path = f"/plans/{matter.plan}/figures"
    page = browser.page(path)
    for wrong in ("9" * 5000, "甲", "0", "9" * 18):
        assert browser.post(path, page, **{f"task-{tied['rate']}": wrong}).status_code == 404


def test_two_who_choose_at_once_do_not_undo_each_other(
    client: TestClient, desk: Desk, matter: Matter, tied: dict[str, int]
) -> None:
    browser = Browser(client)
    browser.sign_in("林")
    path = f"/plans/{matter.plan}/figures"
    page = browser.page(path)
    was = {f"was-{id_}": hidden(page, f"was-{id_}") for id_ in tied.values()}
    assert list(was.values()) == [str(matter.tasks[CARE]), ""]
    move(desk, matter, tied)
    as_shown = {f"task-{tied['rate']}": str(matter.tasks[CARE])}
    mine = {f"task-{tied['count']}": str(matter.tasks[CARE])}
    assert browser.post(path, page, **was, **as_shown, **mine).status_code == 303
    lines = desk.get("林", path).json()["items"]
    assert [one["task"]["title"] for one in lines] == [LIVING, CARE]


def test_nobody_chooses_in_a_plan_that_another_has_followed(
    client: TestClient, runtime: Runtime, desk: Desk, matter: Matter, tied: dict[str, int]
) -> None:
    with runtime.database.write() as session:
        session.get_one(Plan, matter.plan).state = PlanState.SUPERSEDED
    path = f"/plans/{matter.plan}/figures"
    body = {"tasks": [{"indicator_id": tied["rate"], "task_id": None}]}
    refused = desk.send("林", "PUT", path, body)
    assert (refused.status_code, refused.json()["code"]) == (409, "superseded")
    browser = Browser(client)
    browser.sign_in("林")
    assert "<select" not in browser.page(path)


# ---- where a task has a first lead ------------------------------------------------------------


@pytest.mark.parametrize("fills", ["merged", "each"])
def test_of_a_task_with_a_first_lead_no_other_is_asked_and_what_it_told_before_stays(
    runtime: Runtime, desk: Desk, matter: Matter, tied: dict[str, int], fills: str
) -> None:
    told = {"indicator_id": tied["rate"], "value": "88", "basis": "台账"}
    row = {"task_id": matter.tasks[CARE], "progress": "已适配"}
    path = f"/returns/{matter.civil}"
    first = desk.send("周", "PUT", path, {"rows": [{**row, "indicators": [told]}]})
    assert first.status_code == 200, first.text
    with runtime.database.write() as session:
        of_care = col(Assignment.task_id) == matter.tasks[CARE]
        lead = session.exec(select(Assignment).where(of_care, Assignment.position == 1)).one()
        lead.is_first_lead = True
    with clock.frozen(LATER):
        chosen = desk.send("林", "PUT", f"/plans/{matter.plan}/reporting", {"fills": fills})
        assert chosen.status_code == 200, chosen.text
        (mine,) = shown(desk, matter.federation)
        assert mine["target"] == ">97"
        page = {"progress": "又适配", "indicators": []}
        assert desk.send("周", "PUT", path, {"rows": [{**row, **page}]}).status_code == 200
        (theirs,) = shown(desk, matter.civil, who="周")
        assert (theirs["value"], theirs["basis"], theirs["target"]) == ("88", "台账", None)
        other = {**told, "value": "90"}
        refused = desk.send("周", "PUT", path, {"rows": [{**row, "indicators": [other]}]})
        assert (refused.status_code, refused.json()["code"]) == (422, "wrong_figures")
