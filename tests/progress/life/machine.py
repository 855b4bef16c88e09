"""A machine that does anything to tasks and returns, in any order, and watches what comes of it."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from inspect import signature
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlmodel import Session, col, select

from app.core.actor import Actor, ActorKind
from app.core.errors import AppError
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.identity.models import Region
from app.jobs.worker import drain
from app.kit import clock
from app.plans import service as plans
from app.plans.amending.schemas import AmendmentIn
from app.plans.models import Task
from app.plans.terms import TaskState
from app.progress import service as returns
from app.progress.life import service
from app.progress.life.models import Extension, TaskStep
from app.progress.life.rules import MOVES
from app.progress.life.service import Said
from app.progress.life.terms import Action, ExtensionState
from app.progress.models import Return
from app.progress.rules import Standing
from app.progress.settings import service as places
from app.reminders.subjects import KIND, REVIEW
from app.reminders.terms import Profile
from app.wiring import HANDLERS, build
from tests.cast import CAST, World
from tests.progress.life.replaying import replayed

LEADS = ("陈", "周", "none", "陈")
"""Who speaks for each task of the book's plan: 县残联, 县民政局, 县教委 (nobody here), 县残联."""
PEOPLE = st.sampled_from(("林", "林", "陈", "周", "领"))
TASKS = st.integers(1, 4)
CALLS = (
    *("go_on", "go_on", "go_on", "act", "act", "ask", "ask_and_decide", "ask_and_go_on"),
    *("tell_of_a_year", "amend", "wait", "work", "turn_writing_off", "fill", "review"),
)
DAYS = st.integers(-20, 400)
WORDS = st.sampled_from(("已完成", "已完成", "已完成", " "))


def actor(session: Session, world: World, name: str) -> Actor:
    _, role, unit = CAST[name]
    region = session.get_one(Region, world.region)
    return Actor(
        kind=ActorKind.PERSON,
        id=world.people[name],
        role=role,
        name=name,
        region_id=region.id,
        region_path=region.path,
        unit_id=world.units[unit] if unit else None,
    )


