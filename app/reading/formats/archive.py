"""Office files are ZIP archives: their parts, and a guard before any library unpacks them."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from app.reading.refusals import ReadingRefused, damaged, encrypted

ENTRIES_LIMIT = 10_000
UNPACKED_LIMIT = 200 * 1024 * 1024
MARKUP_LIMIT = 64 * 1024 * 1024
"""Bytes of one XML part, which a library holds as a tree several times as large."""
RATIO_LIMIT = 200
"""Deflate reaches 1032. Tables of blanks reach some 40; what is small may be as dense as it is."""
_SMALL = 4 * 1024 * 1024
_CHUNK = 256 * 1024
_LOCAL = struct.Struct("<4s22xHH")
_KIND = "这个 Office 文件"
_BROKEN = (BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, zlib.error)
"""What `zipfile` raises while it opens a part. `ValueError`: a name said to be UTF-8 is none."""


def open_archive(data: bytes) -> ZipFile:
    """Only its directory is read. Raise `ReadingRefused` where there is none."""
    try:
        return ZipFile(BytesIO(data))
    except (BadZipFile, LargeZipFile, NotImplementedError, ValueError, OSError) as broken:
        raise damaged(_KIND) from broken


def small_part(archive: ZipFile, name: str) -> bytes:
    """A part that says what the others are; empty where there is none."""
    if name not in archive.namelist():
        return b""
    try:
        with archive.open(name) as part:
            return part.read(_SMALL)
    except _BROKEN as broken:
        refused = damaged(_KIND)
        if archive.getinfo(name).flag_bits & 1:
            refused = encrypted(_KIND)
        raise refused from broken


def check(archive: ZipFile, data: bytes) -> None:
    """Unpack each part once without keeping it. Raise `ReadingRefused` for what is too large.

    The sizes that an archive declares are its maker's word, so what comes out is counted.
    """
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    if len(entries) > ENTRIES_LIMIT:
        raise _too_large()
    total = end = 0
    for entry in entries:
        if entry.flag_bits & 1:
            raise encrypted(_KIND)
        content = _content(entry, data)
        # Parts that share their bytes unpack to far more than any ratio of one part shows.
        if entry.header_offset < end:
            raise _too_large()
        end = entry.header_offset + _LOCAL.size + len(content)
        total += _checked_size(entry, content)
        if total > UNPACKED_LIMIT:
            raise _too_large()


def _content(entry: ZipInfo, data: bytes) -> memoryview:
    try:
        mark, name, extra = _LOCAL.unpack_from(data, entry.header_offset)
    except struct.error as broken:
        raise damaged(_KIND) from broken
    start = entry.header_offset + _LOCAL.size + name + extra
    content = memoryview(data)[start : start + entry.compress_size]
    if mark != b"PK\x03\x04" or len(content) != entry.compress_size:
        raise damaged(_KIND)
    return content


def _checked_size(entry: ZipInfo, content: memoryview) -> int:
    markup = entry.filename.lower().endswith((".xml", ".rels"))
    limit = MARKUP_LIMIT if markup else UNPACKED_LIMIT
    size = checksum = 0
    for chunk in _unpacked(entry, content):
        size += len(chunk)
        checksum = zlib.crc32(chunk, checksum)
        if size > limit or (size > _SMALL and size > RATIO_LIMIT * len(content)):
            raise _too_large()
    if size != entry.file_size or checksum != entry.CRC:
        raise damaged(_KIND)
    return size


def _unpacked(entry: ZipInfo, content: memoryview) -> Iterator[bytes | memoryview]:
    if entry.compress_type == ZIP_STORED:
        yield content
        return
    if entry.compress_type != ZIP_DEFLATED:
        raise damaged(_KIND)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = content
    try:
        while not inflater.eof and (chunk := inflater.decompress(rest, _CHUNK)):
            yield chunk
            rest = inflater.unconsumed_tail
    except zlib.error as broken:
        raise damaged(_KIND) from broken


def _too_large() -> ReadingRefused:
    return ReadingRefused(
        "unpacks_too_large",
        "文件展开后太大",
        f"文件展开后超过 {UNPACKED_LIMIT // 1048576} MB，或者压缩得异常，没有读取。"
        "请打开原件，删去图片、附图和空白行列，另存一份后重新上传。",
    )
