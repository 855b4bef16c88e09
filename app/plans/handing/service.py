"""After a split: who of the successors holds an assignment that names the unit which was split."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, delete, func, or_, select
from sqlmodel import Session, col

import app.units.reforms.service as reforms
from app.core.actor import Actor
from app.core.columns import cols
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans import access
from app.plans.handing import layering
from app.plans.holding.events import AssignmentsHandedOver
from app.plans.holding.models import Handover
from app.plans.models import Assignment, Plan, Task, standing
from app.plans.queries import readable
from app.plans.terms import PlanState
from app.units.reforms.models import UnitLine
from app.units.reforms.service import Reform
from app.units.reforms.terms import ReformKind


def of_split(session: Session, actor: Actor, reform: Reform) -> Sequence[Row[Any]]:
    """Every assignment that the split unit held in published plans which the actor may read: what
    it is, and, where a coordinator has said so, who holds it (`unit_id`).
    """
    if reform.kind is not ReformKind.SPLIT:
        return []
    old = reform.predecessors[0].id
    before = select(col(UnitLine.named_id)).where(
        col(UnitLine.holder_id) == old, col(UnitLine.since) <= reform.effective_on
    )
    query = (
        select(
            *cols(Assignment.id, Assignment.task_id, Assignment.plan_id, Assignment.printed_label),
            col(Assignment.unit_id).label("named_id"),
            *cols(Assignment.raw, Task.number, Task.title),
            *_said_here(reform),
            col(Plan.title).label("plan"),
        )
        .join(Task, col(Task.id) == col(Assignment.task_id))
        .join(Plan, col(Plan.id) == col(Assignment.plan_id))
        .outerjoin(Handover, col(Handover.assignment_id) == col(Assignment.id))
        .where(
            _held(reform, old, before),
            standing(Assignment),
            col(Plan.id).in_(readable(actor).with_only_columns(col(Plan.id)).correlate(None)),
            col(Plan.state) == PlanState.PUBLISHED,
        )
        .order_by(col(Plan.id), col(Task.position), col(Assignment.position))
    )
    return session.execute(query).all()


def _said_here(reform: Reform) -> list[ColumnElement[Any]]:
    """Nobody has said so where the word in force is one on an earlier reform."""
    here = col(Handover.reform_id) == reform.id
    return [
        case((here, column)).label(column.key)
        for column in cols(Handover.unit_id, Handover.decided_by)
    ]


def _held(reform: Reform, old: int, before: Select[Any]) -> ColumnElement[bool]:
    """By the name that is printed, or by the word on an earlier split."""

    def is_old(unit: Any) -> ColumnElement[bool]:
        return or_(col(unit) == old, col(unit).in_(before))

    unsaid = col(Handover.id).is_(None) & is_old(Assignment.unit_id)
    return or_(unsaid, is_old(Handover.unit_id), col(Handover.reform_id) == reform.id)


def decided(session: Session, reform_id: int) -> int:
    """How many assignments that stand rest on what was said of this reform: those that `of_split`
    shows, whoever may read them.
    """
    query = (
        select(func.count())
        .select_from(Handover)
        .join(Assignment, col(Assignment.id) == col(Handover.assignment_id))
        .join(Plan, col(Plan.id) == col(Handover.plan_id))
        .where(
            col(Handover.reform_id) == reform_id,
            standing(Assignment),
            col(Plan.state) == PlanState.PUBLISHED,
        )
    )
    return int(session.execute(query).scalar_one())


def hand_over(
    session: Session,
    actor: Actor,
    reform_id: int,
    assignment_ids: Sequence[int],
    unit_id: int | None,
) -> None:
    """Say which successor holds these assignments from the day of the split on; with None nobody
    has said so, and the principal successor holds them.
    """
    reform = reforms.get(session, actor, reform_id)
    if reform.kind is not ReformKind.SPLIT:
        raise layering.NotASplitError
    if unit_id is not None and unit_id not in {one.id for one in reform.successors}:
        raise layering.NotASuccessorError
    there = {row.id: row for row in of_split(session, actor, reform)}
    if not set(assignment_ids) <= there.keys():
        raise layering.NotOfThisSplitError
    by_plan: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for one in dict.fromkeys(assignment_ids):
        by_plan[there[one].plan_id].append(there[one])
    for plan_id, rows in by_plan.items():
        plan = access.for_change(session, actor, plan_id)
        _write(session, actor, reform, rows, unit_id)
        heir = unit_id if unit_id is not None else reform.principal.id
        event = AssignmentsHandedOver(
            subject=Subject("plan", plan.id),
            region_id=plan.region_id,
            unit_ids=tuple(one.id for one in reform.successors),
            reform_id=reform.id,
            units={row.id: (row.unit_id or reform.principal.id, heir) for row in rows},
        )
        emit(session, actor, event)


def _write(
    session: Session, actor: Actor, reform: Reform, rows: Sequence[Row[Any]], unit_id: int | None
) -> None:
    ids = [row.id for row in rows]
    found = session.scalars(select(Handover).where(col(Handover.assignment_id).in_(ids))).all()
    there = {one.assignment_id: one for one in found}
    if not reform.in_force and any(one.reform_id != reform.id for one in found):
        raise layering.NotYetError
    earlier = {id_: layering.below(there.get(id_), reform.id) for id_ in ids}
    session.execute(delete(Handover).where(col(Handover.assignment_id).in_(ids)))
    new: list[Handover | None] = []
    for row in rows:
        assignment = {"assignment_id": row.id, "task_id": row.task_id}
        assignment |= {"plan_id": row.plan_id, "named_id": row.named_id}
        if unit_id is None:
            new.append(layering.uncovered(assignment, earlier[row.id]))
        else:
            said = _said(actor, reform, unit_id)
            new.append(Handover(**assignment, **said, earlier=earlier[row.id] or None))
    session.add_all(one for one in new if one is not None)
    session.flush()  # lists of this transaction see it


def _said(actor: Actor, reform: Reform, unit_id: int) -> dict[str, Any]:
    return {
        "unit_id": unit_id,
        "reform_id": reform.id,
        "since": reform.effective_on,
        "decided_by": actor.name,
        "decided_at": clock.now(),
    }


def check_untouched(session: Session, reform_id: int) -> None:
    """Raise `ConflictError` while decisions rest on a split that is to be taken back."""
    count = decided(session, reform_id)
    if count:
        raise reforms.ReformInUseError(f"已确定 {count} 项责任分工归哪个承继单位，请先撤销这些确定")


def forget(session: Session, reform_id: int) -> None:
    """A split is taken back: what was said of assignments and plans that have ended since held
    nothing up, and goes with it.
    """
    session.execute(delete(Handover).where(col(Handover.reform_id) == reform_id))
