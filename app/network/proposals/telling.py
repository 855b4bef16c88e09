"""Proposals as plain values with the words that people read: the same for REST, page and CLI.

What a proposal rests on is weighed anew from those of its precedents that the reader may read
now: a plan that has left the library tells nothing any more, not even how many there are.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.network.precedents import messages as precedent_messages
from app.network.precedents import rules as precedent_rules
from app.network.precedents import service as precedents
from app.network.precedents.rules import Candidate, Division, Precedent
from app.network.precedents.service import Known
from app.network.proposals.messages import GONE, STATES
from app.reading.terms import ROLE_LABELS, Role
from app.units import service as units
from app.web.answers import instant


def items(session: Session, actor: Actor, rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    ids = {it["task_id"] for row in rows for it in row.sources}
    known = precedents.known_tasks(session, actor, ids)
    own = precedents.own_units(session, actor, rows[0].region_id) if rows else []
    divisions: dict[int, Division] = {}
    for row in rows:
        if row.task_id not in divisions:
            divisions[row.task_id] = precedent_rules.weigh(_precedents(row.sources, known))
    return [_item(row, divisions[row.task_id], known, own) for row in rows]


def _precedents(sources: Iterable[dict[str, Any]], known: dict[int, Known]) -> Iterable[Precedent]:
    for it in sources:
        there = known.get(it["task_id"])
        if there is not None:
            yield Precedent(it["task_id"], it["plan_id"], it["score"], there.holders)


def _item(
    row: Row[Any],
    division: Division,
    known: dict[int, Known],
    own: Sequence[precedent_rules.OwnUnit],
) -> dict[str, Any]:
    label = units.function_label(row.function) or row.function
    meant = precedent_rules.units_for(row.function, own)
    return {
        "id": row.id,
        "plan_id": row.plan_id,
        "task": {
            "id": row.task_id,
            "url": f"/api/v1/tasks/{row.task_id}",
            "number": row.number,
            "title": row.title,
        },
        "role": row.role,
        "role_label": row.printed_label or ROLE_LABELS[row.role],
        "rank": row.rank,
        "function": row.function,
        "function_label": label,
        "unit": {"id": row.unit_id, "name": row.unit} if row.unit_id else None,
        "candidates": [{"id": one.id, "name": one.name} for one in meant],
        "units_note": precedent_messages.units_here(label, [one.name for one in meant]),
        "share": round(row.share, 2),
        "reason": _reason(row.role, label, _candidate(row.role, row.function, division)),
        "sources": [_source(it) for it in row.sources if it["says"] and it["task_id"] in known],
        "state": row.state,
        "state_label": STATES[row.state],
        "assignment_id": row.assignment_id,
        "created_by": row.created_by,
        "created_at": instant(row.created_at),
        "settled_by": row.settled_by,
        "settled_at": instant(row.settled_at),
    }


def _candidate(role: Role, function: str, division: Division) -> Candidate | None:
    among = division.leads if role is Role.LEAD else division.parties
    return next((one for one in among if one.function == function), None)


def _reason(role: Role, label: str, one: Candidate | None) -> str:
    if one is None:
        return GONE
    if role is Role.LEAD:
        return precedent_messages.leads_here(label, one)
    return precedent_messages.takes_part_here(label, one)


def _source(it: dict[str, Any]) -> dict[str, Any]:
    word = precedent_rules.closeness(it["score"])
    return {
        "task_id": it["task_id"],
        "plan_id": it["plan_id"],
        "region": it["region"],
        "plan": it["plan"],
        "title": it["title"],
        "quote": it["quote"],
        "score": round(it["score"], 2),
        "closeness_label": precedent_messages.CLOSENESS[word],
    }
