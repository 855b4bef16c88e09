"""Who is to be reminded on a day: recorded in a few statements, each told by one digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.core.lists import Order, Slice, Window, page
from app.jobs.service import emit
from app.kit import clock
from app.kit.identifiers import uuid7
from app.reminders import digests, queries, rules, subjects, sweeping, unreached
from app.reminders.events import DraftsWanted, ReminderSwept
from app.reminders.ladder import settings
from app.reminders.matters import Matter
from app.reminders.models import Reminder
from app.reminders.rules import Item
from app.reminders.sweeping import Day, DueRow, Unreachable
from app.units import service as units
from app.workdays.service import calendar

NEWEST = Order("-id", (col(Reminder.id),), descending=True)


@dataclass(frozen=True)
class Swept:
    """What a run did; on a day off (`works` is false) nothing at all.

    So many `recipients` get a digest now. Others, `held`, had that day's message already: what
    is new for them goes into the next. So many `drafts` of papers are wanted since.
    """

    on: date
    works: bool
    run_id: str | None = None
    reminders: int = 0
    recipients: int = 0
    held: int = 0
    drafts: int = 0
    unreachable: tuple[Unreachable, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What a run would do: the items of each recipient's digest; the rest as in `Swept`."""

    on: date
    works: bool
    digests: tuple[tuple[Item, ...], ...] = ()
    held: int = 0
    unreachable: tuple[Unreachable, ...] = ()


def working_day(session: Session, on: date, only: str | None = None) -> Day | None:
    """`None` on a day off: nobody is reminded then. `only` is the one kind that is gone over."""
    known = calendar(session)
    if not known.works(on):
        return None
    kinds = [one for one in subjects.in_use(session) if only in (None, one[0].name)]
    return Day(on, known, settings.scopes(session), kinds)


def sweep(session: Session, actor: Actor, on: date, only: str | None = None) -> Swept:
    """Record who is to be reminded on that day, and see to it that they are told today.

    The number of statements does not depend on that of the matters or recipients. Only the
    service itself runs it. A second run on a day finds what is new since the first. With `only`
    it looks at one kind of matter.
    """
    actor.require()
    day = working_day(session, on, only)
    if day is None:
        return Swept(on, works=False)
    run_id = str(uuid7())
    nobody = sweeping.unreachable(session, day)
    reminders = sweeping.record_due(session, day, run_id, clock.now(), nobody)
    drafts = sweeping.record_drafts(session, day, run_id, clock.now())
    recipients, held = queries.count_waiting(session, on)
    swept = Swept(
        on=on,
        works=True,
        run_id=run_id,
        reminders=reminders,
        recipients=recipients,
        held=held,
        drafts=drafts,
        unreachable=tuple(nobody),
    )
    if swept.recipients:
        digests.ask_for_all(session, on)
    _tell(session, actor, swept, run_id)
    return swept


def _tell(session: Session, actor: Actor, swept: Swept, run_id: str) -> None:
    subject = Subject("sweep", int(f"{swept.on:%Y%m%d}"))
    on_day = swept.on.isoformat()
    event = ReminderSwept(
        subject=subject,
        run_id=run_id,
        on_day=on_day,
        reminders=swept.reminders,
        recipients=swept.recipients,
        unreachable_units=len(swept.unreachable),
        drafts=swept.drafts,
    )
    emit(session, actor, event)
    if swept.drafts:
        wanted = DraftsWanted(subject=subject, run_id=run_id, on_day=on_day, drafts=swept.drafts)
        emit(session, actor, wanted)


# ---- what a run would do ---------------------------------------------------------------------


def preview(session: Session, actor: Actor, on: date) -> Preview:
    """What `sweep` and the digests after it would do on that day; nothing is written."""
    actor.require()
    day = working_day(session, on)
    if day is None:
        return Preview(on, works=False)
    waiting, _ = rules.recheck(queries.waiting_items(session, on))
    by_person: dict[int, list[Item]] = {}
    for item in [*waiting, *due_items(session, day)]:
        by_person.setdefault(item.recipient_id, []).append(item)
    told = [rules.told(items) for items in by_person.values()]
    return Preview(
        on=on,
        works=True,
        digests=tuple(items for items in told if not items[0].had),
        held=sum(items[0].had for items in told),
        unreachable=tuple(sweeping.unreachable(session, day)),
    )


def due_items(session: Session, day: Day) -> list[Item]:
    """What a run would record, by 机构序."""
    rows = sweeping.due_rows(session, day)
    found = subjects.now(session, ((row.kind, row.subject_id) for row in rows))
    people = queries.addressees(session, day.today, {row.recipient_id for row in rows})
    names = queries.unit_names(session, {row.unit_id for row in rows})
    ordered = sorted(
        rows, key=lambda row: (names[row.unit_id][0], row.unit_id, row.recipient_id, row.subject_id)
    )
    return [_item(row, people[row.recipient_id], names[row.unit_id][1], found) for row in ordered]


def _item(
    row: DueRow,
    person: queries.Addressee,
    unit: str,
    found: Mapping[tuple[str, int], Matter],
) -> Item:
    return Item(
        reminder_id=None,
        recipient=person.name,
        address=person.address,
        entitled=True,
        deputy=False,
        had=person.had,
        unit=unit,
        matter=found.get((row.kind, row.subject_id)),
        **row._asdict(),
    )


# ---- reading ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """A page of reminders, and what their subjects are now."""

    slice: Slice
    matters: Mapping[tuple[str, int], Matter]


def reminders(
    session: Session,
    actor: Actor,
    window: Window,
    *,
    unit_id: int | None = None,
    since: date | None = None,
) -> Listed:
    """The newest first; the columns are those of `queries.listed`. Raise `NotFoundError` for a
    unit that the actor may not read.
    """
    if unit_id is not None:
        units.get(session, actor, unit_id)
    bound = replace(window, filters={"unit": unit_id, "since": since})
    found = page(session, queries.listed(actor, unit_id, since), NEWEST, bound)
    wanted = ((row.subject_kind, row.subject_id) for row in found.rows)
    return Listed(found, subjects.now(session, wanted))


def unreached_by(session: Session, actor: Actor) -> list[unreached.Unreached]:
    """Who could not be reached in the actor's regions."""
    return unreached.for_actor(session, actor)


def waiting(session: Session, on: date) -> list[int]:
    """The recipients whose digest of that day is still to go out."""
    return queries.waiting_recipients(session, on)


def states(session: Session, on: date, recipients: Sequence[int]) -> list[queries.DigestState]:
    """How the digests of that day stand, as far as any was made."""
    return queries.digest_states(session, [rules.digest_key(one, on) for one in recipients])
