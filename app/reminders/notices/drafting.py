"""拟稿: written by a coordinator, from what a unit owes or from nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from app.core.actor import Actor, ActorKind, Role
from app.core.errors import ForbiddenError
from app.identity.models import Person
from app.jobs.service import emit
from app.kit import clock
from app.reminders.notices import access, messages, queries, rules
from app.reminders.notices import matters as listing
from app.reminders.notices.events import NoticeChanged, NoticeDrafted
from app.reminders.notices.issuing import service as issuing
from app.reminders.notices.issuing.rules import Issuers
from app.reminders.notices.matters import Open, Ref
from app.reminders.notices.models import Notice
from app.reminders.notices.terms import NoticeAction, NoticeColour, NoticeKind
from app.units import service as units
from app.units.models import Unit
from app.units.rules import is_valid_on
from app.units.terms import UnitKind
from app.workdays import service as workdays

WORDS = ("title", "basis", "demand", "contact", "contact_phone")


@dataclass(frozen=True)
class NewNotice:
    """A field that is null is filled in from the matters, the office and who drafts."""

    kind: NoticeKind
    unit_id: int
    matters: Sequence[Ref] = ()
    office_id: int | None = None
    colour: NoticeColour | None = None
    title: str | None = None
    basis: str | None = None
    demand: str | None = None
    contact: str | None = None
    contact_phone: str | None = None
    reply_due_on: date | None = None


def words(
    session: Session, actor: Actor, kind: NoticeKind, found: Sequence[Open]
) -> dict[str, str]:
    """What a draft says until somebody writes it better."""
    known = workdays.calendar(session)
    late = sum(listing.is_late(one, known) for one in found)
    name, phone = _contact(session, actor)
    return {
        "title": messages.drafted_title(kind, len(found), late) if found else "",
        "basis": listing.basis(found),
        "demand": messages.drafted_demand(kind),
        "contact": name,
        "contact_phone": phone,
    }


def office_name(
    session: Session, actor: Actor, region_id: int, kind: NoticeKind, found: Sequence[Open]
) -> str:
    """From which office a new notice would go out."""
    office = suggested_office(actor, issuing.issuers(session, region_id), kind, found)
    return units.names(session, [office])[office] if office is not None else ""


def _contact(session: Session, actor: Actor) -> tuple[str, str]:
    person = session.get(Person, actor.id) if actor.kind is ActorKind.PERSON else None
    return (person.name, person.phone or "") if person else ("", "")


def draft(session: Session, actor: Actor, new: NewNotice) -> int:
    """Raise `NotFoundError` for a unit that the actor may not read, `UnitElsewhereError`,
    `WrongUnitError`, `OfficeElsewhereError`, `MatterError`, and what `rules.reply_day` refuses.
    """
    actor.require(Role.COORDINATOR)
    unit = units.get(session, actor, new.unit_id)
    region_id = _region(actor, unit)
    rules.check_unit(
        unit.name,
        is_group=unit.kind is UnitKind.GROUP,
        is_valid=is_valid_on(unit.valid_from, unit.valid_until, clock.today()),
    )
    found = listing.chosen(session, actor, unit.id, new.matters)
    issuers = issuing.issuers(session, region_id)
    said = {name: one for name in WORDS if (one := getattr(new, name)) is not None}
    filled: dict[str, Any] = words(session, actor, new.kind, found) | said
    made = Notice(
        region_id=region_id,
        unit_id=unit.id,
        office_id=suggested_office(actor, issuers, new.kind, found)
        if new.office_id is None
        else _checked_office(actor, issuers, new.kind, new.office_id),
        kind=new.kind,
        colour=new.colour,
        **filled,
        drafted_by=actor.name,
        drafted_at=clock.now(),
        updated_at=clock.now(),
    )
    _set_due(session, made, new.reply_due_on)
    record(session, actor, made, found, run=False)
    return made.id


def _region(actor: Actor, unit: Unit) -> int:
    here = actor.region_id if actor.role is not Role.SYSTEM else unit.region_id
    if here is None or here not in (unit.region_id, unit.serves_region_id):
        raise rules.UnitElsewhereError(
            unit.name, errors=[rules.wrong("unit_id", rules.UnitElsewhereError)]
        )
    return here


def suggested_office(
    actor: Actor, issuers: Issuers, kind: NoticeKind, found: Sequence[Open]
) -> int | None:
    """The actor's, or that whose plans the matters are of, as far as it may issue the kind."""
    run = listing.offices(found)
    theirs = next(iter(run)) if len(run) == 1 else None
    return issuers.suggested(kind, actor.unit_id or theirs)


