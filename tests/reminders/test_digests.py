"""One message a day for a person, looked at again before it goes."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from app.core.actor import SYSTEM, Role
from app.deliveries.carrying import NO_WAY
from app.deliveries.models import Delivery
from app.deliveries.service import BusyError, NotYetError
from app.deliveries.terms import DeliveryState
from app.identity import service as identity
from app.identity.models import Person
from app.journal.models import JournalEvent
from app.kit import clock
from app.progress.models import Return
from app.progress.terms import ReturnState
from app.reminders import unreached
from app.reminders.terms import Audience, Dropped
from app.reminders.unreached import Unreached
from app.units.models import Unit
from app.units.reforms.models import UnitLine
from tests.kinds import ON_SQLITE
from tests.reminders.conftest import County, morning, new_plan
from tests.reminders.test_sweep import STILL_OWED

DUE = date(2023, 7, 14)
LATE = date(2023, 7, 19)
NEXT = date(2023, 7, 20)


def deliveries(county: County) -> list[Delivery]:
    with county.runtime.database.read() as session:
        return list(session.scalars(select(Delivery).order_by(col(Delivery.id))))


def told(county: County, kind: str) -> list[str]:
    with county.runtime.database.read() as session:
        query = select(col(JournalEvent.body)).where(col(JournalEvent.kind) == kind)
        return [str(body) for body in session.scalars(query)]


def test_zhou_gets_one_letter_for_all_that_his_unit_owes(county: County) -> None:
    first = county.owes("县民政局", DUE)
    second = county.owes("县民政局", date(2023, 7, 21), period="2023-07")
    county.remind(LATE)
    letter = county.letter("周", LATE)
    assert letter["Subject"] == "【填报提醒】县民政局有2份进展情况表未报送，其中1份已逾期"
    assert letter["To"] == "周 <2@example.test>"
    text = county.text("周", LATE)
    address = county.runtime.settings.address
    assert text.index(f"{address}/returns/{first}\n") < text.index(f"{address}/returns/{second}\n")
    (delivery,) = deliveries(county)
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 1)
    assert delivery.key == f"digest:{county.world.people['周']}:2023-07-19"
    assert delivery.sent_at == morning(LATE)
    assert delivery.body == text
    assert [one.delivery_id for one in county.reminders()] == [delivery.id] * 2


def test_the_journal_keeps_that_a_digest_was_sent(county: County) -> None:
    return_id = county.owes("县民政局", DUE)
    county.remind(LATE)
    (body,) = told(county, "digest.sent")
    assert f'"subjects":[["return",{return_id}]]' in body
    assert "@" not in body


def test_reminding_twice_on_a_day_sends_once(county: County) -> None:
    county.owes("县民政局", DUE)
    county.remind(LATE)
    county.remind(LATE)
    assert len(county.files()) == 1
    assert [one.attempts for one in deliveries(county)] == [1]


def test_what_was_submitted_after_the_run_is_left_out(county: County) -> None:
    done = county.owes("县民政局", DUE)
    left = county.owes("县民政局", DUE, period="2023-07")
    with clock.frozen(morning(LATE)):
        county.sweep(LATE)
        county.settle(done)
        county.deliver("周", LATE)
    text = county.text("周", LATE)
    assert f"/returns/{left}\n" in text
    assert f"/returns/{done}\n" not in text
    assert [one.dropped for one in county.reminders()] == [Dropped.SETTLED, None]


@pytest.mark.parametrize("state", ReturnState)
def test_what_came_to_another_state_after_the_run_is_said_only_while_it_is_owed(
    county: County, state: ReturnState
) -> None:
    return_id = county.owes("县民政局", DUE)
    with clock.frozen(morning(LATE)):
        county.sweep(LATE)
        county.settle(return_id, state)
        county.deliver("周", LATE)
    (one,) = county.reminders()
    assert one.dropped == (None if state in STILL_OWED else Dropped.SETTLED)
    assert len(county.files()) == (state in STILL_OWED)


def test_when_all_was_submitted_after_the_run_nothing_is_sent(county: County) -> None:
    return_id = county.owes("县民政局", DUE)
    with clock.frozen(morning(LATE)):
        county.sweep(LATE)
        county.settle(return_id)
        county.deliver("周", LATE)
    assert county.files() == []
    assert [one.state for one in deliveries(county)] == [DeliveryState.WITHDRAWN]


def test_a_return_sent_back_the_same_day_is_spoken_of_after_all(county: County) -> None:
    return_id = county.owes("县民政局", DUE)
    with clock.frozen(morning(LATE)):
        county.sweep(LATE)
        county.settle(return_id)
        county.deliver("周", LATE)
        county.settle(return_id, ReturnState.RETURNED)
        assert county.sweep(LATE).reminders == 1
        county.deliver("周", LATE)
    assert len(county.files()) == 1
    (one,) = county.reminders()
    assert (one.dropped, one.delivery_id) == (None, deliveries(county)[0].id)


def test_a_return_whose_date_was_moved_after_the_run_is_left_out(county: County) -> None:
    return_id = county.owes("县民政局", DUE)
    with clock.frozen(morning(LATE)):
        county.sweep(LATE)
        county.change(Return, return_id, due_on=date(2023, 8, 31))
        county.deliver("周", LATE)
    assert county.files() == []
    assert [one.dropped for one in county.reminders()] == [Dropped.MOVED]


@pytest.mark.parametrize("leaves", ["membership", "service"])
def test_who_left_after_the_run_gets_nothing(county: County, leaves: str) -> None:
    county.owes("县民政局", DUE)
    with clock.frozen(morning(LATE)):
        county.sweep(LATE)
        if leaves == "membership":
            county.membership("周", valid_until=LATE - timedelta(days=1))
        else:
            county.person("周", active=False)
        county.deliver("周", LATE)
    assert county.files() == []
    assert [one.dropped for one in county.reminders()] == [Dropped.LEFT]


def test_who_went_to_another_unit_after_the_run_hears_nothing_of_the_old_one(
    county: County,
) -> None:
    county.owes("县民政局", DUE)
    with clock.frozen(morning(LATE)):
        county.sweep(LATE)
        county.membership("周", unit_id=county.world.units["县财政局"])
        county.deliver("周", LATE)
    assert county.files() == []
    assert [one.dropped for one in county.reminders()] == [Dropped.LEFT]


def test_after_a_week_of_downtime_one_letter_speaks_of_the_highest_step_alone(
    county: County,
) -> None:
    county.owes("县民政局", DUE)
    county.remind(date(2023, 7, 11))
    county.remind(date(2023, 7, 20))
    assert [one.step for one in county.reminders()] == [-7, 1]
    assert len(county.files()) == 2
    assert "已逾期4个工作日" in county.text("周", date(2023, 7, 20))


def test_an_overdue_return_is_spoken_of_three_times_to_its_unit_and_then_stands_on_lists(
    county: County,
) -> None:
    county.owes("县民政局", DUE)
    for n in range(50):
        county.remind(date(2023, 6, 25) + timedelta(days=n))
    told = [(one.audience, one.step, f"{one.on_day:%m-%d}") for one in county.reminders()]
    assert told == [
        (Audience.UNIT, -7, "07-05"),
        (Audience.UNIT, -1, "07-13"),
        (Audience.UNIT, 1, "07-17"),
        (Audience.COORDINATOR, 5, "07-21"),
        (Audience.LEADER, 5, "07-24"),
    ]
    assert len(county.files()) == 5


def test_what_comes_up_after_the_days_letter_waits_for_the_next_working_day(
    county: County,
) -> None:
    friday, monday = date(2023, 7, 21), date(2023, 7, 24)
    county.owes("县民政局", date(2023, 7, 20))
    county.remind(friday)
    later = county.owes("县民政局", date(2023, 7, 20), period="2023-07")
    swept = county.remind(friday)
    assert (swept.reminders, swept.recipients, swept.held) == (1, 0, 1)
    assert len(county.files()) == 1
    county.remind(date(2023, 7, 22))
    assert len(county.files()) == 1
    county.remind(monday)
    assert len(county.files()) == 2
    assert f"/returns/{later}\n" in county.text("周", monday)


def test_a_digest_that_missed_its_day_goes_into_that_of_the_next(county: County) -> None:
    county.owes("县民政局", DUE)
    with clock.frozen(morning(LATE)):
        county.sweep(LATE)
    with clock.frozen(morning(NEXT)):
        county.deliver("周", LATE)
    assert (county.files(), deliveries(county)) == ([], [])
    county.remind(NEXT)
    assert len(county.files()) == 1
    assert "已逾期4个工作日" in county.text("周", NEXT)
    assert [one.on_day for one in county.reminders()] == [LATE]


def test_of_two_steps_that_wait_the_letter_tells_the_higher(county: County) -> None:
    county.owes("县民政局", DUE)
    with clock.frozen(morning(date(2023, 7, 13))):
        county.sweep(date(2023, 7, 13))
    county.remind(LATE)
    assert county.text("周", LATE).count("填报：http") == 1
    assert {one.delivery_id for one in county.reminders()} == {deliveries(county)[0].id}


def test_a_liaison_whose_address_was_taken_away_is_put_down_as_not_reached(
    county: County,
) -> None:
    county.owes("县民政局", DUE)
    with clock.frozen(morning(LATE)):
        county.sweep(LATE)
        county.person("周", email=None)
        county.deliver("周", LATE)
    (delivery,) = deliveries(county)
    assert (delivery.state, delivery.last_error) == (DeliveryState.FAILED, NO_WAY)
    assert [one.dropped for one in county.reminders()] == [Dropped.UNDELIVERABLE]
    assert len(told(county, "digest.failed")) == 1


def test_a_wrong_address_is_told_once_and_a_corrected_one_gets_the_letter(
    county: County,
) -> None:
    county.owes("县民政局", DUE)
    county.person("周", email="zhou@@wushan")
    county.remind(LATE)
    county.remind(NEXT)
    (delivery,) = deliveries(county)
    assert delivery.state is DeliveryState.FAILED
    assert delivery.last_error == "邮箱地址不正确：zhou@@wushan"
    county.person("周", email="zhou@wushan.test")
    county.remind(NEXT)
    assert county.letter("周", NEXT)["To"] == "周 <zhou@wushan.test>"
    assert [one.dropped for one in county.reminders()] == [None]


def test_a_name_with_a_line_break_is_refused_and_harms_nobody_else(county: County) -> None:
    county.owes("县民政局", DUE)
    county.owes("县残联", DUE)
    county.person("周", name="周\r\nBcc: all@example.test")
    county.remind(LATE)
    assert [name for name in county.files() if "digest" in name] == [
        f"digest-{county.world.people['陈']}-2023-07-19.eml"
    ]
    states = {one.recipient_id: one for one in deliveries(county)}
    failed = states[county.world.people["周"]]
    assert failed.state is DeliveryState.FAILED
    assert failed.last_error == "收件人姓名含有换行或控制字符，不能写入信头"


def test_hostile_names_of_units_and_plans_stay_within_their_line(county: County) -> None:
    with county.runtime.database.write() as session:
        session.execute(
            update(Unit)
            .where(col(Unit.id) == county.world.units["县民政局"])
            .values(name='县"民政\n局' + "甲" * 1000)
        )
        plan_id = new_plan(session, county.world.region, "规划\n\nTo: x@y.test" + "乙" * 1000)
    county.owes("县民政局", DUE, plan_id=plan_id)
    county.remind(LATE)
    letter = county.letter("周", LATE)
    assert letter["To"] == "周 <2@example.test>"
    assert letter["Subject"].startswith('【填报提醒】县"民政 局甲甲')
    assert "\nTo:" not in county.text("周", LATE)


def test_the_letter_names_the_office_and_its_coordinator(county: County) -> None:
    with county.runtime.database.write() as session:
        office = county.world.units["县残联"]
        plan_id = new_plan(session, county.world.region, "实施方案", office_id=office)
        for login, phone in (("login-a", None), ("login-b", "023-57680000")):
            person = identity.add_person(
                session, SYSTEM, name=f"督办{login[-1]}", login=login, phone=phone
            )
            identity.give_membership(
                session,
                SYSTEM,
                person=person,
                role=Role.COORDINATOR,
                region_id=county.world.region,
                unit_id=office,
                valid_from=date(2020, 1, 1),
            )
    county.owes("县民政局", DUE, plan_id=plan_id)
    county.owes("县民政局", DUE)
    county.remind(LATE)
    text = county.text("周", LATE)
    assert "县残联 督办b，电话023-57680000" in text
    assert "督办人员 林" in text


def test_the_letter_names_whose_office_stands_in_for_one_that_ended(county: County) -> None:
    """An instruction and a notice keep the office that gave them."""
    ended, holder = county.world.units["县残联"], county.world.units["县财政局"]
    county.membership("林", unit_id=holder)
    county.person("林", phone="023-57680000")
    with county.runtime.database.write() as session:
        plan_id = new_plan(session, county.world.region, "实施方案", office_id=ended)
        session.add(UnitLine(named_id=ended, holder_id=holder, since=LATE))
    county.owes("县民政局", DUE, plan_id=plan_id)
    county.remind(LATE)
    assert "县残联 林，电话023-57680000" in county.text("周", LATE)


def test_two_workers_on_the_same_digest_send_it_once(county: County) -> None:
    county.owes("县民政局", DUE)
    county.sweep(LATE)
    together = threading.Barrier(2)
    endings: list[str] = []

    def work() -> None:
        together.wait()
        try:
            county.deliver("周", LATE)
            endings.append("done")
        except BusyError:
            endings.append("busy")

    workers = [threading.Thread(target=work) for _ in range(2)]
    with clock.frozen(morning(LATE)):
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert "done" in endings
    assert len(endings) == 2
    (delivery,) = deliveries(county)
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 1)
    assert len(told(county, "digest.sent")) == 1


def test_while_another_worker_is_at_it_the_job_is_to_come_again(county: County) -> None:
    county.owes("县民政局", DUE)
    with clock.frozen(morning(LATE)):
        county.sweep(LATE)
        county.outbox.parent.mkdir(parents=True, exist_ok=True)
        county.outbox.write_text("a file stands where the directory should be")
        with pytest.raises(NotYetError, match="写入"):
            county.deliver("周", LATE)
        lease(county, clock.wall() + timedelta(minutes=1))
        with pytest.raises(BusyError):
            county.deliver("周", LATE)
        lease(county, clock.wall() - timedelta(seconds=1))
        county.outbox.unlink()
        county.deliver("周", LATE)
    assert len(county.files()) == 1
    (delivery,) = deliveries(county)
    assert (delivery.state, delivery.attempts, delivery.last_error) == (
        DeliveryState.SENT,
        2,
        None,
    )


def lease(county: County, until: object) -> None:
    with county.runtime.database.write() as session:
        session.execute(update(Delivery).values(leased_until=until))


def test_killed_between_sending_and_recording_leaves_one_file_in_the_end(county: County) -> None:
    """What a kill leaves: a file that is out, a delivery that is owned and not recorded."""
    county.owes("县民政局", DUE)
    county.remind(LATE)
    with county.runtime.database.write() as session:
        session.execute(update(Delivery).values(state=DeliveryState.QUEUED, sent_at=None))
    lease(county, clock.wall() - timedelta(seconds=1))
    for one in county.reminders():
        county.change(type(one), one.id, delivery_id=None)
    before = county.letter("周", LATE)["Message-ID"]
    with clock.frozen(morning(LATE)):
        county.deliver("周", LATE)
    assert county.letter("周", LATE)["Message-ID"] == before
    assert len(county.files()) == 1


def test_a_due_date_that_is_not_certain_says_so(county: County) -> None:
    county.owes("县民政局", DUE, due_confirmed=False)
    county.remind(LATE)
    assert "放假安排尚未公布" in county.text("周", LATE)


def test_a_liaison_of_two_units_gets_one_letter_for_both(county: County) -> None:
    county.owes("县民政局", DUE)
    county.owes("县财政局", DUE)
    with county.runtime.database.write() as session:
        identity.give_membership(
            session,
            SYSTEM,
            person=session.get_one(Person, county.world.people["周"]),
            role=Role.LIAISON,
            region_id=county.world.region,
            unit_id=county.world.units["县财政局"],
            valid_from=date(2020, 1, 1),
        )
    county.remind(LATE)
    assert len(county.files()) == 1
    assert county.letter("周", LATE)["Subject"].startswith("【填报提醒】县民政局等2个单位有2份")


@ON_SQLITE
def test_others_may_write_while_a_long_list_is_put_into_words(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    county.owes("县财政局", DUE)  # of which 林 hears, for nobody can be told
    listed = unreached.listed

    def meanwhile(*given: Any) -> list[Unreached]:
        county.person("周", phone="023-57680000")  # where that has to wait, it fails
        return listed(*given)

    with clock.frozen(morning(LATE)):
        county.sweep(LATE)
        monkeypatch.setattr(unreached, "listed", meanwhile)
        county.deliver("林", LATE)
    assert "县财政局（没有联络员" in county.text("林", LATE)
    with county.runtime.database.read() as session:
        zhou = session.get_one(Person, county.world.people["周"])
        assert zhou.phone == "023-57680000"
