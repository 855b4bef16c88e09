"""The rule of a plan: what is asked about which task, and what of it was shown before."""

import re
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.kit import clock
from tests.progress.book import Book, Desk, Matter
from tests.progress.browser import Browser

EDUCATION, ACCESS = "残疾儿童义务教育", "无障碍环境建设"


def put(desk: Desk, matter: Matter, who: str = "林", **body: Any) -> Any:
    return desk.send(who, "PUT", f"/plans/{matter.plan}/reporting", body)


def titles(desk: Desk, return_id: int) -> list[str]:
    rows = desk.get("林", f"/returns/{return_id}").json()["rows"]
    return [row["title"] for row in rows]


def test_a_task_with_a_rule_of_its_own_is_asked_in_returns_of_that_kind_alone(
    desk: Desk, book: Book, matter: Matter
) -> None:
    monthly = {"task_id": matter.tasks[ACCESS], "period": "month"}
    saved = put(desk, matter, tasks=[monthly], midterm_on="2023-12-31")
    assert saved.status_code == 200, saved.text
    before = put(desk, matter, tasks=[monthly]).json()
    assert before["version"] == 1, "the same again changes nothing"
    book.generate(matter.plan)
    made = book.returns(matter.plan)
    assert titles(desk, matter.federation) == [
        "护理类辅助器具适配",
        "困难残疾人生活补贴",
        EDUCATION,
    ]
    assert titles(desk, made["县残联", "2023-07"].id) == [ACCESS]
    assert titles(desk, made["县残联", "midterm-2023"].id) == list(matter.tasks)
    assert ("县民政局", "2023-07") not in made, "who holds nothing of it is not asked"
    assert ("县民政局", "midterm-2023") in made
    assert made["县残联", "2023-07"].kind == "month"
    generated = book.generate(matter.plan)
    assert generated.returns == 0, "asked once"
    (told,) = book.events("progress.rule_changed")
    assert told["changes"][str(matter.tasks[ACCESS])] == [None, ["month"]]
    listed = desk.get("陈", f"/units/{book.units['县残联']}/tasks").json()["items"]
    assert {one["title"]: one["next_return"]["period"] for one in listed} == {
        "护理类辅助器具适配": "2023-H1",
        "困难残疾人生活补贴": "2023-H1",
        EDUCATION: "2023-H1",
        ACCESS: "2023-06",
    }


def test_each_form_shows_what_was_said_last_of_a_task_whatever_form_that_was(
    desk: Desk, book: Book, matter: Matter
) -> None:
    own = {"task_id": matter.tasks[ACCESS], "period": "milestone"}
    put(desk, matter, tasks=[{**own, "milestones": ["2023-11-30"]}], midterm_on="2023-12-31")
    book.generate(matter.plan)
    made = {
        period: one.id
        for (unit, period), one in book.returns(matter.plan).items()
        if unit == "县残联"
    }

    def before(period: str) -> dict[str, tuple[str, str] | None]:
        rows = desk.get("陈", f"/returns/{made[period]}").json()["rows"]
        said = ((row["title"], row["before"]) for row in rows)
        return {title: was and (was["period"], was["progress"]) for title, was in said}

    def hand_in(period: str) -> None:
        desk.fill("陈", made[period], progress=f"{period} 所报")
        desk.send("陈", "POST", f"/returns/{made[period]}/submit")

    def on(day: int) -> AbstractContextManager[None]:
        return clock.frozen(datetime(2024, 1, day, 1, 0, tzinfo=UTC))

    hand_in("2023-H1")
    assert set(before("m-2023-11-30").values()) == {None}, "it was not asked about it yet"
    half, own_rule = ("2023-H2", "2023-H2 所报"), ("m-2023-11-30", "m-2023-11-30 所报")
    with on(8):
        hand_in("m-2023-11-30")
        hand_in("2023-H2")
    with on(9):
        expected = dict.fromkeys(matter.tasks, half) | {ACCESS: own_rule}
        assert before("midterm-2023") == expected
        hand_in("midterm-2023")
        assert before("midterm-2023") == expected
        assert set(before("2023-H2").values()) == {("2023-H1", "2023-H1 所报")}, "what came later"
        midterm = ("midterm-2023", "midterm-2023 所报")
        assert set(before("2024-H1").values()) == {midterm}


