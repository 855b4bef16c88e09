"""Amendments as pages and papers show them: task by task, in lines of 原 and 现."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.plans.amending.listing import AmendmentView, ChangeView, TaskRef
from app.plans.amending.messages import KINDS
from app.plans.amending.showing import Change, Line, lines


@dataclass(frozen=True)
class Block:
    """What an amendment did to one task, or to the indicators."""

    task: TaskRef | None
    lines: Sequence[Line]


@dataclass(frozen=True)
class Entry:
    view: AmendmentView
    kind: str
    blocks: Sequence[Block]


def entry(view: AmendmentView) -> Entry:
    return Entry(view, KINDS[view.kind], blocks(view.changes))


def blocks(changes: Sequence[ChangeView]) -> list[Block]:
    def of(one: ChangeView) -> int:
        return one.task.id if one.task else 0

    first = {of(one): n for n, one in reversed(list(enumerate(changes)))}
    ordered = sorted(changes, key=lambda one: (first[of(one)], one.id))
    found = [list(group) for _, group in groupby(ordered, of)]
    return [Block(group[0].task, lines([_change(one) for one in group])) for group in found]


def _change(one: ChangeView) -> Change:
    return Change(one.id, one.action, one.name, one.before, one.after)
