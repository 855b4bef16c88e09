"""Numbered paragraphs as tasks, for a plan that prints no table of responsibility."""

import re

from app.reading.found import Found, title_of
from app.reading.layout import joined
from app.reading.outline import Item
from app.reading.terms import Source

# Sections that say why and what for, not what is to be done.
_NO_TASKS = re.compile(r"背景|现状|形势|回顾|指导思想|原则|目标|总体要求|总体思路|适用范围|附则")
_NUMBERED, _DOUBTFUL = 0.8, 0.5


def numbered_tasks(items: tuple[Item, ...]) -> tuple[Found, ...]:
    return tuple(_task(item) for item in items if _is_task(item))


def _is_task(item: Item) -> bool:
    if item.number is None or item.boxed:
        return False
    return not any(_NO_TASKS.search(title) for title in item.section)


def _task(item: Item) -> Found:
    whole = joined(item.passages)
    text = whole.cut(len(whole.text) - len(item.text))
    return Found(
        number=item.number,
        title=title_of(text.text),
        text=text,
        section=item.section,
        source=Source.NUMBERED,
        where=f"第 {item.number} 项",
        doubtful=item.doubtful,
        confidence=_DOUBTFUL if item.doubtful else _NUMBERED,
    )
