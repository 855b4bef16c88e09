"""Assignments of a draft, changed by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.events import Subject
from app.jobs.service import emit
from app.plans import naming, rules, settling
from app.plans.access import task_for_change
from app.plans.drafts import telling
from app.plans.drafts.telling import units_of
from app.plans.events import AssignmentAdded, AssignmentChanged, AssignmentDeleted, Changes
from app.plans.locking import touch
from app.plans.models import Assignment, Plan, Task, standing
from app.plans.rules import PublishedTaskError
from app.plans.uploads import drafting
from app.reading.terms import ROLE_LABELS, Role
from app.units import service as units
from app.units.service import UnitRef
from app.units.terms import UnitKind


@dataclass(frozen=True)
class NewAssignment:
    """A unit by its id, by the name to print, or both. `clarifies_id`: the name that it was named
    for.
    """

    role: Role
    unit_id: int | None = None
    name: str | None = None
    printed_label: str | None = None
    is_first_lead: bool = False
    clarifies_id: int | None = None


def add_assignment(
    session: Session, actor: Actor, task_id: int, new: NewAssignment, expected: int | None = None
) -> int:
    """`expected` is the version of the task, here as below."""
    plan, task = task_for_change(session, actor, task_id, PublishedTaskError, expected)
    made = add(session, actor, plan, task, new)
    event = AssignmentAdded(
        subject=Subject("assignment", made.id),
        region_id=plan.region_id,
        unit_ids=_ids(made.unit_id),
        task_id=task.id,
        name=made.name,
        role=made.role.value,
        assignment=telling.unit(made),
    )
    emit(session, actor, event)
    changed(session, actor, plan, task)
    return made.id


def change_assignment(
    session: Session,
    actor: Actor,
    assignment_id: int,
    values: Mapping[str, Any],
    expected: int | None = None,
) -> int:
    """Change the named fields, and give the id of the task; `remember` makes the name an alias."""
    plan, task, one = _assignment_for_change(session, actor, assignment_id, expected)
    values = dict(values)
    chosen = bool(values.pop("is_first_lead", None))
    remember = bool(values.pop("remember", None))
    position = values.pop("position", None)
    values |= _implied(session, actor, plan, one, values)
    others = [two for two in units_of(session, task) if two.id != one.id]
    changes = _write(one, others, values)
    if position is not None:
        changes |= _move(one, others, position)
    changes |= order_leads(session, actor, plan, task, one, chosen=chosen)
    if remember:
        _remember(session, actor, plan, one)
    if "unit_id" in changes:
        naming.ask_again(session, plan, one)
    if changes:
        _tell_changed(session, actor, plan, one, changes)
        if "role" in changes:
            settling.ask_about(session, plan, task)
        changed(session, actor, plan, task)
    return task.id


def _tell_changed(
    session: Session, actor: Actor, plan: Plan, one: Assignment, changes: Changes
) -> None:
    before, now = changes.get("unit_id", (one.unit_id, one.unit_id))
    event = AssignmentChanged(
        subject=Subject("assignment", one.id),
        region_id=plan.region_id,
        unit_ids=tuple(sorted(id_ for id_ in {before, now} if isinstance(id_, int))),
        task_id=one.task_id,
        name=one.name,
        changes=changes,
    )
    emit(session, actor, event)


def _remember(session: Session, actor: Actor, plan: Plan, one: Assignment) -> None:
    """From now on the printed name means this unit, unless it does already."""
    if one.unit_id is None:
        raise rules.NothingToRememberError
    known = drafting.resolved(session, plan.region_id, [one.name])[one.name].unit
    if known is None or known.id != one.unit_id:
        units.add_alias(session, actor, unit_id=one.unit_id, name=one.name)


def _implied(
    session: Session, actor: Actor, plan: Plan, one: Assignment, values: Mapping[str, Any]
) -> dict[str, Any]:
    """What a new unit or a new role brings with it: whether it is a group, and the label."""
    implied: dict[str, Any] = {}
    if "unit_id" in values:
        unit = unit_ref(session, actor, values["unit_id"])
        implied["collective"] = unit.kind is UnitKind.GROUP if unit else one.collective
    role = values.get("role", one.role)
    if role is not one.role and "printed_label" not in values:
        implied["printed_label"] = label_of(session, plan, role)
    return implied


def _write(one: Assignment, others: Sequence[Assignment], values: Mapping[str, Any]) -> Changes:
    """Raise `NamedAlreadyError` where the unit stands in that role already."""
    new = _as_named(one) | {name: values[name] for name in ("unit_id", "role") if name in values}
    rules.check_not_named_yet(new, [_as_named(two) for two in others])
    changes = rules.changed({name: getattr(one, name) for name in values}, values)
    for name, value in values.items():
        setattr(one, name, value)
    return changes


def delete_assignment(
    session: Session, actor: Actor, assignment_id: int, expected: int | None = None
) -> None:
    plan, task, one = _assignment_for_change(session, actor, assignment_id, expected)
    event = AssignmentDeleted(
        subject=Subject("assignment", one.id),
        region_id=plan.region_id,
        unit_ids=_ids(one.unit_id),
        task_id=task.id,
        name=one.name,
        role=one.role.value,
        assignment=telling.unit(one),
    )
    session.delete(one)
    session.flush()  # the leads are counted without it
    for position, rest in enumerate(units_of(session, task), 1):
        rest.position = position
    emit(session, actor, event)
    order_leads(session, actor, plan, task)
    settling.ask_about(session, plan, task)
    changed(session, actor, plan, task)


def _assignment_for_change(
    session: Session, actor: Actor, assignment_id: int, expected: int | None
) -> tuple[Plan, Task, Assignment]:
    of_task = select(col(Assignment.task_id)).where(col(Assignment.id) == assignment_id)
    task_id = session.execute(of_task).scalar_one_or_none()
    if task_id is None:
        raise NotFoundError
    plan, task = task_for_change(session, actor, task_id, PublishedTaskError, expected)
    one = session.get(Assignment, assignment_id, populate_existing=True)
    if one is None:
        raise NotFoundError
    return plan, task, one


def add(session: Session, actor: Actor, plan: Plan, task: Task, new: NewAssignment) -> Assignment:
    made = build(session, actor, plan, task, new)
    session.flush()  # the leads are told apart by their ids
    order_leads(session, actor, plan, task, made, chosen=new.is_first_lead)
    naming.ask_again(session, plan, made)
    return made


def build(session: Session, actor: Actor, plan: Plan, task: Task, new: NewAssignment) -> Assignment:
    """Put a unit behind the others of a task, and say nothing yet of who leads."""
    unit, name = _unit(session, actor, plan, new)
    present = units_of(session, task)
    made = Assignment(
        task_id=task.id,
        plan_id=plan.id,
        region_id=plan.region_id,
        unit_id=unit.id if unit else None,
        position=max((one.position for one in present), default=0) + 1,
        role=new.role,
        printed_label=new.printed_label or label_of(session, plan, new.role),
        raw=name,
        name=name,
        collective=unit is not None and unit.kind is UnitKind.GROUP,
        clarifies_id=new.clarifies_id,
    )
    check_named_once(made, present)
    session.add(made)
    return made


def _unit(
    session: Session, actor: Actor, plan: Plan, new: NewAssignment
) -> tuple[UnitRef | None, str]:
    """The unit, and the name to print; a name alone gives a unit only where it is certain."""
    unit = unit_ref(session, actor, new.unit_id)
    if unit is not None:
        return unit, new.name or unit.name
    name = new.name or ""
    return drafting.resolved(session, plan.region_id, [name])[name].unit, name


def unit_ref(session: Session, actor: Actor, unit_id: int | None) -> UnitRef | None:
    if unit_id is None:
        return None
    unit = units.get(session, actor, unit_id)
    return UnitRef(unit.id, unit.name, unit.kind)


def check_named_once(one: Assignment, others: Sequence[Assignment]) -> None:
    """Raise `NamedAlreadyError`."""
    rules.check_not_named_yet(_as_named(one), [_as_named(two) for two in others])


def _as_named(one: Assignment) -> dict[str, Any]:
    return {"unit_id": one.unit_id, "name": one.name, "role": one.role}


def label_of(session: Session, plan: Plan, role: Role) -> str:
    """The document's own word for a role, where it has one."""
    query = (
        select(col(Assignment.printed_label))
        .where(
            col(Assignment.plan_id) == plan.id,
            col(Assignment.role) == role,
            standing(Assignment),
        )
        .group_by(col(Assignment.printed_label))
        .order_by(func.count().desc(), col(Assignment.printed_label))
    )
    return session.scalars(query.limit(1)).first() or ROLE_LABELS[role]


