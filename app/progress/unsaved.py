"""What was typed into the form of a return and is not what is stored, in words."""

from typing import NamedTuple

from app.progress.figures.rules import Figure
from app.progress.forms import SentForm, Typed, stored
from app.progress.messages import LABELS, STAGES, task_name
from app.progress.rules import Action
from app.progress.service import WholeReturn

Told = tuple[tuple[str, str], ...]
"""The label of a field, and what stands in it."""


class Unsaved(NamedTuple):
    """Of a task."""

    name: str
    told: Told


def unsaved(found: WholeReturn, sent: SentForm | None, *, amends: bool) -> list[Unsaved]:
    """What stands in no field after a refusal: of tasks that have left the form meanwhile, and of
    all where it is not filled in any more.
    """
    fills = (Action.AMEND if amends else Action.SAVE) in found.allowed
    rows = {row.task_id: row for row in found.rows}
    lost = []
    for task_id, typed in sent.rows.items() if sent else ():
        row = rows.get(task_id)
        if row is None:
            lost.append(Unsaved("已不在这份表中的任务", differing(Typed(), typed)))
        elif not fills:
            lost.append(Unsaved(task_name(row), differing(stored(row), typed)))
    return [one for one in lost if one.told]


_WORDS: dict[object, str] = dict([(True, "是"), (False, "否"), ("", "（空）"), *STAGES.items()])


def differing(one: Typed, other: Typed) -> Told:
    """What `other` says where it differs."""
    names = (name for name in LABELS if getattr(one, name) != getattr(other, name))
    told = [(LABELS[name], _WORDS.get(text := getattr(other, name), text)) for name in names]
    values = {id_: figure.value for id_, figure in other.figures.items()}
    if any(one.figures.get(id_, Figure()).value != value for id_, value in values.items()):
        told.append(("指标数值", "；".join(value or "（空）" for value in values.values())))
    return tuple(told)
