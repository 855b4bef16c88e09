"""How a unit fills its return and hands it in."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from app.core.actor import Actor, ActorKind, Role
from app.core.runtime import Runtime
from app.kit import clock
from app.progress import service
from app.progress.filing import Said
from app.progress.models import Report
from tests.cast import World
from tests.progress.book import LATER, Book, Desk, Matter, counted

MARCH = datetime(2023, 3, 6, 1, 0, tzinfo=UTC)


def rows_by_title(whole: Any) -> dict[str, Any]:
    return {row["title"]: row for row in whole["rows"]}


def test_the_liaison_finds_every_task_of_the_unit_with_its_role(desk: Desk, matter: Matter) -> None:
    answer = desk.get("陈", f"/returns/{matter.federation}")
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"1"'
    rows = answer.json()["rows"]
    assert [(row["number"], row["role_label"]) for row in rows] == [
        ("1", "牵头单位"),
        ("2", "责任单位"),
        ("3", "责任单位"),
        ("4", "牵头单位"),
    ]
    assert all(row["progress"] == "" and row["percent"] is None for row in rows)
    assert answer.json()["allowed"] == ["save", "submit"]


def test_a_draft_keeps_what_was_typed_and_leaves_the_other_rows_alone(
    desk: Desk, matter: Matter
) -> None:
    task = matter.tasks["护理类辅助器具适配"]
    path = f"/returns/{matter.federation}"
    said = {
        "task_id": task,
        "progress": "已适配 216 件\r\n受益 208 人",
        "problems": "存在 <b>缺口</b>",
        "coordination": "请财政支持",
        "next_steps": "八月完成",
        "percent": 60,
    }
    first = desk.send("陈", "PUT", path, {"rows": [said]})
    assert first.status_code == 200
    assert first.headers["etag"] == '"2"'
    assert first.json()["state"] == "draft"
    other = {"task_id": matter.tasks["无障碍环境建设"], "no_change": True}
    second = desk.send("陈", "PUT", path, {"rows": [other]})
    kept = rows_by_title(second.json())
    assert kept["护理类辅助器具适配"]["progress"] == "已适配 216 件\n受益 208 人"
    assert kept["护理类辅助器具适配"]["problems"] == "存在 <b>缺口</b>"
    assert kept["护理类辅助器具适配"]["percent"] == 60
    assert kept["无障碍环境建设"]["no_change"] is True
    assert kept["困难残疾人生活补贴"]["progress"] == ""


def test_the_same_draft_again_changes_nothing_and_is_told_once(
    desk: Desk, book: Book, matter: Matter
) -> None:
    body = {"rows": [{"task_id": matter.tasks["护理类辅助器具适配"], "progress": "好"}]}
    path = f"/returns/{matter.federation}"
    for _ in range(3):
        assert desk.send("陈", "PUT", path, body).headers["etag"] == '"2"'
    (told,) = book.events("return.saved")
    task = str(matter.tasks["护理类辅助器具适配"])
    assert told["changes"] == {task: {"progress": ["", "好"]}}
    assert told["state"] == ["pending", "draft"]
    assert told["actor"] == "陈"


def test_saving_an_untouched_form_leaves_the_return_untouched(desk: Desk, matter: Matter) -> None:
    answer = desk.fill("陈", matter.federation, progress="")
    assert (answer.json()["state"], answer.json()["version"]) == ("pending", 1)


def test_a_row_can_be_emptied_again(desk: Desk, matter: Matter) -> None:
    desk.fill("陈", matter.federation, percent=50)
    answer = desk.fill("陈", matter.federation, progress="", percent=None)
    assert {row["progress"] for row in answer.json()["rows"]} == {""}
    assert {row["percent"] for row in answer.json()["rows"]} == {None}


def test_an_incomplete_return_is_refused_row_by_row_and_keeps_its_text(
    desk: Desk, book: Book, matter: Matter
) -> None:
    task = matter.tasks["护理类辅助器具适配"]
    path = f"/returns/{matter.federation}"
    desk.send("陈", "PUT", path, {"rows": [{"task_id": task, "progress": "好"}]})
    answer = desk.send("陈", "POST", f"{path}/submit")
    assert answer.status_code == 409
    assert answer.json()["code"] == "incomplete"
    assert [error["msg"][:2] for error in answer.json()["errors"]] == ["2.", "3.", "4."]
    whole = desk.get("陈", path).json()
    assert whole["state"] == "draft"
    assert rows_by_title(whole)["护理类辅助器具适配"]["progress"] == "好"
    assert book.events("return.submitted") == []


def test_a_return_that_was_never_opened_is_incomplete_too(desk: Desk, matter: Matter) -> None:
    answer = desk.send("陈", "POST", f"/returns/{matter.federation}/submit")
    assert len(answer.json()["errors"]) == 4


def test_a_complete_return_is_handed_in_with_name_and_time(
    desk: Desk, book: Book, matter: Matter
) -> None:
    desk.submitted("陈", matter.federation)
    whole = desk.get("陈", f"/returns/{matter.federation}").json()
    assert (whole["state"], whole["state_label"]) == ("submitted", "待审核")
    assert (whole["light"], whole["light_label"]) == ("done", "已办")
    assert (whole["submitted_by"], whole["submitted_at"]) == ("陈", "2023-07-10T09:00:00+08:00")
    assert whole["entered_by"] is None
    assert whole["allowed"] == []
    (told,) = book.events("return.submitted")
    assert told["state"] == ["draft", "submitted"]
    assert told["unit_ids"] == [book.units["县残联"]]


def test_late_is_always_possible(desk: Desk, matter: Matter) -> None:
    with clock.frozen(LATER):
        before = desk.get("陈", f"/returns/{matter.federation}").json()
        assert (before["light"], before["overdue_workdays"]) == ("overdue", 3)
        desk.submitted("陈", matter.federation)
        after = desk.get("陈", f"/returns/{matter.federation}").json()
        assert (after["light"], after["overdue_workdays"]) == ("done", 0)


def test_a_draft_can_be_kept_before_the_return_opens_but_not_handed_in(
    desk: Desk, matter: Matter
) -> None:
    with clock.frozen(MARCH):
        assert desk.fill("陈", matter.federation).status_code == 200
        answer = desk.send("陈", "POST", f"/returns/{matter.federation}/submit")
    assert answer.status_code == 409
    assert answer.json()["code"] == "not_open"
    assert answer.json()["detail"] == "2023年6月20日起可以提交"


def test_what_was_handed_in_cannot_be_edited_or_handed_in_again(desk: Desk, matter: Matter) -> None:
    desk.submitted("陈", matter.federation)
    for answer in (
        desk.fill("陈", matter.federation, progress="改"),
        desk.send("陈", "POST", f"/returns/{matter.federation}/submit"),
    ):
        assert answer.status_code == 409
        assert answer.json()["code"] == "already_submitted"


def test_the_next_return_shows_what_was_said_before(desk: Desk, book: Book, matter: Matter) -> None:
    desk.fill("陈", matter.federation, progress="上期所报", percent=40)
    desk.send("陈", "POST", f"/returns/{matter.federation}/submit")
    following = book.returns(matter.plan)["县残联", "2023-H2"].id
    before = {
        row["title"]: row["before"]
        for row in desk.get("陈", f"/returns/{following}").json()["rows"]
    }
    assert before["无障碍环境建设"] == {
        "period": "2023-H1",
        "period_label": "2023年上半年",
        "progress": "上期所报",
        "problems": "",
        "coordination": "",
        "next_steps": "",
        "percent": 40,
        "stage": None,
    }


def test_a_coordinator_enters_on_behalf_of_a_unit_and_it_shows(
    desk: Desk, book: Book, matter: Matter
) -> None:
    desk.submitted("林", matter.federation)
    whole = desk.get("陈", f"/returns/{matter.federation}").json()
    assert (whole["entered_by"], whole["submitted_by"]) == ("林", "林")
    assert book.events("return.saved")[0]["entered_by"] == "林"
    assert book.events("return.submitted")[0]["entered_by"] == "林"


def test_what_a_coordinator_typed_the_liaison_can_hand_in(desk: Desk, matter: Matter) -> None:
    desk.fill("林", matter.federation)
    answer = desk.send("陈", "POST", f"/returns/{matter.federation}/submit")
    assert (answer.json()["entered_by"], answer.json()["submitted_by"]) == ("林", "陈")


def test_who_rewrites_what_a_coordinator_typed_has_entered_it_himself(
    desk: Desk, matter: Matter
) -> None:
    desk.fill("林", matter.federation)
    assert desk.fill("陈", matter.federation, progress="自己写").json()["entered_by"] is None


# ---- two people at once ----------------------------------------------------------------------


def test_who_edits_an_older_version_gets_what_is_stored_now(desk: Desk, matter: Matter) -> None:
    path = f"/returns/{matter.federation}"
    task = matter.tasks["护理类辅助器具适配"]
    desk.send("陈", "PUT", path, {"rows": [{"task_id": task, "progress": "先写的"}]}, etag='"1"')
    body = {"rows": [{"task_id": task, "progress": "后写的"}]}
    answer = desk.send("林", "PUT", path, body, etag='"1"')
    assert answer.status_code == 412
    assert answer.json()["code"] == "stale"
    current = answer.json()["current"]
    assert current["version"] == 2
    assert rows_by_title(current)["护理类辅助器具适配"]["progress"] == "先写的"
    again = desk.send("林", "PUT", path, body, etag=f'"{current["version"]}"')
    assert rows_by_title(again.json())["护理类辅助器具适配"]["progress"] == "后写的"


@pytest.mark.parametrize("etag", ['"1"', 'W/"1"', "*", None])
def test_an_etag_may_be_weak_or_missing(desk: Desk, matter: Matter, etag: str | None) -> None:
    body = {"rows": [{"task_id": matter.tasks["护理类辅助器具适配"], "progress": "好"}]}
    answer = desk.send("陈", "PUT", f"/returns/{matter.federation}", body, etag=etag)
    assert answer.status_code == 200


@pytest.mark.parametrize("etag", ["1", '"x"', '"99999999999999999999"', '"1", "2"'])
def test_an_etag_that_is_none_is_told_so(desk: Desk, matter: Matter, etag: str) -> None:
    answer = desk.send("陈", "PUT", f"/returns/{matter.federation}", {"rows": []}, etag=etag)
    assert answer.status_code == 400
    assert answer.json()["code"] == "if_match"


# ---- what does not fit -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        {"percent": 101},
        {"percent": -1},
        {"percent": "一半"},
        {"percent": True},
        {"progress": "长" * 4001},
        {"progress": None},
        {"progress": 5},
        {"unknown": "x"},
        {"no_change": "也许"},
        {"task_id": "x"},
        {"progress": "半个\ud83d"},
    ],
)
def test_a_row_that_cannot_be_is_refused_in_chinese_and_nothing_is_stored(
    desk: Desk, matter: Matter, row: dict[str, Any]
) -> None:
    good = {"task_id": matter.tasks["困难残疾人生活补贴"], "progress": "好"}
    bad = {"task_id": matter.tasks["护理类辅助器具适配"], **row}
    raw = json.dumps({"rows": [good, bad]})
    answer = desk.client.put(
        f"/api/v1/returns/{matter.federation}",
        content=raw,
        headers=desk.world.bearer("陈") | {"Content-Type": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][:3] == ["body", "rows", 1]
    assert desk.get("陈", f"/returns/{matter.federation}").json()["version"] == 1


def test_control_characters_are_left_out_and_hostile_text_is_only_text(
    desk: Desk, matter: Matter
) -> None:
    hostile = "'; DROP TABLE returns; --\x00\x1b[31m <script>alert(1)</script> {{7*7}} 👍"
    answer = desk.fill("陈", matter.federation, progress=hostile)
    assert answer.status_code == 200
    kept = answer.json()["rows"][0]["progress"]
    assert kept == "'; DROP TABLE returns; --[31m <script>alert(1)</script> {{7*7}} 👍"


def test_a_task_of_another_unit_is_no_row_of_this_return(desk: Desk, matter: Matter) -> None:
    task = matter.tasks["无障碍环境建设"]
    body = {"rows": [{"task_id": task, "progress": "不是我的"}]}
    answer = desk.send("周", "PUT", f"/returns/{matter.civil}", body)
    assert answer.status_code == 422
    assert answer.json()["code"] == "unknown_row"
    assert answer.json()["errors"][0]["loc"] == ["body", "rows", 0, "task_id"]


def test_the_same_task_twice_is_a_slip(desk: Desk, matter: Matter) -> None:
    row = {"task_id": matter.tasks["护理类辅助器具适配"], "progress": "好"}
    answer = desk.send("陈", "PUT", f"/returns/{matter.federation}", {"rows": [row, row]})
    assert (answer.status_code, answer.json()["code"]) == (422, "repeated_row")


# ---- who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["周", "外"])
def test_a_liaison_of_another_unit_gets_404(desk: Desk, matter: Matter, who: str) -> None:
    path = f"/returns/{matter.federation}"
    assert desk.get(who, path).status_code == 404
    assert desk.send(who, "PUT", path, {"rows": []}).status_code == 404
    assert desk.send(who, "POST", f"{path}/submit").status_code == 404


@pytest.mark.parametrize("who", ["领", "管"])
def test_leader_and_admin_read_but_do_not_file(desk: Desk, matter: Matter, who: str) -> None:
    path = f"/returns/{matter.federation}"
    assert desk.get(who, path).json()["allowed"] == []
    for answer in (
        desk.send(who, "PUT", path, {"rows": []}),
        desk.send(who, "POST", f"{path}/submit"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_return")


def test_without_a_token_there_is_nothing(desk: Desk, matter: Matter) -> None:
    answer = desk.client.put(f"/api/v1/returns/{matter.federation}", json={"rows": []})
    assert answer.status_code == 401


@pytest.mark.parametrize("return_id", ["0", "-1", "x", str(2**63), "1e3"])
def test_an_id_that_is_none_is_told_so(desk: Desk, world: World, return_id: str) -> None:
    assert desk.get("林", f"/returns/{return_id}").status_code == 422


# ---- rows and statements ---------------------------------------------------------------------


def test_rows_are_made_when_the_return_is_first_saved(
    desk: Desk, runtime: Runtime, matter: Matter
) -> None:
    with runtime.database.read() as session:
        assert len(session.exec(select(Report)).all()) == 0
    desk.send(
        "陈",
        "PUT",
        f"/returns/{matter.federation}",
        {"rows": [{"task_id": matter.tasks["护理类辅助器具适配"], "progress": "好"}]},
    )
    with runtime.database.read() as session:
        assert len(session.exec(select(Report)).all()) == 4


def test_saving_many_rows_costs_as_many_statements_as_saving_one(
    runtime: Runtime, book: Book, matter: Matter
) -> None:
    liaison = Actor(ActorKind.PERSON, 1, Role.LIAISON, "陈", unit_id=book.units["县残联"])
    counts = []
    for titles in (["护理类辅助器具适配"], list(matter.tasks)):
        said = [Said(task_id=matter.tasks[t], progress=f"{len(titles)} 项") for t in titles]
        with counted(runtime) as statements, runtime.database.write() as session:
            service.save(session, liaison, matter.federation, said)
        counts.append(len(statements))
    assert counts[0] == counts[1]
