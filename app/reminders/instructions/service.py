"""Instructions: written down, shown, and what is done with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import StaleError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.progress.rules import check_accepting, check_confirmable, key_of, reviews_itself
from app.reminders.instructions import access, rules
from app.reminders.instructions.access import Found, Seen
from app.reminders.instructions.events import InstructionMoved
from app.reminders.instructions.giving import NewInstruction, UnknownPlanError, change, give
from app.reminders.instructions.listing import (
    Answering,
    Choices,
    Listed,
    Whole,
    choices,
    get,
    instructions,
    task_named,
    task_words,
)
from app.reminders.instructions.models import Instruction, InstructionStep, InstructionUnit
from app.reminders.instructions.queries import InstructionFilter
from app.reminders.instructions.scans import drop_scan, put_scan, scan
from app.reminders.instructions.terms import Action, InstructionState
from app.workdays.service import calendar

__all__ = [
    "Answering",
    "Choices",
    "InstructionFilter",
    "Listed",
    "NewInstruction",
    "Said",
    "Seen",
    "UnknownPlanError",
    "Whole",
    "act",
    "change",
    "choices",
    "drop_scan",
    "get",
    "give",
    "instructions",
    "put_scan",
    "scan",
    "task_named",
    "task_words",
]


@dataclass(frozen=True)
class Said:
    """What is said with a step, of which unit (`None`: of the only one, or of all, as the table
    says), and whose words they are where a coordinator writes them down.
    """

    unit_id: int | None = None
    words: str = ""
    due_on: date | None = None
    on_behalf_of: str | None = None


def act(
    session: Session,
    actor: Actor,
    instruction_id: int,
    action: Action,
    said: Said,
    *,
    seen: Seen | None = None,
) -> None:
    """Take a step. Raise `NotFoundError`, who may (403), `StaleError`, what stands in the way (409)
    and what is missing (422).
    """
    found, seen = access.find(session, actor, instruction_id), seen or Seen()
    rules.check_who(action, found.who)
    instruction, rows = access.lock(session, found, seen)
    if instruction.state is InstructionState.WITHDRAWN:
        raise rules.WithdrawnError
    chosen = _chosen(found, rows, action, said.unit_id)
    if seen.unit_version is not None and any(one.version != seen.unit_version for one in chosen):
        raise StaleError
    after = [rules.move(action, one.state) for one in chosen]
    given_on = instruction.given_on
    _check(session, found, given_on=given_on, action=action, said=said, chosen=chosen)
    _check_second(actor, instruction.office_id, action, chosen)
    told = {
        str(one.id): _step(session, actor, found, one, _Step(action, state, said))
        for one, state in zip(chosen, after, strict=True)
    }
    before = _settle(instruction, rows.values())
    event = InstructionMoved(
        subject=Subject("instruction", instruction.id),
        region_id=instruction.region_id,
        unit_ids=tuple(sorted(one.unit_id for one in chosen)),
        action=action.value,
        state=(before.value, instruction.state.value),
        rows=told,
        words=said.words,
        on_behalf_of=_speaker(found, action, said),
        own_unit=any(one.own_unit for one in chosen),
    )
    emit(session, actor, event)


def _chosen(
    found: Found, rows: Mapping[int, InstructionUnit], action: Action, unit_id: int | None
) -> list[InstructionUnit]:
    states = {one: row.state for one, row in rows.items()}
    return [rows[one] for one in rules.chosen(action, states, unit_id, found.own)]


def _settle(instruction: Instruction, rows: Collection[InstructionUnit]) -> InstructionState:
    """Work the whole out of its units anew; its state before."""
    before = instruction.state
    instruction.state = rules.whole(one.state for one in rows)
    instruction.due_on = rules.next_due((one.state, one.due_on) for one in rows)
    instruction.version += 1
    instruction.updated_at = clock.now()
    return before


def _check(
    session: Session,
    found: Found,
    *,
    given_on: date,
    action: Action,
    said: Said,
    chosen: Sequence[InstructionUnit],
) -> None:
    rules.check_needs(action, said.words, said.due_on)
    rules.check_speaker(found.who, action, said.on_behalf_of)
    if rules.MOVES[action].dated and said.due_on is not None:
        rules.check_due(said.due_on, given_on, calendar(session))
        before = [one.due_on for one in chosen] if action is Action.EXTEND else []
        rules.check_new_due(said.due_on, before, clock.today())


def _check_second(
    actor: Actor, office_id: int | None, action: Action, chosen: Sequence[InstructionUnit]
) -> None:
    for one in chosen:
        if action is Action.CONFIRM:
            check_confirmable(actor, one.unit_id, office_id)
        elif action is Action.ACCEPT:
            check_accepting(actor, one.unit_id, one.confirmed_key)


def _speaker(found: Found, action: Action, said: Said) -> str | None:
    return said.on_behalf_of if rules.types_for_unit(found.who, action) else None


@dataclass(frozen=True)
class _Step:
    action: Action
    after: InstructionState
    said: Said


def _step(
    session: Session, actor: Actor, found: Found, one: InstructionUnit, step: _Step
) -> dict[str, tuple[str, str]]:
    """Do it with one unit; its old and new state and date."""
    before = (one.state.value, one.due_on.isoformat())
    speaker = _speaker(found, step.action, step.said)
    _apply(actor, one, step, speaker)
    made = InstructionStep(
        instruction_id=one.instruction_id,
        unit_id=one.unit_id,
        action=step.action,
        after=one.state,
        words=step.said.words,
        due_on=step.said.due_on if rules.MOVES[step.action].dated else None,
        on_behalf_of=speaker,
        own_unit=one.own_unit,
        made_by=actor.name,
        made_at=clock.now(),
    )
    session.add(made)
    after = (one.state.value, one.due_on.isoformat())
    return {"state": (before[0], after[0]), "due_on": (before[1], after[1])}


def _apply(actor: Actor, one: InstructionUnit, step: _Step, speaker: str | None) -> None:
    now, said = clock.now(), step.said
    one.state = step.after
    one.version += 1
    one.own_unit = False
    if step.action in (Action.ACKNOWLEDGE, Action.REPLY) and one.acknowledged_at is None:
        one.acknowledged_by, one.acknowledged_at = speaker or actor.name, now
    if step.action is Action.REPLY:
        one.reply, one.replied_by, one.replied_at = said.words, actor.name, now
        one.on_behalf_of, one.note, one.decided_by, one.decided_at = speaker, None, None, None
        one.confirmed_by, one.confirmed_key = None, None
    if step.action is Action.CONFIRM:
        one.confirmed_by, one.confirmed_key = actor.name, key_of(actor)
    if step.action in (Action.ACCEPT, Action.SEND_BACK):
        one.note, one.decided_by, one.decided_at = said.words or None, actor.name, now
        one.own_unit = step.action is Action.ACCEPT and reviews_itself(actor, one.unit_id)
    if rules.MOVES[step.action].dated and said.due_on is not None:
        one.extensions += said.due_on != one.due_on
        one.due_on = said.due_on
