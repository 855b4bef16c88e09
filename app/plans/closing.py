"""Findings end: by whom, when, and that it happened."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans.events import FindingSettled
from app.plans.models import Finding, Plan, Task


def close(
    session: Session,
    actor: Actor,
    plan: Plan,
    found: Iterable[Finding],
    *,
    unit_id: int | None = None,
    assignments: int = 0,
) -> None:
    """Settle findings, by whom and when."""
    for one in found:
        one.settled_at = clock.now()
        one.settled_by = actor.name
        event = FindingSettled(
            subject=Subject("plan", plan.id),
            region_id=plan.region_id,
            unit_ids=(unit_id,) if unit_id else (),
            code=one.code,
            message=one.message,
            printed_name=one.printed_name,
            unit_id=unit_id,
            assignments=assignments,
        )
        emit(session, actor, event)


def open_findings(session: Session, plan: Plan, codes: Sequence[str]) -> Sequence[Finding]:
    query = select(Finding).where(
        col(Finding.plan_id) == plan.id,
        col(Finding.code).in_(codes),
        col(Finding.settled_at).is_(None),
    )
    return session.scalars(query.order_by(col(Finding.id))).all()


def new_versions(session: Session, task_ids: Iterable[int]) -> None:
    ids = sorted(set(task_ids))
    if ids:
        newer = update(Task).where(col(Task.id).in_(ids))
        session.execute(newer.values(version=col(Task.version) + 1, updated_at=clock.now()))
