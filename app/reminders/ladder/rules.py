"""Which step of its ladder a matter has reached on a working day. Pure.

For each audience a matter stands at one step, the highest that speaks to it. Only that one is ever
recorded: after a week without the service a return that fell due in it is spoken of once, and the
steps that were missed stay unsaid. By audience, or one step for the leaders would swallow the
step for the unit that the same week had missed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from app.core.errors import InvalidError
from app.reminders.terms import Audience, Draft, Profile, Waits
from app.workdays.rules import Calendar

FIRST, LAST = -60, 250
"""Working days from the due date between which a step may lie: a quarter before, a year after."""
FIRST_REVIEW = -10
MOST_STEPS = 12
WEEKLY = frozenset({Audience.LEADER})
CHOSEN = (Audience.UNIT, Audience.UNIT_HEAD, Audience.COORDINATOR, Audience.LEADER)
"""The audiences that a step may name; `UNREACHED` follows from nobody having an address."""


class LadderError(InvalidError):
    code, title = "wrong_ladder", "提醒的各级有误，没有保存"


@dataclass(frozen=True)
class Step:
    """`offset` is in working days from the due date, below 0 before it. `every` repeats the step
    after so many working days for as long as the matter is open.
    """

    offset: int
    audiences: tuple[Audience, ...] = (Audience.UNIT,)
    draft: Draft | None = None
    every: int | None = None


Steps = tuple[Step, ...]
Key = tuple[Profile, Waits]
_A = Audience

# The unit says how things stand; to decide is the coordinator's.
_REVIEW = (Step(-3), Step(0), Step(1, (_A.COORDINATOR,)))

DEFAULTS: Mapping[Key, Steps] = MappingProxyType(
    {
        (Profile.PLAN, Waits.DUE): (
            Step(-7),
            Step(-1),
            Step(1),
            Step(5, (_A.COORDINATOR, _A.LEADER)),
        ),
        (Profile.PLAN, Waits.RECEIPT): (),
        (Profile.PLAN, Waits.REVIEW): _REVIEW,
        (Profile.INSTRUCTION, Waits.DUE): (
            Step(-7),
            Step(-3),
            Step(-1),
            Step(0),
            Step(1, (_A.UNIT, _A.COORDINATOR), Draft.URGING),
            Step(3, (_A.UNIT, _A.UNIT_HEAD)),
            Step(5, (_A.UNIT, _A.COORDINATOR), Draft.SUPERVISION),
            Step(10, (_A.LEADER,), every=5),
        ),
        (Profile.INSTRUCTION, Waits.RECEIPT): (
            Step(1),
            Step(2),
            Step(3, (_A.UNIT, _A.COORDINATOR)),
        ),
        # The first is reached on the day on which the notice is issued.
        (Profile.INSTRUCTION, Waits.REPLY): (
            Step(FIRST),
            Step(-1),
            Step(1, (_A.UNIT, _A.COORDINATOR)),
            Step(3, (_A.UNIT, _A.UNIT_HEAD)),
            Step(5, (_A.COORDINATOR, _A.LEADER)),
        ),
        (Profile.INSTRUCTION, Waits.REVIEW): _REVIEW,
    }
)


@dataclass(frozen=True)
class Ladders:
    """The steps by profile and by what they count from; what is not named is the default."""

    own: Mapping[Key, Steps] = field(default_factory=dict)

    def steps(self, profile: Profile, waits: Waits) -> Steps:
        return self.own.get((profile, waits), DEFAULTS[profile, waits])


@dataclass(frozen=True)
class Rung:
    """Due dates up to `until`, and after that of the rung before, stand at `offset`."""

    offset: int
    until: date


def rungs(steps: Iterable[Step], audience: Audience, calendar: Calendar, today: date) -> list[Rung]:
    """From the highest step to the lowest. `today` works. What goes to a weekly list is counted on
    the week's first working day, whichever day of it the service runs: no list is missed, and
    none is sent twice.
    """
    counted_on = first_of_week(calendar, today) if audience in WEEKLY else today
    mine = [step for step in steps if _speaks_to(step, audience)]
    return _rungs(calendar, counted_on, {one for step in mine for one in _offsets(step)})


def draft_rungs(steps: Iterable[Step], draft: Draft, calendar: Calendar, today: date) -> list[Rung]:
    """Likewise for the steps that ask for a paper."""
    return _rungs(calendar, today, {step.offset for step in steps if step.draft is draft})


def _rungs(calendar: Calendar, today: date, offsets: Iterable[int]) -> list[Rung]:
    """`until` is the last due date from which so many working days have passed by `today`. What
    lies behind is counted on from step to step: a repeated one has fifty.
    """
    found: list[Rung] = []
    begins, counted = today, 1
    for offset in sorted(offsets):
        if offset > 0:
            begins = calendar.shift(begins, counted - offset) if offset > counted else begins
            counted = offset
            found.append(Rung(offset, begins - timedelta(days=1)))
        else:
            found.append(Rung(offset, calendar.shift(today, -offset) if offset else today))
    return found[::-1]


def step_of(found: Iterable[Rung], due_on: date) -> int | None:
    """The highest step that a due date has reached, or `None` while it is far."""
    return next((rung.offset for rung in found if due_on <= rung.until), None)


def first_of_week(calendar: Calendar, today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    return min(calendar.shift(monday, 0), today)


def _speaks_to(step: Step, audience: Audience) -> bool:
    return (Audience.UNIT if audience is Audience.UNREACHED else audience) in step.audiences


def _offsets(step: Step) -> range:
    return (
        range(step.offset, LAST + 1, step.every)
        if step.every
        else range(step.offset, step.offset + 1)
    )


# ---- what may be set -------------------------------------------------------------------------


def checked(steps: Iterable[Step], waits: Waits) -> Steps:
    """In their order. Raise `LadderError` with everything that is wrong."""
    ordered = tuple(sorted(steps, key=lambda step: step.offset))
    faults = [*_faults(ordered), *_FAULTS[waits](ordered)]
    if faults:
        raise LadderError("；".join(dict.fromkeys(faults)))
    return ordered


def _faults(steps: Steps) -> Iterator[str]:
    if len(steps) > MOST_STEPS:
        yield f"最多 {MOST_STEPS} 级，现有 {len(steps)} 级"
    offsets = [step.offset for step in steps]
    for offset in sorted({one for one in offsets if offsets.count(one) > 1}):
        yield f"{short(offset)} 有 {offsets.count(offset)} 级：同一天只能有一级，请并成一级"
    for step in steps:
        yield from _step_faults(step, last=step is steps[-1])


def _step_faults(step: Step, *, last: bool) -> Iterator[str]:
    name = short(step.offset)
    if not FIRST <= step.offset <= LAST:
        yield f"{name} 太远：应在到期前 {-FIRST} 个至到期后 {LAST} 个工作日之间"
    if not step.audiences and step.draft is None:
        yield f"{name} 没有写明告诉谁，也不拟稿，请写明或删去"
    if step.draft is not None and step.offset <= 0:
        yield f"{name} 还没有逾期，不能拟催办单、督办单"
    if step.every is not None and not 1 <= step.every <= LAST:
        yield f"{name} 的间隔应为 1 至 {LAST} 个工作日"
    if step.every is not None and not last:
        yield f"{name} 不是最后一级，只有最后一级可以重复"


def _receipt_faults(steps: Steps) -> Iterator[str]:
    for step in steps:
        if step.offset < 1:
            yield f"{short(step.offset)}：签收从交办后第 1 个工作日起提醒"
        if step.draft is not None:
            yield f"{short(step.offset)}：未签收不拟催办单、督办单"


def _reply_faults(steps: Steps) -> Iterator[str]:
    for step in steps:
        if step.draft is not None:
            yield f"{short(step.offset)}：督办文书未回复的，不再另拟催办单、督办单"


def _review_faults(steps: Steps) -> Iterator[str]:
    for step in steps:
        if step.offset < FIRST_REVIEW:
            yield f"{short(step.offset)}：复核前最早第 {-FIRST_REVIEW} 个工作日提醒"
        if step.draft is not None:
            yield f"{short(step.offset)}：暂缓的任务不拟催办单、督办单"


_FAULTS = {
    Waits.DUE: lambda _: (),
    Waits.RECEIPT: _receipt_faults,
    Waits.REPLY: _reply_faults,
    Waits.REVIEW: _review_faults,
}


# ---- in words --------------------------------------------------------------------------------


def short(offset: int) -> str:
    """`T-7`, `T`, `T+1`: how offices write it."""
    return f"T{offset:+d}" if offset else "T"


def label(offset: int, waits: Waits = Waits.DUE) -> str:
    if waits is Waits.RECEIPT:
        return f"交办{offset}个工作日未签收"
    if waits is Waits.REPLY and offset == FIRST:
        return "文书已签发，等待回复"
    if waits is Waits.REVIEW:
        return _review_label(offset)
    if offset == 0:
        return "到期当日"
    return f"逾期{offset}个工作日" if offset > 0 else f"到期前{-offset}个工作日"


def _review_label(offset: int) -> str:
    if offset == 0:
        return "暂缓任务复核当日"
    when = f"复核日期已过{offset}个工作日" if offset > 0 else f"复核前{-offset}个工作日"
    return f"暂缓任务{when}"
