"""Departures as plain values with the words that people read: for REST, page and CLI alike."""

from typing import Any

from app.network.departures.service import Departure, Departures, Usual
from app.network.precedents import messages
from app.network.precedents import telling as precedents
from app.network.precedents.rules import NEAR
from app.reading.terms import Role


def whole(found: Departures) -> dict[str, Any]:
    return {
        "plan": {"id": found.plan.id, "title": found.plan.title},
        "precedents": found.at_least,
        "share": found.share,
        "led": found.led,
        "compared": found.compared,
        "items": [_departure(one) for one in found.found],
    }


def _departure(one: Departure) -> dict[str, Any]:
    task = one.task
    leads = [it.name for it in one.holders if it.role is Role.LEAD] or [
        it.name for it in one.holders
    ]
    return {
        "task": {
            "id": task.id,
            "url": f"/api/v1/tasks/{task.id}",
            "number": task.number,
            "title": task.title,
        },
        "here": leads,
        "here_division": messages.division(precedents.by_label(one.holders)),
        "here_also_in": one.also,
        "here_note": _note(one),
        "elsewhere": [_usual(it) for it in one.usual],
    }


def _note(one: Departure) -> str:
    of = one.usual[0].candidate.of
    if not one.also:
        return f"本方案的牵头职能，这 {of} 份方案里都不牵头"
    return f"本方案的牵头职能，这 {of} 份方案里有 {one.also} 份也牵头（独自或并列）"


def _usual(one: Usual) -> dict[str, Any]:
    return {
        "function": one.candidate.function,
        "function_label": one.label,
        "plans": one.candidate.plans,
        "of_plans": one.candidate.of,
        "printed_in": one.candidate.printed,
        "reason": messages.leads_here(one.label, one.candidate),
        "units": [{"id": unit.id, "name": unit.name} for unit in one.units],
        "precedents": [precedents.source(it) for it in one.sources if it.score >= NEAR],
    }
