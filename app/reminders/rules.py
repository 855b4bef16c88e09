"""What still holds of a reminder when it is about to be sent, and in what words.

Which step a matter has reached is said in `ladder.rules`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.deliveries.terms import DeliveryState
from app.reminders.matters import Matter
from app.reminders.terms import Audience, Dropped, Waits
from app.workdays.rules import Calendar

DROPPED_LABELS = {
    Dropped.SETTLED: "发送前已办理或已免办",
    Dropped.MOVED: "发送前期限已变更",
    Dropped.LEFT: "收件人已不负责这个单位",
    Dropped.UNDELIVERABLE: "未能送达",
}

AUDIENCE_LABELS = {
    Audience.UNIT: "单位联络员",
    Audience.UNIT_HEAD: "单位分管负责人",
    Audience.COORDINATOR: "督办人员（逾期清单）",
    Audience.LEADER: "县领导（每周清单）",
    Audience.UNREACHED: "督办人员（无人可送达）",
}


@dataclass(frozen=True)
class Item:
    """One matter of which one person hears, with what is known of it at this moment.

    `due_on` is the date that the reminder was made for; `entitled` says whether he is still whom
    that step tells, `deputy` whether in a liaison's place, `had` whether that day's message went
    to him already. `reminder_id` is null in a preview, `matter` where the subject is gone.
    """

    reminder_id: int | None
    kind: str
    subject_id: int
    due_on: date
    step: int
    audience: Audience
    recipient_id: int
    recipient: str
    address: str | None
    entitled: bool
    deputy: bool
    had: bool
    unit_id: int
    unit: str
    region_id: int
    matter: Matter | None

    @property
    def subject(self) -> tuple[str, int]:
        return self.kind, self.subject_id


def why_dropped(item: Item) -> Dropped | None:
    """Looked at immediately before sending: what no longer holds is not said. A unit that nobody
    could reach is settled once somebody can.
    """
    if item.matter is None or not item.matter.owed:
        return Dropped.SETTLED
    if item.matter.due_on != item.due_on:
        return Dropped.MOVED
    if not item.entitled:
        return Dropped.SETTLED if item.audience is Audience.UNREACHED else Dropped.LEFT
    return None


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
    """One item a matter, that of its highest step; what is longest due comes first, and what is
    due on one day stays in its order.
    """
    highest: dict[tuple[str, int], Item] = {}
    for item in items:
        known = highest.get(item.subject)
        if known is None or item.step > known.step:
            highest[item.subject] = item
    return tuple(sorted(highest.values(), key=lambda one: one.due_on))


# ---- when it may be sent ---------------------------------------------------------------------


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


# ---- in words --------------------------------------------------------------------------------


def lateness(calendar: Calendar, today: date, due_on: date, waits: Waits = Waits.DUE) -> str:
    """How a due date stands on `today`, in words."""
    days = calendar.between(today, due_on)
    if waits is Waits.RECEIPT:
        return f"已交办{-days}个工作日，尚未签收" if days < 0 else "已交办，尚未签收"
    comes, over = ("复核", "复核日期已过") if waits is Waits.REVIEW else ("到期", "已逾期")
    if due_on == today:
        return f"今天{comes}"
    if due_on > today:
        return f"还有{days}个工作日{comes}" if days else f"即将{comes}"
    return f"{over}{-days}个工作日" if days else over


def digest_key(recipient_id: int, on_day: date) -> str:
    return f"digest:{recipient_id}:{on_day.isoformat()}"


def next_working_day(calendar: Calendar, day: date) -> date:
    return calendar.shift(day + timedelta(days=1), 0)
