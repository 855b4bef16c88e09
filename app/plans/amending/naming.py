"""A printed name whose unit is found only after publishing: that is a correction."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.plans import rules, settling
from app.plans.access import for_change, get
from app.plans.amending import messages
from app.plans.amending.ledger import begin
from app.plans.amending.recording import finish
from app.plans.amending.rules import Grounds
from app.plans.closing import close
from app.plans.models import Assignment, Finding, standing
from app.plans.terms import AmendmentKind, PlanState
from app.units import service as units
from app.units.terms import UnitKind


def settle(
    session: Session,
    actor: Actor,
    plan_id: int,
    finding_id: int,
    *,
    unit_id: int | None = None,
    remember: bool = False,
) -> None:
    """As `settling.settle`; in a published plan whose a name is becomes known by a correction."""
    if unit_id is None or get(session, actor, plan_id).state is not PlanState.PUBLISHED:
        settling.settle(session, actor, plan_id, finding_id, unit_id=unit_id, remember=remember)
        return
    plan = for_change(session, actor, plan_id)
    found = session.get(Finding, finding_id)
    if found is None or found.plan_id != plan.id:
        raise NotFoundError
    if found.printed_name is None:
        raise rules.NotANameError
    unit = units.get(session, actor, unit_id)
    cells = select(col(Assignment.id)).where(
        col(Assignment.plan_id) == plan.id,
        col(Assignment.name) == found.printed_name,
        col(Assignment.unit_id).is_distinct_from(unit.id),
        standing(Assignment),
    )
    reason = messages.named(found.printed_name, unit.name)
    ledger = begin(session, actor, plan, AmendmentKind.CORRECTION, Grounds(reason))
    for id_ in session.scalars(cells.order_by(col(Assignment.id))).all():
        one = ledger.assignment(id_)
        one.unit_id = unit.id
        one.collective = one.collective or unit.kind is UnitKind.GROUP
    if remember:
        units.add_alias(session, actor, unit_id=unit.id, name=found.printed_name)
    if found.settled_at is None:
        close(session, actor, plan, [found], unit_id=unit.id)
    finish(ledger)
