from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AddressesChanged(Event):
    """Which of a person's addresses were changed; the addresses themselves are his."""

    kind: ClassVar[str] = "person.addresses_changed"
    person: str
    changed: tuple[str, ...]
