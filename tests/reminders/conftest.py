"""A published plan of 巫山县, and what a test does to its returns and its people."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, SQLModel, col

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.identity.models import Membership, Person
from app.kit import clock
from app.kit.clock import ZONE
from app.plans.models import Plan
from app.plans.terms import PlanState
from app.progress.models import Return
from app.progress.terms import ReturnState
from app.reminders import service
from app.reminders.digests import Ask, deliver
from app.reminders.models import Reminder
from app.reminders.service import Swept
from app.reminders.terms import Audience
from tests.cast import World
from tests.deliveries.server import desk, start

__all__ = ["desk", "start"]

TITLE = "巫山县残疾人保障和发展“十四五”规划"


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 7, tzinfo=ZONE)


def new_plan(session: Session, region_id: int, title: str = TITLE, **values: Any) -> int:
    row = Plan(
        uid=f"{region_id}-{title}"[:36],
        region_id=region_id,
        state=PlanState.PUBLISHED,
        title=title,
        created_by="林",
        created_at=clock.now(),
        updated_at=clock.now(),
        **values,
    )
    session.add(row)
    session.flush()  # its returns need the id
    return row.id


def new_return(
    session: Session, plan_id: int, unit_id: int, region_id: int, due_on: date, **values: Any
) -> int:
    usual: dict[str, Any] = {"period": "2023-H1", "opens_on": due_on - timedelta(days=24)}
    row = Return(
        plan_id=plan_id,
        unit_id=unit_id,
        region_id=region_id,
        period_start=due_on - timedelta(days=190),
        period_end=due_on - timedelta(days=14),
        due_on=due_on,
        updated_at=clock.now(),
        **usual | values,
    )
    session.add(row)
    session.flush()  # the test speaks of it by its id
    return row.id


@dataclass(frozen=True)
class County:
    """Each call is a transaction of its own."""

    runtime: Runtime
    world: World
    plan_id: int

    def owes(self, unit: str, due_on: date, **values: Any) -> int:
        with self.runtime.database.write() as session:
            place = (self.world.units[unit], self.world.region)
            return new_return(
                session, values.pop("plan_id", self.plan_id), *place, due_on, **values
            )

    def change(self, table: type[SQLModel], row_id: int, **values: Any) -> None:
        with self.runtime.database.write() as session:
            row = session.get_one(table, row_id)
            for name, value in values.items():
                setattr(row, name, value)

    def settle(self, return_id: int, state: ReturnState = ReturnState.SUBMITTED) -> None:
        self.change(Return, return_id, state=state)

    def person(self, who: str, /, **values: Any) -> None:
        self.change(Person, self.world.people[who], **values)

    def membership(self, who: str, /, **values: Any) -> None:
        mine = col(Membership.person_id) == self.world.people[who]
        with self.runtime.database.write() as session:
            session.execute(update(Membership).where(mine).values(**values))

    def sweep(self, on: date) -> Swept:
        with self.runtime.database.write() as session:
            return service.sweep(session, SYSTEM, on)

    def deliver(self, name: str, on: date, not_after: date | None = None) -> None:
        deliver(self.runtime, Ask(self.world.people[name], on, not_after or on))

    def remind(self, on: date) -> Swept:
        """A run, and the digests of all who wait, on the morning of that day."""
        with clock.frozen(morning(on)):
            swept = self.sweep(on)
            if not swept.works:
                return swept
            with self.runtime.database.read() as session:
                people = service.waiting(session, on)
            for person in people:
                deliver(self.runtime, Ask(person, on, on))
        return swept

    def reminders(self) -> list[Reminder]:
        with self.runtime.database.read() as session:
            return list(session.scalars(select(Reminder).order_by(col(Reminder.id))))

    def told_directly(self) -> list[Reminder]:
        return [one for one in self.reminders() if one.audience is Audience.UNIT]

    def files(self) -> list[str]:
        return sorted(path.name for path in self.outbox.glob("*"))

    def letter(self, name: str, on: date) -> EmailMessage:
        file = self.outbox / f"digest-{self.world.people[name]}-{on}.eml"
        parsed = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        assert isinstance(parsed, EmailMessage)
        return parsed

    def text(self, name: str, on: date) -> str:
        content: str = self.letter(name, on).get_content()
        return content.replace("\r\n", "\n")

    @property
    def outbox(self) -> Path:
        return self.runtime.settings.outbox_dir


@pytest.fixture
def county(runtime: Runtime, world: World) -> County:
    with runtime.database.write() as session:
        plan_id = new_plan(session, world.region)
    return County(runtime, world, plan_id)
