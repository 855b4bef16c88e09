"""What was read from a file: the contract between reading and everything above it.

`as_json` gives exactly what `extract --json` prints; `from_json` takes it back, so that a job can
store a draft between two steps. Offsets count Unicode code points of the text that was read.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from app.reading.terms import (
    Attribute,
    DueSource,
    EvidenceRole,
    FirstLeadBasis,
    Role,
    Severity,
    Source,
    Stage,
    TaskKind,
)

Json = dict[str, Any]


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class DraftDocument:
    name: str
    sha256: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in a document; `document` is an index into the draft's documents, `end` exclusive."""

    document: int
    role: EvidenceRole
    start: int
    end: int
    page: int | None = None

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(**{**data, "role": EvidenceRole(data["role"])})


def _evidence(data: Json) -> tuple[Evidence, ...]:
    return tuple(Evidence.from_json(place) for place in data["evidence"])


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a plan. What is not printed is null and never guessed."""

    title: str
    notice_title: str | None
    stage: Stage
    document_number: str | None
    issuer: str | None
    addressees: str | None
    issued_on: date | None
    region: str | None
    period_start: int | None
    period_end: int | None
    publicity: str | None

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(**{**data, "stage": Stage(data["stage"]), "issued_on": _day(data["issued_on"])})


@dataclass(frozen=True, slots=True)
class DraftAssignment:
    """`raw` is the unit as printed; `first` and its basis are set for the one lead that files."""

    raw: str
    unit: str
    role: Role
    printed_label: str
    first: bool = False
    first_lead_basis: FirstLeadBasis | None = None
    collective: bool = False

    @classmethod
    def from_json(cls, data: Json) -> Self:
        basis = data["first_lead_basis"]
        return cls(
            **{
                **data,
                "role": Role(data["role"]),
                "first_lead_basis": FirstLeadBasis(basis) if basis else None,
            }
        )


@dataclass(frozen=True, slots=True)
class DraftTask:
    """`number` is the 序号 as printed; `parent` an index into the draft's tasks.

    A task without a printed date has `due_source` plan, and `due_on` where the plan's end is known.
    """

    number: str | None
    title: str
    text: str
    section: tuple[str, ...]
    kind: TaskKind
    parent: int | None
    source: Source
    due_on: date | None
    due_text: str | None
    due_source: DueSource
    assignments: tuple[DraftAssignment, ...]
    evidence: tuple[Evidence, ...]
    confidence: float

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            **{
                **data,
                "section": tuple(data["section"]),
                "kind": TaskKind(data["kind"]),
                "source": Source(data["source"]),
                "due_on": _day(data["due_on"]),
                "due_source": DueSource(data["due_source"]),
                "assignments": tuple(map(DraftAssignment.from_json, data["assignments"])),
                "evidence": _evidence(data),
            }
        )


@dataclass(frozen=True, slots=True)
class DraftIndicator:
    """Baseline and target stay text as printed: ">90" and words occur."""

    number: str | None
    name: str
    measure: str | None
    baseline: str | None
    baseline_year: int | None
    target: str | None
    target_year: int | None
    attribute: Attribute | None
    evidence: tuple[Evidence, ...]

    @classmethod
    def from_json(cls, data: Json) -> Self:
        attribute = data["attribute"]
        return cls(
            **{
                **data,
                "attribute": Attribute(attribute) if attribute else None,
                "evidence": _evidence(data),
            }
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """What a careful clerk would ask. `task` is an index into the draft's tasks, null for all."""

    code: str
    severity: Severity
    task: int | None
    message: str
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(**{**data, "severity": Severity(data["severity"]), "evidence": _evidence(data)})


@dataclass(frozen=True, slots=True)
class Draft:
    documents: tuple[DraftDocument, ...]
    plan: Head
    tasks: tuple[DraftTask, ...]
    indicators: tuple[DraftIndicator, ...]
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        plain: dict[str, object] = _plain(self)
        return plain

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """From what `as_json` gave; raises KeyError, TypeError or ValueError on anything else."""
        return cls(
            tuple(DraftDocument(**document) for document in data["documents"]),
            Head.from_json(data["plan"]),
            tuple(map(DraftTask.from_json, data["tasks"])),
            tuple(map(DraftIndicator.from_json, data["indicators"])),
            tuple(map(Finding.from_json, data["findings"])),
        )
