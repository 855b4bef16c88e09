"""Selects of notices. `readable` begins every list and every get."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    exists,
    false,
    func,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import cols
from app.core.lists import Order
from app.identity.models import Region
from app.identity.queries import readable_regions
from app.kit import clock
from app.plans.holding.service import own_ids
from app.reminders.matters import Matter
from app.reminders.notices.models import Notice, NoticeMatter, NoticeReply
from app.reminders.notices.terms import AWAITS_REPLY, ISSUED, NoticeKind, NoticeState
from app.units.models import Unit

Office = aliased(Unit)

NEWEST = Order("-id", (col(Notice.id),), descending=True)

_matters = (
    select(func.count())
    .select_from(NoticeMatter)
    .where(col(NoticeMatter.notice_id) == col(Notice.id))
    .correlate(Notice)
    .scalar_subquery()
)
ITEM: list[Any] = [
    *cols(
        Notice.id,
        Notice.region_id,
        Notice.unit_id,
        Notice.office_id,
        Notice.kind,
        Notice.colour,
        Notice.state,
        Notice.title,
        Notice.basis,
        Notice.demand,
        Notice.contact,
        Notice.contact_phone,
        Notice.reply_due_on,
        Notice.reply_due_confirmed,
        Notice.organ,
        Notice.number,
        Notice.number_year,
        Notice.drafted_by,
        Notice.drafted_at,
        Notice.drafted_for,
        Notice.reviewed_by,
        Notice.reviewed_at,
        Notice.signed_by,
        Notice.signed_at,
        Notice.signed_entered_by,
        Notice.ended_by,
        Notice.ended_at,
        Notice.end_note,
        Notice.version,
        Notice.updated_at,
    ),
    col(Region.name).label("region"),
    col(Unit.name).label("unit"),
    col(Office.name).label("office"),
    _matters.label("matters"),
]


@dataclass(frozen=True)
class NoticeFilter:
    """What a list is narrowed by; `None` narrows nothing. `year` is that of the number. With a
    `unit` or an `office` also those to or of one for which it stands in since that ended.
    """

    year: int | None = None
    kind: NoticeKind | None = None
    state: NoticeState | None = None
    unit: int | None = None
    office: int | None = None
    numbered: bool | None = None
    overdue: bool | None = None

    def as_key(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if value is not None}


def readable(actor: Actor) -> Select[Any]:
    """A liaison: what was issued to the own unit, and to one for which it stands in. Others: those
    of their regions.
    """
    match actor.role:
        case Role.SYSTEM:
            visible: ColumnElement[bool] = true()
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            visible = col(Notice.region_id).in_(readable_regions(actor))
        case Role.LIAISON if actor.unit_id is not None:
            own = col(Notice.unit_id).in_(own_ids(actor.unit_id, clock.today()))
            visible = and_(own, col(Notice.state).in_(ISSUED))
        case _:
            visible = false()
    return select(Notice).where(visible)


def notices(actor: Actor, wanted: NoticeFilter) -> Select[Any]:
    query = (
        readable(actor)
        .with_only_columns(*ITEM)
        .join(Region, col(Region.id) == col(Notice.region_id))
        .join(Unit, col(Unit.id) == col(Notice.unit_id))
        .outerjoin(Office, col(Office.id) == col(Notice.office_id))
    )
    today = clock.today()
    late = and_(col(Notice.state).in_(AWAITS_REPLY), col(Notice.reply_due_on) < today)
    given: tuple[tuple[object, ColumnElement[bool]], ...] = (
        (wanted.year, col(Notice.number_year) == wanted.year),
        (wanted.kind, col(Notice.kind) == wanted.kind),
        (wanted.state, col(Notice.state) == wanted.state),
        (wanted.unit, col(Notice.unit_id).in_(own_ids(wanted.unit, today))),
        (wanted.office, col(Notice.office_id).in_(own_ids(wanted.office, today))),
        (wanted.numbered, col(Notice.number).is_not(None).is_(wanted.numbered)),
        (wanted.overdue, late if wanted.overdue else ~late),
    )
    return query.where(*(condition for value, condition in given if value is not None))


def notice(session: Session, actor: Actor, notice_id: int) -> Row[Any] | None:
    query = notices(actor, NoticeFilter()).where(col(Notice.id) == notice_id)
    return session.execute(query).first()


def matters_of(session: Session, notice_id: int) -> list[NoticeMatter]:
    query = select(NoticeMatter).where(col(NoticeMatter.notice_id) == notice_id)
    return list(session.scalars(query.order_by(col(NoticeMatter.position))))


def replies_of(session: Session, notice_id: int) -> list[NoticeReply]:
    """The newest first."""
    query = select(NoticeReply).where(col(NoticeReply.notice_id) == notice_id)
    return list(session.scalars(query.order_by(col(NoticeReply.id).desc())))


def years(session: Session, actor: Actor) -> list[int]:
    """Those of the numbers that the actor may read, the latest first."""
    year = col(Notice.number_year)
    query = readable(actor).with_only_columns(year).where(year.is_not(None)).distinct()
    return sorted(session.scalars(query), reverse=True)


def number_taken(session: Session, region_id: int, number: str) -> bool:
    query = select(exists().where(col(Notice.region_id) == region_id, col(Notice.number) == number))
    return bool(session.execute(query).scalar_one())


def named_already(
    session: Session, kind: NoticeKind, subjects: Collection[tuple[str, int, date]]
) -> set[tuple[str, int, date]]:
    """Of some matters those of which a notice of that kind speaks that was not taken back."""
    matter = (
        col(NoticeMatter.subject_kind),
        col(NoticeMatter.subject_id),
        col(NoticeMatter.due_on),
    )
    query = (
        select(*matter)
        .join(Notice, col(Notice.id) == col(NoticeMatter.notice_id))
        .where(
            tuple_(*matter).in_(list(subjects)),
            col(Notice.kind) == kind,
            col(Notice.state).not_in((NoticeState.WITHDRAWN, NoticeState.VOID)),
        )
    )
    return {(row[0], row[1], row[2]) for row in session.execute(query)}


def owed_by(
    session: Session, owed: Any, unit_id: int, here: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    """What a unit, and those for which it stands in, owe: columns of `subjects.owed_now`. `here`
    narrows it to what the reader may see.
    """
    own = own_ids(unit_id, clock.today())
    query = select(owed).where(owed.c.unit_id.in_(own), here)
    return session.execute(query.order_by(owed.c.due_on, owed.c.kind, owed.c.subject_id)).all()


# ---- as a kind of the ladder ------------------------------------------------------------------


THERE = exists().where(col(Notice.state).in_(AWAITS_REPLY))


def owed_replies(until: date) -> Select[Any]:
    """Notices that wait for a reply, with the columns of what can be late."""
    columns: list[Any] = [
        col(Notice.id).label("subject_id"),
        *cols(Notice.unit_id, Notice.region_id, Notice.office_id),
        col(Notice.reply_due_on).label("due_on"),
    ]
    return select(*columns).where(
        col(Notice.state).in_(AWAITS_REPLY), col(Notice.reply_due_on) <= until
    )


def as_matters(session: Session, ids: Collection[int]) -> Iterable[Matter]:
    """What notices are now, as the ladder and `/todo` speak of them."""
    columns = cols(
        Notice.id,
        Notice.unit_id,
        Notice.kind,
        Notice.number,
        Notice.title,
        Notice.state,
        Notice.reply_due_on,
        Notice.reply_due_confirmed,
        Notice.region_id,
        Notice.office_id,
        Notice.organ,
    )
    query = (
        select(*columns, col(Office.name).label("office"))
        .outerjoin(Office, col(Office.id) == col(Notice.office_id))
        .where(col(Notice.id).in_(ids), col(Notice.reply_due_on).is_not(None))
    )
    for row in session.execute(query):
        yield Matter(
            id=row.id,
            unit_id=row.unit_id,
            title=row.title,
            part=row.number or "",
            path=f"/notices/{row.id}",
            owed=row.state in AWAITS_REPLY,
            due_on=row.reply_due_on,
            confirmed=row.reply_due_confirmed,
            plan_id=None,
            period=None,
            plan_region_id=row.region_id,
            office_id=row.office_id,
            office=row.office or row.organ,  # who is asked is who follows it up, whoever signs
        )
