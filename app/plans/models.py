from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, and_, exists, or_, text
from sqlalchemy.orm import aliased
from sqlmodel import Field, col

from app.core.columns import BigId, Json, Row, UtcDateTime, choice
from app.plans.terms import (
    AmendmentKind,
    ChangeAction,
    DocumentKind,
    PlanState,
    ReturnPeriod,
    TaskState,
    VersionState,
)
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


class Plan(Row, table=True):
    """规划、意见、方案. `office_id` is the unit that runs it; null means the region's coordinators.

    Returns are asked for from `reporting_from` to `reporting_until`, each due `due_after`
    working days after its period. `supersedes_id` is the 征求意见稿 that the plan follows, and ends
    once it is published.
    """

    __table_args__ = (
        Index("ix_plan_region_state", "region_id", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    uid: str = Field(max_length=36, unique=True)
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    office_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    state: PlanState = Field(sa_type=choice(PlanState))
    title: str
    stage: Stage = Field(default=Stage.ISSUED, sa_type=choice(Stage))
    document_number: str | None = None
    issuer: str | None = None
    addressees: str | None = None
    issued_on: date | None = None
    period_start: int | None = None
    period_end: int | None = None
    publicity: str | None = None
    library: bool = False
    supersedes_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="plan.id", index=True, unique=True
    )
    reporting_from: date | None = None
    reporting_until: date | None = None
    return_period: ReturnPeriod = Field(
        default=ReturnPeriod.HALF_YEAR, sa_type=choice(ReturnPeriod)
    )
    due_after: int = 10
    first_leads_confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_done: int = 0
    read_total: int = 0
    refusal_code: str | None = None
    refusal: str | None = None
    created_by: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1


class Document(Row, table=True):
    """原件. The bytes and the text that was read from them are in the file store, by digest."""

    __table_args__ = (UniqueConstraint("region_id", "sha256"), {"sqlite_autoincrement": True})

    uid: str = Field(max_length=36, unique=True)
    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", index=True, ondelete="CASCADE")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    kind: DocumentKind = Field(sa_type=choice(DocumentKind))
    name: str
    size: int
    sha256: str = Field(max_length=64)
    text_sha256: str | None = Field(default=None, max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)


class PlanVersion(Row, table=True):
    """征求意见稿 → 送审稿 → 印发稿, or a corrected copy: each file that a draft was made from.

    `stage` is null until it was read, `document_id` once it was refused. `printed` is what the
    version said, by row id, so that the next one can tell its changes from a person's;
    `difference` is what changed in the draft, null for the first.
    """

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("plan_id", "number"), {"sqlite_autoincrement": True})

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", ondelete="CASCADE")
    number: int
    state: VersionState = Field(sa_type=choice(VersionState))
    stage: Stage | None = Field(default=None, sa_type=choice(Stage))
    document_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="document.id", index=True, ondelete="SET NULL"
    )
    title: str
    read_done: int = 0
    read_total: int = 0
    refusal_code: str | None = None
    refusal: str | None = None
    printed: dict[str, Any] | None = Field(default=None, sa_type=Json)
    difference: dict[str, Any] | None = Field(default=None, sa_type=Json)
    created_by: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    imported_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def came_as() -> ColumnElement[bool]:
    """Joins a document to the version of its own plan as which it came. A plan that follows begins
    with the last text of the one before it, whose document it does not have.
    """
    same = col(PlanVersion.document_id) == col(Document.id)
    return and_(same, col(PlanVersion.plan_id) == col(Document.plan_id))


class Amendment(Row, table=True):
    """勘误、调整 and their like: one change of a published plan, with what it rests on.

    `number` counts within the plan and is the order in which they were made; `effective_on` is
    the day from which it holds. `proof` is the place in a document of the plan that shows a
    reading to have been wrong: document, start, end, page and quote.
    """

    __table_args__ = (UniqueConstraint("plan_id", "number"), {"sqlite_autoincrement": True})

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id", index=True)
    number: int
    kind: AmendmentKind = Field(sa_type=choice(AmendmentKind))
    basis: str | None = None
    organ: str | None = None
    decided_on: date | None = None
    reason: str
    effective_on: date
    document_id: int | None = Field(default=None, sa_type=BigId, foreign_key="document.id")
    proof: dict[str, Any] | None = Field(default=None, sa_type=Json)
    made_by: str
    made_at: datetime = Field(sa_type=UtcDateTime)


_RESTS = text("review_on IS NOT NULL")


class Task(Row, table=True):
    """工作任务. `number` is the 序号 as printed, `position` the order in the document.

    `source` is null for a task that a person added by hand. After publishing none is deleted:
    `added_by_id` and `ended_by_id` say what brought it in and what ended it. `due_on` stays what
    was decided with the plan; `extended_to` is the day that holds instead after an extension.
    `review_on` is the day on which a suspended task is looked at again.
    """

    __table_args__ = (
        Index("ix_task_plan_position", "plan_id", "position"),
        Index("ix_task_region_due", "region_id", "due_on", "id"),
        Index("ix_task_review", "review_on", sqlite_where=_RESTS, postgresql_where=_RESTS),
        {"sqlite_autoincrement": True},
    )

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", ondelete="CASCADE")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    parent_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="task.id", ondelete="CASCADE"
    )
    number: str | None = None
    position: int
    kind: TaskKind = Field(sa_type=choice(TaskKind))
    title: str
    text: str
    section: list[str] = Field(default_factory=list, sa_type=Json)
    source: Source | None = Field(default=None, sa_type=choice(Source))
    state: TaskState = Field(default=TaskState.IN_PROGRESS, sa_type=choice(TaskState))
    due_on: date | None = None
    due_text: str | None = None
    due_source: DueSource | None = Field(default=None, sa_type=choice(DueSource))
    extended_to: date | None = None
    review_on: date | None = None
    confidence: float = 1.0
    version: int = 1
    updated_at: datetime = Field(sa_type=UtcDateTime)
    added_by_id: int | None = Field(default=None, sa_type=BigId, foreign_key="amendment.id")
    ended_by_id: int | None = Field(default=None, sa_type=BigId, foreign_key="amendment.id")


