"""The form of a reform: names as people type them, one a line."""

import hashlib
from dataclasses import replace
from datetime import date

from pydantic import BaseModel, Field
from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import InvalidError, NotFoundError
from app.kit.text import fold
from app.progress.reforms.service import Heir, Proposal
from app.units import service as units
from app.units.reforms.terms import ReformKind
from app.units.terms import UnitKind


class BadFormError(InvalidError):
    code, title = "reform_form", "表单没有填完"


class Typed(BaseModel):
    """What was typed, and kept after a refusal. `seen` is the `stamp` of the form whose
    consequences were shown: a form that was changed since is weighed again.
    """

    kind: str = ""
    effective_on: str = ""
    basis: str = Field(default="", max_length=1000)
    predecessors: str = Field(default="", max_length=5000)
    successors: str = Field(default="", max_length=5000)
    takes_over: str = Field(default="", max_length=300)
    unit_kind: str = ""
    new_name: str = Field(default="", max_length=300)
    note: str = Field(default="", max_length=1000)
    seen: str = ""

    @property
    def stamp(self) -> str:
        fields = self.model_dump(exclude={"seen"})
        return hashlib.sha256(repr(sorted(fields.items())).encode()).hexdigest()[:16]

    def proposal(self, session: Session, actor: Actor) -> Proposal:
        """Raise `BadFormError`, or `NotFoundError` with the nearest names."""
        if self.kind not in set(ReformKind):
            raise BadFormError("请选择更名、合并或拆分")
        kind = ReformKind(self.kind)
        region = units.region_named(session, actor, None).id
        old = [units.unit_named(session, name, region).id for name in _lines(self.predecessors)]
        if not old:
            raise BadFormError("请填写原单位")
        named = [] if kind is ReformKind.RENAME else _lines(self.successors)
        home = fold(self.takes_over)
        if named and home and home not in map(fold, named):
            raise BadFormError("联络员和承办的方案只能转到上面写的承继单位之一")
        return Proposal(
            kind=kind,
            effective_on=_day(self.effective_on),
            basis=self.basis,
            predecessors=old,
            successors=[
                replace(self._heir(session, name, region), takes_over=fold(name) == home)
                for name in named
            ],
            new_name=self.new_name if kind is ReformKind.RENAME else None,
            note=self.note,
        )

    def _heir(self, session: Session, name: str, region_id: int) -> Heir:
        """A unit that is registered, else one to be founded, if its kind was chosen."""
        try:
            return Heir(units.unit_named(session, name, region_id).id)
        except NotFoundError as unknown:
            if self.unit_kind not in set(UnitKind):
                detail = f"{unknown.detail}；如果是新设的单位，请选择它的类别"
                raise BadFormError(detail) from unknown
            return Heir(name=name, kind=UnitKind(self.unit_kind))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("、", "\n").splitlines() if line.strip()]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise BadFormError("生效日期应为日期，例如 2023-05-15") from wrong
