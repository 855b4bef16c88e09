"""The calendar over REST and as a page, and which due dates a change moves."""

from datetime import date
from typing import Any

from starlette.testclient import TestClient

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.plans.models import Plan
from app.progress import service
from app.workdays import service as workdays
from tests.cast import World
from tests.progress.book import Book, Matter
from tests.progress.test_calendar_change import NOTICE
from tests.signing_in import hidden, sign_in

URL = "/api/v1/calendar"
STORM = "date,works,name\n2026-01-05,0,台风停工\n"


def send(client: TestClient, world: World, who: str, text: str, **fields: str) -> Any:
    file = {"file": ("通知.csv", text.encode(), "text/csv")}
    return client.post(URL, files=file, data=fields, headers=world.bearer(who))


def test_an_admin_previews_a_notice_and_is_told_which_due_dates_would_move(
    client: TestClient, world: World, runtime: Runtime, book: Book, matter: Matter
) -> None:
    foretold = send(client, world, "管", NOTICE, dry_run="true")
    assert foretold.status_code == 200, foretold.text
    body = foretold.json()
    assert (body["dry_run"], body["confirms"], body["returns"]) == (True, [], 4)
    assert body["days"][0] == {
        "day": "2026-01-01",
        "before": None,
        "after": {"day": "2026-01-01", "works": False, "name": "元旦"},
    }
    moves = [one for one in body["moves"] if one["before"] != one["after"]]
    assert [(one["period"], one["before"], one["after"], one["returns"]) for one in moves] == [
        ("2025-H2", "2026-01-14", "2026-01-15", 4)
    ]

    saved = send(client, world, "管", NOTICE, source="国办发明电〔2025〕7号")
    assert saved.json() == body | {"dry_run": False}
    year = client.get(f"{URL}/2026", headers=world.bearer("周")).json()
    assert (year["confirmed"], year["source"]) == (True, "国办发明电〔2025〕7号")
    with runtime.database.write() as session:
        service.recompute_due(session, SYSTEM, year=2026)
    assert book.returns(matter.plan)["县残联", "2025-H2"].due_on == date(2026, 1, 15)
    (told,) = book.events("progress.due_moved")
    assert ["2026-01-14", "2026-01-15", 4] in told["dates"]
    assert send(client, world, "管", NOTICE, dry_run="true").json()["moves"] == []


def test_plans_of_other_regions_are_counted_and_not_named(
    client: TestClient, world: World, runtime: Runtime, matter: Matter
) -> None:
    with runtime.database.write() as session:
        session.get_one(Plan, matter.plan).region_id = world.elsewhere
    body = send(client, world, "管", NOTICE, dry_run="true").json()
    assert (body["returns"], body["elsewhere"], body["moves"]) == (4, 4, [])


def test_bad_files_are_refused_and_nobody_else_may_send_any(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    twice = send(client, world, "管", NOTICE + "2026-01-01,0,元旦\n")
    assert twice.status_code == 422
    assert "第 8 行：日期 2026-01-01 在前面已经出现过" in twice.json()["detail"]
    assert "不像全年的安排" in send(client, world, "管", STORM).json()["detail"]
    assert send(client, world, "管", STORM, add="true").json()["confirms"] == []
    assert send(client, world, "林", NOTICE).status_code == 403
    text = client.get(f"{URL}.csv?year=2026", headers=world.bearer("周")).text
    assert text == "\ufeff" + STORM


def test_a_year_that_a_file_leaves_out_between_others_is_named_and_stays_as_it_is(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    gap = STORM + STORM.replace("2026", "2028").removeprefix("date,works,name\n")
    body = send(client, world, "管", gap, add="true", dry_run="true").json()
    assert (body["skips"], len(body["days"])) == ([2027], 2)
    assert send(client, world, "管", STORM, add="true").json()["skips"] == []


def test_the_page_previews_saves_and_gives_back_what_was_refused(
    client: TestClient, world: World, runtime: Runtime
) -> None:
    sign_in(client, "login-guan")
    page = client.get("/calendar?year=2027").text
    assert "2027 年尚未确认" in page
    token = hidden(page.split("<h1>")[1])
    fields = {"csrf_token": token, "year": "2027", "text": STORM.replace("2026", "2027")}

    refused = client.post("/calendar", data=fields | {"action": "save"})
    assert refused.status_code == 422
    assert "2027-01-05,0,台风停工" in refused.text
    shown = client.post("/calendar", data=fields | {"add": "true", "action": "preview"})
    assert "照平常 → 放假 台风停工" in shown.text
    assert "保持原样" not in shown.text
    gap = {"text": fields["text"] + "2029-01-05,0,台风停工\n", "add": "true", "action": "preview"}
    assert "文件缺 2028 年，该年保持原样" in client.post("/calendar", data=fields | gap).text
    with runtime.database.read() as session:
        assert workdays.year(session, 2027).days == ()
    saved = client.post("/calendar", data=fields | {"add": "true", "action": "save"})
    assert "已保存" in saved.text
    with runtime.database.read() as session:
        assert len(workdays.year(session, 2027).days) == 1
    file = {"file": ("a.csv", b"\xff\xfe\x00", "text/csv")}
    assert client.post("/calendar", data=fields, files=file).status_code == 422
    long = fields | {"text": "长" * 1_000_000}
    for no_file in (None, {"file": ("", b"")}):
        answer = client.post("/calendar", data=long, files=no_file)
        assert (answer.status_code, "文件超过 1 MB" in answer.text) == (422, True)
        assert long["text"] in answer.text
