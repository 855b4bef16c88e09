"""When a message may go out, what may stand in an address, a name, a key, and which refusals are
for good.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.deliveries.terms import DeliveryState
from app.jobs.rules import PutOff
from app.kit.clock import ZONE
from app.workdays.rules import Calendar

# RFC 5321, section 4.5.3.1: octets of a local part, and of a whole path.
LONGEST_LOCAL = 64
LONGEST_ADDRESS = 254
LONGEST_NAME = 60
LONGEST_REASON = 500
PERMANENT = 500
# Longer than any channel takes for one message; with each channel it begins anew.
LEASE = timedelta(minutes=3)
OPENS, CLOSES = time(8, 30), time(18)

# A dot-atom of RFC 5322, with the letters of all languages (RFC 6531). Quoted forms are legal
# there and unknown to every office; to refuse them keeps the rule short.
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)
# Control characters, line and paragraph separators, halves of surrogate pairs.
_CONTROLS = frozenset({"Cc", "Zl", "Zp", "Cs"})
_KEY = re.compile(r"[a-z0-9]+(?:[:-][a-z0-9]+)*")


STATE_LABELS = {
    DeliveryState.QUEUED: "待发送",
    DeliveryState.SENT: "已发送",
    DeliveryState.WITHDRAWN: "已撤回",
    DeliveryState.FAILED: "未能送达",
}


class RefusedError(Exception):
    """The message can never be sent as it is. The text is Chinese and for people."""


class NotYetError(PutOff):
    """The message could not be sent now; later it may. The text is Chinese and for people."""


@dataclass(frozen=True)
class Hours:
    """Of one day: from `opens` on, and before `closes`, a message may go out."""

    opens: datetime
    closes: datetime


def hours(calendar: Calendar, now: datetime, *, demo: bool = False) -> Hours:
    """Those of today or, where today is a day off or they are over, of the next working day. The
    demo's day stays while the hours of the machine go on: there the whole day will do.
    """
    here = now.astimezone(ZONE)
    if demo:
        midnight = datetime.combine(here.date(), time(), ZONE)
        return Hours(midnight, midnight + timedelta(days=1))
    over = here.time() >= CLOSES
    day = calendar.shift(here.date() + timedelta(days=over), 0)
    return Hours(datetime.combine(day, OPENS, ZONE), datetime.combine(day, CLOSES, ZONE))


def checked_address(address: str | None) -> str:
    """The address with its domain in ASCII (IDNA). Raise `RefusedError` for what is none.

    A space before or after it is a slip of typing; a line break is not.
    """
    address = (address or "").strip(" \u3000")
    if not address:
        raise RefusedError("没有邮箱地址")
    shown = address[:LONGEST_ADDRESS].encode("unicode_escape").decode()
    local, _, domain = address.rpartition("@")
    good = _LOCAL.fullmatch(local) and len(local.encode()) <= LONGEST_LOCAL
    ascii_domain = _ascii(domain)
    if not good or not ascii_domain or len(local.encode()) + len(ascii_domain) >= LONGEST_ADDRESS:
        raise RefusedError(f"邮箱地址不正确：{shown}")
    return f"{local}@{ascii_domain}"


def _ascii(domain: str) -> str | None:
    """The domain as DNS knows it, or `None` where it is no name."""
    try:
        name = domain.encode("idna").decode()
    except UnicodeError:
        return None
    return name if all(map(_LABEL.fullmatch, name.split("."))) else None


def checked_line(text: str, what: str) -> str:
    """Text for one header. Raise `RefusedError` for a line break or any other control character:
    with one, whoever may type a name could write headers of his own.
    """
    if any(unicodedata.category(char) in _CONTROLS for char in text):
        raise RefusedError(f"{what}含有换行或控制字符，不能写入信头")
    return text


def display_name(name: str) -> str:
    line = checked_line(name, "收件人姓名")
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"


def file_stem(key: str) -> str:
    """`digest:12:2023-07-03` → `digest-12-2023-07-03`."""
    return _checked_key(key).replace(":", "-")


def message_id(key: str, sender: str) -> str:
    """The same for every attempt at a message, so that a second copy is known for one."""
    return f"<{_checked_key(key).replace(':', '.')}@{sender.rpartition('@')[2]}>"


def _checked_key(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a delivery key: {key!r}")
    return key


def is_permanent(reply: int) -> bool:
    """Whether a reply code refuses a recipient or a text for good (RFC 5321, section 4.2.1)."""
    return reply >= PERMANENT


def one_line(reason: str, longest: int = LONGEST_REASON) -> str:
    return " ".join(reason.split())[:longest]
