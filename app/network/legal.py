import re

# XML 1.0, section 2.2: what no document may hold, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Without the characters that XML has no place for."""
    return _ILLEGAL.sub("", text)
