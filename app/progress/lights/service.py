"""How far tasks are, as units said, beside how far they should be: for lists, pages and sheets."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlmodel import Session, col

from app.core.actor import Actor
from app.kit import clock
from app.plans.holding.service import Holding
from app.plans.models import Task
from app.progress.lights import queries, rules
from app.progress.lights.rules import Course, Share, Shares
from app.progress.models import Return
from app.progress.queries import readable_returns
from app.progress.settings.rules import Lamp
from app.progress.settings.service import of_region as settings_of
from app.progress.terms import Light


def of_unit(session: Session, held: Holding, tasks: Collection[int]) -> Shares:
    """What the unit, or one for which it stands in, said last of each task. One statement."""
    values = {"units": held.own, "tasks": tasks}
    found = session.execute(queries.BY_UNIT, values).all()
    return _last(found)


def in_plan(session: Session, plan_id: int, held: Mapping[int, Holding]) -> dict[int, Shares]:
    """By unit, of all that stand in `held`. One statement."""
    by_unit: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(queries.told(queries.in_plan(plan_id))):
        by_unit[row.unit_id].append(row)
    return {
        unit: _last(row for own in one.own for row in by_unit[own]) for unit, one in held.items()
    }


def planned(session: Session, task_ids: Collection[int], day: date) -> dict[int, int]:
    """How far each task should be when `day` is over, in percent, as far as one can tell."""
    courses = ((row.task_id, _course(row)) for row in session.execute(queries.of_tasks(task_ids)))
    shares = {task_id: course.planned(day) for task_id, course in courses}
    return {task_id: share for task_id, share in shares.items() if share is not None}


class UnitShare(NamedTuple):
    """What a unit said of a task; `lamp` where it is further behind than its place lets pass."""

    unit_id: int
    unit: str
    share: Share
    light: Light | None
    lamp: Lamp | None


def of_task(session: Session, actor: Actor, task: Task) -> list[UnitShare]:
    """Of units that hold the task now, by 机构序, as far as the actor may read what they handed in.
    Three statements.
    """
    returns = readable_returns(actor).with_only_columns(col(Return.id))
    query = queries.told(*queries.of_task(task.id, clock.today(), returns))
    shares = {row.unit_id: _share(row) for row in session.execute(query)}
    limits = settings_of(session, task.region_id)
    found = []
    for unit in queries.names(session, shares):
        if (share := shares[unit.id]) is not None:
            light = rules.lag(share.behind, limits)
            lamp = limits.lamp(light) if light else None
            found.append(UnitShare(unit.id, unit.name, share, light, lamp))
    return found


def _last(rows: Iterable[Row[Any]]) -> Shares:
    """After a reform two may have spoken of a task: the later counts."""
    shares: dict[int, Share] = {}
    for row in rows:
        share, before = _share(row), shares.get(row.task_id)
        if share is not None and (before is None or share.as_of > before.as_of):
            shares[row.task_id] = share
    return shares


def _share(row: Row[Any]) -> Share | None:
    return rules.share(_course(row), row.percent, row.as_of)


def _course(row: Row[Any]) -> Course:
    return Course(*(getattr(row, name) for name in Course._fields))
