"""A machine that does anything to notices, in any order, and watches what comes of it."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from inspect import signature
from pathlib import Path
from typing import Any

import orjson
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlmodel import Session, col, select

from app.core.actor import SYSTEM
from app.core.errors import AppError
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.jobs.worker import drain
from app.journal.models import JournalEvent
from app.kit import clock
from app.progress.models import Return
from app.progress.rules import Standing
from app.progress.terms import ReturnState
from app.reminders.notices import numbering, service
from app.reminders.notices.jobs import draft as draft_wanted
from app.reminders.notices.models import Notice, NoticeReply
from app.reminders.notices.rules import MOVES
from app.reminders.notices.service import NewNotice, Signature
from app.reminders.notices.terms import ISSUED, NoticeAction, NoticeKind, NoticeState, ReplyOutcome
from app.reminders.service import sweep
from app.wiring import HANDLERS, build
from tests.cast import CAST, World
from tests.progress.life.machine import actor

A, S = NoticeAction, NoticeState
PEOPLE = st.sampled_from(("林", "林", "周", "陈", "领"))
STANDS = {"林": Standing.OFFICE, "领": Standing.OVERSEER}
STEPS = tuple(one for one in A if one is not A.EDIT)
PLAIN = (A.WITHDRAW, A.VOID, A.REPLY, A.ACCEPT)
"""Steps that want nothing but words: what the table allows must succeed."""
CALLS = (
    *("draft", "go_on", "go_on", "go_on", "go_on", "act", "act", "edit"),
    *("settle", "wait", "ladder", "type_a_number", "drive", "drive"),
)


@dataclass(frozen=True)
class Said:
    words: str
    number: str | None = None
    day: date | None = None


class Notices(RuleBasedStateMachine):
    """What the table says is the oracle: a call does what it allows, and nothing else."""

    made = 0

    def __init__(self, origin: Path, world: World, place: Path, seen: set[str]) -> None:
        super().__init__()
        type(self).made += 1
        path = place / f"{self.made}.db"
        shutil.copy(origin, path)
        self.runtime: Runtime = build(Settings(database_url=f"sqlite:///{path}", data_dir=place))
        self.world, self.seen = world, seen
        self.today, self.turn = date(2023, 7, 17), 0
        self.states: dict[int, NoticeState] = {}
        self.speakers: dict[int, str] = {}
        with self.runtime.database.read() as session:
            self.people = {name: actor(session, world, name) for name in CAST}
            mine = Return.unit_id == world.units["县民政局"]
            self.returns = list(session.scalars(select(Return.id).where(mine)))

    def teardown(self) -> None:
        self._at(lambda: drain(self.runtime, HANDLERS))
        with self.runtime.database.read() as session:
            replayed(session, self.states)
        self.runtime.database.dispose()

    def _at(self, act: Callable[[], Any]) -> Any:
        noon = datetime(self.today.year, self.today.month, self.today.day, 4, tzinfo=UTC)
        with clock.frozen(noon):
            return act()

    def _call(self, act: Callable[[Session], Any]) -> Any:
        """What it answers, or the code with which it was refused."""

        def run() -> Any:
            with self.runtime.database.write() as session:
                return act(session)

        try:
            return self._at(run)
        except AppError as refused:
            self.seen.add(refused.code)
            return refused.code

    @rule(
        call=st.integers(0, len(CALLS) - 1),
        who=PEOPLE,
        pick=st.integers(0, 7),
        action=st.sampled_from(STEPS),
        days=st.integers(-10, 100),
        words=st.sampled_from(("见附件", "见附件", "见附件", " ")),
        kind=st.sampled_from(NoticeKind),
    )
    def call(self, call: int, **drawn: Any) -> None:
        """One rule for all, and they take turns, as in the machine over tasks."""
        self.turn += 1
        act = getattr(self, CALLS[(call + self.turn) % len(CALLS)])
        names = signature(act).parameters
        act(**{name: value for name, value in drawn.items() if name in names})

    def _pick(self, pick: int) -> int | None:
        ids = sorted(self.states)
        return ids[-1 - pick % len(ids)] if ids else None

    # ---- what people do ----------------------------------------------------------------------

    def draft(self, who: str, kind: NoticeKind) -> None:
        new = NewNotice(
            kind=kind,
            unit_id=self.world.units["县民政局"],
            office_id=self.world.units["县残联"],
            matters=[("return", one) for one in self._owed()],
            contact="林",
            contact_phone="57680000",
            basis="《规划》",
            title="关于逾期事项",
        )
        made = self._call(lambda session: service.draft(session, self.people[who], new))
        assert isinstance(made, int) is (who == "林"), made
        if isinstance(made, int):
            self.states[made], self.speakers[made] = S.DRAFT, "周"

    def _owed(self) -> list[int]:
        with self.runtime.database.read() as session:
            mine = Return.unit_id == self.world.units["县民政局"]
            found = session.scalars(select(Return).where(mine))
            return [one.id for one in found if one.state is ReturnState.PENDING]

    def edit(self, who: str, pick: int, words: str) -> None:
        notice = self._pick(pick)
        if notice is None:
            return
        given = {"demand": f"{words}{self.turn}"}
        refused = self._call(
            lambda session: service.change(session, self.people[who], notice, given)
        )
        self._check(A.EDIT, who, notice, refused)

    def go_on(self, pick: int, days: int) -> None:
        """One of the steps that are open, by who may take it."""
        notice = self._pick(pick)
        if notice is None:
            return
        state = self.states[notice]
        ways = [one for one in STEPS if state in MOVES[one].since and MOVES[one].to is not state]
        if pick < 6:  # forward, mostly
            ways = [one for one in ways if one not in (A.WITHDRAW, A.VOID)]
        if ways:
            action = ways[(pick + self.turn) % len(ways)]
            who = self.speakers[notice] if action is A.REPLY else "领" if action is A.SIGN else "林"
            self.act(who, pick, action, abs(days) % 50 + 1, "见附件")

    def drive(self, pick: int, days: int) -> None:
        """The newest, some steps ahead; and sometimes it was all in vain."""
        for _ in range(pick % 6):
            self.go_on(0, days)
        if pick % 2 and self.states:
            self.act("林", 0, A.VOID, days, "发错单位")

    def type_a_number(self, pick: int) -> None:
        """One that the OA gave, perhaps twice."""
        notice = self._pick(pick)
        if notice is not None:
            year = self.today.year
            said = Said("见附件", f"巫残工委办催[{year}]{pick % 4 + 1}号")
            self._do(A.SIGN, "领", notice, said)

    def act(self, who: str, pick: int, action: NoticeAction, days: int, words: str) -> None:
        notice = self._pick(pick)
        if notice is not None:
            self._do(action, who, notice, Said(words, day=self.today + timedelta(days)))

    def _do(self, action: NoticeAction, who: str, notice: int, said: Said) -> None:
        person, words = self.people[who], said.words
        calls: Mapping[NoticeAction, Callable[[Session], Any]] = {
            A.REVIEW: lambda s: service.review(s, person, notice),
            A.SIGN: lambda s: service.sign(s, person, notice, Signature(said.number)),
            A.WITHDRAW: lambda s: service.withdraw(s, person, notice, words),
            A.VOID: lambda s: service.void(s, person, notice, words),
            A.REPLY: lambda s: service.reply(s, person, notice, words),
            A.CONFIRM: lambda s: service.confirm(s, person, notice),
            A.ACCEPT: lambda s: service.accept(s, person, notice, words),
            A.SEND_BACK: lambda s: service.send_back(s, person, notice, words, said.day),
        }
        answer = self._call(calls[action])
        refused = answer if isinstance(answer, str) else None
        if action in PLAIN:
            wanted = words.strip() or action is A.ACCEPT
            speaks = action is not A.REPLY or who != "林"  # he would have to say for whom
            may = self._may(action, who, notice) and bool(wanted) and speaks
            assert (refused is None) is may, (action, who, self.states[notice], refused)
        self._check(action, who, notice, refused)

    def _may(self, action: NoticeAction, who: str, notice: int) -> bool:
        table = MOVES[action]
        stands = Standing.UNIT if who == self.speakers[notice] else STANDS.get(who)
        return self.states[notice] in table.since and stands in table.by

    def _check(self, action: NoticeAction, who: str, notice: int, refused: str | None) -> None:
        """What succeeds the table allows."""
        if refused is None:
            assert self._may(action, who, notice), (action, who, self.states[notice])
            self.seen.add(action)
            self.states[notice] = MOVES[action].to

    # ---- what stands around them -------------------------------------------------------------

    def settle(self, pick: int) -> None:
        """A return is filed, or asked for again."""

        def turn(session: Session) -> None:
            one = session.get_one(Return, self.returns[pick % len(self.returns)])
            pending = one.state is ReturnState.PENDING
            one.state = ReturnState.SUBMITTED if pending else ReturnState.PENDING

        self._call(turn)

    def wait(self, pick: int) -> None:
        self.today += timedelta(1 + 4 * pick)

    def ladder(self) -> None:
        """The day's run, and the drafts that it asks for."""

        def run() -> None:
            with self.runtime.database.write() as session:
                sweep(session, SYSTEM, self.today)
            draft_wanted(self.runtime, {})

        self._at(run)
        with self.runtime.database.read() as session:
            for one in session.scalars(select(Notice).where(col(Notice.id).not_in(self.states))):
                assert (one.state, one.drafted_for) == (S.DRAFT, self.today)
                mine = one.unit_id == self.world.units["县民政局"]
                self.states[one.id], self.speakers[one.id] = S.DRAFT, "周" if mine else "陈"
                self.seen.add("by_ladder")

    # ---- what must always be so --------------------------------------------------------------

    @invariant()
    def every_notice_is_where_the_table_leads(self) -> None:
        with self.runtime.database.read() as session:
            found = list(session.scalars(select(Notice)))
            assert {one.id: one.state for one in found} == self.states
            for one in found:
                assert (one.number is not None) is (one.state in ISSUED), one.state
                assert (one.signed_by is not None) is (one.state in ISSUED)
            waiting = select(NoticeReply).where(NoticeReply.outcome == ReplyOutcome.WAITING)
            open_ = {one.notice_id for one in session.scalars(waiting)}
            replied = {id_ for id_, state in self.states.items() if state is S.REPLIED}
            assert replied <= open_
            assert all(self.states[one] in (S.REPLIED, S.VOID) for one in open_)

    @invariant()
    def numbers_are_given_once_and_without_a_gap(self) -> None:
        with self.runtime.database.read() as session:
            told = select(Notice.number).where(col(Notice.number).is_not(None))
            numbers = [numbering.read(one or "") for one in session.scalars(told)]
        assert len(numbers) == len({one.printed for one in numbers})
        by_series: dict[tuple[str, int], set[int]] = {}
        for one in numbers:
            by_series.setdefault((one.code, one.year), set()).add(one.serial)
        for (code, _), serials in by_series.items():
            if code != "巫残工委办催":  # there the OA gives numbers of its own
                assert serials == set(range(1, len(serials) + 1)), (code, serials)


def replayed(session: Session, states: Mapping[int, NoticeState]) -> None:
    """The journal, read from its beginning, tells of the same states, numbers and days."""
    told: dict[int, dict[str, Any]] = {}
    query = select(JournalEvent).where(JournalEvent.subject_kind == "notice")
    for one in session.scalars(query.order_by(col(JournalEvent.seq))):
        body = orjson.loads(one.body or "{}")
        if one.kind == "notice.drafted":
            day = body["fields"]["reply_due_on"]
            told[one.subject_id] = {"state": "draft", "number": None, "day": day}
            continue
        known = told[one.subject_id]
        assert known["state"] == body["state"][0], (one.kind, known)
        known["state"] = body["state"][1]
        known["number"] = body.get("number", known["number"])
        if "reply_due_on" in body:
            assert known["day"] == body["reply_due_on"][0]
            known["day"] = body["reply_due_on"][1]
    kept = {
        one.id: {
            "state": one.state.value,
            "number": one.number,
            "day": one.reply_due_on.isoformat() if one.reply_due_on else None,
        }
        for one in session.scalars(select(Notice))
    }
    assert told == kept
    assert {id_: one["state"] for id_, one in kept.items()} == states
