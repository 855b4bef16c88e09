"""What the ladder asks for becomes drafts: one a unit, kind and office a day, listing all its
matters. Nobody but a person signs one.

The rows that asked are marked in the transaction that writes the draft, so that a worker that is
killed leaves both or neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.jobs.service import emit
from app.kit import clock
from app.reminders import queries as people
from app.reminders import subjects
from app.reminders.matters import Matter
from app.reminders.models import DraftWanted
from app.reminders.notices import access, drafting, messages, queries, rules
from app.reminders.notices import matters as listing
from app.reminders.notices.events import NoticeChanged
from app.reminders.notices.issuing import service as issuing
from app.reminders.notices.matters import Open
from app.reminders.notices.models import Notice
from app.reminders.notices.terms import NoticeKind, NoticeState
from app.reminders.terms import Draft
from app.workdays import service as workdays


class Wanted(NamedTuple):
    """Papers of one kind that are wanted for one unit."""

    region_id: int
    unit_id: int
    draft: Draft


def wanted(session: Session) -> list[Wanted]:
    columns: list[Any] = [DraftWanted.region_id, DraftWanted.unit_id, DraftWanted.draft]
    query = select(*columns).where(col(DraftWanted.drafted_at).is_(None)).distinct()
    return [Wanted(*row) for row in session.execute(query.order_by(*columns))]


@dataclass(frozen=True)
class _Asked:
    row: DraftWanted
    matter: Matter

    @property
    def open(self) -> Open:
        return Open(self.row.subject_kind, self.matter, self.matter.office_id)


def write_drafts(session: Session, actor: Actor, group: Wanted) -> int:
    """How many drafts were written or added to. What is settled by now, or named already by a
    notice of that kind, is not drafted. Only the service itself does it.
    """
    actor.require()
    rows = _locked(session, group)
    kind = NoticeKind(group.draft.value)
    asked = _still_asked(session, kind, rows)
    kept = {one.row.id for one in asked}
    for row in rows:
        row.drafted_at = None if row.id in kept else clock.now()
    by_office: dict[int | None, list[_Asked]] = {}
    issuers = issuing.issuers(session, group.region_id)
    for one in asked:
        office = issuers.suggested(kind, one.matter.office_id)
        by_office.setdefault(office, []).append(one)
    return sum(_draft(session, actor, group, office, some) for office, some in by_office.items())


def _locked(session: Session, group: Wanted) -> Sequence[DraftWanted]:
    """A second worker waits here, and finds them done."""
    query = select(DraftWanted).where(
        col(DraftWanted.drafted_at).is_(None),
        *(col(getattr(DraftWanted, name)) == value for name, value in group._asdict().items()),
    )
    ordered = query.order_by(col(DraftWanted.due_on), col(DraftWanted.id))
    return session.scalars(ordered.with_for_update()).all()


def _still_asked(session: Session, kind: NoticeKind, rows: Sequence[DraftWanted]) -> list[_Asked]:
    now = subjects.now(session, ((row.subject_kind, row.subject_id) for row in rows))
    named = queries.named_already(session, kind, [_key(row) for row in rows])
    found = [(row, now.get((row.subject_kind, row.subject_id))) for row in rows]
    return [
        _Asked(row, matter)
        for row, matter in found
        if matter is not None
        and matter.owed
        and matter.due_on == row.due_on
        and _key(row) not in named
    ]


def _key(row: DraftWanted) -> tuple[str, int, date]:
    return row.subject_kind, row.subject_id, row.due_on


def _draft(
    session: Session, actor: Actor, group: Wanted, office: int | None, asked: Sequence[_Asked]
) -> int:
    """The day's draft, or more matters in it. Once somebody has reviewed it, what comes later
    waits for the next day's.
    """
    today = _todays(session, group, office)
    if today is not None and today.state is not NoticeState.DRAFT:
        return 0
    there = len(queries.matters_of(session, today.id)) if today is not None else 0
    asked = asked[: rules.MOST_MATTERS - there]
    if today is None:
        _write(session, actor, group, office, listing.once([one.open for one in asked]))
    else:
        _add(session, actor, today, [one.open for one in asked])
    for one in asked:
        one.row.drafted_at = clock.now()
    return 1


def _todays(session: Session, group: Wanted, office: int | None) -> Notice | None:
    query = select(Notice).where(
        col(Notice.unit_id) == group.unit_id,
        col(Notice.kind) == NoticeKind(group.draft.value),
        col(Notice.office_id).is_not_distinct_from(office),
        col(Notice.drafted_for) == clock.today(),
    )
    return session.scalars(query.with_for_update()).first()


def _write(
    session: Session, actor: Actor, group: Wanted, office: int | None, found: Sequence[Open]
) -> None:
    kind = NoticeKind(group.draft.value)
    name, phone = _contact(session, group.region_id, office)
    made = Notice(
        region_id=group.region_id,
        unit_id=group.unit_id,
        office_id=office,
        kind=kind,
        **_words(session, kind, found),
        demand=messages.drafted_demand(kind),
        contact=name,
        contact_phone=phone,
        drafted_by=actor.name,
        drafted_at=clock.now(),
        drafted_for=clock.today(),
        updated_at=clock.now(),
    )
    drafting.record(session, actor, made, found, run=True)


def _words(session: Session, kind: NoticeKind, found: Sequence[Open]) -> dict[str, Any]:
    known = workdays.calendar(session)
    late = sum(listing.is_late(one, known) for one in found)
    return {
        "title": messages.drafted_title(kind, len(found), late),
        "basis": listing.basis(found),
    }


def _contact(session: Session, region_id: int, office: int | None) -> tuple[str, str]:
    """A coordinator of the office, else one of the region."""
    found = people.coordinators(session, {region_id}, clock.today())
    known = {office_id: (name, phone or "") for _, office_id, name, phone in reversed(found)}
    return known.get(office) or known.get(None) or ("", "")


def _add(session: Session, actor: Actor, notice: Notice, found: Sequence[Open]) -> None:
    """Words that nobody has touched follow the matters."""
    listed = queries.matters_of(session, notice.id)
    now = listing.standing(session, listed)
    before = [
        Open(one.subject_kind, matter, matter.office_id)
        for one in listed
        if (matter := now.get((one.subject_kind, one.subject_id))) is not None
    ]
    more = [one for one in found if one.ref not in {old.ref for old in before}]
    after = listing.once([*before, *more])
    was = drafting.fields_of(notice)
    for name, value in _words(session, notice.kind, after).items():
        if getattr(notice, name) == _words(session, notice.kind, before)[name]:
            setattr(notice, name, value)
    listing.put(session, notice, after)
    access.touch(notice)
    is_now = drafting.fields_of(notice)
    changes: dict[str, tuple[object, object]] = {
        name: (was[name], is_now[name]) for name in was if was[name] != is_now[name]
    }
    changes["matters"] = ([one.ref for one in before], [one.ref for one in after])
    state = notice.state.value
    emit(
        session, actor, NoticeChanged(**access.about(notice), state=(state, state), changes=changes)
    )
