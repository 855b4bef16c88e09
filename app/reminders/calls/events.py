"""What happens to calls; the subject is the call."""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CallNoted(Event):
    """`matters` are kind and id of what it spoke of; `corrects_id` the entry that it replaces."""

    kind: ClassVar[str] = "call.noted"
    called_by: str
    spoke_to: str
    called_at: str
    about: str
    matters: tuple[tuple[str, int], ...]
    answer: str
    promised_on: str | None
    corrects_id: int | None


@dataclass(frozen=True, kw_only=True)
class CallChanged(Event):
    """`changes` maps a field to its old and new value."""

    kind: ClassVar[str] = "call.changed"
    changes: dict[str, tuple[Any, Any]]
