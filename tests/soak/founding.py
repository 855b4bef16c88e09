"""The five plans as if they had been issued for 2026, each unit with a liaison."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.identity import service as identity
from app.identity.models import Membership
from app.jobs.worker import drain
from app.kit import clock
from app.plans import service as plans
from app.plans.models import Assignment, Task
from app.plans.terms import ReturnPeriod
from app.reading.terms import FirstLeadBasis, Stage
from app.reading.terms import Role as Part
from app.reminders.ladder import settings as ladder
from app.reminders.terms import Profile
from app.seeding import founding, receiving
from app.seeding.people import PLACES, actor, at
from app.seeding.receiving import Handlers
from app.units.models import Unit
from app.units.terms import UnitKind

PUBLISHED_ON = date(2026, 1, 5)
FROM, UNTIL = date(2025, 7, 1), date(2026, 12, 31)
# By whom each plan is run, how often it asks, and by which profile it is followed up.
PLANS: Mapping[str, tuple[ReturnPeriod, Profile]] = {
    "lin": (ReturnPeriod.HALF_YEAR, Profile.PLAN),
    "ma": (ReturnPeriod.QUARTER, Profile.PLAN),
    "yu": (ReturnPeriod.HALF_YEAR, Profile.PLAN),
    "han": (ReturnPeriod.QUARTER, Profile.PLAN),
    "sun": (ReturnPeriod.MONTH, Profile.INSTRUCTION),
}
INSTRUCTED: set[int] = set()
"""Ids of regions whose plan is followed up as 批示交办类, once they are there."""


def found(runtime: Runtime, handlers: Handlers) -> None:
    with clock.frozen(at(PUBLISHED_ON, 8)):
        founding.found(runtime)
        with runtime.database.write() as session:
            _name_everybody(session)
    for login, (period, profile) in PLANS.items():
        _publish(runtime, handlers, login, period, profile)


def _name_everybody(session: Session) -> None:
    """A liaison for each unit that has none, and a leader for each place; one unit in forty has
    nobody with an address.
    """
    taken = select(col(Membership.unit_id)).where(col(Membership.role) == Role.LIAISON)
    query = select(Unit).where(col(Unit.kind) != UnitKind.GROUP, col(Unit.id).not_in(taken))
    for unit in session.scalars(query.order_by(col(Unit.id))).all():
        mail = None if unit.id % 40 == 0 else f"unit{unit.id}@soak.example"
        _join(session, f"soak{unit.id}", mail, Role.LIAISON, region=unit.region_id, unit=unit.id)
    for place in PLACES:
        region = identity.region_named(session, place.code)
        mail = f"leader@{place.key}.example"
        _join(session, f"leader-{place.key}", mail, Role.LEADER, region=region.id)


def _join(
    session: Session,
    login: str,
    mail: str | None,
    role: Role,
    *,
    region: int,
    unit: int | None = None,
) -> None:
    person = identity.add_person(session, SYSTEM, name=login, login=login, email=mail)
    session.flush()  # its place needs the id
    identity.give_membership(
        session,
        SYSTEM,
        person=person,
        role=role,
        region_id=region,
        unit_id=unit,
        valid_from=date(2020, 1, 1),
    )


def _publish(
    runtime: Runtime, handlers: Handlers, login: str, period: ReturnPeriod, profile: Profile
) -> None:
    plan_id = receiving.upload(runtime, handlers, login, PUBLISHED_ON)
    asked: dict[str, Any] = {
        "return_period": period,
        "reporting_from": FROM,
        "reporting_until": UNTIL,
        "stage": Stage.ISSUED,
    }
    with clock.frozen(at(PUBLISHED_ON, 10)), runtime.database.write() as session:
        who = actor(session, login)
        receiving.answer_findings(session, who, plan_id)
        _give_to_somebody(session, plan_id, who.region_id or 0)
        session.flush()
        plans.change(session, who, plan_id, asked)
        ladder.choose(session, SYSTEM, plan_id, profile)
        if profile is Profile.INSTRUCTION:
            INSTRUCTED.add(who.region_id or 0)
    with clock.frozen(at(PUBLISHED_ON, 11)):
        with runtime.database.write() as session:
            plans.change(session, actor(session, login), plan_id, {"first_leads_confirmed": True})
            plans.publish(session, actor(session, login), plan_id)
        drain(runtime, handlers)


def _give_to_somebody(session: Session, plan_id: int, region_id: int) -> None:
    """Tasks that name nobody go round the units of the place."""
    named = select(col(Assignment.task_id)).where(col(Assignment.plan_id) == plan_id)
    tasks = session.scalars(
        select(Task).where(col(Task.plan_id) == plan_id, col(Task.id).not_in(named))
    ).all()
    units = session.scalars(
        select(Unit).where(col(Unit.region_id) == region_id, col(Unit.kind) != UnitKind.GROUP)
    ).all()
    for number, task in enumerate(tasks):
        unit = units[number % len(units)]
        session.add(
            Assignment(
                task_id=task.id,
                plan_id=plan_id,
                region_id=region_id,
                unit_id=unit.id,
                position=0,
                role=Part.LEAD,
                printed_label="牵头单位",
                raw=unit.name,
                name=unit.name,
                is_first_lead=True,
                first_lead_basis=FirstLeadBasis.SOLE,
                collective=False,
            )
        )
