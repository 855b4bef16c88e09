"""Which light a return or a task shows, by the limits of its place."""

from datetime import date

from app.plans.terms import ASKED, DONE, TaskState
from app.progress.settings.rules import DEFAULTS, ProgressSettings
from app.progress.terms import OWED, Light, ReturnState
from app.workdays.rules import Calendar


def light(
    state: ReturnState,
    due_on: date,
    today: date,
    calendar: Calendar,
    limits: ProgressSettings = DEFAULTS,
) -> Light:
    if state not in OWED:
        return Light.DONE
    ahead = calendar.between(today, due_on)
    if due_on < today:
        return Light.LONG_OVERDUE if -ahead > limits.long_overdue else Light.OVERDUE
    return Light.DUE_SOON if ahead <= limits.due_soon else Light.ON_TIME


def task_light(
    state: TaskState,
    due_on: date | None,
    today: date,
    calendar: Calendar,
    limits: ProgressSettings = DEFAULTS,
) -> Light | None:
    """A unit's light for a task: that of the next return that it owes for the plan, due `due_on`.

    None where nothing is asked: the task rests or was called off, or no return is owed.
    """
    if state in DONE:
        return Light.DONE
    if state not in ASKED or due_on is None:
        return None
    return light(ReturnState.PENDING, due_on, today, calendar, limits)


def overdue_workdays(state: ReturnState, due_on: date, today: date, calendar: Calendar) -> int:
    """Working days since the due date; 0 as long as nothing is overdue (or only over a weekend)."""
    return calendar.between(due_on, today) if is_overdue(state, due_on, today) else 0


def is_overdue(state: ReturnState, due_on: date, today: date) -> bool:
    return state in OWED and due_on < today
