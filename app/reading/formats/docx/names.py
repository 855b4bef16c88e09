"""Names of WordprocessingML, and how its small elements give their values."""

from typing import Any

Element = Any
"""An lxml element; lxml ships no types."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
TRANSITIONAL = W[1:-1].encode()

ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
PARAGRAPH, TABLE, CONTROL = f"{W}p", f"{W}tbl", f"{W}sdt"
REMOVED = frozenset({f"{W}del", f"{W}moveFrom"})
"""What a tracked change took away. What one put in (w:ins, w:moveTo) is read."""

_VAL = f"{W}val"
_OFF = frozenset({"0", "false", "off", "none"})


def value(parent: Element | None, name: str) -> str | None:
    """The w:val of the child `name`; None without such a child or value."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(_VAL)


def number(parent: Element | None, name: str) -> int | None:
    return whole(value(parent, name))


def whole(text: str | None) -> int | None:
    """None for what is no whole number of at most nine digits."""
    digits = (text or "").strip().removeprefix("-")
    return int(text or "") if digits.isascii() and digits.isdigit() and len(digits) < 10 else None  # noqa: PLR2004 - said above


def switch(parent: Element | None, name: str) -> bool | None:
    """An on/off property: None where it is not set, on where it stands without a value."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(_VAL, "1") not in _OFF


def branch(alternate: Element) -> Element | None:
    """The one branch of an mc:AlternateContent that is read: all of them show the same."""
    return alternate[0] if len(alternate) else None
