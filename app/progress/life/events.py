from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TaskMoved(Event):
    """A task went from one state to another, or is to be reviewed on another day. Pairs are the
    old and the new value; `lapsed` is an extension that nobody need decide any more.
    """

    kind: ClassVar[str] = "task.moved"
    plan_id: int
    action: str
    state: tuple[str, str]
    review_on: tuple[str | None, str | None]
    words: str
    on_behalf_of: str | None
    own_unit: bool
    lapsed: int | None


@dataclass(frozen=True, kw_only=True)
class ExtensionRequested(Event):
    """`due_on` is the day that holds and the one that is asked for."""

    kind: ClassVar[str] = "extension.requested"
    plan_id: int
    extension_id: int
    first_due_on: str
    due_on: tuple[str, str]
    reason: str
    on_behalf_of: str | None


@dataclass(frozen=True, kw_only=True)
class ExtensionDecided(Event):
    """`extended_to` is the old and the new value of the task."""

    kind: ClassVar[str] = "extension.decided"
    plan_id: int
    extension_id: int
    outcome: str
    first_due_on: str
    extended_to: tuple[str | None, str | None]
    note: str | None
    own_unit: bool


@dataclass(frozen=True, kw_only=True)
class StageResultWritten(Event):
    """`text` is the old and the new one."""

    kind: ClassVar[str] = "task.stage_result"
    plan_id: int
    year: int
    text: tuple[str | None, str]
    on_behalf_of: str | None
