"""What a return must say before it goes on, and when it is due again. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.core.errors import ConflictError, InvalidError
from app.kit.clock import printed_date
from app.progress.rules import Standing
from app.progress.terms import TaskStage
from app.workdays.rules import Calendar

WHOLE = 100
"""Per cent."""
TIME_TO_MEND = 3
"""Working days in which a return that was sent back is due again, unless another date is named."""


class NotOpenError(ConflictError):
    code, title = "not_open", "还没有到填报时间，可以先存草稿"


class IncompleteReturnError(ConflictError):
    code, title = "incomplete", "还有任务没有填写，不能提交；已填写的内容没有丢失"


class PastDueDateError(InvalidError):
    code, title = "past_due_date", "新的期限不能早于今天"


class ClearedByError(ConflictError):
    code, title = "cleared_by_missing", "本地要求单位审签，请写明由谁审签"


class ClearedAheadError(InvalidError):
    code, title = "cleared_ahead", "审签的日期不能晚于今天"


class WhoseWordsError(ConflictError):
    code, title = "whose_words", "代录须写明是谁报的、以什么方式报来；已填写的内容没有丢失"


class NotEnteredForError(InvalidError):
    code, title = "not_entered_for", "只有督办人员代录时才写明是谁报的、以什么方式报来"


def stage_agrees(stage: TaskStage, percent: int | None) -> bool:
    try:
        check_stage(stage, percent)
    except ValueError:
        return False
    return True


def check_stage(stage: TaskStage | None, percent: int | None) -> None:
    """Raise `ValueError` where 进展阶段 and 完成比例 contradict each other."""
    if stage is None or percent is None:
        return
    if stage is TaskStage.DONE and percent < WHOLE:
        raise ValueError(f"已完成的，完成比例应为 100% 或不填，现在是 {percent}%")
    if stage is TaskStage.NOT_STARTED and percent > 0:
        raise ValueError(f"未启动的，完成比例应为 0 或不填，现在是 {percent}%")
    if stage in {TaskStage.PREPARING, TaskStage.UNDER_WAY} and percent == WHOLE:
        raise ValueError("完成比例是 100% 的，进展阶段应为已完成或基本完成，或不选")


# ---- is it complete --------------------------------------------------------------------------


@dataclass(frozen=True)
class Filled:
    """A row as it stands: `name` is what a person calls the task, `asked` whether it must say
    something.
    """

    task_id: int
    name: str
    asked: bool
    progress: str
    no_change: bool
    no_change_reason: str = ""


def check_open(opens_on: date, today: date) -> None:
    if today < opens_on:
        raise NotOpenError(f"{printed_date(opens_on)}起可以提交")


def check_complete(rows: Iterable[Filled]) -> None:
    """Raise `IncompleteReturnError` with each row that says nothing, not even “no change”."""
    errors = list(_missing(rows))
    if errors:
        raise IncompleteReturnError(f"共 {len(errors)} 项任务没有填写", errors=errors)


def _missing(rows: Iterable[Filled]) -> Iterator[dict[str, object]]:
    for row in rows:
        if not row.asked:
            continue
        if row.no_change and not row.no_change_reason.strip():
            yield {
                "loc": ["rows", row.task_id, "no_change_reason"],
                "msg": f"{row.name}：请用一句话写明为什么没有变化",
            }
        elif not row.no_change and not row.progress.strip():
            yield {
                "loc": ["rows", row.task_id, "progress"],
                "msg": f"{row.name}：请填写进展，或注明无变化",
            }


def check_words(who: Standing, on_behalf_of: str | None, way: str | None) -> None:
    """Before a coordinator hands in what somebody else said."""
    missing = [
        {"loc": [name], "msg": message}
        for name, value, message in (
            ("on_behalf_of", on_behalf_of, "请写明是谁报的"),
            ("way", way, "请选择以什么方式报来"),
        )
        if who is Standing.OFFICE and not value
    ]
    if missing:
        raise WhoseWordsError(errors=missing)


def check_cleared(cleared_by: str | None, cleared_on: date, today: date, *, needed: bool) -> None:
    if needed and not cleared_by:
        raise ClearedByError
    if cleared_on > today:
        raise ClearedAheadError


def new_due(given: date | None, due_on: date, today: date, calendar: Calendar) -> tuple[date, bool]:
    """When what is sent back is due, and whether that is another date than before: as it was, or
    `TIME_TO_MEND` from today where that has passed. Raise `PastDueDateError`.
    """
    if given is not None and given < today:
        raise PastDueDateError
    if given is None and due_on >= today:
        return due_on, False
    return given or calendar.shift(today, TIME_TO_MEND), True