class Assignment(Row, table=True):
    """责任分工: task × unit × role in printed order.

    `raw` is the name as printed, `name` the same with a level prefix completed; `unit_id` is
    null until it is certain which unit is meant. `clarifies_id` is the name that a unit was named
    for, to stand beside it. Who holds what now is a matter of `standing`
    ones alone; those that ended stay for what they were.
    """

    __table_args__ = (
        Index("ix_assignment_unit", "unit_id", "task_id", "position", "ended_by_id"),
        Index("ix_assignment_task", "task_id", "position"),
        Index("ix_assignment_plan", "plan_id", "unit_id"),
        {"sqlite_autoincrement": True},
    )

    task_id: int = Field(sa_type=BigId, foreign_key="task.id", ondelete="CASCADE")
    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", ondelete="CASCADE")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    position: int
    role: Role = Field(sa_type=choice(Role))
    printed_label: str
    raw: str
    name: str
    is_first_lead: bool = False
    first_lead_basis: FirstLeadBasis | None = Field(default=None, sa_type=choice(FirstLeadBasis))
    collective: bool = False
    added_by_id: int | None = Field(default=None, sa_type=BigId, foreign_key="amendment.id")
    ended_by_id: int | None = Field(default=None, sa_type=BigId, foreign_key="amendment.id")
    clarifies_id: int | None = Field(
        default=None,
        sa_type=BigId,
        foreign_key="assignment.id",
        index=True,
        ondelete="SET NULL",
    )


def standing(row: Any) -> ColumnElement[bool]:
    """Whether nothing has ended a task or an assignment: `Task`, `Assignment`, `aliased` of one,
    or the columns of its plain table. With a task end its assignments and what hangs on it, so a
    select of assignments need not look at their tasks.
    """
    return col(row.ended_by_id).is_(None)


def standing_on(row: Any, day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """As `standing`, on a day (or a column of days), by the days from which amendments hold.

    What a correction set right was so from the beginning. Facts that were changed in their place
    (a name, a due date) are told as they are now. Each row looks its own amendments up by their
    keys: those of other plans, however many, cost nothing.
    """
    ended = col(row.ended_by_id)
    return and_(~_later(col(row.added_by_id), day), or_(ended.is_(None), _later(ended, day)))


_amendment = aliased(Amendment)


def _later(made_by: Any, day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Whether an amendment that is no correction holds only from after a day on."""
    one = _amendment
    return exists().where(
        col(one.id) == made_by,
        col(one.kind) != AmendmentKind.CORRECTION,
        col(one.effective_on) > day,
    )


class AmendmentChange(Row, table=True):
    """What an amendment did to one row, 原 and 现: fields by name, a whole row where it came or
    went. A unit's name stands beside its id, as it was called then.
    """

    __tablename__ = "amendment_change"
    __table_args__ = (
        Index("ix_amendment_change_plan", "plan_id", "task_id"),
        {"sqlite_autoincrement": True},
    )

    amendment_id: int = Field(sa_type=BigId, foreign_key="amendment.id", index=True)
    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id")
    task_id: int | None = Field(default=None, sa_type=BigId, foreign_key="task.id", index=True)
    assignment_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="assignment.id", index=True
    )
    indicator_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="indicator.id", index=True
    )
    action: ChangeAction = Field(sa_type=choice(ChangeAction))
    before: dict[str, Any] | None = Field(default=None, sa_type=Json)
    after: dict[str, Any] | None = Field(default=None, sa_type=Json)


class Evidence(Row, table=True):
    """The place in a document that proves a cell; offsets count code points of the text read."""

    task_id: int = Field(sa_type=BigId, foreign_key="task.id", index=True, ondelete="CASCADE")
    document_id: int = Field(sa_type=BigId, foreign_key="document.id", ondelete="CASCADE")
    role: EvidenceRole = Field(sa_type=choice(EvidenceRole))
    start: int
    end: int
    page: int | None = None
    quote: str


class Indicator(Row, table=True):
    """主要指标 as printed: target and baseline stay text, since ">90" and words occur."""

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", index=True, ondelete="CASCADE")
    position: int
    number: str | None = None
    name: str
    measure: str | None = None
    baseline: str | None = None
    baseline_year: int | None = None
    target: str | None = None
    target_year: int | None = None
    attribute: Attribute | None = Field(default=None, sa_type=choice(Attribute))
    evidence: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)


class Finding(Row, table=True):
    """What a careful clerk would ask. A `printed_name` finding is settled by naming the unit."""

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", index=True, ondelete="CASCADE")
    task_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="task.id", ondelete="CASCADE"
    )
    code: str
    severity: Severity = Field(sa_type=choice(Severity))
    message: str
    printed_name: str | None = None
    suggested_unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    evidence: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by: str | None = None
