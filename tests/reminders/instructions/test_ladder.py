"""Instructions on the ladder 批示交办类, in `/todo`, and in what people are sent."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.core.actor import SYSTEM, Role
from app.identity.models import Person, Token
from app.jobs.worker import drain
from app.kit import clock
from app.reminders import service
from app.reminders.models import DraftWanted
from app.reminders.terms import Audience, Draft
from app.units.contacts.models import UnitContact
from app.units.contacts.terms import ContactRole
from app.wiring import HANDLERS
from tests.kinds import ON_BOTH, on_sqlite
from tests.progress.browser import Browser
from tests.reminders.conftest import County, morning
from tests.reminders.instructions.conftest import Office

__all__ = ["on_sqlite"]

GIVEN = date(2023, 7, 10)
DUE = date(2023, 7, 21)


@pytest.fixture
def county(office: Office) -> County:
    """The same county, as the reminders see it."""
    return County(office.book.runtime, office.book.world, 0)


def steps(county: County, audience: Audience) -> list[tuple[str, int, date]]:
    return [
        (one.subject_kind, one.step, one.on_day)
        for one in county.reminders()
        if one.audience is audience
    ]


def walk(county: County, until: date) -> None:
    day = GIVEN
    while day <= until:
        county.remind(day)
        day += timedelta(days=1)


@ON_BOTH
def test_the_reply_is_asked_for_step_by_step_until_the_leader_hears(
    office: Office, county: County
) -> None:
    office.done("周", office.given("县民政局"), "acknowledge")
    walk(county, date(2023, 8, 14))
    assert steps(county, Audience.UNIT) == [
        ("instruction", -7, date(2023, 7, 12)),
        ("instruction", -3, date(2023, 7, 18)),
        ("instruction", -1, date(2023, 7, 20)),
        ("instruction", 0, date(2023, 7, 21)),
        ("instruction", 1, date(2023, 7, 24)),
        ("instruction", 3, date(2023, 7, 26)),
        ("instruction", 5, date(2023, 7, 28)),
    ]
    assert steps(county, Audience.COORDINATOR) == [
        ("instruction", 1, date(2023, 7, 24)),
        ("instruction", 5, date(2023, 7, 28)),
    ]
    assert [day for _, _, day in steps(county, Audience.LEADER)] == [
        date(2023, 8, 7),
        date(2023, 8, 14),
    ]
    weekly = county.text("领", date(2023, 8, 7))
    assert "县民政局　领2023年7月7日批示" in weekly
    assert weekly.count("/todo\n") == 1, "the list of returns does not hold it"
    with county.runtime.database.read() as session:
        wanted = session.scalars(select(DraftWanted)).all()
    assert [(one.draft, one.on_day) for one in wanted] == [
        (Draft.URGING, date(2023, 7, 24)),
        (Draft.SUPERVISION, date(2023, 7, 28)),
    ]


def test_who_does_not_sign_is_asked_on_three_days(office: Office, county: County) -> None:
    one = office.given("县民政局", due_on="2023-12-29")
    walk(county, date(2023, 7, 14))
    assert steps(county, Audience.UNIT) == [
        ("instruction_receipt", 1, date(2023, 7, 11)),
        ("instruction_receipt", 2, date(2023, 7, 12)),
        ("instruction_receipt", 3, date(2023, 7, 13)),
    ]
    assert steps(county, Audience.COORDINATOR) == [("instruction_receipt", 3, date(2023, 7, 13))]
    text = county.text("周", date(2023, 7, 11))
    assert "领2023年7月7日批示" in text
    assert "已交办1个工作日，尚未签收" in text
    assert f"/instructions/{one}#unit-{office.unit('县民政局')}" in text
    assert (
        county.letter("周", date(2023, 7, 11))["subject"] == "【办理提醒】县民政局有1件批示未签收"
    )


@ON_BOTH
def test_what_was_answered_withdrawn_or_put_off_is_not_said(office: Office, county: County) -> None:
    answered, withdrawn, later = (office.given("县民政局") for _ in range(3))
    for one in (answered, withdrawn, later):
        office.done("周", one, "acknowledge")
    with clock.frozen(morning(date(2023, 7, 21))):
        with county.runtime.database.write() as session:
            service.sweep(session, SYSTEM, date(2023, 7, 21))
        office.done("周", answered, "reply", text="已办。")
        office.done("林", withdrawn, "withdraw", reason="并案")
        office.done("林", later, "extend", reason="等数据", due_on="2023-08-01")
        county.deliver("周", date(2023, 7, 21))
    dropped = sorted(str(one.dropped) for one in county.told_directly())
    assert dropped == ["moved", "settled", "settled"]
    assert county.files() == []
    county.remind(date(2023, 7, 27))
    last = county.told_directly()[-1]
    assert (last.due_on, last.step) == (date(2023, 8, 1), -3), "a new date begins its own ladder"


def test_the_head_of_the_unit_hears_after_three_days(office: Office, county: County) -> None:
    office.done("周", office.given("县民政局"), "acknowledge")
    with county.runtime.database.write() as session:
        head = Person(name="谭", login="tan", email="tan@example.test", created_at=clock.now())
        session.add(head)
        session.flush()
        contact: dict[str, Any] = {"name": "谭", "role": ContactRole.DEPUTY_HEAD}
        contact |= {"unit_id": office.unit("县民政局"), "person_id": head.id}
        session.add(UnitContact(**contact, valid_from=date(2020, 1, 1), updated_at=clock.now()))
    county.remind(date(2023, 7, 26))
    assert steps(county, Audience.UNIT_HEAD) == [("instruction", 3, date(2023, 7, 26))]


@ON_BOTH
def test_what_a_unit_owes_of_an_instruction_stands_once_in_its_todo(
    client: TestClient, office: Office
) -> None:
    """To sign for it and to answer it is one line; who has signed is asked for the answer alone."""
    one = office.given("县民政局")
    row = office.desk.get("周", f"/instructions/{one}").json()["units"][0]["id"]
    [told] = office.desk.get("周", "/todo").json()["items"]
    assert told["key"] == f"instruction:{row}"
    assert (told["act"], told["due_on"], told["since"]) == ("签收并回复", "2023-07-21", None)
    assert told["title"].startswith("签收并回复：领2023年7月7日批示 请县残联牵头")
    browser = Browser(client)
    browser.sign_in("周")
    assert "现在要办的，共 1 件" in browser.page("/todo")
    office.done("周", one, "acknowledge")
    [signed] = office.desk.get("周", "/todo").json()["items"]
    assert (signed["key"], signed["act"]) == (f"instruction:{row}", "回复")
    office.done("周", one, "reply", text="已办。")
    assert office.desk.get("周", "/todo").json()["items"] == []


def test_what_was_said_of_an_instruction_is_listed(office: Office, county: County) -> None:
    office.done("周", office.given("县民政局"), "acknowledge")
    county.remind(date(2023, 7, 21))
    [told] = office.desk.get("周", "/reminders").json()["items"]
    assert told["subject"]["kind"] == "instruction"
    assert told["subject"]["plan"] == "领2023年7月7日批示"
    assert told["return"] is None


def token(county: County, who: str, **values: Any) -> None:
    with county.runtime.database.write() as session:
        session.execute(update(Token).where(col(Token.name) == who).values(**values))


def test_an_office_that_ended_follows_up_through_its_successor(
    office: Office, county: County
) -> None:
    """林 of 县残联 gave it; from the reform on 周 of 县民政局 hears of it and decides."""
    county.membership("周", role=Role.COORDINATOR)
    token(county, "周", role=Role.COORDINATOR)
    token(county, "林", unit_id=office.unit("县残联"))
    one = office.given("县教委")
    token(county, "林", unit_id=None)
    assert office.desk.get("周", f"/instructions/{one}").json()["office"]["name"] == "县残联"
    extend = {"reason": "推迟", "due_on": "2023-08-01"}
    assert office.act("周", one, "extend", **extend).status_code == 403
    office.desk.reform("merge", office.unit("县残联"), office.unit("县民政局"), on="2023-07-11")
    assert office.act("周", one, "extend", **extend).status_code == 403, "not before its day"
    walk(county, date(2023, 7, 13))
    told = [one for one in county.reminders() if one.audience is Audience.COORDINATOR]
    assert office.book.world.people["周"] in {one.recipient_id for one in told}
    with clock.frozen(morning(date(2023, 7, 13))):
        assert office.done("周", one, "extend", **extend)["due_on"] == "2023-08-01"


def test_a_unit_that_ended_answers_through_its_successor(office: Office, county: County) -> None:
    """县残联 goes up in 县民政局: 周 is asked, reads it and answers."""
    one = office.given("县残联")
    assert office.desk.get("周", f"/instructions/{one}").status_code == 404
    office.desk.reform("merge", office.unit("县残联"), office.unit("县民政局"), on="2023-07-11")
    with clock.frozen(morning(date(2023, 7, 12))):
        drain(county.runtime, HANDLERS)
        county.remind(date(2023, 7, 12))
        assert {told.recipient_id for told in county.told_directly()} >= {
            office.book.world.people["周"]
        }
        answered = office.done("周", one, "reply", text="由我局接办，已整改。")
    assert answered["state"] == "replied"
