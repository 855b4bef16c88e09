"""Responsibility that stands in the running text: where it is. It is reported, not yet read."""

import re
from collections.abc import Iterator

from app.reading.labels import role_of
from app.reading.layout import Passage, joined
from app.reading.outline import Item
from app.reading.source import Span

_LABEL = re.compile(r"(?:^|[（(〔。；;])\s*([^（()）〔〕:：。，]{2,12})[:：]")
_DUTY = re.compile(r"[（(][^（()）]{2,200}(?:负责|牵头|配合|落实)[）)]")


def inline_responsibility(items: tuple[Item, ...]) -> tuple[Span, ...]:
    """The places of labels such as （责任单位：…） and of brackets such as （甲牵头，乙配合）."""
    return tuple(span for item in items for span in _in_passage(joined(item.passages)))


def _in_passage(passage: Passage) -> Iterator[Span]:
    for found in _LABEL.finditer(passage.text):
        if role_of(found[1]):
            yield Span(passage.place(found.start(1)), passage.place(found.end() - 1) + 1)
    for found in _DUTY.finditer(passage.text):
        yield Span(passage.place(found.start()), passage.place(found.end() - 1) + 1)
