"""The walk through a page's elements, without recursion: a hostile page may nest them deep."""

import re
from typing import Any, NamedTuple

from lxml import etree

from app.reading.formats.assembling import Assembly
from app.reading.formats.grid import WIDEST_SPAN, put_table
from app.reading.formats.html.boxes import Box, Cell, Table
from app.reading.formats.html.decoding import decoded
from app.reading.formats.list_numbers import list_number
from app.reading.refusals import damaged
from app.reading.source import Progress, SourceText

Element = Any
"""An lxml element."""

_KIND = "这个网页文件"


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_NEVER = _tags(
    "script style head title nav noscript template iframe object embed applet svg canvas audio"
    " video map dialog input select textarea button option datalist progress meter del rt rp"
    " noframes frameset"
)
_BLOCKS = _tags(
    "html body p div section article main header footer aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd"
    " pre blockquote center address form fieldset legend figure figcaption caption details"
    " summary hr table thead tbody tfoot tr td th"
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
_WEIGHT = re.compile(r"font-weight\s*:\s*(\w+)")
_FAMILY = re.compile(r"font-family\s*:\s*([^;]+)")
_AS_IT_IS = re.compile(r"white-space\s*:\s*pre")
_LIST_TYPE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]+)")
_BOLD_FROM = 600
_MOST_ROWS = 65534
_LIST_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter"}
_LIST_FORMS |= {"i": "lowerRoman", "I": "upperRoman", "decimal": "decimal"}
_LIST_FORMS |= {"lower-alpha": "lowerLetter", "upper-alpha": "upperLetter"}
_LIST_FORMS |= {"lower-roman": "lowerRoman", "upper-roman": "upperRoman"}
_CHINESE = frozenset({"cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal"})


class _Counter:
    """The numbers of an ordered list; without a form its items have none."""

    def __init__(self, element: Element, style: str) -> None:
        named = _LIST_TYPE.search(style)
        kinds = named[1].split() if named else [element.get("type", "1")]
        chinese = any(kind in _CHINESE for kind in kinds)
        forms = (_LIST_FORMS[kind] for kind in kinds if kind in _LIST_FORMS)
        self._form = "chineseCountingThousand" if chinese else next(forms, "")
        self._mark = "、" if chinese else ". "
        self._next = _whole(element.get("start"), 1)

    def label(self, item: Element) -> str:
        number = _whole(item.get("value"), self._next)
        self._next = number + 1
        return list_number(number, self._form) + self._mark if self._form else ""


class _State(NamedTuple):
    """What holds within an element; `kind` is its tag where the element does something."""

    kind: str = ""
    bold: bool = False
    face: str = ""
    as_it_is: bool = False
    counter: _Counter | None = None


def read(data: bytes, report: Progress) -> SourceText:
    """Pages are not known. Raises ReadingRefused for an unknown encoding or a hostile nesting."""
    page = _Page()
    root = _parsed(decoded(data))
    report(1, 2)
    if root is not None:
        page.walk(root)
    report(2, 2)
    return page.source()


def _parsed(text: str) -> Element | None:
    """Without network, entities, comments. An encoding that the page declares is dealt with."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    root = etree.fromstring(text.encode(), parser)
    if any(entry.level >= etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise damaged(_KIND)
    return root


class _Page:
    def __init__(self) -> None:
        self._body = Box()
        self._boxes = [self._body]
        self._tables: list[Table] = []
        self._states = [_State()]

    def walk(self, root: Element) -> None:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._end(element)
            elif _is_kept(element):
                self._start(element)
            else:
                walk.skip_subtree()
                self._states.append(self._states[-1]._replace(kind=""))

    def source(self) -> SourceText:
        self._body.end_line()
        assembly = Assembly()
        for block in self._body.blocks:
            if isinstance(block, Table):
                put_table(assembly, block.placed())
            else:
                assembly.paragraph(block)
        return assembly.source()

    def _start(self, element: Element) -> None:
        state = _state(element, self._states[-1])
        box = self._boxes[-1]
        if state.kind:
            box.end_line()
        if state.kind == "table":
            framing = element.get("role") in ("presentation", "none")
            self._tables.append(Table(framing=framing))
        elif state.kind == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif state.kind in ("td", "th") and self._tables:
            cell = _cell(element)
            self._boxes.append(cell)
            self._tables[-1].add(cell)
        elif state.kind == "li":
            box.label = state.counter.label(element) if state.counter else ""
        elif state.kind in _HEADINGS:
            box.headed = True
        elif element.tag == "br":
            box.write_as_it_is("\n", bold=False, face="")
        self._states.append(state)
        self._write(element.text)

    def _end(self, element: Element) -> None:
        kind = self._states.pop().kind
        box = self._boxes[-1]
        if kind:
            box.end_line()
        if kind in ("td", "th") and isinstance(box, Cell):
            self._boxes.pop()
        elif kind == "table":
            self._end_table(self._tables.pop())
        elif kind == "li":
            box.label = ""
        self._write(element.tail)

    def _end_table(self, table: Table) -> None:
        box = self._boxes[-1]
        if table.is_frame:
            for cell in table.cells:
                box.take(cell)
        else:
            table.close()
            box.put(table)

    def _write(self, text: str | None) -> None:
        state, box = self._states[-1], self._boxes[-1]
        write = box.write_as_it_is if state.as_it_is else box.write
        write(text or "", bold=state.bold, face=state.face)


def _is_kept(element: Element) -> bool:
    if element.tag in _NEVER or element.get("hidden") is not None:
        return False
    return not _HIDDEN.search(element.get("style", "").lower())


def _state(element: Element, around: _State) -> _State:
    tag = element.tag if isinstance(element.tag, str) else ""
    style = element.get("style", "").lower()
    weight, family = _WEIGHT.search(style), _FAMILY.search(style)
    bold = around.bold or tag in ("b", "strong")
    counter = around.counter
    if tag in ("ul", "ol"):
        counter = _Counter(element, style) if tag == "ol" else None
    return _State(
        kind=tag if tag in _BLOCKS else "",
        bold=_is_bold(weight[1]) if weight else bold,
        face=family[1] if family else element.get("face", around.face),
        as_it_is=around.as_it_is or tag == "pre" or bool(_AS_IT_IS.search(style)),
        counter=counter,
    )


def _is_bold(weight: str) -> bool:
    return weight in ("bold", "bolder") or _whole(weight, 0) >= _BOLD_FROM


def _cell(element: Element) -> Cell:
    columns, rows = _whole(element.get("colspan"), 1), _whole(element.get("rowspan"), 1)
    # rowspan="0" is down to the end of the table.
    return Cell(columns=min(max(columns, 1), WIDEST_SPAN), rows=rows if rows > 0 else _MOST_ROWS)


def _whole(text: str | None, otherwise: int) -> int:
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else otherwise  # noqa: PLR2004 - no list or table is longer