def test_what_a_rule_asks_no_more_goes_and_what_was_written_stays_waived(
    desk: Desk, book: Book, matter: Matter
) -> None:
    days = {"task_id": matter.tasks[EDUCATION], "period": "milestone"}
    put(desk, matter, tasks=[{**days, "milestones": ["2023-09-30", "2023-07-14"]}], final=True)
    book.generate(matter.plan)
    made = book.returns(matter.plan)
    begun = made["县教委", "m-2023-07-14"].id
    assert ("县教委", "2023-H1") not in {
        key for key, one in made.items() if one.state != "waived"
    }, "it has nothing else"
    desk.send(
        "林",
        "PUT",
        f"/returns/{begun}",
        {"rows": [{"task_id": matter.tasks[EDUCATION], "progress": "已摸底"}]},
    )
    put(desk, matter, tasks=[{"task_id": matter.tasks[EDUCATION]}], final=False)
    book.generate(matter.plan)
    made = book.returns(matter.plan)
    assert made["县教委", "m-2023-07-14"].state == "waived"
    assert ("县教委", "m-2023-09-30") not in made, "seen by nobody"
    assert ("县教委", "final") not in made
    assert made["县教委", "2023-H1"].state == "pending", "asked again"


def test_a_preview_shows_what_would_come_and_keeps_nothing(
    desk: Desk, book: Book, matter: Matter
) -> None:
    path = f"/plans/{matter.plan}/reporting"
    body = {"tasks": [{"task_id": one, "period": "month"} for one in matter.tasks.values()]}
    shown = desk.send("林", "POST", f"{path}/preview", body).json()
    assert shown["returns"][0] == {
        "period": "2023-06",
        "period_label": "2023年6月",
        "kind": "month",
        "period_end": "2023-06-30",
        "due_on": "2023-07-14",
        "due_confirmed": True,
        "units": 4,
        "parts_due_on": None,
        "parts_units": 0,
    }
    assert shown["by_year"][0] == {"year": 2023, "returns": 4 * 6}
    kept = desk.get("林", path).json()
    assert (kept["version"], kept["tasks"]) == (0, [])
    assert kept["by_year"][0] == {"year": 2023, "returns": 4}
    assert book.events("progress.rule_changed") == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"midterm_on": "2031-01-01"}, 422),
        ({"tasks": [{"task_id": 999999, "period": "month"}]}, 422),
        ({"tasks": [{"task_id": 1, "period": "weekly"}]}, 422),
        ({"tasks": [{"task_id": 1, "period": "final"}]}, 422),
        ({"often": 3}, 422),
    ],
)
def test_what_cannot_be_is_refused(
    desk: Desk, matter: Matter, body: dict[str, Any], status: int
) -> None:
    assert put(desk, matter, **body).status_code == status
    assert desk.get("林", f"/plans/{matter.plan}/reporting").json()["version"] == 0


def test_who_reads_and_who_changes(desk: Desk, matter: Matter) -> None:
    path = f"/plans/{matter.plan}/reporting"
    for who, reads, writes in (("陈", 200, 403), ("领", 200, 403), ("外", 404, 404)):
        assert desk.get(who, path).status_code == reads
        assert put(desk, matter, who, final=True).status_code == writes
    assert put(desk, matter, final=True).status_code == 200
    stale = desk.send("林", "PUT", path, {"final": False}, etag='"0"')
    assert stale.status_code == 412


def test_the_page_tries_out_and_saves_and_keeps_what_was_typed(
    client: TestClient, desk: Desk, matter: Matter
) -> None:
    browser = Browser(client)
    browser.sign_in("林")
    path = f"/plans/{matter.plan}/reporting"
    page = browser.page(path)
    task = matter.tasks[ACCESS]
    fields = {f"period-{task}": "milestone", f"days-{task}": "2023-09-31", "final": "1"}
    wrong = browser.post(path, page, action="save", **fields)
    assert (wrong.status_code, f"{ACCESS}：应为日期" in wrong.text) == (422, True)
    assert 'value="2023-09-31"' in wrong.text
    assert re.search(r'name="final" value="1" checked', wrong.text)
    fields[f"days-{task}"] = "2023-09-30、2024-03-31"
    tried = browser.post(path, page, action="preview", **fields)
    assert "2023年9月30日节点" in tried.text
    assert "尚未保存" in tried.text
    assert 'value="2023-09-30、2024-03-31"' in tried.text
    assert desk.get("林", path).json()["version"] == 0
    saved = browser.post(path, tried.text, action="save", **fields)
    assert saved.headers["location"] == f"{path}?notice=rule_changed"
    stale = browser.post(path, page, action="save", **fields)
    assert stale.status_code == 412
    browser.sign_in("领")
    read = browser.page(path)
    assert f"{ACCESS}：按节点（2023-09-30、2024-03-31）" in read
    assert ">保存<" not in read
