"""One message that tells a person of all that waits for him.

A digest looks at the returns again before each attempt, and goes out on its day or not at all:
what it was to say then waits for the next run, which puts it into the digest of that day. So
nobody gets two messages on one day, none on a day off, and a mail server that is away delays a
reminder but loses none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from app.core.actor import SYSTEM
from app.core.events import Subject
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery
from app.deliveries.rules import hours
from app.deliveries.service import Claim, Message, NotYetError, Outcome
from app.deliveries.terms import DeliveryState
from app.jobs.service import emit, enqueue
from app.kit import clock
from app.kit.clock import printed_date
from app.reminders import letters, queries, rules, unreached
from app.reminders.events import DigestFailed, DigestSent
from app.reminders.rules import Item
from app.reminders.subjects import KIND as KINDS
from app.reminders.subjects import PARTS, RETURN
from app.reminders.terms import Audience, Dropped
from app.workdays.rules import Calendar
from app.workdays.service import calendar

COORDINATING = (Audience.COORDINATOR, Audience.UNREACHED)
KIND = "reminders.digest"
KIND_ALL = "reminders.digests"
AT_A_TIME = 200
MISSED = "未能在当日送出，所提醒的内容并入下一工作日的提醒"
EARLY = "还没有到发送的时间，工作日 8:30 起发送"
NOTHING_LEFT = "发送前再次核对，已没有需要提醒的内容"


@dataclass(frozen=True)
class Ask:
    """Whose digest of which day. It goes out up to `not_after`, which is the day of the run: a
    run may be made for another day than its own.
    """

    recipient_id: int
    on_day: date
    not_after: date

    @property
    def key(self) -> str:
        return rules.digest_key(self.recipient_id, self.on_day)

    def payload(self) -> dict[str, Any]:
        return {
            "recipient_id": self.recipient_id,
            "on_day": self.on_day.isoformat(),
            "not_after": self.not_after.isoformat(),
        }


def ask_for_all(session: Session, on_day: date) -> None:
    """Have everybody's digest sent today, by one job that makes a job for each (`ask_for_each`)."""
    days = {"on_day": on_day.isoformat(), "not_after": clock.today().isoformat()}
    enqueue(session, KIND_ALL, days)


def ask_for_each(runtime: Runtime, on_day: date, not_after: date) -> None:
    """Enqueue a digest for each recipient who waits, some at a time: nobody else can write to an
    SQLite database while that goes on. Done again, it stores none twice.
    """
    with runtime.database.read() as session:
        people = queries.waiting_recipients(session, on_day)
    for start in range(0, len(people), AT_A_TIME):
        with runtime.database.write() as session:
            for person in people[start : start + AT_A_TIME]:
                ask = Ask(person, on_day, not_after)
                enqueue(session, KIND, ask.payload(), key=ask.key)


def write_anew(runtime: Runtime, delivery_id: int) -> None:
    """Take up what a digest said that nobody would carry: what of it still holds goes out today,
    or with the next run where today's has gone out already.
    """
    with runtime.database.write() as session:
        queries.reopen(session, delivery_id)
        delivery = session.get(Delivery, delivery_id)
        if delivery is not None and delivery.recipient_id is not None:
            ask = Ask(delivery.recipient_id, clock.today(), clock.today())
            enqueue(session, KIND, ask.payload(), key=ask.key)


@dataclass(frozen=True)
class _Written:
    """What still holds and what no longer does; no message where nothing is left to say."""

    items: Sequence[Item]
    dropped: Mapping[Dropped, Sequence[Item]]
    message: Message | None


@dataclass(frozen=True)
class _Prepared:
    claim: Claim
    message: Message
    items: Sequence[Item]


def deliver(runtime: Runtime, ask: Ask) -> None:
    """Send a person's digest, unless it was sent, or nothing is left to say, or it is too late.

    Raise `NotYetError` when it could not be sent now: then the job is tried again.
    """
    with runtime.database.write() as session:
        claim = _claimed(session, runtime.settings, ask)
    if claim is None:
        return
    with runtime.database.read() as session:  # a long list is long to write
        written = _written(session, runtime.settings, ask)
    with runtime.database.write() as session:
        prepared = _kept(session, claim, written)
    if prepared is None:
        return
    outcome = deliveries.send(runtime, prepared.claim, prepared.message)
    with runtime.database.write() as session:
        _record(session, ask, prepared, outcome)
    if outcome.state is DeliveryState.QUEUED:
        raise NotYetError(outcome.reason, outcome.after)


def _claimed(session: Session, settings: Settings, ask: Ask) -> Claim | None:
    """Own the delivery, if there is anything to say today."""
    if _is_over(session, settings, ask):
        deliveries.end_left_over(session, MISSED, ask.key)
        return None
    region_id = queries.region_of_waiting(session, ask.on_day, ask.recipient_id)
    if region_id is None:
        return None
    return deliveries.claim(
        session,
        key=ask.key,
        recipient_id=ask.recipient_id,
        region_id=region_id,
        channel=settings.delivery_channel.value,
    )


def _is_over(session: Session, settings: Settings, ask: Ask) -> bool:
    """Whether its day went by. Raise `NotYetError` in the morning, before anybody is at work."""
    if rules.is_too_late(ask.not_after, clock.today()):
        return True
    now = clock.now()
    at = hours(calendar(session), now, demo=settings.demo_today is not None)
    if at.opens.date() == clock.today() and now < at.opens:
        raise NotYetError(EARLY, at.opens - now)
    return now < at.opens


