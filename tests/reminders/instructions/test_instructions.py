"""What a leader wrote goes to its units, each answers, and somebody decides."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.actor import Role
from app.identity.models import Membership, Person
from app.kit import clock
from app.units.terms import UnitKind
from app.verifying import faults
from app.workdays.models import CalendarDay
from tests.cast import bearer
from tests.kinds import ON_BOTH, on_sqlite
from tests.reminders.conftest import County
from tests.reminders.instructions.conftest import TEXT, Office

__all__ = ["on_sqlite"]

PDF, JPG = b"%PDF-1.7\n", b"\xff\xd8\xff\xe0..."
BY_PHONE = {"on_behalf_of": "周敏，电话"}


@ON_BOTH
def test_an_instruction_goes_to_its_units_and_each_answers(office: Office) -> None:
    made = office.give(source_number="巫残工委〔2023〕7号")
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["text"], told["given_by"], told["entered_by"]) == (TEXT, "领", "林")
    assert told["leader_id"] == office.book.world.people["领"], "his account is found by his name"
    assert [one["lead"] for one in told["units"]] == [True, False]
    assert (told["state"], told["due_on"]) == ("given", "2023-07-21")
    one = told["id"]
    office.done("陈", one, "acknowledge")
    assert office.states(one) == ["given", "acknowledged", "given"]
    office.done("周", one, "reply", text="漏发 12 人，已补发。")
    assert office.states(one) == ["acknowledged", "acknowledged", "replied"]
    office.done("陈", one, "reply", text="已整改。")
    assert office.states(one) == ["replied", "replied", "replied"]
    accepted = office.done("林", one, "accept", note="已呈阅")
    assert office.states(one) == ["accepted", "accepted", "accepted"]
    assert [step["action"] for step in accepted["steps"]] == [
        "accept",
        "reply",
        "reply",
        "acknowledge",
        "give",
    ]
    assert accepted["steps"][0]["units"] == ["县残联", "县民政局"], "one entry for both"
    [given] = office.book.events("instruction.given")
    assert set(given["rows"].values()) == set(given["unit_ids"])
    moved = office.book.events("instruction.moved")
    assert [one["action"] for one in moved] == ["acknowledge", "reply", "reply", "accept"]
    assert moved[-1]["state"] == ["replied", "accepted"]


def test_what_is_not_good_goes_back_with_a_reason_and_a_day(office: Office) -> None:
    one = office.given("县民政局")
    early = office.act("林", one, "send_back", reason="没有写明", due_on="2023-07-28")
    assert (early.status_code, early.json()["code"]) == (409, "no_reply")
    office.done("周", one, "reply", text="已办。")
    for body, code in (
        ({}, "reason_needed"),
        ({"reason": "没有写明"}, "due_on_needed"),
        ({"reason": "没有写明", "due_on": "2023-07-29"}, "due_on_day_off"),
        ({"reason": "没有写明", "due_on": "2023-07-07"}, "due_passed"),
    ):
        refused = office.act("林", one, "send_back", **body)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
        assert refused.json()["errors"], code
    back = office.done("领", one, "send_back", reason="没有写明补发到哪个月", due_on="2023-07-28")
    [unit] = back["units"]
    assert (unit["state"], unit["due_on"], unit["first_due_on"], unit["extensions"]) == (
        "sent_back",
        "2023-07-28",
        "2023-07-21",
        1,
    )
    assert (unit["note"], unit["decided_by"], unit["reply"]) == (
        "没有写明补发到哪个月",
        "领",
        "已办。",
    )
    office.done("周", one, "reply", text="补发到 6 月。")
    office.done("领", one, "accept")
    again = office.done("林", one, "send_back", reason="点错了", due_on="2023-07-28")
    assert again["state"] == "sent_back"
    assert again["units"][0]["extensions"] == 1, "the same day is no other date"


@ON_BOTH
def test_another_date_keeps_the_first_and_counts(office: Office) -> None:
    one = office.given()
    office.done("周", one, "reply", text="已办。")
    same = office.act("林", one, "extend", reason="等市里数据", due_on="2023-07-21")
    assert (same.status_code, same.json()["code"]) == (422, "same_due_on")
    told = office.done("林", one, "extend", reason="等市里数据", due_on="2023-08-01")
    assert [unit["due_on"] for unit in told["units"]] == ["2023-08-01", "2023-07-21"]
    told = office.done("林", one, "extend", reason="提前", due_on="2023-07-19")
    lead = told["units"][0]
    assert (lead["first_due_on"], lead["extensions"], told["due_on"]) == (
        "2023-07-21",
        2,
        "2023-07-19",
    )
    assert office.book.events("instruction.moved")[-1]["rows"][str(lead["id"])]["due_on"] == [
        "2023-08-01",
        "2023-07-19",
    ]


def test_what_was_withdrawn_is_not_answered(office: Office) -> None:
    one = office.given()
    assert office.act("林", one, "withdraw").json()["code"] == "reason_needed"
    told = office.done("林", one, "withdraw", reason="已并入会议纪要")
    assert office.states(one) == ["withdrawn"] * 3
    assert all(unit["allowed"] == [] for unit in told["units"])
    late = office.act("周", one, "reply", text="已办。")
    assert (late.status_code, late.json()["code"]) == (409, "instruction_withdrawn")
    assert late.json()["current"]["state"] == "withdrawn"
    half = office.given()
    office.done("周", half, "reply", text="已办。")
    office.done("林", half, "accept")
    office.done("林", half, "withdraw", reason="已并入会议纪要")
    assert office.states(half) == ["withdrawn", "withdrawn", "accepted"]
    back = office.act("林", half, "send_back", reason="再看", due_on="2023-07-28")
    assert (back.status_code, back.json()["code"]) == (409, "instruction_withdrawn")
    changed = office.desk.send("林", "PATCH", f"/instructions/{one}", {"text": "新"})
    assert (changed.status_code, changed.json()["code"]) == (409, "instruction_withdrawn")


def test_a_leader_enters_his_own_and_nobody_elses(office: Office) -> None:
    made = office.give(who="领", given_by=None)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["given_by"], told["entered_by"], told["office"]) == ("领", "领", None)
    other = office.give(who="领", given_by="郑国栋")
    assert (other.status_code, other.json()["code"]) == (403, "not_your_words")
    theirs = office.given(given_by="郑国栋")
    refused = office.act("领", theirs, "withdraw", reason="不对")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours_to_decide")
    for who in ("周", "管"):
        assert office.give(who=who).json()["code"] == "not_yours_to_give"


@ON_BOTH
def test_an_office_that_accepts_its_own_units_reply_wants_a_second_person(
    client: TestClient, office: Office
) -> None:
    """As with returns (自审): a leader, an admin or another coordinator looks at it first."""
    book, unit = office.book, office.unit("县残联")
    headers = bearer(book.runtime, book.world, Role.COORDINATOR, "县残联")
    body = office.body(given_by="郑国栋")
    made = client.post("/api/v1/instructions", json=body, headers=headers).json()
    one = int(made["id"])

    def by_office(action: str, **said: Any) -> Any:
        return client.post(f"/api/v1/instructions/{one}/{action}", json=said, headers=headers)

    office.done("陈", one, "reply", text="已办。")
    office.done("周", one, "reply", text="已办。")
    for of in ({"unit_id": unit}, {}):
        alone = by_office("accept", **of)
        assert (alone.status_code, alone.json()["code"]) == (409, "second_person")
    assert by_office("confirm", unit_id=unit).status_code == 200
    assert by_office("accept", unit_id=unit).json()["code"] == "second_person", "the same person"
    office.done("林", one, "send_back", unit_id=unit, reason="再核", due_on="2023-07-28")
    again = office.done("陈", one, "reply", text="已再核。")
    assert again["units"][0]["confirmed_by"] is None, "nobody has looked at what is new"
    assert office.act("陈", one, "confirm").status_code == 403
    other = office.act("领", one, "confirm", unit_id=office.unit("县民政局"))
    assert (other.status_code, other.json()["code"]) == (409, "not_own_review")
    assert office.desk.get("领", f"/instructions/{one}").json()["units"][0]["allowed"] == [
        "confirm"
    ]
    seen = office.done("领", one, "confirm", unit_id=unit)["units"][0]
    assert (seen["state"], seen["confirmed_by"], seen["allowed"]) == ("replied", "领", [])
    done = by_office("accept").json()
    assert [row["own_unit"] for row in done["units"]] == [True, False]
    assert done["state"] == "accepted"


def test_what_no_office_enters_is_followed_up_by_one_that_has_coordinators(
    office: Office,
) -> None:
    county = County(office.book.runtime, office.book.world, 0)
    county.membership("林", unit_id=office.unit("县残联"))
    made = office.give(who="领", given_by=None).json()
    assert made["office"]["name"] == "县残联"
    strange = office.give(who="领", given_by=None, office_id=office.unit("县民政局"))
    assert (strange.status_code, strange.json()["code"]) == (422, "unknown_office")


def test_a_coordinator_types_for_a_unit_and_says_whose_words_they_are(office: Office) -> None:
    one = office.given()
    which = office.act("林", one, "reply", text="已办。", **BY_PHONE)
    assert (which.status_code, which.json()["code"]) == (422, "which_unit")
    unit = office.unit("县民政局")
    whose = office.act("林", one, "reply", text="已办。", unit_id=unit)
    assert (whose.status_code, whose.json()["code"]) == (422, "on_behalf_of_needed")
    told = office.done("林", one, "reply", text="已办。", unit_id=unit, **BY_PHONE)
    row = told["units"][1]
    assert (row["replied_by"], row["on_behalf_of"]) == ("林", "周敏，电话")
    assert row["acknowledged_by"] == "周敏，电话"
    stranger = office.act("林", one, "reply", text="x", unit_id=office.unit("县教委"), **BY_PHONE)
    assert (stranger.status_code, stranger.json()["code"]) == (422, "not_answering")


@pytest.mark.parametrize(("who", "status"), [("周", 404), ("外", 404), ("领", 403), ("管", 403)])
def test_others_do_not_answer_for_a_unit(office: Office, who: str, status: int) -> None:
    one = office.given("县残联")
    reading = office.desk.get(who, f"/instructions/{one}").status_code
    assert reading == (404 if status == 404 else 200)
    assert office.act(who, one, "reply", text="已办。").status_code == status
    listed = office.desk.get(who, "/instructions").json()["items"]
    assert bool(listed) is (status != 404)


def test_a_unit_reads_another_units_reply_only_if_it_leads(office: Office) -> None:
    one = office.given()
    office.done("陈", one, "reply", text="牵头的话")
    office.done("周", one, "reply", text="配合的话")
    told = {who: office.desk.get(who, f"/instructions/{one}").json() for who in ("陈", "周")}
    assert [unit["reply"] for unit in told["陈"]["units"]] == ["牵头的话", "配合的话"]
    assert [unit["reply"] for unit in told["周"]["units"]] == [None, "配合的话"]
    assert "牵头的话" not in str(told["周"])


# ---- bad input -------------------------------------------------------------------------------


def test_what_cannot_be_given_is_refused_and_says_why(office: Office) -> None:
    office.book.add_unit("各有关部门", UnitKind.GROUP)
    civil = office.unit("县民政局")
    for body, code in (
        ({"text": " \n"}, "invalid"),
        ({"text": "长" * 1_000_000}, "invalid"),
        ({"unit_ids": []}, "invalid"),
        ({"unit_ids": [civil, civil]}, "wrong_units"),
        ({"unit_ids": [office.unit("外县残联")]}, "wrong_units"),
        ({"unit_ids": [office.unit("各有关部门")]}, "wrong_units"),
        ({"unit_ids": [10**15]}, "wrong_units"),
        ({"given_by": None}, "given_by_needed"),
        ({"leader_id": office.book.world.people["林"]}, "unknown_leader"),
        ({"given_on": "2023-07-11"}, "given_on_future"),
        ({"given_on": "0001-01-01"}, "given_on_range"),
        ({"due_on": "2023-07-06"}, "due_before_given"),
        ({"due_on": "2023-07-22"}, "due_on_day_off"),
        ({"due_on": "9999-12-31"}, "due_too_far"),
        ({"plan_id": 10**15}, "unknown_plan"),
        ({"task_id": 10**15}, "unknown_plan"),
        ({"colour": "red"}, "invalid"),
    ):
        answer = office.give(**body)
        assert (answer.status_code, answer.json()["code"]) == (422, code), (body, answer.text[:200])
        assert answer.json()["errors"], code
    assert office.desk.get("林", "/instructions", count=True).json()["total"] == 0


@ON_BOTH
def test_two_tabs_at_once_and_neither_is_lost(office: Office) -> None:
    one = office.given()
    seen = office.desk.get("林", f"/instructions/{one}").headers["etag"]
    first = office.act("林", one, "extend", seen, reason="等数据", due_on="2023-08-01")
    assert first.status_code == 200
    second = office.act("林", one, "extend", seen, reason="再等", due_on="2023-08-02")
    assert (second.status_code, second.json()["code"]) == (412, "stale")
    assert second.json()["current"]["units"][0]["due_on"] == "2023-08-01"
    patched = office.desk.send("林", "PATCH", f"/instructions/{one}", {"text": "新"}, seen)
    assert (patched.status_code, patched.json()["current"]["text"]) == (412, TEXT)


# ---- mending ---------------------------------------------------------------------------------


@ON_BOTH
def test_text_and_units_change_until_somebody_answers(office: Office) -> None:
    one, path = office.given(), "/instructions/{}"
    office.done("周", one, "acknowledge")
    office.done(
        "林", one, "extend", reason="推迟", due_on="2023-08-01", unit_id=office.unit("县民政局")
    )
    before = {
        unit["unit"]["name"]: unit["id"]
        for unit in office.desk.get("林", path.format(one)).json()["units"]
    }
    wanted = [office.unit("县民政局"), office.unit("县教委")]
    body = {"text": "改", "unit_ids": wanted, "source_number": "府办〔2023〕1号"}
    told = office.desk.send("林", "PATCH", path.format(one), body).json()
    assert [(unit["unit"]["name"], unit["state"], unit["due_on"]) for unit in told["units"]] == [
        ("县民政局", "acknowledged", "2023-08-01"),
        ("县教委", "given", "2023-07-21"),
    ]
    assert told["units"][0]["id"] == before["县民政局"], "who stays keeps what was done"
    assert office.desk.get("陈", path.format(one)).status_code == 404
    [event] = office.book.events("instruction.changed")
    assert event["changes"]["unit_ids"][1] == wanted
    assert event["changes"]["text"] == [TEXT, "改"]
    assert office.unit("县残联") in event["unit_ids"], "who leaves is told too"
    twice = office.desk.send("林", "PATCH", path.format(one), {"unit_ids": [*wanted, wanted[0]]})
    assert twice.json()["code"] == "wrong_units"
    off = office.desk.send("林", "PATCH", path.format(one), {"given_on": "2023-07-11"})
    assert off.json()["code"] == "given_on_future"
    assert office.desk.send("周", "PATCH", path.format(one), {"text": "x"}).status_code == 403
    office.done("周", one, "reply", text="已办。")
    late = office.desk.send("林", "PATCH", path.format(one), {"text": "再改"})
    assert (late.status_code, late.json()["code"]) == (409, "answered_already")


@ON_BOTH
def test_an_instruction_about_a_task_is_found_by_it(office: Office) -> None:
    plan = office.book.add_plan()
    task = office.desk.get("林", "/tasks", plan=plan).json()["items"][0]["id"]
    one = office.given(task_id=task)
    other = office.given(plan_id=plan)
    told = office.desk.get("林", f"/instructions/{one}").json()
    assert (told["plan"]["id"], told["task"]["id"]) == (plan, task)
    wrong = office.give(task_id=task, plan_id=plan + 1)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unknown_plan")
    assert ids(office, task=task) == [one]
    assert ids(office, plan=plan) == [one, other]
    cleared = office.desk.send("林", "PATCH", f"/instructions/{one}", {"task_id": None}).json()
    assert (cleared["plan"]["id"], cleared["task"]) == (plan, None), "only what is given changes"
    cleared = office.desk.send("林", "PATCH", f"/instructions/{one}", {"plan_id": None}).json()
    assert (cleared["plan"], cleared["task"]) == (None, None)


def test_a_plan_that_is_given_keeps_its_task_and_no_other_plans(office: Office) -> None:
    plan, other = office.book.add_plan(), office.book.add_plan()
    task = office.desk.get("林", "/tasks", plan=plan).json()["items"][0]["id"]
    strange = office.desk.get("林", "/tasks", plan=other).json()["items"][0]["id"]
    path = f"/instructions/{office.given(task_id=task)}"
    told = office.desk.send("林", "PATCH", path, {"plan_id": plan}).json()
    assert (told["plan"]["id"], told["task"]["id"]) == (plan, task)
    for plan_id in (other, None):
        refused = office.desk.send("林", "PATCH", path, {"plan_id": plan_id})
        assert (refused.status_code, refused.json()["code"]) == (422, "task_of_another_plan")
    refused = office.desk.send("林", "PATCH", path, {"task_id": strange})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_plan")
    moved = office.desk.send("林", "PATCH", path, {"plan_id": other, "task_id": strange}).json()
    assert (moved["plan"]["id"], moved["task"]["id"]) == (other, strange)


def test_another_leader_is_told_with_a_version_of_its_own(office: Office) -> None:
    """A namesake decides from now on, though the name stays; mending a text chooses nobody anew."""
    one = office.given(leader_id=office.book.world.people["领"])
    with office.book.runtime.database.write() as session:
        namesake = Person(login="ling-2", name="领", created_at=clock.now())
        session.add(namesake)
        session.flush()
        place: dict[str, Any] = {
            "region_id": office.book.world.region,
            "valid_from": date(2020, 1, 1),
        }
        session.add(Membership(person_id=namesake.id, role=Role.LEADER, **place))
        second = namesake.id
    path = f"/instructions/{one}"
    kept = office.desk.send("林", "PATCH", path, {"text": "改", "given_by": "领"}).json()
    assert (kept["leader_id"], kept["version"]) == (office.book.world.people["领"], 2)
    told = office.desk.send("林", "PATCH", path, {"leader_id": second}).json()
    assert (told["leader_id"], told["given_by"], told["version"]) == (second, "领", 3)
    event = office.book.events("instruction.changed")[-1]
    assert event["changes"] == {"leader_id": [office.book.world.people["领"], second]}
    assert told["steps"][0]["words"] == "批示人"


def test_a_text_is_mended_though_its_day_became_a_day_off(office: Office) -> None:
    path = f"/instructions/{office.given()}"
    with office.book.runtime.database.write() as session:
        session.add(CalendarDay(day=date(2023, 7, 21), works=False, name="放假"))
    told = office.desk.send("林", "PATCH", path, {"text": "改", "given_on": "2023-07-06"})
    assert (told.status_code, told.json()["due_on"]) == (200, "2023-07-21")
    assert office.give().json()["code"] == "due_on_day_off"


# ---- lists -----------------------------------------------------------------------------------


def ids(office: Office, who: str = "林", **query: Any) -> list[int]:
    found = office.desk.get(who, "/instructions", **query)
    assert found.status_code == 200, found.text
    return [one["id"] for one in found.json()["items"]]


@ON_BOTH
def test_lists_are_narrowed_and_paged(office: Office) -> None:
    late = office.given("县民政局", due_on="2023-07-28")
    soon = office.given("县残联", given_by="郑国栋", due_on="2023-07-12")
    done = office.given("县民政局", due_on="2023-07-14")
    office.done("周", done, "reply", text="已办。")
    office.done("林", done, "accept")
    assert ids(office) == [soon, done, late]
    assert ids(office, sort="-id") == [done, soon, late]
    assert ids(office, open=True) == [soon, late]
    assert ids(office, open=False) == [done]
    assert ids(office, state="accepted") == [done]
    assert ids(office, leader="郑国栋") == [soon]
    assert ids(office, unit=office.unit("县民政局")) == [done, late]
    assert ids(office, "周") == [done, late]
    with clock.frozen(datetime(2023, 7, 13, 1, tzinfo=UTC)):
        assert ids(office, overdue=True) == [soon]
        told = office.desk.get("林", f"/instructions/{soon}").json()["units"][0]
        assert (told["light"]["light"], told["overdue_workdays"]) == ("overdue", 1)
    first = office.desk.get("林", "/instructions", limit=2, count=True).json()
    assert first["total"] == 3
    assert ids(office, limit=2, cursor=first["next"]) == [late]
    assert (
        office.desk.get("林", "/instructions", limit=2, cursor=first["next"], open=True).status_code
        == 400
    )
    assert office.desk.get("林", "/instructions", unit=office.unit("外县残联")).status_code == 404


def test_what_is_late_or_waits_is_asked_of_the_unit_that_is_named(office: Office) -> None:
    """县残联 is late, 县民政局 has answered. 县教委 stands in for a unit that ended."""
    one = office.given()
    office.done("周", one, "reply", text="已办。")
    late, answered = office.unit("县残联"), office.unit("县民政局")
    with clock.frozen(datetime(2023, 7, 24, 1, tzinfo=UTC)):
        assert ids(office, overdue=True) == [one]
        assert ids(office, unit=late, overdue=True) == [one]
        assert ids(office, unit=answered, overdue=True) == []
        assert ids(office, unit=answered, overdue=False) == [one]
    assert ids(office, unit=answered, replied=True) == [one]
    assert ids(office, unit=late, replied=True) == []
    office.desk.reform("merge", late, office.unit("县教委"), on="2023-07-10")
    with clock.frozen(datetime(2023, 7, 24, 1, tzinfo=UTC)):
        assert ids(office, unit=office.unit("县教委"), overdue=True) == [one]


# ---- scans -----------------------------------------------------------------------------------


def upload(
    office: Office, one: int, name: str, data: bytes, who: str = "林", **headers: str
) -> Any:
    return office.desk.client.put(
        f"/api/v1/instructions/{one}/scan",
        files={"file": (name, data)},
        headers=office.desk.world.bearer(who) | headers,
    )


def test_a_scan_is_known_by_its_content(office: Office) -> None:
    one = office.given("县民政局")
    for name, data, code in (
        ("批示.pdf", b"MZ\x90 a program", "file_kind"),
        ("批示.pdf", JPG, "file_name"),
        ("批示.pdf", b"", "empty_file"),
        ("批示.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "scan_kind"),
    ):
        refused = upload(office, one, name, data)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert upload(office, one, "批示.pdf", PDF, "周").status_code == 403
    assert upload(office, one, "批示.pdf", PDF, "外").status_code == 404
    made = upload(office, one, "批示.pdf", PDF)
    assert made.status_code == 200, made.text
    assert made.json()["scan"]["media_type"] == "application/pdf"
    stale = upload(office, one, "批示.jpg", JPG, **{"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]["scan"]["name"]) == (412, "批示.pdf")
    read = office.desk.get("周", f"/instructions/{one}/scan")
    assert (read.content, read.headers["content-type"]) == (PDF, "application/pdf")
    assert read.headers["content-disposition"].startswith("attachment;")
    assert list(faults(office.book.runtime)) == []
    path = next((office.book.runtime.files.root / "attachments").glob("??/*"))
    path.unlink()
    assert [one.what[:9] for one in faults(office.book.runtime)] == ["文件缺失：批示扫描"]
    assert office.desk.get("周", f"/instructions/{one}/scan").status_code == 404
    gone = office.desk.send("林", "DELETE", f"/instructions/{one}/scan")
    assert (gone.status_code, gone.json()["scan"]) == (200, None)
    assert office.desk.send("林", "DELETE", f"/instructions/{one}/scan").status_code == 404
    first, last = office.book.events("instruction.scanned")
    assert (first["scan"], last["scan"]) == ([None, "批示.pdf"], ["批示.pdf", None])


def test_the_first_date_is_a_working_day_of_a_year_that_may_still_move(office: Office) -> None:
    far = date(2027, 7, 12)
    told = office.give("县民政局", due_on=far.isoformat()).json()
    assert told["units"][0]["due_confirmed"] is False
