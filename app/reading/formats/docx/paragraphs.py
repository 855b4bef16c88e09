"""The text of one paragraph: runs, tabs, breaks, symbols, and the results of fields."""

import re

from app.reading.formats.assembling import Run
from app.reading.formats.docx.names import ALTERNATE, REMOVED, Element, W, branch
from app.reading.formats.docx.styles import Styles

TEXT_BOX = f"{W}txbxContent"
_TEXT = frozenset({f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"})
_MARKS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
# Properties, and the reading aid over a word; w:ruby keeps the word itself in w:rubyBase.
_DROPPED = REMOVED | {f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "rt")}
_RUN, _SYMBOL, _SIMPLE_FIELD = f"{W}r", f"{W}sym", f"{W}fldSimple"
_FIELD, _CODE = f"{W}fldChar", f"{W}instrText"
_SYMBOL_CODE = re.compile("[0-9A-Fa-f]{4}")
_PRIVATE = 0xD800
"""Codes from here on are surrogates or private to a face."""
# The symbols of the face Wingdings that mark something; others only adorn.
_WINGDINGS = {0x6C: "●", 0x6E: "■", 0x75: "◆", 0xA1: "○", 0xA8: "□", 0xAB: "★", 0xFC: "√"}
_WINGDINGS |= {0x81 + index: char for index, char in enumerate("①②③④⑤⑥⑦⑧⑨⑩")}


class _Field:
    """A field that is open: its code comes first, then its result, which is what is printed."""

    def __init__(self) -> None:
        self.code = ""
        self.in_code = True

    @property
    def is_contents(self) -> bool:
        return _lists_contents(self.code)


class Fields:
    """Fields may begin in one paragraph and end in another, as tables of contents do."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    @property
    def shows(self) -> bool:
        """Whether text is printed here. No code is, and a table of contents is left out."""
        return not any(field.in_code or field.is_contents for field in self._open)

    @property
    def unfinished(self) -> bool:
        return bool(self._open)

    def mark(self, kind: str | None) -> None:
        if kind == "begin":
            self._open.append(_Field())
        elif kind == "separate" and self._open:
            self._open[-1].in_code = False
        elif kind == "end" and self._open:
            self._open.pop()

    def code(self, text: str) -> None:
        if self._open and self._open[-1].in_code:
            self._open[-1].code += text


class Reader:
    """Reads one paragraph after another; `fields` is None where fields are not to be trusted."""

    def __init__(self, styles: Styles, fields: Fields | None) -> None:
        self._styles = styles
        self._fields = fields
        self._style: str | None = None
        self._runs: list[Run] = []
        self._boxes: list[Element] = []

    def read(self, paragraph: Element, style: str | None) -> tuple[list[Run], list[Element]]:
        """The runs of the paragraph and the text boxes that hang on it."""
        self._style, self._runs, self._boxes = style, [], []
        self._take(paragraph)
        return self._runs, self._boxes

    def _take(self, parent: Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == _RUN:
                self._run(child)
            elif tag in _TEXT:
                self._put(child.text or "", None)
            elif tag == TEXT_BOX:
                self._boxes.append(child)
            elif tag == ALTERNATE:
                chosen = branch(child)
                self._take(() if chosen is None else chosen)
            elif tag not in _DROPPED and not _is_contents(child):
                self._take(child)

    def _run(self, run: Element) -> None:
        properties = run.find(f"{W}rPr")
        for child in run:
            tag = child.tag
            if tag in _TEXT:
                self._put(child.text or "", properties)
            elif tag in _MARKS:
                self._put(_MARKS[tag], properties)
            elif tag == _SYMBOL:
                self._put(_symbol(child), properties)
            elif tag == _FIELD and self._fields:
                self._fields.mark(child.get(f"{W}fldCharType"))
            elif tag == _CODE and self._fields:
                self._fields.code(child.text or "")
            elif tag == ALTERNATE or (len(child) and tag not in _DROPPED):
                self._take((child,))

    def _put(self, text: str, properties: Element | None) -> None:
        look = self._styles.look(self._style, properties)
        if not look.hidden and (self._fields is None or self._fields.shows):
            self._runs.append(Run(text, look.bold, look.face))


def _is_contents(element: Element) -> bool:
    return element.tag == _SIMPLE_FIELD and _lists_contents(element.get(f"{W}instr", ""))


def _lists_contents(code: str) -> bool:
    return code.upper().split(maxsplit=1)[:1] == ["TOC"]


def _symbol(element: Element) -> str:
    """A character by its code, which in a symbol face means what only the face knows."""
    code = element.get(f"{W}char", "")
    value = int(code, 16) if _SYMBOL_CODE.fullmatch(code) else 0x20
    if element.get(f"{W}font") == "Wingdings":
        return _WINGDINGS.get(value & 0xFF, " ")
    return chr(value) if value < _PRIVATE else " "
