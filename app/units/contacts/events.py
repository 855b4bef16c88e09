"""Contacts in the journal. Of a mobile number it keeps the last four digits alone: the journal is
read by more people than the number is meant for.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ContactAdded(Event):
    kind: ClassVar[str] = "unit.contact_added"
    unit: str
    contact: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ContactEnded(Event):
    kind: ClassVar[str] = "unit.contact_ended"
    unit: str
    role: str
    name: str
    valid_until: str


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """`before` and `after` hold only the fields that changed."""

    kind: ClassVar[str] = "unit.contact_changed"
    unit: str
    role: str
    before: dict[str, Any]
    after: dict[str, Any]
