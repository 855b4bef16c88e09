"""One change of a published plan while it is made: what its rows were is kept before they change,
so that `recording` can write down what differs in the end, whatever brought it about.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.kit import clock
from app.plans.amending import rules
from app.plans.amending.rules import Grounds
from app.plans.drafts.telling import ASSIGNMENT, TASK, units_of
from app.plans.events import Told
from app.plans.models import Amendment, Assignment, Document, Indicator, Plan, Task
from app.plans.rules import plain
from app.plans.terms import AmendmentKind

OF_TASK = (*TASK, "extended_to")
"""What a task says, and until when it was extended: a decision may put an end to that."""
INDICATOR = (
    "number",
    "name",
    "measure",
    "baseline",
    "baseline_year",
    "target",
    "target_year",
    "attribute",
)

T = TypeVar("T", Task, Assignment, Indicator)


@dataclass
class Held:
    """A task and what it was; null where it is new. So its assignments, by id."""

    task: Task
    was: Told | None
    units: dict[int, tuple[Assignment, Told]] = field(default_factory=dict)


@dataclass
class Ledger:
    session: Session
    actor: Actor
    plan: Plan
    made: Amendment
    grounds: Grounds
    tasks: dict[int, Held] = field(default_factory=dict)
    indicators: dict[int, tuple[Indicator, Told]] = field(default_factory=dict)
    chosen: dict[int, int] = field(default_factory=dict)
    """By task the lead that a person named as the first."""

    def task(self, task_id: int) -> Task:
        """A task that stands, kept as it was. Raise `NotOfThisPlanError`, `EndedAlreadyError`."""
        held = self.tasks.get(task_id)
        task = held.task if held else self._row(Task, task_id)
        if task.ended_by_id is not None:
            raise rules.EndedAlreadyError(f"任务“{task.title}”已经终止")
        if held is None:
            present = {one.id: (one, told(one, ASSIGNMENT)) for one in units_of(self.session, task)}
            self.tasks[task.id] = Held(task, told(task, OF_TASK), present)
        return task

    def assignment(self, assignment_id: int) -> Assignment:
        one = self._row(Assignment, assignment_id)
        if one.ended_by_id is not None:
            raise rules.EndedAlreadyError(f"“{one.name}”的责任已经终止")
        self.task(one.task_id)
        return one

    def indicator(self, indicator_id: int) -> Indicator:
        one = self._row(Indicator, indicator_id)
        self.indicators.setdefault(one.id, (one, told(one, INDICATOR)))
        return one

    def is_new(self, task: Task) -> None:
        """After a task was added to the session and has its id."""
        self.tasks[task.id] = Held(task, None)

    def _row(self, table: type[T], id_: int) -> T:
        row = self.session.get(table, id_)
        if row is None or row.plan_id != self.plan.id:
            raise rules.NotOfThisPlanError(f"编号 {id_}")
        return row


def begin(
    session: Session, actor: Actor, plan: Plan, kind: AmendmentKind, grounds: Grounds
) -> Ledger:
    """Of a plan that is locked. Raise `NotPublishedYetError`, `GroundsError`."""
    rules.check_published(plan.state)
    effective_on = rules.check_grounds(kind, grounds, plan.issued_on, clock.today())
    if grounds.document_id is not None:
        document = session.get(Document, grounds.document_id)
        if document is None or document.plan_id != plan.id:
            raise rules.NotOfThisPlanError(f"文件 {grounds.document_id}")
    last = select(func.max(col(Amendment.number))).where(col(Amendment.plan_id) == plan.id)
    made = Amendment(
        plan_id=plan.id,
        region_id=plan.region_id,
        number=(session.execute(last).scalar_one() or 0) + 1,
        kind=kind,
        basis=grounds.basis,
        organ=grounds.organ,
        decided_on=grounds.decided_on,
        reason=grounds.reason,
        effective_on=effective_on,
        document_id=grounds.document_id,
        proof=grounds.proof,
        made_by=actor.name,
        made_at=clock.now(),
    )
    session.add(made)
    session.flush()  # the rows that it changes refer to it
    return Ledger(session, actor, plan, made, grounds)


def told(row: Task | Assignment | Indicator, names: Iterable[str]) -> Told:
    return {name: plain(getattr(row, name)) for name in names}
