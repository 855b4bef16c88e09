"""Calls: noted, mended, listed by unit and by matter."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError, StaleError
from app.core.events import Subject as EventSubject
from app.core.lists import Window, page
from app.jobs.service import emit
from app.kit import clock
from app.plans.holding.service import own_ids
from app.reminders import subjects
from app.reminders.calls import queries, rules
from app.reminders.calls.events import CallChanged, CallNoted
from app.reminders.calls.models import Call, CallMatter
from app.reminders.calls.queries import CallFilter
from app.reminders.calls.rules import Subject
from app.reminders.matters import Matter
from app.units import service as units

__all__ = [
    "CallFilter",
    "NewCall",
    "Told",
    "beside",
    "calls",
    "change",
    "get",
    "last_to",
    "note",
    "speakers",
]

BESIDE = 5
"""Calls that are shown beside a matter; the rest stands in the list."""


@dataclass(frozen=True)
class NewCall:
    """`person_id` is the account of who answered, else `spoke_to` names him; `called_by` is who
    spoke, if not the typist. `corrects_id` is an entry that this one takes the place of.
    """

    unit_id: int
    called_at: datetime
    answer: str
    spoke_to: str | None = None
    person_id: int | None = None
    called_by: str | None = None
    matters: Sequence[Subject] = ()
    about: str = ""
    promised_on: date | None = None
    corrects_id: int | None = None


@dataclass(frozen=True)
class Told:
    """A call with what its matters are now."""

    row: Row[Any]
    matters: Sequence[tuple[Subject, Matter | None]]
    may_change: bool


@dataclass(frozen=True)
class CallPage:
    items: Sequence[Told]
    next: str | None
    total: int | None


# ---- reading ---------------------------------------------------------------------------------


def calls(session: Session, actor: Actor, window: Window, wanted: CallFilter) -> CallPage:
    """The newest first. Raise `NotFoundError` for a unit that the actor may not read."""
    if wanted.unit is not None:
        units.get(session, actor, wanted.unit)
    bound = replace(window, filters=wanted.as_key())
    found = page(session, queries.calls(actor, wanted), queries.NEWEST, bound)
    return CallPage(_told(session, actor, found.rows), found.next, found.total)


def get(session: Session, actor: Actor, call_id: int) -> Told:
    """Raise `NotFoundError` for a call that the actor may not read."""
    return _told(session, actor, [_row(session, actor, call_id)])[0]


def _row(session: Session, actor: Actor, call_id: int) -> Row[Any]:
    row = queries.call(session, actor, call_id)
    if row is None:
        raise NotFoundError
    return row


def beside(session: Session, actor: Actor, about: Collection[Subject]) -> list[Told]:
    """The last calls about matters that are one to a reader, for the page of the matter."""
    return _told(session, actor, queries.about(session, actor, about, BESIDE))


def _told(session: Session, actor: Actor, rows: Sequence[Row[Any]]) -> list[Told]:
    by_call: dict[int, list[Subject]] = defaultdict(list)
    for one in queries.matters_of(session, [row.id for row in rows]):
        if one.subject_kind in subjects.KIND:
            by_call[one.call_id].append((one.subject_kind, one.subject_id))
    now = subjects.readable(session, actor, {one for named in by_call.values() for one in named})
    today = clock.today()
    return [
        Told(
            row,
            [(one, now.get(one)) for one in by_call[row.id]],
            rules.may_change(row.typist, row.entered_at, row.corrected_by_id, actor, today),
        )
        for row in rows
    ]


def speakers(session: Session, actor: Actor, unit_id: int) -> list[str]:
    """Whom one may ask for at a unit, by name."""
    units.get(session, actor, unit_id)
    found = queries.speakers(session, _own(session, unit_id), clock.today())
    return list(dict.fromkeys(name for _, name in found))


def last_to(session: Session, regions: Any, unit_ids: Collection[int]) -> dict[int, Row[Any]]:
    """By unit the last call to it; `regions` are ids or a select of them."""
    return queries.last_to(session, regions, unit_ids) if unit_ids else {}


def _own(session: Session, unit_id: int) -> frozenset[int]:
    """The unit and those for which it stands in."""
    return frozenset(session.scalars(own_ids(unit_id, clock.today()))) | {unit_id}


# ---- writing ---------------------------------------------------------------------------------


def note(session: Session, actor: Actor, new: NewCall) -> int:
    """Write a call down. Raise who may (403), `CorrectedError`, and what is wrong (422)."""
    rules.check_may_call(actor)
    unit = units.get(session, actor, new.unit_id)
    if actor.region_id not in (unit.region_id, unit.serves_region_id):
        raise rules.UnitElsewhereError(errors=[rules.wrong("unit_id", "不在本行政区划")])
    rules.check_when(new.called_at, new.promised_on, clock.now())
    about = _about(session, actor, new.unit_id, new.matters, new.about)
    spoke_to, person_id = _speaker(session, new.unit_id, new.spoke_to, new.person_id)
    if new.corrects_id is not None:
        _check_correction(session, actor, new.corrects_id, new.unit_id)
    made = Call(
        region_id=int(actor.region_id or 0),
        unit_id=new.unit_id,
        called_by=new.called_by or actor.name,
        spoke_to=spoke_to,
        person_id=person_id,
        called_at=new.called_at,
        about=new.about,
        answer=new.answer,
        promised_on=new.promised_on,
        corrects_id=new.corrects_id,
        entered_by=actor.name,
        entered_at=clock.now(),
        typist=rules.typist_of(actor),
        updated_at=clock.now(),
    )
    session.add(made)
    session.flush()  # its matters need the id
    _link(session, made.id, about)
    facts = _facts(made, about)
    emit(session, actor, CallNoted(**_of(made), **facts, corrects_id=made.corrects_id))
    return made.id


def change(
    session: Session,
    actor: Actor,
    call_id: int,
    given: Mapping[str, Any],
    expected: int | None = None,
) -> None:
    """By who typed it, on the same day; later a new entry corrects it. Only what is given changes:
    all but the unit. Raise as `note`, `StaleError`, `TooLateError`.
    """
    _row(session, actor, call_id)
    rules.check_may_call(actor)
    made = session.get(Call, call_id, with_for_update={"key_share": True}, populate_existing=True)
    if made is None:
        raise NotFoundError
    corrected_by = queries.corrected_by(session, call_id)  # as it stands under the lock
    rules.check_may_change(made.typist, made.entered_at, corrected_by, actor, clock.today())
    if expected is not None and made.version != expected:
        raise StaleError
    kept = _kept(session, call_id)
    before = _facts(made, kept)
    for name in ("called_at", "called_by", "about", "answer", "promised_on"):
        if name in given:
            setattr(made, name, given[name])
    rules.check_when(made.called_at, made.promised_on, clock.now())
    if given.get("spoke_to") or given.get("person_id"):
        named = (given.get("spoke_to"), given.get("person_id"))
        made.spoke_to, made.person_id = _speaker(session, made.unit_id, *named)
    wanted = given.get("matters", kept)
    about = _about(session, actor, made.unit_id, wanted, made.about, kept=kept)
    session.execute(delete(CallMatter).where(col(CallMatter.call_id) == call_id))
    _link(session, call_id, about)
    after = _facts(made, about)
    changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if changes:
        made.version += 1
        made.updated_at = clock.now()
        emit(session, actor, CallChanged(**_of(made), changes=changes))


def _of(made: Call) -> dict[str, Any]:
    return {
        "subject": EventSubject("call", made.id),
        "region_id": made.region_id,
        "unit_ids": (made.unit_id,),
    }


def _facts(made: Call, about: Sequence[Subject]) -> dict[str, Any]:
    return {
        "called_by": made.called_by,
        "spoke_to": made.spoke_to,
        "called_at": made.called_at.isoformat(),
        "about": made.about,
        "matters": tuple(about),
        "answer": made.answer,
        "promised_on": made.promised_on.isoformat() if made.promised_on else None,
    }


def _about(
    session: Session,
    actor: Actor,
    unit_id: int,
    given: Sequence[Subject],
    about: str,
    *,
    kept: Sequence[Subject] = (),
) -> tuple[Subject, ...]:
    """What it spoke of, each once. What it spoke of before (`kept`) may be gone meanwhile."""
    wanted = tuple(dict.fromkeys(given))
    found = subjects.readable(session, actor, wanted)
    units_of = {one: matter.unit_id for one, matter in found.items()} | dict.fromkeys(kept, unit_id)
    rules.check_about(about, wanted, units_of, _own(session, unit_id))
    return wanted


def _kept(session: Session, call_id: int) -> tuple[Subject, ...]:
    found = queries.matters_of(session, [call_id])
    return tuple((row.subject_kind, row.subject_id) for row in found)


def _link(session: Session, call_id: int, about: Sequence[Subject]) -> None:
    session.add_all(
        CallMatter(call_id=call_id, subject_kind=kind, subject_id=id_) for kind, id_ in about
    )


def _speaker(
    session: Session, unit_id: int, spoke_to: str | None, person_id: int | None
) -> tuple[str, int | None]:
    """His name, and his account if he has one."""
    known = queries.speakers(session, _own(session, unit_id), clock.today())
    if person_id is not None:
        name = next((name for id_, name in known if id_ == person_id), None)
        if name is None:
            raise rules.UnknownPersonError(errors=[rules.wrong("person_id", "没有这位联系人")])
        return name, person_id
    if not spoke_to:
        raise rules.SpokenToNeededError(errors=[rules.wrong("spoke_to", "请写明和谁通话")])
    accounts = {id_ for id_, name in known if name == spoke_to and id_ is not None}
    return spoke_to, accounts.pop() if len(accounts) == 1 else None


def _check_correction(session: Session, actor: Actor, corrects_id: int, unit_id: int) -> None:
    """The entry is locked, so that it is corrected once."""
    old = _row(session, actor, corrects_id)
    session.execute(select(col(Call.id)).where(col(Call.id) == corrects_id).with_for_update())
    if old.unit_id != unit_id:
        raise rules.OtherUnitError(errors=[rules.wrong("corrects_id", "是另一个单位的")])
    if queries.corrected_by(session, corrects_id) is not None:
        raise rules.CorrectedError
