"""What passes between who writes a message and who carries it."""

from dataclasses import dataclass, field
from datetime import timedelta

from app.deliveries.terms import AddressKind, DeliveryState


@dataclass(frozen=True)
class Message:
    """One letter to one person. `key` is made of ids and ISO dates; with it a repeat is known.

    `address` is that of his mail. `link` leads to the one page where he should begin.
    """

    key: str
    name: str
    address: str | None
    subject: str
    body: str
    link: str = ""

    @property
    def short(self) -> str:
        """For a channel that has room for a line: what it is about, and where."""
        return f"{self.subject} {self.link}".strip()


@dataclass(frozen=True)
class Parcel:
    """A message on its way: `address` is the one that this channel wants, `known` all by which
    the person is known.
    """

    message: Message
    address: str
    known: dict[AddressKind, str] = field(default_factory=dict)


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
    channel_id: int | None = None
    after: timedelta | None = None
