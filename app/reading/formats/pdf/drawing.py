"""What pdfminer tells of a page, gathered as marks and straight lines in the page's own units."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot, isfinite
from typing import Any, NamedTuple

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.utils import Matrix, PathSegment, apply_matrix_pt

from app.reading.formats.pdf.faces import face_of
from app.reading.formats.pdf.fonts import Fonts
from app.reading.formats.pdf.refusing import damaged_pdf, too_complex
from app.reading.formats.pdf.sheet import STRONG

GLYPHS_LIMIT = 3_000_000
"""Of a document; 1,000 printed pages have a fifth of it."""
LINES_LIMIT = 40_000
"""Of a page. What has more is a drawing, and no table is looked for."""
_FILLED_AND_STROKED, _INVISIBLE = {2, 6}, {3, 7}
# Filled shapes up to so many points wide are how some writers draw their rules.
_THIN = 3.0
_LEAN = 0.1
_ALL_INK_OR_NONE = 0.01
_UNTOLD = {"Separation", "DeviceN", "Indexed", "Pattern"}
_CMYK = 4
# From the top of a glyph in vertical writing to its base line, as a share of its size.
_ASCENT = 0.88

Place = tuple[float, float]


class Mark(NamedTuple):
    """A glyph: where it begins, how far it goes, and how many quarter turns its line is turned by.

    `turn` is None for a slanting line. A mark that is not `shown` lies over a scanned picture.
    """

    text: str
    place: Place
    advance: float
    size: float
    turn: int | None
    face: str
    shown: bool


class Drawing(PDFTextDevice):
    """A device of pdfminer. What it gathered is of the page that was drawn last."""

    def __init__(self, fonts: Fonts) -> None:
        super().__init__(fonts)
        self.count = self.content = self.operands = 0
        self.render = 0
        self.faces: dict[int, tuple[PDFFont, str]] = {}

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        self.marks: list[Mark] = []
        self.lines: list[tuple[Place, Place]] = []
        self.garbled, self.pictured = 0, False
        left, bottom, right, top = page.mediabox
        (x0, y0), (x1, y1) = (apply_matrix_pt(ctm, at) for at in ((left, bottom), (right, top)))
        self.box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        if not all(map(isfinite, self.box)):
            raise damaged_pdf()

    def render_string(
        self,
        textstate: PDFTextState,
        seq: PDFTextSeq,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> None:
        self.render = textstate.render
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(  # noqa: PLR0917 - pdfminer calls it so
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        _ncs: PDFColorSpace,
        _graphicstate: PDFGraphicState,
    ) -> float:
        advance = font.char_width(cid) * fontsize * scaling
        text = self._text(font, cid)
        if text:
            a, b, c, d, _, _ = matrix
            place, length = (0.0, rise), advance
            if font.is_vertical():
                place, length = (-fontsize / 2, rise - _ASCENT * fontsize), fontsize
            face = STRONG if self.render in _FILLED_AND_STROKED else self._face(font)
            self.marks.append(
                Mark(
                    text,
                    apply_matrix_pt(matrix, place),
                    abs(length) * hypot(a, b),
                    abs(fontsize) * hypot(c, d),
                    _turn(a, b),
                    face,
                    self.render not in _INVISIBLE,
                )
            )
        return advance

    def _text(self, font: PDFFont, cid: int) -> str:
        self.count += 1
        if self.count > GLYPHS_LIMIT:
            raise too_complex()
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = "\ufffd"
        self.garbled += is_garbled(text)
        return max(text, " ")

    def _face(self, font: PDFFont) -> str:
        """The font is kept beside its face: an id is good while its object lives."""
        if id(font) not in self.faces:
            self.faces[id(font)] = (font, face_of(font))
        return self.faces[id(font)][1]

    def render_image(self, _name: str, _stream: object) -> None:
        self.pictured = True

    def paint_path(
        self,
        graphicstate: PDFGraphicState,
        stroke: bool,  # noqa: FBT001 - pdfminer calls it so
        fill: bool,  # noqa: FBT001 - as above
        _evenodd: bool,  # noqa: FBT001 - as above
        path: Sequence[PathSegment],
    ) -> None:
        if len(self.lines) > LINES_LIMIT or self.ctm is None:
            return
        stroke = stroke and not _is_white(graphicstate.scolor, graphicstate.scs)
        fill = fill and not _is_white(graphicstate.ncolor, graphicstate.ncs)
        for corners in self._corners(path):
            if stroke:
                self.lines += pairwise(corners)
            elif fill:
                self.lines += _thin(corners)

    def _corners(self, path: Sequence[PathSegment]) -> Iterator[list[Place]]:
        """Each part of a path as its corners on the page; parts with curves are left out."""
        corners: list[Place] = []
        for kind, *numbers in path:
            if kind == "m" and corners:
                yield corners
                corners = []
            if kind in {"m", "l"}:
                corners.append(apply_matrix_pt(self.ctm, numbers))  # type: ignore[arg-type] # set
            elif kind == "h" and corners:
                corners.append(corners[0])
            else:
                self.pictured = True
                return
        yield corners


def is_garbled(text: str) -> bool:
    """No character, or one that only its font knows. U+F0xx are the bullets of symbol fonts."""
    code = ord(text[0]) if text else 0
    private = 0xE000 <= code <= 0xF8FF or code >= 0xF0000  # noqa: PLR2004 - Unicode
    return code < ord(" ") or code == 0xFFFD or (private and code >> 8 != 0xF0)  # noqa: PLR2004 - Unicode


def _turn(a: float, b: float) -> int | None:
    if abs(b) <= _LEAN * abs(a):
        return 0 if a > 0 else 2
    if abs(a) <= _LEAN * abs(b):
        return 1 if b > 0 else 3
    return None


def _thin(corners: list[Place]) -> list[tuple[Place, Place]]:
    """The middle line of a long thin shape."""
    if not corners:
        return []
    xs, ys = zip(*corners, strict=True)
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    if y1 - y0 <= min(_THIN, x1 - x0):
        return [((x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2))]
    if x1 - x0 <= min(_THIN, y1 - y0):
        return [(((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1))]
    return []


def _is_white(color: Any, space: PDFColorSpace) -> bool:
    parts = color if isinstance(color, tuple | list) else (color,)
    numbers = [part for part in parts if isinstance(part, int | float)]
    if space.name in _UNTOLD or len(numbers) != len(parts):
        return False
    if len(numbers) == _CMYK:
        return max(numbers) <= _ALL_INK_OR_NONE
    return min(numbers, default=0) >= 1 - _ALL_INK_OR_NONE
