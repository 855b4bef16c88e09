"""Units that a task names twice: what is asked about them, and when that is over."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import insert, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.kit.text import bare
from app.plans import asking, numbering
from app.plans.closing import close
from app.plans.models import Assignment, Finding, Plan, standing
from app.plans.uploads import drafting
from app.reading.terms import Role
from app.units import service as units

IN_BOTH_ROLES = "unit_in_both_roles"
CODES = (IN_BOTH_ROLES, "unit_repeated")

Key = tuple[int, int, str]
"""A task, the unit that it names twice, and how."""


def look_again(session: Session, actor: Actor, plan: Plan) -> None:
    """What was said of a task's units and is no longer so ends; what is new is asked once."""
    now = {(task_id, one.unit_id, one.code): one for task_id, one in _repeats(session, plan)}
    told, read = _asked(session, plan)
    answered = {_key(one) for one in told}
    over = [one for one in told if _key(one) not in now]
    in_two = _names_in_two_roles(session, plan)
    mended = [one for one in read if not _speaks_of(one, in_two[one.task_id or 0])]
    ended = [one for one in (*over, *mended) if one.settled_at is None]
    close(session, actor, plan, ended)
    for one in over:
        one.suggested_unit_id = None  # should it come about again, it is asked again
    new = {
        key: one
        for key, one in now.items()
        if key not in answered
        and not any(by.task_id == key[0] and _speaks_of(by, one.names) for by in read)
    }
    if new:
        session.execute(insert(Finding), _rows(session, plan, new))


def _asked(session: Session, plan: Plan) -> tuple[list[Finding], list[Finding]]:
    """What was asked about units, and what the reader asked about names; answered or not."""
    query = select(Finding).where(
        col(Finding.plan_id) == plan.id,
        col(Finding.code).in_(CODES),
        col(Finding.task_id).is_not(None),
    )
    found = session.scalars(query.order_by(col(Finding.id))).all()
    told = [one for one in found if one.suggested_unit_id is not None]
    return told, [one for one in found if one.code == IN_BOTH_ROLES and one.evidence]


def _key(one: Finding) -> Key:
    return one.task_id or 0, one.suggested_unit_id or 0, one.code


def _speaks_of(one: Finding, names: Collection[str]) -> bool:
    quotes = [bare(str(place["quote"])) for place in one.evidence]
    return any(bare(name) in quote for name in names for quote in quotes)


def _names_in_two_roles(session: Session, plan: Plan) -> Mapping[int, set[str]]:
    """By task the names, as printed and completed, that stand as lead and in another role."""
    query = select(
        *cols(Assignment.task_id, Assignment.name, Assignment.raw, Assignment.role)
    ).where(col(Assignment.plan_id) == plan.id, standing(Assignment))
    roles: dict[tuple[int, str], set[Role]] = defaultdict(set)
    words: dict[tuple[int, str], set[str]] = defaultdict(set)
    for task_id, name, raw, role in session.execute(query):
        roles[task_id, bare(name)].add(role)
        words[task_id, bare(name)] |= {name, raw}
    found: dict[int, set[str]] = defaultdict(set)
    for key, of in roles.items():
        if Role.LEAD in of and len(of) > 1:
            found[key[0]] |= words[key]
    return found


def _repeats(session: Session, plan: Plan) -> list[tuple[int, asking.Repeat]]:
    query = (
        select(*cols(Assignment.task_id, Assignment.unit_id, Assignment.name, Assignment.role))
        .where(
            col(Assignment.plan_id) == plan.id,
            col(Assignment.unit_id).is_not(None),
            standing(Assignment),
        )
        .order_by(col(Assignment.task_id), col(Assignment.position))
    )
    by_task: dict[int, list[asking.Named]] = {}
    for task_id, unit_id, name, role in session.execute(query):
        by_task.setdefault(task_id, []).append(asking.Named(unit_id or 0, name, role))
    return [(task_id, one) for task_id, named in by_task.items() for one in asking.repeats(named)]


def _rows(
    session: Session, plan: Plan, found: Mapping[Key, asking.Repeat]
) -> list[drafting.Values]:
    names = units.names(session, [one.unit_id for one in found.values()])
    numbers = numbering.of_plan(session, plan)
    return [
        drafting.repeat_row(plan.id, task_id, numbers[task_id], one, names[one.unit_id])
        for (task_id, *_), one in found.items()
    ]
