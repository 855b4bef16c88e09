"""What was open is answered: by a person's word, or by an edit that mended it."""

from collections import Counter

from sqlalchemy import and_, func, select, update
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.core.errors import NotFoundError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans import asking, naming, numbering, rules
from app.plans.access import for_change
from app.plans.closing import close, new_versions, open_findings
from app.plans.events import FirstLeadsConfirmed
from app.plans.lint import carrying
from app.plans.locking import touch
from app.plans.models import Assignment, Finding, Plan, Task, standing
from app.reading.terms import FirstLeadBasis, Role, Severity, TaskKind
from app.units import service as units

JOINT_LEADS = "joint_leads_unranked"


def settle(
    session: Session,
    actor: Actor,
    plan_id: int,
    finding_id: int,
    *,
    unit_id: int | None = None,
    remember: bool = False,
) -> None:
    """Name the unit that a printed name means, or put down that a finding was looked at."""
    plan = for_change(session, actor, plan_id)
    found = session.get(Finding, finding_id)
    if found is None or found.plan_id != plan.id:
        raise NotFoundError
    if unit_id is not None and found.code != naming.NAME:
        raise rules.NotANameError
    if unit_id is None and found.settled_at is not None:
        return
    if unit_id is not None and found.printed_name is not None:
        rules.check_draft(plan.state)
        before = naming.name_unit(session, actor, plan, found.printed_name, unit_id)
        if remember:
            units.add_alias(session, actor, unit_id=unit_id, name=found.printed_name)
        close(session, actor, plan, [found], unit_id=unit_id, before=before)
        naming.answer(session, actor, plan)
    elif found.code == JOINT_LEADS:
        confirm_first_leads(session, actor, plan)
    else:
        rules.check_settled_by_word(found.code, found.severity, found.task_id)
        carrying.seen(session, actor, plan, [found])
        close(session, actor, plan, [found])
    touch(plan)


# ---- leads -----------------------------------------------------------------------------------


def confirm_first_leads(session: Session, actor: Actor, plan: Plan) -> None:
    """The first printed of several leads files, in every task where nothing else was said."""
    _confirm(session, actor, plan)
    plan.first_leads_confirmed_at = plan.first_leads_confirmed_at or clock.now()
    close(session, actor, plan, open_findings(session, plan, (JOINT_LEADS,)))


def _confirm(session: Session, actor: Actor, plan: Plan, task: Task | None = None) -> None:
    """In one task, or in all."""
    confirming = update(Assignment).where(
        col(Assignment.plan_id) == plan.id,
        col(Assignment.first_lead_basis) == FirstLeadBasis.DEFAULT,
        standing(Assignment),
    )
    if task is not None:
        confirming = confirming.where(col(Assignment.task_id) == task.id)
    values = confirming.values(first_lead_basis=FirstLeadBasis.CONFIRMED)
    returned = values.returning(*cols(Assignment.id, Assignment.task_id))
    touched = session.execute(returned).all()
    new_versions(session, [row.task_id for row in touched])
    if touched:
        event = FirstLeadsConfirmed(
            subject=Subject("plan", plan.id),
            region_id=plan.region_id,
            assignments=len(touched),
            assignment_ids=tuple(sorted(row.id for row in touched)),
        )
        emit(session, actor, event)


# ---- what an edit has mended -----------------------------------------------------------------


def ask_about(session: Session, plan: Plan, task: Task) -> None:
    """After an edit that may have left a task without units, or without a lead as others have."""
    session.flush()  # the facts are counted by the database
    facts = _facts(session, plan)
    here = facts[task.id]
    no_lead = here.units and not here.leads and any(one.leads for one in facts.values())
    if here.units and not no_lead:
        return
    number = numbering.of_plan(session, plan)[task.id]
    messages = {
        "unassigned": None if here.units else asking.unassigned_message(number),
        "no_lead": asking.no_lead_message(number) if no_lead else None,
    }
    open_now = {
        one.code
        for one in open_findings(session, plan, rules.MENDABLE)
        if one.task_id == task.id or _is_of_all(one, task)
    }
    for code, message in messages.items():
        if message is not None and code not in open_now:
            session.add(
                Finding(
                    plan_id=plan.id,
                    task_id=task.id,
                    code=code,
                    severity=Severity.WARNING,
                    message=message,
                )
            )


