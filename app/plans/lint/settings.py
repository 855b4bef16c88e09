"""What a region checks: its own settings over the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.actor import Role as ActorRole
from app.core.errors import StaleError
from app.core.events import Subject
from app.identity import service as identity
from app.identity.models import Region
from app.identity.rules import may_set
from app.jobs.service import emit
from app.kit import clock
from app.plans.lint.events import LintSettingsChanged
from app.plans.lint.limits import CHECKS, LIKENESS, MOST_UNITS, Limits, check_level
from app.plans.lint.models import LintSetting
from app.plans.lint.terms import Code, Level


@dataclass(frozen=True)
class Settings:
    """What holds in a region; `version` is 0 where nothing was ever set."""

    region_id: int
    region: str
    limits: Limits
    version: int
    updated_by: str | None
    updated_at: datetime | None
    may_change: bool


def limits_of(session: Session, region_id: int) -> Limits:
    return _limits(_row(session, region_id))


def _row(session: Session, region_id: int) -> LintSetting | None:
    return session.scalars(
        select(LintSetting).where(col(LintSetting.region_id) == region_id)
    ).first()


def _limits(row: LintSetting | None) -> Limits:
    if row is None:
        return Limits()
    known = {code.value for code in Code}
    return Limits(
        {Code(code): Level(level) for code, level in row.levels.items() if code in known},
        MOST_UNITS if row.most_units is None else row.most_units,
        LIKENESS if row.likeness is None else row.likeness,
    )


def settings(session: Session, actor: Actor, region_id: int | None = None) -> Settings:
    """Of a region, the actor's own unless one is named. Raise `NotFoundError` for one that is not
    the actor's to read, and `ForbiddenError` for a liaison.
    """
    region = identity.region(session, actor, region_id)
    actor.require(ActorRole.COORDINATOR, ActorRole.LEADER, ActorRole.ADMIN)
    return _settings(actor, region, _row(session, region.id))


def page_of(region_id: int) -> str:
    """For those who judge the region's plans."""
    return f"/lint/settings?region={region_id}"


def _settings(actor: Actor, region: Region, row: LintSetting | None) -> Settings:
    return Settings(
        region_id=region.id,
        region=region.name,
        limits=_limits(row),
        version=row.version if row else 0,
        updated_by=row.updated_by if row else None,
        updated_at=row.updated_at if row else None,
        may_change=may_set(actor, region.id, region.path),
    )


def change(
    session: Session,
    actor: Actor,
    given: Mapping[str, Any],
    *,
    region_id: int | None = None,
    expected: int | None = None,
) -> Settings:
    """Only what is given changes; null is the default again. Raises as `settings`, `StaleError`,
    and `TooWeightyError` for a level that a check cannot have.
    """
    region = identity.region_to_set(session, actor, region_id)
    row = _row(session, region.id)
    if expected is not None and expected != (row.version if row else 0):
        raise StaleError(current={"version": row.version if row else 0})
    levels: Mapping[Code, Level | None] = given.get("levels") or {}
    for code, level in levels.items():
        check_level(code, level or CHECKS[code].default)
    if row is None:
        row = LintSetting(
            region_id=region.id, version=0, updated_by=actor.name, updated_at=clock.now()
        )
        session.add(row)
    changes = _apply(row, given, levels)
    if changes:
        row.version += 1
        row.updated_by, row.updated_at = actor.name, clock.now()
        subject = Subject("region", region.id)
        event = LintSettingsChanged(
            subject=subject, region_id=region.id, unit_ids=(), changes=changes
        )
        emit(session, actor, event)
    session.flush()  # a row that was made is read back
    return _settings(actor, region, row)


def _apply(
    row: LintSetting, given: Mapping[str, Any], levels: Mapping[Code, Level | None]
) -> dict[str, tuple[object, object]]:
    changes: dict[str, tuple[object, object]] = {}
    after = dict(row.levels)
    for code, level in levels.items():
        after.pop(code.value, None)
        if level is not None and level is not CHECKS[code].default:
            after[code.value] = level.value
        before = row.levels.get(code.value)
        if before != after.get(code.value):
            changes[code.value] = (before, after.get(code.value))
    row.levels = after
    for name in ("most_units", "likeness"):
        if name in given and given[name] != getattr(row, name):
            changes[name] = (getattr(row, name), given[name])
            setattr(row, name, given[name])
    return changes
