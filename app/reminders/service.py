"""Who is to be reminded on a day: recorded in one statement, each told by one digest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.core.lists import Order, Slice, Window, page
from app.jobs.service import emit
from app.kit import clock
from app.kit.identifiers import uuid7
from app.reminders import digests, queries, rules, sweeping
from app.reminders.events import ReminderSwept
from app.reminders.models import Reminder
from app.reminders.rules import Item
from app.reminders.sweeping import Unreachable
from app.units import service as units
from app.workdays.service import calendar

NEWEST = Order("-id", (col(Reminder.id),), descending=True)


@dataclass(frozen=True)
class Swept:
    """What a run did; on a day off (`works` is false) nothing at all.

    So many `recipients` get a digest now. Others, `held`, had that day's message already: what
    is new for them goes into the next.
    """

    on: date
    works: bool
    run_id: str | None = None
    reminders: int = 0
    recipients: int = 0
    held: int = 0
    unreachable: tuple[Unreachable, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What a run would do: the items of each recipient's digest; the rest as in `Swept`."""

    on: date
    works: bool
    digests: tuple[tuple[Item, ...], ...] = ()
    held: int = 0
    unreachable: tuple[Unreachable, ...] = ()


def sweep(session: Session, actor: Actor, on: date) -> Swept:
    """Record who is to be reminded on that day, and see to it that they are told today.

    The number of statements does not depend on that of the returns or recipients. Only the
    service itself runs it. A second run on a day finds what is new since the first.
    """
    actor.require()
    ladder = rules.ladder(calendar(session), on)
    if ladder is None:
        return Swept(on, works=False)
    run_id = str(uuid7())
    reminders = sweeping.record_due(session, ladder, run_id, clock.now())
    recipients, held = queries.count_waiting(session, on)
    swept = Swept(
        on=on,
        works=True,
        run_id=run_id,
        reminders=reminders,
        recipients=recipients,
        held=held,
        unreachable=tuple(sweeping.unreachable(session, ladder)),
    )
    if swept.recipients:
        digests.ask_for_all(session, on)
    emit(session, actor, _event(swept, run_id))
    return swept


def _event(swept: Swept, run_id: str) -> ReminderSwept:
    return ReminderSwept(
        subject=Subject("sweep", int(f"{swept.on:%Y%m%d}")),
        run_id=run_id,
        on_day=swept.on.isoformat(),
        reminders=swept.reminders,
        recipients=swept.recipients,
        unreachable_units=len(swept.unreachable),
    )


def preview(session: Session, actor: Actor, on: date) -> Preview:
    """What `sweep` and the digests after it would do on that day; nothing is written."""
    actor.require()
    ladder = rules.ladder(calendar(session), on)
    if ladder is None:
        return Preview(on, works=False)
    waiting, _ = rules.recheck(queries.waiting_items(session, on))
    by_person: dict[int, list[Item]] = {}
    for item in [*waiting, *sweeping.due_items(session, ladder)]:
        by_person.setdefault(item.recipient_id, []).append(item)
    told = [rules.told(items) for items in by_person.values()]
    return Preview(
        on=on,
        works=True,
        digests=tuple(items for items in told if not items[0].had),
        held=sum(items[0].had for items in told),
        unreachable=tuple(sweeping.unreachable(session, ladder)),
    )


def reminders(
    session: Session,
    actor: Actor,
    window: Window,
    *,
    unit_id: int | None = None,
    since: date | None = None,
) -> Slice:
    """The newest first; the columns are those of `queries.listed`. Raise `NotFoundError` for a
    unit that the actor may not read.
    """
    if unit_id is not None:
        units.get(session, actor, unit_id)
    bound = replace(window, filters={"unit": unit_id, "since": since})
    return page(session, queries.listed(actor, unit_id, since), NEWEST, bound)


def waiting(session: Session, on: date) -> list[int]:
    """The recipients whose digest of that day is still to go out."""
    return queries.waiting_recipients(session, on)


def states(session: Session, on: date, recipients: Sequence[int]) -> list[queries.DigestState]:
    """How the digests of that day stand, as far as any was made."""
    return queries.digest_states(session, [rules.digest_key(one, on) for one in recipients])
