"""What every coordinator does with a plan: upload it, answer what was asked, publish it."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.runtime import Runtime
from app.core.settings import ROOT
from app.identity.models import Region
from app.jobs.service import Handler
from app.jobs.worker import drain
from app.kit import clock
from app.plans import service as plans
from app.plans.models import Finding, Plan, Task
from app.reading.terms import Severity, TaskKind
from app.seeding.people import CAST, Place, actor, at

Handlers = Mapping[str, Handler]
DOCUMENTS = ROOT / "seed" / "plans"


def upload(runtime: Runtime, handlers: Handlers, login: str, day: date) -> int:
    """The plan of this coordinator's place, received and read; answers its id."""
    place = next(player.place for player in CAST if player.login == login)
    document = (DOCUMENTS / f"{place.key}.txt").read_bytes()
    with clock.frozen(at(day, 9)):
        with runtime.database.read() as session:
            who = actor(session, login)
        name = f"{place.name}“十四五”残疾人保障和发展规划.txt"
        received = plans.receive(runtime, who, name=name, data=document)
        drain(runtime, handlers)
    return received.plan_id


def answer_findings(session: Session, who: Actor, plan_id: int) -> None:
    """A name that the reader could only guess is confirmed as an alias; the rest stays open."""
    query = select(Finding).where(
        col(Finding.plan_id) == plan_id,
        col(Finding.suggested_unit_id).is_not(None),
        col(Finding.severity) != Severity.NOTE,
    )
    for finding in session.scalars(query).all():
        plans.settle(
            session,
            who,
            plan_id,
            finding.id,
            unit_id=finding.suggested_unit_id,
            remember=True,
        )


def publish(runtime: Runtime, handlers: Handlers, login: str, plan_id: int, day: date) -> None:
    """Published, and put into the library, for all to read as a precedent."""
    with clock.frozen(at(day, 11)):
        with runtime.database.write() as session:
            who = actor(session, login)
            plans.publish(session, who, plan_id)
            plans.change(session, who, plan_id, {"library": True})
        drain(runtime, handlers)


def plan_of(session: Session, place: Place) -> int:
    """The one plan of a place."""
    query = (
        select(col(Plan.id))
        .join(Region, col(Region.id) == col(Plan.region_id))
        .where(col(Region.code) == place.code)
    )
    return session.scalars(query).one()


def row_of(session: Session, plan_id: int, number: str) -> int:
    """The task of this 序号."""
    query = select(col(Task.id)).where(
        col(Task.plan_id) == plan_id,
        col(Task.number) == number,
        col(Task.kind) == TaskKind.TASK,
    )
    return session.scalars(query).one()


def titled(session: Session, plan_id: int, title: str) -> int:
    """The task of this title, where numbers begin anew in every section."""
    query = select(col(Task.id)).where(col(Task.plan_id) == plan_id, col(Task.title) == title)
    return session.scalars(query).one()
