"""One task of a draft becomes several: its text is cut, its units and its evidence are shared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.core.actor import Actor
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans import settling
from app.plans.access import task_for_change
from app.plans.drafts import assigning, ordering, places, proof, rules, telling
from app.plans.drafts.proof import Place
from app.plans.drafts.rules import Part, SplitUnits
from app.plans.events import TaskSplit
from app.plans.models import Assignment, Plan, Task
from app.plans.rules import PublishedTaskError
from app.reading.terms import EvidenceRole

_COPIED = ("plan_id", "region_id", "parent_id", "kind", "source", "state", "confidence")
_DUE = ("due_on", "due_text", "due_source")


@dataclass(frozen=True)
class Split:
    """Where to cut: before these code points of the text, or into these texts."""

    offsets: Sequence[int] = ()
    texts: Sequence[str] = ()
    assignments: SplitUnits = SplitUnits.BY_EVIDENCE


def split_task(
    session: Session, actor: Actor, task_id: int, how: Split, expected: int | None = None
) -> list[int]:
    """Cut a task and give the ids of its parts; the first part stays the task that it was.

    Raise `CutOutsideError`, `EmptyPartError`, `TextsDifferError`.
    """
    plan, task = task_for_change(session, actor, task_id, PublishedTaskError, expected)
    cuts = how.offsets or rules.cuts_between(task.text, how.texts)
    text, parts = task.text, rules.parts(task.text, cuts)
    before = telling.whole(session, task)
    tasks = _tasks(session, task, parts)
    _share(session, tasks, text, parts, how.assignments)
    ids = [one.id for one in tasks]
    _in_order(session, plan, ids)
    event = TaskSplit(
        subject=Subject("task", task.id),
        region_id=plan.region_id,
        plan_id=plan.id,
        number=task.number,
        text=text,
        rule=how.assignments.value,
        parts=tuple(_told(session, one) for one in tasks),
        task=before,
    )
    emit(session, actor, event)
    for one in tasks:
        assigning.order_leads(session, actor, plan, one)
        settling.ask_about(session, plan, one)
    assigning.changed(session, actor, plan, task)
    return ids


def _tasks(session: Session, task: Task, parts: Sequence[Part]) -> list[Task]:
    """The task with the first part as its text, and new ones for the others."""
    derived = rules.is_from_text(task.title, task.text)
    task.text = parts[0].text
    task.title = rules.headline(task.text) if derived else task.title
    task.confidence = rules.unchecked(task.confidence, was_read=task.source is not None)
    copied = {name: getattr(task, name) for name in (*_COPIED, *_DUE)}
    made = [
        Task(
            **copied,
            section=list(task.section),
            position=task.position,
            title=rules.headline(part.text),
            text=part.text,
            updated_at=clock.now(),
        )
        for part in parts[1:]
    ]
    session.add_all(made)
    session.flush()  # units and evidence need the ids
    return [task, *made]


def _in_order(session: Session, plan: Plan, ids: Sequence[int]) -> None:
    """The parts behind the first, and behind what hangs on it."""
    order = ordering.spots(session, plan.id)
    first = [one for one in rules.below(order, ids[0]) if one not in ids]
    rest = [spot.id for spot in order if spot.id not in (*ids, *first)]
    at = sum(spot.id in rest for spot in order[: [spot.id for spot in order].index(ids[0])])
    ordering.put(session, plan, [*rest[:at], ids[0], *first, *ids[1:], *rest[at:]])


def _share(
    session: Session, tasks: Sequence[Task], text: str, parts: Sequence[Part], rule: SplitUnits
) -> None:
    """Each part gets its places of the document, and the units that are told for it."""
    known = places.of_task(session, tasks[0])
    words = proof.of_role(known, EvidenceRole.TASK)
    said = proof.of_role(known, EvidenceRole.RESPONSIBILITY)
    body = proof.of_role(known, EvidenceRole.BODY)
    divided = proof.divided(words, text, [part.start for part in parts[1:]])
    speaks_of = _ruled(rule, len(tasks), proof.covered(divided, said))
    for index, (task, own) in enumerate(zip(tasks, divided, strict=True)):
        told = [one for one, of in zip(said, speaks_of, strict=True) if index in of]
        places.replace(session, task, [*own, *told, *body])
    units = telling.units_of(session, tasks[0])
    _share_units(session, tasks, units, _shares(units, said, speaks_of, rule, len(tasks)))


def _ruled(rule: SplitUnits, count: int, covered: Sequence[set[int]]) -> list[set[int]]:
    match rule:
        case SplitUnits.BY_EVIDENCE:
            return list(covered)
        case SplitUnits.FIRST:
            return [{0} for _ in covered]
        case SplitUnits.ALL:
            return [set(range(count)) for _ in covered]


def _shares(
    units: Sequence[Assignment],
    said: Sequence[Place],
    speaks_of: Sequence[set[int]],
    rule: SplitUnits,
    count: int,
) -> list[set[int]]:
    """For each unit the parts that keep it. One that stands nowhere in the document is of all."""
    otherwise = {0} if rule is SplitUnits.FIRST else set(range(count))
    told = proof.telling([one.raw for one in units], said)
    return [set().union(*(speaks_of[index] for index in found)) or otherwise for found in told]


def _share_units(
    session: Session,
    tasks: Sequence[Task],
    units: Sequence[Assignment],
    shares: Sequence[set[int]],
) -> None:
    for one, parts in zip(units, shares, strict=True):
        first, *others = sorted(parts)
        values: dict[str, Any] = one.model_dump(exclude={"id", "task_id"})
        one.task_id = tasks[first].id
        session.add_all(Assignment(**values, task_id=tasks[part].id) for part in others)
    session.flush()  # each part's units are read back in their order
    for task in tasks:
        for position, one in enumerate(telling.units_of(session, task), 1):
            one.position = position


def _told(session: Session, task: Task) -> dict[str, object]:
    told = telling.assignments(session, task)
    return {"id": task.id, "title": task.title, "text": task.text, "assignments": told}
