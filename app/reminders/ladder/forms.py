"""The form of a ladder: rows of text fields in, steps out, and the same rows back where something
is wrong.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from app.core.errors import InvalidError
from app.reminders.ladder.rules import (
    CHOSEN,
    DEFAULTS,
    FIRST,
    MOST_STEPS,
    Key,
    Ladders,
    Step,
    Steps,
)
from app.reminders.ladder.schemas import StepIO
from app.reminders.terms import Profile, Waits
from app.web.messages import validation_message

BLANK = 2
"""Empty rows at the end of each table, to add a step without a script."""

PROFILES = {Profile.PLAN: "规划类", Profile.INSTRUCTION: "批示交办类"}
WAITS = {Waits.DUE: "到期", Waits.RECEIPT: "签收", Waits.REPLY: "回复文书", Waits.REVIEW: "复核"}
HINTS = {
    Waits.DUE: "",
    Waits.RECEIPT: "交办发出以后没有签收的，从交办之日起算。没有填的，不提醒签收。",
    Waits.REPLY: f"督办文书从回复时限起算；{FIRST} 指签发当日。没有填的，不提醒回复。",
    Waits.REVIEW: "暂缓的任务从复核日期起算，由督办人员决定能否恢复。没有填的，不提醒复核。",
}
FIELDS = {"offset": "第几个工作日", "audiences": "告诉谁", "draft": "拟稿", "every": "每隔"}


@dataclass(frozen=True)
class Row:
    """A step as it stands in its fields, whose names begin with `prefix`."""

    prefix: str
    offset: str = ""
    audiences: frozenset[str] = frozenset()
    draft: str = ""
    every: str = ""


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    hint: str
    drafts: bool
    is_default: bool
    rows: tuple[Row, ...]


def title(key: Key) -> str:
    return f"{PROFILES[key[0]]} · {WAITS[key[1]]}"


def tables(ladders: Ladders) -> list[Table]:
    return [_table(key, list(_rows(key, ladders.steps(*key))), ladders) for key in DEFAULTS]


def typed_tables(ladders: Ladders, fields: Mapping[str, str]) -> list[Table]:
    """What was sent, whether it can be read or not."""
    return [
        _table(key, [row for row in _sent(key, fields) if row.offset], ladders) for key in DEFAULTS
    ]


def _table(key: Key, rows: list[Row], ladders: Ladders) -> Table:
    name = ".".join(key)
    numbered = [Row(f"{name}.{n}", *_values(row)) for n, row in enumerate(rows)]
    blank = [Row(f"{name}.{n}") for n in range(len(rows), len(rows) + BLANK)]
    return Table(
        key=name,
        title=title(key),
        hint=HINTS[key[1]],
        drafts=key[1] is Waits.DUE,
        is_default=key not in ladders.own,
        rows=(*numbered, *blank),
    )


def _values(row: Row) -> tuple[Any, ...]:
    return row.offset, row.audiences, row.draft, row.every


def _rows(key: Key, steps: Steps) -> Iterator[Row]:
    for step in steps:
        whom = frozenset(map(str, step.audiences))
        every = str(step.every) if step.every else ""
        yield Row(
            ".".join(key),
            f"{step.offset:+d}" if step.offset else "0",
            whom,
            step.draft or "",
            every,
        )


def _sent(key: Key, fields: Mapping[str, str]) -> Iterator[Row]:
    for number in range(MOST_STEPS + 2 * BLANK):
        prefix = f"{'.'.join(key)}.{number}"
        yield Row(
            prefix,
            fields.get(f"{prefix}.offset", "").strip(),
            frozenset(whom for whom in CHOSEN if f"{prefix}.{whom}" in fields),
            fields.get(f"{prefix}.draft", ""),
            fields.get(f"{prefix}.every", "").strip(),
        )


def steps(fields: Mapping[str, str]) -> dict[Key, list[Step]]:
    """A row without a day is no step. Raise `InvalidError` with every field that cannot be read."""
    faults: list[str] = []
    found: dict[Key, list[Step]] = {}
    for key in DEFAULTS:
        found[key] = []
        for row in _sent(key, fields):
            if row.offset:
                try:
                    found[key].append(_step(row))
                except ValidationError as wrong:
                    faults += _faults(key, row, wrong)
    if faults:
        raise InvalidError("；".join(faults))
    return found


def _step(row: Row) -> Step:
    offset = row.offset.upper().removeprefix("T") or "0"
    whom = [one for one in CHOSEN if one in row.audiences]
    values = {
        "offset": offset,
        "audiences": whom,
        "draft": row.draft or None,
        "every": row.every or None,
    }
    return StepIO.model_validate(values).step()


def _faults(key: Key, row: Row, wrong: ValidationError) -> Iterator[str]:
    for error in wrong.errors():
        name = FIELDS.get(str(error["loc"][0]), "")
        yield f"{title(key)} {row.offset}：{name}{validation_message(error)}"


def day(text: str) -> date | None:
    """Raise `InvalidError` for what is no date; an empty field is none."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise InvalidError("起始日应为日期，例如 2023-08-11") from None