class Tasks(RuleBasedStateMachine):
    """What the table says is the oracle: a call does what it allows, and nothing else."""

    made = 0

    def __init__(self, origin: Path, world: World, place: Path, seen: set[str]) -> None:
        super().__init__()
        type(self).made += 1
        path = place / f"{self.made}.db"
        shutil.copy(origin, path)
        self.runtime: Runtime = build(Settings(database_url=f"sqlite:///{path}", data_dir=place))
        self.world, self.seen = world, seen
        self.today = date(2023, 7, 10)
        self.write_off, self.turn = False, 0
        self.states = dict.fromkeys(range(1, 5), TaskState.IN_PROGRESS)
        with self.runtime.database.read() as session:
            self.people = {name: actor(session, world, name) for name in CAST}
            self.forms = sorted(session.scalars(select(Return.id).where(Return.period < "2024")))

    def teardown(self) -> None:
        self._at(lambda: drain(self.runtime, HANDLERS))
        with self.runtime.database.read() as session:
            replayed(session).compare(session)
        self.runtime.database.dispose()

    def _at(self, act: Callable[[], Any]) -> Any:
        noon = datetime(self.today.year, self.today.month, self.today.day, 4, tzinfo=UTC)
        with clock.frozen(noon):
            return act()

    def _call(self, act: Callable[[Session], Any]) -> str | None:
        """The code with which it was refused."""

        def run() -> None:
            with self.runtime.database.write() as session:
                act(session)

        try:
            self._at(run)
        except AppError as refused:
            self.seen.add(refused.code)
            return refused.code
        return None

    def _standing(self, who: str, task: int) -> Standing:
        office = Standing.OFFICE if who == "林" else Standing.NEITHER
        return Standing.UNIT if LEADS[task - 1] == who else office

    @rule(
        call=st.integers(0, len(CALLS) - 1),
        who=PEOPLE,
        task=TASKS,
        action=st.sampled_from(Action),
        words=WORDS,
        days=DAYS,
        pick=st.integers(0, 7),
        yes=st.booleans(),
    )
    def call(self, call: int, **drawn: Any) -> None:
        """One rule for all, and they take turns: of many rules Hypothesis leaves some out of each
        example, and few examples shall see every call and every task.
        """
        self.turn += 1
        act = getattr(self, CALLS[(call + self.turn) % len(CALLS)])
        drawn["task"] = (drawn["task"] + self.turn) % len(self.states) + 1
        names = signature(act).parameters
        act(**{name: value for name, value in drawn.items() if name in names})

    # ---- tasks -------------------------------------------------------------------------------

    def act(self, who: str, task: int, action: Action, words: str, days: int) -> None:
        table, state = MOVES[action], self.states[task]
        review_on = self.today + timedelta(days)
        speaker = "县残联 陈" if who == "林" else None
        may = (
            self._standing(who, task) in table.by
            and state in table.since
            and (table.needed is None or bool(words.strip()))
            and (not table.reviewed or days > 0)
            and (action is not Action.WRITE_OFF or self.write_off)
        )
        said = Said(words, review_on, speaker)
        refused = self._call(lambda s: service.act(s, self.people[who], task, action, said))
        assert (refused is None) is may, (action, state, who, refused)
        if refused is None:
            self.seen.add(action)
            self.states[task] = table.to

    def go_on(self, task: int, pick: int, days: int) -> None:
        """One of the steps that are open."""
        ways = [one for one in Action if self.states[task] in MOVES[one].since]
        self.act("林", task, ways[(pick + self.turn) % len(ways)], "已完成", abs(days) + 1)

    def ask(self, who: str, task: int, days: int) -> None:
        def act(session: Session) -> None:
            service.request(
                session,
                self.people[who],
                task,
                extended_to=date(2023, 12, 31) + timedelta(days),
                reason="招标流标",
                on_behalf_of="县残联 陈" if who == "林" else None,
            )

        if self._call(act) is None:
            self.seen.add("asked")
            assert self.states[task] is TaskState.IN_PROGRESS

    def ask_and_decide(self, task: int, days: int, yes: bool) -> None:  # noqa: FBT001 - drawn
        self.ask("林", task, abs(days) + 1)
        self.decide("林", 0, yes)

    def ask_and_go_on(self, task: int, pick: int, days: int) -> None:
        """What waits for a decision while the task goes another way."""
        self.ask("林", task, abs(days) + 1)
        self.go_on(task, pick, days)

    def decide(self, who: str, pick: int, yes: bool) -> None:  # noqa: FBT001 - drawn
        with self.runtime.database.read() as session:
            ids = session.scalars(select(Extension.id)).all()
        if not ids:
            return
        one = ids[-1 - pick % len(ids)]
        act = partial(service.decide, granted=yes, note="见附件")
        if self._call(lambda s: act(s, self.people[who], one)) is None:
            self.seen.add("granted" if yes else "refused")
            assert who == "林"

    def tell_of_a_year(self, who: str, task: int, pick: int) -> None:
        year, speaker = self.today.year + 1 - pick % 3, "县残联 陈" if who == "林" else None
        act = partial(service.write_result, on_behalf_of=speaker)
        if self._call(lambda s: act(s, self.people[who], task, year, "全年 430 件")) is None:
            self.seen.add("told")
            assert self.states[task] is TaskState.ONGOING

    def amend(self, task: int, days: int) -> None:
        def act(session: Session) -> None:
            day = date(2023, 12, 31) + timedelta(abs(days))
            change = {"action": "change_task", "task_id": task, "due_on": day}
            given = {
                "basis": "巫残工委〔2023〕2号",
                "organ": "县残工委",
                "decided_on": self.today,
                "reason": "统一时限",
                "changes": [change],
            }
            plans.amend(session, self.people["林"], 1, AmendmentIn.model_validate(given))

        if self._call(act) is None:
            self.seen.add("amended")

    # ---- what stands around them -------------------------------------------------------------

    def wait(self, pick: int) -> None:
        self.today += timedelta(1 + 5 * pick)

    def work(self) -> None:
        self._at(lambda: drain(self.runtime, HANDLERS))

    def turn_writing_off(self) -> None:
        self.write_off = not self.write_off
        given = {"write_off": self.write_off}
        assert self._call(lambda s: places.change(s, self.people["管"], given)) is None

    # ---- returns -----------------------------------------------------------------------------

    def fill(self, who: str, pick: int, yes: bool) -> None:  # noqa: FBT001 - drawn
        form = self.forms[pick % len(self.forms)]

        def act(session: Session) -> None:
            rows = returns.get(session, self.people[who], form).rows
            said = [returns.Said(task_id=row.task_id, progress="已完成过半") for row in rows]
            returns.save(session, self.people[who], form, said)
            if yes:
                returns.submit(session, self.people[who], form)

        if self._call(act) is None:
            self.seen.add("filled")

    def review(self, who: str, pick: int) -> None:
        form, who_acts = self.forms[pick % len(self.forms)], self.people[who]
        how = ("accept", "back", "waive")[self.turn % 3]

        def act(session: Session) -> None:
            if how == "accept":
                returns.accept(session, who_acts, form)
            elif how == "back":
                returns.send_back(session, who_acts, form, reason="请补充")
            else:
                returns.waive(session, who_acts, form, reason="本期不报")

        if self._call(act) is None:
            self.seen.add(how)

    # ---- what must always be so --------------------------------------------------------------

    @invariant()
    def every_task_is_where_the_table_leads(self) -> None:
        with self.runtime.database.read() as session:
            for task in session.scalars(select(Task)):
                assert task.state is self.states[task.id]
                assert (task.review_on is not None) is (task.state is TaskState.SUSPENDED)
                if task.extended_to is not None and task.due_on is not None:
                    assert task.extended_to > task.due_on
            rest = {id_ for id_, state in self.states.items() if state is TaskState.SUSPENDED}
            far = date(2030, 1, 1)
            told = KIND[REVIEW].owed(Profile.PLAN, far, far).with_only_columns(col(Task.id))
            assert set(session.execute(told).scalars()) == rest
            steps = select(TaskStep).order_by(col(TaskStep.id))
            last = {one.task_id: one.after for one in session.scalars(steps)}
            assert last == {id_: self.states[id_] for id_ in last}
            open_ = [
                one.task_id
                for one in session.scalars(select(Extension))
                if one.state is ExtensionState.REQUESTED
            ]
            assert len(open_) == len(set(open_))
            assert all(self.states[one] is TaskState.IN_PROGRESS for one in open_)
