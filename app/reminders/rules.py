"""The ladder: when a return that is owed is spoken of, and when it no longer is.

On a working day every due date up to three working days ahead stands at exactly one step, the
highest that it has reached. Only that step is ever recorded: after a week without the service a
return that fell due in it is spoken of once, at T+3, and the steps that were missed stay unsaid.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.deliveries.terms import DeliveryState
from app.progress.terms import OWED, ReturnState
from app.reminders.terms import Dropped, Step
from app.workdays.rules import Calendar

LABELS = {
    Step.BEFORE_3: "到期前3个工作日",
    Step.DUE: "到期当日",
    Step.AFTER_1: "逾期1个工作日",
    Step.AFTER_3: "逾期3个工作日",
}
# The order of the steps: `Step` lists them from the lowest.
RANKS = {step: rank for rank, step in enumerate(Step)}

STATE_LABELS = {
    DeliveryState.QUEUED: "待发送",
    DeliveryState.SENT: "已发送",
    DeliveryState.WITHDRAWN: "已撤回",
    DeliveryState.FAILED: "未能送达",
}

DROPPED_LABELS = {
    Dropped.SETTLED: "发送前已报送或已免报",
    Dropped.MOVED: "发送前期限已变更",
    Dropped.LEFT: "收件人已不是该单位联络员",
    Dropped.UNDELIVERABLE: "未能送达",
}


@dataclass(frozen=True)
class Item:
    """One return that one person hears of, with what is known of it at this moment.

    `due_on` is the date that the reminder was made for, `due_now` the one that stands today;
    `entitled` says whether he is still a liaison of the unit, `had` whether that day's message
    went to him already. `reminder_id` is null in a preview.
    """

    reminder_id: int | None
    step: Step
    recipient_id: int
    recipient: str
    address: str | None
    entitled: bool
    had: bool
    return_id: int
    unit_id: int
    unit: str
    region_id: int
    plan_region_id: int
    plan: str
    office_id: int | None
    office: str | None
    period: str
    state: ReturnState
    due_on: date
    due_now: date
    due_confirmed: bool


@dataclass(frozen=True)
class Ladder:
    """The due dates of each step on the working day `today`, without gap or overlap:
    T+3 before `late_from`, T+1 from there to yesterday, T today, T-3 after it to `until`.
    """

    today: date
    late_from: date
    until: date

    def step(self, due_on: date) -> Step | None:
        """The highest step that a due date has reached, or `None` while it is far."""
        if due_on > self.until:
            return None
        if due_on > self.today:
            return Step.BEFORE_3
        if due_on == self.today:
            return Step.DUE
        return Step.AFTER_1 if due_on >= self.late_from else Step.AFTER_3


def ladder(calendar: Calendar, today: date) -> Ladder | None:
    """`None` on a day off: nobody is reminded then."""
    if not calendar.works(today):
        return None
    return Ladder(
        today=today,
        late_from=calendar.shift(today, -2),
        until=calendar.shift(today, 3),
    )


def why_dropped(item: Item) -> Dropped | None:
    """Looked at immediately before sending: what no longer holds is not said."""
    if item.state not in OWED:
        return Dropped.SETTLED
    if item.due_now != item.due_on:
        return Dropped.MOVED
    return None if item.entitled else Dropped.LEFT


def recheck(items: Iterable[Item]) -> tuple[list[Item], Mapping[Dropped, list[Item]]]:
    """What still holds, and the rest by the reason for which it does not."""
    holding: list[Item] = []
    dropped: dict[Dropped, list[Item]] = {}
    for item in items:
        reason = why_dropped(item)
        if reason is None:
            holding.append(item)
        else:
            dropped.setdefault(reason, []).append(item)
    return holding, dropped


def told(items: Iterable[Item]) -> tuple[Item, ...]:
    """One item a return, that of its highest step; what is longest due comes first, and what is
    due on one day stays in its order.
    """
    highest: dict[int, Item] = {}
    for item in items:
        known = highest.get(item.return_id)
        if known is None or RANKS[item.step] > RANKS[known.step]:
            highest[item.return_id] = item
    return tuple(sorted(highest.values(), key=lambda one: one.due_on))


def is_too_late(not_after: date, today: date) -> bool:
    """A digest that missed its day would be a second message on another: what it was to say
    goes into that day's.
    """
    return today > not_after


def state_of(delivery: DeliveryState | None, dropped: Dropped | None) -> DeliveryState:
    """How a reminder stands: that of its message, unless it was left out of it."""
    if dropped is None:
        return delivery or DeliveryState.QUEUED
    failed = dropped is Dropped.UNDELIVERABLE
    return DeliveryState.FAILED if failed else DeliveryState.WITHDRAWN


def lateness(calendar: Calendar, today: date, due_on: date) -> str:
    """How a due date stands on `today`, in words."""
    if due_on == today:
        return "今天到期"
    days = calendar.between(today, due_on)
    if due_on > today:
        return f"还有{days}个工作日到期" if days else "即将到期"
    return f"已逾期{-days}个工作日" if days else "已逾期"


def digest_key(recipient_id: int, on_day: date) -> str:
    return f"digest:{recipient_id}:{on_day.isoformat()}"


def next_working_day(calendar: Calendar, day: date) -> date:
    return calendar.shift(day + timedelta(days=1), 0)