def _move(one: Assignment, others: Sequence[Assignment], position: int) -> Changes:
    before = one.position
    order = list(others)
    order.insert(position - 1, one)
    for place, each in enumerate(order, 1):
        each.position = place
    return rules.changed({"position": before}, {"position": one.position})


def order_leads(
    session: Session,
    actor: Actor,
    plan: Plan,
    task: Task,
    in_hand: Assignment | None = None,
    *,
    chosen: bool = False,
) -> Changes:
    """Say anew which lead files. What changed for the one in hand is given, for others told."""
    session.flush()  # roles and positions are read back in their order
    every = units_of(session, task)
    leads = [one for one in every if one.role is Role.LEAD]
    given = [rules.Lead(one.id, one.is_first_lead, one.first_lead_basis) for one in leads]
    if chosen and in_hand is not None and in_hand.role is not Role.LEAD:
        raise rules.NotALeadError
    wanted = in_hand.id if chosen and in_hand is not None else None
    ordered = {one.id: one for one in rules.settled_leads(given, wanted)}
    of_the_one: Changes = {}
    for one in every:
        before = _as_lead(one)
        now = ordered.get(one.id, rules.NO_LEAD)
        one.is_first_lead, one.first_lead_basis = now.is_first, now.basis
        changes = rules.changed(before, _as_lead(one))
        if one is in_hand:
            of_the_one = changes
        elif changes:
            _tell_changed(session, actor, plan, one, changes)
    return of_the_one


def _as_lead(one: Assignment) -> dict[str, object]:
    return {"is_first_lead": one.is_first_lead, "first_lead_basis": one.first_lead_basis}


def _ids(unit_id: int | None) -> tuple[int, ...]:
    return (unit_id,) if unit_id is not None else ()


def changed(session: Session, actor: Actor, plan: Plan, task: Task) -> None:
    touch(task)
    touch(plan)
    settling.look_again(session, actor, plan)
