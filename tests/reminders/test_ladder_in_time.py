"""Whatever the days on which the service runs: nobody hears a thing twice, twice a day, or on a
day off, and after a time without the service only the highest step is said.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlmodel import col

from app.core.runtime import Runtime
from app.deliveries.models import Delivery
from app.deliveries.service import NotYetError
from app.deliveries.terms import DeliveryState
from app.kit import clock
from app.progress.models import Return
from app.progress.terms import OWED
from app.reminders import service
from app.reminders.digests import Ask, deliver
from app.reminders.ladder.rules import DEFAULTS, rungs, step_of
from app.reminders.models import Reminder
from app.reminders.terms import Audience, Profile, Waits
from app.workdays.models import CalendarDay
from app.workdays.rules import Calendar
from tests.reminders.conftest import County, morning

# The National Day of 2023 lies in the middle: off for eight days, then work at a weekend.
FIRST = date(2023, 9, 21)
DAYS = 28
LAST = FIRST + timedelta(days=DAYS - 1)
EXCEPTIONS = {date(2023, 9, 29) + timedelta(days=n): False for n in range(8)} | {
    date(2023, 10, 7): True,
    date(2023, 10, 8): True,
}
CALENDAR = Calendar(EXCEPTIONS)
STEPS = DEFAULTS[Profile.PLAN, Waits.DUE]
UNITS = ("县残联", "县民政局")


@dataclass(frozen=True)
class Form:
    """A return: whose, when due, and on which day of the story it is handed in, if ever."""

    unit: str
    due_in: int
    handed_in: int | None


@dataclass(frozen=True)
class Day:
    """How often the service runs on a day, and whether letters can leave the house."""

    runs: int
    open: bool


days = st.builds(Day, st.sampled_from([0, 0, 1, 2]), st.booleans())
forms = st.builds(
    Form,
    st.sampled_from(UNITS),
    st.integers(-10, DAYS + 3),
    st.none() | st.integers(0, DAYS - 1),
)
stories = st.tuples(
    st.lists(forms, min_size=1, max_size=4),
    st.lists(days, min_size=DAYS, max_size=DAYS),
)


def begin(county: County, story: Sequence[Form]) -> list[int]:
    with county.runtime.database.write() as session:
        for table in (Reminder, Delivery, Return):
            session.execute(delete(table))
        for day, works in EXCEPTIONS.items():
            session.merge(CalendarDay(day=day, works=works, name="国庆节"))
    return [
        county.owes(one.unit, FIRST + timedelta(days=one.due_in), period=f"期{number}")
        for number, one in enumerate(story)
    ]


def live_through(county: County, story: Sequence[Form], week: Sequence[Day]) -> list[int]:
    """Day by day: forms come in, old jobs are tried again, the sweep runs, letters are sent."""
    shut = county.runtime.settings.model_copy(update={"data_dir": Path("/dev/null")})
    open_, closed = county.runtime, replace(county.runtime, settings=shut)
    ids = begin(county, story)
    jobs: list[Ask] = []
    for number, day in enumerate(week):
        today = FIRST + timedelta(days=number)
        for one, return_id in zip(story, ids, strict=True):
            if one.handed_in == number:
                county.settle(return_id)
        for _ in range(day.runs):
            with clock.frozen(morning(today)):
                if county.sweep(today).works:
                    jobs += asked(county, today)
                jobs = [ask for ask in jobs if not done(open_ if day.open else closed, ask)]
    return ids


def asked(county: County, today: date) -> list[Ask]:
    with county.runtime.database.read() as session:
        return [Ask(person, today, today) for person in service.waiting(session, today)]


def done(runtime: Runtime, ask: Ask) -> bool:
    with suppress(NotYetError):
        deliver(runtime, ask)
        return True
    return False


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(stories)
def test_over_any_days_each_step_is_said_once_and_each_person_hears_once_a_day(
    county: County, story: tuple[list[Form], list[Day]]
) -> None:
    written, week = story
    live_through(county, written, week)
    with county.runtime.database.read() as session:
        reminders = list(session.scalars(select(Reminder)))
        sent = {
            one.id: one
            for one in session.scalars(select(Delivery))
            if one.state is DeliveryState.SENT
        }
    letters = [(one.recipient_id, day_of(one)) for one in sent.values()]
    assert len(letters) == len(set(letters)), "two letters to one person on one day"
    assert all(CALENDAR.works(day) for _, day in letters), "a letter on a day off"
    steps = [(one.subject_id, one.due_on, one.step, one.recipient_id) for one in reminders]
    assert len(steps) == len(set(steps)), "a step said twice"
    runs = [(one.subject_id, one.recipient_id, one.on_day) for one in reminders]
    assert len(runs) == len(set(runs)), "two steps of one return on one day"
    for one in reminders:
        reached = rungs(STEPS, one.audience, CALENDAR, one.on_day)
        assert one.step == step_of(reached, one.due_on), "not the highest step of that day"


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(stories)
def test_after_a_last_working_day_nothing_that_is_owed_was_left_unsaid(
    county: County, story: tuple[list[Form], list[Day]]
) -> None:
    written, week = story
    live_through(county, written, [*week[:-1], Day(1, open=True)])
    following = CALENDAR.shift(LAST, 1)
    county.remind(following)  # for those who had that day's letter before the last form was due
    with county.runtime.database.read() as session:
        for one in session.scalars(select(Return)):
            if one.state not in OWED or one.opens_on > following:
                continue
            for audience in (Audience.UNIT, Audience.COORDINATOR, Audience.LEADER):
                step = step_of(rungs(STEPS, audience, CALENDAR, following), one.due_on)
                query = select(Reminder).where(
                    col(Reminder.subject_id) == one.id,
                    col(Reminder.step) == step,
                    col(Reminder.audience) == audience,
                )
                said = session.scalars(query).all()
                assert len(said) == (step is not None)
                assert all(each.delivery_id and each.dropped is None for each in said)


def day_of(one: Delivery) -> date:
    assert one.sent_at is not None
    return clock.local(one.sent_at).date()


def test_the_story_of_a_form_that_is_handed_in_ends_its_reminders(county: County) -> None:
    week = [Day(1, open=True)] * DAYS
    live_through(county, [Form("县民政局", 4, 5)], week)
    assert [one.on_day for one in county.reminders()] == [FIRST, date(2023, 9, 22)]
