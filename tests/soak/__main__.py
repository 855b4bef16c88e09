"""`make soak`: a whole year of the five seed plans, on a clock that walks through 2026 with its
real holidays. Who gets how many messages is counted and printed, and held against what was
promised: one a person a day, none at night or on a day off, a list a week for a leader, three a
due date for a liaison, no step unsaid and none said twice.
"""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.core import migrations
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.deliveries.models import Delivery
from app.deliveries.terms import DeliveryState
from app.jobs.worker import drain
from app.kit import clock
from app.plans.models import Assignment, Task
from app.plans.terms import TaskState
from app.progress.models import Dispatch, Return
from app.progress.terms import ReturnState
from app.reminders.models import DraftWanted, Reminder
from app.reminders.terms import Audience, Draft
from app.units.models import Unit
from app.units.terms import UnitKind
from app.wiring import HANDLERS, build
from app.workdays.rules import Calendar
from app.workdays.service import calendar
from tests.soak.founding import INSTRUCTED, found

BEGINS, DAYS = date(2026, 1, 1), 365
# The service stands still over the days on which the first quarter is due, and over a weekend.
DOWN = {date(2026, 4, 8) + timedelta(days=n) for n in range(13)}
# On these days the worker comes to it in the evening, and has to leave it for the next morning.
LATE = {date(2026, 7, 8), date(2026, 9, 30)}
A_DUE_DATE = {
    **{(kind, False): 3 for kind in ("return", "parts")},
    **{(kind, True): 7 for kind in ("return", "parts")},
    **{("review", instructed): 2 for instructed in (False, True)},
}
"""Messages to a liaison about one day: the steps of 规划类, and of 批示交办类."""


class Sent(NamedTuple):
    person: int
    at: datetime


def act(session: Session, today: date, known: Calendar) -> None:
    """What the units do, the same every year: most file in time, some late, a few never; of what
    was filed a tenth comes back with a new date.
    """
    for one in session.scalars(select(Return).where(col(Return.state) != ReturnState.WAIVED)):
        if one.state in (ReturnState.PENDING, ReturnState.RETURNED) and today >= one.opens_on:
            days = _files_after(one.id * 31 + one.due_on.toordinal())
            if days is not None and today >= known.shift(one.due_on, days):
                one.state = ReturnState.SUBMITTED
        elif one.state is ReturnState.SUBMITTED:
            comes_back = one.id % 10 == 0 and not one.due_set
            one.state = ReturnState.RETURNED if comes_back else ReturnState.ACCEPTED
            if comes_back:
                one.due_on, one.due_set = known.shift(today, 5), True
    _rest(session, today, known)
    signing = update(Dispatch).where(
        col(Dispatch.acknowledged_at).is_(None), col(Dispatch.id) % 7 == today.toordinal() % 7
    )
    session.execute(signing.values(acknowledged_at=clock.now(), acknowledged_by="联络员"))


def _rest(session: Session, today: date, known: Calendar) -> None:
    """On Mondays a few tasks are suspended for three weeks; a third of them stays so when its day
    is past.
    """
    for one in session.scalars(select(Task).where(col(Task.id) % 97 == today.toordinal() % 97)):
        if today.weekday() == 0 and one.state is TaskState.IN_PROGRESS:
            one.state, one.review_on = TaskState.SUSPENDED, known.shift(today, 15)
    due = select(Task).where(col(Task.state) == TaskState.SUSPENDED, col(Task.review_on) <= today)
    for one in session.scalars(due):
        if one.id % 3:
            one.state, one.review_on = TaskState.IN_PROGRESS, None


def _files_after(number: int) -> int | None:
    """Working days from the due date on which a return is filed, `None` for never."""
    luck = number % 100
    if luck < 75:
        return -1 - number % 9
    return 1 + number % 8 if luck < 93 else (20 if luck < 97 else None)


def live_through(runtime: Runtime) -> None:
    with runtime.database.read() as session:
        known = calendar(session)
    for today in (BEGINS + timedelta(days=n) for n in range(DAYS)):
        if known.works(today) and today > date(2026, 1, 5):
            with clock.frozen(_at(today, hour(8))), runtime.database.write() as session:
                act(session, today, known)
        if today not in DOWN:
            begins = hour(20, 15) if today in LATE else hour(9, 7)
            with clock.frozen(_at(today, begins)):
                HANDLERS["reminders.sweep"](runtime, {})
                drain(runtime, HANDLERS)


def _at(day: date, when: hour) -> datetime:
    return datetime.combine(day, when, clock.ZONE)


# ---- what is promised ------------------------------------------------------------------------


def check(session: Session) -> list[str]:
    """Each promise that was broken."""
    known = calendar(session)
    sent = [
        Sent(one.recipient_id, clock.local(one.sent_at))
        for one in session.scalars(select(Delivery))
        if one.state is DeliveryState.SENT and one.recipient_id and one.sent_at
    ]
    reminders = session.scalars(select(Reminder)).all()
    return [
        *_rhythm(sent, known),
        *_leaders(sent, reminders),
        *_liaisons(sent, reminders),
        *_gaps(session, reminders, known),
        *_reviews(session, reminders, known),
    ]


