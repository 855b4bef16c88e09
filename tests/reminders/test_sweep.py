"""A run: who is to be reminded, and what is written down."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.core.actor import SYSTEM, Actor, ActorKind, Role
from app.core.errors import ForbiddenError
from app.core.runtime import Runtime
from app.identity import service as identity
from app.journal.models import JournalEvent
from app.kit import clock
from app.progress.models import Return
from app.progress.terms import ReturnState
from app.reminders import service
from app.reminders.ladder.rules import DEFAULTS, rungs, step_of
from app.reminders.service import Swept
from app.reminders.terms import Audience, Profile, Waits
from app.units.reforms.models import UnitLine
from app.workdays.models import CalendarDay
from app.workdays.rules import Calendar
from tests.progress.book import counted
from tests.reminders.conftest import County, morning

DUE = date(2023, 7, 14)
LATE = date(2023, 7, 19)
STILL_OWED = {"pending", "draft", "clearing", "returned"}


def test_a_late_return_is_recorded_once_at_its_highest_step(
    county: County,
) -> None:
    return_id = county.owes("县民政局", DUE)
    swept = county.sweep(LATE)
    (one,) = county.reminders()
    assert (one.subject_kind, one.subject_id) == ("return", return_id)
    assert (one.step, one.on_day, one.due_on) == (1, LATE, DUE)
    assert one.recipient_id == county.world.people["周"]
    assert one.run_id == swept.run_id
    assert (swept.reminders, swept.recipients, swept.unreachable) == (1, 1, ())


@pytest.mark.parametrize("distance", range(-25, 12))
def test_the_statement_finds_the_step_that_the_ladder_says(county: County, distance: int) -> None:
    due_on = LATE + timedelta(days=distance)
    county.owes("县民政局", due_on)
    county.sweep(LATE)
    told = {one.audience: one.step for one in county.reminders()}
    steps = DEFAULTS[Profile.PLAN, Waits.DUE]
    for audience in (Audience.UNIT, Audience.COORDINATOR, Audience.LEADER):
        expected = step_of(rungs(steps, audience, Calendar(), LATE), due_on)
        assert told.get(audience) == expected, audience


@pytest.mark.parametrize("state", ReturnState)
def test_only_what_is_owed_is_recorded(county: County, state: ReturnState) -> None:
    county.owes("县民政局", DUE, state=state)
    assert county.sweep(LATE).reminders == (state in STILL_OWED)


def test_a_return_that_is_not_open_yet_is_not_spoken_of(county: County) -> None:
    county.owes("县民政局", LATE, opens_on=LATE + timedelta(days=1))
    assert county.sweep(LATE).reminders == 0


def test_a_second_run_on_the_day_records_nothing_more(county: County) -> None:
    county.owes("县民政局", DUE)
    county.sweep(LATE)
    assert county.sweep(LATE).reminders == 0
    assert len(county.reminders()) == 1


def test_on_a_day_off_nothing_happens_and_the_answer_says_so(county: County) -> None:
    county.owes("县民政局", DUE)
    swept = county.sweep(date(2023, 7, 22))
    assert (swept.works, swept.run_id, swept.reminders) == (False, None, 0)
    assert county.reminders() == []
    with county.runtime.database.read() as session:
        assert session.scalars(select(JournalEvent)).all()[-1].kind != "reminder.swept"


def test_a_holiday_of_the_calendar_is_a_day_off(county: County) -> None:
    county.owes("县民政局", DUE)
    with county.runtime.database.write() as session:
        session.add(CalendarDay(day=LATE, works=False, name="测试节"))
    assert not county.sweep(LATE).works


def test_each_of_two_liaisons_of_a_unit_is_told(county: County) -> None:
    county.owes("县民政局", DUE)
    with county.runtime.database.write() as session:
        second = identity.add_person(
            session, SYSTEM, name="吴", login="login-wu", email="wu@example.test"
        )
        for _ in range(2):  # the same membership, entered twice by mistake
            identity.give_membership(
                session,
                SYSTEM,
                person=second,
                role=Role.LIAISON,
                region_id=county.world.region,
                unit_id=county.world.units["县民政局"],
                valid_from=date(2022, 1, 1),
            )
    assert county.sweep(LATE).recipients == 2
    assert len(county.reminders()) == 2


def test_who_speaks_for_the_successor_hears_of_what_a_unit_that_ended_still_owes(
    county: County,
) -> None:
    county.owes("县财政局", DUE)
    units = county.world.units
    with county.runtime.database.write() as session:
        line = {"named_id": units["县财政局"], "holder_id": units["县民政局"]}
        session.add(UnitLine(**line, since=LATE))
    found = county.sweep(LATE)
    assert (found.recipients, found.unreachable) == (1, ())
    with clock.frozen(morning(LATE)):
        county.deliver("周", LATE)
    assert [one.dropped for one in county.reminders()] == [None]


def test_a_unit_without_a_reachable_liaison_is_named_with_the_reason(county: County) -> None:
    county.owes("县财政局", DUE)
    county.owes("县财政局", DUE, period="2023-07")
    county.owes("县民政局", DUE)
    county.person("周", email="")
    found = county.sweep(LATE).unreachable
    assert [(one.unit, one.returns, one.has_liaison) for one in found] == [
        ("县民政局", 1, True),
        ("县财政局", 2, False),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"valid_until": date(2023, 7, 18)},
        {"valid_from": date(2023, 7, 20)},
        {"role": Role.LEADER},
        {"unit_id": None},
    ],
)
def test_who_is_no_liaison_of_the_unit_that_day_is_not_told(
    county: County, change: dict[str, object]
) -> None:
    county.owes("县民政局", DUE)
    county.membership("周", **change)
    swept = county.sweep(LATE)
    assert county.told_directly() == []
    assert [one.unit for one in swept.unreachable] == ["县民政局"]


def test_who_has_left_the_service_is_not_told(county: County) -> None:
    county.owes("县民政局", DUE)
    county.person("周", active=False)
    county.sweep(LATE)
    assert county.told_directly() == []


def test_a_new_liaison_hears_of_what_is_already_overdue(county: County) -> None:
    county.owes("县财政局", date(2023, 6, 1))
    county.sweep(LATE)
    assert county.told_directly() == []
    with county.runtime.database.write() as session:
        new = identity.add_person(
            session, SYSTEM, name="钱", login="login-qian", email="q@example.test"
        )
        identity.give_membership(
            session,
            SYSTEM,
            person=new,
            role=Role.LIAISON,
            region_id=county.world.region,
            unit_id=county.world.units["县财政局"],
            valid_from=date(2023, 7, 20),
        )
    county.sweep(date(2023, 7, 20))
    assert [one.step for one in county.told_directly()] == [1]


def test_a_return_with_a_new_date_is_reminded_of_anew(county: County) -> None:
    return_id = county.owes("县民政局", DUE)
    county.sweep(date(2023, 7, 17))
    county.change(Return, return_id, due_on=date(2023, 7, 21))
    county.sweep(date(2023, 7, 18))
    assert [(one.due_on, one.step) for one in county.reminders()] == [
        (DUE, 1),
        (date(2023, 7, 21), -7),
    ]


def test_a_run_for_a_day_gone_by_says_nothing_lower_than_was_said(county: County) -> None:
    county.owes("县民政局", DUE)
    county.sweep(LATE)
    assert county.sweep(date(2023, 7, 17)).reminders == 0


def test_the_run_is_one_event_with_its_figures(county: County) -> None:
    county.owes("县民政局", DUE)
    county.owes("县残联", DUE)
    county.owes("县财政局", DUE)
    swept = county.sweep(LATE)
    with county.runtime.database.read() as session:
        query = select(JournalEvent).where(col(JournalEvent.kind) == "reminder.swept")
        (found,) = session.scalars(query)
    assert found.subject_id == 20230719
    assert found.actor_kind == ActorKind.SYSTEM
    assert found.body == (
        f'{{"drafts":0,"on_day":"2023-07-19","recipients":3,"reminders":3,"run_id":"{swept.run_id}",'
        '"unreachable_units":1}'
    )


def test_nobody_but_the_service_itself_may_run_it(county: County) -> None:
    admin = Actor(ActorKind.PERSON, 1, Role.ADMIN, "管", county.world.region)
    with county.runtime.database.read() as session:
        with pytest.raises(ForbiddenError):
            service.sweep(session, admin, LATE)
        with pytest.raises(ForbiddenError):
            service.preview(session, admin, LATE)


def test_a_run_takes_as_many_statements_for_sixty_returns_as_for_one(
    county: County, runtime: Runtime
) -> None:
    county.owes("县民政局", DUE)
    with counted(runtime) as for_one:
        county.sweep(LATE)
    for month in range(30):
        county.owes("县民政局", DUE, period=f"{month}")
        county.owes("县残联", DUE, period=f"{month}")
    with counted(runtime) as for_sixty:
        assert county.sweep(LATE).reminders == 60
    assert len(for_sixty) == len(for_one) > 0


def test_a_kind_of_which_nothing_is_owed_takes_no_statement_of_its_own(
    county: County, runtime: Runtime
) -> None:
    county.owes("县民政局", DUE)
    with counted(runtime) as sent:
        county.sweep(LATE)
    recorded = [one for one in sent if one.startswith("INSERT INTO reminder")]
    assert recorded
    for table in ("notice", "instruction_unit", "task"):
        assert not [one for one in recorded if f"FROM {table}" in one], table


def test_of_two_runs_at_once_one_records_and_the_other_finds_it_done(county: County) -> None:
    county.owes("县民政局", DUE)
    later: list[Swept] = []
    second = threading.Thread(target=lambda: later.append(county.sweep(LATE)))
    with county.runtime.database.write() as session:
        first = service.sweep(session, SYSTEM, LATE)
        second.start()
        second.join(timeout=0.3)  # it waits for the first: on SQLite to begin, else at the row
    second.join()
    assert [first.reminders, *(one.reminders for one in later)] == [1, 0]
    assert [one.run_id for one in county.reminders()] == [first.run_id]


def test_the_preview_names_what_a_run_would_record_and_writes_nothing(county: County) -> None:
    county.owes("县民政局", DUE)
    county.owes("县残联", date(2023, 7, 21))
    county.owes("县财政局", DUE)
    with county.runtime.database.read() as session:
        preview = service.preview(session, SYSTEM, LATE)
    told = [[(one.recipient, one.unit, one.step) for one in items] for items in preview.digests]
    assert told == [[("陈", "县残联", -7)], [("周", "县民政局", 1)], [("林", "县财政局", 1)]]
    assert [one.unit for one in preview.unreachable] == ["县财政局"]
    assert county.reminders() == []


def test_the_preview_leaves_out_who_had_his_message_of_the_day(county: County) -> None:
    county.owes("县民政局", DUE)
    county.remind(LATE)
    county.owes("县民政局", DUE, period="2023-07")
    with clock.frozen(morning(LATE)), county.runtime.database.read() as session:
        preview = service.preview(session, SYSTEM, LATE)
    assert (preview.digests, preview.held) == ((), 1)
