"""A person's word on what the checks say: read and written."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.identity.queries import readable_regions
from app.kit import clock
from app.kit.text import bare
from app.plans.lint.events import LintSettled
from app.plans.lint.marking import ALL_CODES, Asked, Mark, Sorted, sort
from app.plans.lint.models import LintMark
from app.plans.lint.rules import Hit
from app.plans.lint.terms import Code
from app.plans.models import Finding, Plan

_ASKED = (
    "id",
    "code",
    "severity",
    "task_id",
    "suggested_unit_id",
    "printed_name",
    "evidence",
)


def sorted_hits(session: Session, actor: Actor, plan: Plan, hits: Iterable[Hit]) -> Sorted:
    """What is open of these and what is settled, in two statements. Who said a word and why is
    told of plans in the actor's regions alone.
    """
    hits = list(hits)
    if not hits:
        return Sorted((), ())
    beside = {
        one.plan_id for hit in hits if hit.code is Code.NEAR_DUPLICATE for one in hit.elsewhere
    }
    return sort(hits, _asked(session, plan), _marks(session, actor, plan, beside))


def _asked(session: Session, plan: Plan) -> list[Asked]:
    query = select(*[getattr(Finding, name) for name in _ASKED]).where(
        col(Finding.plan_id) == plan.id,
        col(Finding.code).in_(ALL_CODES),
        col(Finding.settled_at).is_(None),
    )
    return [as_asked(row) for row in session.execute(query)]


def as_asked(row: Any) -> Asked:
    """`row` is a finding, or has the columns of `_ASKED`."""
    names = {bare(str(place["quote"])) for place in row.evidence}
    if row.printed_name is not None:
        names.add(bare(row.printed_name))
    return Asked(
        id=row.id,
        code=row.code,
        severity=row.severity,
        task_id=row.task_id,
        unit_id=row.suggested_unit_id if row.printed_name is None else None,
        names=frozenset(names),
    )


def may_cover(finding: Finding) -> bool:
    return finding.code in ALL_CODES


def _marks(session: Session, actor: Actor, plan: Plan, beside: set[int]) -> list[Mark]:
    """Those of the plan; of plans beside it what was said of tasks that are nearly the same."""
    query = (
        select(LintMark, col(Plan.region_id).in_(readable_regions(actor)))
        .join(Plan, col(Plan.id) == col(LintMark.plan_id))
        .where(col(LintMark.plan_id).in_({plan.id, *beside}))
    )
    return [
        Mark(
            key=one.key,
            code=one.code,
            facts=frozenset(one.facts),
            note=one.note if within else None,
            finding_id=one.finding_id,
            by=one.marked_by if within else None,
            at=one.marked_at,
            elsewhere=one.plan_id != plan.id,
        )
        for one, within in session.execute(query)
        if one.plan_id == plan.id or one.code == Code.NEAR_DUPLICATE
    ]


def put(
    session: Session,
    actor: Actor,
    plan: Plan,
    hits: Sequence[Hit],
    *,
    key: str,
    message: str,
    note: str | None = None,
    finding_id: int | None = None,
) -> None:
    """Put down that these, all of one check, are as they should be; the last word counts."""
    query = select(LintMark).where(col(LintMark.plan_id) == plan.id, col(LintMark.key) == key)
    said: dict[str, Any] = {
        "facts": sorted(frozenset().union(*(hit.facts for hit in hits))),
        "message": message,
        "note": note,
        "finding_id": finding_id,
        "marked_by": actor.name,
        "marked_at": clock.now(),
    }
    mark = session.scalars(query).first()
    if mark is None:
        session.add(LintMark(plan_id=plan.id, key=key, code=hits[0].code, **said))
        return
    for name, value in said.items():
        setattr(mark, name, value)


def said(
    plan: Plan, hits: Sequence[Hit], *, key: str, message: str, note: str | None = None
) -> LintSettled:
    """What is told of hits, all of one check, of which a person said a word."""
    return LintSettled(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        unit_ids=tuple(sorted({unit for hit in hits for unit in hit.units})),
        code=hits[0].code,
        key=key,
        message=message,
        note=note,
        facts=tuple(sorted(frozenset().union(*(hit.facts for hit in hits)))),
    )


def get(session: Session, plan: Plan, key: str) -> LintMark | None:
    """What a person said himself; a word on a question of the reader is taken back there."""
    query = select(LintMark).where(
        col(LintMark.plan_id) == plan.id,
        col(LintMark.key) == key,
        col(LintMark.finding_id).is_(None),
    )
    return session.scalars(query).first()
