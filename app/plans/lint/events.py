"""What people do with the checks of the matrix."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class LintSettled(Event):
    """Something was put down as it should be; `facts` are what it rests on."""

    kind: ClassVar[str] = "lint.settled"
    code: str
    key: str
    message: str
    note: str | None
    facts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LintReopened(Event):
    """A person took such a word back; `by` had said it."""

    kind: ClassVar[str] = "lint.reopened"
    code: str
    key: str
    note: str | None
    by: str


@dataclass(frozen=True, kw_only=True)
class LintSettingsChanged(Event):
    """`changes` maps a setting to its old and new value; null is the default."""

    kind: ClassVar[str] = "lint.settings_changed"
    changes: dict[str, tuple[object, object]]
