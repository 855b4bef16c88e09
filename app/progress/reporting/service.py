"""The rule of a plan: read, changed, and shown by what returns come of it before it is saved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, func, select
from sqlmodel import Session, col

import app.plans.service as plans
from app.core.actor import Actor
from app.core.columns import cols
from app.core.errors import StaleError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans.models import Plan, Task, standing
from app.plans.rules import may_change
from app.progress.models import Return
from app.progress.periods import Deadline, Period
from app.progress.reporting import asking, rules
from app.progress.reporting.asking import WHOLE_PLAN
from app.progress.reporting.events import ReturnRuleChanged
from app.progress.reporting.models import ReturnRule, TaskMilestone, TaskReturnRule
from app.progress.reporting.rules import Rule, TaskRule
from app.progress.terms import PeriodKind
from app.workdays import service as workdays


@dataclass(frozen=True)
class Given:
    """Only what is named is changed; a task with None is asked about as the plan is again."""

    whole: Mapping[str, Any] = field(default_factory=dict)
    tasks: Mapping[int, TaskRule | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A period whose return is not due yet, and how many `units` are asked; `parts_units` of them
    have rows that are parts, due on `parts_due_on`.
    """

    period: str
    kind: PeriodKind
    period_end: date
    due_on: date
    due_confirmed: bool
    units: int
    parts_due_on: date | None
    parts_units: int


@dataclass(frozen=True)
class PlanRule:
    """`tasks` are those that stand, in the order of the document, with a rule of their own where
    they have one. `a_year` counts returns × units by the year in which they are due.
    """

    plan: Plan
    rule: Rule
    own: Mapping[int, TaskRule]
    tasks: Sequence[Row[Any]]
    lines: Sequence[Line]
    a_year: Mapping[int, int]
    span: tuple[date, date]
    version: int
    may_change: bool


def get(session: Session, actor: Actor, plan_id: int) -> PlanRule:
    """Raise `NotFoundError` for a plan that the actor may not read."""
    return _view(session, actor, _plan(session, actor, plan_id))


def _plan(session: Session, actor: Actor, plan_id: int) -> Plan:
    plans.get(session, actor, plan_id)
    return session.get_one(Plan, plan_id)


def tasks(session: Session, actor: Actor, plan_id: int) -> Sequence[Row[Any]]:
    """Of which there may be rules, as in `PlanRule`. Raise as `get`."""
    return _tasks(session, _plan(session, actor, plan_id).id)


def change(
    session: Session, actor: Actor, plan_id: int, given: Given, *, expected: int | None = None
) -> None:
    """For who runs the plan. Returns that are asked for no more are taken away, as far as nobody
    has handed them in; those that come of it are asked for by the job that follows.
    """
    plan = plans.for_change(session, actor, plan_id)
    row = _row(session, plan.id)
    version = row.version if row else 0
    if expected is not None and expected != version:
        raise StaleError(current={"version": version})
    changes = _apply(session, actor, plan, given)
    if changes:
        subject = Subject("plan", plan.id)
        emit(
            session,
            actor,
            ReturnRuleChanged(subject=subject, region_id=plan.region_id, changes=changes),
        )


def preview(session: Session, actor: Actor, plan_id: int, given: Given) -> PlanRule:
    """What would come of it; nothing is kept. Raise what `change` raises."""
    plan = plans.for_change(session, actor, plan_id)
    nested = session.begin_nested()
    try:
        _apply(session, actor, plan, given)
        return _view(session, actor, plan)
    finally:
        nested.rollback()


def _row(session: Session, plan_id: int) -> ReturnRule | None:
    return session.scalars(select(ReturnRule).where(col(ReturnRule.plan_id) == plan_id)).first()


def _apply(
    session: Session, actor: Actor, plan: Plan, given: Given
) -> dict[str, tuple[object, object]]:
    kept = asking.of_plan(session, plan)
    span = kept.span(_published_on(plan))
    names = {one.id: one.title for one in _tasks(session, plan.id)}
    before = own_rules(session, plan.id)
    for task_id, rule in given.tasks.items():
        if task_id not in names:
            raise rules.UnknownTaskError(f"没有编号为 {task_id} 的任务")
        if rule is not None:
            rules.check_task(rule, names[task_id], *span)
    midterm = given.whole.get("midterm_on")
    rules.check_days([midterm] if midterm else [], "中期评估", *span)
    changes: dict[str, tuple[object, object]] = {
        str(task_id): (_told(before.get(task_id)), _told(rule))
        for task_id, rule in given.tasks.items()
        if before.get(task_id) != rule
    }
    row = _row(session, plan.id)
    for name in WHOLE_PLAN:
        old = getattr(kept.rule, name)
        new = given.whole.get(name, old)
        if new != old:
            changes[name] = (_plain(old), _plain(new))
    if changes:
        _write(session, actor, plan, row, given)
    return changes


