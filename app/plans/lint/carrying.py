"""A person's word on a question of the reader is his word on what the checks say of the same.

So the same is not asked again once the reader's question is settled.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlmodel import Session

from app.core.actor import Actor
from app.jobs.service import emit
from app.plans.lint import gathering, marks, rules
from app.plans.lint.rules import Hit
from app.plans.lint.settings import limits_of
from app.plans.lint.terms import Code, Level
from app.plans.models import Finding, Plan, Task


def seen(session: Session, actor: Actor, plan: Plan, found: Iterable[Finding]) -> None:
    """Whoever says that a question was looked at has seen what it is about."""
    asked = [(one, marks.as_asked(one)) for one in found if marks.may_cover(one)]
    if not asked:
        return
    hits = rules.hits(gathering.sheet(session, plan), limits_of(session, plan.region_id))
    for finding, question in asked:
        for code, of_code in _by_code(hit for hit in hits if question.covers(hit)):
            key = f"{code}:reading:{finding.id}"
            marks.put(
                session,
                actor,
                plan,
                of_code,
                key=key,
                message=finding.message,
                finding_id=finding.id,
            )


def task_seen(session: Session, actor: Actor, plan: Plan, task: Task) -> None:
    """Whoever says that a task is right has seen what the checks say of it and of no other."""
    limits = limits_of(session, plan.region_id)
    hits = [
        hit
        for hit in rules.hits(gathering.sheet(session, plan), limits)
        if limits.level(hit.code) is not Level.ERROR and [one.id for one in hit.lines] == [task.id]
    ]
    now = marks.sorted_hits(session, actor, plan, hits)
    for code, of_code in _by_code(now.open):
        key = f"{code}:{task.id}:seen"
        message = "；".join(hit.message for hit in of_code)
        marks.put(session, actor, plan, of_code, key=key, message=message)
        emit(session, actor, marks.said(plan, of_code, key=key, message=message))


def _by_code(hits: Iterable[Hit]) -> Sequence[tuple[Code, Sequence[Hit]]]:
    found: dict[Code, list[Hit]] = defaultdict(list)
    for hit in hits:
        found[hit.code].append(hit)
    return list(found.items())
