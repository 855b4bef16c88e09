"""After a split: who of the successors holds an assignment that names the unit which was split."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

import app.units.reforms.service as reforms
from app.core.actor import Actor
from app.core.columns import cols
from app.core.errors import ConflictError, InvalidError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans import access
from app.plans.holding.events import AssignmentsHandedOver
from app.plans.holding.models import Handover
from app.plans.models import Assignment, Plan, Task, standing
from app.plans.queries import readable
from app.plans.terms import PlanState
from app.units.reforms.models import UnitLine
from app.units.reforms.service import Reform
from app.units.reforms.terms import ReformKind


class NotASplitError(ConflictError):
    code, title = "not_a_split", "只有拆分才需要确定任务归哪个承继单位"


class NotASuccessorError(InvalidError):
    code, title = "not_a_successor", "只能交给这次拆分的承继单位"


class NotOfThisSplitError(InvalidError):
    code, title = "not_of_this_split", "有的责任分工不属于被拆分的单位"


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
    earlier = aliased(Handover)
    elsewhere = exists().where(
        col(earlier.assignment_id) == col(Assignment.id),
        col(earlier.reform_id) != reform.id,
        col(earlier.unit_id) != old,
    )
    said = (col(Handover.assignment_id) == col(Assignment.id)) & (
        col(Handover.reform_id) == reform.id
    )
    query = (
        select(
            *cols(Assignment.id, Assignment.task_id, Assignment.plan_id, Assignment.printed_label),
            col(Assignment.unit_id).label("named_id"),
            *cols(Assignment.raw, Task.number, Task.title, Handover.unit_id, Handover.decided_by),
            col(Plan.title).label("plan"),
        )
        .join(Task, col(Task.id) == col(Assignment.task_id))
        .join(Plan, col(Plan.id) == col(Assignment.plan_id))
        .outerjoin(Handover, said)
        .where(
            or_(col(Assignment.unit_id) == old, col(Assignment.unit_id).in_(before)),
            standing(Assignment),
            col(Plan.id).in_(readable(actor).with_only_columns(col(Plan.id)).correlate(None)),
            col(Plan.state) == PlanState.PUBLISHED,
            ~elsewhere,
        )
        .order_by(col(Plan.id), col(Task.position), col(Assignment.position))
    )
    return session.execute(query).all()


def decided(session: Session, reform_id: int) -> int:
    query = select(col(Handover.id)).where(col(Handover.reform_id) == reform_id)
    return len(session.scalars(query).all())


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
        raise NotASplitError
    if unit_id is not None and unit_id not in {one.id for one in reform.successors}:
        raise NotASuccessorError
    there = {row.id: row for row in of_split(session, actor, reform)}
    if not set(assignment_ids) <= there.keys():
        raise NotOfThisSplitError
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
    session.execute(
        delete(Handover).where(col(Handover.assignment_id).in_([row.id for row in rows]))
    )
    if unit_id is None:
        return
    session.add_all(
        Handover(
            assignment_id=row.id,
            task_id=row.task_id,
            plan_id=row.plan_id,
            named_id=row.named_id,
            unit_id=unit_id,
            reform_id=reform.id,
            since=reform.effective_on,
            decided_by=actor.name,
            decided_at=clock.now(),
        )
        for row in rows
    )
    session.flush()  # lists of this transaction see it


def check_untouched(session: Session, reform_id: int) -> None:
    """Raise `ConflictError` while decisions rest on a split that is to be taken back."""
    count = decided(session, reform_id)
    if count:
        raise reforms.ReformInUseError(f"已确定 {count} 项责任分工归哪个承继单位，请先撤销这些确定")
