"""A machine that does anything with instructions, in any order, and watches what comes of it."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from inspect import signature
from pathlib import Path
from typing import Any

import orjson
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlmodel import Session, col, select

from app.core.errors import AppError
from app.core.settings import Settings
from app.journal.models import JournalEvent
from app.kit import clock
from app.reminders.instructions import service
from app.reminders.instructions.models import Instruction, InstructionUnit
from app.reminders.instructions.service import NewInstruction, Said
from app.reminders.instructions.terms import Action, InstructionState
from app.wiring import build
from tests.cast import CAST, World
from tests.progress.life.machine import actor
from tests.reminders.instructions.test_rules import LEADS

S = InstructionState
PEOPLE = ("林", "林", "陈", "周", "领", "管")
SPEAKS = {"陈": "县残联", "周": "县民政局"}
UNITS = ("县残联", "县民政局", "县教委")
NEEDS_WORDS = {Action.REPLY, Action.SEND_BACK, Action.EXTEND, Action.WITHDRAW}
DATED = {Action.SEND_BACK, Action.EXTEND}
BY_UNIT = {Action.ACKNOWLEDGE, Action.REPLY}
OF_ALL = {Action.ACCEPT, Action.EXTEND, Action.WITHDRAW}
SLOWEST = (S.WITHDRAWN, S.GIVEN, S.SENT_BACK, S.ACKNOWLEDGED, S.REPLIED, S.ACCEPTED)
CALLS = (*("go_on",) * 4, "act", "act", "give", "change", "change", "wait")


@dataclass(frozen=True)
class Step:
    """What somebody tries with a unit, or with all that fit."""

    who: str
    action: Action
    unit: str | None
    words: str
    days: int


@dataclass
class Known:
    """What the machine knows of one instruction, by the names of its units."""

    id: int
    given_by: str
    states: dict[str, InstructionState]
    due: dict[str, date]
    first: dict[str, date]
    moved: dict[str, int]
    answered: bool = False


@dataclass
class Replayed:
    """The journal read from its beginning: by row of a unit its state and date."""

    rows: dict[str, tuple[str, str]] = field(default_factory=dict)
    wholes: dict[int, str] = field(default_factory=dict)

    def take(self, kind: str, subject_id: int, body: Mapping[str, Any]) -> None:
        match kind:
            case "instruction.given":
                self.rows |= dict.fromkeys(body["rows"], ("given", body["due_on"]))
                self.wholes[subject_id] = "given"
            case "instruction.changed":
                for gone in body["gone"]:
                    del self.rows[gone]
                new = [one for one in body["rows"] if one not in self.rows]
                self.rows |= dict.fromkeys(new, ("given", body["due_on"]))
                self.wholes[subject_id] = body["state"]
            case "instruction.moved":
                assert self.wholes[subject_id] == body["state"][0]
                self.wholes[subject_id] = body["state"][1]
                for row, pair in body["rows"].items():
                    before = (pair["state"][0], pair["due_on"][0])
                    assert self.rows[row] == before, (row, self.rows[row], before)
                    self.rows[row] = (pair["state"][1], pair["due_on"][1])

    def compare(self, session: Session) -> None:
        there = session.scalars(select(InstructionUnit))
        assert {
            str(one.id): (one.state.value, one.due_on.isoformat()) for one in there
        } == self.rows
        wholes = {one.id: one.state.value for one in session.scalars(select(Instruction))}
        assert wholes == self.wholes


class Instructions(RuleBasedStateMachine):
    """What the table says is the oracle: a call does what it allows, and nothing else."""

    made = 0

    def __init__(self, origin: Path, world: World, place: Path, seen: set[str]) -> None:
        super().__init__()
        type(self).made += 1
        path = place / f"instructions-{self.made}.db"
        shutil.copy(origin, path)
        self.runtime = build(Settings(database_url=f"sqlite:///{path}", data_dir=place))
        self.world, self.seen = world, seen
        self.today = date(2023, 7, 10)
        self.known: list[Known] = []
        self.turn = 0
        with self.runtime.database.read() as session:
            self.people = {name: actor(session, world, name) for name in CAST}
        self.give(0, 3)

    def teardown(self) -> None:
        replayed = Replayed()
        with self.runtime.database.read() as session:
            for one in session.scalars(select(JournalEvent).order_by(col(JournalEvent.seq))):
                replayed.take(one.kind, one.subject_id, orjson.loads(one.body or "{}"))
            replayed.compare(session)
        self.runtime.database.dispose()

    def _call(self, act: Callable[[Session], Any]) -> str | None:
        """The code with which it was refused."""
        noon = datetime(self.today.year, self.today.month, self.today.day, 4, tzinfo=UTC)
        try:
            with clock.frozen(noon), self.runtime.database.write() as session:
                act(session)
        except AppError as refused:
            self.seen.add(refused.code)
            return refused.code
        return None

    def _ids(self, names: Any) -> list[int]:
        return [self.world.units[name] for name in names]

    @rule(
        call=st.integers(0, len(CALLS) - 1),
        who=st.sampled_from(PEOPLE),
        action=st.sampled_from(sorted(LEADS)),
        pick=st.integers(0, 11),
        unit=st.sampled_from((*UNITS, None)),
        words=st.sampled_from(("已办", "已办", "已办", " ")),
        days=st.integers(-5, 40),
    )
    def call(self, call: int, **drawn: Any) -> None:
        """One rule for all, and they take turns: few examples shall see every call."""
        self.turn += 1
        act = getattr(self, CALLS[(call + self.turn) % len(CALLS)])
        names = signature(act).parameters
        all_ = "drawn" in names
        act(**{name: value for name, value in drawn.items() if all_ or name in names})

    # ---- calls -------------------------------------------------------------------------------

    def give(self, pick: int, days: int) -> None:
        names, due = UNITS[pick % len(UNITS) :], self.today + timedelta(days)
        given_by = ("领", "郑国栋")[pick % 2]
        new = NewInstruction(
            "批示", self.today, due, self._ids(names), given_by=given_by, source_number=None
        )
        made: list[int] = []
        refused = self._call(lambda s: made.append(service.give(s, self.people["林"], new)))
        assert (refused is None) is (days >= 0 and due.weekday() < 5), refused
        if refused is None:
            self.seen.add("give")
            self.known.append(
                Known(
                    made[0],
                    given_by,
                    dict.fromkeys(names, S.GIVEN),
                    dict.fromkeys(names, due),
                    dict.fromkeys(names, due),
                    dict.fromkeys(names, 0),
                )
            )

    def change(self, who: str, pick: int) -> None:
        """Two of three times of one that nobody has answered yet."""
        fit = [one for one in self.known if not one.answered] if self.turn % 3 else []
        one = (fit or self.known)[pick % len(fit or self.known)]
        wanted = [UNITS[(pick + n) % len(UNITS)] for n in range(1 + pick % 3)]
        due = self._due(one)
        given = {"unit_ids": self._ids(wanted)}
        refused = self._call(lambda s: service.change(s, self.people[who], one.id, given))
        decides = who == "林" or (who == "领" and one.given_by == "领")
        may = decides and not one.answered and S.WITHDRAWN not in one.states.values()
        assert (refused is None) is may, (refused, one)
        if refused is None:
            self.seen |= {"change", *(("added",) if set(wanted) - set(one.states) else ())}
            one.states = {name: one.states.get(name, S.GIVEN) for name in wanted}
            one.moved = {name: one.moved.get(name, 0) for name in wanted}
            one.first = {name: one.first.get(name, due) for name in wanted}
            one.due = {name: one.due.get(name, due) for name in wanted}

    def act(self, pick: int, **drawn: Any) -> None:
        self._do(self.known[pick % len(self.known)], Step(**drawn))

    def go_on(self, pick: int, days: int) -> None:
        """One of the steps that are open for one of the units."""
        one = self.known[-1 - pick % len(self.known)]
        ways = [
            (action, name)
            for name, state in one.states.items()
            for action in sorted(LEADS)
            if state in LEADS[action] and (action is not Action.WITHDRAW or pick == 0)
        ]
        if ways:
            action, name = ways[(pick + self.turn) % len(ways)]
            self._do(one, Step("林", action, name, "已办", abs(days)))

    def _do(self, one: Known, step: Step) -> None:
        action, due = step.action, self.today + timedelta(step.days)
        chosen = self._chosen(one, step)
        may = chosen is not None and self._fits(one, step, chosen, due)
        unit = self.world.units[step.unit] if step.unit else None
        said = Said(unit, step.words, due, "周敏，电话" if step.who == "林" else None)
        who = self.people[step.who]
        refused = self._call(lambda s: service.act(s, who, one.id, action, said))
        assert (refused is None) is may, (step, due, one, refused)
        if refused is not None or chosen is None:
            return
        self.seen.add(action)
        one.answered = one.answered or action is Action.REPLY
        for name in chosen:
            one.states[name] = LEADS[action][one.states[name]]
            if action in DATED:
                one.moved[name] += due != one.due[name]
                one.due[name] = due

    def wait(self, pick: int) -> None:
        self.today += timedelta(1 + pick)

    # ---- what should come of them ------------------------------------------------------------

    def _due(self, one: Known) -> date:
        waited = [
            one.due[name] for name, state in one.states.items() if state in LEADS[Action.REPLY]
        ]
        return min(waited) if waited else max(one.due.values())

    def _chosen(self, one: Known, step: Step) -> list[str] | None:
        speaks = SPEAKS.get(step.who)
        mine = [name for name in one.states if speaks in (None, name)]
        if step.unit is not None and step.action is not Action.WITHDRAW:
            return [step.unit] if step.unit in mine else None
        fit = [name for name in mine if one.states[name] in LEADS[step.action]]
        if step.action in OF_ALL or len(mine) == 1 or len(fit) == 1:
            return fit or mine or None
        return None

    def _fits(self, one: Known, step: Step, chosen: list[str], due: date) -> bool:
        action = step.action
        decides = step.who == "林" or (step.who == "领" and one.given_by == "领")
        answers = step.who == "林" or step.who in SPEAKS
        dated = action not in DATED or (
            due >= self.today
            and due.weekday() < 5
            and (action is Action.SEND_BACK or {one.due[name] for name in chosen} != {due})
        )
        return (
            (answers if action in BY_UNIT else decides)
            and S.WITHDRAWN not in one.states.values()
            and all(one.states[name] in LEADS[action] for name in chosen)
            and (action not in NEEDS_WORDS or bool(step.words.strip()))
            and dated
        )

    # ---- what must always be so --------------------------------------------------------------

    @invariant()
    def every_unit_is_where_the_table_leads(self) -> None:
        names = {self.world.units[name]: name for name in UNITS}
        with self.runtime.database.read() as session:
            rows = session.scalars(select(InstructionUnit).order_by(col(InstructionUnit.id))).all()
            for one in self.known:
                mine = {names[row.unit_id]: row for row in rows if row.instruction_id == one.id}
                assert {name: row.state for name, row in mine.items()} == one.states
                assert {name: row.due_on for name, row in mine.items()} == one.due
                assert {name: row.first_due_on for name, row in mine.items()} == one.first
                assert {name: row.extensions for name, row in mine.items()} == one.moved
                whole = session.get_one(Instruction, one.id)
                slowest = next(state for state in SLOWEST if state in one.states.values())
                assert (whole.state, whole.due_on) == (slowest, self._due(one))
                answered = [row for row in mine.values() if row.state in (S.REPLIED, S.ACCEPTED)]
                assert all(row.reply and row.acknowledged_at for row in answered)
