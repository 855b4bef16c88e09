"""Who is asked for a period of a plan, and about which tasks."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlmodel import Session, col

from app.core.columns import cols
from app.plans.filers.service import asked, asked_about
from app.plans.models import Plan, Task
from app.progress.periods import Deadline, Period, deadline, horizon, kind_of
from app.progress.reporting import rules
from app.progress.reporting.models import ReturnRule, TaskMilestone, TaskReturnRule
from app.progress.reporting.rules import WHOLE, Rule
from app.progress.terms import Fills, PeriodKind
from app.workdays.rules import Calendar


def asks_about(one: Any) -> ColumnElement[bool]:
    """Whether a return (an alias of `Return`) asks about a `Task`: by the task's own rule, or the
    plan's; an evaluation asks about every task.
    """
    own = select(col(TaskReturnRule.kind)).where(col(TaskReturnRule.task_id) == col(Task.id))
    regular = select(col(Plan.return_period)).where(col(Plan.id) == col(one.plan_id))
    milestone = exists().where(
        col(TaskMilestone.task_id) == col(Task.id), col(TaskMilestone.day) == col(one.period_end)
    )
    kind = col(one.kind)
    return or_(
        kind.in_(list(WHOLE)),
        and_(kind == PeriodKind.MILESTONE, milestone),
        and_(
            kind != PeriodKind.MILESTONE,
            kind == func.coalesce(own.scalar_subquery(), regular.scalar_subquery()),
        ),
    )


WHOLE_PLAN = ("midterm_on", "final", "fills", "parts_workdays")
"""What a plan says for all its tasks: the fields of `ReturnRule` that `Rule` has too."""


@dataclass(frozen=True)
class Reporting:
    plan: Plan
    rule: Rule

    def span(self, published_on: date) -> tuple[date, date]:
        plan = self.plan
        reporting = (plan.reporting_from, plan.reporting_until)
        return horizon(reporting, plan.issued_on or published_on, plan.period_end)

    def periods(self, published_on: date) -> list[Period]:
        return rules.periods_of(self.rule, *self.span(published_on))

    def deadlines(self, published_on: date, calendar: Calendar) -> list[tuple[Period, Deadline]]:
        after, ahead = self.plan.due_after, self.rule.ahead
        found = self.periods(published_on)
        return [(one, deadline(one.end, after, calendar, ahead)) for one in found]

    def asked(self, key: str, period_end: date, today: date) -> Select[Any]:
        """`unit_id` of each unit that is asked for a period, by what stood when it ended: none for
        one that was over before an amendment named the unit, none by a rule that is no more.
        """
        return asked(self.plan.id, today, period_end, self.tasks(key, period_end))

    def sharing(self, key: str, period_end: date, today: date) -> Select[Any]:
        """`unit_id` of whom `asked` names with `writes` (1 if some row is its own to write, else
        0) and `parts` (1 if some row is a part of the first lead's). A task whose first lead files
        nothing is told of by each of its units.
        """
        if self.rule.ahead is None:
            units = self.asked(key, period_end, today).order_by(None).subquery()
            one, none = literal(1).label("writes"), literal(0).label("parts")
            return select(units.c.unit_id, one, none).order_by(units.c.unit_id)
        tasks = self.tasks(key, period_end)
        # Nested: SQLite's driver does not count what a statement that begins with WITH changes.
        cell = asked_about(self.plan.id, today, period_end, tasks).cte("cell", nesting=True)
        led = select(cell.c.task_id).where(cell.c.first == 1)
        part = case((and_(cell.c.first == 0, cell.c.task_id.in_(led)), 1), else_=0)
        writes, parts = func.max(1 - part).label("writes"), func.max(part).label("parts")
        query = select(cell.c.unit_id, writes, parts).group_by(cell.c.unit_id)
        return query.order_by(cell.c.unit_id)

    def tasks(self, key: str, period_end: date) -> Select[Any] | None:
        """The ids of the tasks that are asked about; None means all of the plan."""
        kind, rule = kind_of(key), self.rule
        ours = select(col(TaskReturnRule.task_id)).where(
            col(TaskReturnRule.plan_id) == self.plan.id
        )
        nothing = select(col(Task.id)).where(false())
        if kind is PeriodKind.MIDTERM:
            return None if rule.midterm_on == period_end else nothing
        if kind is PeriodKind.FINAL:
            return None if rule.final else nothing
        if kind is PeriodKind.MILESTONE:
            return select(col(TaskMilestone.task_id)).where(
                col(TaskMilestone.plan_id) == self.plan.id, col(TaskMilestone.day) == period_end
            )
        own = ours.where(col(TaskReturnRule.kind) == kind)
        if kind.value != rule.regular.value:
            return own if kind in rule.kinds else nothing
        if not rule.kinds:
            return None
        of_plan = select(col(Task.id)).where(col(Task.plan_id) == self.plan.id)
        return of_plan.where(or_(col(Task.id).not_in(ours), col(Task.id).in_(own)))


def of_plan(session: Session, plan: Plan) -> Reporting:
    """Three small statements."""
    of_tasks = select(col(TaskReturnRule.kind)).where(col(TaskReturnRule.plan_id) == plan.id)
    days = select(col(TaskMilestone.day)).where(col(TaskMilestone.plan_id) == plan.id)
    columns = cols(*(getattr(ReturnRule, name) for name in WHOLE_PLAN))
    whole = session.execute(select(*columns).where(col(ReturnRule.plan_id) == plan.id)).first()
    rule = Rule(
        regular=plan.return_period,
        **(dict(zip(WHOLE_PLAN, whole, strict=True)) if whole else {}),
        kinds=frozenset(session.scalars(of_tasks.distinct())),
        milestones=tuple(session.scalars(days.distinct().order_by(col(TaskMilestone.day)))),
    )
    return Reporting(plan, rule)


def merges(session: Session, plan_id: int) -> bool:
    """Whether the first lead of a task writes its row, and others their parts of it."""
    fills = select(col(ReturnRule.fills)).where(col(ReturnRule.plan_id) == plan_id)
    return session.scalars(fills).first() is not Fills.EACH


def who_is_told(
    session: Session, plan_ids: Collection[int], task_ids: Sequence[int]
) -> Callable[[int, Row[Any]], bool]:
    """As `asks_about`, for a page of tasks: whether a return (`plan_id`, `kind`, `period_end`) asks
    about a task. Three statements.
    """
    regular = {
        row.id: row.return_period.value
        for row in session.execute(
            select(*cols(Plan.id, Plan.return_period)).where(col(Plan.id).in_(plan_ids))
        )
    }
    of_tasks = select(*cols(TaskReturnRule.task_id, TaskReturnRule.kind)).where(
        col(TaskReturnRule.task_id).in_(task_ids)
    )
    own = {row.task_id: row.kind.value for row in session.execute(of_tasks)}
    milestones = select(*cols(TaskMilestone.task_id, TaskMilestone.day)).where(
        col(TaskMilestone.task_id).in_(task_ids)
    )
    days = {(row.task_id, row.day) for row in session.execute(milestones)}

    def asks(task_id: int, one: Row[Any]) -> bool:
        if one.kind in WHOLE:
            return True
        if one.kind == PeriodKind.MILESTONE:
            return (task_id, one.period_end) in days
        return bool(one.kind == own.get(task_id, regular[one.plan_id]))

    return asks
