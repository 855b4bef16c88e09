"""What a ledger has in the end: 原 and 现 of every row that differs, and what follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.events import Subject
from app.jobs.service import emit
from app.plans import rules as plan_rules
from app.plans import settling
from app.plans.amending import rules
from app.plans.amending.events import PlanAmended
from app.plans.amending.ledger import INDICATOR, OF_TASK, Held, Ledger, told
from app.plans.drafts.telling import ASSIGNMENT, units_of
from app.plans.events import Told
from app.plans.locking import touch
from app.plans.models import AmendmentChange, Assignment
from app.plans.rules import plain
from app.plans.terms import ChangeAction
from app.reading.terms import Role
from app.units import service as units


@dataclass(frozen=True)
class Amended:
    """What came of it. `warnings` are for the person who made it."""

    id: int
    number: int
    warnings: tuple[str, ...]


def finish(ledger: Ledger) -> Amended:
    """Write down what changed, and tell of it. Raise `NothingChangedError`."""
    session, plan = ledger.session, ledger.plan
    session.flush()  # what was added and ended is read back
    outcomes = [_outcome(ledger, held) for held in ledger.tasks.values()]
    for held in ledger.tasks.values():
        _order_leads(ledger, held)
    changes = [*_task_changes(ledger), *_indicator_changes(ledger)]
    if not changes:
        raise rules.NothingChangedError
    _name_units(session, changes)
    session.add_all(changes)
    touched = {one.task_id for one in changes}
    for held in ledger.tasks.values():
        if held.task.id in touched:
            touch(held.task)
    touch(plan)
    settling.look_again(session, ledger.actor, plan)
    emit(session, ledger.actor, _event(ledger, changes))
    end = plan_rules.last_day(plan.period_end)
    found = rules.warnings(outcomes, end, ledger.grounds)
    return Amended(ledger.made.id, ledger.made.number, tuple(found))


# ---- what differs ----------------------------------------------------------------------------


def _now(ledger: Ledger, held: Held) -> dict[int, Assignment]:
    """Every assignment of a task that stood before, and those that came."""
    came = select(Assignment).where(
        col(Assignment.task_id) == held.task.id,
        col(Assignment.added_by_id) == ledger.made.id,
    )
    rows = {id_: one for id_, (one, _) in held.units.items()}
    return rows | {one.id: one for one in ledger.session.scalars(came)}


def _task_changes(ledger: Ledger) -> Iterable[AmendmentChange]:
    for held in ledger.tasks.values():
        yield from _of_task(ledger, held)
        for one in _now(ledger, held).values():
            yield from _of_assignment(ledger, held, one)


def _of_task(ledger: Ledger, held: Held) -> Iterable[AmendmentChange]:
    task = held.task
    now = told(task, OF_TASK)
    if held.was is None:
        after = now | {"position": task.position}
        yield _change(ledger, ChangeAction.TASK_ADDED, task_id=task.id, after=after)
    elif task.ended_by_id == ledger.made.id:
        yield _change(ledger, ChangeAction.TASK_ENDED, task_id=task.id, before=held.was)
    elif held.was != now:
        before, after = rules.differing(held.was, now)
        action = ChangeAction.TASK_CHANGED
        yield _change(ledger, action, task_id=task.id, before=before, after=after)


def _of_assignment(ledger: Ledger, held: Held, one: Assignment) -> Iterable[AmendmentChange]:
    ids = {"task_id": held.task.id, "assignment_id": one.id}
    now = told(one, ASSIGNMENT)
    was = held.units.get(one.id)
    if was is None:
        yield _change(ledger, ChangeAction.ASSIGNMENT_ADDED, **ids, after=now)
    elif one.ended_by_id == ledger.made.id:
        yield _change(ledger, ChangeAction.ASSIGNMENT_ENDED, **ids, before=was[1])
    elif was[1] != now:
        before, after = rules.differing(was[1], now)
        yield _change(ledger, ChangeAction.ASSIGNMENT_CHANGED, **ids, before=before, after=after)


def _indicator_changes(ledger: Ledger) -> Iterable[AmendmentChange]:
    for one, was in ledger.indicators.values():
        now = told(one, INDICATOR)
        if was != now:
            before, after = rules.differing(was, now)
            action = ChangeAction.INDICATOR_CHANGED
            yield _change(ledger, action, indicator_id=one.id, before=before, after=after)


def _change(ledger: Ledger, action: ChangeAction, **values: Any) -> AmendmentChange:
    made = ledger.made
    return AmendmentChange(amendment_id=made.id, plan_id=made.plan_id, action=action, **values)


def _name_units(session: Session, changes: Iterable[AmendmentChange]) -> None:
    """Beside each id the unit's name, as it is called now."""
    sides = [one for change in changes for one in (change.before, change.after) if one]
    ids = {one["unit_id"] for one in sides if one.get("unit_id") is not None}
    names = units.names(session, sorted(ids))
    for one in sides:
        if "unit_id" in one:
            one["unit"] = names.get(one["unit_id"])


