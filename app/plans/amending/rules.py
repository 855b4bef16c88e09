"""Decisions about a published plan that changes: on what ground, and what is odd about it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.errors import ConflictError, InvalidError
from app.kit.text import spaced, squeeze
from app.plans import rules
from app.plans.terms import AmendmentKind, PlanState
from app.reading.terms import Role

Values = Mapping[str, Any]


class NotPublishedYetError(ConflictError):
    code, title = "not_published_yet", "方案还没有发布，请直接在草稿中修改"


class GroundsError(InvalidError):
    code, title = "grounds", "请写清楚变更的依据"


class NothingChangedError(InvalidError):
    code, title = "nothing_changed", "填写的内容与现在的一致，没有要变更的"


class EndedAlreadyError(ConflictError):
    code, title = "ended_already", "这一项已经终止，不能再变更"


class NotOfThisPlanError(InvalidError):
    code, title = "other_plan", "这一项不属于本方案"


# ---- grounds ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Grounds:
    """What a change rests on. `basis` is a document's name or number, `organ` who decided.

    `effective_on` is the day from which it holds: by default that of the decision, else today.
    `document_id` is a document of the plan; `proof` the place in it that shows a misreading.
    """

    reason: str
    basis: str | None = None
    organ: str | None = None
    decided_on: date | None = None
    effective_on: date | None = None
    document_id: int | None = None
    proof: dict[str, Any] | None = None


_NEEDED = {"basis": "依据的文件", "organ": "决定机关", "decided_on": "决定日期"}


def check_published(state: PlanState) -> None:
    if state is not PlanState.PUBLISHED:
        rules.check_read(state)
        raise NotPublishedYetError


def check_grounds(kind: AmendmentKind, given: Grounds, issued_on: date | None, today: date) -> date:
    """The day from which the change holds. Raise `GroundsError` with each field that is wrong."""
    wrong = []
    if not given.reason.strip():
        wrong.append(("reason", "请写明原因"))
    if kind is AmendmentKind.AMENDMENT:
        wrong += [
            (name, f"请写明{word}") for name, word in _NEEDED.items() if not _said(given, name)
        ]
    effective_on = given.effective_on or given.decided_on or today
    for name, day in (("decided_on", given.decided_on), ("effective_on", given.effective_on)):
        if day is not None and day > today:
            wrong.append((name, "日期还没有到，请到那一天再登记"))
        elif day is not None and issued_on is not None and day < issued_on:
            wrong.append((name, f"日期早于方案的印发日期 {issued_on.isoformat()}"))
    if wrong:
        told = [{"loc": ["body", name], "msg": message} for name, message in wrong]
        raise GroundsError("；".join(message for _, message in wrong), errors=told)
    return effective_on


LONGEST_QUOTE = 2_000


class NoSuchPlaceError(InvalidError):
    code, title = "no_such_place", "原文中没有这个位置"


def proof(document_id: int, text: str, start: int, end: int) -> dict[str, Any]:
    """The place with its words. `start` and `end` count code points of the text."""
    quote = text[start:end]
    if not quote.strip() or end > len(text):
        raise NoSuchPlaceError(f"全文共 {len(text)} 字")
    if len(quote) > LONGEST_QUOTE:
        raise NoSuchPlaceError(f"一处原文不能多于 {LONGEST_QUOTE} 字")
    page = text.count("\f", 0, start) + 1
    place: dict[str, Any] = {"document_id": document_id, "start": start, "end": end}
    return place | {"page": page, "quote": quote}


def place_of(texts: Mapping[int, str], quote: str) -> tuple[int, int, int]:
    """The document and the place where the quoted words stand; a line break or a space between
    them counts for nothing. Raise `NoSuchPlaceError` where they stand nowhere, or more than once.
    """
    if len(squeeze(quote)) > LONGEST_QUOTE:
        raise NoSuchPlaceError(f"一处原文不能多于 {LONGEST_QUOTE} 字")
    pattern = re.compile(spaced(quote))
    found = [
        (id_, one.start(), one.end())
        for id_, text in texts.items()
        for one in pattern.finditer(text)
    ]
    if not found:
        raise NoSuchPlaceError("原文中没有这句话，请照原文抄写，标点也要一样")
    if len(found) > 1:
        raise NoSuchPlaceError(f"原文中这句话有 {len(found)} 处，请多抄几个字，使它只有一处")
    return found[0]


def _said(given: Grounds, name: str) -> bool:
    value = getattr(given, name)
    return bool(value.strip() if isinstance(value, str) else value)


# ---- what changed ----------------------------------------------------------------------------


def differing(before: Values, after: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields whose value is another now: 原 and 现."""
    names = [name for name, value in after.items() if before[name] != value]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


# ---- a due date that was extended ------------------------------------------------------------


def extended_to(
    kind: AmendmentKind, extended: date | None, was: date | None, now: date | None
) -> date | None:
    """What is left of an extension after the due date `was` became `now`: a decision names the day
    that holds from here on; after a correction the extension holds as long as it reaches further.
    """
    if was == now or extended is None:
        return extended
    if kind is not AmendmentKind.CORRECTION or now is None:
        return None
    return extended if extended > now else None


# ---- what is odd about it --------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """A task that was changed, as it stands now. `roles` are those of its units."""

    name: str
    ended: bool
    roles: Sequence[Role]
    had: Sequence[Role]
    due_on: date | None
    due_moved: bool


def called(number: str | None, title: str) -> str:
    """A task in a sentence."""
    return f"第 {number} 项" if number else f"“{title}”"


def warnings(outcomes: Sequence[Outcome], plan_end: date | None, given: Grounds) -> list[str]:
    """What a careful clerk would ask back; none of it stands in the way."""
    found = []
    for one in outcomes:
        if one.ended:
            continue
        if one.had and not one.roles:
            found.append(f"{one.name}已没有责任单位")
        elif Role.LEAD in one.had and Role.LEAD not in one.roles:
            found.append(f"{one.name}已没有牵头单位")
        if one.due_moved and one.due_on and plan_end and one.due_on > plan_end:
            found.append(f"{one.name}的完成时限 {one.due_on.isoformat()} 晚于规划期末")
    decided, effective = given.decided_on, given.effective_on
    if decided and effective and effective < decided:
        found.append("执行日期早于决定日期")
    return found
