"""Returns follow who is asked: to a successor, away from who is asked no more, and back.

Part of every run over a plan, so that nothing depends on a job that came too late: what a run
finds in order it leaves alone. What was submitted stays where it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, or_, select, update
from sqlmodel import Session, col

from app.core.actor import SYSTEM, Actor
from app.core.columns import cols
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans.holding.service import holders, standing_in
from app.plans.models import Assignment, Plan, standing_on
from app.progress import rules
from app.progress.attachments import carrying
from app.progress.dividing import Divided, divide
from app.progress.events import ReturnsHandedOn
from app.progress.joining import join
from app.progress.models import Report, Return
from app.progress.reporting import asking as reporting
from app.progress.rows import KEPT, asked_of
from app.progress.statements import Run
from app.progress.terms import OWED, ReturnState
from app.units.models import Unit

LET_GO = "按现在的分工，本单位不再填报这份表"
"""What a return says that was begun or asked for, and is asked for no more. Nobody signs it."""


@dataclass(frozen=True)
class HandedOn:
    """Ids of returns: `moved` to a successor (with the unit they were of), `merged` into the
    successor's own, rows `divided` after a split (from a return into another, and the task),
    `waived`, taken away untouched, and asked for again.
    """

    moved: tuple[tuple[int, int], ...] = ()
    merged: tuple[tuple[int, int], ...] = ()
    divided: Divided = ()
    waived: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    revived: tuple[int, ...] = ()


class HandingOn:
    """What a run does of it before it asks for what is missing (`begin`), and after (`finish`)."""

    def __init__(self, session: Session, plan: Plan, run: Run) -> None:
        self._session, self._plan, self._run = session, plan, run
        self._units = Asked(session, plan.id)
        self._kept: Sequence[int] = ()
        self._done = HandedOn()

    def begin(self) -> None:
        place = (self._session, self._plan, self._run, self._units)
        revived = _revive(*place)  # before others go into them
        moved, merged, self._kept = _move(*place)
        self._done = HandedOn(moved, merged, revived=revived)

    def finish(self, actor: Actor) -> None:
        session, plan, run = self._session, self._plan, self._run
        divided = divide(session, plan, run)
        waived, removed = _let_go(session, plan, run, self._units, self._kept)
        done = replace(self._done, divided=divided, waived=waived, removed=removed)
        if done != HandedOn():
            event = ReturnsHandedOn(
                subject=Subject("plan", plan.id),
                region_id=plan.region_id,
                run_id=run.id,
                **vars(done),
            )
            emit(session, actor, event)


class Asked:
    """Who is asked for a period, by what stood when it ended; looked up once for each."""

    def __init__(self, session: Session, plan_id: int) -> None:
        self._session = session
        self._reporting = reporting.of_plan(session, session.get_one(Plan, plan_id))
        self._known: dict[tuple[str, date], frozenset[int]] = {}

    def has(self, unit_id: int, one: Row[Any] | Return) -> bool:
        """Of a return, by its `period` and `period_end`."""
        key = (one.period, one.period_end)
        if key not in self._known:
            query = self._reporting.asked(*key, clock.today())
            self._known[key] = frozenset(self._session.scalars(query))
        return unit_id in self._known[key]


# ---- to who stands in for a unit that ended --------------------------------------------------


Pairs = tuple[tuple[int, int], ...]


def _move(
    session: Session, plan: Plan, run: Run, units: Asked
) -> tuple[Pairs, Pairs, tuple[int, ...]]:
    """What was `moved`, what was `merged`, and what stays with the former unit: the successor's
    own form has left its hands, so that what the former unit held is told of by its form or not
    at all. Who stands in for the unit may fill it.
    """
    moved, merged, kept = [], [], []
    for row in _left_behind(session, plan.id):
        heir = _heir(session, plan, row, units)
        if heir is None:
            continue  # nothing of it is asked for any more: it is let go
        own = _own(session, plan, row, heir)
        if own is None:
            change(session, run, [row.id], {"unit_id": heir})
            theirs = update(Report).where(col(Report.return_id) == row.id)
            session.execute(theirs.values(unit_id=heir))
            moved.append((row.id, row.unit_id))
        elif own.state in OWED:
            _merge(session, row, own)
            _waive(session, run, [row.id])
            merged.append((row.id, own.id))
        elif asked_of(session, row.id):
            kept.append(row.id)
    return tuple(moved), tuple(merged), tuple(kept)


def _heir(session: Session, plan: Plan, row: Row[Any], units: Asked) -> int | None:
    """Who stands in for the unit; after a split that left him nothing, one who was given some of
    it. The rows are divided later.
    """
    if units.has(row.holder_id, row):
        heir: int = row.holder_id
        return heir
    named = col(Assignment.unit_id) == row.unit_id
    where = (col(Assignment.plan_id) == plan.id, standing_on(Assignment, row.period_end), named)
    held = holders(clock.today(), *where).subquery()
    given = session.scalars(select(held.c.unit_id).distinct().order_by(held.c.unit_id))
    return next((one for one in given if units.has(one, row)), None)


def _own(session: Session, plan: Plan, row: Row[Any], heir: int) -> Return | None:
    """The successor's own form, which nobody else changes until the transaction ends."""
    query = select(Return).where(
        col(Return.plan_id) == plan.id,
        col(Return.unit_id) == heir,
        col(Return.period) == row.period,
    )
    locked = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(locked).first()


