"""年度阶段成果 of tasks that have become ongoing."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.progress.life import access, rules
from app.progress.life import extension_rules as checks
from app.progress.life.events import StageResultWritten
from app.progress.life.models import StageResult
from app.progress.life.terms import Action


def write_result(
    session: Session,
    actor: Actor,
    task_id: int,
    year: int,
    text: str,
    *,
    on_behalf_of: str | None = None,
    expected: int | None = None,
) -> None:
    """Say what a year brought; written again, the journal keeps what stood before. Raise as
    `service.act`.
    """
    found = access.find(session, actor, task_id)
    rules.check_who(Action.APPLY_CLOSURE, found.who)
    task = access.lock(session, found, expected)
    checks.check_stage(task.state, year, clock.today(), text)
    rules.check_speaker(found.who, on_behalf_of)
    query = select(StageResult).where(
        col(StageResult.task_id) == task_id, col(StageResult.year) == year
    )
    row = session.scalars(query).first()
    before = row.text if row else None
    said = access.asker(actor, found, on_behalf_of) | {
        "text": text,
        "written_by": actor.name,
        "written_on": clock.today(),
    }
    if row is None:
        session.add(StageResult(year=year, **said))
    else:
        row.sqlmodel_update(said)
    task.version += 1
    task.updated_at = clock.now()
    event = StageResultWritten(
        subject=Subject("task", task.id),
        region_id=task.region_id,
        unit_ids=found.unit_ids,
        plan_id=task.plan_id,
        year=year,
        text=(before, text),
        on_behalf_of=said["on_behalf_of"],
    )
    emit(session, actor, event)
