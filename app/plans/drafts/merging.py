"""Several tasks of a draft become one: texts, units and evidence are united."""

from collections.abc import Hashable, Sequence

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.jobs.service import emit
from app.plans import rules as plan_rules
from app.plans.access import task_for_change
from app.plans.closing import close
from app.plans.drafts import assigning, ordering, places, proof, rules, telling
from app.plans.drafts.rules import Held, Piece
from app.plans.events import Changes, TaskChanged, TaskMerged
from app.plans.models import Assignment, Finding, Plan, Task
from app.plans.rules import PublishedTaskError
from app.reading.terms import DueSource, EvidenceRole

_DUE = ("due_on", "due_text", "due_source")


def merge_tasks(
    session: Session,
    actor: Actor,
    task_id: int,
    others: Sequence[int],
    expected: int | None = None,
) -> None:
    """Take other tasks of the plan into this one, which keeps its id, its number and its place.

    Raise `MergeItselfError`, `OtherPlanError`, `NotFoundError`, `TextTooLongError`.
    """
    plan, task = task_for_change(session, actor, task_id, PublishedTaskError, expected)
    if task.id in others:
        raise rules.MergeItselfError
    merged = ordering.of_plan(session, actor, plan, list(dict.fromkeys(others)))
    members = sorted([task, *merged], key=lambda one: (one.position, one.id))
    told = tuple(telling.whole(session, one) for one in merged)
    changes = _write(session, task, members)
    roles = _unite_units(session, actor, plan, task, members)
    _unite_places(session, task, members)
    _take_over(session, actor, plan, task, merged)
    event = TaskMerged(
        subject=Subject("task", task.id),
        region_id=plan.region_id,
        plan_id=plan.id,
        merged=told,
        changes=changes,
        roles=roles,
    )
    emit(session, actor, event)
    assigning.changed(session, actor, plan, task)


# ---- the task itself -------------------------------------------------------------------------


def _write(session: Session, task: Task, members: Sequence[Task]) -> Changes:
    text = rules.joined([_piece(session, one) for one in members])
    values: dict[str, object] = {
        "text": text,
        "title": rules.headline(text) if rules.is_from_text(task.title, task.text) else task.title,
        "number": task.number or next((one.number for one in members if one.number), None),
        "confidence": min(one.confidence for one in members),
    }
    printed = next((one for one in members if one.due_source is DueSource.PRINTED), None)
    if task.due_source is DueSource.PLAN and printed is not None:
        values |= {name: getattr(printed, name) for name in _DUE}
    changes = plan_rules.changed({name: getattr(task, name) for name in values}, values)
    for name, value in values.items():
        setattr(task, name, value)
    return changes


def _piece(session: Session, task: Task) -> Piece:
    words = proof.of_role(places.of_task(session, task), EvidenceRole.TASK)
    if not words:
        return Piece(task.text)
    return Piece(task.text, words[0].document_id, words[0].start, words[-1].end)


# ---- its units and evidence ------------------------------------------------------------------


def _unite_units(
    session: Session, actor: Actor, plan: Plan, task: Task, members: Sequence[Task]
) -> dict[str, tuple[str, ...]]:
    """Where roles differed: by name the roles, from the weakest to the one that stays."""
    rows = {one.id: one for member in members for one in telling.units_of(session, member)}
    held = [Held(one.id, one.unit_id, one.name, one.role) for one in rows.values()]
    united = rules.united(held)
    for gone in united.gone:
        session.delete(rows[gone.id])
    for position, kept in enumerate(united.kept, 1):
        row: Assignment = rows[kept.id]
        row.task_id, row.position = task.id, position
    assigning.order_leads(session, actor, plan, task)
    return {name: tuple(role.value for role in roles) for name, roles in united.roles.items()}


def _unite_places(session: Session, task: Task, members: Sequence[Task]) -> None:
    found = [place for one in members for place in places.of_task(session, one)]
    places.replace(session, task, proof.fused(found))


# ---- what hung on the others -----------------------------------------------------------------


def _take_over(
    session: Session, actor: Actor, plan: Plan, task: Task, merged: Sequence[Task]
) -> None:
    """What was asked about the others is asked about this one, and their measures become its."""
    gone = [one.id for one in merged]
    _take_findings(session, actor, plan, task, gone)
    parents = {spot.id: spot.parent_id for spot in ordering.spots(session, plan.id)}
    for id_, parent_id in rules.parents_after(parents, task.id, gone).items():
        _hang(session, actor, plan, session.get_one(Task, id_), parent_id)
    session.flush()  # what hangs on a task goes with it
    for one in merged:
        session.delete(one)
    ordering.close_gaps(session, plan)


def _hang(session: Session, actor: Actor, plan: Plan, child: Task, parent_id: int | None) -> None:
    after = {"parent_id": parent_id, "kind": rules.kind_below(child.kind, parent_id)}
    changes = plan_rules.changed({name: getattr(child, name) for name in after}, after)
    child.parent_id, child.kind = parent_id, rules.kind_below(child.kind, parent_id)
    event = TaskChanged(
        subject=Subject("task", child.id),
        region_id=plan.region_id,
        plan_id=plan.id,
        changes=changes,
    )
    emit(session, actor, event)


def _take_findings(
    session: Session, actor: Actor, plan: Plan, task: Task, gone: Sequence[int]
) -> None:
    about = col(Finding.task_id)
    is_open = col(Finding.settled_at).is_(None)
    here = session.scalars(select(Finding).where(about == task.id, is_open))
    asked = {_question(one) for one in here}
    query = select(Finding).where(about.in_(gone), is_open).order_by(col(Finding.id))
    again: list[Finding] = []
    for one in session.scalars(query).all():
        if _question(one) in asked:
            again.append(one)
        asked.add(_question(one))
    close(session, actor, plan, again)
    session.flush()
    session.execute(update(Finding).where(about.in_(gone)).values(task_id=task.id))


def _question(one: Finding) -> Hashable:
    """What two tasks may both be asked: the same of the task itself, or of the same words."""
    if one.code in plan_rules.MENDABLE:
        return one.code
    quotes = frozenset(str(place["quote"]) for place in one.evidence)
    return one.code, one.printed_name, one.suggested_unit_id, quotes
