"""A return after its draft: signed in its unit, entered for another, amended, locked."""

from datetime import UTC, datetime
from typing import Any

from app.core.runtime import Runtime
from app.kit import clock
from app.progress import service
from tests.progress.book import BY_TELEPHONE, LATER, Book, Desk, Matter

AUGUST = datetime(2023, 8, 21, 1, 0, tzinfo=UTC)
"""More than twenty working days after the return was due."""


def act(desk: Desk, who: str, return_id: int, action: str, **body: Any) -> Any:
    return desk.send(who, "POST", f"/returns/{return_id}/{action}", body or None)


def switch_clearing_on(desk: Desk) -> None:
    answer = desk.send("林", "PATCH", "/progress/settings", {"clearing": True})
    assert answer.status_code == 200


# ---- 单位审签 --------------------------------------------------------------------------------


def test_where_the_place_wants_it_the_unit_signs_before_it_is_handed_in(
    desk: Desk, book: Book, matter: Matter
) -> None:
    switch_clearing_on(desk)
    one = matter.federation
    desk.fill("陈", one)
    waiting = act(desk, "陈", one, "submit").json()
    assert (waiting["state"], waiting["state_label"]) == ("clearing", "待单位审签")
    assert waiting["allowed"] == ["clear", "take_back"]
    assert act(desk, "林", one, "accept").json()["code"] == "not_submitted"
    assert desk.fill("陈", one, progress="改").json()["code"] == "in_clearing"
    with clock.frozen(LATER):
        late = desk.get("林", f"/returns/{one}").json()
        assert (late["light"], late["overdue_workdays"]) == ("overdue", 3), "it has not arrived"
    back = act(desk, "陈", one, "take_back", reason="数字还要核对").json()
    assert (back["state"], back["submitted_by"]) == ("draft", None)
    act(desk, "陈", one, "submit")
    for body, status in (({}, 422), ({"cleared_by": " "}, 422)):
        assert desk.send("陈", "POST", f"/returns/{one}/clear", body).status_code == status
    ahead = act(desk, "陈", one, "clear", cleared_by="刘副理事长", cleared_on="2023-07-11")
    assert ahead.json()["code"] == "cleared_ahead"
    assert act(desk, "周", one, "clear", cleared_by="刘").status_code == 404
    assert act(desk, "领", one, "clear", cleared_by="刘").status_code == 403
    done = act(desk, "陈", one, "clear", cleared_by="刘副理事长", cleared_on="2023-07-07").json()
    assert (done["state"], done["cleared_by"], done["cleared_on"]) == (
        "submitted",
        "刘副理事长",
        "2023-07-07",
    )
    assert act(desk, "陈", one, "clear", cleared_by="刘").json()["code"] == "already_submitted"
    (told,) = book.events("return.cleared")
    assert (told["cleared_by"], told["actor"]) == ("刘副理事长", "陈")


def test_why_it_was_sent_back_stays_to_be_seen_until_it_is_signed_again(
    desk: Desk, matter: Matter
) -> None:
    one = matter.federation
    desk.submitted("陈", one)
    act(desk, "林", one, "return", reason="请补充受益人数", due_on="2023-07-20")
    switch_clearing_on(desk)
    waiting = act(desk, "陈", one, "submit").json()
    told = (waiting["state"], waiting["review_note"], waiting["reviewed_by"])
    assert told == ("clearing", "请补充受益人数", "林")
    back = act(desk, "陈", one, "take_back").json()
    assert (back["state"], back["review_note"]) == ("returned", "请补充受益人数")
    act(desk, "陈", one, "submit")
    done = act(desk, "陈", one, "clear", cleared_by="刘副理事长").json()
    assert (done["state"], done["review_note"], done["reviewed_by"]) == ("submitted", None, None)


