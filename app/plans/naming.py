"""Whose a printed name is: said by a person, or learned from the registry."""

from collections.abc import Iterable, Mapping

from sqlalchemy import exists, insert, select, update
from sqlmodel import Session, col

from app.core.actor import SYSTEM, Actor
from app.core.events import Subject
from app.jobs.service import emit
from app.plans import asking
from app.plans.access import touch
from app.plans.closing import close, new_versions, open_findings
from app.plans.events import NamesLinked
from app.plans.models import Assignment, Finding, Plan, Task
from app.plans.terms import PlanState
from app.plans.uploads import drafting
from app.units import service as units
from app.units.service import UnitRef
from app.units.terms import UnitKind

NAME = "unknown_unit"
# Questions that are answered once every name that they quote has its unit.
ABOUT_NAMES = ("spelling_variants", "collective_unit")
REPEATS = ("unit_in_both_roles", "unit_repeated")


def name_unit(session: Session, actor: Actor, plan: Plan, name: str, unit_id: int) -> int:
    """Say of every assignment of a plan with this printed name whose it is; how many changed."""
    unit = units.get(session, actor, unit_id)
    return link(session, plan, name, UnitRef(unit.id, unit.name, unit.kind))


def link(session: Session, plan: Plan, name: str, unit: UnitRef, *, only_open: bool = False) -> int:
    naming = update(Assignment).where(
        col(Assignment.plan_id) == plan.id, col(Assignment.name) == name
    )
    if only_open:
        naming = naming.where(col(Assignment.unit_id).is_(None))
    naming = naming.where(col(Assignment.unit_id).is_distinct_from(unit.id))
    collective = col(Assignment.collective) | (unit.kind is UnitKind.GROUP)
    values = naming.values(unit_id=unit.id, collective=collective)
    touched = session.execute(values.returning(col(Assignment.task_id))).scalars().all()
    new_versions(session, touched)
    return len(touched)


def answer(session: Session, actor: Actor, plan: Plan) -> None:
    """Look again at what was asked about names, after some of them found their unit."""
    unresolved = _open_names(session, plan.id) | _open_names(session, plan.id, as_printed=True)
    answered = [
        one
        for one in open_findings(session, plan, (NAME, *ABOUT_NAMES))
        if (names := _names_in(one)) and not names & unresolved
    ]
    close(session, actor, plan, answered)
    _look_for_repeats(session, actor, plan)


def _open_names(session: Session, plan_id: int, *, as_printed: bool = False) -> set[str]:
    name = col(Assignment.raw) if as_printed else col(Assignment.name)
    query = select(name).where(
        col(Assignment.plan_id) == plan_id, col(Assignment.unit_id).is_(None)
    )
    return set(session.scalars(query.distinct()))


def _names_in(finding: Finding) -> set[str]:
    if finding.printed_name is not None:
        return {finding.printed_name}
    return {str(place["quote"]) for place in finding.evidence}


def _look_for_repeats(session: Session, actor: Actor, plan: Plan) -> None:
    """Units that a task now names twice; what was said of them before and is no longer so ends."""
    now = {(task_id, one.unit_id): one for task_id, one in _repeats(session, plan)}
    told = [
        one for one in open_findings(session, plan, REPEATS) if one.suggested_unit_id is not None
    ]
    over = [one for one in told if (one.task_id, one.suggested_unit_id) not in now]
    close(session, actor, plan, over)
    for one in told:
        now.pop((one.task_id or 0, one.suggested_unit_id or 0), None)
    if now:
        session.execute(insert(Finding), _repeat_rows(session, plan, now))


def _repeats(session: Session, plan: Plan) -> list[tuple[int, asking.Repeat]]:
    query = (
        select(
            col(Assignment.task_id),
            col(Assignment.unit_id),
            col(Assignment.name),
            col(Assignment.role),
        )
        .where(col(Assignment.plan_id) == plan.id, col(Assignment.unit_id).is_not(None))
        .order_by(col(Assignment.task_id), col(Assignment.position))
    )
    by_task: dict[int, list[asking.Named]] = {}
    for task_id, *named in session.execute(query):
        by_task.setdefault(task_id, []).append(asking.Named(*named))
    return [(task_id, one) for task_id, named in by_task.items() for one in asking.repeats(named)]


def _repeat_rows(
    session: Session, plan: Plan, found: Mapping[tuple[int, int], asking.Repeat]
) -> list[drafting.Values]:
    names = units.names(session, [one.unit_id for one in found.values()])
    tasks = select(col(Task.id), col(Task.number), col(Task.position)).where(
        col(Task.id).in_({task_id for task_id, _ in found})
    )
    numbers = {id_: asking.number_of(*rest) for id_, *rest in session.execute(tasks)}
    return [
        drafting.repeat_row(plan.id, task_id, numbers[task_id], one, names[one.unit_id])
        for (task_id, _), one in found.items()
    ]


def ask(session: Session, plan: Plan) -> None:
    """A name that came by hand and is not certain is asked about as one that was read."""
    asked = select(col(Finding.printed_name)).where(
        col(Finding.plan_id) == plan.id, col(Finding.code) == NAME
    )
    new = _open_names(session, plan.id) - set(session.scalars(asked))
    if not new:
        return
    said = (
        select(col(Assignment.name), col(Task.number), col(Task.position))
        .join(Task, col(Task.id) == col(Assignment.task_id))
        .where(col(Assignment.plan_id) == plan.id, col(Assignment.name).in_(new))
        .order_by(col(Task.position))
    )
    numbers: dict[str, list[str]] = {}
    for name, number, position in session.execute(said):
        numbers.setdefault(name, []).append(asking.number_of(number, position))
    found = drafting.resolved(session, plan.region_id, numbers)
    rows = [drafting.unknown_row(plan.id, name, numbers[name], found[name]) for name in numbers]
    session.execute(insert(Finding), rows)


def link_open_names(session: Session, region_ids: Iterable[int]) -> int:
    """Give open names of these regions' drafts their unit, where it is certain now."""
    is_open = exists().where(
        col(Assignment.plan_id) == col(Plan.id), col(Assignment.unit_id).is_(None)
    )
    drafts = (
        select(Plan)
        .where(col(Plan.region_id).in_(region_ids), col(Plan.state) == PlanState.DRAFT, is_open)
        .order_by(col(Plan.id))
        .with_for_update(key_share=True)
    )
    return sum(_link_plan(session, plan) for plan in session.scalars(drafts).all())


def _link_plan(session: Session, plan: Plan) -> int:
    names = drafting.resolved(session, plan.region_id, sorted(_open_names(session, plan.id)))
    certain = {name: found.unit for name, found in names.items() if found.unit is not None}
    linked = sum(link(session, plan, name, one, only_open=True) for name, one in certain.items())
    if linked:
        event = NamesLinked(
            subject=Subject("plan", plan.id),
            region_id=plan.region_id,
            unit_ids=tuple(sorted({one.id for one in certain.values()})),
            names={name: one.id for name, one in certain.items()},
            assignments=linked,
        )
        emit(session, SYSTEM, event)
        answer(session, SYSTEM, plan)
        touch(plan)
    return linked
