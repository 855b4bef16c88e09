"""A comparison as plain values with the words that people read: for REST, page and CLI alike."""

from dataclasses import asdict
from typing import Any

from app.network.coverage import messages
from app.network.coverage.indicators import Compared, Measured, Mention, StandsApart
from app.network.coverage.rules import Item, Lacking, Pair, is_doubtful
from app.network.coverage.service import Comparison

_DECIMALS = 2
_SAME = 0.4


def whole(found: Comparison) -> dict[str, Any]:
    tasks, measured = found.tasks, found.indicators
    return {
        "plan": asdict(found.one),
        "with": asdict(found.other),
        "tasks": {
            "pairs": [_pair(one) for one in tasks.pairs],
            "only_in_plan": [_lacking(one) for one in tasks.only_one],
            "only_in_with": [_lacking(one) for one in tasks.only_other],
        },
        "indicators": {
            "compared": [_compared(one) for one in measured.compared],
            "apart": [_apart(one) for one in measured.apart],
            "only_in_plan": [_measured(one) for one in measured.only_one],
            "only_in_with": [_measured(one) for one in measured.only_other],
            "mentions_in_with": [_mention(one) for one in measured.mentions_in_other],
            "mentions_in_plan": [_mention(one) for one in measured.mentions_in_one],
        },
    }


def _pair(one: Pair) -> dict[str, Any]:
    return {
        "plan": _item(one.one),
        "with": _item(one.other),
        "score": round(one.score, _DECIMALS),
        "closeness_label": _closeness(one.score),
    }


def _closeness(score: float) -> str:
    if is_doubtful(score):
        return messages.LOOK
    return messages.SAME if score >= _SAME else messages.ALIKE


def _lacking(one: Lacking) -> dict[str, Any]:
    nearest = _item(one.nearest) if one.nearest else None
    return {
        "task": _item(one.item),
        "nearest": nearest,
        "score": round(one.score, _DECIMALS),
    }


def _item(one: Item) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "kind": one.kind,
        "title": one.title,
        "section": one.section,
    }


def _compared(one: Compared) -> dict[str, Any]:
    return {
        "plan": _measured(one.one),
        "with": _measured(one.other),
        "agreement": one.agreement,
        "agreement_label": messages.AGREEMENT[one.agreement],
    }


def _apart(one: StandsApart) -> dict[str, Any]:
    return {
        "plan": _measured(one.one),
        "with": _measured(one.other),
        "reason": one.reason,
        "reason_label": messages.APART[one.reason],
    }


def _measured(one: Measured) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "name": one.name,
        "measure": one.measure,
        "measure_class": one.class_,
        "target": one.target,
        "target_year": one.target_year,
        "attribute": one.attribute,
    }


def _mention(one: Mention) -> dict[str, Any]:
    return {
        "indicator": _measured(one.indicator),
        "task": _item(one.item),
        "sentence": one.sentence,
    }