def _left_behind(session: Session, plan_id: int) -> Sequence[Row[Any]]:
    """Owed by units that ended, and due after they did: what was due before is still theirs."""
    stands = standing_in(clock.today())
    query = (
        select(
            *cols(Return.id, Return.unit_id, Return.period, Return.period_end, Unit.name),
            stands.c.holder_id,
        )
        .join(stands, stands.c.named_id == col(Return.unit_id))
        .join(Unit, col(Unit.id) == col(Return.unit_id))
        .where(
            col(Return.plan_id) == plan_id,
            col(Return.state).in_(OWED),
            col(Return.due_on) > col(Unit.valid_until),
        )
        .order_by(col(Return.due_on), col(Return.id))
        .with_for_update(key_share=True, of=Return)
    )
    return session.execute(query).all()


def _merge(session: Session, row: Row[Any], own: Return) -> None:
    """What the former unit had written goes into the successor's form, under its name, and its
    files too.
    """
    carrying.copy(session, row.id, own.id)
    said = _reports(session, row.id)
    if not said:
        return
    mine = {one.task_id: one for one in _reports(session, own.id)}
    for theirs in said:
        there = mine.get(theirs.task_id)
        if there is None:
            facts: dict[str, Any] = {name: getattr(theirs, name) for name in KEPT}
            facts |= {"unit_id": own.unit_id, "region_id": own.region_id}
            session.add(Report(return_id=own.id, task_id=theirs.task_id, **facts))
        else:
            join(there, theirs, f"原{row.name}")
    own.state = rules.touched(own.state, own.review_note)
    own.version += 1
    own.updated_at = clock.now()


def _reports(session: Session, return_id: int) -> Sequence[Report]:
    """As they are now that the return is locked."""
    query = select(Report).where(col(Report.return_id) == return_id)
    return session.scalars(query.execution_options(populate_existing=True)).all()


# ---- from who is asked no more, and back -----------------------------------------------------


def _let_go(
    session: Session, plan: Plan, run: Run, units: Asked, kept: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What lies ahead and is not open yet was touched by nobody, unless it has a file: it goes
    without a trace but for the event. The rest is waived and says why.
    """
    today = clock.today()
    columns = cols(
        Return.id, Return.unit_id, Return.period, Return.period_end, Return.state, Return.opens_on
    )
    query = (
        select(*columns)
        .where(
            col(Return.plan_id) == plan.id,
            col(Return.state).in_(OWED),
            col(Return.due_on) >= today,
            col(Return.id).not_in(kept),
        )
        .with_for_update(key_share=True)
    )
    left = [row for row in session.execute(query) if not units.has(row.unit_id, row)]
    ahead = [row.id for row in left if row.state is ReturnState.PENDING and row.opens_on > today]
    touched = carrying.with_files(session, ahead)
    unseen = [one for one in ahead if one not in touched]
    waived = [row.id for row in left if row.id not in unseen]
    if unseen:
        session.execute(delete(Return).where(col(Return.id).in_(unseen)))
    _waive(session, run, waived)
    return tuple(waived), tuple(unseen)


def _waive(session: Session, run: Run, ids: Sequence[int]) -> None:
    said = {"state": ReturnState.WAIVED, "reviewed_by": None, "review_note": LET_GO}
    change(session, run, ids, {**said, "reviewed_at": run.at})


def _revive(session: Session, plan: Plan, run: Run, units: Asked) -> tuple[int, ...]:
    """What no person waived, but a reform, another choice of who files, or an amendment."""
    query = (
        select(*cols(Return.id, Return.unit_id, Return.period, Return.period_end))
        .where(
            col(Return.plan_id) == plan.id,
            col(Return.state) == ReturnState.WAIVED,
            or_(col(Return.reviewed_by).is_(None), col(Return.reviewed_by) == SYSTEM.name),
            col(Return.due_on) >= clock.today(),
        )
        .with_for_update(key_share=True)
    )
    again = [row.id for row in session.execute(query) if units.has(row.unit_id, row)]
    said = select(col(Report.return_id)).where(col(Report.return_id).in_(again))
    begun = set(session.scalars(said)) if again else set()
    values = {"review_note": None, "reviewed_by": None, "reviewed_at": None}
    for state in (ReturnState.DRAFT, ReturnState.PENDING):
        ids = [one for one in again if (one in begun) is (state is ReturnState.DRAFT)]
        change(session, run, ids, {**values, "state": state})
    return tuple(again)


def change(session: Session, run: Run, ids: Sequence[int], values: dict[str, Any]) -> None:
    if not ids:
        return
    session.flush()  # what was written through objects comes first
    statement = update(Return).where(col(Return.id).in_(ids))
    version = col(Return.version) + 1
    session.execute(
        statement.values(**values, version=version, run_id=run.id, updated_at=run.at),
        execution_options={"synchronize_session": "fetch"},
    )
