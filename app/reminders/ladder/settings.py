"""The ladders of each region: its own steps over the defaults; and which plan goes by which."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.errors import ForbiddenError, NotFoundError, StaleError
from app.core.events import Subject
from app.identity import service as identity
from app.identity.models import Region
from app.identity.rules import may_set
from app.jobs.service import emit
from app.kit import clock
from app.plans.models import Plan
from app.plans.queries import readable as readable_plans
from app.plans.rules import SupersededPlanError
from app.plans.terms import PlanState
from app.reminders.ladder.events import LadderChanged, PlanLadderChosen
from app.reminders.ladder.models import LadderSetting, PlanLadder
from app.reminders.ladder.rules import DEFAULTS, Key, Ladders, Step, Steps, checked
from app.reminders.ladder.schemas import key_of, stored
from app.reminders.sweeping import Scope
from app.reminders.terms import Audience, Draft, Profile


@dataclass(frozen=True)
class Settings:
    """What holds in a region; `version` is 0 where nothing was ever set."""

    region_id: int
    region: str
    ladders: Ladders
    version: int
    updated_by: str | None
    updated_at: datetime | None
    may_change: bool


@dataclass(frozen=True)
class PlanChoice:
    plan_id: int
    plan: str
    profile: Profile


# ---- kept as JSON ----------------------------------------------------------------------------


def _read(stored: Iterable[Mapping[str, Any]]) -> Steps:
    return tuple(
        Step(
            one["offset"],
            tuple(map(Audience, one["audiences"])),
            Draft(one["draft"]) if one["draft"] else None,
            one["every"],
        )
        for one in stored
    )


def _ladders(row: LadderSetting | None) -> Ladders:
    return Ladders(
        {key_of(name): _read(steps) for name, steps in row.ladders.items()} if row else {}
    )


# ---- what holds ------------------------------------------------------------------------------


def scopes(session: Session) -> list[Scope]:
    """All regions, those together that have the same steps: the sweep does as many statements."""
    rows = session.scalars(select(LadderSetting).order_by(col(LadderSetting.id))).all()
    own = [row for row in rows if row.ladders]
    together: dict[str, tuple[LadderSetting, set[int]]] = {}
    for row in own:
        together.setdefault(repr(sorted(row.ladders.items())), (row, set()))[1].add(row.region_id)
    others = Scope(Ladders(), frozenset(row.region_id for row in own), others=True)
    return [others, *(Scope(_ladders(row), frozenset(ids)) for row, ids in together.values())]


def settings(session: Session, actor: Actor, region_id: int | None = None) -> Settings:
    """Of a region, the actor's own unless one is named. Raise `NotFoundError` for one that is not
    the actor's to read, and `ForbiddenError` for a liaison.
    """
    region = identity.region(session, actor, region_id)
    actor.require(Role.COORDINATOR, Role.LEADER, Role.ADMIN)
    return _settings(actor, region, _row(session, region.id))


def _settings(actor: Actor, region: Region, row: LadderSetting | None) -> Settings:
    return Settings(
        region_id=region.id,
        region=region.name,
        ladders=_ladders(row),
        version=row.version if row else 0,
        updated_by=row.updated_by if row else None,
        updated_at=row.updated_at if row else None,
        may_change=may_set(actor, region.id, region.path),
    )


def _row(session: Session, region_id: int) -> LadderSetting | None:
    query = select(LadderSetting).where(col(LadderSetting.region_id) == region_id)
    return session.scalars(query).first()


# ---- changing it -----------------------------------------------------------------------------


def change(
    session: Session,
    actor: Actor,
    given: Mapping[Key, Sequence[Step] | None],
    *,
    region_id: int | None = None,
    expected: int | None = None,
) -> Settings:
    """Only the ladders that are given change; null is the default again. Raises as `settings`,
    `LadderError` and `StaleError`.
    """
    region = identity.region_to_set(session, actor, region_id)
    wanted = proposed(given)
    row = _row(session, region.id)
    if expected is not None and expected != (row.version if row else 0):
        raise StaleError(current={"version": row.version if row else 0})
    if row is None:
        row = LadderSetting(
            region_id=region.id, version=0, updated_by=actor.name, updated_at=clock.now()
        )
        session.add(row)
    changes = _apply(row, wanted)
    if changes:
        row.version += 1
        row.updated_by, row.updated_at = actor.name, clock.now()
        subject = Subject("region", region.id)
        emit(session, actor, LadderChanged(subject=subject, region_id=region.id, changes=changes))
    session.flush()  # a row that was made is read back
    return _settings(actor, region, row)


def with_proposed(found: Ladders, given: Mapping[Key, Sequence[Step] | None]) -> Ladders:
    """What would hold if these were set. Raise `LadderError`."""
    wanted = proposed(given)
    kept = {key: steps for key, steps in found.own.items() if key not in wanted}
    return Ladders(kept | {key: steps for key, steps in wanted.items() if steps is not None})


def proposed(given: Mapping[Key, Sequence[Step] | None]) -> dict[Key, Steps | None]:
    """Checked; what is as the default counts as the default. Raise `LadderError`."""
    wanted = {
        key: None if steps is None else checked(steps, key[1]) for key, steps in given.items()
    }
    return {key: None if steps == DEFAULTS[key] else steps for key, steps in wanted.items()}


def _apply(
    row: LadderSetting, wanted: Mapping[Key, Steps | None]
) -> dict[str, tuple[object, object]]:
    changes: dict[str, tuple[object, object]] = {}
    after = dict(row.ladders)
    for key, steps in wanted.items():
        name = ".".join(key)
        before = after.pop(name, None)
        if steps is not None:
            after[name] = stored(steps)
        if before != after.get(name):
            changes[name] = (before, after.get(name))
    row.ladders = after
    return changes


# ---- which plan goes by which ----------------------------------------------------------------


def plans(session: Session, actor: Actor, region_id: int) -> list[PlanChoice]:
    """The published plans of a region, the newest first, each with its profile."""
    query = (
        readable_plans(actor)
        .outerjoin(PlanLadder, col(PlanLadder.plan_id) == col(Plan.id))
        .where(col(Plan.region_id) == region_id, col(Plan.state) == PlanState.PUBLISHED)
        .with_only_columns(col(Plan.id), col(Plan.title), col(PlanLadder.profile))
        .order_by(col(Plan.id).desc())
    )
    return [PlanChoice(row[0], row[1], row[2] or Profile.PLAN) for row in session.execute(query)]


def choose(session: Session, actor: Actor, plan_id: int, profile: Profile) -> PlanChoice:
    """By which profile a plan is followed up from now on. Raise `NotFoundError`, `ForbiddenError`,
    and `SupersededPlanError` where nothing is asked of anybody by it any more.
    """
    plan = session.scalars(readable_plans(actor).where(col(Plan.id) == plan_id)).first()
    if plan is None:
        raise NotFoundError
    region = session.get_one(Region, plan.region_id)
    if not may_set(actor, region.id, region.path):
        raise ForbiddenError
    if plan.state is PlanState.SUPERSEDED:
        raise SupersededPlanError
    row = session.get(PlanLadder, plan_id)
    before = row.profile if row else Profile.PLAN
    if before is not profile:
        session.execute(delete(PlanLadder).where(col(PlanLadder.plan_id) == plan_id))
        if profile is not Profile.PLAN:
            session.add(PlanLadder(plan_id=plan_id, profile=profile))
        event = PlanLadderChosen(
            subject=Subject("plan", plan_id),
            region_id=plan.region_id,
            profile=(before.value, profile.value),
        )
        emit(session, actor, event)
    return PlanChoice(plan.id, plan.title, profile)
