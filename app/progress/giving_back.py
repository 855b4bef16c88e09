"""Returns go back to the units that owed them when a reform is taken back.

A run over a plan asks anew for what lies ahead. What fell due since the reform nobody asks for
again, so it must not stay waived, or with a successor that owes nothing; and what was written of
a task in a draft goes with the task.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cache, partial
from typing import NamedTuple

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.kit.identifiers import uuid7
from app.plans.models import Plan
from app.progress.dividing import Divided, give, strange
from app.progress.events import ReturnsHandedOn
from app.progress.models import Report, Return
from app.progress.rows import asked_of
from app.progress.statements import Run
from app.progress.succession import LET_GO, Asked, HandedOn, change
from app.progress.terms import OWED, ReturnState
from app.units.models import Unit
from app.units.reforms.service import Reform


class _Sides(NamedTuple):
    old: Sequence[int]
    new: Collection[int]


def give_back(session: Session, actor: Actor, reform: Reform) -> None:
    """After the units are as they were before it. What successors have handed in is asked before;
    what they wrote in drafts goes back with its tasks.
    """
    sides = _Sides([one.id for one in reform.predecessors], [one.id for one in reform.successors])
    run = Run(str(uuid7()), clock.now())
    for plan_id in _plans(session, reform, sides):
        plan = session.get_one(Plan, plan_id, with_for_update={"key_share": True})
        rows = _returns(session, reform, sides, plan_id)
        units = Asked(session, plan_id)
        revived = _revived(session, run, sides, units, rows)
        moved = _moved(session, run, sides, units, rows)
        divided = _divided(session, run, sides, rows)
        done = HandedOn(moved=moved, revived=revived, divided=divided)
        if done != HandedOn():
            subject = Subject("plan", plan.id)
            event = ReturnsHandedOn(
                subject=subject, region_id=plan.region_id, run_id=run.id, **vars(done)
            )
            emit(session, actor, event)


def _plans(session: Session, reform: Reform, sides: _Sides) -> Sequence[int]:
    query = select(col(Return.plan_id)).where(
        col(Return.unit_id).in_([*sides.old, *sides.new]),
        col(Return.due_on) >= reform.effective_on,
    )
    return session.scalars(query.distinct().order_by(col(Return.plan_id))).all()


def _returns(session: Session, reform: Reform, sides: _Sides, plan_id: int) -> Sequence[Return]:
    """Of both sides, what fell due from the day of the reform on."""
    query = (
        select(Return)
        .where(
            col(Return.plan_id) == plan_id,
            col(Return.unit_id).in_([*sides.old, *sides.new]),
            col(Return.due_on) >= reform.effective_on,
        )
        .order_by(col(Return.due_on), col(Return.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def _revived(
    session: Session, run: Run, sides: _Sides, units: Asked, rows: Iterable[Return]
) -> tuple[int, ...]:
    """What was waived because the successor's own form took it in."""
    waived = [
        one
        for one in rows
        if one.unit_id in sides.old
        and one.state is ReturnState.WAIVED
        and (one.reviewed_by, one.review_note) == (None, LET_GO)
        and units.has(one.unit_id, one)
    ]
    ids = [one.id for one in waived]
    said = set(session.scalars(select(col(Report.return_id)).where(col(Report.return_id).in_(ids))))
    values = {"review_note": None, "reviewed_at": None}
    for state in (ReturnState.DRAFT, ReturnState.PENDING):
        some = [one for one in ids if (one in said) is (state is ReturnState.DRAFT)]
        change(session, run, some, {**values, "state": state})
    return tuple(ids)


def _moved(
    session: Session, run: Run, sides: _Sides, units: Asked, rows: Sequence[Return]
) -> tuple[tuple[int, int], ...]:
    """What a successor owes that is not asked for it: it came from who is asked and has none."""
    there = {(one.unit_id, one.period) for one in rows}
    moved = []
    for one in rows:
        if one.unit_id not in sides.new or one.state not in OWED:
            continue
        if units.has(one.unit_id, one):
            continue
        owes = (old for old in sides.old if units.has(old, one))
        home = next((old for old in owes if (old, one.period) not in there), None)
        if home is None:
            continue
        there.add((home, one.period))
        moved.append((one.id, one.unit_id))
        change(session, run, [one.id], {"unit_id": home})
        theirs = update(Report).where(col(Report.return_id) == one.id)
        session.execute(theirs.values(unit_id=home))
    return tuple(moved)


def _divided(session: Session, run: Run, sides: _Sides, rows: Sequence[Return]) -> Divided:
    """What successors have written of tasks that they are not asked about any more."""
    home = {(one.period, one.unit_id): one for one in rows if one.unit_id in sides.old}
    asked = cache(partial(asked_of, session))
    done: list[tuple[int, int, int]] = []
    for one in rows:
        if one.unit_id not in sides.new or one.state not in OWED:
            continue
        name = session.get_one(Unit, one.unit_id).name
        for report in strange(session, one.id):
            into = [
                theirs
                for old in sides.old
                if (theirs := home.get((one.period, old))) is not None
                and theirs.state in OWED
                and report.task_id in asked(theirs.id)
            ]
            done += [
                (one.id, id_, report.task_id) for id_ in give(session, run, name, report, into)
            ]
    session.flush()  # what follows reads it
    return tuple(done)
