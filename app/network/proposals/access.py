"""Load, then permit: where every change of proposals begins."""

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import ForbiddenError, NotFoundError
from app.plans import rules as plan_rules
from app.plans import service as plans
from app.plans.models import Plan


def writable(session: Session, actor: Actor, plan_id: int) -> Plan:
    """Raise `NotFoundError`, `ForbiddenError`, and that the plan is being read or was not."""
    plan = plans.get(session, actor, plan_id)
    if not plan_rules.may_write(actor, region_id=plan.region_id, office_id=plan.office_id):
        raise ForbiddenError
    plan_rules.check_read(plan.state)
    return plan


def locked(session: Session, actor: Actor, plan_id: int) -> Plan:
    """As `writable`; proposals of one plan are made and settled one after the other."""
    writable(session, actor, plan_id)
    # NO KEY UPDATE, so that rows that refer to the plan can be written meanwhile.
    lock = {"key_share": True}
    plan = session.get(Plan, plan_id, with_for_update=lock, populate_existing=True)
    if plan is None:
        raise NotFoundError
    return plan
