"""What the page adds to the text: its number, and lines that stand on every page."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from app.kit.text import squeeze
from app.reading.formats.pdf.pages import Item, Page, Printed

# Shares of the height of the page.
_EDGE = 0.125
_OUTER_EDGE = 0.12
_EDGE_LINES = 2
_SAME_HEIGHT = 4.0
_LEAST_REPEATED = 3

_DASHED = re.compile(
    r"[-—–－―─·•~]+\d{1,4}[-—–－―─·•~]+|第\d{1,4}页(?:[/，,]?共\d{1,4}页)?|\d{1,4}/\d{1,4}"
)
_BARE = re.compile(r"\d{1,4}|[ivxⅠ-ⅿ]{1,6}")
_NUMBER_IN_TEXT = re.compile(r"第\d+页|共\d+页|[-—–]\d+[-—–]")
_ANNEX = re.compile(r"附[件表图录]")


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    repeated = _repeated(pages)
    shift = _usual_shift(pages)
    kept = []
    for page in pages:
        dropped = {id(one) for one in _edge_lines(page) if _key(one) in repeated}
        dropped |= {id(one) for one in _edge_lines(page) if _is_number(one, page, shift)}
        items = tuple(item for item in page.items if id(item) not in dropped)
        kept.append(replace(page, items=items))
    return kept


def _edge_lines(page: Page, edge: float = _EDGE) -> Iterator[Printed]:
    """The outermost lines of the page, at its top and at its bottom."""
    yield from _leading(page.items, lambda base: base < edge * page.height)
    yield from _leading(page.items[::-1], lambda base: base > (1 - edge) * page.height)


def _leading(items: Sequence[Item], is_at_edge: Callable[[float], bool]) -> Iterator[Printed]:
    for item in items[:_EDGE_LINES]:
        if not isinstance(item, Printed) or not is_at_edge(item.line.base):
            return
        yield item


def _key(printed: Printed) -> tuple[str, int]:
    text = _NUMBER_IN_TEXT.sub("#", squeeze(printed.line.text))
    return text, round(printed.line.base / _SAME_HEIGHT)


def _repeated(pages: Sequence[Page]) -> frozenset[tuple[str, int]]:
    """Keys of lines that stand on three pages at one height; the marks of annexes do not count."""
    places: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page in pages:
        for printed in _edge_lines(page):
            text, height = _key(printed)
            if not _ANNEX.match(text):
                for near in (height - 1, height, height + 1):
                    places[text, near].add(page.number)
    return frozenset(key for key, found in places.items() if len(found) >= _LEAST_REPEATED)


def _is_number(printed: Printed, page: Page, shift: int | None) -> bool:
    text = squeeze(printed.line.text)
    if _DASHED.fullmatch(text):
        return True
    if not _BARE.fullmatch(text) or not any(
        one is printed for one in _edge_lines(page, _OUTER_EDGE)
    ):
        return False
    return not text.isdecimal() or int(text) - page.number in {0, shift}


def _usual_shift(pages: Sequence[Page]) -> int | None:
    """By how much the printed page numbers differ from the count of the pages of the file."""
    shifts = Counter(
        int(text) - page.number
        for page in pages
        for printed in _edge_lines(page, _OUTER_EDGE)
        for text in [squeeze(printed.line.text)]
        if _BARE.fullmatch(text) and text.isdecimal()
    )
    (shift, many) = max(shifts.items(), key=lambda item: item[1], default=(0, 0))
    return shift if many > 1 else None
