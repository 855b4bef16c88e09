"""Amendments as lists and pages show them: what each rests on, with 原 and 现 of its rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.core.lists import Order, Window, page
from app.identity.models import Region
from app.plans import queries
from app.plans.access import get, knows
from app.plans.amending.messages import CLAIMED
from app.plans.matrix import Column
from app.plans.models import Amendment, AmendmentChange, Assignment, Indicator, Task
from app.plans.terms import AmendmentKind, ChangeAction
from app.reading.terms import Role

MOST_AMENDMENTS = 1_000_000
"""Of a plan, by any reckoning."""
NEWEST = Order("-number", (col(Amendment.number), col(Amendment.id)), descending=True)
OTHERS = tuple(one for one in AmendmentKind if one is not AmendmentKind.CORRECTION)


@dataclass(frozen=True, slots=True)
class TaskRef:
    """As it is called now."""

    id: int
    number: str | None
    title: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """`name` is what the unit or the indicator is called now."""

    id: int
    action: ChangeAction
    task: TaskRef | None
    assignment_id: int | None
    indicator_id: int | None
    name: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class AmendmentView:
    id: int
    number: int
    kind: AmendmentKind
    basis: str | None
    organ: str | None
    decided_on: date | None
    effective_on: date
    reason: str
    document_id: int | None
    proof: dict[str, Any] | None
    made_by: str
    made_at: datetime
    changes: list[ChangeView]


@dataclass(frozen=True, slots=True)
class AmendmentPage:
    items: list[AmendmentView]
    next: str | None
    total: int | None


_PLAIN = AmendmentView.__slots__[:-1]


def amendments(
    session: Session,
    actor: Actor,
    plan_id: int,
    window: Window,
    *,
    kinds: Collection[AmendmentKind] = tuple(AmendmentKind),
    number: int | None = None,
) -> AmendmentPage:
    """The newest first, with the changes of tasks that the actor may read; those that changed no
    such task are left out. Of a precedent of elsewhere no person is named. Raise `NotFoundError`
    for a plan that he may not read.
    """
    plan = get(session, actor, plan_id)
    seen = select(col(AmendmentChange.amendment_id)).where(
        col(AmendmentChange.plan_id) == plan_id, _visible(actor)
    )
    query = select(*[getattr(Amendment, name) for name in _PLAIN]).where(
        col(Amendment.plan_id) == plan_id,
        col(Amendment.kind).in_(kinds),
        col(Amendment.id).in_(seen),
    )
    if number is not None:
        query = query.where(col(Amendment.number) == number)
    filters = {"of": plan_id, "kinds": sorted(kinds)}
    found = page(session, query, NEWEST, replace(window, filters=filters))
    changes = _changes(session, actor, [row.id for row in found.rows])
    items = [AmendmentView(*[*row[: len(_PLAIN)], changes[row.id]]) for row in found.rows]
    if not knows(session, actor, plan_id):
        place = session.get_one(Region, plan.region_id).name
        items = [replace(one, made_by=place, reason=_public(one)) for one in items]
    return AmendmentPage(items, found.next, found.total)


def amendment(session: Session, actor: Actor, amendment_id: int) -> AmendmentView:
    """One that is there."""
    columns = [getattr(Amendment, name) for name in _PLAIN]
    query: Select[Any] = select(*columns).where(col(Amendment.id) == amendment_id)
    row = session.execute(query).one()
    return AmendmentView(*[*row, _changes(session, actor, [amendment_id])[amendment_id]])


def _visible(actor: Actor) -> ColumnElement[bool]:
    tasks = queries.readable_tasks(actor).with_only_columns(col(Task.id))
    changed = col(AmendmentChange.task_id)
    return or_(changed.is_(None), changed.in_(tasks))


def _changes(session: Session, actor: Actor, ids: Sequence[int]) -> Mapping[int, list[ChangeView]]:
    query = (
        select(
            *cols(
                AmendmentChange.amendment_id,
                AmendmentChange.id,
                AmendmentChange.action,
                AmendmentChange.task_id,
                Task.number,
                Task.title,
                AmendmentChange.assignment_id,
                AmendmentChange.indicator_id,
                func.coalesce(Indicator.name, Assignment.name),
                AmendmentChange.before,
                AmendmentChange.after,
            )
        )
        .outerjoin(Task, col(Task.id) == col(AmendmentChange.task_id))
        .outerjoin(Indicator, col(Indicator.id) == col(AmendmentChange.indicator_id))
        .outerjoin(Assignment, col(Assignment.id) == col(AmendmentChange.assignment_id))
        .where(col(AmendmentChange.amendment_id).in_(ids), _visible(actor))
        .order_by(col(AmendmentChange.id))
    )
    found: defaultdict[int, list[ChangeView]] = defaultdict(list)
    for of, id_, action, task_id, number, title, *rest in session.execute(query):
        task = TaskRef(task_id, number, title) if task_id is not None else None
        found[of].append(ChangeView(id_, action, task, *rest))
    return found


# ---- marks of a matrix -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """That an amendment changed a row, or a cell, of a matrix; see `ChangeView`. `role` is that of
    the assignment now, `reason` that of the amendment: of a claim who made and who confirmed it.
    """

    change_id: int
    number: int
    kind: AmendmentKind
    action: ChangeAction
    assignment_id: int | None
    role: Role | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str


def _public(one: AmendmentView | Mark) -> str:
    """The ground of a claim names who made and who confirmed it."""
    return CLAIMED if one.kind is AmendmentKind.CLAIM else one.reason


def marks(
    session: Session, actor: Actor, plan_id: int, until: int = MOST_AMENDMENTS
) -> Mapping[int, list[Mark]]:
    """By task, in the order in which they were made, as far as the amendment number `until`. The
    caller shows those of readable tasks. Names persons as `amendments` does.
    """
    known = knows(session, actor, plan_id)
    query = (
        select(
            *cols(
                AmendmentChange.task_id,
                AmendmentChange.id,
                Amendment.number,
                Amendment.kind,
                AmendmentChange.action,
                AmendmentChange.assignment_id,
                Assignment.role,
                AmendmentChange.before,
                AmendmentChange.after,
                Amendment.reason,
            )
        )
        .outerjoin(Assignment, col(Assignment.id) == col(AmendmentChange.assignment_id))
        .join(Amendment, col(Amendment.id) == col(AmendmentChange.amendment_id))
        .where(
            col(AmendmentChange.plan_id) == plan_id,
            col(AmendmentChange.task_id).is_not(None),
            col(Amendment.number) <= until,
        )
        .order_by(col(Amendment.number), col(AmendmentChange.id))
    )
    found: defaultdict[int, list[Mark]] = defaultdict(list)
    for task_id, *values in session.execute(query):
        mark = Mark(*values)
        found[task_id].append(mark if known else replace(mark, reason=_public(mark)))
    return found


def cells(
    found: Mapping[int, Sequence[Mark]], columns: Collection[Column]
) -> Mapping[tuple[int, str], list[Mark]]:
    """By the cell that each changed, "task", "due" or a role that has a column: one mark for each
    amendment.
    """
    roles = {column.role.value for column in columns}
    of: defaultdict[tuple[int, str], list[Mark]] = defaultdict(list)
    for task_id, some in found.items():
        for one in some:
            for place in sorted(_places(one, roles)):
                if one.number not in {mark.number for mark in of[task_id, place]}:
                    of[task_id, place].append(one)
    return of


def _places(one: Mark, roles: Collection[str]) -> set[str]:
    sides = [side for side in (one.before, one.after) if side]
    if one.assignment_id is not None:
        named = {str(side["role"]) for side in sides if "role" in side} or {one.role or ""}
        return (named & set(roles)) or {"task"}
    if one.action is not ChangeAction.TASK_CHANGED:
        return {"task"}
    return {"due" if name.startswith("due_") else "task" for side in sides for name in side}


@dataclass(frozen=True, slots=True)
class EndedTask:
    """A task that an amendment ended."""

    id: int
    number: str | None
    title: str
    ended_by: int


def ended_tasks(
    session: Session, actor: Actor, plan_id: int, until: int = MOST_AMENDMENTS
) -> list[EndedTask]:
    query = (
        queries.readable_tasks(actor)
        .join(Amendment, col(Amendment.id) == col(Task.ended_by_id))
        .where(col(Task.plan_id) == plan_id, col(Amendment.number) <= until)
        .with_only_columns(*cols(Task.id, Task.number, Task.title, Amendment.number))
        .order_by(col(Task.position), col(Task.id))
    )
    return [EndedTask(*row) for row in session.execute(query)]
