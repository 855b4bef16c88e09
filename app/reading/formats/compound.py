"""Old Office files are compound files ([MS-CFB]): the names of their streams, and a few bytes."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from app.reading.refusals import damaged

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_HEADER = 109
_ENTRY = struct.Struct("<64sHBxIII36xII4x")
_LAST_SECTOR = 0xFFFFFFF9
_STREAM, _ROOT = 2, 5
_SMALL, _PIECE = 4096, 64
_KIND = "这个旧版 Office 文件"
# [MS-DOC] 2.5.2 FibBase: wIdent, then at byte 10 the bits of which the ninth is fEncrypted.
_FIB = struct.Struct("<H8xH")
_WORD, _ENCRYPTED = 0xA5EC, 0x0100


class _Entry(NamedTuple):
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Stream:
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Compound:
    """`streams` are those at the root; what embedded documents hold counts for nothing."""

    data: bytes
    sector: int
    table: list[int]
    small: Stream
    streams: dict[str, Stream]

    def is_encrypted_word(self) -> bool:
        """Whether a .doc asks for a password."""
        try:
            mark, flags = _FIB.unpack_from(self.data, self._place("WordDocument"))
        except (struct.error, IndexError) as broken:
            raise damaged(_KIND) from broken
        return mark == _WORD and bool(flags & _ENCRYPTED)

    def _place(self, name: str) -> int:
        """Where a stream begins. A small one lies in pieces of 64 bytes in a stream of the root."""
        stream = self.streams[name]
        if stream.size >= _SMALL:
            return (stream.start + 1) * self.sector
        at = self.small.start
        index, within = divmod(stream.start * _PIECE, self.sector)
        for _ in range(index):
            at = self.table[at]
        return (at + 1) * self.sector + within


def open_compound(data: bytes) -> Compound:
    """Raise `ReadingRefused` where the directory cannot be followed."""
    try:
        shift, directory = struct.unpack_from("<H16xI", data, 30)
        if shift not in (9, 12):
            raise damaged(_KIND)
        sector = 1 << shift
        table = list(_allocation(data, sector))
        entries = list(_entries(data, sector, table, directory))
        if not entries or entries[0].kind != _ROOT:
            raise damaged(_KIND)
        small = Stream(entries[0].start, entries[0].size)
        return Compound(data, sector, table, small, dict(_streams(entries)))
    except (struct.error, IndexError) as broken:
        raise damaged(_KIND) from broken


def _allocation(data: bytes, sector: int) -> Iterator[int]:
    """Which sector follows each. What lies beyond the first 109 tables (7 MB) holds no directory.

    A directory is written early, and its chain is short: without the rest it is still found.
    """
    count = sector // 4
    for number in struct.unpack_from(f"<{_IN_HEADER}I", data, 76):
        if number > _LAST_SECTOR:
            return
        yield from struct.unpack_from(f"<{count}I", data, (number + 1) * sector)


def _streams(entries: list[_Entry]) -> Iterator[tuple[str, Stream]]:
    """The streams beside each other in the tree that hangs at the root."""
    seen: set[int] = set()
    waiting = [entries[0].child]
    while waiting:
        number = waiting.pop()
        if number > _LAST_SECTOR or number in seen:
            continue
        seen.add(number)
        entry = entries[number]
        if entry.kind == _STREAM:
            yield entry.name, Stream(entry.start, entry.size)
        waiting += [entry.left, entry.right]


def _entries(data: bytes, sector: int, table: list[int], at: int) -> Iterator[_Entry]:
    seen: set[int] = set()
    while at <= _LAST_SECTOR and at not in seen:
        seen.add(at)
        for place in range((at + 1) * sector, (at + 2) * sector, _ENTRY.size):
            name, length, *numbers = _ENTRY.unpack_from(data, place)
            yield _Entry(name[: max(length - 2, 0)].decode("utf-16-le", "replace"), *numbers)
        at = table[at]
