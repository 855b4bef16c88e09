"""The thread of a row: what the units of a task say of the same period; and parts filed ahead."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.jobs.service import emit
from app.kit import clock
from app.plans.terms import ASKED
from app.progress import statements
from app.progress.events import ReturnPartsFiled
from app.progress.filing import filled
from app.progress.parts import queries, rules
from app.progress.parts.rules import Entry, Shared, Text
from app.progress.parts.sharing import Sharing
from app.progress.returns import rules as checks
from app.progress.rows import FIELDS, asked_of, rows_of
from app.progress.rules import Action, Standing
from app.progress.steps import about, advance, begin
from app.progress.terms import ReturnState

NOTHING = Shared()


def of_return(session: Session, sharing: Sharing) -> Shared:
    """One statement where each unit writes its own rows, else three."""
    if not sharing.merges:
        return NOTHING
    task_ids, writers, own = sharing.task_ids, sharing.writers, sharing.own
    parts, writes = rules.shared(task_ids, own, writers)
    filed = queries.filed(session, sharing.found, task_ids)
    threads: defaultdict[int, list[Entry]] = defaultdict(list)
    told: set[tuple[int, int]] = {(one, own) for one in task_ids}
    # A form that was let go last: it counts until who took it over has filed.
    for one in sorted(filed, key=lambda one: one.state is ReturnState.WAIVED):
        part, whose = writers.is_part(one.task_id, one.holder_id), (one.task_id, one.holder_id)
        # What a lead filed while its row was a part is not what it writes as the lead.
        went = rules.is_filed(one.state, one.filed_at if part else None)
        again = one.state is ReturnState.WAIVED and whose in told
        if writers.merged(one.task_id) and went and not again:
            told.add(whose)
            threads[one.task_id].append(_filed(one, part=part))
    for one in sharing.cells:
        owes = one.state is not None and one.task_state in ASKED
        if owes and writers.merged(one.task_id) and (one.task_id, one.unit_id) not in told:
            threads[one.task_id].append(
                Entry(one.unit_id, one.name, not one.first, rules.standing(one.state))
            )
    return Shared(parts, writes, {task: _ordered(some) for task, some in threads.items()})


def _filed(row: Row[Any], *, part: bool) -> Entry:
    at = row.filed_at if part and row.filed_at else row.submitted_at
    text = Text(**{name: getattr(row, name) for name in FIELDS})
    return Entry(row.unit_id, row.name, part, rules.Standing.FILED, at, text)


def _ordered(entries: Sequence[Entry]) -> list[Entry]:
    """The first lead, what was filed, what was not."""
    return sorted(entries, key=lambda one: (one.part, one.standing is not rules.Standing.FILED))


def file_parts(
    session: Session, actor: Actor, return_id: int, *, expected: int | None = None
) -> None:
    """File the parts of a form ahead of its own rows, which stay open; once more where it has been
    given others since. Raise `NoPartsError` and its like, and what `submit` raises for the rows
    that are parts.
    """
    step = begin(session, actor, return_id, Action.FILE_PARTS, expected)
    rows = rows_of(session, return_id)
    sharing = Sharing(session, step.found, [row.task_id for row in rows])
    shared = of_return(session, sharing)
    filed = {row.task_id for row in rows if row.filed_at is not None}
    rules.check_ahead(shared, filed)
    checks.check_open(step.found.opens_on, clock.today())
    asked = asked_of(session, return_id)
    checks.check_complete(filled(row, asked) for row in rows if row.task_id in shared.parts)
    checks.check_words(step.who, step.found.on_behalf_of, step.found.way)
    by_office = step.who is Standing.OFFICE
    entered_by = actor.name if by_office else step.found.entered_by
    now = clock.now()
    advance(session, step, {"parts_filed_at": now, "entered_by": entered_by})
    tasks = tuple(row.task_id for row in rows if row.task_id in shared.parts - filed)
    statements.file_rows(session, return_id, tasks, now)
    emit(session, actor, ReturnPartsFiled(**about(step), tasks=tasks, entered_by=entered_by))
