"""What an amendment may do to a published plan: each a step in a ledger.

A decision that names another unit, or another role, ends an assignment and adds one, so that
either has its time. A correction sets the row right in its place: it never was otherwise.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.kit import clock
from app.plans import dues
from app.plans.amending import rules
from app.plans.amending.ledger import Ledger
from app.plans.drafts import assigning, ordering
from app.plans.drafts import rules as draft_rules
from app.plans.drafts.assigning import NewAssignment
from app.plans.drafts.editing import NewTask
from app.plans.drafts.telling import units_of
from app.plans.holding import service as holding
from app.plans.models import Assignment, Indicator, Plan, Task
from app.plans.terms import AmendmentKind
from app.units.terms import UnitKind

# ---- tasks -----------------------------------------------------------------------------------


def change_task(ledger: Ledger, task_id: int, values: Mapping[str, Any]) -> Task:
    """Set facts of a task. A due date that a person gives counts as printed; `due_text` alone is
    read, and a new text brings its title where the old title came from the old text.
    """
    task = ledger.task(task_id)
    due_on = task.due_on
    implied: dict[str, Any] = {}
    retitled = "text" in values and "title" not in values
    if retitled and draft_rules.is_from_text(task.title, task.text):
        implied["title"] = draft_rules.headline(values["text"])
    implied |= dues.implied(values, ledger.plan, task.due_text)
    for name, value in {**implied, **values}.items():
        setattr(task, name, value)
    task.extended_to = rules.extended_to(ledger.made.kind, task.extended_to, due_on, task.due_on)
    return task


def add_task(
    ledger: Ledger, new: NewTask, *, parent_id: int | None = None, after: int | None = None
) -> Task:
    """A task that was missing or came by a decision; it goes behind `after` and what hangs on it,
    a measure behind what hangs on its parent, any other to the end.
    """
    plan, session = ledger.plan, ledger.session
    draft_rules.check_kind(new.kind, parent_id)
    for id_ in {one for one in (parent_id, after) if one is not None}:
        ledger.task(id_)
    due_on, due_source = dues.due_of(new.due_on, new.due_text, plan)
    task = Task(
        plan_id=plan.id,
        region_id=plan.region_id,
        parent_id=parent_id,
        number=new.number,
        position=_make_room(session, plan, after or parent_id),
        kind=new.kind,
        title=new.title or draft_rules.headline(new.text),
        text=new.text,
        section=list(new.section),
        due_on=due_on,
        due_text=new.due_text,
        due_source=due_source,
        updated_at=clock.now(),
        added_by_id=ledger.made.id,
    )
    session.add(task)
    session.flush()  # its units need the id
    ledger.is_new(task)
    for one in new.assignments:
        add_unit(ledger, task.id, one)
    return task


def _make_room(session: Session, plan: Plan, behind: int | None) -> int:
    """The position behind a task and all that hangs on it; ended tasks keep theirs."""
    order = ordering.spots(session, plan.id)
    if behind is None:
        last = select(func.max(col(Task.position))).where(col(Task.plan_id) == plan.id)
        return (session.execute(last).scalar_one() or 0) + 1
    under = draft_rules.below(order, behind)
    last = select(func.max(col(Task.position))).where(col(Task.id).in_(under))
    position = int(session.execute(last).scalar_one() or 0) + 1
    later = update(Task).where(col(Task.plan_id) == plan.id, col(Task.position) >= position)
    session.execute(later.values(position=col(Task.position) + 1))
    return position


def end_task(ledger: Ledger, task_id: int) -> None:
    """End a task, its assignments and what hangs on it."""
    task = ledger.task(task_id)
    for id_ in draft_rules.below(ordering.spots(ledger.session, ledger.plan.id), task.id):
        one = ledger.session.get_one(Task, id_)
        if one.ended_by_id is not None:
            continue
        ledger.task(id_)
        for unit in units_of(ledger.session, one):
            unit.ended_by_id = ledger.made.id
        one.ended_by_id = ledger.made.id


# ---- assignments -----------------------------------------------------------------------------


def add_unit(ledger: Ledger, task_id: int, new: NewAssignment) -> Assignment:
    """Raise `NamedAlreadyError` where the unit stands in that role already."""
    task = ledger.task(task_id)
    made = assigning.build(ledger.session, ledger.actor, ledger.plan, task, new)
    made.added_by_id = ledger.made.id
    ledger.session.flush()  # others are told apart from it by their ids
    if new.is_first_lead:
        ledger.chosen[task.id] = made.id
    return made


def end_unit(ledger: Ledger, assignment_id: int) -> None:
    ledger.assignment(assignment_id).ended_by_id = ledger.made.id


def change_unit(ledger: Ledger, assignment_id: int, values: Mapping[str, Any]) -> Assignment:
    """Another unit, role, label or printed name, or `is_first_lead`; the row that holds it now."""
    one = ledger.assignment(assignment_id)
    values, named = dict(values), one.unit_id
    chosen = bool(values.pop("is_first_lead", None))
    values |= _implied(ledger, one, values)
    decided = ledger.made.kind is not AmendmentKind.CORRECTION
    replaced = any(name in values and values[name] != getattr(one, name) for name in _HELD)
    row = _replacement(ledger, one) if decided and replaced else one
    for name, value in values.items():
        setattr(row, name, value)
    if row is not one:
        ledger.session.add(row)
    ledger.session.flush()  # the others are those that stand in the database
    _keep_holder(ledger.session, one, row, named)
    _keep_answers(ledger.session, one, row)
    others = [two for two in units_of(ledger.session, ledger.task(one.task_id)) if two is not row]
    assigning.check_named_once(row, others)
    if chosen:
        ledger.chosen[row.task_id] = row.id
    return row


def _keep_holder(session: Session, one: Assignment, row: Assignment, named: int | None) -> None:
    """What was said of who holds it after a split goes on as long as the same unit is named."""
    if row.unit_id != named:
        if row is one:
            holding.forget_handover(session, row.id)
    elif row is not one:
        holding.copy_handover(session, one.id, row.id)


def _keep_answers(session: Session, one: Assignment, row: Assignment) -> None:
    """Units that were named for a name answer it in another role too."""
    answers = update(Assignment).where(col(Assignment.clarifies_id) == one.id)
    if row is not one:
        session.execute(answers.values(clarifies_id=row.id))


_HELD = ("unit_id", "role")


def _implied(ledger: Ledger, one: Assignment, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a new unit, name or role brings with it, where it is not said."""
    implied: dict[str, Any] = {}
    if "unit_id" in values:
        unit = assigning.unit_ref(ledger.session, ledger.actor, values["unit_id"])
        if unit is not None:
            implied["collective"] = unit.kind is UnitKind.GROUP
        decided = ledger.made.kind is not AmendmentKind.CORRECTION
        if decided and unit is not None and unit.id != one.unit_id:
            implied["name"] = implied["raw"] = values.get("name", unit.name)
    if "name" in values:
        implied["raw"] = values["name"]
    role = values.get("role", one.role)
    if role is not one.role and "printed_label" not in values:
        implied["printed_label"] = assigning.label_of(ledger.session, ledger.plan, role)
    return implied


def _replacement(ledger: Ledger, one: Assignment) -> Assignment:
    """In the place of one that ends here."""
    one.ended_by_id = ledger.made.id
    names = ("task_id", "plan_id", "region_id", "unit_id", "position", "role", "printed_label")
    more = ("raw", "name", "collective", "clarifies_id")
    values = {name: getattr(one, name) for name in (*names, *more)}
    return Assignment(**values, added_by_id=ledger.made.id)


# ---- indicators ------------------------------------------------------------------------------


def change_indicator(ledger: Ledger, indicator_id: int, values: Mapping[str, Any]) -> Indicator:
    one = ledger.indicator(indicator_id)
    for name, value in values.items():
        setattr(one, name, value)
    return one