def _checked_office(actor: Actor, issuers: Issuers, kind: NoticeKind, office_id: int) -> int:
    """A coordinator of an office writes for it, or for one that the settings name; one of the whole
    region for any of its units.
    """
    if actor.unit_id not in (None, office_id) and office_id not in issuers.named(kind):
        raise rules.OfficeElsewhereError(
            errors=[rules.wrong("office_id", rules.OfficeElsewhereError)]
        )
    return office_id


def check_office_here(session: Session, region_id: int, office_id: int | None) -> None:
    """Raise `OfficeElsewhereError` for a unit of another region."""
    if office_id is None:
        return
    unit = session.get(Unit, office_id)
    if unit is None or region_id not in (unit.region_id, unit.serves_region_id):
        raise rules.OfficeElsewhereError(
            errors=[rules.wrong("office_id", rules.OfficeElsewhereError)]
        )


def _set_due(session: Session, notice: Notice, given: date | None) -> None:
    """Null stays null until it is signed."""
    notice.reply_due_on, notice.reply_due_confirmed = None, True
    if given is not None:
        day, sure = rules.reply_day(given, clock.today(), workdays.calendar(session))
        notice.reply_due_on, notice.reply_due_confirmed = day, sure


def record(
    session: Session, actor: Actor, made: Notice, found: Sequence[Open], *, run: bool
) -> None:
    check_office_here(session, made.region_id, made.office_id)
    session.add(made)
    session.flush()  # its matters and the event name it
    listing.put(session, made, found)
    event = NoticeDrafted(
        **access.about(made),
        notice_kind=made.kind.value,
        fields=fields_of(made),
        matters=tuple(one.ref for one in found),
        run=run,
    )
    emit(session, actor, event)


def fields_of(notice: Notice) -> dict[str, Any]:
    plain = {name: getattr(notice, name) for name in ("office_id", *WORDS)}
    return plain | {
        "colour": notice.colour.value if notice.colour else None,
        "reply_due_on": access.iso(notice.reply_due_on),
    }


# ---- changing a draft ------------------------------------------------------------------------


def change(
    session: Session,
    actor: Actor,
    notice_id: int,
    given: Mapping[str, Any],
    *,
    expected: int | None = None,
) -> None:
    """Only what is given changes: fields of `NewNotice`, but for the unit. What was reviewed is a
    draft again. Raises as `draft`, and what stands in the way.
    """
    _, notice = access.begin(session, actor, notice_id, NoticeAction.EDIT, expected)
    before = fields_of(notice) | {"kind": notice.kind.value}
    if any(given.get(name, before[name]) != before[name] for name in ("kind", "office_id")):
        notice.drafted_for = None  # it is not what the ladder asked for that day any more
    for name in ("kind", "colour", *WORDS):
        if name in given:
            setattr(notice, name, given[name])
    if "office_id" in given and given["office_id"] != notice.office_id:
        _move_office(session, actor, notice, given["office_id"])
    if "reply_due_on" in given and given["reply_due_on"] != notice.reply_due_on:
        _set_due(session, notice, given["reply_due_on"])
    after = fields_of(notice) | {"kind": notice.kind.value}
    changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    if "matters" in given:
        changes |= _relist(session, actor, notice, given["matters"])
    if changes:
        _changed(session, actor, notice, changes)


def _relist(
    session: Session, actor: Actor, notice: Notice, wanted: Sequence[Ref]
) -> dict[str, tuple[object, object]]:
    """What changed: the same matters in another order are the same."""
    refs = [(one.subject_kind, one.subject_id) for one in queries.matters_of(session, notice.id)]
    if set(wanted) == set(refs):
        return {}
    found = listing.chosen(session, actor, notice.unit_id, wanted)
    after = [one.ref for one in found]
    if set(after) == set(refs):
        return {}
    listing.put(session, notice, found)
    return {"matters": (refs, after)}


def _move_office(session: Session, actor: Actor, notice: Notice, office_id: int | None) -> None:
    if office_id is not None:
        issuers = issuing.issuers(session, notice.region_id)
        _checked_office(actor, issuers, notice.kind, office_id)
        check_office_here(session, notice.region_id, office_id)
    elif actor.unit_id is not None:
        raise ForbiddenError
    notice.office_id = office_id


def _changed(
    session: Session, actor: Actor, notice: Notice, changes: dict[str, tuple[object, object]]
) -> None:
    old, notice.state = notice.state, rules.move(NoticeAction.EDIT, notice.state)
    notice.reviewed_by = notice.reviewed_at = None
    access.touch(notice)
    event = NoticeChanged(
        **access.about(notice), state=(old.value, notice.state.value), changes=changes
    )
    emit(session, actor, event)
