"""The form of a return as a browser sends it, and as a page shows it again.

What was typed is kept whatever comes of it: a refused form shows the same words again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Row

from app.progress.figures.rules import Figure
from app.progress.joining import NO_CHANGE, TEXTS, under
from app.progress.parts.rules import Text
from app.progress.schemas import ReportIn
from app.progress.service import Said
from app.web.forms import version_of
from app.web.messages import validation_message

Errors = Mapping[int, Sequence[tuple[str, str]]]
"""The field and what is wrong with it, by task."""

_FIELDS = "progress|problems|coordination|next_steps|percent|stage|no_change_reason|no_change"
_NAME = re.compile(rf"({_FIELDS})-([1-9]\d{{0,17}})")
_FIGURE = re.compile(r"(value|basis)-([1-9]\d{0,17})-([1-9]\d{0,17})")
"""Field, indicator and task."""
BESIDE = ("on_behalf_of", "way", "reason", "cleared_by", "cleared_on")
"""What a form asks beside the rows."""


@dataclass(frozen=True)
class Typed:
    """The fields of one row as text, as they stand in a form."""

    progress: str = ""
    problems: str = ""
    coordination: str = ""
    next_steps: str = ""
    percent: str = ""
    stage: str = ""
    no_change: bool = False
    no_change_reason: str = ""
    figures: Mapping[int, Figure] = field(default_factory=dict)

    def said(self, task_id: int) -> Said:
        """Raise pydantic's `ValidationError` for what cannot be stored."""
        row = ReportIn.model_validate(
            {
                **{name: text for name, text in vars(self).items() if name != "figures"},
                "indicators": [
                    {"indicator_id": id_, **vars(one)} for id_, one in self.figures.items()
                ],
                "percent": self.percent.strip() or None,
                "stage": self.stage or None,
                "task_id": task_id,
            }
        )
        return Said(**row.said())


def taken_over(typed: Typed, part: Text, unit: str) -> Typed:
    """What was typed, and below it what `unit` says in its part. Its percent is of its own share
    and is not taken.
    """
    words = {name: getattr(part, name).strip() for name in TEXTS}
    if part.no_change and not any(words.values()):
        reason = part.no_change_reason
        words["progress"] = f"{NO_CHANGE}：{reason}" if reason else NO_CHANGE
    said: dict[str, Any] = {
        name: under(getattr(typed, name), text, unit) for name, text in words.items()
    }
    return replace(typed, **said)


def stored(row: Row[Any]) -> Typed:
    return Typed(
        progress=row.progress or "",
        problems=row.problems or "",
        coordination=row.coordination or "",
        next_steps=row.next_steps or "",
        percent="" if row.percent is None else str(row.percent),
        stage=row.stage or "",
        no_change=bool(row.no_change),
        no_change_reason=row.no_change_reason or "",
        figures={
            int(id_): Figure(one["value"], one["basis"]) for id_, one in (row.figures or {}).items()
        },
    )


CARRIED = ("problems", "coordination", "percent", "stage")
"""What goes on until somebody says otherwise. What was done, and what was to be done next, is shown
beside the field and never copied: nobody hands in the last period once more.
"""


def carried(row: Row[Any], before: Row[Any] | None) -> Typed:
    """What stands in the fields of a row: what is stored or, before anything was, what goes on
    from what was said last.
    """
    kept = stored(row)
    if before is None or row.id is not None:
        return kept
    goes_on = {name: getattr(before, name) for name in CARRIED}
    percent = "" if goes_on["percent"] is None else str(goes_on["percent"])
    # How a figure is counted goes on; the figure itself is told anew.
    bases = {int(id_): Figure(basis=one["basis"]) for id_, one in (before.figures or {}).items()}
    goes_on["figures"] = bases
    return replace(kept, **{**goes_on, "percent": percent, "stage": before.stage or ""})


@dataclass(frozen=True)
class SentForm:
    """`version` is the one that the form was made from. `rows` are by task, `beside` what was typed
    into the fields of `BESIDE`.
    """

    version: int | None
    rows: Mapping[int, Typed]
    beside: Mapping[str, str]

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "SentForm":
        rows: dict[int, dict[str, Any]] = {}
        figures: dict[int, dict[int, dict[str, str]]] = {}
        for key, text in fields.items():
            if matched := _NAME.fullmatch(key):
                name, task_id = matched.groups()
                value = True if name == "no_change" else text.replace("\r\n", "\n")
                rows.setdefault(int(task_id), {})[name] = value
            elif matched := _FIGURE.fullmatch(key):
                name, indicator, task = matched[1], int(matched[2]), int(matched[3])
                typed_one = figures.setdefault(task, {}).setdefault(indicator, {})
                typed_one[name] = text
        for task, some in figures.items():
            told = {id_: Figure(**one) for id_, one in some.items()}
            rows.setdefault(task, {})["figures"] = told
        typed = {task_id: Typed(**values) for task_id, values in rows.items()}
        beside = {name: fields[name].strip() for name in BESIDE if name in fields}
        return cls(version_of(fields), typed, beside)

    def checked(self) -> "CheckedForm":
        said, errors = [], {}
        for task_id, typed in self.rows.items():
            try:
                said.append(typed.said(task_id))
            except ValidationError as wrong:
                errors[task_id] = [
                    (str(one["loc"][0]), validation_message(one)) for one in wrong.errors()
                ]
        return CheckedForm(said, errors)


@dataclass(frozen=True)
class CheckedForm:
    said: list[Said]
    errors: Errors
