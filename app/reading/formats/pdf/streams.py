"""Streams of a PDF, unpacked with a limit and never in part.

pdfminer unpacks whatever comes, and gives an empty stream for a broken one.
"""

import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.lzw import LZWDecoder
from pdfminer.pdftypes import (
    LITERAL_CRYPT,
    LITERALS_ASCII85_DECODE,
    LITERALS_ASCIIHEX_DECODE,
    LITERALS_FLATE_DECODE,
    LITERALS_LZW_DECODE,
    LITERALS_RUNLENGTH_DECODE,
    PDFStream,
    int_value,
)
from pdfminer.runlength import rldecode
from pdfminer.utils import apply_png_predictor, apply_tiff_predictor

from app.reading.formats.pdf.refusing import damaged_pdf, too_complex

STREAM_LIMIT = 32 * 1024 * 1024
"""Bytes. A page of text has 0.05 MB, a drawn map up to 20."""
ALL_STREAMS_LIMIT = 160 * 1024 * 1024
_ZLIB_HEADER = 2
_LONGEST_RUN = 64
_TIFF, _LEAST_PNG = 2, 10


class Scale:
    """Adds up what a document's streams unpack to."""

    def __init__(self) -> None:
        self.total = 0

    def add(self, size: int) -> None:
        self.total += size
        if size > STREAM_LIMIT or self.total > ALL_STREAMS_LIMIT:
            raise too_complex()


class WeighedStream(PDFStream):
    """Raises `ReadingRefused` for what unpacks to too much or stops before its end."""

    scale: Scale

    @classmethod
    def of(cls, stream: PDFStream, scale: Scale) -> "WeighedStream":
        weighed = cls(stream.attrs, stream.rawdata or b"", stream.decipher)
        weighed.scale = scale
        return weighed

    def decode(self) -> None:
        data = self.rawdata or b""
        if self.decipher and self.objid is not None and self.genno is not None:
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        self.scale.add(len(data))
        for name, parameters in self.get_filters():
            data = self._unpacked(name, data)
            if parameters and "Predictor" in parameters:
                data = _unpredicted(parameters, data)
        self.data, self.rawdata = data, None

    def _unpacked(self, name: object, data: bytes) -> bytes:
        if name in LITERALS_RUNLENGTH_DECODE:
            self.scale.add(len(data) * _LONGEST_RUN)
            return rldecode(data)
        if name in LITERALS_ASCII85_DECODE:
            return ascii85decode(data)
        if name in LITERALS_ASCIIHEX_DECODE:
            return asciihexdecode(data)
        if name == LITERAL_CRYPT:
            return data
        if name in LITERALS_FLATE_DECODE:
            data = _inflated(data)
        elif name in LITERALS_LZW_DECODE:
            data = _unpacked_lzw(data)
        else:
            raise damaged_pdf()
        self.scale.add(len(data))
        return data


def _inflated(data: bytes) -> bytes:
    """Without a look at the checksum: some writers leave it out, and viewers do not mind."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        unpacked = inflater.decompress(data[_ZLIB_HEADER:], STREAM_LIMIT + 1)
    except zlib.error as broken:
        raise damaged_pdf() from broken
    if not inflater.eof and len(unpacked) <= STREAM_LIMIT:
        raise damaged_pdf()
    return unpacked


def _unpacked_lzw(data: bytes) -> bytes:
    unpacked = bytearray()
    for part in LZWDecoder(BytesIO(data)).run():
        unpacked += part
        if len(unpacked) > STREAM_LIMIT:
            break
    return bytes(unpacked)


def _unpredicted(parameters: Mapping[str, Any], data: bytes) -> bytes:
    kind = int_value(parameters["Predictor"])
    colors, columns, bits = (
        int_value(parameters.get(name, usual))
        for name, usual in (("Colors", 1), ("Columns", 1), ("BitsPerComponent", 8))
    )
    if kind == _TIFF:
        return apply_tiff_predictor(colors, columns, bits, data)
    return apply_png_predictor(kind, colors, columns, bits, data) if kind >= _LEAST_PNG else data


def weighed(pushed: tuple[Any, ...], scale: Scale) -> tuple[Any, ...]:
    """Objects that a parser pushes, (place, object) each, with weighed streams for plain ones."""
    return tuple(
        (place, WeighedStream.of(one, scale) if type(one) is PDFStream else one)
        for place, one in pushed
    )
