"""What the pages of calls show, and their forms as a browser sends them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.core.errors import InvalidError
from app.kit import clock
from app.kit.clock import ZONE
from app.reminders.calls import items
from app.reminders.calls.schemas import LONGEST, CallIn, CallPatch
from app.reminders.calls.service import NewCall, Told
from app.reminders.schemas import KEY, subject_of
from app.web import forms

WORDS = {
    "unit_id": "打给哪个单位",
    "spoke_to": "和谁通话",
    "called_by": "谁打的",
    "called_at": "通话时间",
    "about": "为什么事",
    "answer": "对方怎样答复",
    "promised_on": "答应的日期",
    "matters": "所选事项",
    "corrects_id": "更正的一条",
}
MATTER = "matter-"
"""Before the key of a matter in the name of its box."""


@dataclass(frozen=True)
class Typed:
    """What stands in the form of a call; `matters` are the keys that are ticked."""

    unit: str = ""
    spoke_to: str = ""
    called_by: str = ""
    called_at: str = ""
    about: str = ""
    answer: str = ""
    promised_on: str = ""
    matters: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Typed":
        names = [name for name in vars(cls()) if name != "matters"]
        ticked = {name.removeprefix(MATTER) for name in given if name.startswith(MATTER)}
        return cls(**forms.texts(given, names), matters=frozenset(ticked))

    @classmethod
    def stored(cls, told: Told) -> "Typed":
        row = told.row
        return cls(
            unit=row.unit,
            spoke_to=row.spoke_to,
            called_by=row.called_by,
            called_at=minute(row.called_at),
            about=row.about,
            answer=row.answer,
            promised_on=row.promised_on.isoformat() if row.promised_on else "",
            matters=frozenset(f"{kind}:{id_}" for (kind, id_), _ in told.matters),
        )

    def new(self, unit_id: int, corrects_id: int | None) -> NewCall:
        """Raise `InvalidError` with what is wrong with which field."""
        given = self._given() | {"unit_id": unit_id, "corrects_id": corrects_id}
        body = forms.parsed(CallIn, given, WORDS)
        matters = [subject_of(one) for one in body.matters]
        return NewCall(**body.model_dump(exclude={"matters"}), matters=matters)

    def change(self) -> dict[str, Any]:
        given = {"about": "", "promised_on": None, "matters": []} | self._given()
        return forms.parsed(CallPatch, given, WORDS).given()

    def _given(self) -> dict[str, Any]:
        """An empty field was not given."""
        texts = {
            "spoke_to": self.spoke_to.strip(),
            "called_by": self.called_by.strip(),
            "about": self.about.strip(),
            "answer": self.answer,
            "promised_on": self.promised_on,
        }
        given: dict[str, Any] = {name: text for name, text in texts.items() if text}
        return given | {"called_at": self._when(), "matters": sorted(self.matters)}

    def _when(self) -> datetime:
        """What a browser sends has no zone: it is that of the place."""
        try:
            return datetime.fromisoformat(self.called_at).replace(tzinfo=ZONE)
        except ValueError as wrong:
            told = f"{WORDS['called_at']}：应为时间，例如 2023-05-15 09:00"
            raise InvalidError(told) from wrong


def minute(instant: datetime) -> str:
    """As a field of date and time holds it."""
    return clock.local(instant).strftime("%Y-%m-%dT%H:%M")


def is_key(text: str) -> bool:
    return re.fullmatch(KEY, text) is not None


def day_of(text: str) -> date | None:
    """Of a field that may be empty. Raise `InvalidError`."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise InvalidError("应为日期，例如 2023-05-15") from wrong


@dataclass(frozen=True)
class Choice:
    """A matter that one may have called about."""

    key: str
    label: str
    late: str


@dataclass(frozen=True)
class FormPage:
    """`id` is that of an entry that is mended, `corrects` of one whose place another takes."""

    id: int | None
    version: int | None
    corrects: int | None
    unit_id: int | None
    unit: str
    typed: Typed
    choices: Sequence[Choice]
    speakers: Sequence[str]
    units: Sequence[str]
    before: Sequence["CallLine"]
    refused: forms.Refused | None
    latest: str
    longest: int = LONGEST


@dataclass(frozen=True)
class CallLine:
    item: Mapping[str, Any]
    called_at: datetime
    promised_on: date | None
    may_correct: bool


def line(told: Told, *, writes: bool = False) -> CallLine:
    row = told.row
    open_ = writes and row.corrected_by_id is None
    return CallLine(items.call(told, ""), row.called_at, row.promised_on, open_)


@dataclass(frozen=True)
class ListPage:
    """`about` is the matter by which the list is narrowed."""

    lines: Sequence[CallLine]
    total: int
    unit_id: int | None
    unit: str | None
    subject: str
    about: str | None
    since: str
    may_note: bool
    first: bool
    following: str | None


@dataclass(frozen=True)
class BesidePage:
    """The last calls about one matter, for its page. `unit_id` is whom one would call."""

    lines: Sequence[CallLine]
    subject: str
    unit_id: int | None
    may_note: bool
