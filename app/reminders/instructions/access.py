"""Load, permit, lock: where every step of an instruction begins."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor, Role
from app.core.errors import NotFoundError, StaleError
from app.kit import clock
from app.plans.holding.service import acts_for, own_ids
from app.reminders.instructions import queries, rules
from app.reminders.instructions.models import Instruction, InstructionUnit
from app.reminders.instructions.rules import Standing


@dataclass(frozen=True)
class Found:
    """An instruction and what the actor is to it. `own` are the units for which he speaks, if he
    is a liaison; `None` is all.
    """

    row: Row[Any]
    who: Standing
    own: frozenset[int] | None


def readable(session: Session, actor: Actor, instruction_id: int) -> Row[Any]:
    """Raise `NotFoundError` for an instruction that the actor may not read."""
    row = queries.instruction(session, actor, instruction_id)
    if row is None:
        raise NotFoundError
    return row


def find(session: Session, actor: Actor, instruction_id: int) -> Found:
    """Raise as `readable`."""
    row = readable(session, actor, instruction_id)
    return Found(row, who(actor, row, acts_for(session, actor)), own(session, actor))


def own(session: Session, actor: Actor) -> frozenset[int] | None:
    if actor.role is not Role.LIAISON:
        return None
    if actor.unit_id is None:
        return frozenset()
    return frozenset(session.scalars(own_ids(actor.unit_id, clock.today())))


def who(actor: Actor, row: Row[Any], offices: Collection[int]) -> Standing:
    """Of a row that the actor may read: a liaison reads what his unit answers. `offices` are those
    for which he acts.
    """
    place = rules.Place(row.region_id, row.office_id, row.given_by, row.leader_id)
    return rules.standing(actor, place, answers=actor.role is Role.LIAISON, acts_for=offices)


@dataclass(frozen=True)
class Seen:
    """What a form was made from: the version of the whole, or only that of one unit's row, which
    others do not disturb. `None` where the caller does not mind.
    """

    version: int | None = None
    unit_version: int | None = None


def lock(
    session: Session, found: Found, seen: Seen
) -> tuple[Instruction, dict[int, InstructionUnit]]:
    """The instruction with its units, as they stand now; whoever comes second waits. Raise
    `StaleError`.
    """
    instruction = session.get(
        Instruction, found.row.id, with_for_update={"key_share": True}, populate_existing=True
    )
    if instruction is None:
        raise NotFoundError
    if seen.version is not None and seen.version != instruction.version:
        raise StaleError
    rows = queries.rows_of(session, instruction.id)
    return instruction, {one.unit_id: one for one in rows}
