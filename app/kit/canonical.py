"""One byte form for one value, so that a hash of it means something."""

from hashlib import sha256

import orjson

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no white space; dates in ISO 8601, Chinese as it is."""
    return orjson.dumps(value, option=_OPTIONS).decode()


def digest(text: str | bytes) -> str:
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()
