"""The pages of a PDF drawn one after another, each set upright as a sheet."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import stream_value

from app.reading.formats.pdf.drawing import LINES_LIMIT, Drawing, Mark, Place
from app.reading.formats.pdf.fonts import Fonts
from app.reading.formats.pdf.opening import damage_refused
from app.reading.formats.pdf.refusing import too_complex
from app.reading.formats.pdf.sheet import Glyph, Rule, Sheet

# Waiting for one operator, in one path, saved at one time.
_OPERANDS_LIMIT, _SEGMENTS_LIMIT, _SAVED_LIMIT = 10_000, 100_000, 10_000
# Of a document. A page on which each glyph is placed by itself has 30 KB and 5,000 operands.
_CONTENT_LIMIT, _ALL_OPERANDS_LIMIT = 64 * 1024 * 1024, 10_000_000
# What a form costs besides its content: forms that call forms multiply.
_CALL = 12 * 1024
_STRAIGHT = 0.7
_SHORTEST = 2.0
_SMALLEST = 1.0


class Interpreter(PDFPageInterpreter):
    """Raises `ReadingRefused` for contents that would take without end."""

    device: Drawing

    def push(self, obj: Any) -> None:
        self.device.operands += 1
        if (
            len(self.argstack) > _OPERANDS_LIMIT
            or len(self.curpath) > _SEGMENTS_LIMIT
            or self.device.operands > _ALL_OPERANDS_LIMIT
        ):
            raise too_complex()
        super().push(obj)

    def do_q(self) -> None:
        if len(self.gstack) > _SAVED_LIMIT:
            raise too_complex()
        super().do_q()

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802 - the name of the operator
        super().do_Do(xobjid_arg)
        self.device.set_ctm(self.ctm)

    def execute(self, streams: Sequence[object]) -> None:
        size = sum(len(stream_value(stream).get_data()) for stream in streams)
        self.device.content += size + _CALL
        if self.device.content > _CONTENT_LIMIT:
            raise too_complex()
        super().execute(streams)


def drawn(pages: Sequence[PDFPage]) -> Iterator[Sheet]:
    fonts = Fonts()
    drawing = Drawing(fonts)
    interpreter = Interpreter(fonts, drawing)
    for number, page in enumerate(pages, start=1):
        with damage_refused():
            interpreter.process_page(page)
        yield _sheet(number, drawing)


def _sheet(number: int, drawing: Drawing) -> Sheet:
    """Set upright: an annex may lie across the page."""
    shown = [mark for mark in drawing.marks if mark.shown]
    hidden = [mark for mark in drawing.marks if not mark.shown]
    marks = max(shown, hidden, key=len)
    turns = Counter(mark.turn for mark in marks if mark.turn is not None)
    frame = _Frame(drawing.box, turns.most_common(1)[0][0] if turns else 0)
    lines = drawing.lines if len(drawing.lines) <= LINES_LIMIT else []
    return Sheet(
        number=number,
        width=frame.width,
        height=frame.height,
        glyphs=tuple(filter(None, map(frame.glyph, marks))),
        rules=tuple(filter(None, (frame.rule(*line) for line in lines))),
        garbled=drawing.garbled,
        pictured=drawing.pictured or bool(drawing.lines),
    )


class _Frame:
    """Turns places of a page, counted upwards, to places of a sheet, counted downwards."""

    def __init__(self, box: tuple[float, float, float, float], turn: int) -> None:
        self.left, self.bottom, right, top = box
        self.across, self.up = right - self.left, top - self.bottom
        self.turn = turn
        sideways = turn % 2 == 1
        self.width, self.height = (self.up, self.across) if sideways else (self.across, self.up)

    def place(self, at: Place) -> Place:
        x, y = at[0] - self.left, at[1] - self.bottom
        match self.turn:
            case 0:
                return x, self.up - y
            case 1:
                return y, x
            case 2:
                return self.across - x, y
            case _:
                return self.up - y, self.across - x

    def glyph(self, mark: Mark) -> Glyph | None:
        """None for what stands beyond the edges, slants (a watermark) or is too small to see."""
        x, base = self.place(mark.place)
        if mark.turn is None or mark.size < _SMALLEST or not self._holds(x, base):
            return None
        if mark.turn != self.turn:
            half = mark.size / 2
            return Glyph(mark.text, x - half, x + half, base, mark.size, mark.face, aside=True)
        return Glyph(mark.text, x, x + mark.advance, base, mark.size, mark.face)

    def rule(self, one: Place, other: Place) -> Rule | None:
        (x0, y0), (x1, y1) = self.place(one), self.place(other)
        if not (self._holds(x0, y0) and self._holds(x1, y1)):
            return None
        if abs(y1 - y0) <= _STRAIGHT and abs(x1 - x0) > _SHORTEST:
            return Rule(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
        if abs(x1 - x0) <= _STRAIGHT and abs(y1 - y0) > _SHORTEST:
            return Rule(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
        return None

    def _holds(self, x: float, y: float) -> bool:
        return -1 <= x <= self.width + 1 and -1 <= y <= self.height + 1
