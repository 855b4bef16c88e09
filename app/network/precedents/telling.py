"""Precedents as plain values with the words that people read: the same for REST, page and CLI."""

from collections.abc import Sequence
from typing import Any

from app.network.precedents import messages, rules
from app.network.precedents.rules import Holder
from app.network.precedents.service import Offer, Precedents, Source

_SHARE = 2
"""Decimals of a share or of a likeness: more would say more than they know."""


def whole(found: Precedents) -> dict[str, Any]:
    task = found.task
    return {
        "task": {
            "id": task.id,
            "url": f"/api/v1/tasks/{task.id}",
            "plan_id": task.plan_id,
            "number": task.number,
            "title": task.title,
        },
        "library": {"plans": found.plans, "tasks": found.tasks},
        "leads": [lead(one) for one in found.leads],
        "participants": [participant(one) for one in found.participants],
        "precedents": [source(one) for one in found.sources],
    }


def lead(offer: Offer) -> dict[str, Any]:
    return _offer(offer, messages.leads_here(offer.label, offer.candidate))


def participant(offer: Offer) -> dict[str, Any]:
    return _offer(offer, messages.takes_part_here(offer.label, offer.candidate))


def source(one: Source) -> dict[str, Any]:
    head, word = one.head, rules.closeness(one.score)
    return {
        "task_id": head.task_id,
        "url": f"/api/v1/tasks/{head.task_id}",
        "number": head.number,
        "title": head.title,
        "plan": {
            "id": head.plan_id,
            "title": head.plan,
            "stage": head.stage,
            "document_number": head.document_number,
            "region": {"id": head.region_id, "name": head.region},
        },
        "score": round(one.score, _SHARE),
        "closeness": word,
        "closeness_label": messages.CLOSENESS[word],
        "division": messages.division(by_label(one.holders)),
        "quote": one.quote,
    }


def by_label(holders: Sequence[Holder]) -> list[tuple[str, list[str]]]:
    """Names under the document's own words for their roles, in printed order."""
    named: dict[str, list[str]] = {}
    for one in holders:
        named.setdefault(one.label, []).append(one.name)
    return list(named.items())


def _offer(offer: Offer, reason: str) -> dict[str, Any]:
    one = offer.candidate
    names = [unit.name for unit in offer.units]
    return {
        "function": one.function,
        "function_label": offer.label,
        "share": round(one.share, _SHARE),
        "plans": one.plans,
        "of_plans": one.of,
        "printed_in": one.printed,
        "reason": reason,
        "units": [{"id": unit.id, "name": unit.name} for unit in offer.units],
        "units_note": messages.units_here(offer.label, names),
        "said_by": list(one.said_by),
    }
