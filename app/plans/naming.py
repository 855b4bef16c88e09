"""Whose a printed name is: said by a person, or learned from the registry."""

from collections.abc import Iterable

from sqlalchemy import exists, insert, select, update
from sqlmodel import Session, col

from app.core.actor import SYSTEM, Actor
from app.core.columns import cols
from app.core.events import Subject
from app.jobs.service import emit
from app.plans import numbering, repeats
from app.plans.closing import close, new_versions, open_findings
from app.plans.events import NamesLinked
from app.plans.locking import touch
from app.plans.models import Assignment, Finding, Plan, Task, standing
from app.plans.terms import PlanState
from app.plans.uploads import drafting
from app.units import service as units
from app.units.service import UnitRef
from app.units.terms import UnitKind

NAME = "unknown_unit"
# Questions that are answered once every name that they quote has its unit.
ABOUT_NAMES = ("spelling_variants", "collective_unit")
REPEATS = repeats.CODES


Before = dict[int, int | None]
"""By assignment the unit that it had."""


def name_unit(session: Session, actor: Actor, plan: Plan, name: str, unit_id: int) -> Before:
    """Say of every assignment of a plan with this printed name whose it is; those that changed."""
    unit = units.get(session, actor, unit_id)
    return link(session, plan, name, UnitRef(unit.id, unit.name, unit.kind))


def link(
    session: Session, plan: Plan, name: str, unit: UnitRef, *, only_open: bool = False
) -> Before:
    wanted = select(*cols(Assignment.id, Assignment.task_id, Assignment.unit_id)).where(
        col(Assignment.plan_id) == plan.id,
        col(Assignment.name) == name,
        col(Assignment.unit_id).is_distinct_from(unit.id),
        standing(Assignment),
    )
    if only_open:
        wanted = wanted.where(col(Assignment.unit_id).is_(None))
    rows = session.execute(wanted.order_by(col(Assignment.id))).all()
    naming = update(Assignment).where(col(Assignment.id).in_([row.id for row in rows]))
    collective = col(Assignment.collective) | (unit.kind is UnitKind.GROUP)
    session.execute(naming.values(unit_id=unit.id, collective=collective))
    new_versions(session, [row.task_id for row in rows])
    return {row.id: row.unit_id for row in rows}


def answer(session: Session, actor: Actor, plan: Plan) -> None:
    """Look again at what was asked about names, after some of them found their unit."""
    unresolved = _open_names(session, plan.id) | _open_names(session, plan.id, as_printed=True)
    answered = [
        one
        for one in open_findings(session, plan, (NAME, *ABOUT_NAMES))
        if (names := _names_in(one)) and not names & unresolved
    ]
    close(session, actor, plan, answered)
    repeats.look_again(session, actor, plan)


def _open_names(session: Session, plan_id: int, *, as_printed: bool = False) -> set[str]:
    name = col(Assignment.raw) if as_printed else col(Assignment.name)
    query = select(name).where(
        col(Assignment.plan_id) == plan_id, col(Assignment.unit_id).is_(None), standing(Assignment)
    )
    return set(session.scalars(query.distinct()))


def _names_in(finding: Finding) -> set[str]:
    if finding.printed_name is not None:
        return {finding.printed_name}
    return {str(place["quote"]) for place in finding.evidence}


def ask(session: Session, plan: Plan) -> None:
    """A name that came by hand and is not certain is asked about as one that was read."""
    asked = select(col(Finding.printed_name)).where(
        col(Finding.plan_id) == plan.id, col(Finding.code) == NAME
    )
    _ask(session, plan, _open_names(session, plan.id) - set(session.scalars(asked)))


def ask_again(session: Session, plan: Plan, one: Assignment) -> None:
    """After an assignment was left without a unit: its name is in question once more.

    Where others of that name stand without one too it was asked, or a person let it be so.
    """
    if one.unit_id is not None:
        return
    session.flush()  # what is written now is counted too
    of_plan = col(Assignment.plan_id) == plan.id
    same = of_plan, col(Assignment.name) == one.name, standing(Assignment)
    others = select(col(Assignment.id)).where(
        *same, col(Assignment.unit_id).is_(None), col(Assignment.id) != one.id
    )
    asked = any(it.printed_name == one.name for it in open_findings(session, plan, (NAME,)))
    if not asked and session.scalars(others.limit(1)).first() is None:
        _ask(session, plan, {one.name})


def _ask(session: Session, plan: Plan, new: set[str]) -> None:
    if not new:
        return
    said = (
        select(*cols(Assignment.name, Task.id))
        .join(Task, col(Task.id) == col(Assignment.task_id))
        .where(
            col(Assignment.plan_id) == plan.id,
            col(Assignment.name).in_(new),
            standing(Assignment),
        )
        .order_by(col(Task.position))
    )
    called = numbering.of_plan(session, plan)
    numbers: dict[str, list[str]] = {}
    for name, task_id in session.execute(said):
        numbers.setdefault(name, []).append(called[task_id])
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
    linked = [
        id_
        for name, one in certain.items()
        for id_ in link(session, plan, name, one, only_open=True)
    ]
    if linked:
        event = NamesLinked(
            subject=Subject("plan", plan.id),
            region_id=plan.region_id,
            unit_ids=tuple(sorted({one.id for one in certain.values()})),
            names={name: one.id for name, one in certain.items()},
            assignments=len(linked),
            assignment_ids=tuple(linked),
        )
        emit(session, SYSTEM, event)
        answer(session, SYSTEM, plan)
        touch(plan)
    return len(linked)
