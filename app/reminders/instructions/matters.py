"""Instructions as the ladder follows them up: the reply of each unit, due on its day, and the
instruction for which a unit has not signed. The subject is the row of the unit.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.columns import cols
from app.reminders.instructions import messages
from app.reminders.instructions.models import Instruction, InstructionUnit
from app.reminders.instructions.terms import ANSWERABLE, InstructionState
from app.reminders.matters import Matter
from app.reminders.terms import Profile
from app.units.models import Unit
from app.workdays.service import calendar

_office = aliased(Unit)


THERE = exists().where(col(InstructionUnit.state).in_(ANSWERABLE))


def replies(profile: Profile, _today: date, until: date) -> Select[Any]:
    due_on = col(InstructionUnit.due_on)
    return _owed(profile, due_on, until).where(col(InstructionUnit.state).in_(ANSWERABLE))


def receipts(profile: Profile, _today: date, until: date) -> Select[Any]:
    sent_on = col(InstructionUnit.sent_on)
    given = col(InstructionUnit.state) == InstructionState.GIVEN
    return _owed(profile, sent_on, until).where(given)


def _owed(profile: Profile, day: Any, until: date) -> Select[Any]:
    return (
        select(
            col(InstructionUnit.id).label("subject_id"),
            *cols(InstructionUnit.unit_id, Instruction.region_id, Instruction.office_id),
            day.label("due_on"),
        )
        .join(Instruction, col(Instruction.id) == col(InstructionUnit.instruction_id))
        .where(day <= until, literal(profile is Profile.INSTRUCTION))
    )


def reply_matters(session: Session, ids: Collection[int]) -> Iterable[Matter]:
    known = calendar(session)
    for row in _now(session, ids):
        owed = row.state in ANSWERABLE
        confirmed = known.is_confirmed(row.due_on)
        act = messages.SIGN_AND_REPLY if row.state is InstructionState.GIVEN else None
        yield _matter(row, row.due_on, owed=owed, confirmed=confirmed, act=act)


def receipt_matters(session: Session, ids: Collection[int]) -> Iterable[Matter]:
    for row in _now(session, ids):
        owed = row.state is InstructionState.GIVEN
        yield _matter(row, row.sent_on, owed=owed, confirmed=True)


def _now(session: Session, ids: Collection[int]) -> Iterable[Any]:
    query = (
        select(
            *cols(InstructionUnit.id, InstructionUnit.unit_id, InstructionUnit.instruction_id),
            *cols(InstructionUnit.state, InstructionUnit.due_on, InstructionUnit.sent_on),
            *cols(Instruction.text, Instruction.given_by, Instruction.given_on),
            *cols(Instruction.plan_id, Instruction.region_id, Instruction.office_id),
            col(_office.name).label("office"),
        )
        .join(Instruction, col(Instruction.id) == col(InstructionUnit.instruction_id))
        .outerjoin(_office, col(_office.id) == col(Instruction.office_id))
        .where(col(InstructionUnit.id).in_(ids))
    )
    return session.execute(query)


def _matter(
    row: Any, due_on: date, *, owed: bool, confirmed: bool, act: str | None = None
) -> Matter:
    return Matter(
        id=row.id,
        unit_id=row.unit_id,
        title=messages.title(row.given_by, row.given_on),
        part=messages.excerpt(row.text),
        path=f"/instructions/{row.instruction_id}#unit-{row.unit_id}",
        owed=owed,
        due_on=due_on,
        confirmed=confirmed,
        plan_id=row.plan_id,
        period=None,
        plan_region_id=row.region_id,
        office_id=row.office_id,
        office=row.office,
        act=act,
    )
