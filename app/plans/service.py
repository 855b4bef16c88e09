"""Plans: from an upload to a published matrix. What other domains and the edge call.

Tasks and assignments of a draft are changed in `editing`, what is asked about it is answered in
`settling`.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans import findings, rules
from app.plans.access import for_change, get, touch
from app.plans.drafts.assigning import (
    NewAssignment,
    add_assignment,
    change_assignment,
    delete_assignment,
)
from app.plans.drafts.editing import NewTask, add_task, change_task, delete_task
from app.plans.drafts.merging import merge_tasks
from app.plans.drafts.splitting import Split, split_task
from app.plans.events import PlanChanged, PlanDeleted, PlanPublished
from app.plans.models import Assignment, Document, Plan, Task
from app.plans.naming import link_open_names
from app.plans.settling import confirm_first_leads, settle
from app.plans.terms import PlanState
from app.plans.uploads.drafting import Imported
from app.plans.uploads.importing import import_file, read
from app.plans.uploads.receiving import Home, Received, check_office, home_of, receive, register
from app.plans.versions.service import (
    check_over,
    import_over,
    read_version,
    receive_over,
    withdraw_version,
)
from app.plans.versions.service import register as register_version

__all__ = [
    "Home",
    "Imported",
    "NewAssignment",
    "NewTask",
    "Received",
    "Split",
    "add_assignment",
    "add_task",
    "change",
    "change_assignment",
    "change_task",
    "check_over",
    "delete",
    "delete_assignment",
    "delete_task",
    "get",
    "home_of",
    "import_file",
    "import_over",
    "link_open_names",
    "merge_tasks",
    "publish",
    "read",
    "read_version",
    "receive",
    "receive_over",
    "register",
    "register_version",
    "settle",
    "split_task",
    "withdraw_version",
]


def change(
    session: Session,
    actor: Actor,
    plan_id: int,
    values: Mapping[str, Any],
    expected: int | None = None,
) -> None:
    """Change the named fields; `first_leads_confirmed` settles all joint leads of the plan."""
    plan = for_change(session, actor, plan_id, expected)
    values = dict(values)
    if values.pop("first_leads_confirmed", None):
        rules.check_read(plan.state)
        confirm_first_leads(session, actor, plan)
        touch(plan)
    if not values:
        return
    rules.check_changeable(plan.state, values)
    after = {name: getattr(plan, name) for name in ("reporting_from", "reporting_until")} | values
    rules.check_reporting(after["reporting_from"], after["reporting_until"])
    if values.get("office_id") is not None:
        check_office(session, actor, values["office_id"], plan.region_id)
    _write(session, actor, plan, values)


def _write(session: Session, actor: Actor, plan: Plan, values: Mapping[str, Any]) -> None:
    changes = rules.changed({name: getattr(plan, name) for name in values}, values)
    if not changes:
        return
    for name, value in values.items():
        setattr(plan, name, value)
    touch(plan)
    subject = Subject("plan", plan.id)
    emit(session, actor, PlanChanged(subject=subject, region_id=plan.region_id, changes=changes))


def publish(session: Session, actor: Actor, plan_id: int, expected: int | None = None) -> Plan:
    """Make a draft binding. Raise `ErrorsStandError` with the list, `NothingReadError`."""
    plan = for_change(session, actor, plan_id, expected)
    rules.check_draft(plan.state)
    tasks = select(func.count()).select_from(Task).where(col(Task.plan_id) == plan.id)
    count = session.execute(tasks).scalar_one()
    rules.check_publishable(count, findings.open_errors(session, plan.id))
    plan.reporting_from, plan.reporting_until = rules.reporting_span(
        plan.reporting_from, plan.reporting_until, plan.issued_on, plan.period_end
    )
    plan.state = PlanState.PUBLISHED
    plan.published_at = clock.now()
    touch(plan)
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
        col(Assignment.plan_id) == plan.id, col(Assignment.unit_id).is_not(None)
    )
    return tuple(sorted(one for one in session.scalars(query.distinct()) if one is not None))


def delete(session: Session, actor: Actor, plan_id: int, expected: int | None = None) -> None:
    """Delete what was never published. Its files stay until `verify` finds them unused."""
    plan = for_change(session, actor, plan_id, expected)
    rules.check_deletable(plan.state)
    files = select(col(Document.sha256)).where(col(Document.plan_id) == plan.id)
    event = PlanDeleted(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        title=plan.title,
        state=plan.state.value,
        documents=tuple(session.scalars(files)),
    )
    session.delete(plan)
    emit(session, actor, event)
