"""What passes between who writes a message and who carries it."""

from dataclasses import dataclass
from datetime import timedelta

from app.deliveries.terms import DeliveryState


@dataclass(frozen=True)
class Message:
    """One letter to one person. `key` is made of ids and ISO dates; with it a repeat is known."""

    key: str
    name: str
    address: str | None
    subject: str
    body: str


@dataclass(frozen=True)
class Claim:
    """The right to make attempt number `attempt` at a delivery."""

    id: int
    attempt: int


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended: `SENT`, `FAILED` for good, or still `QUEUED`; `reason` in Chinese.

    `channel` is the kind that had it last. What is still queued may know `after` what time to try.
    """

    state: DeliveryState
    reason: str | None = None
    channel: str = ""
    after: timedelta | None = None
