from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ResendAsked(Event):
    """A person wants what nobody would take to be sent after all. Whoever wrote the message
    looks again at what it says and writes anew what still holds.
    """

    kind: ClassVar[str] = "delivery.resend_asked"
    key: str
    recipient_id: int | None
