"""Asking for returns: of a plan that was published, and anew when the calendar changed.

A set-based job tells of itself in one event with its run id, which stands on the rows as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.kit.identifiers import uuid7
from app.plans.models import Plan
from app.plans.terms import PlanState
from app.progress import dating, periods, queries, statements
from app.progress.events import DueDatesMoved, ReturnsGenerated, ReturnsShared
from app.progress.periods import Deadline, Period
from app.progress.reporting import asking as reporting
from app.progress.statements import Run
from app.progress.succession import HandingOn
from app.reading.terms import Stage
from app.workdays import service as workdays
from app.workdays.rules import Calendar


@dataclass(frozen=True)
class Generated:
    """How many rows were new."""

    dispatches: int
    returns: int


def generate(session: Session, actor: Actor, plan_id: int, *, backfill: bool = False) -> Generated:
    """Dispatch a published plan to its units, and ask each for all returns until the plan ends.

    Only an issued plan asks anybody for anything, and none before it is published: what is said of
    a draft (its rule, who files for a group) is asked for then. Returns that were due before the
    day of publishing, or before today, are left out unless `backfill`: nobody is late with what
    nobody had asked for. Running again adds what is missing (a unit that has joined a group since),
    and lets returns follow who is asked now. For the service itself.
    """
    actor.require()
    plan = session.get(Plan, plan_id, with_for_update={"key_share": True})  # one run at a time
    if plan is None:
        raise NotFoundError
    issued = plan.state is PlanState.PUBLISHED and plan.stage is Stage.ISSUED
    if not issued or plan.published_at is None:
        return Generated(0, 0)
    published_on = clock.local(plan.published_at).date()
    asking = reporting.of_plan(session, plan)
    asked = asking.deadlines(published_on, workdays.calendar(session))
    since = max(published_on, clock.today())
    wanted = [one for one in asked if backfill or one[1].due_on >= since]
    if not backfill:
        wanted = [(period, due.asked_on(since)) for period, due in wanted]
    run = Run(str(uuid7()), clock.now())
    handing = HandingOn(session, plan, run)
    handing.begin()
    made = Generated(
        dispatches=statements.dispatch(session, plan, run.at),
        returns=sum(
            statements.ask(
                session,
                plan,
                due,
                run,
                asking.sharing(due[0].key, due[0].end, clock.today()),
            )
            for due in wanted
        ),
    )
    handing.finish(actor)
    if made != Generated(0, 0):
        emit(session, actor, _told(session, plan, made, run, wanted))
    _share(session, actor, asking, asked, run)
    return made


def _share(
    session: Session,
    actor: Actor,
    asking: reporting.Reporting,
    asked: Sequence[tuple[Period, Deadline]],
    run: Run,
) -> None:
    """After it is known who is asked: who leads since an amendment, a reform or another choice has
    the later date, and who leads no more the earlier.
    """
    plan, today = asking.plan, clock.today()
    named = dating.named_ahead(session, plan.id, today)
    moved = {
        due[0].key: count
        for due in asked
        if (due[1].due_on >= today or due[0].key in named)
        and (
            count := dating.share(
                session, plan, due, run, asking.sharing(due[0].key, due[0].end, today)
            )
        )
    }
    if moved:
        subject = Subject("plan", plan.id)
        event = ReturnsShared(subject=subject, region_id=plan.region_id, run_id=run.id, moved=moved)
        emit(session, actor, event)


def _told(
    session: Session,
    plan: Plan,
    made: Generated,
    run: Run,
    wanted: Sequence[tuple[Period, Deadline]],
) -> ReturnsGenerated:
    return ReturnsGenerated(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        unit_ids=tuple(queries.units_of(session, plan.id)),
        run_id=run.id,
        dispatches=made.dispatches,
        returns=made.returns,
        periods=tuple(period.key for period, _ in wanted),
        left_out=statements.left_out(session, plan.id),
    )


def dispatched_plans(session: Session) -> Sequence[int]:
    """Plans that `generate` has work to do for, should anything be missing."""
    return queries.dispatched_plans(session)


@dataclass(frozen=True)
class Moved:
    """`moved` returns got another due date; of `settled` ones only its certainty changed."""

    moved: int
    settled: int


def recompute_due(session: Session, actor: Actor, *, year: int) -> Moved:
    """Count the due dates that lie ahead anew after the calendar of `year` changed.

    What is overdue stays so, a date that a person named stays, and no date moves into the past.
    Running twice moves nothing. For the service itself.
    """
    actor.require()
    run = Run(str(uuid7()), clock.now())
    moved = settled = 0
    dates: list[tuple[str, str, int]] = []
    for old, new in _moves(session, workdays.calendar(session)):
        count = dating.move_due(session, old, new, clock.today(), run)
        if (new.due_on, new.parts_due_on) != (old.due_on, old.parts_due_on):
            moved += count
            dates.append((old.due_on.isoformat(), new.due_on.isoformat(), count))
        else:
            settled += count
    if moved or settled:
        subject = Subject("calendar", year)
        event = DueDatesMoved(
            subject=subject, run_id=run.id, moved=moved, settled=settled, dates=tuple(dates)
        )
        emit(session, actor, event)
    return Moved(moved, settled)


def _moves(session: Session, calendar: Calendar) -> Iterator[tuple[Row[Any], Deadline]]:
    """Due dates that a calendar would change, or of which it would change the certainty."""
    today = clock.today()
    for old in dating.due_dates(session, today):
        new = periods.deadline(old.period_end, old.due_after, calendar, old.ahead)
        new = periods.moved(new, old, today)
        if (new.due_on, new.parts_due_on, new.confirmed) != (
            old.due_on,
            old.parts_due_on,
            old.due_confirmed,
        ):
            yield old, new


@dataclass(frozen=True)
class Foreseen:
    """So many returns of a plan (or their parts, where those alone move) would be due on `after`
    instead of `before`; where the two are the same day only its certainty changes.
    """

    region_id: int
    plan_id: int
    plan: str
    period: str
    before: date
    after: date
    confirmed: bool
    returns: int


def foresee(session: Session, calendar: Calendar) -> list[Foreseen]:
    """What `recompute_due` would do if that were the calendar, plan by plan."""
    today = clock.today()
    found = [
        Foreseen(
            region_id=row.region_id,
            plan_id=row.id,
            plan=row.title,
            period=row.period,
            before=old.due_on if new.due_on != old.due_on else old.parts_due_on or old.due_on,
            after=new.due_on if new.due_on != old.due_on else new.parts_due_on or new.due_on,
            confirmed=new.confirmed,
            returns=row.returns,
        )
        for old, new in _moves(session, calendar)
        for row in dating.sharing_due(session, old, today)
    ]
    return sorted(found, key=lambda one: (one.before, one.plan_id))
