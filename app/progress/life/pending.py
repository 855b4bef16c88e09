"""待办理: what waits for a coordinator's decision, the longest first."""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import BigId, cols
from app.core.lists import Order, Slice, Window, page
from app.identity.queries import readable_regions
from app.kit import clock
from app.plans.models import Plan, Task, standing
from app.plans.terms import PlanState, TaskState
from app.progress.life.models import Extension, StageResult, TaskStep
from app.progress.life.terms import Action, ExtensionState, Waiting
from app.units.models import Unit


def pending(
    session: Session,
    actor: Actor,
    *,
    window: Window,
    kind: Waiting | None = None,
    plan: int | None = None,
) -> Slice:
    """Raise `ForbiddenError` for a liaison, who has nothing of it to decide."""
    actor.require(Role.COORDINATOR, Role.LEADER, Role.ADMIN)
    today = clock.today()
    query, order = _listed(actor, today, kind, plan)
    # What is due for review is another list tomorrow: the cursor is bound to the day.
    filters = {"kind": kind, "plan": plan, "today": today.isoformat()}
    return page(session, query, order, Window(window.limit, window.cursor, window.count, filters))


def readable_pending(actor: Actor) -> ColumnElement[bool]:
    """Plans whose decisions are the actor's, or of which a leader or admin may know them."""
    match actor.role:
        case Role.SYSTEM:
            return true()
        case Role.COORDINATOR:
            runs = true() if actor.unit_id is None else col(Plan.office_id) == actor.unit_id
            return and_(col(Plan.region_id) == actor.region_id, runs)
        case Role.LEADER | Role.ADMIN:
            return col(Plan.region_id).in_(readable_regions(actor))
        case _:
            return false()


def _listed(
    actor: Actor, today: date, kind: Waiting | None, plan: int | None
) -> tuple[Select[Any], Order]:
    parts = {
        Waiting.CLOSURE: _closures(),
        Waiting.EXTENSION: _extensions(),
        Waiting.REVIEW: _reviews(today),
        Waiting.STAGE: _stages(today),
    }
    wanted = parts.values() if kind is None else [parts[kind]]
    waits = union_all(*wanted).subquery()
    query = (
        select(
            *waits.c,
            *cols(Task.number, Task.title, Task.due_on, Task.due_text, Task.extended_to),
            *cols(Task.plan_id, Task.version),
            col(Plan.title).label("plan_title"),
            col(Unit.name).label("unit_name"),
        )
        .join(Task, col(Task.id) == waits.c.task_id)
        .join(Plan, col(Plan.id) == col(Task.plan_id))
        .outerjoin(Unit, col(Unit.id) == waits.c.unit_id)
        .where(
            standing(Task),
            col(Plan.state) == PlanState.PUBLISHED,
            readable_pending(actor),
            *([col(Task.plan_id) == plan] if plan is not None else []),
        )
    )
    return query, Order("since", (waits.c.since, waits.c.task_id, waits.c.extension_id))


def _part(
    kind: Waiting,
    since: Any,
    *,
    extension_id: Any = None,
    asked_for: Any = None,
    said: Any,
) -> list[Any]:
    """The columns of each part; `said` is where the unit and its words stand."""
    none = literal(0, BigId)
    return [
        literal(kind.value).label("kind"),
        col(said.task_id).label("task_id"),
        (none if extension_id is None else extension_id).label("extension_id"),
        type_coerce(since, Date()).label("since"),
        (cast(null(), Date) if asked_for is None else asked_for).label("asked_for"),
        col(said.unit_id).label("unit_id"),
        col(said.on_behalf_of).label("on_behalf_of"),
    ]


def _last(action: Action) -> Any:
    """Whether a step is the task's last of its kind."""
    later = aliased(TaskStep)
    last = select(func.max(col(later.id))).where(
        col(later.task_id) == col(TaskStep.task_id), col(later.action) == action
    )
    return col(TaskStep.id) == last.scalar_subquery()


def _after(kind: Waiting, action: Action, state: TaskState, since: Any) -> Select[Any]:
    """Tasks in a state, with the step that brought them there."""
    return (
        select(*_part(kind, since, said=TaskStep), col(TaskStep.words).label("words"))
        .join(Task, col(Task.id) == col(TaskStep.task_id))
        .where(col(Task.state) == state, _last(action))
    )


def _closures() -> Select[Any]:
    since = col(TaskStep.made_on)
    return _after(Waiting.CLOSURE, Action.APPLY_CLOSURE, TaskState.CLOSURE_APPLIED, since)


def _reviews(today: date) -> Select[Any]:
    since = col(Task.review_on)
    return _after(Waiting.REVIEW, Action.SUSPEND, TaskState.SUSPENDED, since).where(since <= today)


def _stages(today: date) -> Select[Any]:
    """Since New Year: what became ongoing before has a year to tell of."""
    new_year = date(today.year, 1, 1)
    told = exists().where(
        col(StageResult.task_id) == col(TaskStep.task_id),
        col(StageResult.year) == today.year - 1,
    )
    since = literal(new_year, Date())
    query = _after(Waiting.STAGE, Action.MAKE_ONGOING, TaskState.ONGOING, since)
    return query.where(col(TaskStep.made_on) < new_year, ~told)


def _extensions() -> Select[Any]:
    part = _part(
        Waiting.EXTENSION,
        col(Extension.requested_on),
        extension_id=col(Extension.id),
        asked_for=col(Extension.asked_for),
        said=Extension,
    )
    query = select(*part, col(Extension.reason).label("words"))
    return query.where(col(Extension.state) == ExtensionState.REQUESTED)
