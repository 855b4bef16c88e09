"""A unit's task list for one plan, put together from the plan, the registry and its returns."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.kit import clock
from app.paper import SheetChange, SheetContext, SheetMeasure, SheetOffice, SheetReceipt
from app.plans import service as plans
from app.plans.filers.service import told
from app.plans.holding.service import Holding, holding, holdings
from app.plans.models import Plan
from app.plans.service import Decision
from app.plans.terms import PlanState
from app.progress.lights.rules import Shares
from app.progress.lights.service import in_plan as shares_in
from app.progress.measures.service import of_units as measures_of
from app.progress.settings.rules import ProgressSettings
from app.progress.settings.service import of_region as settings_of
from app.sheets import queries, rules
from app.sheets.queries import PrintedUnit, Signed
from app.sheets.rules import Matrix, Measures, Owing, Today
from app.units import service as units
from app.workdays import service as workdays
from app.workdays.rules import Calendar


@dataclass(frozen=True)
class Sheets:
    """Sheets of a plan by 机构序. Nobody gets one for `left_out`: printed names that no unit
    certainly has, and groups that hold nobody.
    """

    contexts: tuple[SheetContext, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Facts:
    """What the sheets of one plan share, and by unit what they do not."""

    plan: Plan
    office: SheetOffice
    matrix: Matrix
    holdings: Mapping[int, Holding]
    owing: Mapping[int, Owing]
    signed: Mapping[int, Signed]
    measures: Mapping[int, Measures]
    shares: Mapping[int, Shares]
    calendar: Calendar
    holds: ProgressSettings
    today: date
    decisions: Sequence[Decision]
    demo: bool


def sheet(
    session: Session, actor: Actor, unit_id: int, plan_id: int | None, *, demo: bool
) -> SheetContext:
    """The sheet of one unit; without `plan_id` for the one running plan that names it.

    Raise `NotFoundError` for a unit or a plan that the actor may not see, `NoSheetError` when no
    plan names the unit, `PlanNeededError` when several do, `NotReadYetError`.
    """
    unit = queries.unit(session, actor, unit_id)
    if unit is None:
        raise NotFoundError
    held = holding(session, unit_id)
    plan = _plan(session, actor, plan_id, held)
    matrix = _matrix(session, actor, plan, held)
    return _context(_facts(session, plan, matrix, {unit_id: held}, demo=demo), unit)


def plan_sheets(session: Session, actor: Actor, plan_id: int | None, *, demo: bool) -> Sheets:
    """The sheets of all units of a plan, also of those that it means by a group.

    Without `plan_id` of the one running plan. Raise as `sheet` does, and `NoUnitsError`.
    """
    plan = _plan(session, actor, plan_id, None)
    matrix = _matrix(session, actor, plan, None)
    members = queries.members_of(session, matrix.unit_ids)
    telling = set(session.scalars(told(plan.id, clock.today())))
    named = queries.units_of(session, actor, telling | matrix.unit_ids)
    facts = _facts(session, plan, matrix, holdings(session, plan.id, telling), demo=demo)
    named = [unit for unit in named if unit.is_group or unit.id in telling]
    contexts = tuple(_context(facts, unit) for unit in named if not unit.is_group)
    if not contexts:
        raise rules.NoUnitsError
    empty = [unit.name for unit in named if unit.is_group and unit.id not in members]
    return Sheets(contexts, (*matrix.unresolved, *empty))


def _plan(session: Session, actor: Actor, plan_id: int | None, held: Holding | None) -> Plan:
    if plan_id is None:
        plan_id = rules.choose(queries.candidates(session, actor, held), clock.today())
    plan = plans.get(session, actor, plan_id)
    rules.check_has_tasks(plan.state)
    return plan


def _matrix(session: Session, actor: Actor, plan: Plan, held: Holding | None) -> Matrix:
    return rules.matrix(
        queries.tasks(session, actor, plan.id, held),
        queries.cells(session, plan.id, held),
    )


def _facts(
    session: Session,
    plan: Plan,
    matrix: Matrix,
    held: Mapping[int, Holding],
    *,
    demo: bool,
) -> _Facts:
    today = clock.today()
    return _Facts(
        plan=plan,
        office=_office(session, plan, today),
        matrix=matrix,
        holdings=held,
        owing=rules.owing(queries.owed(session, plan.id, held), today),
        signed=queries.signed(session, plan.id, held),
        measures=_measures(session, plan.id, held),
        shares=shares_in(session, plan.id, held),
        calendar=workdays.calendar(session),
        holds=settings_of(session, plan.region_id),
        today=today,
        decisions=plans.decisions(session, plan.id),
        demo=demo,
    )


def _measures(session: Session, plan_id: int, unit_ids: Collection[int]) -> dict[int, Measures]:
    """By unit."""
    found: defaultdict[int, dict[int, tuple[SheetMeasure, ...]]] = defaultdict(dict)
    for (unit_id, task_id), doing in measures_of(session, unit_ids, [plan_id]).items():
        lines = (rules.measure(one.text, one.due_on, one.responsible) for one in doing)
        found[unit_id][task_id] = tuple(lines)
    return dict(found)


def _office(session: Session, plan: Plan, today: date) -> SheetOffice:
    """Who hands the tasks out: the office of the plan, else the organ that issued it."""
    office = plan.office_id
    name = units.names(session, [office])[office] if office else (plan.issuer or "")
    running = queries.coordinators(session, plan.region_id, office, today)
    if len(running) != 1:
        return SheetOffice(name)  # of several people nobody says which one to ring
    return SheetOffice(name, running[0].name, running[0].phone)


def _context(facts: _Facts, unit: PrintedUnit) -> SheetContext:
    plan, owing = facts.plan, facts.owing.get(unit.id, Owing())
    runs = plan.state is PlanState.PUBLISHED
    shares = facts.shares[unit.id]
    today = Today(facts.today, facts.calendar, facts.holds, owing.first, shares) if runs else None
    signed = facts.signed.get(unit.id)
    return SheetContext(
        unit=unit.name,
        region=unit.region,
        plan_title=plan.title,
        document_number=plan.document_number,
        issuer=plan.issuer,
        issued_on=plan.issued_on,
        stage_label=rules.stage_label(plan.state, plan.stage),
        office=facts.office,
        printed_on=facts.today,
        rows=rules.rows(
            facts.matrix,
            facts.holdings[unit.id],
            today,
            facts.measures.get(unit.id, rules.NO_MEASURES),
        ),
        dispatched_on=clock.local(signed.dispatched_at).date() if signed else None,
        next_return=rules.next_return(owing.coming),
        receipt=_receipt(signed),
        demo_banner=rules.DEMO if facts.demo else None,
        changes=_changes(facts, facts.holdings[unit.id]),
    )


def _changes(facts: _Facts, holding: Holding) -> tuple[SheetChange, ...]:
    """原 and 现 of what was decided since, with the ground."""
    held = {
        task.id
        for task in facts.matrix.tasks
        if rules.own_cell(facts.matrix.cells.get(task.id, ()), holding)
    }
    return tuple(
        SheetChange(one.number or str(one.position), line.label, line.before, line.after, one.basis)
        for one, line in plans.concerning(facts.decisions, held, frozenset(holding.named))
    )


def _receipt(signed: Signed | None) -> SheetReceipt | None:
    if signed is None or signed.acknowledged_at is None:
        return None
    return SheetReceipt(signed.acknowledged_by or "", clock.local(signed.acknowledged_at).date())
