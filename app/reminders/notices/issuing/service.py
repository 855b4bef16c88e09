"""Who issues what in a region, and changing it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.errors import StaleError
from app.core.events import Subject
from app.identity import service as identity
from app.identity.models import Region
from app.identity.rules import may_set
from app.jobs.service import emit
from app.kit import clock
from app.reminders.notices.issuing import rules
from app.reminders.notices.issuing.events import NoticeSettingsChanged
from app.reminders.notices.issuing.models import NoticeSetting
from app.reminders.notices.issuing.rules import Issuer, Issuers
from app.reminders.notices.terms import NoticeKind
from app.units import service as units
from app.units.models import Unit


class OfficeUnknownError(rules.IssuersError):
    code = "office_unknown"


@dataclass(frozen=True)
class Settings:
    """`offices` are the names of the units in it; `version` is 0 where nothing was ever set."""

    region_id: int
    region: str
    issuers: Issuers
    offices: Mapping[int, str]
    version: int
    updated_by: str | None
    updated_at: datetime | None
    may_change: bool


def issuers(session: Session, region_id: int) -> Issuers:
    return _read(_row(session, region_id))


def settings(session: Session, actor: Actor, region_id: int | None = None) -> Settings:
    """Of a region, the actor's own unless one is named. Raise `NotFoundError` for one that is not
    the actor's to read, and `ForbiddenError` for a liaison.
    """
    region = identity.region(session, actor, region_id)
    actor.require(Role.COORDINATOR, Role.LEADER, Role.ADMIN)
    return _settings(session, actor, region)


def change(
    session: Session,
    actor: Actor,
    rows: Sequence[Issuer],
    *,
    region_id: int | None = None,
    expected: int | None = None,
) -> Settings:
    """All rows at once. Raises as `settings`, `StaleError` and `IssuersError`."""
    region = identity.region_to_set(session, actor, region_id)
    wanted = rules.checked(rows)
    _check_offices(session, region.id, wanted.rows)
    row = _row(session, region.id)
    if expected is not None and expected != (row.version if row else 0):
        raise StaleError(current={"version": row.version if row else 0})
    before, after = row.issuers if row else [], [_stored(one) for one in wanted.rows]
    if before != after:
        if row is None:
            row = NoticeSetting(
                region_id=region.id, version=0, updated_by=actor.name, updated_at=clock.now()
            )
            session.add(row)
        row.issuers, row.version = after, row.version + 1
        row.updated_by, row.updated_at = actor.name, clock.now()
        subject = Subject("region", region.id)
        told = NoticeSettingsChanged(subject=subject, region_id=region.id, issuers=(before, after))
        emit(session, actor, told)
        session.flush()  # a row that was made is read back
    return _settings(session, actor, region)


def _check_offices(session: Session, region_id: int, rows: Iterable[Issuer]) -> None:
    wanted = {one.office_id for one in rows if one.office_id is not None}
    here = or_(col(Unit.region_id) == region_id, col(Unit.serves_region_id) == region_id)
    known = set(session.scalars(select(col(Unit.id)).where(col(Unit.id).in_(wanted), here)))
    if wanted - known:
        raise OfficeUnknownError(f"本区划没有编号为 {min(wanted - known)} 的单位")


def _stored(one: Issuer) -> dict[str, Any]:
    return asdict(one) | {"kind": one.kind.value}


def _read(row: NoticeSetting | None) -> Issuers:
    rows = row.issuers if row else []
    return Issuers(tuple(Issuer(**one | {"kind": NoticeKind(one["kind"])}) for one in rows))


def _row(session: Session, region_id: int) -> NoticeSetting | None:
    query = select(NoticeSetting).where(col(NoticeSetting.region_id) == region_id)
    return session.scalars(query).first()


def _settings(session: Session, actor: Actor, region: Region) -> Settings:
    row = _row(session, region.id)
    found = _read(row)
    ids = {one.office_id for one in found.rows if one.office_id is not None}
    return Settings(
        region_id=region.id,
        region=region.name,
        issuers=found,
        offices=units.names(session, ids),
        version=row.version if row else 0,
        updated_by=row.updated_by if row else None,
        updated_at=row.updated_at if row else None,
        may_change=may_set(actor, region.id, region.path),
    )