def _rhythm(sent: Sequence[Sent], known: Calendar) -> list[str]:
    broken = []
    most = Counter((one.person, one.at.date()) for one in sent)
    if max(most.values()) > 1:
        broken.append(f"{sum(n > 1 for n in most.values())} times two messages a person a day")
    night = [one for one in sent if not hour(8, 30) <= one.at.time() < hour(18)]
    off = [one for one in sent if not known.works(one.at.date())]
    if night or off:
        broken.append(f"{len(night)} messages at night, {len(off)} on a day off")
    return broken


def _leaders(sent: Sequence[Sent], reminders: Sequence[Reminder]) -> list[str]:
    leaders = {one.recipient_id for one in reminders if one.audience is Audience.LEADER}
    weeks = Counter((one.person, one.at.isocalendar()[:2]) for one in sent if one.person in leaders)
    return ["a leader had two lists in a week"] if max(weeks.values(), default=0) > 1 else []


def _liaisons(sent: Sequence[Sent], reminders: Sequence[Reminder]) -> list[str]:
    dates: dict[int, set[tuple[date, str, bool]]] = defaultdict(set)
    for one in reminders:
        if one.audience is Audience.UNIT and one.subject_kind in {"return", "parts", "review"}:
            place = one.subject_kind, one.region_id in INSTRUCTED
            dates[one.recipient_id].add((one.due_on, *place))
    had = Counter(one.person for one in sent)
    over = [
        person
        for person, due in dates.items()
        if had[person] > sum(A_DUE_DATE[kind, instructed] for _, kind, instructed in due) + 3
    ]
    return [f"{len(over)} liaisons had more than their steps"] if over else []


def _gaps(session: Session, reminders: Sequence[Reminder], known: Calendar) -> list[str]:
    """What is still owed a working day after its date was spoken of, to the unit or about it."""
    told = {
        (one.subject_id, one.due_on)
        for one in reminders
        if one.subject_kind == "return" and one.step > 0 and one.dropped is None
    }
    last = known.shift(BEGINS + timedelta(days=DAYS), -2)
    owed = session.scalars(
        select(Return).where(
            col(Return.state).in_((ReturnState.PENDING, ReturnState.RETURNED)),
            col(Return.due_on) < last,
        )
    ).all()
    unsaid = [one for one in owed if (one.id, one.due_on) not in told]
    waits = [one for one in reminders if one.delivery_id is None and one.on_day < last]
    broken = [f"{len(unsaid)} overdue returns of which nobody heard"] if unsaid else []
    return broken + ([f"{len(waits)} reminders that never went out"] if waits else [])


def _reviews(session: Session, reminders: Sequence[Reminder], known: Calendar) -> list[str]:
    """What rests, and its day is past: the unit was told before, and then the coordinator."""
    told = {
        (one.subject_id, one.due_on, one.audience)
        for one in reminders
        if one.subject_kind == "review" and one.dropped is None
    }
    last = known.shift(BEGINS + timedelta(days=DAYS), -3)
    leads = (
        select(Task)
        .join(Assignment, col(Assignment.task_id) == col(Task.id))
        .join(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(
            *(col(Task.state) == TaskState.SUSPENDED, col(Task.review_on) < last),
            *(col(Assignment.is_first_lead), col(Unit.kind) != UnitKind.GROUP),
        )
    )
    resting = session.scalars(leads).all()
    unsaid = [one for one in resting if (one.id, one.review_on, Audience.COORDINATOR) not in told]
    if not resting:
        return ["no task rested"]
    return [f"{len(unsaid)} reviews of which no coordinator heard"] if unsaid else []


# ---- what is printed -------------------------------------------------------------------------


def report(session: Session) -> None:
    had = Counter(
        one.recipient_id
        for one in session.scalars(select(Delivery))
        if one.state is DeliveryState.SENT
    )
    whom: dict[Audience, set[int]] = defaultdict(set)
    for one in session.scalars(select(Reminder)):
        whom[one.audience].add(one.recipient_id)
    for audience in Audience:
        counts = sorted(had[person] for person in whom[audience])
        if counts:
            middle, ninth = counts[len(counts) // 2], counts[len(counts) * 9 // 10]
            print(
                f"{audience:12} {len(counts):4} persons, messages a year: "
                f"least {counts[0]}, half {middle}, nine tenths {ninth}, most {counts[-1]}"
            )
    spread = Counter(min(count // 5 * 5, 50) for count in had.values())
    for step in sorted(spread):
        print(f"  {step:3}–{step + 4 if step < 50 else '…'}: {'#' * spread[step]} {spread[step]}")
    drafts = Counter(one.draft for one in session.scalars(select(DraftWanted)))
    print(
        f"{sum(had.values())} messages; papers wanted: "
        + ", ".join(f"{draft} {drafts[draft]}" for draft in Draft)
    )


def main() -> int:
    begun = time.monotonic()
    with TemporaryDirectory(prefix="taskmatrix-soak-") as place:
        settings = Settings(data_dir=Path(place))
        migrations.upgrade(settings.url)
        runtime = replace(build(settings))
        found(runtime, HANDLERS)
        live_through(runtime)
        with runtime.database.read() as session:
            report(session)
            broken = check(session)
        runtime.database.dispose()
    print(f"a year in {time.monotonic() - begun:.0f} s: " + ("; ".join(broken) or "all kept"))
    return 1 if broken else 0


sys.exit(main())