# ---- what follows from it --------------------------------------------------------------------


def _order_leads(ledger: Ledger, held: Held) -> None:
    """Say anew which lead files, where a lead came or went or a person named the first."""
    every = units_of(ledger.session, held.task)
    leads = [one for one in every if one.role is Role.LEAD]
    had = {id_ for id_, (_, was) in held.units.items() if was["role"] == Role.LEAD}
    chosen = ledger.chosen.get(held.task.id)
    if chosen is not None and chosen not in {one.id for one in leads}:
        raise plan_rules.NotALeadError
    if chosen is None and had == {one.id for one in leads}:
        return
    given = [plan_rules.Lead(one.id, one.is_first_lead, one.first_lead_basis) for one in leads]
    ordered = {one.id: one for one in plan_rules.settled_leads(given, chosen)}
    for one in every:
        now = ordered.get(one.id, plan_rules.NO_LEAD)
        one.is_first_lead, one.first_lead_basis = now.is_first, now.basis


def _outcome(ledger: Ledger, held: Held) -> rules.Outcome:
    task = held.task
    was = held.was or {}
    return rules.Outcome(
        name=rules.called(task.number, task.title),
        ended=task.ended_by_id is not None,
        roles=[one.role for one in units_of(ledger.session, task)],
        had=[Role(str(was["role"])) for _, was in held.units.values()],
        due_on=task.due_on,
        due_moved=was.get("due_on") != plain(task.due_on),
    )


def _event(ledger: Ledger, changes: Iterable[AmendmentChange]) -> PlanAmended:
    made = ledger.made
    changed: tuple[Told, ...] = tuple(
        {
            "action": one.action.value,
            "task_id": one.task_id,
            "assignment_id": one.assignment_id,
            "indicator_id": one.indicator_id,
            "before": one.before,
            "after": one.after,
        }
        for one in changes
    )
    return PlanAmended(
        subject=Subject("plan", ledger.plan.id),
        region_id=ledger.plan.region_id,
        unit_ids=tuple(sorted(_concerned(ledger))),
        amendment_id=made.id,
        number=made.number,
        amendment_kind=made.kind.value,
        basis=made.basis,
        organ=made.organ,
        decided_on=plan_rules.iso(made.decided_on),
        effective_on=made.effective_on.isoformat(),
        reason=made.reason,
        changes=changed,
    )


def _concerned(ledger: Ledger) -> set[int]:
    """Units of the tasks that changed, those that came and those that went among them."""
    found: set[int] = set()
    for held in ledger.tasks.values():
        had = {was["unit_id"] for _, was in held.units.values()}
        have = {one.unit_id for one in _now(ledger, held).values()}
        found |= {id_ for id_ in had | have if isinstance(id_, int)}
    return found
