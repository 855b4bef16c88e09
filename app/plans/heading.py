"""What a person says of a plan as a whole: its head as printed, who runs it, how it is answered."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.core.events import Subject
from app.jobs.service import emit
from app.plans import rules
from app.plans.access import for_change
from app.plans.closing import close, new_versions, open_findings
from app.plans.events import PlanChanged
from app.plans.locking import touch
from app.plans.models import Plan, Task
from app.plans.settling import confirm_first_leads
from app.plans.uploads.receiving import check_office
from app.reading.dates import due
from app.reading.terms import DueSource

_SPANS = ("reporting_from", "reporting_until", "period_start", "period_end")


def change(
    session: Session,
    actor: Actor,
    plan_id: int,
    values: Mapping[str, Any],
    expected: int | None = None,
) -> None:
    """Change the named fields; `first_leads_confirmed` settles all joint leads of the plan.

    Tasks that are due at the end of the plan follow a new `period_end`.
    """
    plan = for_change(session, actor, plan_id, expected)
    values = dict(values)
    if values.pop("first_leads_confirmed", None):
        rules.check_read(plan.state)
        confirm_first_leads(session, actor, plan)
        touch(plan)
    if not values:
        return
    rules.check_changeable(plan.state, values)
    after = {name: getattr(plan, name) for name in _SPANS} | values
    rules.check_reporting(after["reporting_from"], after["reporting_until"])
    rules.check_period(after["period_start"], after["period_end"])
    if values.get("office_id") is not None:
        check_office(session, actor, values["office_id"], plan.region_id)
    _write(session, actor, plan, values)


def _write(session: Session, actor: Actor, plan: Plan, values: Mapping[str, Any]) -> None:
    changes = rules.changed({name: getattr(plan, name) for name in values}, values)
    if not changes:
        return
    before = plan.period_end
    for name, value in values.items():
        setattr(plan, name, value)
    touch(plan)
    moved = _move_dates(session, plan, before) if "period_end" in changes else 0
    subject = Subject("plan", plan.id)
    event = PlanChanged(subject=subject, region_id=plan.region_id, changes=changes, tasks=moved)
    emit(session, actor, event)
    if "period_end" in changes and plan.period_end is not None:
        close(session, actor, plan, open_findings(session, plan, ("no_due_dates",)))


def _move_dates(session: Session, plan: Plan, before: int | None) -> int:
    """Let the tasks follow the new end of the plan; how many did."""
    columns = cols(Task.id, Task.due_on, Task.due_text, Task.due_source)
    rows = session.execute(select(*columns).where(col(Task.plan_id) == plan.id)).all()
    moved: dict[date | None, list[int]] = defaultdict(list)
    for id_, due_on, text, source in rows:
        if _ends_with_the_plan(text, source, before):
            now = rules.last_day(plan.period_end)
            if now != due_on:
                moved[now].append(id_)
    for day, ids in moved.items():
        session.execute(update(Task).where(col(Task.id).in_(ids)).values(due_on=day))
    every = [id_ for ids in moved.values() for id_ in ids]
    new_versions(session, every)
    return len(every)


def _ends_with_the_plan(text: str | None, source: DueSource | None, before: int | None) -> bool:
    """Where no time is printed, and where the printed one is “规划期末”."""
    if source is not DueSource.PRINTED or not text:
        return source is DueSource.PLAN
    year = before or 2000  # any will do: the words name none themselves
    return due(text, None)[0] is None and due(text, None, year)[0] == rules.last_day(year)
