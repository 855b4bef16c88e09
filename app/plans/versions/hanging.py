"""What hangs on the tasks of a merged draft: evidence, indicators, and what was asked."""

from collections import defaultdict
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.core.columns import cols
from app.kit.text import bare
from app.plans.models import Evidence, Finding, Indicator, Task
from app.plans.naming import REPEATS
from app.plans.uploads import drafting
from app.plans.uploads.drafting import Source, TaskIds, Values
from app.plans.versions import comparing
from app.plans.versions.asking_rules import Asked, Standing, carried

_OVERWRITTEN = ("task_id", "code", "severity", "message", "suggested_unit_id", "evidence")


def write_evidence(session: Session, source: Source, task_ids: TaskIds, by_hand: set[int]) -> None:
    """The new version proves what it says; what a person added keeps the places that it had."""
    read_anew = select(col(Task.id)).where(
        col(Task.plan_id) == source.plan.id, col(Task.id).not_in(by_hand)
    )
    session.execute(delete(Evidence).where(col(Evidence.task_id).in_(read_anew)))
    drafting.insert_rows(session, Evidence, drafting.evidence_rows(source, task_ids))


# ---- indicators ------------------------------------------------------------------------------


def write_indicators(session: Session, source: Source) -> dict[str, Any]:
    """Indicators keep their ids by their names. What is another now than before."""
    before = _indicators(session, source.plan.id)
    ids: dict[str, list[int]] = defaultdict(list)
    for one in reversed(before):
        ids[bare(one["name"])].append(one["id"])
    rows = drafting.indicator_rows(source)
    known = [row | {"id": ids[key].pop()} for row in rows if ids[key := bare(row["name"])]]
    stay = {row["position"] for row in known}
    added = [row for row in rows if row["position"] not in stay]
    gone = [id_ for left in ids.values() for id_ in left]
    session.execute(delete(Indicator).where(col(Indicator.id).in_(gone)))
    if known:
        session.execute(update(Indicator), known)
    drafting.insert_rows(session, Indicator, added)
    return comparing.indicators(before, _indicators(session, source.plan.id))


def _indicators(session: Session, plan_id: int) -> list[Values]:
    columns = [getattr(Indicator, name) for name in ("id", *comparing.INDICATOR_FIELDS)]
    query = select(*columns).where(col(Indicator.plan_id) == plan_id)
    rows = session.execute(query.order_by(col(Indicator.position), col(Indicator.id)))
    return [dict(row._mapping) for row in rows]  # noqa: SLF001 - public in SQLAlchemy


# ---- what was asked --------------------------------------------------------------------------


def write_findings(session: Session, source: Source, task_ids: TaskIds, standing: Standing) -> None:
    rows = drafting.finding_rows(session, source, task_ids)
    same, gone = carried(_asked(session, source.plan.id), list(map(_to_ask, rows)), standing)
    session.execute(delete(Finding).where(col(Finding.id).in_(gone)))
    again = [
        {"id": id_} | {name: rows[n][name] for name in _OVERWRITTEN} for n, id_ in same.items()
    ]
    if again:
        session.execute(update(Finding), again)
    drafting.insert_rows(session, Finding, (row for n, row in enumerate(rows) if n not in same))


def _asked(session: Session, plan_id: int) -> list[Asked]:
    query = (
        select(
            *cols(
                Finding.id,
                Finding.code,
                Finding.severity,
                Finding.message,
                Finding.task_id,
                Finding.printed_name,
                Finding.evidence,
                Finding.settled_at,
                Finding.suggested_unit_id,
            )
        )
        .where(col(Finding.plan_id) == plan_id)
        .order_by(col(Finding.id))
    )
    return [
        Asked(
            id=row.id,
            code=row.code,
            severity=row.severity,
            message=row.message,
            task_id=row.task_id,
            printed_name=row.printed_name,
            quotes=_quotes(row.evidence),
            settled=row.settled_at is not None,
            repeat=row.code in REPEATS and row.suggested_unit_id is not None,
        )
        for row in session.execute(query)
    ]


def _to_ask(row: Values) -> Asked:
    return Asked(
        id=0,
        code=row["code"],
        severity=row["severity"],
        message=row["message"],
        task_id=row["task_id"],
        printed_name=row["printed_name"],
        quotes=_quotes(row["evidence"]),
    )


def _quotes(evidence: list[Values]) -> frozenset[str]:
    return frozenset(place["quote"] for place in evidence)
