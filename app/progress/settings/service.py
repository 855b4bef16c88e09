"""What holds in a region, and who may change it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import table
from app.core.errors import StaleError
from app.core.events import Subject
from app.identity import service as identity
from app.identity.models import Region
from app.identity.rules import may_set
from app.jobs.service import emit
from app.kit import clock
from app.progress.settings import rules
from app.progress.settings.events import ProgressSettingsChanged
from app.progress.settings.models import ProgressSetting
from app.progress.settings.rules import DEFAULTS, ProgressSettings

_rows = table(ProgressSetting)


@dataclass(frozen=True)
class PlaceSettings:
    """`version` is 0 where nothing was ever set."""

    region_id: int
    region: str
    holds: ProgressSettings
    version: int
    updated_by: str | None
    updated_at: datetime | None
    may_change: bool


# ---- for the rest of the house ---------------------------------------------------------------


def of_regions(session: Session, region_ids: Collection[int]) -> Mapping[int, ProgressSettings]:
    """By region, in one statement. Of a plan and its returns, those of the plan's region hold."""
    query = select(_rows.c.region_id, _rows.c.given).where(_rows.c.region_id.in_(set(region_ids)))
    given = {row.region_id: rules.of(row.given) for row in session.execute(query)}
    return {one: given.get(one, DEFAULTS) for one in region_ids}


def of_region(session: Session, region_id: int) -> ProgressSettings:
    return of_regions(session, [region_id])[region_id]


def lock_after(session: Session) -> Mapping[int, int]:
    """By region, where it is not the default."""
    holds = {row.region_id: rules.of(row.given) for row in session.execute(select(_rows))}
    return {
        one: given.lock_after
        for one, given in holds.items()
        if given.lock_after != DEFAULTS.lock_after
    }


# ---- the page of a place ---------------------------------------------------------------------


def settings(session: Session, actor: Actor, region_id: int | None = None) -> PlaceSettings:
    """Of a region, the actor's own unless one is named. Raise `NotFoundError` for one that is not
    the actor's to read, and `ForbiddenError` for a liaison.
    """
    region = identity.region(session, actor, region_id)
    actor.require(Role.COORDINATOR, Role.LEADER, Role.ADMIN)
    return _settings(actor, region, _row(session, region.id))


def change(
    session: Session,
    actor: Actor,
    given: Mapping[str, Any],
    *,
    region_id: int | None = None,
    expected: int | None = None,
) -> PlaceSettings:
    """Only what is given changes; null is the default again. Raises as `settings`, `StaleError`,
    and what `rules.check` refuses.
    """
    region = identity.region_to_set(session, actor, region_id)
    row = _row(session, region.id)
    version = row.version if row else 0
    if expected is not None and expected != version:
        raise StaleError(current={"version": version})
    before = row.given if row else {}
    after = rules.merged(before, given)
    rules.of(after)
    if after == before:
        return _settings(actor, region, row)
    if row is None:
        row = ProgressSetting(region_id=region.id, version=0, **_signed(actor))
        session.add(row)
    row.given, row.version = after, version + 1
    row.updated_by, row.updated_at = _signed(actor).values()
    changes = {
        name: (before.get(name), after.get(name))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    }
    subject = Subject("region", region.id)
    told = ProgressSettingsChanged(subject=subject, region_id=region.id, changes=changes)
    emit(session, actor, told)
    session.flush()  # a row that was made is read back
    return _settings(actor, region, row)


def _signed(actor: Actor) -> dict[str, Any]:
    return {"updated_by": actor.name, "updated_at": clock.now()}


def _row(session: Session, region_id: int) -> ProgressSetting | None:
    query = select(ProgressSetting).where(col(ProgressSetting.region_id) == region_id)
    return session.scalars(query).first()


def _settings(actor: Actor, region: Region, row: ProgressSetting | None) -> PlaceSettings:
    return PlaceSettings(
        region_id=region.id,
        region=region.name,
        holds=rules.of(row.given) if row else DEFAULTS,
        version=row.version if row else 0,
        updated_by=row.updated_by if row else None,
        updated_at=row.updated_at if row else None,
        may_change=may_set(actor, region.id, region.path),
    )
