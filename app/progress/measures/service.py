"""细化措施: reading them, and what a unit writes. No change is lost: what stood before is kept as a
revision.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, select, update
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.errors import NotFoundError, StaleError
from app.core.events import Subject
from app.core.lists import Slice, Window, page
from app.jobs.service import emit
from app.kit import clock
from app.plans import service as plans
from app.progress.measures import keeping, queries, rules
from app.progress.measures.events import MeasureAdded, MeasureChanged
from app.progress.measures.models import Measure, MeasureRevision
from app.progress.measures.queries import MeasureFilter
from app.progress.measures.terms import MeasureState, Outcome
from app.progress.rules import Place, Standing
from app.progress.rules import standing as stands
from app.units import service as units

__all__ = [
    "About",
    "MeasureFilter",
    "NewMeasure",
    "Shown",
    "about",
    "add",
    "change",
    "end",
    "get",
    "listed",
    "of_task",
    "of_units",
    "reopen",
]


@dataclass(frozen=True)
class NewMeasure:
    """A liaison leaves `unit_id` to be the own unit."""

    text: str
    due_on: date | None = None
    responsible: str = ""
    unit_id: int | None = None


class Added(NamedTuple):
    """`made` is false where the unit had written the very same before."""

    id: int
    made: bool


@dataclass(frozen=True)
class Shown:
    """A measure with its earlier versions, and whether the actor may write it."""

    row: Row[Any]
    revisions: Sequence[Row[Any]]
    writable: bool


# ---- reading ---------------------------------------------------------------------------------


def of_task(session: Session, actor: Actor, task_id: int) -> Sequence[Shown]:
    """Raise `NotFoundError` for a task that the actor may not read."""
    if queries.task(session, actor, task_id) is None:
        raise NotFoundError
    return _shown(session, actor, queries.of_task(session, actor, task_id))


def listed(
    session: Session, actor: Actor, *, wanted: MeasureFilter, window: Window
) -> tuple[Sequence[Shown], Slice]:
    """In the order of the plans."""
    bound = replace(window, filters=wanted.as_key())
    found = page(session, queries.measures(actor, wanted), queries.IN_PLAN, bound)
    return _shown(session, actor, found.rows), found


def get(session: Session, actor: Actor, measure_id: int) -> Shown:
    """Raise `NotFoundError`."""
    row = queries.measure(session, actor, measure_id)
    if row is None:
        raise NotFoundError
    return _shown(session, actor, [row])[0]


def _shown(session: Session, actor: Actor, rows: Sequence[Row[Any]]) -> list[Shown]:
    revisions = queries.revisions_of(session, [row.id for row in rows])
    keepers = keeping.keepers(session, rows)
    stand = [_stands_to(actor, row, keepers[row.unit_id, row.task_id]) for row in rows]
    return [
        Shown(row, revisions.get(row.id, []), writable=who is not Standing.NEITHER)
        for row, who in zip(rows, stand, strict=True)
    ]


def of_units(
    session: Session, unit_ids: Collection[int], plan_ids: Collection[int]
) -> Mapping[tuple[int, int], Sequence[Row[Any]]]:
    """What units are doing, by unit and task: rows of text, due date and who is responsible. For
    callers that have found out that the actor may read these units' lists. Those of a unit that
    ended are its keeper's.
    """
    rows = queries.active_of(session, unit_ids, plan_ids)
    keepers = keeping.keepers(session, rows)
    found: defaultdict[tuple[int, int], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        keeper = keepers[row.unit_id, row.task_id]
        if keeper in unit_ids:
            found[keeper, row.task_id].append(row)
    return found


@dataclass(frozen=True)
class About:
    """The task under which measures stand. `units` are the ids and names of those for which the
    actor may write there: the own one, or all that hold it; `closed` says why nobody may now.
    """

    task: Row[Any]
    units: Sequence[tuple[int, str]]
    on_behalf: bool
    closed: str | None


def about(session: Session, actor: Actor, task_id: int) -> About:
    """Raise `NotFoundError` for a task that the actor may not read."""
    task = queries.task(session, actor, task_id)
    if task is None:
        raise NotFoundError
    own = actor.unit_id if actor.role is Role.LIAISON else None
    who = stands(actor, Place(own or 0, task.region_id, task.office_id))
    try:
        rules.check_writable(task.plan_state, task.stage, task.state, ended=bool(task.ended))
        closed = None
    except rules.NoMeasuresError as over:
        closed = over.detail
    ids = [] if closed else _writes_for(session, who, own, task_id)
    names = units.names(session, ids)
    return About(
        task, [(id_, names[id_]) for id_ in ids], on_behalf=who is Standing.OFFICE, closed=closed
    )


def _writes_for(session: Session, who: Standing, own: int | None, task_id: int) -> list[int]:
    holders = keeping.holders(session, task_id) if who is not Standing.NEITHER else []
    return holders if who is Standing.OFFICE else [one for one in holders if one == own]


# ---- writing ---------------------------------------------------------------------------------


def add(session: Session, actor: Actor, task_id: int, new: NewMeasure) -> Added:
    """Write a measure under a task that the unit holds, itself or through a group. The same again
    is the first one. Raise `NotHoldingError`, `NoMeasuresError`, `TooManyMeasuresError`.
    """
    task = queries.task(session, actor, task_id)
    if task is None:
        raise NotFoundError
    unit_id = new.unit_id or (actor.unit_id if actor.role is Role.LIAISON else None)
    who = stands(actor, Place(unit_id or 0, task.region_id, task.office_id))
    rules.check_may_write(who)
    if unit_id is None:
        raise rules.UnitNeededError
    rules.check_not_ended(units.get(session, actor, unit_id).valid_until, clock.today())
    plans.lock(session, task.plan_id)
    rules.check_writable(task.plan_state, task.stage, task.state, ended=bool(task.ended))
    keeping.check_holds(session, unit_id, task_id)
    active = queries.active_ids(session, task_id, unit_id)
    if (same := _same(session, active, new)) is not None:
        return Added(same, made=False)
    rules.check_room(len(active))
    made = _write(session, actor, task, unit_id, new, position=len(active) + 1)
    return Added(made, made=True)


def _same(session: Session, active: Sequence[int], new: NewMeasure) -> int | None:
    query = select(col(Measure.id)).where(
        col(Measure.id).in_(active),
        col(Measure.text) == new.text,
        col(Measure.due_on).is_not_distinct_from(new.due_on),
        col(Measure.responsible) == new.responsible,
    )
    return session.scalars(query).first()


def _write(
    session: Session,
    actor: Actor,
    task: Row[Any],
    unit_id: int,
    new: NewMeasure,
    *,
    position: int,
) -> int:
    who = stands(actor, Place(unit_id, task.region_id, task.office_id))
    measure = Measure(
        task_id=task.id,
        plan_id=task.plan_id,
        region_id=task.region_id,
        unit_id=unit_id,
        position=position,
        text=new.text,
        due_on=new.due_on,
        responsible=new.responsible,
        written_by=actor.name,
        entered_by=actor.name if who is Standing.OFFICE else None,
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    session.add(measure)
    session.flush()  # the event needs the id
    event = MeasureAdded(
        **_about(measure),
        text=measure.text,
        due_on=new.due_on.isoformat() if new.due_on else None,
        responsible=measure.responsible,
    )
    emit(session, actor, event)
    return measure.id


def change(
    session: Session,
    actor: Actor,
    measure_id: int,
    values: Mapping[str, Any],
    expected: int | None = None,
) -> None:
    """Change the named fields; `position` moves it among what the unit is doing for the task."""
    measure = _for_change(session, actor, measure_id, expected)
    rules.check_active(measure.state)
    new = dict(values)
    position = new.pop("position", None)
    _rewrite(session, actor, measure, new)
    if position is not None:
        _move(session, actor, measure, position)


def end(
    session: Session,
    actor: Actor,
    measure_id: int,
    outcome: Outcome,
    *,
    note: str | None = None,
    expected: int | None = None,
) -> None:
    """完成 or 不再实施, the latter with a reason. It stays readable."""
    measure = _for_change(session, actor, measure_id, expected)
    rules.check_active(measure.state)
    state = MeasureState(outcome)
    rules.check_reason(state, note)
    _rewrite(session, actor, measure, {"state": state, "note": note or None})


def reopen(session: Session, actor: Actor, measure_id: int, expected: int | None = None) -> None:
    """Back from a wrong click; last in the order."""
    measure = _for_change(session, actor, measure_id, expected)
    rules.check_ended(measure.state)
    active = queries.active_ids(session, measure.task_id, measure.unit_id)
    rules.check_room(len(active))
    measure.position = len(active) + 1
    _rewrite(session, actor, measure, {"state": MeasureState.ACTIVE, "note": None})


def _for_change(session: Session, actor: Actor, measure_id: int, expected: int | None) -> Measure:
    """404, 403, then under the lock 412 and 409."""
    row = queries.measure(session, actor, measure_id)
    if row is None:
        raise NotFoundError
    keeper = keeping.keepers(session, [row])[row.unit_id, row.task_id]
    rules.check_may_write(_stands_to(actor, row, keeper))
    plans.lock(session, row.plan_id)
    measure = session.get_one(Measure, measure_id, populate_existing=True)
    if expected is not None and measure.version != expected:
        raise StaleError
    keeping.check_holds(session, keeper, measure.task_id)
    return measure


def _stands_to(actor: Actor, row: Row[Any], keeper: int) -> Standing:
    return stands(actor, Place(keeper, row.region_id, row.office_id))


_KEPT = ("version", "text", "due_on", "responsible", "state", "note", "written_by", "entered_by")


def _rewrite(session: Session, actor: Actor, measure: Measure, values: Mapping[str, Any]) -> None:
    """What stood there becomes a revision, unless nothing changes."""
    changes = rules.changed({name: getattr(measure, name) for name in values}, values)
    if not changes:
        return
    kept = {name: getattr(measure, name) for name in _KEPT}
    session.add(MeasureRevision(measure_id=measure.id, written_at=measure.updated_at, **kept))
    for name, value in values.items():
        setattr(measure, name, value)
    is_own = actor.role is Role.LIAISON
    measure.written_by, measure.entered_by = actor.name, None if is_own else actor.name
    measure.version += 1
    measure.updated_at = clock.now()
    emit(session, actor, MeasureChanged(**_about(measure), changes=changes))


def _move(session: Session, actor: Actor, measure: Measure, position: int) -> None:
    before = queries.active_ids(session, measure.task_id, measure.unit_id)
    after = rules.reordered(before, measure.id, position)
    if after == before:
        return
    for place, id_ in enumerate(after, 1):
        session.execute(update(Measure).where(col(Measure.id) == id_).values(position=place))
    changes: dict[str, tuple[object, object]] = {
        "position": (before.index(measure.id) + 1, after.index(measure.id) + 1)
    }
    emit(session, actor, MeasureChanged(**_about(measure), changes=changes))


def _about(measure: Measure) -> dict[str, Any]:
    """The fields of `MeasureEvent`."""
    return {
        "subject": Subject("measure", measure.id),
        "region_id": measure.region_id,
        "unit_ids": (measure.unit_id,),
        "plan_id": measure.plan_id,
        "task_id": measure.task_id,
        "entered_by": measure.entered_by,
    }
