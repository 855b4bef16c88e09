"""After a split every row goes into the form of the unit that holds its task now, also when that
is said later: whoever wrote it, nobody is asked for the task twice.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, or_, select
from sqlmodel import Session, col

from app.core.columns import cols
from app.kit import clock
from app.plans.holding.service import holders, own_ids
from app.plans.models import Assignment, Plan, standing_on
from app.progress import rules
from app.progress.attachments import carrying
from app.progress.joining import join, says
from app.progress.models import Report, Return
from app.progress.rows import KEPT, asked_of
from app.progress.statements import Run
from app.progress.terms import OWED
from app.units.models import Unit
from app.units.reforms.models import UnitLine, UnitReform, UnitSuccession
from app.units.reforms.terms import ReformKind

Divided = tuple[tuple[int, int, int], ...]
"""From which return into which other, and the task."""


def divide(session: Session, plan: Plan, run: Run) -> Divided:
    """After a run has asked for what was missing. What was handed in stays as it is."""
    done: list[tuple[int, int, int]] = []
    for row in _split(session, plan.id):
        others = strange(session, row.id)
        heirs = _heirs(session, row, [one.task_id for one in others])
        moved = [
            (row.id, into, one.task_id)
            for one in others
            for into in give(session, run, row.unit_name, one, heirs.get(one.task_id, ()))
        ]
        if moved:
            _touch(session.get_one(Return, row.id), run)
        done += moved
    session.flush()  # what follows reads it
    return tuple(done)


def _split(session: Session, plan_id: int) -> Sequence[Row[Any]]:
    """Owed forms with rows, of units that came out of a split, and of those that were split."""
    step = (
        select(col(UnitSuccession.id))
        .join(UnitReform, col(UnitReform.id) == col(UnitSuccession.reform_id))
        .where(
            col(UnitReform.kind) == ReformKind.SPLIT,
            col(UnitReform.effective_on) <= clock.today(),
        )
    )
    before = step.with_only_columns(col(UnitSuccession.predecessor_id))
    out_of = step.with_only_columns(col(UnitSuccession.successor_id))
    later = select(col(UnitLine.holder_id)).where(
        col(UnitLine.named_id).in_(out_of), col(UnitLine.since) <= clock.today()
    )
    unit = col(Return.unit_id)
    columns = cols(Return.id, Return.unit_id, Return.plan_id, Return.period, Return.period_end)
    query = (
        select(*columns, col(Unit.name).label("unit_name"))
        .join(Unit, col(Unit.id) == unit)
        .where(
            col(Return.plan_id) == plan_id,
            col(Return.state).in_(OWED),
            or_(unit.in_(before), unit.in_(out_of), unit.in_(later)),
            col(Return.id).in_(select(col(Report.return_id))),
        )
        .order_by(col(Return.id))
        .with_for_update(key_share=True, of=Return)
    )
    return session.execute(query).all()


def strange(session: Session, return_id: int) -> list[Report]:
    """Rows about what the unit is not asked about, or no longer."""
    asked = asked_of(session, return_id)
    query = select(Report).where(col(Report.return_id) == return_id).order_by(col(Report.id))
    rows = session.scalars(query.execution_options(populate_existing=True))
    return [one for one in rows if one.task_id not in asked]


def _heirs(session: Session, row: Row[Any], tasks: Collection[int]) -> dict[int, list[Return]]:
    """By task, the owed forms of those who hold now what names the form's unit, or one that it, or
    whom it stands in for, came after.
    """
    if not tasks:
        return {}
    today = clock.today()
    came_after = select(col(UnitSuccession.predecessor_id)).where(
        col(UnitSuccession.successor_id).in_(own_ids(row.unit_id, today))
    )
    further = select(col(UnitLine.named_id)).where(col(UnitLine.holder_id).in_(came_after))
    named = col(Assignment.unit_id)
    held = holders(
        today,
        col(Assignment.task_id).in_(tasks),
        standing_on(Assignment, row.period_end),
        or_(named == row.unit_id, named.in_(came_after), named.in_(further)),
    ).subquery()
    query = (
        select(held.c.task_id, Return)
        .join(Return, col(Return.unit_id) == held.c.unit_id)
        .where(
            col(Return.plan_id) == row.plan_id,
            col(Return.period) == row.period,
            col(Return.id) != row.id,
            col(Return.state).in_(OWED),
        )
        .with_for_update(key_share=True, of=Return)
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[Return]] = {}
    for task_id, into in session.execute(query):
        if into not in found.setdefault(task_id, []):
            found[task_id].append(into)
    return found


def give(
    session: Session, run: Run, who: str, report: Report, heirs: Sequence[Return]
) -> list[int]:
    """Into which returns it went with its files, under the name `who`; the row stays where none
    takes it.
    """
    if not heirs:
        return []
    for into in heirs if says(report) else ():
        there = _row_in(session, into, report.task_id)
        if says(there):
            join(there, report, who)
        else:
            for name in KEPT:
                setattr(there, name, getattr(report, name))
            there.filed_at = report.filed_at
        into.state = rules.touched(into.state, into.review_note)
        _touch(into, run)
    carrying.move(session, report.return_id, [into.id for into in heirs], report.task_id)
    session.delete(report)
    return [into.id for into in heirs]


def _row_in(session: Session, into: Return, task_id: int) -> Report:
    there = session.scalars(
        select(Report).where(col(Report.return_id) == into.id, col(Report.task_id) == task_id)
    ).first()
    if there is None:
        there = Report(
            return_id=into.id, task_id=task_id, unit_id=into.unit_id, region_id=into.region_id
        )
        session.add(there)
    return there


def _touch(changed: Return, run: Run) -> None:
    changed.version += 1
    changed.run_id, changed.updated_at = run.id, run.at