def _written(session: Session, settings: Settings, ask: Ask) -> _Written:
    """Looked at again, and put into words."""
    holding, dropped = rules.recheck(queries.waiting_items(session, ask.on_day, ask.recipient_id))
    if not holding:
        return _Written(holding, dropped, None)
    letter = _letter(session, settings.address, ask.on_day, rules.told(holding))
    message = Message(
        key=ask.key,
        name=holding[0].recipient,
        address=holding[0].address,
        subject=letters.subject(letter),
        body=letters.body(letter),
        link=letters.link(letter),
    )
    return _Written(holding, dropped, message)


def _kept(session: Session, claim: Claim, written: _Written) -> _Prepared | None:
    for reason, items in written.dropped.items():
        queries.settle(session, _ids(items), claim.id, reason)
    if written.message is None:
        deliveries.withdraw(session, claim, NOTHING_LEFT)
        return None
    deliveries.fill(session, claim, written.message)
    return _Prepared(claim, written.message, written.items)


def _letter(session: Session, address: str, day: date, items: Sequence[Item]) -> letters.Letter:
    known = calendar(session)
    return letters.Letter(
        recipient=items[0].recipient,
        day=day,
        lines=tuple(_line(item, address, day, known) for item in items),
        contacts=_contacts(session, day, items),
        unreached=_unreached(session, day, items),
        list_link=f"{address}{_list(items)}",
        unreached_link=f"{address}/reminders#unreached",
    )


def _list(items: Iterable[Item]) -> str:
    """Where all of it stands: the list of returns, or the desk from which each list is reached."""
    forms = {item.kind for item in items} <= {RETURN, PARTS}
    return "/returns?overdue=true&state=" if forms else "/todo"


def _line(item: Item, address: str, day: date, known: Calendar) -> letters.Line:
    assert item.matter is not None  # noqa: S101 - what is gone was dropped before
    kind = KINDS[item.kind]
    return letters.Line(
        unit=item.unit,
        plan=item.matter.title,
        part=item.matter.part,
        due_on=item.due_on,
        due_confirmed=item.matter.confirmed,
        step=item.step,
        lateness=rules.lateness(known, day, item.due_on, kind.waits),
        link=f"{address}{item.matter.path}",
        audience=item.audience,
        waits=kind.waits,
        measure=kind.measure,
        noun=kind.noun,
        undone=kind.undone,
        act=kind.act,
        deputy=item.deputy,
    )


def _unreached(session: Session, day: date, items: Iterable[Item]) -> tuple[str, ...]:
    """Units of the regions for which he hears as a coordinator, each with the reason."""
    regions = {item.region_id for item in items if item.audience in COORDINATING}
    if not regions:
        return ()
    found = unreached.listed(session, day, regions)
    return tuple(f"{one.unit}（{one.reason}，{one.matters}件{_called(one)}）" for one in found)


def _called(one: unreached.Unreached) -> str:
    """So that nobody calls twice."""
    if one.called is None:
        return ""
    return f"，{printed_date(clock.local(one.called.called_at).date())}已通话"


def _contacts(session: Session, day: date, items: Iterable[Item]) -> tuple[letters.Contact, ...]:
    """One for each office whose plans are spoken of: a coordinator of it, if there is one."""
    matters = [item.matter for item in items if item.matter is not None]
    offices = {(one.plan_region_id, one.office_id): one.office for one in matters}
    people: dict[tuple[int, int | None], tuple[str, str | None]] = {}
    regions = {region_id for region_id, _ in offices}
    for region_id, office_id, name, phone in queries.coordinators(session, regions, day):
        people.setdefault((region_id, office_id), (name, phone))
    return tuple(
        letters.Contact(office, *people.get(place, (None, None)))
        for place, office in offices.items()
    )


def _record(session: Session, ask: Ask, prepared: _Prepared, outcome: Outcome) -> None:
    """Nothing to add where another worker's word already stands."""
    if not deliveries.record(session, prepared.claim, outcome):
        return
    ids, told = _ids(prepared.items), _told(ask, prepared, outcome)
    match outcome.state:
        case DeliveryState.SENT:
            queries.settle(session, ids, prepared.claim.id, None)
            queries.say_anew(session, ask.recipient_id, prepared.claim.id)
            emit(session, SYSTEM, DigestSent(**told))
        case DeliveryState.FAILED:
            queries.settle(session, ids, prepared.claim.id, Dropped.UNDELIVERABLE)
            emit(session, SYSTEM, DigestFailed(**told, reason=outcome.reason or ""))


def _told(ask: Ask, prepared: _Prepared, outcome: Outcome) -> dict[str, Any]:
    """What both events of a digest tell."""
    return {
        "subject": Subject("delivery", prepared.claim.id),
        "region_id": prepared.items[0].region_id,
        "unit_ids": tuple(sorted({item.unit_id for item in prepared.items})),
        "recipient_id": ask.recipient_id,
        "on_day": ask.on_day.isoformat(),
        "channel": outcome.channel,
        "subjects": tuple(sorted({item.subject for item in prepared.items})),
    }


def _ids(items: Iterable[Item]) -> list[int]:
    return [item.reminder_id for item in items if item.reminder_id is not None]
