"""After the 征求意见稿 the 印发稿: a draft that begins with what a published plan says.

A plan that was published before it was issued stays as it is for those who read it. The text that
follows comes over a copy of it, in which every row has its own id, so that `merging` carries over
what people had said of it; publishing that draft ends the plan before it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from app.core.actor import Actor
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.kit.identifiers import uuid7
from app.plans import rules
from app.plans.access import for_change, to_write
from app.plans.events import PlanSuperseded
from app.plans.filers.models import GroupFiler, GroupFiling
from app.plans.holding.models import Handover
from app.plans.lint.models import LintMark
from app.plans.locking import locked, touch
from app.plans.models import (
    Assignment,
    Evidence,
    Finding,
    Indicator,
    Plan,
    PlanVersion,
    Task,
    standing,
)
from app.plans.terms import PlanState, VersionState
from app.plans.versions.events import SuccessorBegun
from app.plans.versions.rules import refer_anew, said_anew

T = TypeVar("T", bound=SQLModel)
Ids = dict[int, int]


def begun(session: Session, plan_id: int) -> int | None:
    """The draft that is to follow a plan."""
    query = select(col(Plan.id)).where(col(Plan.supersedes_id) == plan_id)
    return session.scalars(query).first()


def over(session: Session, actor: Actor, plan_id: int) -> Plan | None:
    """What a new version of a plan comes over; None where it is still to be begun."""
    plan = to_write(session, actor, plan_id)
    if not rules.may_be_succeeded(plan.state, plan.stage):
        return plan
    following = begun(session, plan.id)
    return None if following is None else to_write(session, actor, following)


def draft_over(session: Session, actor: Actor, plan_id: int) -> Plan:
    """As `over`, locked; begun where it is not there yet. Who runs the draft that follows may be
    another than who runs the plan.
    """
    plan = for_change(session, actor, plan_id)
    if not rules.may_be_succeeded(plan.state, plan.stage):
        return plan
    following = begun(session, plan.id)
    if following is not None:
        return for_change(session, actor, following)
    draft = _copy(plan, **_beginning(actor), supersedes_id=plan.id)
    session.add(draft)
    session.flush()  # its rows name its id
    carried = _copy_rows(session, plan, draft)
    event = SuccessorBegun(
        subject=Subject("plan", draft.id),
        region_id=draft.region_id,
        title=draft.title,
        supersedes_id=plan.id,
        carried=carried,
    )
    emit(session, actor, event)
    return draft


def end_predecessor(session: Session, actor: Actor, plan: Plan) -> None:
    """The plan before one that is published now: it stays to be read, and holds for nobody."""
    before = locked(session, plan.supersedes_id) if plan.supersedes_id is not None else None
    if before is None or before.state is not PlanState.PUBLISHED:
        return
    before.state = PlanState.SUPERSEDED
    touch(before)
    event = PlanSuperseded(
        subject=Subject("plan", before.id),
        region_id=before.region_id,
        title=before.title,
        by_plan_id=plan.id,
    )
    emit(session, actor, event)


# ---- the copy --------------------------------------------------------------------------------


def _beginning(actor: Actor) -> dict[str, Any]:
    now = clock.now()
    return {
        "uid": str(uuid7()),
        "state": PlanState.DRAFT,
        "created_by": actor.name,
        "created_at": now,
        "updated_at": now,
        "published_at": None,
        "reporting_from": None,
        "reporting_until": None,
        "version": 1,
    }


def _copy(row: T, **changes: Any) -> T:
    names = type(row).model_fields
    kept = {name: getattr(row, name) for name in names if name != "id"}
    return type(row)(**kept | changes)


def _copy_rows(session: Session, plan: Plan, draft: Plan) -> dict[str, int]:
    """What stands: what amendments had ended, and that they were amendments, stays behind. How many
    rows of which tables of others went along.
    """
    tasks = _copy_tasks(session, plan, draft)
    cells = _copy_cells(session, draft, tasks)
    places = select(Evidence).where(col(Evidence.task_id).in_(tasks))
    _copied(session, places, lambda one: {"task_id": tasks[one.task_id]})
    findings = _copied(
        session,
        _of(Finding, plan),
        lambda one: {"plan_id": draft.id, "task_id": tasks.get(one.task_id or 0)},
    )
    indicators, *_ = (
        _copied(session, _of(table, plan), lambda _: {"plan_id": draft.id})
        for table in (Indicator, GroupFiling, GroupFiler)
    )
    _copied(session, _of(LintMark, plan), lambda one: _mark(one, draft, (tasks, cells, findings)))
    _copy_version(session, plan, draft, tasks)
    became = {"plan_id": {plan.id: draft.id}, "task_id": tasks, "indicator_id": indicators}
    return _carry(session, plan, became)


def _carry(session: Session, plan: Plan, became: Mapping[str, Ids]) -> dict[str, int]:
    """What domains above keep by a plan, its tasks and its indicators goes on by those that they
    became: the tables that `wiring` names.
    """
    told = {}
    for table in session.info.get("carried", ()):
        names = became.keys() & table.model_fields.keys()
        copies = [
            _copy(row, **{name: became[name][getattr(row, name)] for name in names})
            for row in session.scalars(_of(table, plan)).all()
            if all(getattr(row, name) in became[name] for name in names)
        ]
        session.add_all(copies)
        if copies:
            told[table.__tablename__] = len(copies)
    return told


def _copy_tasks(session: Session, plan: Plan, draft: Plan) -> Ids:
    query = _of(Task, plan).where(standing(Task))
    anew = {"plan_id": draft.id, "added_by_id": None, "parent_id": None}
    tasks = _copied(session, query, lambda _: anew)
    for one in session.scalars(query):
        if one.parent_id in tasks:
            session.get_one(Task, tasks[one.id]).parent_id = tasks[one.parent_id]
    return tasks


def _copy_cells(session: Session, draft: Plan, tasks: Ids) -> Ids:
    """With who holds them after a split."""
    query = select(Assignment).where(standing(Assignment), col(Assignment.task_id).in_(tasks))

    def of(one: Assignment | Handover) -> dict[str, Any]:
        return {"plan_id": draft.id, "task_id": tasks[one.task_id]}

    anew = {"added_by_id": None, "clarifies_id": None}
    cells = _copied(session, query, lambda one: of(one) | anew)
    for one in session.scalars(query):
        if one.clarifies_id in cells:
            session.get_one(Assignment, cells[one.id]).clarifies_id = cells[one.clarifies_id]
    said = select(Handover).where(col(Handover.assignment_id).in_(cells))
    _copied(session, said, lambda one: of(one) | {"assignment_id": cells[one.assignment_id]})
    return cells


def _of(table: type[T], plan: Plan) -> Any:
    return select(table).where(table.plan_id == plan.id)  # type: ignore[attr-defined]  # they have


def _copied(session: Session, query: Any, changes: Callable[[Any], Mapping[str, Any]]) -> Ids:
    """The new id of each row, by the old one."""
    rows: Iterable[Any] = session.scalars(query.order_by("id")).all()
    made = [(row.id, _copy(row, **changes(row))) for row in rows]
    session.add_all(new for _, new in made)
    session.flush()  # what refers to them needs their ids
    return {old: new.id for old, new in made}


def _mark(one: LintMark, draft: Plan, ids: tuple[Ids, Ids, Ids]) -> dict[str, Any]:
    tasks, cells, findings = ids
    return {
        "plan_id": draft.id,
        "key": refer_anew(one.key, tasks, findings),
        "facts": sorted(said_anew(fact, tasks, cells) for fact in one.facts),
        "finding_id": findings.get(one.finding_id or 0),
    }


def _copy_version(session: Session, plan: Plan, draft: Plan, tasks: Ids) -> None:
    """The text that the next one is compared with: as printed, by the ids of the copy. A row that
    a person had deleted is known by an id that no row has.
    """
    query = select(PlanVersion).where(
        col(PlanVersion.plan_id) == plan.id, col(PlanVersion.state) == VersionState.IMPORTED
    )
    last = session.scalars(query.order_by(col(PlanVersion.number).desc())).first()
    if last is None:
        return
    printed = last.printed
    if printed is not None:
        anew = [
            one
            | {
                "id": tasks.get(one["id"], -one["id"]),
                "parent_id": tasks.get(one.get("parent_id") or 0),
            }
            for one in printed["tasks"]
        ]
        printed = printed | {"tasks": anew}
    session.add(_copy(last, plan_id=draft.id, number=1, printed=printed, difference=None))
