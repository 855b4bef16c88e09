"""What happens to instructions; the subject is the instruction. Each tells of the rows of its
units by their own ids, which are the subjects of reminders.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class InstructionGiven(Event):
    """`rows` maps the id of a unit's row to its unit."""

    kind: ClassVar[str] = "instruction.given"
    text: str
    given_on: str
    given_by: str
    leader_id: int | None
    office_id: int | None
    plan_id: int | None
    task_id: int | None
    source_number: str | None
    due_on: str
    rows: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class InstructionChanged(Event):
    """`changes` maps a field to its old and new value; `rows` are those of the units after it, and
    `gone` those that are no more. Who came was given `due_on`; `state` is that of the whole.
    """

    kind: ClassVar[str] = "instruction.changed"
    changes: dict[str, tuple[Any, Any]]
    rows: dict[str, int]
    gone: tuple[str, ...]
    due_on: str
    state: str


@dataclass(frozen=True, kw_only=True)
class InstructionMoved(Event):
    """`rows` maps the id of a unit's row to the old and new `state` and `due_on`; `state` is that
    of the whole.
    """

    kind: ClassVar[str] = "instruction.moved"
    action: str
    state: tuple[str, str]
    rows: dict[str, dict[str, tuple[str, str]]]
    words: str
    on_behalf_of: str | None
    own_unit: bool


@dataclass(frozen=True, kw_only=True)
class InstructionScanned(Event):
    """`scan` is the name and `sha256` the digest of the old and the new scan; null is none."""

    kind: ClassVar[str] = "instruction.scanned"
    scan: tuple[str | None, str | None]
    sha256: tuple[str | None, str | None]
