from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ChannelAdded(Event):
    kind: ClassVar[str] = "channel.added"
    name: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class ChannelChanged(Event):
    """`changes` maps a field to its old and new value, or to a word where the value may hold a
    secret; `secrets` are the names of those that were given anew or taken away.
    """

    kind: ClassVar[str] = "channel.changed"
    name: str
    changes: dict[str, tuple[object, object] | str]
    secrets: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ChannelRemoved(Event):
    kind: ClassVar[str] = "channel.removed"
    name: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class ChannelTested(Event):
    kind: ClassVar[str] = "channel.tested"
    name: str
    went: bool
    reason: str | None
