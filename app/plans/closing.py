"""Findings end: by whom, when, and that it happened."""

from collections.abc import Iterable, Mapping, Sequence

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
    before: Mapping[int, int | None] | None = None,
) -> None:
    """Settle findings, by whom and when. `before`: by assignment the unit that it had."""
    had = before or {}
    concerned = {unit_id, *had.values()}
    for one in found:
        one.settled_at = clock.now()
        one.settled_by = actor.name
        event = FindingSettled(
            subject=Subject("plan", plan.id),
            region_id=plan.region_id,
            unit_ids=tuple(sorted(one for one in concerned if one is not None)),
            code=one.code,
            message=one.message,
            printed_name=one.printed_name,
            unit_id=unit_id,
            assignments=len(had),
            before={str(id_): unit for id_, unit in had.items()},
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