def _is_of_all(one: Finding, task: Task) -> bool:
    """Whether it is asked once for all tasks, or all projects: those are asked by a note."""
    of_projects = one.severity is Severity.NOTE
    return (
        one.task_id is None
        and one.code == "unassigned"
        and of_projects is (task.kind is TaskKind.PROJECT)
    )


def looked_at(session: Session, actor: Actor, plan: Plan, task: Task) -> int:
    """Settle what is open about a task and asks for nothing but a look; how many there were.

    Whoever looked and let its joint leads stand confirmed them.
    """
    query = select(Finding).where(
        col(Finding.task_id) == task.id,
        col(Finding.settled_at).is_(None),
        col(Finding.severity) != Severity.ERROR,
        col(Finding.code) != naming.NAME,
    )
    found = session.scalars(query.order_by(col(Finding.id))).all()
    if any(one.code == JOINT_LEADS for one in found):
        _confirm(session, actor, plan, task)
    carrying.seen(session, actor, plan, found)
    close(session, actor, plan, found)
    carrying.task_seen(session, actor, plan, task)
    return len(found)


def look_again(session: Session, actor: Actor, plan: Plan) -> None:
    """After an edit: what was asked and is answered now is settled, what is new is asked."""
    session.flush()  # the facts are counted by the database
    facts = _facts(session, plan)
    mended = [
        one
        for one in open_findings(session, plan, rules.MENDABLE)
        if one.task_id is not None
        and (one.task_id not in facts or rules.is_mended(one.code, facts[one.task_id]))
    ]
    close(session, actor, plan, mended)
    _look_at_leads(session, actor, plan)
    naming.answer(session, actor, plan)
    naming.ask(session, plan)


def _facts(session: Session, plan: Plan) -> dict[int, rules.TaskFacts]:
    is_lead = col(Assignment.role) == Role.LEAD
    query = (
        select(
            col(Task.id),
            col(Task.number),
            func.length(func.trim(col(Task.text))),
            func.count(col(Assignment.id)).filter(is_lead),
            func.count(col(Assignment.id)),
        )
        .outerjoin(Assignment, and_(col(Assignment.task_id) == col(Task.id), standing(Assignment)))
        .where(col(Task.plan_id) == plan.id, standing(Task))
        .group_by(col(Task.id), col(Task.number), col(Task.text))
    )
    rows = session.execute(query).all()
    numbers = Counter(number for _, number, *_ in rows)
    return {
        id_: rules.TaskFacts(length > 0, leads, named, numbers[number] == 1)
        for id_, number, length, leads, named in rows
    }


def _look_at_leads(session: Session, actor: Actor, plan: Plan) -> None:
    """The question about joint leads is open exactly while some lead files by default."""
    by_default = (
        select(col(Task.id))
        .join(Assignment, col(Assignment.task_id) == col(Task.id))
        .where(
            col(Assignment.plan_id) == plan.id,
            col(Assignment.first_lead_basis) == FirstLeadBasis.DEFAULT,
            standing(Assignment),
        )
        .order_by(col(Task.position))
    )
    tasks = session.scalars(by_default).all()
    asked = open_findings(session, plan, (JOINT_LEADS,))
    over = [one for one in asked if not tasks or one.task_id not in (None, *tasks)]
    close(session, actor, plan, over)
    if tasks and len(over) == len(asked):
        called = numbering.of_plan(session, plan)
        plan.first_leads_confirmed_at = None
        session.add(
            Finding(
                plan_id=plan.id,
                code=JOINT_LEADS,
                severity=Severity.WARNING,
                message=asking.joint_leads_message([called[id_] for id_ in tasks]),
            )
        )
