"""签发: the number is given, and what is printed is kept as it is."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.core.actor import Actor
from app.jobs.service import emit
from app.kit import clock
from app.progress.rules import Standing
from app.reminders.notices import access, matters, numbering, queries, rules
from app.reminders.notices.events import NoticeIssued
from app.reminders.notices.issuing import service as issuing
from app.reminders.notices.issuing.rules import Issuer
from app.reminders.notices.models import Notice, NoticeSeries
from app.reminders.notices.numbering import Number
from app.reminders.notices.terms import NoticeAction
from app.units import service as units
from app.workdays import service as workdays


@dataclass(frozen=True)
class Signature:
    """`number` came from the OA, null to have one given; `on_behalf_of` signed on paper."""

    number: str | None = None
    on_behalf_of: str | None = None


def sign(
    session: Session,
    actor: Actor,
    notice_id: int,
    given: Signature,
    *,
    expected: int | None = None,
) -> None:
    """Raise `NotFoundError`, who may (403), `StaleError`, what stands in the way (409): a state, a
    field that is missing, a matter that is settled, a 机关代字 that nobody has set; and what is
    wrong with a number that was typed in.
    """
    found = access.find(session, actor, notice_id)
    rules.check_who(NoticeAction.SIGN, found.who)
    notice = access.lock(session, notice_id, expected)
    rules.move(NoticeAction.SIGN, notice.state)
    issuer = issuing.issuers(session, notice.region_id).of(notice.kind, notice.office_id)
    rules.check_signer(found.who, notice.kind, issuer, given.on_behalf_of)
    rules.check_complete(content(session, notice))
    matters.freeze(session, notice_id)
    due_before = notice.reply_due_on
    calendar = workdays.calendar(session)
    day, sure = rules.reply_day(due_before, clock.today(), calendar)
    notice.reply_due_on, notice.reply_due_confirmed = day, sure
    number = _number(session, notice, issuer, given.number)
    on_paper = given.on_behalf_of if found.who is Standing.OFFICE else None
    signers = (on_paper, actor.name) if on_paper else (actor.name, None)
    _issue(session, notice, issuer, number, signers)
    old, notice.state = notice.state, rules.move(NoticeAction.SIGN, notice.state)
    event = NoticeIssued(
        **access.about(notice),
        state=(old.value, notice.state.value),
        number=number.printed,
        organ=notice.organ or "",
        reply_due_on=(access.iso(due_before), access.iso(day)),
        on_behalf_of=on_paper,
    )
    emit(session, actor, event)


def content(session: Session, notice: Notice) -> rules.Content:
    return rules.Content(
        kind=notice.kind,
        office_id=notice.office_id,
        title=notice.title,
        basis=notice.basis,
        demand=notice.demand,
        contact=notice.contact,
        contact_phone=notice.contact_phone,
        matters=len(queries.matters_of(session, notice.id)),
    )


def _issue(
    session: Session,
    notice: Notice,
    issuer: Issuer,
    number: Number,
    signers: tuple[str, str | None],
) -> None:
    """`signers`: who signed, and who wrote that down where it was on paper."""
    office_id = notice.office_id
    assert office_id is not None  # noqa: S101 - it was complete
    notice.organ = issuer.organ or units.names(session, [office_id])[office_id]
    notice.number, notice.number_year = number.printed, number.year
    notice.signed_by, notice.signed_entered_by = signers
    notice.signed_at = clock.now()
    access.touch(notice)


# ---- the number ------------------------------------------------------------------------------


def _number(session: Session, notice: Notice, issuer: Issuer, typed: str | None) -> Number:
    year = clock.today().year
    if typed is None and not issuer.code:
        raise numbering.CodeNeededError(errors=[rules.missing("number")])
    number = Number(issuer.code, year, 0) if typed is None else numbering.read(typed)
    numbering.check_year(number, year)
    series = _series(session, notice.region_id, number)
    if typed is not None:
        if queries.number_taken(session, notice.region_id, number.printed):
            raise numbering.NumberTakenError(
                number.printed, errors=[rules.wrong("number", numbering.NumberTakenError)]
            )
        return number
    while True:  # past those that the OA has used
        series.last += 1
        given = Number(series.code, year, series.last)
        if not queries.number_taken(session, notice.region_id, given.printed):
            return given


def _series(session: Session, region_id: int, number: Number) -> NoticeSeries:
    """The row of the series, for as long as this transaction runs nobody else's."""
    place = {"region_id": region_id, "code": number.code, "year": number.year}
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    made = dialect.insert(NoticeSeries).values(**place, last=0)
    session.execute(made.on_conflict_do_nothing(index_elements=list(place)))
    query = select(NoticeSeries).where(
        *(col(getattr(NoticeSeries, name)) == value for name, value in place.items())
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(locked).one()
