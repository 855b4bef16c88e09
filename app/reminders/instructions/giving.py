"""An instruction is written down, and mended for as long as nobody has answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from app.core.actor import Actor, Role
from app.core.errors import InvalidError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.reminders.instructions import access, giving_rules, queries, rules
from app.reminders.instructions.access import Seen
from app.reminders.instructions.events import InstructionChanged, InstructionGiven
from app.reminders.instructions.giving_rules import UnitFacts
from app.reminders.instructions.messages import WORDS
from app.reminders.instructions.models import Instruction, InstructionStep, InstructionUnit
from app.reminders.instructions.terms import Action, InstructionState
from app.units.rules import is_valid_on
from app.units.terms import UnitKind
from app.workdays.service import calendar


class UnknownPlanError(InvalidError):
    code, title = "unknown_plan", "没有这个方案或任务，或者您无权查看"


class OtherPlanError(InvalidError):
    code, title = "task_of_another_plan", "所涉任务不在所涉方案里；请一并改，或先去掉任务"


@dataclass(frozen=True)
class NewInstruction:
    """`unit_ids`: the first leads. `leader_id` is the leader's account, else `given_by` names him;
    a leader who enters his own needs neither. `office_id` is who follows it up, if he says so.
    """

    text: str
    given_on: date
    due_on: date
    unit_ids: Sequence[int]
    given_by: str | None = None
    leader_id: int | None = None
    plan_id: int | None = None
    task_id: int | None = None
    source_number: str | None = None
    office_id: int | None = None


def give(session: Session, actor: Actor, new: NewInstruction) -> int:
    """Write an instruction down and give it to its units. Raise who may (403) and what is wrong
    (422).
    """
    giving_rules.check_may_give(actor, new.given_by)
    region_id, today = int(actor.region_id or 0), clock.today()
    giving_rules.check_given_on(new.given_on, today)
    rules.check_due(new.due_on, new.given_on, calendar(session))
    _check_units(session, actor, region_id, new.unit_ids)
    given_by, leader_id = _leader(session, actor, new.given_by, new.leader_id)
    made = Instruction(
        region_id=region_id,
        office_id=_office(session, actor, new.office_id),
        text=new.text,
        given_on=new.given_on,
        given_by=given_by,
        leader_id=leader_id,
        plan_id=_plan(session, actor, new.plan_id, new.task_id),
        task_id=new.task_id,
        source_number=new.source_number,
        state=InstructionState.GIVEN,
        due_on=new.due_on,
        entered_by=actor.name,
        entered_at=clock.now(),
        updated_at=clock.now(),
    )
    session.add(made)
    session.flush()  # its units need the id
    rows = [_row(made, unit_id, n, new.due_on) for n, unit_id in enumerate(new.unit_ids, 1)]
    session.add_all(rows)
    session.flush()  # the event names them
    _note(session, actor, made, Action.GIVE)
    emit(session, actor, _given(made, rows))
    return made.id


def _given(made: Instruction, rows: Sequence[InstructionUnit]) -> InstructionGiven:
    return InstructionGiven(
        **_about(made, [one.unit_id for one in rows]),
        text=made.text,
        given_on=made.given_on.isoformat(),
        given_by=made.given_by,
        leader_id=made.leader_id,
        office_id=made.office_id,
        plan_id=made.plan_id,
        task_id=made.task_id,
        source_number=made.source_number,
        due_on=made.due_on.isoformat(),
        rows={str(one.id): one.unit_id for one in rows},
    )


def _about(made: Instruction, unit_ids: Sequence[int]) -> dict[str, Any]:
    return {
        "subject": Subject("instruction", made.id),
        "region_id": made.region_id,
        "unit_ids": tuple(unit_ids),
    }


def _row(made: Instruction, unit_id: int, position: int, due_on: date) -> InstructionUnit:
    return InstructionUnit(
        instruction_id=made.id,
        unit_id=unit_id,
        position=position,
        sent_on=clock.today(),
        due_on=due_on,
        first_due_on=due_on,
    )


def _note(
    session: Session, actor: Actor, made: Instruction, action: Action, words: str = ""
) -> None:
    step = InstructionStep(
        instruction_id=made.id,
        action=action,
        after=made.state,
        words=words,
        due_on=made.due_on if action is Action.GIVE else None,
        made_by=actor.name,
        made_at=clock.now(),
    )
    session.add(step)


# ---- what it names ---------------------------------------------------------------------------


def _leader(
    session: Session, actor: Actor, given_by: str | None, leader_id: int | None
) -> tuple[str, int | None]:
    """His name, and his account if he has one. A leader enters only his own."""
    known = queries.leaders(session, int(actor.region_id or 0), clock.today())
    if actor.role is Role.LEADER:
        person = actor.person_id
        if leader_id is not None and leader_id != person:
            raise giving_rules.NotYourWordsError
        return actor.name, person or _account(known, actor.name)
    if leader_id is not None:
        if leader_id not in known:
            raise giving_rules.UnknownLeaderError(errors=[rules.missing("leader_id")])
        return known[leader_id], leader_id
    if not given_by:
        raise giving_rules.LeaderNeededError(errors=[rules.missing("given_by")])
    return given_by, _account(known, given_by)


def _account(known: Mapping[int, str], name: str) -> int | None:
    """That of the only leader of this name."""
    named = [id_ for id_, one in known.items() if one == name]
    return named[0] if len(named) == 1 else None


def _office(session: Session, actor: Actor, chosen: int | None) -> int | None:
    if actor.unit_id is not None:
        return actor.unit_id
    known = queries.offices(session, int(actor.region_id or 0), clock.today())
    return giving_rules.office(chosen, known.keys())


def _plan(session: Session, actor: Actor, plan_id: int | None, task_id: int | None) -> int | None:
    """The plan that it concerns, which is that of its task."""
    if task_id is not None:
        found = queries.plan_of_task(session, actor, task_id)
        if found is None or plan_id not in (None, found):
            raise UnknownPlanError(errors=[{"loc": ["body", "task_id"], "msg": "没有这项任务"}])
        return found
    if plan_id is not None and not queries.plan_is_readable(session, actor, plan_id):
        raise UnknownPlanError(errors=[{"loc": ["body", "plan_id"], "msg": "没有这个方案"}])
    return plan_id


def _check_units(session: Session, actor: Actor, region_id: int, unit_ids: Sequence[int]) -> None:
    today = clock.today()
    known = {
        row.id: UnitFacts(
            name=row.name,
            here=region_id in (row.region_id, row.serves_region_id),
            is_group=row.kind is UnitKind.GROUP,
            is_valid=is_valid_on(row.valid_from, row.valid_until, today),
        )
        for row in queries.named_units(session, actor, set(unit_ids))
    }
    giving_rules.check_units(unit_ids, known)


# ---- mending ---------------------------------------------------------------------------------


def change(
    session: Session,
    actor: Actor,
    instruction_id: int,
    given: Mapping[str, Any],
    seen: Seen | None = None,
) -> None:
    """Only what is given changes: `text`, `given_on`, `given_by`, `leader_id`, `source_number`,
    `plan_id`, `task_id`, `unit_ids`. A unit that stays keeps what it has done; one that comes gets
    the date of the whole. Raise `AnsweredAlreadyError`, and as `give`.
    """
    found = access.find(session, actor, instruction_id)
    rules.check_who(Action.EXTEND, found.who)
    instruction, rows = access.lock(session, found, seen or Seen())
    giving_rules.check_changeable(
        (one.reply is not None for one in rows.values()), instruction.state
    )
    before, there, due_on = _facts(instruction, rows), rows, instruction.due_on
    _set(session, actor, instruction, given)
    if "unit_ids" in given:
        wanted = list(given["unit_ids"])
        _check_units(session, actor, instruction.region_id, [*wanted])
        rows = _units(session, instruction, rows, wanted)
    # Whether the date is a working day was asked when it was set: mending does not set it.
    rules.check_span(instruction.due_on, instruction.given_on)
    after = _facts(instruction, rows)
    changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if not changes:
        return
    instruction.state = rules.whole(one.state for one in rows.values())
    instruction.version += 1
    instruction.updated_at = clock.now()
    _note(session, actor, instruction, Action.CHANGE, _told(changes))
    session.flush()  # the event names the rows of new units
    event = InstructionChanged(
        **_about(instruction, sorted({*before["unit_ids"], *after["unit_ids"]})),
        changes=changes,
        rows={str(one.id): one.unit_id for one in rows.values()},
        gone=tuple(str(one.id) for unit_id, one in there.items() if unit_id not in rows),
        due_on=due_on.isoformat(),
        state=instruction.state.value,
    )
    emit(session, actor, event)


def _set(
    session: Session, actor: Actor, instruction: Instruction, given: Mapping[str, Any]
) -> None:
    for name in ("text", "given_on", "source_number"):
        if name in given:
            setattr(instruction, name, given[name])
    giving_rules.check_given_on(instruction.given_on, clock.today())
    if _names_another(instruction, given):
        name, account = _leader(session, actor, given.get("given_by"), given.get("leader_id"))
        instruction.given_by, instruction.leader_id = name, account
    _set_plan(session, actor, instruction, given)


def _names_another(instruction: Instruction, given: Mapping[str, Any]) -> bool:
    """Another leader than the one it has; an account says more than a name."""
    account, name = given.get("leader_id"), given.get("given_by")
    if account is not None:
        return bool(account != instruction.leader_id)
    return bool(name) and name != instruction.given_by


def _set_plan(
    session: Session, actor: Actor, instruction: Instruction, given: Mapping[str, Any]
) -> None:
    """What is not given stays, and so does what can no longer be read. A task brings its plan."""
    there = instruction.plan_id
    plan_id, task_id = given.get("plan_id", there), given.get("task_id", instruction.task_id)
    if task_id is not None and "task_id" not in given and plan_id != there:
        raise OtherPlanError(errors=[rules.wrong("plan_id", OtherPlanError.title)])
    if task_id is not None and task_id == instruction.task_id and plan_id is None:
        plan_id = there
    stays = plan_id == there and task_id in (None, instruction.task_id)
    instruction.plan_id = plan_id if stays else _plan(session, actor, plan_id, task_id)
    instruction.task_id = task_id


def _facts(instruction: Instruction, rows: Mapping[int, InstructionUnit]) -> dict[str, Any]:
    """What may be changed, as the journal tells it."""
    return {
        "text": instruction.text,
        "given_on": instruction.given_on.isoformat(),
        "given_by": instruction.given_by,
        "leader_id": instruction.leader_id,
        "source_number": instruction.source_number,
        "plan_id": instruction.plan_id,
        "task_id": instruction.task_id,
        "unit_ids": list(rows),
    }


def _told(changes: Mapping[str, Any]) -> str:
    return "、".join(dict.fromkeys(WORDS[name] for name in changes))


def _units(
    session: Session,
    instruction: Instruction,
    rows: Mapping[int, InstructionUnit],
    wanted: Sequence[int],
) -> dict[int, InstructionUnit]:
    for unit_id, row in rows.items():
        if unit_id not in wanted:
            session.delete(row)
    kept = {
        unit_id: rows.get(unit_id) or _row(instruction, unit_id, 0, instruction.due_on)
        for unit_id in wanted
    }
    for position, row in enumerate(kept.values(), 1):
        row.position = position
        session.add(row)
    instruction.due_on = rules.next_due((one.state, one.due_on) for one in kept.values())
    return kept
