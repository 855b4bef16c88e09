from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PortfolioAdded(Event):
    kind: ClassVar[str] = "portfolio.added"
    unit: str
    leader: str
    valid_from: str
    valid_until: str | None = None
    basis: str | None = None


@dataclass(frozen=True, kw_only=True)
class PortfolioEnded(Event):
    kind: ClassVar[str] = "portfolio.ended"
    unit: str
    leader: str
    valid_until: str


@dataclass(frozen=True, kw_only=True)
class PortfolioRemoved(Event):
    """It was entered by mistake and never was; the whole of it, as it stood."""

    kind: ClassVar[str] = "portfolio.removed"
    unit: str
    leader: str
    valid_from: str
    valid_until: str | None = None
    basis: str | None = None


@dataclass(frozen=True, kw_only=True)
class LeaderAdded(Event):
    kind: ClassVar[str] = "leader.added"
    name: str
    post: str | None = None
