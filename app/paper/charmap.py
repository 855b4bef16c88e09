"""Which characters a font can draw, read from its `cmap` table (OpenType 1.9, cmap).

Typst draws an unknown character as a hole and says nothing. Unicode fonts use two formats of the
table, both short enough to read without a font library at run time.
"""

from collections.abc import Iterator
from pathlib import Path
from struct import calcsize, unpack_from

_SEGMENTED, _GROUPED = 4, 12
_UNICODE = {(0, n) for n in range(5)} | {(0, 6), (3, 1), (3, 10)}


def characters(path: Path, index: int = 0) -> frozenset[int]:
    """Code points with a glyph in face `index` of a TTF, OTF or TTC file.

    Raises `OSError` for a file that cannot be read and `struct.error` for one that is cut off.
    """
    data = path.read_bytes()
    start = _table(data, index)
    if start is None:
        return frozenset()
    found: set[int] = set()
    for offset in _subtables(data, start):
        (kind,) = unpack_from(">H", data, offset)
        if kind == _SEGMENTED:
            found.update(_segments(data, offset))
        elif kind == _GROUPED:
            found.update(_groups(data, offset))
    return frozenset(found)


def _table(data: bytes, index: int) -> int | None:
    face = unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    (count,) = unpack_from(">H", data, face + 4)
    for number in range(count):
        tag, _, offset, _ = unpack_from(">4sIII", data, face + 12 + 16 * number)
        if tag == b"cmap":
            return int(offset)
    return None


def _subtables(data: bytes, start: int) -> Iterator[int]:
    (count,) = unpack_from(">H", data, start + 2)
    for number in range(count):
        platform, encoding, offset = unpack_from(">HHI", data, start + 4 + 8 * number)
        if (platform, encoding) in _UNICODE:
            yield start + offset


def _groups(data: bytes, at: int) -> Iterator[int]:
    """Format 12: runs of characters with runs of glyphs; glyph 0 is the hole."""
    (count,) = unpack_from(">I", data, at + 12)
    for number in range(count):
        first, last, glyph = unpack_from(">III", data, at + 16 + 12 * number)
        yield from range(first + (glyph == 0), last + 1)


def _segments(data: bytes, at: int) -> Iterator[int]:
    """Format 4: segments of the basic plane, by offset to the glyph or by a list of glyphs."""
    (double,) = unpack_from(">H", data, at + 6)
    row = f">{double // 2}H"
    lasts_at = at + 14
    firsts_at = lasts_at + calcsize(row) + 2
    deltas_at, ranges_at = firsts_at + double, firsts_at + 2 * double
    lasts, firsts = unpack_from(row, data, lasts_at), unpack_from(row, data, firsts_at)
    deltas, ranges = unpack_from(row, data, deltas_at), unpack_from(row, data, ranges_at)
    for number, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        listed_at = ranges_at + 2 * number + ranges[number]
        for code in range(first, last + 1):
            glyph = code
            if ranges[number]:
                (glyph,) = unpack_from(">H", data, listed_at + 2 * (code - first))
            if (not ranges[number] or glyph) and (glyph + deltas[number]) % 65536:
                yield code
