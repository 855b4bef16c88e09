"""Numbered paragraphs as tasks, for a plan that says nothing about who is responsible."""

import re
from collections.abc import Sequence

from app.reading.found import Found, title_of, where_of
from app.reading.layout import joined
from app.reading.marks import Level
from app.reading.outline import Item
from app.reading.terms import Source

# Sections that say why and what for, not what is to be done.
_NO_TASKS = re.compile(
    r"背景|现状|形势|回顾|指导思想|原则|目标|总体要求|总体思路|适用范围|附则|重要意义|工作要求|组成人员|工作机构"
)
_NUMBERED, _DOUBTFUL = 0.8, 0.5
_LEVELS = (Level.NUMBERED, Level.SECOND, Level.FIRST)


def is_about_tasks(section: Sequence[str]) -> bool:
    """Whether what stands under these titles may be something to do."""
    return not any(_NO_TASKS.search(title) for title in section)


def numbered_tasks(items: Sequence[Item]) -> tuple[Found, ...]:
    """The innermost numbered paragraphs that a document has."""
    for level in _LEVELS:
        found = tuple(_task(item) for item in items if _is_task(item, level))
        if found:
            return found
    return ()


def _is_task(item: Item, level: Level) -> bool:
    return item.mark.level is level and not item.boxed and is_about_tasks(item.section)


def _task(item: Item) -> Found:
    whole = joined(item.passages)
    text = whole.cut(len(item.mark.opening))
    return Found(
        number=item.mark.number,
        title=title_of(text.text),
        text=text,
        section=item.above,
        source=Source.NUMBERED,
        where=where_of(item.mark.number),
        doubtful=item.doubtful,
        confidence=_DOUBTFUL if item.doubtful else _NUMBERED,
    )