def test_two_who_clear_at_once_are_told_apart(desk: Desk, matter: Matter) -> None:
    switch_clearing_on(desk)
    desk.fill("陈", matter.federation)
    etag = act(desk, "陈", matter.federation, "submit").headers["etag"]
    path = f"/returns/{matter.federation}"
    body = {"cleared_by": "刘副理事长"}
    assert desk.send("陈", "POST", f"{path}/take_back", None, etag).status_code == 200
    assert desk.send("陈", "POST", f"{path}/clear", body, etag).json()["code"] == "not_in_clearing"
    desk.send("陈", "POST", f"{path}/submit")
    assert desk.send("陈", "POST", f"{path}/clear", body, etag).status_code == 412


# ---- 代录 ------------------------------------------------------------------------------------


def test_whose_words_were_entered_and_how_they_came(desk: Desk, book: Book, matter: Matter) -> None:
    path = f"/returns/{matter.federation}"
    task = matter.tasks["护理类辅助器具适配"]
    row = {"task_id": task, "progress": "已适配 216 件"}
    nobody = desk.send("林", "PUT", path, {"rows": [row]}).json()
    assert (nobody["entered_by"], nobody["on_behalf_of"]) == ("林", None)
    own = desk.send("陈", "PUT", path, {"rows": [row], **BY_TELEPHONE})
    assert (own.status_code, own.json()["code"]) == (422, "not_entered_for")
    for rest in matter.tasks.values():
        said = {"task_id": rest, "no_change": True, "no_change_reason": "下半年\n启动"}
        desk.send("林", "PUT", path, {"rows": [said]})
    missing = desk.send("林", "POST", f"{path}/submit")
    assert (missing.status_code, missing.json()["code"]) == (409, "whose_words")
    told = desk.send("林", "PUT", path, {"rows": [], **BY_TELEPHONE}).json()
    assert (told["on_behalf_of"], told["way_label"]) == ("办公室老刘", "电话")
    whole = desk.send("林", "POST", f"{path}/submit").json()
    assert (whole["state"], whole["entered_by"]) == ("submitted", "林")
    assert whole["rows"][0]["no_change_reason"] == "下半年 启动", "one line"
    assert book.events("return.saved")[-1]["on_behalf_of"] == "办公室老刘"


# ---- 更正 ------------------------------------------------------------------------------------


def accepted(desk: Desk, matter: Matter) -> None:
    desk.submitted("陈", matter.federation)
    assert act(desk, "林", matter.federation, "accept").status_code == 200


def test_what_was_accepted_is_amended_and_the_old_stays_readable(
    desk: Desk, book: Book, matter: Matter
) -> None:
    accepted(desk, matter)
    one = matter.federation
    row = {"task_id": matter.tasks["护理类辅助器具适配"], "progress": "更正为 206 件"}
    same = {**row, "progress": "已完成过半"}
    nothing = act(desk, "陈", one, "amend", reason="重复统计", rows=[same])
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_amended")
    emptied = act(desk, "陈", one, "amend", reason="重复统计", rows=[{**row, "progress": ""}])
    assert emptied.json()["code"] == "incomplete"
    with clock.frozen(LATER):
        whole = act(desk, "陈", one, "amend", reason="重复统计", rows=[row]).json()
        assert (whole["state"], whole["light"]) == ("submitted", "done"), "never owed meanwhile"
    assert whole["rows"][0]["progress"] == "更正为 206 件"
    (edition,) = whole["editions"]
    assert (edition["number"], edition["reason"]) == (1, "重复统计")
    old = desk.get("林", edition["url"].removeprefix("/api/v1")).json()
    assert [one["progress"] for one in old["rows"]] == ["已完成过半"] * 4
    assert (old["submitted_by"], old["reviewed_by"]) == ("陈", "林")
    assert all(old[name].endswith("+08:00") for name in ("submitted_at", "reviewed_at")), old
    assert desk.get("周", f"/returns/{one}/editions/1").status_code == 404
    assert desk.get("陈", f"/returns/{one}/editions/2").status_code == 404
    (told,) = book.events("return.amended")
    assert told["changes"][str(row["task_id"])] == {"progress": ["已完成过半", "更正为 206 件"]}
    act(desk, "林", one, "accept")
    third = act(desk, "陈", one, "amend", reason="再核", rows=[{**row, "progress": "208 件"}])
    assert [one["number"] for one in third.json()["editions"]] == [1, 2]


