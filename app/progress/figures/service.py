"""In whose row indicators are told of, what was written of them, and what was told last."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, select
from sqlmodel import Session, col

import app.plans.service as plans
from app.core.actor import Actor
from app.core.columns import cols
from app.core.errors import InvalidError, NotFoundError
from app.core.events import Subject
from app.jobs.service import emit
from app.plans.models import Indicator, Plan, Task, standing
from app.plans.rules import may_change
from app.progress.figures import rules
from app.progress.figures.events import IndicatorTasksChosen
from app.progress.figures.models import IndicatorTask
from app.progress.figures.rules import Figure, Measured
from app.progress.models import Report, Return
from app.progress.parts.sharing import Sharing
from app.progress.queries import readable_returns
from app.progress.terms import HANDED_IN
from app.units.models import Unit


class WrongFiguresError(InvalidError):
    code, title = "wrong_figures", "指标数值有误，没有保存；您填写的内容没有丢失"


@dataclass(frozen=True)
class Line:
    """An indicator with the task in whose row it is told of, the tasks that its name suggests, and
    what was told last: the figure with its period and unit.
    """

    indicator: Row[Any]
    task_id: int | None
    suggested: Sequence[int]
    newest: Mapping[str, Any] | None


@dataclass(frozen=True)
class OfPlan:
    plan: Plan
    tasks: Sequence[Row[Any]]
    lines: Sequence[Line]
    may_change: bool


def of_tasks(session: Session, task_ids: Collection[int]) -> dict[int, list[Measured]]:
    """The indicators that rows about these tasks tell of, in printed order. One statement."""
    query = (
        select(
            col(IndicatorTask.task_id),
            *cols(Indicator.id, Indicator.name, Indicator.measure),
            *cols(Indicator.target, Indicator.target_year),
        )
        .join(Indicator, col(Indicator.id) == col(IndicatorTask.indicator_id))
        .where(col(IndicatorTask.task_id).in_(task_ids))
        .order_by(col(Indicator.position), col(Indicator.id))
    )
    found: defaultdict[int, list[Measured]] = defaultdict(list)
    for task_id, *facts in session.execute(query):
        found[task_id].append(Measured(*facts))
    return found


def asked(session: Session, sharing: Sharing) -> dict[int, list[Measured]]:
    """The indicators that rows of a return are asked for: of a task with a first lead that one's
    row alone, whoever fills the others, so that no figure is asked twice.
    """
    tied = of_tasks(session, sharing.task_ids)
    if not tied:
        return {}
    is_part = sharing.writers.is_part
    return {task: some for task, some in tied.items() if not is_part(task, sharing.own)}


def checked(
    session: Session,
    found: Row[Any],
    given: Mapping[int, Mapping[int, Figure]],
    stored: Mapping[int, Any],
) -> dict[int, dict[str, Any] | None]:
    """What rows of a return keep, by task, of the figures `given` for them; what was `stored` and
    is not asked here now stays. Raise `WrongFiguresError` with every fault.
    """
    tells = any(given.values()) or any(stored.values())
    tied = asked(session, Sharing(session, found, list(given))) if tells else {}
    errors: list[dict[str, object]] = []
    result: dict[int, dict[str, Any] | None] = {}
    for task_id, figures in given.items():
        known = {one.id: one for one in tied.get(task_id, ())}
        before = stored.get(task_id) or {}
        kept = {id_: one for id_, one in before.items() if int(id_) not in known}
        for id_, figure in figures.items():
            if not (figure.value or figure.basis) or _stays(figure, kept.get(str(id_))):
                continue
            try:
                kept[str(id_)] = _kept(figure, known.get(id_))
            except ValueError as wrong:
                called = known[id_].name if id_ in known else f"指标 {id_}"
                loc = ["rows", task_id, f"value-{id_}"]
                errors.append({"loc": loc, "msg": f"{called}：{wrong}"})
        result[task_id] = kept or None
    if errors:
        raise WrongFiguresError(f"共 {len(errors)} 处", errors=errors)
    return result


def _stays(figure: Figure, stored: Mapping[str, Any] | None) -> bool:
    """Whether somebody sends again what is stored of an indicator that is not asked here now."""
    return stored is not None and figure == Figure(stored["value"], stored["basis"])


def _kept(figure: Figure, known: Measured | None) -> dict[str, Any]:
    if known is None:
        raise ValueError("这项指标不在这项任务中填报，请清空这一项")
    return rules.kept(figure, known)


# ---- of a plan -------------------------------------------------------------------------------


def of_plan(session: Session, actor: Actor, plan_id: int) -> OfPlan:
    """Raise `NotFoundError` for a plan that the actor may not read."""
    plans.get(session, actor, plan_id)
    plan = session.get_one(Plan, plan_id)
    tasks = _tasks(session, plan_id)
    tied = _tied(session, plan_id)
    newest = _newest(session, actor, plan_id)
    indicators = session.execute(
        select(
            *cols(Indicator.id, Indicator.number, Indicator.name, Indicator.measure),
            *cols(Indicator.baseline, Indicator.baseline_year),
            *cols(Indicator.target, Indicator.target_year),
        )
        .where(col(Indicator.plan_id) == plan_id)
        .order_by(col(Indicator.position), col(Indicator.id))
    )
    return OfPlan(
        plan=plan,
        tasks=tasks,
        lines=[
            Line(
                one,
                tied.get(one.id),
                [task.id for task in tasks if rules.suggests(one.name, task.title + task.text)],
                newest.get(one.id),
            )
            for one in indicators
        ],
        may_change=may_change(
            actor, plan.state, region_id=plan.region_id, office_id=plan.office_id
        ),
    )


def _tasks(session: Session, plan_id: int) -> Sequence[Row[Any]]:
    query = select(*cols(Task.id, Task.number, Task.title, Task.text)).where(
        col(Task.plan_id) == plan_id, standing(Task)
    )
    return session.execute(query.order_by(col(Task.position), col(Task.id))).all()


def _tied(session: Session, plan_id: int) -> dict[int, int]:
    query = select(*cols(IndicatorTask.indicator_id, IndicatorTask.task_id)).where(
        col(IndicatorTask.plan_id) == plan_id
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _newest(session: Session, actor: Actor, plan_id: int) -> dict[int, dict[str, Any]]:
    """By indicator, of the forms that the actor may read and that were handed in."""
    forms = readable_returns(actor).with_only_columns(col(Return.id))
    query = (
        select(
            *cols(Report.figures, Report.task_id, Return.period, Unit.name),
            col(Return.id).label("return_id"),
        )
        .join(Return, col(Return.id) == col(Report.return_id))
        .join(Unit, col(Unit.id) == col(Return.unit_id))
        .where(
            col(Return.plan_id) == plan_id,
            col(Return.state).in_(HANDED_IN),
            col(Report.figures).is_not(None),
            col(Return.id).in_(forms),
        )
        .order_by(col(Return.period_end).desc(), col(Return.submitted_at).desc(), col(Return.id))
    )
    found: dict[int, dict[str, Any]] = {}
    for row in session.execute(query):
        for id_, one in row.figures.items():
            if not one["value"]:
                continue
            told = {**one, "period": row.period, "unit": row.name, "return_id": row.return_id}
            found.setdefault(int(id_), told)
    return found


def choose(session: Session, actor: Actor, plan_id: int, chosen: Mapping[int, int | None]) -> None:
    """Say in the rows of which tasks indicators are told of; what is not named stays. For who runs
    the plan. Raise `NotFoundError` for an indicator or a task of another plan, and what
    `plans.for_change` raises.
    """
    plan = plans.for_change(session, actor, plan_id)
    mine = select(col(Indicator.id)).where(col(Indicator.plan_id) == plan_id)
    indicators, tasks = set(session.scalars(mine)), {one.id for one in _tasks(session, plan_id)}
    for id_, task_id in chosen.items():
        if id_ not in indicators:
            raise NotFoundError(f"这个方案没有编号为 {id_} 的指标")
        if task_id is not None and task_id not in tasks:
            raise NotFoundError(f"这个方案没有编号为 {task_id} 的任务")
    before = _tied(session, plan_id)
    changed = {id_: task for id_, task in chosen.items() if before.get(id_) != task}
    if not changed:
        return
    session.execute(delete(IndicatorTask).where(col(IndicatorTask.indicator_id).in_(list(changed))))
    session.add_all(
        IndicatorTask(plan_id=plan_id, indicator_id=id_, task_id=task_id)
        for id_, task_id in changed.items()
        if task_id is not None
    )
    session.flush()  # what is answered is read by selects
    changes = {str(id_): (before.get(id_), task) for id_, task in changed.items()}
    event = IndicatorTasksChosen(
        subject=Subject("plan", plan_id), region_id=plan.region_id, changes=changes
    )
    emit(session, actor, event)
