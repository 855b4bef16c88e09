"""What was asked about a draft, when a new version is put over it. Pure, as `rules`.

A question is the same as before when it is about the same name, or about the same words; then it
keeps its id, and the answer that a person gave. What the new version no longer gives cause to ask
goes; its answer stands in the journal.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

from app.kit.text import bare, fold
from app.plans.rules import MENDABLE
from app.reading.terms import Severity

_DIGITS = str.maketrans("", "", "0123456789")


@dataclass(frozen=True)
class Asked:
    """`id` is 0 for what the new version gives cause to ask. `quotes` are the words in question;
    `repeat` is set for a unit that stands in a task under two names.
    """

    id: int
    code: str
    severity: Severity
    message: str
    task_id: int | None = None
    printed_name: str | None = None
    quotes: frozenset[str] = frozenset()
    settled: bool = False
    repeat: bool = False

    @property
    def key(self) -> Hashable:
        if self.printed_name is not None:
            return self.code, bare(self.printed_name)
        if self.quotes:
            return self.code, self.task_id, frozenset(map(fold, self.quotes))
        if self.task_id is not None:
            return self.code, self.task_id
        return self.code, self.message.translate(_DIGITS)


@dataclass(frozen=True)
class Standing:
    """What is in the draft now: names of units, tasks whose words are as before, and tasks that
    only a person put there.
    """

    names: Collection[str]
    unchanged: Collection[int]
    by_hand: Collection[int]


def carried(
    old: Sequence[Asked], new: Sequence[Asked], standing: Standing
) -> tuple[dict[int, int], list[int]]:
    """For indexes of `new` the old question that it is, and the ids of old ones that are over."""
    waiting: dict[Hashable, list[Asked]] = defaultdict(list)
    for one in reversed(old):
        waiting[one.key].append(one)
    same: dict[int, int] = {}
    for n, one in enumerate(new):
        if waiting[one.key] and _still_holds(waiting[one.key][-1], one, standing):
            same[n] = waiting[one.key].pop().id
    stays = set(same.values())
    return same, [one.id for one in old if one.id not in stays and not _stays(one, standing)]


def _still_holds(old: Asked, new: Asked, standing: Standing) -> bool:
    """Whether an answer to the old question answers the new one."""
    if not old.settled or new.printed_name is not None or new.quotes:
        return True
    return new.task_id is None or new.task_id in standing.unchanged


def _stays(one: Asked, standing: Standing) -> bool:
    """Of what the new version does not ask: what a person's own words gave cause to ask."""
    if one.printed_name is not None:
        return bare(one.printed_name) in standing.names
    if one.repeat or one.task_id in standing.by_hand:
        return True
    return one.code in MENDABLE and not one.settled