def test_an_amendment_of_an_older_version_changes_nothing(desk: Desk, matter: Matter) -> None:
    accepted(desk, matter)
    row = {"task_id": matter.tasks["护理类辅助器具适配"], "progress": "更正"}
    path = f"/returns/{matter.federation}/amend"
    body = {"reason": "重复统计", "rows": [row]}
    stale = desk.send("陈", "POST", path, body, etag='"2"')
    assert stale.status_code == 412
    assert stale.json()["current"]["editions"] == []


def test_where_the_unit_signs_it_signs_an_amendment_too(desk: Desk, matter: Matter) -> None:
    accepted(desk, matter)
    switch_clearing_on(desk)
    row = {"task_id": matter.tasks["护理类辅助器具适配"], "progress": "更正"}
    one = matter.federation
    unsigned = act(desk, "陈", one, "amend", reason="重复统计", rows=[row])
    assert (unsigned.status_code, unsigned.json()["code"]) == (409, "cleared_by_missing")
    signed = act(desk, "陈", one, "amend", reason="重复统计", rows=[row], cleared_by="刘副理事长")
    assert (signed.json()["state"], signed.json()["cleared_by"]) == ("submitted", "刘副理事长")


# ---- locked ----------------------------------------------------------------------------------


def test_a_locked_return_is_amended_by_the_coordinator_alone(
    desk: Desk, book: Book, matter: Matter
) -> None:
    accepted(desk, matter)
    path = f"/plans/{matter.plan}/returns/lock"
    assert desk.send("陈", "POST", path, {"period": "2023-H1"}).status_code == 403
    assert desk.send("林", "POST", path, {"period": "2019-H1"}).status_code == 404
    assert desk.send("林", "POST", path, {"period": "2023-H1"}).json()["locked"] == 1
    assert desk.send("林", "POST", path, {"period": "2023-H1"}).json()["locked"] == 0
    one = matter.federation
    whole = desk.get("陈", f"/returns/{one}").json()
    assert (whole["state"], whole["light"], whole["allowed"]) == ("locked", "done", [])
    row = {"task_id": matter.tasks["护理类辅助器具适配"], "progress": "更正"}
    for answer in (
        desk.fill("陈", one, progress="改"),
        act(desk, "陈", one, "submit"),
        act(desk, "陈", one, "amend", reason="重复统计", rows=[row]),
        act(desk, "林", one, "return", reason="请改"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "locked")
    amended = act(desk, "林", one, "amend", reason="单位来函更正", rows=[row], **BY_TELEPHONE)
    assert (amended.json()["state"], amended.json()["entered_by"]) == ("submitted", "林")
    desk.submitted("周", matter.civil)  # who was not accepted when it was locked may still file
    (told,) = book.events("progress.locked")
    assert (told["period"], told["locked"]) == ("2023-H1", 1)


def test_the_clock_locks_what_was_accepted_long_enough_ago(
    desk: Desk, runtime: Runtime, matter: Matter
) -> None:
    def locked() -> int:
        with runtime.database.write() as session:
            return service.lock_by_clock(session)

    accepted(desk, matter)
    with clock.frozen(LATER):
        assert locked() == 0
    with clock.frozen(AUGUST):
        assert (locked(), locked()) == (1, 0)
    desk.submitted("周", matter.civil)
    act(desk, "林", matter.civil, "accept")
    with clock.frozen(LATER):
        assert locked() == 0
        desk.send("林", "PATCH", "/progress/settings", {"lock_after": 2})
        assert locked() == 1, "the place wants it sooner"
