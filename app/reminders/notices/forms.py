"""The forms of notices as a browser sends them, and as a page shows them again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlmodel import Session

from app.core.errors import AppError, InvalidError, NotFoundError
from app.reminders.notices.messages import FIELDS
from app.reminders.notices.schemas import (
    AcceptIn,
    NoticeIn,
    NoticePatch,
    NoticeReasonIn,
    ReplyIn,
    SendBackIn,
    SignIn,
)
from app.reminders.notices.service import NewNotice, Signature
from app.reminders.schemas import subject_of
from app.units import service as units
from app.web.forms import parsed, texts

PLAIN = ("title", "basis", "demand", "contact", "contact_phone")


class UnknownOfficeError(InvalidError):
    code, title = "unknown_unit", "没有这个单位"


@dataclass(frozen=True)
class Typed:
    """What stands in the form of a draft, the office as its name; `matters` are `return:12`."""

    kind: str = "urging"
    colour: str = ""
    office: str = ""
    title: str = ""
    basis: str = ""
    demand: str = ""
    contact: str = ""
    contact_phone: str = ""
    reply_due_on: str = ""
    matters: frozenset[str] = frozenset()

    @classmethod
    def of(cls, given: Mapping[str, str], matters: Iterable[str]) -> "Typed":
        names = [one.name for one in fields(cls) if one.name != "matters"]
        return cls(**texts(given, names), matters=frozenset(matters))

    def _values(self, session: Session, region_id: int) -> dict[str, Any]:
        office = self.office.strip()
        return {
            "kind": self.kind,
            "colour": self.colour or None,
            "office_id": _named(session, office, region_id) if office else None,
            "reply_due_on": self.reply_due_on.strip() or None,
            "matters": sorted(self.matters),
        }

    def new(self, session: Session, region_id: int, unit_id: int) -> NewNotice:
        """An empty field is filled in. Raise `InvalidError` with what is wrong with which field."""
        values = self._values(session, region_id) | {
            name: getattr(self, name).strip() or None for name in PLAIN
        }
        body = parsed(NoticeIn, values | {"unit_id": unit_id}, FIELDS)
        refs = tuple(subject_of(one) for one in body.matters)
        return NewNotice(**body.model_dump(exclude={"matters"}), matters=refs)

    def changes(self, session: Session, region_id: int) -> dict[str, Any]:
        values = self._values(session, region_id) | {name: getattr(self, name) for name in PLAIN}
        return parsed(NoticePatch, values, FIELDS).given()


def _named(session: Session, name: str, region_id: int) -> int:
    try:
        return units.unit_named(session, name, region_id).id
    except NotFoundError as unknown:
        raise UnknownOfficeError(unknown.detail or f"“{name}”") from unknown


@dataclass(frozen=True)
class Act:
    """What stands in the form of a step."""

    action: str = ""
    number: str = ""
    on_behalf_of: str = ""
    reason: str = ""
    text: str = ""
    note: str = ""
    reply_due_on: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Act":
        return cls(**texts(given, vars(cls())))

    @property
    def words(self) -> str:
        return self.text or self.reason or self.note

    def signature(self) -> Signature:
        values = {"number": self.number.strip() or None, "on_behalf_of": self._speaker}
        body = parsed(SignIn, values, FIELDS)
        return Signature(body.number, body.on_behalf_of)

    def why(self) -> str:
        return parsed(NoticeReasonIn, {"reason": self.reason}, FIELDS).reason

    def reply(self) -> ReplyIn:
        return parsed(ReplyIn, {"text": self.text, "on_behalf_of": self._speaker}, FIELDS)

    def noted(self) -> str:
        return parsed(AcceptIn, {"note": self.note}, FIELDS).note

    def sent_back(self) -> SendBackIn:
        values = {"reason": self.reason, "reply_due_on": self.reply_due_on}
        return parsed(SendBackIn, values, FIELDS)

    @property
    def _speaker(self) -> str | None:
        return self.on_behalf_of.strip() or None


def told(refused: AppError) -> str:
    """Why a form was not taken."""
    said = "；".join(str(one["msg"]) for one in refused.errors)
    return refused.told if refused.detail or not said else f"{refused.title}：{said}"
