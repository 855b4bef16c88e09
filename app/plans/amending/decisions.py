"""What was decided of a plan's tasks since it was published, for sheets and notices."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from app.core.columns import cols
from app.plans.amending.messages import basis_of
from app.plans.amending.showing import Change, Line, lines, of_unit
from app.plans.models import Amendment, AmendmentChange, Assignment, Task
from app.plans.terms import AmendmentKind


@dataclass(frozen=True)
class Decision:
    """One amendment of one task: 原 and 现, and on what ground in one sentence."""

    task_id: int
    number: str | None
    position: int
    basis: str
    decided_on: date | None
    lines: tuple[Line, ...]


def decisions(session: Session, plan_id: int) -> list[Decision]:
    """The earliest first. A correction is none: what it set right was decided so at first."""
    query = (
        select(
            *cols(
                AmendmentChange.id,
                AmendmentChange.action,
                AmendmentChange.before,
                AmendmentChange.after,
                AmendmentChange.task_id,
                Amendment.number,
                Amendment.basis,
                Amendment.organ,
                Amendment.decided_on,
                Amendment.effective_on,
                Task.position,
            ),
            col(Task.number).label("task_number"),
            col(Assignment.name).label("name"),
        )
        .join(Amendment, col(Amendment.id) == col(AmendmentChange.amendment_id))
        .join(Task, col(Task.id) == col(AmendmentChange.task_id))
        .outerjoin(Assignment, col(Assignment.id) == col(AmendmentChange.assignment_id))
        .where(
            col(AmendmentChange.plan_id) == plan_id,
            col(Amendment.kind) == AmendmentKind.AMENDMENT,
        )
        .order_by(col(Amendment.number), col(Task.position), col(AmendmentChange.id))
    )
    rows = session.execute(query).all()
    by_task = groupby(rows, lambda row: (row.number, row.task_id))
    return [_decision(list(group)) for _, group in by_task]


def _decision(rows: list[Row[Any]]) -> Decision:
    first = rows[0]
    return Decision(
        first.task_id,
        first.task_number,
        first.position,
        basis_of(first.basis, first.organ, first.decided_on, first.effective_on),
        first.decided_on,
        tuple(lines(list(_changes(rows)))),
    )


def _changes(rows: Iterable[Row[Any]]) -> Iterable[Change]:
    return (Change(row.id, row.action, row.name, row.before, row.after) for row in rows)


def concerning(
    found: Iterable[Decision], held: Container[int], unit_ids: frozenset[int]
) -> Iterator[tuple[Decision, Line]]:
    """What a unit should read: all of the tasks that it holds (`held`), and of a task that it
    holds no more what became of it and of its own part. `unit_ids`: it and the groups that hold it.
    """
    for one in found:
        own = any(line.unit_ids & unit_ids for line in one.lines)
        if one.task_id in held:
            yield from ((one, line) for line in one.lines)
        elif own:
            yield from ((one, line) for line in of_unit(one.lines, unit_ids))
