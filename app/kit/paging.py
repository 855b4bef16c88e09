"""Keyset cursors: what a list was sorted and filtered by, and the last values seen."""

import base64
import binascii
from dataclasses import dataclass

import orjson

from app.kit.canonical import digest


class BadCursorError(ValueError):
    """The cursor is damaged, or belongs to another sort order or other filters."""


@dataclass(frozen=True)
class Cursor:
    sort: str
    filters: str
    last: tuple[str | int, ...]

    def encode(self) -> str:
        body = orjson.dumps([self.sort, self.filters, list(self.last)])
        return base64.urlsafe_b64encode(body).decode().rstrip("=")


def filters_key(filters: dict[str, object]) -> str:
    """A short name for a set of filter values, equal for equal filters."""
    named = sorted(filters.items())
    return digest("\0".join(f"{name}={value}" for name, value in named))[:16]


def decode(text: str, *, sort: str, filters: str, kinds: tuple[type, ...]) -> Cursor:
    """Raise `BadCursorError` unless `text` was made by this very list and types match `kinds`."""
    try:
        body = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError) as broken:
        raise BadCursorError("damaged") from broken
    match body:
        case [str(given_sort), str(given_filters), [*last]] if (
            given_sort == sort
            and given_filters == filters
            and tuple(type(value) for value in last) == kinds
        ):
            return Cursor(sort, filters, tuple(last))
        case _:
            raise BadCursorError("of another list")
