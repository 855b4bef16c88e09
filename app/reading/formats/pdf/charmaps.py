"""Which characters the glyphs of a TrueType file stand for: its `cmap` table, formats 4 and 12."""

import struct
from collections.abc import Iterator

CHARACTERS_LIMIT = 200_000
"""In one font; a font has at most 65,536 glyphs. A range may claim four billion."""
_SEGMENTS, _GROUPS = 4, 12
_LAST_CHARACTER = 0x10FFFF

Pair = tuple[int, int]
"""A glyph and a character."""


def characters(data: bytes) -> dict[int, str]:
    """By glyph; empty where the file has no table that can be read."""
    found: dict[int, str] = {}
    try:
        for count, (glyph, code) in enumerate(_pairs(data)):
            if count > CHARACTERS_LIMIT:
                return {}
            if glyph and 0 < code <= _LAST_CHARACTER:
                found.setdefault(glyph, chr(code))
    except struct.error:
        return {}
    return found


def _pairs(data: bytes) -> Iterator[Pair]:
    (tables,) = struct.unpack_from(">4xH", data)
    for index in range(tables):
        tag, start, _ = struct.unpack_from(">4s4xLL", data, 12 + 16 * index)
        if tag == b"cmap":
            yield from _of_table(data, start)


def _of_table(data: bytes, start: int) -> Iterator[Pair]:
    (many,) = struct.unpack_from(">2xH", data, start)
    for index in range(many):
        platform, encoding, offset = struct.unpack_from(">HHL", data, start + 4 + 8 * index)
        if platform == 0 or (platform == 3 and encoding in {1, 10}):  # noqa: PLR2004 - Unicode
            (kind,) = struct.unpack_from(">H", data, start + offset)
            if kind == _SEGMENTS:
                yield from _of_segments(data, start + offset)
            elif kind == _GROUPS:
                yield from _of_groups(data, start + offset)


def _of_segments(data: bytes, at: int) -> Iterator[Pair]:
    (doubled,) = struct.unpack_from(">6xH", data, at)
    many, numbers = doubled // 2, f">{doubled // 2}H"
    ends = struct.unpack_from(numbers, data, at + 14)
    starts, deltas, offsets = (
        struct.unpack_from(numbers, data, at + 16 + row * doubled) for row in (1, 2, 3)
    )
    for index in range(many):
        place = at + 16 + 3 * doubled + 2 * index + offsets[index]
        for code in range(starts[index], ends[index] + 1):
            glyph = code
            if offsets[index]:
                (glyph,) = struct.unpack_from(">H", data, place + 2 * (code - starts[index]))
            yield ((glyph + deltas[index]) & 0xFFFF if glyph else 0), code


def _of_groups(data: bytes, at: int) -> Iterator[Pair]:
    (many,) = struct.unpack_from(">12xL", data, at)
    for index in range(many):
        first, last, glyph = struct.unpack_from(">LLL", data, at + 16 + 12 * index)
        for code in range(first, last + 1):
            yield glyph + code - first, code
