"""The forms of claims as a browser sends them, and as a page shows them again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlmodel import Session

from app.core.errors import NotFoundError
from app.progress.claims import rules
from app.progress.claims.schemas import ClaimIn, SettleIn
from app.progress.claims.service import ListedClaim, NewClaim, Verdict
from app.progress.claims.terms import Decision
from app.reading.terms import Role
from app.units import service as units
from app.web import forms

S = TypeVar("S", bound=BaseModel)
_PARTED = re.compile(r"[、，,；;\s]+")
_LABELS = {
    "role": "承担方式",
    "words": "本单位的话",
    "partners": "拟共同承担的单位",
    "unit": "代哪个单位",
    "said_by": "由谁提出",
    "note": "说明",
    "reason": "撤回原因",
    "decision": "决定",
    "unit_id": "承继单位",
}


def parsed(schema: type[S], values: Mapping[str, object]) -> S:
    """The fields of a form held to the rules of REST. Raise `InvalidError` with what is wrong."""
    return forms.parsed(schema, values, _LABELS)


# ---- offering --------------------------------------------------------------------------------


@dataclass(frozen=True)
class OfferForm:
    """What stands in the form: names as text, as a person types them."""

    role: str = Role.LEAD.value
    words: str = ""
    partners: str = ""
    unit: str = ""
    said_by: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "OfferForm":
        return cls(**forms.texts(fields, vars(cls())))

    @classmethod
    def kept(cls, listed: ListedClaim) -> "OfferForm":
        """Of an offer that is to be changed."""
        names = "、".join(one.name for one in listed.partners)
        return cls(listed.row.role.value, listed.row.words, names)

    def partner_ids(self, session: Session, region_id: int) -> list[int]:
        """Raise `PartnersError` for a name that is not certainly a unit's."""
        names = [name for name in _PARTED.split(self.partners) if name]
        if len(names) > rules.MOST_PARTNERS:
            raise rules.PartnersError(f"最多 {rules.MOST_PARTNERS} 个")
        if not names:
            return []
        resolver = units.Resolver(session, region_id)
        return [_certain(resolver, name) for name in names]

    def new(self, session: Session, region_id: int, *, on_behalf: bool) -> NewClaim:
        """Raise `InvalidError` with what is wrong with which field."""
        values: dict[str, Any] = {
            "role": self.role,
            "words": self.words,
            "partners": self.partner_ids(session, region_id),
        }
        if on_behalf:
            values |= {"unit_id": self._unit(session, region_id), "said_by": self.said_by or None}
        return NewClaim(**parsed(ClaimIn, values).model_dump())

    def _unit(self, session: Session, region_id: int) -> int:
        if not self.unit.strip():
            raise rules.UnitNeededError
        try:
            return units.unit_named(session, self.unit.strip(), region_id).id
        except NotFoundError as unknown:
            raise rules.UnitNeededError(unknown.detail) from unknown


def _certain(resolver: units.Resolver, name: str) -> int:
    found = resolver.resolve(name)
    if found.unit is None:
        near = "、".join(one.name for one in found.suggestions)
        raise rules.PartnersError(
            f"没有名为“{name}”的单位" + (f"，最接近的是：{near}" if near else "")
        )
    return found.unit.id


# ---- settling --------------------------------------------------------------------------------

_CHOICE = re.compile(r"(decision|note|unit)-([1-9]\d{0,17})")


@dataclass(frozen=True)
class SettleForm:
    """`decisions`, `notes` and `units` are by claim, as they were sent."""

    decisions: Mapping[int, str]
    notes: Mapping[int, str]
    units: Mapping[int, str]
    first: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "SettleForm":
        sent: dict[str, dict[int, str]] = {"decision": {}, "note": {}, "unit": {}}
        for key, value in fields.items():
            if matched := _CHOICE.fullmatch(key):
                sent[matched[1]][int(matched[2])] = value.replace("\r\n", "\n")
        return cls(sent["decision"], sent["note"], sent["unit"], fields.get("first", ""))

    @classmethod
    def blank(cls) -> "SettleForm":
        return cls({}, {}, {})

    def verdicts(self) -> tuple[list[Verdict], int | None]:
        """Of the offers on which something was decided; raise `InvalidError`."""
        chosen = [
            {
                "claim_id": id_,
                "decision": decision,
                "note": self.notes.get(id_, ""),
                "unit_id": self.units.get(id_) or None,
            }
            for id_, decision in self.decisions.items()
            if decision
        ]
        if not chosen:
            raise rules.SettlementError("没有作出任何决定")
        leads = [one["claim_id"] for one in chosen if one["decision"] == Decision.LEAD]
        # Who files is asked only where several lead.
        first = self.first or None if len(leads) > 1 else None
        body = parsed(SettleIn, {"decisions": chosen, "first": first})
        return [Verdict(**one.model_dump()) for one in body.decisions], body.first
