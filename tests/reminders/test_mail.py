"""Reminders through a mail server that refuses, is away, and comes back; and through the jobs."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.deliveries.models import Delivery
from app.deliveries.service import NotYetError
from app.deliveries.terms import DeliveryState
from app.deliveries.undelivered import service as undelivered
from app.jobs.rules import Policy
from app.jobs.service import GiveUp, pending
from app.jobs.worker import drain
from app.kit import clock
from app.progress.models import Return
from app.reminders.terms import Dropped
from app.wiring import HANDLERS
from tests.deliveries.server import Desk, StartServer, free_port, mail_settings
from tests.reminders.conftest import County, morning

DUE = date(2023, 7, 14)
LATE = date(2023, 7, 19)
NEXT = date(2023, 7, 20)
# Jobs run by the machine's own clock: here a job that failed is due again at once, three times.
AT_ONCE = Policy(attempts=4, first_wait=0, longest_wait=0)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def by_mail(county: County, tmp_path: Path, port: int) -> County:
    """The county with a mail server's address in its settings; whether it answers is another
    matter.
    """
    values = mail_settings(tmp_path, port).model_dump(exclude={"database_url"})
    settings = county.runtime.settings.model_copy(update=values)
    return replace(county, runtime=replace(county.runtime, settings=settings))


def delivery(county: County) -> Delivery:
    with county.runtime.database.read() as session:
        return session.scalars(select(Delivery)).one()


def test_zhou_gets_his_letter_by_mail(
    by_mail: County, desk: Desk, start: StartServer, port: int
) -> None:
    return_id = by_mail.owes("县民政局", DUE)
    start(port)
    by_mail.remind(LATE)
    (mail,) = desk.mails()
    assert mail["To"] == "周 <2@example.test>"
    assert mail["Date"].datetime == morning(LATE)
    assert f"/returns/{return_id}" in mail.get_content()


def test_an_hour_without_a_mail_server_loses_nothing_and_doubles_nothing(
    by_mail: County, desk: Desk, start: StartServer, port: int
) -> None:
    """In the meantime one return was handed in, and one was given more time."""
    handed_in = by_mail.owes("县民政局", DUE, period="2023-05")
    extended = by_mail.owes("县民政局", DUE, period="2023-06")
    left = by_mail.owes("县民政局", DUE)
    with clock.frozen(morning(LATE)):
        by_mail.sweep(LATE)
        for _ in range(3):
            with pytest.raises(NotYetError, match="连接失败"):
                by_mail.deliver("周", LATE)
        by_mail.settle(handed_in)
        by_mail.change(Return, extended, due_on=date(2023, 8, 31))
    assert (delivery(by_mail).state, delivery(by_mail).attempts) == (DeliveryState.QUEUED, 3)
    start(port)
    with clock.frozen(morning(LATE) + timedelta(hours=1)):
        by_mail.deliver("周", LATE)
        by_mail.deliver("周", LATE)
    (mail,) = desk.mails()
    assert f"/returns/{left}" in mail.get_content()
    assert mail.get_content().count("/returns/") == 1
    assert [one.dropped for one in by_mail.reminders()] == [Dropped.SETTLED, Dropped.MOVED, None]


def test_a_mail_server_that_is_away_over_night_delays_the_letter_to_the_next_working_day(
    by_mail: County, desk: Desk, start: StartServer, port: int
) -> None:
    friday, saturday, monday = (date(2023, 7, n) for n in (21, 22, 24))
    by_mail.owes("县民政局", date(2023, 7, 20))
    with clock.frozen(morning(friday)):
        by_mail.sweep(friday)
        with pytest.raises(NotYetError):
            by_mail.deliver("周", friday)
    start(port)
    with clock.frozen(morning(saturday)):
        by_mail.deliver("周", friday)
    assert desk.taken == []
    missed = delivery(by_mail)
    assert missed.state is DeliveryState.FAILED  # a wrong password looks like this each day
    assert "连接失败" in (missed.last_error or "")
    by_mail.remind(monday)
    assert len(desk.taken) == 1
    with by_mail.runtime.database.read() as session:
        first, second = session.scalars(select(Delivery).order_by(col(Delivery.id)))
    assert (first.state, first.resent_at) == (DeliveryState.FAILED, morning(monday))
    assert second.state is DeliveryState.SENT


def test_what_no_channel_took_in_time_goes_out_when_it_is_asked_for(
    by_mail: County, desk: Desk, start: StartServer, port: int
) -> None:
    by_mail.owes("县民政局", DUE)
    with clock.frozen(morning(LATE)):
        by_mail.sweep(LATE)
        with pytest.raises(NotYetError):
            by_mail.deliver("周", LATE)
    start(port)
    with clock.frozen(morning(NEXT)):
        by_mail.deliver("周", LATE)
        with by_mail.runtime.database.write() as session:
            undelivered.resend(session, SYSTEM, delivery(by_mail).id)
        drain(by_mail.runtime, HANDLERS, AT_ONCE)
    assert len(desk.mails()) == 1


def test_a_recipient_whom_the_server_does_not_know_is_tried_once(
    by_mail: County, desk: Desk, start: StartServer, port: int
) -> None:
    by_mail.owes("县民政局", DUE)
    start(port)
    desk.to_recipient = "550 5.1.1 no such user"
    by_mail.remind(LATE)
    by_mail.remind(LATE)
    by_mail.remind(NEXT)
    known = delivery(by_mail)
    assert (known.state, known.attempts) == (DeliveryState.FAILED, 1)
    assert known.last_error == "邮件服务器答复 550 5.1.1 no such user"


def test_a_server_that_is_busy_is_asked_again(
    by_mail: County, desk: Desk, start: StartServer, port: int
) -> None:
    by_mail.owes("县民政局", DUE)
    start(port)
    desk.to_recipient = "451 4.7.1 greylisted"
    with clock.frozen(morning(LATE)):
        by_mail.sweep(LATE)
        with pytest.raises(NotYetError, match="greylisted"):
            by_mail.deliver("周", LATE)
        desk.to_recipient = "250 OK"
        by_mail.deliver("周", LATE)
    assert len(desk.taken) == 1


# ---- through the jobs ------------------------------------------------------------------------


def work(county: County) -> int:
    return drain(county.runtime, HANDLERS, AT_ONCE)


def waiting_jobs(runtime: Runtime) -> int:
    with runtime.database.read() as session:
        return pending(session).waiting


def test_the_worker_sends_each_person_one_letter(
    by_mail: County, desk: Desk, start: StartServer, port: int
) -> None:
    by_mail.owes("县民政局", DUE)
    by_mail.owes("县残联", DUE)
    start(port)
    with clock.frozen(morning(LATE)):
        by_mail.sweep(LATE)
        assert work(by_mail) == 3
        by_mail.sweep(LATE)
        work(by_mail)
    assert sorted(mail["To"] for mail in desk.mails()) == [
        "周 <2@example.test>",
        "陈 <1@example.test>",
    ]
    assert waiting_jobs(by_mail.runtime) == 0


def test_the_schedule_runs_the_sweep_and_its_letters(
    by_mail: County, desk: Desk, start: StartServer, port: int
) -> None:
    by_mail.owes("县民政局", DUE)
    start(port)
    with clock.frozen(morning(LATE)):
        HANDLERS["reminders.sweep"](by_mail.runtime, {})
        work(by_mail)
    assert len(desk.taken) == 1


def test_a_job_that_was_given_up_leaves_its_reminders_to_the_next_day(
    by_mail: County, desk: Desk, start: StartServer, port: int
) -> None:
    by_mail.owes("县民政局", DUE)
    with clock.frozen(morning(LATE)):
        by_mail.sweep(LATE)
        work(by_mail)
    assert waiting_jobs(by_mail.runtime) == 0
    start(port)
    with clock.frozen(morning(NEXT)):
        by_mail.sweep(NEXT)
        work(by_mail)
    assert len(desk.taken) == 1


def test_work_that_nobody_can_read_is_given_up_with_a_reason(county: County) -> None:
    for payload in (
        {},
        {"recipient_id": 4},
        {"recipient_id": 4, "on_day": "morgen"},
        {"on_day": 1},
    ):
        with pytest.raises(GiveUp, match="不完整"):
            HANDLERS["reminders.digest"](county.runtime, payload)


def test_what_bounced_goes_out_the_same_day_when_it_is_asked_for(
    by_mail: County, desk: Desk, start: StartServer, port: int
) -> None:
    by_mail.owes("县民政局", DUE)
    settled = by_mail.owes("县民政局", DUE, period="2022-H2")
    start(port)
    desk.to_recipient = "550 5.1.1 no such user"
    by_mail.remind(LATE)
    assert delivery(by_mail).state is DeliveryState.FAILED
    desk.to_recipient = "250 OK"
    by_mail.settle(settled)  # since then it was handed in
    with clock.frozen(morning(LATE)):
        with by_mail.runtime.database.write() as session:
            undelivered.resend(session, SYSTEM, delivery(by_mail).id)
        drain(by_mail.runtime, HANDLERS, AT_ONCE)
    (mail,) = desk.mails()
    assert "有1份进展情况表" in str(mail["Subject"])
    again = delivery(by_mail)
    assert (again.state, again.resent_at) == (DeliveryState.SENT, None)


def test_what_bounced_and_is_asked_for_later_goes_into_the_digest_of_that_day(
    by_mail: County, desk: Desk, start: StartServer, port: int
) -> None:
    by_mail.owes("县民政局", DUE)
    start(port)
    desk.to_recipient = "550 5.1.1 no such user"
    by_mail.remind(LATE)
    desk.to_recipient = "250 OK"
    first = delivery(by_mail).id
    with clock.frozen(morning(NEXT)):
        with by_mail.runtime.database.write() as session:
            undelivered.resend(session, SYSTEM, first)
        drain(by_mail.runtime, HANDLERS, AT_ONCE)
        drain(by_mail.runtime, HANDLERS, AT_ONCE)
    assert len(desk.mails()) == 1
