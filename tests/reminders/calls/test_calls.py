"""Calls: noted, mended on the day, corrected later, and seen before one calls again."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.kit import clock
from tests.cast import World
from tests.kinds import ON_BOTH, on_sqlite
from tests.progress.book import Book
from tests.progress.browser import Browser, typed
from tests.reminders.conftest import County, new_plan
from tests.reminders.instructions.conftest import Office, book, monday, office
from tests.signing_in import hidden

__all__ = ["book", "monday", "office", "on_sqlite"]

TOMORROW = datetime(2023, 7, 11, 1, tzinfo=UTC)


@pytest.fixture
def owed(county: County) -> str:
    """A return of 县民政局 that is late on the day, by the key that `/todo` gives it."""
    return f"return:{county.owes('县民政局', date(2023, 7, 7))}"


@pytest.fixture
def county(book: Book, runtime: Runtime, world: World) -> County:
    with runtime.database.write() as session:
        return County(runtime, world, new_plan(session, world.region))


def body(office: Office, **more: Any) -> dict[str, Any]:
    return {
        "unit_id": office.unit("县民政局"),
        "spoke_to": "周",
        "called_at": "2023-07-10T08:50:00+08:00",
        "answer": "等局长审签，周三报。",
        "promised_on": "2023-07-12",
        **more,
    }


def note(office: Office, who: str = "林", **more: Any) -> Any:
    return office.desk.send(who, "POST", "/calls", body(office, **more))


def ids(office: Office, **query: Any) -> list[int]:
    found = office.desk.get("林", "/calls", **query)
    assert found.status_code == 200, found.text
    return [one["id"] for one in found.json()["items"]]


@ON_BOTH
def test_a_call_is_noted_and_found_by_unit_and_by_matter(office: Office, owed: str) -> None:
    one = office.given("县民政局")
    row = office.desk.get("林", f"/instructions/{one}").json()["units"][0]["id"]
    made = note(office, matters=[owed, f"instruction:{row}", owed])
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["called_by"], told["spoke_to"]) == ("林", "周")
    assert told["person_id"] == office.book.world.people["周"], "known by his name"
    assert [matter["key"] for matter in told["matters"]] == [owed, f"instruction:{row}"]
    assert all(matter["owed"] for matter in told["matters"])
    other = note(office, about="换联络员", spoke_to="门卫").json()
    assert (other["person_id"], other["matters"]) == (None, [])
    assert ids(office) == [other["id"], told["id"]]
    assert ids(office, subject=owed) == [told["id"]]
    assert ids(office, subject=f"instruction:{row}") == [told["id"]]
    assert ids(office, subject="return:999") == []
    assert ids(office, unit=office.unit("县民政局")) == [other["id"], told["id"]]
    assert ids(office, unit=office.unit("县残联")) == []
    assert ids(office, since="2023-07-11") == []
    assert ids(office, since="2023-07-10") == [other["id"], told["id"]]
    first = office.desk.get("林", "/calls", limit=1, count=True).json()
    assert first["total"] == 2
    assert ids(office, limit=1, cursor=first["next"]) == [told["id"]]
    [noted, _] = office.book.events("call.noted")
    assert noted["matters"] == [["return", int(owed[7:])], ["instruction", row]]


def test_calls_to_a_unit_that_ended_are_found_under_its_successor(office: Office) -> None:
    one = note(office, about="催报").json()["id"]
    office.desk.reform("merge", office.unit("县民政局"), office.unit("县教委"))
    assert ids(office, unit=office.unit("县教委")) == [one]


def test_others_read_and_a_unit_does_not(office: Office) -> None:
    one = note(office, about="催报").json()["id"]
    for who, reads in (("领", True), ("管", True), ("周", False), ("外", False)):
        assert office.desk.get(who, f"/calls/{one}").status_code == (200 if reads else 404)
        assert bool(office.desk.get(who, "/calls").json()["items"]) is reads
        refused = note(office, who, about="x")
        assert (refused.status_code, refused.json()["code"]) == (403, "not_yours_to_call")


def test_what_is_wrong_with_a_call_is_told(office: Office, owed: str, county: County) -> None:
    of_another = f"return:{county.owes('县残联', date(2023, 7, 7))}"
    for more, code in (
        ({}, "about_needed"),
        ({"matters": [of_another]}, "wrong_matter"),
        ({"matters": ["return:999999"]}, "wrong_matter"),
        ({"matters": ["letter:1"]}, "wrong_matter"),
        ({"matters": ["return"]}, "invalid"),
        ({"about": "催", "spoke_to": None}, "spoke_to_needed"),
        ({"about": "催", "person_id": office.book.world.people["陈"]}, "unknown_person"),
        ({"about": "催", "answer": " "}, "invalid"),
        ({"about": "催", "answer": "长" * 1_000_000}, "invalid"),
        ({"about": "催", "called_at": "2023-07-10T08:50:00"}, "invalid"),
        ({"about": "催", "called_at": "2023-07-10T09:30:00+08:00"}, "called_in_future"),
        ({"about": "催", "promised_on": "2023-07-09"}, "promised_before"),
    ):
        refused = note(office, **more)
        assert (refused.status_code, refused.json()["code"]) == (422, code), (
            more,
            refused.text[:300],
        )
        assert refused.json()["errors"], code
    assert note(office, about="催", unit_id=office.unit("外县残联")).status_code == 404
    assert office.desk.get("林", "/calls", count=True).json()["total"] == 0


@ON_BOTH
def test_the_typist_mends_on_the_day_and_corrects_later(office: Office, owed: str) -> None:
    one = note(office, matters=[owed]).json()["id"]
    path = f"/calls/{one}"
    etag = office.desk.get("林", path).headers["etag"]
    mended = office.desk.send("林", "PATCH", path, {"promised_on": "2023-07-13"}, etag)
    assert mended.status_code == 200, mended.text
    assert (mended.json()["promised_on"], mended.json()["may_change"]) == ("2023-07-13", True)
    stale = office.desk.send("林", "PATCH", path, {"answer": "x"}, etag)
    assert (stale.status_code, stale.json()["current"]["promised_on"]) == (412, "2023-07-13")
    nothing = office.desk.send("林", "PATCH", path, {"matters": []})
    assert (nothing.status_code, nothing.json()["code"]) == (422, "about_needed")
    gone = office.desk.send(
        "林", "PATCH", path, {"promised_on": None, "about": "催", "matters": []}
    )
    assert (gone.json()["promised_on"], gone.json()["matters"]) == (None, [])
    whom = {"person_id": office.book.world.people["周"]}
    assert office.desk.send("林", "PATCH", path, {"spoke_to": "门卫"}).json()["person_id"] is None
    named = office.desk.send("林", "PATCH", path, whom).json()
    assert (named["spoke_to"], named["person_id"]) == ("周", whom["person_id"])
    first = office.book.events("call.changed")[0]
    assert first["changes"] == {"promised_on": ["2023-07-12", "2023-07-13"]}
    assert office.desk.send("领", "PATCH", path, {"answer": "x"}).status_code == 403
    with clock.frozen(TOMORROW):
        late = office.desk.send("林", "PATCH", path, {"answer": "改口"})
        assert (late.status_code, late.json()["code"]) == (409, "call_closed")
        assert late.json()["current"]["answer"] == "等局长审签，周三报。"
        elsewhere = note(office, about="催", unit_id=office.unit("县残联"), corrects_id=one)
        assert elsewhere.json()["code"] == "corrects_other_unit"
        new = note(office, about="催", answer="实为周四报。", corrects_id=one).json()
        twice = note(office, about="催", corrects_id=one)
        assert (twice.status_code, twice.json()["code"]) == (409, "corrected_already")
    assert new["corrects"] == f"/api/v1/calls/{one}"
    assert office.desk.get("林", path).json()["corrected_by"] == new["url"]


def test_a_call_about_what_is_no_more_is_mended(office: Office) -> None:
    """The unit was taken from the instruction after the call."""
    given = office.given()
    row = office.desk.get("林", f"/instructions/{given}").json()["units"][1]["id"]
    one = note(office, matters=[f"instruction:{row}"]).json()["id"]
    units = {"unit_ids": [office.unit("县残联")]}
    assert office.desk.send("林", "PATCH", f"/instructions/{given}", units).status_code == 200
    mended = office.desk.send("林", "PATCH", f"/calls/{one}", {"answer": "周四报。"})
    assert mended.status_code == 200, mended.text
    assert [one["title"] for one in mended.json()["matters"]] == [None]
    assert mended.json()["answer"] == "周四报。"


@ON_BOTH
def test_who_cannot_be_reached_is_called_once(office: Office, county: County) -> None:
    """县教委 has nobody to tell: its return is at a step since seven working days before."""
    due = date(2023, 7, 14)
    county.owes("县教委", due)
    [told] = office.desk.get("林", "/reminders/unreached").json()["items"]
    assert (told["unit"]["name"], told["since"], told["called"]) == ("县教委", "2023-07-05", None)
    unit = office.unit("县教委")
    note(
        office,
        unit_id=unit,
        about="去年的事",
        called_at="2023-07-04T09:00:00+08:00",
        promised_on=None,
    )
    assert office.desk.get("林", "/reminders/unreached").json()["items"][0]["called"] is None
    made = note(office, unit_id=unit, about="催报", answer="下周报。").json()
    [told] = office.desk.get("林", "/reminders/unreached").json()["items"]
    assert (told["called"]["url"], told["called"]["answer"]) == (made["url"], "下周报。")
    wrong = note(
        office, unit_id=unit, about="催报", answer="没有接通。", corrects_id=made["id"]
    ).json()
    [told] = office.desk.get("林", "/reminders/unreached").json()["items"]
    assert told["called"]["url"] == wrong["url"], "what was corrected does not count"
    county.remind(date(2023, 7, 17))
    county.remind(date(2023, 7, 24))
    assert "县教委（没有联络员，1件，2023年7月10日已通话）" in county.text("林", date(2023, 7, 17))


# ---- pages -----------------------------------------------------------------------------------


def test_one_short_form_keeps_what_was_typed(client: TestClient, office: Office, owed: str) -> None:
    browser = Browser(client)
    browser.sign_in("林")
    unit = office.unit("县民政局")
    page = browser.page(f"/calls/new?unit={unit}&subject={owed}")
    assert 'value="2023-07-10T09:00"' in page, "now"
    assert f'name="matter-{owed}" value="1" checked' in page
    assert '<option value="周">' in page
    fields = {
        "unit_id": str(unit),
        "spoke_to": "周",
        "called_at": "2023-07-10T08:50",
        "answer": "周三报。",
    }
    ticked = {f"matter-{owed}": "1"}
    for wrong, told in (
        ({"promised_on": "2023-07-01"}, "答应的日期早于通话的那一天"),
        ({"called_at": "今早"}, "通话时间：应为时间"),
        ({"answer": " "}, "对方怎样答复"),
    ):
        refused = browser.post("/calls", page, **fields | ticked | wrong)
        assert (refused.status_code, told in refused.text) == (422, True), wrong
        assert f'name="matter-{owed}" value="1" checked' in refused.text
    bare = browser.post("/calls", page, **fields)
    assert (bare.status_code, "请选择为哪件事打的电话" in bare.text) == (422, True)
    assert typed(bare.text, "answer") == "周三报。"
    made = browser.post("/calls", page, **fields | ticked)
    assert made.headers["location"] == f"/calls?unit={unit}&notice=call_noted"
    page = browser.page(made.headers["location"])
    assert "周三报。" in page
    edit = browser.page("/calls/1/edit")
    saved = browser.post("/calls/1/edit", edit, **fields | ticked | {"answer": "周四报。"})
    assert saved.status_code == 303, saved.text
    stale = browser.post("/calls/1/edit", edit, **fields | ticked | {"answer": "周五报。"})
    assert stale.status_code == 412
    assert typed(stale.text, "answer") == "周五报。"
    with clock.frozen(TOMORROW):
        late = browser.page(f"/calls?unit={unit}")
        assert 'href="/calls/new?corrects=1"' in late
        form = browser.page("/calls/new?corrects=1")
        assert typed(form, "answer") == "周四报。"
        done = browser.post(
            "/calls", form, corrects="1", **fields | ticked | {"answer": "改为周五报。"}
        )
        assert done.status_code == 303, done.text
        assert "已由另一条更正" in browser.page(f"/calls?unit={unit}")


def test_a_form_keeps_the_receipt_that_a_call_spoke_of(client: TestClient, office: Office) -> None:
    """Of an instruction the reply is offered alone, but what is ticked is not lost by saving."""
    given = office.given("县民政局")
    row = office.desk.get("林", f"/instructions/{given}").json()["units"][0]["id"]
    reply, receipt = f"matter-instruction:{row}", f"matter-instruction_receipt:{row}"
    browser = Browser(client)
    browser.sign_in("林")
    offered = browser.page(f"/calls/new?unit={office.unit('县民政局')}")
    assert (f'name="{reply}"' in offered, f'name="{receipt}"' in offered) == (True, False)
    one = note(office, matters=[f"instruction_receipt:{row}"]).json()["id"]
    edit = browser.page(f"/calls/{one}/edit")
    assert f'name="{receipt}" value="1" checked' in edit
    assert f'name="{reply}" value="1">' in edit


def test_a_call_stands_beside_its_matter_so_that_nobody_calls_twice(
    client: TestClient, office: Office, owed: str, county: County
) -> None:
    county.owes("县教委", date(2023, 7, 14))
    note(office, matters=[owed])
    note(office, unit_id=office.unit("县教委"), about="<b>催报</b>", answer="<i>下周报</i>")
    browser = Browser(client)
    browser.sign_in("林")
    part = browser.page(f"/calls/beside?subject={owed}")
    assert "等局长审签，周三报。" in part
    assert "答应2023年7月12日" in part
    page = browser.page(f"/returns/{owed[7:]}")
    assert f'hx-get="/calls/beside?subject={owed}&amp;subject=parts:' in page
    listed = browser.page("/returns?overdue=true")
    assert f"/calls/new?unit={office.unit('县民政局')}&amp;subject={owed}" in listed
    unreached = browser.page("/reminders")
    assert "&lt;i&gt;下周报&lt;/i&gt;" in unreached
    assert f'href="/calls/new?unit={office.unit("县教委")}"' in unreached
    assert "&lt;b&gt;催报&lt;/b&gt;" in browser.page("/calls")
    one = office.given("县民政局")
    assert 'hx-get="/calls/beside?subject=instruction:' in browser.page(f"/instructions/{one}")
    liaison = Browser(client)
    liaison.sign_in("周")
    assert "calls/beside" not in liaison.page(f"/returns/{owed[7:]}")
    assert liaison.client.get("/calls").status_code == 403
    assert "周三报" not in liaison.page(f"/calls/beside?subject={owed}")


def test_strange_addresses_and_forms_are_answered(client: TestClient, office: Office) -> None:
    browser = Browser(client)
    browser.sign_in("林")
    page = browser.page("/calls/new")
    named = browser.post(
        "/calls",
        page,
        unit="县没有的局",
        spoke_to="某",
        called_at="2023-07-10T08:00",
        answer="好",
        about="催",
    )
    assert (named.status_code, "没有名为“县没有的局”的单位" in named.text) == (422, True)
    assert 'value="县没有的局"' in named.text
    fine = browser.post(
        "/calls",
        page,
        unit="县教委",
        spoke_to="某",
        called_at="2023-07-10T08:00",
        answer="好",
        about="催",
    )
    assert fine.status_code == 303, fine.text
    for path, status in (
        ("/calls?subject=nonsense", 422),
        ("/calls?since=nonsense", 422),
        ("/calls?cursor=nonsense", 400),
        ("/calls/new?unit=999999", 404),
        ("/calls/new?corrects=999999", 404),
        ("/calls/beside?subject=letter:1", 200),
        ("/calls?subject=letter:1&unit=", 200),
    ):
        assert client.get(path).status_code == status, path
    wild = browser.post("/calls", page, unit_id="9" * 40, **{"matter-x": "1"})
    assert wild.status_code == 422
    assert hidden(page)


def test_the_desk_of_a_machine(office: Office, client: TestClient) -> None:
    """The same call sent again with its key is one call."""
    headers = office.desk.world.bearer("林") | {"Idempotency-Key": "abc"}
    sent = [
        client.post("/api/v1/calls", json=body(office, about="催"), headers=headers) for _ in "ab"
    ]
    assert [one.json()["id"] for one in sent] == [1, 1]
