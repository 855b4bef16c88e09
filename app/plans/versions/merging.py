"""A new version over a draft, in one transaction: rows keep their ids, and what changed is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.columns import cols
from app.kit.text import bare
from app.plans.models import Document, Plan
from app.plans.rules import plain
from app.plans.uploads import drafting
from app.plans.uploads.drafting import Source
from app.plans.versions import comparing, hanging, rules, standing, writing
from app.plans.versions.asking_rules import Standing
from app.plans.versions.comparing import Divided
from app.plans.versions.content import Json, TaskWords, UnitWords
from app.plans.versions.rules import Merged
from app.plans.versions.standing import HEAD, Printed
from app.reading import Draft, Reading
from app.reading.draft import DraftTask, Head
from app.units.models import Unit
from app.units.service import Resolution, UnitRef


@dataclass(frozen=True)
class Put:
    """What a version changed in the draft, and what it printed."""

    difference: Json
    printed: Json


@dataclass(frozen=True)
class _Over:
    """A version on a draft. `task_ids` has null where a person had deleted the task for good."""

    source: Source
    incoming: Sequence[TaskWords]
    merged: Merged
    task_ids: Sequence[int | None]

    @property
    def by_hand(self) -> set[int]:
        return {one.words.id for one in self.merged.tasks if one.place is None}

    def parents(self) -> dict[int, int | None]:
        """As printed, by row id."""
        return {
            id_: None if task.parent is None else self.task_ids[task.parent]
            for id_, task in zip(self.task_ids, self.source.draft.tasks, strict=True)
            if id_ is not None
        }


def put_over(
    session: Session, plan: Plan, document: Document, reading: Reading, *, confirmed: bool
) -> Put:
    """Raise `NothingInItError`, and `AnotherPlanError` unless a person `confirmed` it."""
    draft = reading.draft
    before = standing.tasks_of(session, plan.id)
    base = standing.printed_before(session, plan.id)
    known = base.tasks if base else None
    names = _names(session, plan, draft, rules.said_units(known, before))
    source = Source(plan, document.id, reading.text, draft, names)
    incoming = [_incoming(source, one) for one in draft.tasks]
    merged = rules.merge(known, before, incoming)
    titles = (plan.title, draft.plan.title)
    rules.check_same_plan(merged, titles, len(before), confirmed=confirmed)
    tasks = writing.write_tasks(session, plan, before, merged)
    over = _Over(source, incoming, merged, _by_place(merged, tasks))
    writing.write_parents(session, rules.parents(known, tasks, over.parents()))
    difference = _write_head(plan, base, draft.plan)
    difference |= _told(before, standing.tasks_of(session, plan.id), over)
    difference |= _write_hanging(session, over, before, tasks, difference)
    return Put(difference, standing.as_printed(_head(plan, draft.plan), _printed(over)))


# ---- what was read ---------------------------------------------------------------------------


def _names(
    session: Session, plan: Plan, draft: Draft, said: Mapping[str, int]
) -> dict[str, Resolution]:
    """What each printed name means: what a person said of it, or what the registry knows."""
    found = drafting.resolved(session, plan.region_id, drafting.printed_names(draft))
    query = select(*cols(Unit.id, Unit.name, Unit.kind)).where(col(Unit.id).in_(said.values()))
    units = {row[0]: UnitRef(*row) for row in session.execute(query)}
    return {
        name: replace(one, unit=units.get(said.get(bare(name), 0), one.unit))
        for name, one in found.items()
    }


def _incoming(source: Source, task: DraftTask) -> TaskWords:
    return TaskWords(
        id=0,
        number=task.number,
        title=task.title,
        text=task.text,
        section=task.section,
        kind=task.kind,
        source=task.source,
        due_on=task.due_on,
        due_text=task.due_text,
        due_source=task.due_source,
        units=tuple(_unit(drafting.assignment(source, one)) for one in task.assignments),
        confidence=task.confidence,
    )


def _unit(row: drafting.Values) -> UnitWords:
    return UnitWords(
        id=0,
        raw=row["raw"],
        name=row["name"],
        unit_id=row["unit_id"],
        role=row["role"],
        label=row["printed_label"],
        first=row["is_first_lead"],
        basis=row["first_lead_basis"],
        collective=row["collective"],
    )


def _by_place(merged: Merged, tasks: Sequence[TaskWords]) -> list[int | None]:
    ids = {
        one.place: task.id
        for one, task in zip(merged.tasks, tasks, strict=True)
        if one.place is not None
    }
    return [ids.get(place) for place in range(len(merged.rows))]


def _printed(over: _Over) -> Iterable[TaskWords]:
    """By the row that each became, so that the next version knows whose words they were."""
    parents = over.parents()
    for words, id_, was in zip(over.incoming, over.task_ids, over.merged.rows, strict=True):
        yield replace(words, id=id_ or was, parent_id=parents.get(id_) if id_ else None)


# ---- the head --------------------------------------------------------------------------------


def _head(plan: Plan, head: Head) -> Json:
    found = {name: plain(getattr(head, name)) for name in HEAD}
    return found | {"title": found["title"] or plan.title}


def _write_head(plan: Plan, base: Printed | None, head: Head) -> Json:
    before, theirs = standing.head_of(plan), _head(plan, head)
    printed = base.head if base else before
    for name in HEAD:
        by_hand = printed[name] == theirs[name] and before[name] != printed[name]
        if not by_hand:
            setattr(plan, name, getattr(head, name) if name != "title" else theirs["title"])
    return comparing.head(before, standing.head_of(plan))


# ---- what changed ----------------------------------------------------------------------------


def _told(before: Sequence[TaskWords], after: Sequence[TaskWords], over: _Over) -> Json:
    old = {task.id for task in before}
    splits = (
        Divided(one.whole, _ids(over.task_ids[place] for place in one.parts))
        for one in over.merged.splits
        if one.whole in old
    )
    merges = (
        Divided(over.task_ids[one.whole] or 0, _ids(id_ for id_ in one.parts if id_ in old))
        for one in over.merged.merges
        if over.task_ids[one.whole]
    )
    several = [[one for one in found if len(one.parts) > 1] for found in (splits, merges)]
    return comparing.difference(
        before, after, kept=over.by_hand, splits=several[0], merges=several[1]
    )


def _ids(found: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(id_ for id_ in found if id_)


def _write_hanging(
    session: Session,
    over: _Over,
    before: Sequence[TaskWords],
    tasks: Sequence[TaskWords],
    difference: Json,
) -> Json:
    """Evidence, questions and indicators; what is another now of the indicators."""
    hanging.write_evidence(session, over.source, over.task_ids, over.by_hand)
    changed = {one["task_id"] for one in difference["tasks_changed"]}
    as_before = Standing(
        names={unit.key for task in tasks for unit in task.units},
        unchanged={task.id for task in before} - changed,
        by_hand=over.by_hand,
    )
    hanging.write_findings(session, over.source, over.task_ids, as_before)
    return hanging.write_indicators(session, over.source)
