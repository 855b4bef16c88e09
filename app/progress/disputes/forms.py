"""The forms of disputes as a browser sends them, and as a page shows them again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlmodel import Session

from app.core.errors import AppError, InvalidError, NotFoundError
from app.kit import clock
from app.progress.disputes.schemas import DisputeIn, ReassignIn, UpholdIn
from app.progress.disputes.service import NewDispute, Ruling
from app.units import service as units
from app.web import forms

S = TypeVar("S", bound=BaseModel)
_LABELS = {
    "assignment_id": "任务",
    "reason": "原因",
    "said_by": "由谁提出",
    "note": "说明",
    "unit_id": "改由哪个单位承担",
    "basis": "依据",
    "organ": "决定机关",
    "decided_on": "决定日期",
}


class UnknownUnitError(InvalidError):
    code, title = "unknown_unit", "没有这个单位"


@dataclass(frozen=True)
class Refused:
    """Why a form was not taken, and which one."""

    form: int
    title: str
    detail: str | None


def refused(form: int, error: AppError) -> Refused:
    told = "；".join(str(one["msg"]) for one in error.errors)
    return Refused(form, error.title, told or error.detail)


@dataclass(frozen=True)
class Typed:
    """What stands in a form, names as a person types them."""

    reason: str = ""
    proposed: str = ""
    said_by: str = ""
    note: str = ""
    unit: str = ""
    basis: str = ""
    organ: str = ""
    decided_on: str = ""
    decision: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Typed":
        return cls(**forms.texts(given, vars(cls())))

    def new(self, session: Session, region_id: int, assignment_id: str) -> NewDispute:
        """Raise `InvalidError` with what is wrong with which field."""
        proposed = self.proposed.strip()
        values: dict[str, Any] = {
            "assignment_id": assignment_id,
            "reason": self.reason,
            "proposed_unit_id": _named(session, proposed, region_id) if proposed else None,
            "said_by": self.said_by.strip() or None,
        }
        return NewDispute(**_parsed(DisputeIn, values).model_dump())

    def kept(self) -> str:
        return _parsed(UpholdIn, {"note": self.note}).note

    def ruling(self, session: Session, region_id: int) -> Ruling:
        values: dict[str, Any] = {
            "unit_id": _named(session, self.unit.strip(), region_id),
            "basis": self.basis,
            "organ": self.organ,
            "decided_on": self.decided_on or clock.today(),
            "note": self.note,
        }
        body = _parsed(ReassignIn, values)
        return Ruling(**body.model_dump(exclude={"note"}), note=body.note.strip() or None)


def _named(session: Session, name: str, region_id: int) -> int:
    try:
        return units.unit_named(session, name, region_id).id
    except NotFoundError as unknown:
        raise UnknownUnitError(unknown.detail or f"“{name}”") from unknown


def _parsed(schema: type[S], values: Mapping[str, object]) -> S:
    return forms.parsed(schema, values, _LABELS)