def _plain(value: object) -> object:
    """As it stands in the journal."""
    return value.isoformat() if isinstance(value, date) else value


def _told(rule: TaskRule | None) -> object:
    return [rule.kind.value, *(day.isoformat() for day in rule.days)] if rule else None


def _write(
    session: Session, actor: Actor, plan: Plan, row: ReturnRule | None, given: Given
) -> None:
    if row is None:
        row = ReturnRule(plan_id=plan.id, version=0, updated_by=actor.name, updated_at=clock.now())
        session.add(row)
    row.version += 1
    row.updated_by, row.updated_at = actor.name, clock.now()
    for name in WHOLE_PLAN:
        setattr(row, name, given.whole.get(name, getattr(row, name)))
    for table in (TaskReturnRule, TaskMilestone):
        session.execute(delete(table).where(col(table.task_id).in_(list(given.tasks))))
    for task_id, rule in given.tasks.items():
        if rule is not None:
            session.add(TaskReturnRule(task_id=task_id, plan_id=plan.id, kind=rule.kind))
            session.add_all(
                TaskMilestone(task_id=task_id, plan_id=plan.id, day=day) for day in rule.days
            )
    session.flush()  # what is shown is read by selects


# ---- what is shown ---------------------------------------------------------------------------


def own_rules(session: Session, plan_id: int) -> dict[int, TaskRule]:
    days: defaultdict[int, list[date]] = defaultdict(list)
    milestones = select(*cols(TaskMilestone.task_id, TaskMilestone.day)).where(
        col(TaskMilestone.plan_id) == plan_id
    )
    for row in session.execute(milestones.order_by(col(TaskMilestone.day))):
        days[row.task_id].append(row.day)
    kinds = select(*cols(TaskReturnRule.task_id, TaskReturnRule.kind)).where(
        col(TaskReturnRule.plan_id) == plan_id
    )
    return {
        row.task_id: TaskRule(row.kind, tuple(days[row.task_id])) for row in session.execute(kinds)
    }


def _tasks(session: Session, plan_id: int) -> Sequence[Row[Any]]:
    query = select(*cols(Task.id, Task.number, Task.title, Task.due_on)).where(
        col(Task.plan_id) == plan_id, standing(Task)
    )
    return session.execute(query.order_by(col(Task.position), col(Task.id))).all()


def _published_on(plan: Plan) -> date:
    return clock.local(plan.published_at).date() if plan.published_at else clock.today()


def _view(session: Session, actor: Actor, plan: Plan) -> PlanRule:
    found = asking.of_plan(session, plan)
    published_on = _published_on(plan)
    lines = _lines(session, found, published_on)
    row = _row(session, plan.id)
    return PlanRule(
        plan=plan,
        rule=found.rule,
        own=own_rules(session, plan.id),
        tasks=_tasks(session, plan.id),
        lines=lines,
        a_year=rules.a_year([(one.due_on, one.units) for one in lines]),
        span=found.span(published_on),
        version=row.version if row else 0,
        may_change=may_change(
            actor, plan.state, region_id=plan.region_id, office_id=plan.office_id
        ),
    )


def _lines(session: Session, found: asking.Reporting, published_on: date) -> list[Line]:
    today = clock.today()
    since = max(published_on, today)
    lines = []
    for period, due in found.deadlines(published_on, workdays.calendar(session)):
        if due.due_on < since:
            continue
        units = found.sharing(period.key, period.end, today).order_by(None).subquery()
        sums = select(func.count(), func.coalesce(func.sum(units.c.parts), 0))
        count, parts = session.execute(sums.select_from(units)).one()
        if count:
            line = Line(
                period=period.key,
                kind=period.kind,
                period_end=period.end,
                due_on=due.due_on,
                due_confirmed=due.confirmed,
                units=count,
                parts_due_on=_parts_due_on(session, found, (period, due), since) if parts else None,
                parts_units=int(parts),
            )
            lines.append(line)
    return lines


def _parts_due_on(
    session: Session, found: asking.Reporting, due: tuple[Period, Deadline], since: date
) -> date | None:
    """Where that day has passed, each form keeps what it has, and a new one is due as a whole."""
    period, deadline = due
    if deadline.parts_due_on is None or deadline.parts_due_on >= since:
        return deadline.parts_due_on
    query = select(func.count(), func.max(col(Return.parts_due_on))).where(
        col(Return.plan_id) == found.plan.id, col(Return.period) == period.key
    )
    made, kept = session.execute(query).one()
    return kept if made else deadline.due_on
