from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime, choice
from app.reminders.instructions.terms import Action, InstructionState


class Instruction(Row, table=True):
    """批示. `given_by` is the leader, `leader_id` his account if he has one; `entered_by` typed it.

    `office_id` is the unit whose coordinators follow it up. `state` and `due_on` are worked out of
    those of its units (`rules.whole`, `rules.next_due`), so that lists can be sorted by them. The
    scan stands in the store of attachments by `scan_sha256`.
    """

    __table_args__ = (
        Index("ix_instruction_due", "region_id", "due_on", "id"),
        Index("ix_instruction_leader", "region_id", "given_by"),
        {"sqlite_autoincrement": True},
    )

    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    office_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    text: str
    given_on: date
    given_by: str
    leader_id: int | None = Field(default=None, sa_type=BigId, foreign_key="person.id")
    plan_id: int | None = Field(default=None, sa_type=BigId, foreign_key="plan.id", index=True)
    task_id: int | None = Field(default=None, sa_type=BigId, foreign_key="task.id", index=True)
    source_number: str | None = None
    state: InstructionState = Field(sa_type=choice(InstructionState))
    due_on: date
    entered_by: str
    entered_at: datetime = Field(sa_type=UtcDateTime)
    scan_name: str | None = None
    scan_kind: str | None = Field(default=None, max_length=8)
    scan_size: int | None = None
    scan_sha256: str | None = Field(default=None, max_length=64)
    version: int = 1
    updated_at: datetime = Field(sa_type=UtcDateTime)


class InstructionUnit(Row, table=True):
    """A unit that answers for an instruction; the first by `position` leads (牵头).

    `sent_on` is the day on which it was told. `first_due_on` is the date that it was first given
    and `extensions` how often another was set. `reply` is its last one, also while that is sent
    back; `decided_by` accepted it or sent it back with `note`. `own_unit`: he belongs to the unit
    himself (自审), after a second person whom `confirmed_key` tells from him.
    """

    __tablename__ = "instruction_unit"
    __table_args__ = (
        UniqueConstraint("instruction_id", "unit_id"),
        Index("ix_instruction_unit_due", "state", "due_on"),
        Index("ix_instruction_unit_unit", "unit_id", "state"),
        {"sqlite_autoincrement": True},
    )

    instruction_id: int = Field(sa_type=BigId, foreign_key="instruction.id", ondelete="CASCADE")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    position: int
    state: InstructionState = Field(
        default=InstructionState.GIVEN, sa_type=choice(InstructionState)
    )
    sent_on: date
    due_on: date
    first_due_on: date
    extensions: int = 0
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reply: str | None = None
    replied_by: str | None = None
    replied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    on_behalf_of: str | None = None
    confirmed_by: str | None = None
    confirmed_key: str | None = None
    note: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    own_unit: bool = False
    version: int = 1


class InstructionStep(Row, table=True):
    """办理经过: what was done with one unit, or with the whole where `unit_id` is null."""

    __tablename__ = "instruction_step"
    __table_args__ = (
        Index("ix_instruction_step_instruction", "instruction_id", "id"),
        {"sqlite_autoincrement": True},
    )

    instruction_id: int = Field(sa_type=BigId, foreign_key="instruction.id", ondelete="CASCADE")
    unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    action: Action = Field(sa_type=choice(Action))
    after: InstructionState = Field(sa_type=choice(InstructionState))
    words: str = ""
    due_on: date | None = None
    on_behalf_of: str | None = None
    own_unit: bool = False
    made_by: str
    made_at: datetime = Field(sa_type=UtcDateTime)
