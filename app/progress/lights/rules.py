"""Which light a return or a task shows, by the limits of its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

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
    *,
    behind: int = 0,
) -> Light | None:
    """A unit's light for a task: that of the next return that it owes for the plan, due `due_on`,
    unless the task is `behind` its planned share by more points than the place lets pass.

    What is overdue goes before: what was said last is too old to judge by. None where nothing is
    asked: the task rests or was called off, or no return is owed and it is not behind.
    """
    if state in DONE:
        return Light.DONE
    if state not in ASKED:
        return None
    late = due_on is not None and due_on < today
    if not late and (lagging := lag(behind, limits)):
        return lagging
    return light(ReturnState.PENDING, due_on, today, calendar, limits) if due_on else None


def lag(behind: int, limits: ProgressSettings = DEFAULTS) -> Light | None:
    """The light of being so many points behind the planned share; None where that may pass."""
    if behind > limits.far_behind:
        return Light.FAR_BEHIND
    return Light.BEHIND if behind > limits.behind else None


def overdue_workdays(state: ReturnState, due_on: date, today: date, calendar: Calendar) -> int:
    """Working days since the due date; 0 as long as nothing is overdue (or only over a weekend)."""
    return calendar.between(due_on, today) if is_overdue(state, due_on, today) else 0


def is_overdue(state: ReturnState, due_on: date, today: date) -> bool:
    return state in OWED and due_on < today


# ---- the planned share -----------------------------------------------------------------------


class Course(NamedTuple):
    """What tells from when until when a task runs: the day it is due and the one that holds
    instead, the years of its plan and the day on which that was decided, and the day from which an
    amendment holds that added the task.
    """

    due_on: date
    extended_to: date | None = None
    period_start: int | None = None
    period_end: int | None = None
    decided_on: date | None = None
    added_on: date | None = None

    @property
    def begins(self) -> date | None:
        """With the plan's years if it is due with them (时间过半、任务过半 is meant of them), else
        when the plan was decided, of which the task asks more quickly; never before it was added.
        """
        with_plan = self.period_end is not None and self.due_on >= date(self.period_end, 12, 31)
        first = date(self.period_start, 1, 1) if with_plan and self.period_start else None
        known = [day for day in (first or self.decided_on, self.added_on) if day is not None]
        return max(known, default=None)

    def planned(self, day: date) -> int | None:
        """How much of the task should be done when `day` is over, in percent; None where nobody
        can tell.
        """
        begins, ends = self.begins, self.extended_to or self.due_on
        if begins is None or begins > ends:
            return None
        elapsed = day - begins + _ONE_DAY
        share = round(100 * (elapsed / (ends - begins + _ONE_DAY)))
        return min(max(share, 0), 100)


_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Share:
    """How far a unit said a task to be when the period ended for which it did (`as_of`), and how
    far it should have been by then, in percent. Of later days nobody has asked it yet: to hold
    them against it would put every task behind shortly before each return.
    """

    as_of: date
    planned: int
    reported: int

    @property
    def behind(self) -> int:
        return max(self.planned - self.reported, 0)


Shares = Mapping[int, Share]
"""A unit's own, by task."""


def share(course: Course, reported: int, as_of: date) -> Share | None:
    planned = course.planned(as_of)
    return None if planned is None else Share(as_of, planned, reported)
