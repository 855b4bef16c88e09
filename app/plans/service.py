"""Plans: from an upload to a published matrix. What other domains and the edge call.

The head of a plan is changed in `heading`, tasks and assignments of a draft in `editing`; what is
asked about it is answered in `settling`.
"""

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans import findings, rules
from app.plans.access import for_change, for_judging, get, to_write
from app.plans.amending.decisions import Decision, concerning, decisions
from app.plans.amending.naming import settle
from app.plans.amending.recording import Amended
from app.plans.amending.rules import Grounds
from app.plans.amending.service import (
    add_published_task,
    amend,
    assign_published,
    correct,
    end_assignment,
    reassign_published,
)
from app.plans.drafts.assigning import (
    NewAssignment,
    add_assignment,
    change_assignment,
    delete_assignment,
)
from app.plans.drafts.editing import NewTask, add_task, change_task, delete_task
from app.plans.drafts.merging import merge_tasks
from app.plans.drafts.splitting import Split, split_task
from app.plans.events import PlanDeleted, PlanPublished
from app.plans.heading import change
from app.plans.lint import service as lint
from app.plans.locking import lock, touch
from app.plans.models import Assignment, Document, Plan, Task, standing
from app.plans.naming import link_open_names
from app.plans.terms import PlanState
from app.plans.uploads.drafting import Imported
from app.plans.uploads.importing import import_file, read
from app.plans.uploads.receiving import (
    Home,
    Received,
    drop_unused,
    home_of,
    receive,
    register,
    stored,
)
from app.plans.versions.service import (
    check_free,
    import_over,
    read_version,
    receive_over,
    withdraw_version,
)
from app.plans.versions.service import register as register_version
from app.plans.versions.succeeding import end_predecessor

__all__ = [
    "Amended",
    "Decision",
    "Grounds",
    "Home",
    "Imported",
    "NewAssignment",
    "NewTask",
    "Received",
    "Split",
    "add_assignment",
    "add_published_task",
    "add_task",
    "amend",
    "assign_published",
    "change",
    "change_assignment",
    "change_task",
    "concerning",
    "correct",
    "decisions",
    "delete",
    "delete_assignment",
    "delete_task",
    "drop_unused",
    "end_assignment",
    "for_change",
    "for_judging",
    "get",
    "home_of",
    "import_file",
    "import_over",
    "link_open_names",
    "lock",
    "merge_tasks",
    "publish",
    "read",
    "read_version",
    "reassign_published",
    "receive",
    "receive_over",
    "register",
    "register_version",
    "settle",
    "split_task",
    "stored",
    "to_write",
    "withdraw_version",
]


def publish(session: Session, actor: Actor, plan_id: int, expected: int | None = None) -> Plan:
    """Make a draft binding. Raise `ErrorsStandError` with the list, `NothingReadError`, and
    `StillReadingError` where a new version is about to change it.
    """
    before = get(session, actor, plan_id).supersedes_id
    if before is not None:
        lock(session, before)  # the older first, as whoever sends a new version over it
    plan = for_change(session, actor, plan_id, expected)
    check_free(session, plan)
    tasks = select(func.count()).where(col(Task.plan_id) == plan.id, standing(Task))
    count = session.execute(tasks).scalar_one()
    errors = [*findings.open_errors(session, plan.id), *lint.open_errors(session, plan)]
    rules.check_publishable(count, errors)
    plan.reporting_from, plan.reporting_until = rules.reporting_span(
        plan.reporting_from, plan.reporting_until, plan.issued_on, plan.period_end
    )
    plan.state = PlanState.PUBLISHED
    plan.published_at = clock.now()
    touch(plan)
    end_predecessor(session, actor, plan)
    event = PlanPublished(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        unit_ids=_units_of(session, plan),
        title=plan.title,
        tasks=count,
        reporting_from=rules.iso(plan.reporting_from),
        reporting_until=rules.iso(plan.reporting_until),
    )
    emit(session, actor, event)
    return plan


def _units_of(session: Session, plan: Plan) -> tuple[int, ...]:
    query = select(col(Assignment.unit_id)).where(
        col(Assignment.plan_id) == plan.id,
        col(Assignment.unit_id).is_not(None),
        standing(Assignment),
    )
    return tuple(sorted(one for one in session.scalars(query.distinct()) if one is not None))


def delete(session: Session, actor: Actor, plan_id: int, expected: int | None = None) -> list[str]:
    """Delete what was never published. Files that a draft was made from stay until `verify` finds
    them unused; the digests of those never imported are for `drop_unused` once this is committed.
    """
    plan = for_change(session, actor, plan_id, expected)
    rules.check_deletable(plan.state)
    files = select(*cols(Document.sha256, Document.text_sha256)).where(
        col(Document.plan_id) == plan.id
    )
    found = session.execute(files).all()
    event = PlanDeleted(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        title=plan.title,
        state=plan.state.value,
        documents=tuple(file.sha256 for file in found),
    )
    session.delete(plan)
    emit(session, actor, event)
    return [file.sha256 for file in found if file.text_sha256 is None]
