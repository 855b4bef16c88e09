"""The forms of instructions as a browser sends them, and as a page shows them again: units go by
their names.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.core.errors import InvalidError, NotFoundError
from app.kit import clock
from app.reminders.instructions.messages import WORDS
from app.reminders.instructions.schemas import InstructionIn, InstructionPatch
from app.reminders.instructions.service import Listed
from app.units import service as units
from app.web import forms

_BETWEEN = re.compile(r"[、，,；;\n]")


class UnknownUnitError(InvalidError):
    code, title = "unknown_unit", "有的承办单位没有登记"


@dataclass(frozen=True)
class Typed:
    """What stands in the form of an instruction."""

    text: str = ""
    given_on: str = ""
    given_by: str = ""
    lead: str = ""
    others: str = ""
    due_on: str = ""
    source_number: str = ""
    plan_id: str = ""
    task_id: str = ""
    office_id: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "Typed":
        return cls(**forms.texts(fields, vars(cls())))

    @classmethod
    def stored(cls, listed: Listed) -> "Typed":
        row, names = listed.row, [one.row.unit for one in listed.units]
        return cls(
            text=row.text,
            given_on=row.given_on.isoformat(),
            given_by=row.given_by,
            lead=names[0],
            others="、".join(names[1:]),
            source_number=row.source_number or "",
            plan_id=str(row.plan_id or ""),
            task_id=str(row.task_id or ""),
        )

    def new(self, session: Session, region_id: int) -> InstructionIn:
        """Raise `InvalidError` with what is wrong with which field."""
        given = {"given_on": self.given_on or clock.today()}
        optional = {"due_on": self.due_on, "office_id": self.office_id, **self._optional()}
        chosen = {name: value for name, value in optional.items() if value}
        units_given = {"unit_ids": self._unit_ids(session, region_id)}
        fields = {"text": self.text, **given, **chosen, **units_given}
        return forms.parsed(InstructionIn, fields, WORDS)

    def change(self, session: Session, region_id: int) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "text": self.text,
            "given_on": self.given_on,
            "unit_ids": self._unit_ids(session, region_id),
            **{name: value or None for name, value in self._optional().items()},
        }
        return forms.parsed(InstructionPatch, fields, WORDS).given()

    def _optional(self) -> dict[str, str]:
        return {
            "given_by": self.given_by.strip(),
            "source_number": self.source_number.strip(),
            "plan_id": self.plan_id,
            "task_id": self.task_id,
        }

    def _unit_ids(self, session: Session, region_id: int) -> list[int]:
        """Of the leading unit and the others, each by a name that it certainly goes by."""
        names = [self.lead, *_BETWEEN.split(self.others)]
        found, unknown = [], []
        for name in filter(None, (one.strip() for one in names)):
            try:
                found.append(units.unit_named(session, name[:100], region_id).id)
            except NotFoundError as error:
                unknown.append(error.detail or f"没有名为“{name[:100]}”的单位")
        if unknown:
            raise UnknownUnitError("；".join(unknown))
        return found
