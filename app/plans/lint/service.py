"""The checks of a matrix: what is open, what was put down, and a person's word on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from app.core.actor import SYSTEM, Actor
from app.core.errors import InvalidError, NotFoundError
from app.core.events import Subject
from app.identity.models import Region
from app.jobs.service import emit
from app.plans import access, settling
from app.plans.findings import TaskRef
from app.plans.lint import body, gathering, marks, near, rules
from app.plans.lint.events import LintReopened
from app.plans.lint.limits import MOST_UNITS, Limits
from app.plans.lint.marking import Mark
from app.plans.lint.rules import Hit, Issue
from app.plans.lint.settings import limits_of, page_of
from app.plans.lint.sheet import Elsewhere, Evidence, Sheet
from app.plans.lint.terms import Code, Level
from app.plans.listing import Counts, PlanView
from app.plans.locking import touch
from app.plans.models import Plan
from app.plans.rules import NotANameError, OpenError
from app.reading.terms import Severity

READING = "reading:"
"""Of the key of a question of the reader; its id follows."""
_DIGITS = 18


class NoteElsewhereError(InvalidError):
    code, title = "note_elsewhere", "读取时的问题不附说明，只有矩阵检查的问题可以附"


class NoteNeededError(InvalidError):
    code, title = "note_needed", "必须处理的问题要保留时，请写明理由"


@dataclass(frozen=True)
class Bound:
    """How many units a task may have beside its leads, as a region has set it; `settings` is the
    page of that, for one who may see it. Without a region it is the default.
    """

    most_units: int
    region: str | None = None
    settings: str | None = None


def bound(session: Session, actor: Actor, region_id: int | None) -> Bound:
    if region_id is None:
        return Bound(MOST_UNITS)
    seen = access.judges(session, actor, region_id)
    return Bound(
        limits_of(session, region_id).most_units,
        session.get_one(Region, region_id).name,
        page_of(region_id) if seen else None,
    )


@dataclass(frozen=True, slots=True)
class LintView:
    """A finding of the checks; `blocks` while it stands in the way of publishing.

    `elsewhere` are tasks of other plans that are nearly the same; `said_elsewhere` where it was
    put down, and can be taken back, in such a plan.
    """

    key: str
    code: Code
    severity: Severity
    message: str
    tasks: tuple[TaskRef, ...]
    unit_ids: tuple[int, ...]
    elsewhere: tuple[Elsewhere, ...]
    evidence: tuple[Evidence, ...]
    settled_at: datetime | None = None
    settled_by: str | None = None
    note: str | None = None
    said_elsewhere: bool = False

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.ERROR and self.settled_at is None


def findings(session: Session, actor: Actor, plan: Plan) -> list[LintView]:
    """Open ones first, the weightier ones before; then what was put down. None for whoever
    does not prepare decisions in the plan's region.
    """
    if not access.judges(session, actor, plan.region_id):
        return []
    limits = limits_of(session, plan.region_id)
    sheet = gathering.sheet(session, plan)
    found = marks.sorted_hits(session, actor, plan, _hits(session, actor, plan, sheet, limits))
    still_open = [_view(one, limits) for one in rules.issues(found.open, sheet)]
    said = [_view(one, limits, mark) for one, mark in _settled(found.settled)]
    order = list(Severity)
    still_open.sort(key=lambda one: order.index(one.severity))
    return still_open + sorted(said, key=lambda one: str(one.settled_at), reverse=True)


def of_plan(session: Session, actor: Actor, plan_id: int) -> list[LintView]:
    """As `findings`. Raise `NotFoundError` for a plan that is not the actor's to read."""
    return findings(session, actor, access.get(session, actor, plan_id))


def open_errors(session: Session, plan: Plan) -> list[OpenError]:
    """What the region's settings let stand in the way of publishing; nothing is looked at where
    they let nothing.
    """
    limits = limits_of(session, plan.region_id)
    if not limits.blocking:
        return []
    sheet = gathering.sheet(session, plan)
    hits = [hit for hit in rules.hits(sheet, limits) if hit.code in limits.blocking]
    found = rules.issues(marks.sorted_hits(session, SYSTEM, plan, hits).open, sheet)
    return [OpenError(one.key, one.code, one.message) for one in found]


# ---- what there is ---------------------------------------------------------------------------


def _hits(session: Session, actor: Actor, plan: Plan, sheet: Sheet, limits: Limits) -> list[Hit]:
    """A statement is made for what is checked alone."""
    found = rules.hits(sheet, limits)
    if limits.is_on(Code.UNIT_NOT_NAMED):
        text = gathering.body(session, plan)
        if text is not None:
            units = gathering.known_units(session, plan.region_id)
            found += body.hits(text, units, gathering.named_units(session, sheet))
    if limits.is_on(Code.NEAR_DUPLICATE):
        others = gathering.elsewhere(session, actor, plan, sheet.lines, limits.likeness)
        found += near.hits(sheet.lines, others, limits.likeness)
    return found


def _settled(found: Sequence[tuple[Hit, Mark]]) -> list[tuple[Issue, Mark]]:
    """As it was put down: what one word was said of stands as one."""
    by_mark: dict[str, tuple[Mark, list[Hit]]] = {}
    for hit, mark in found:
        by_mark.setdefault(mark.key, (mark, []))[1].append(hit)
    return [(rules.together(mark.key, hits), mark) for mark, hits in by_mark.values()]


def _view(issue: Issue, limits: Limits, mark: Mark | None = None) -> LintView:
    return LintView(
        key=issue.key,
        code=issue.code,
        severity=Severity(limits.level(issue.code).value),
        message=issue.message,
        tasks=tuple(TaskRef(one.id, one.number, one.position) for one in issue.lines),
        unit_ids=issue.units,
        elsewhere=issue.elsewhere,
        evidence=issue.evidence,
        settled_at=mark.at if mark else None,
        settled_by=mark.by if mark else None,
        note=mark.note if mark else None,
        said_elsewhere=mark.elsewhere if mark else False,
    )


# ---- a person's word -------------------------------------------------------------------------


def settle(session: Session, actor: Actor, plan_id: int, key: str, note: str | None) -> None:
    """Put down that it is as it should be. Raise `NotFoundError` where nothing of this key is
    open, and `NoteNeededError` where it stands in the way of publishing and no reason is given.
    """
    plan = access.for_change(session, actor, plan_id)
    limits = limits_of(session, plan.region_id)
    sheet = gathering.sheet(session, plan)
    found = marks.sorted_hits(session, actor, plan, _hits(session, actor, plan, sheet, limits))
    issue = next((one for one in rules.issues(found.open, sheet) if one.key == key), None)
    if issue is None:
        raise NotFoundError("没有这个待核对的问题，可能已经处理或不再存在")
    if limits.level(issue.code) is Level.ERROR and not note:
        raise NoteNeededError
    hits = [hit for hit in found.open if hit.code is issue.code and hit.facts <= issue.facts]
    marks.put(session, actor, plan, hits, key=key, message=issue.message, note=note)
    emit(session, actor, marks.said(plan, hits, key=key, message=issue.message, note=note))
    touch(plan)


def reopen(session: Session, actor: Actor, plan_id: int, key: str) -> None:
    """Take such a word back. Raise `NotFoundError` where none was said in this plan."""
    plan = access.for_change(session, actor, plan_id)
    mark = marks.get(session, plan, key)
    if mark is None:
        raise NotFoundError("没有这个已保留的问题")
    event = LintReopened(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        unit_ids=(),
        code=mark.code,
        key=key,
        note=mark.note,
        by=mark.marked_by,
    )
    session.delete(mark)
    emit(session, actor, event)
    touch(plan)


def answer(
    session: Session,
    actor: Actor,
    plan_id: int,
    key: str,
    *,
    unit_id: int | None = None,
    remember: bool = False,
    note: str | None = None,
) -> None:
    """The one door for a person's word on a finding, whoever found it; `key` says which it is.

    A unit answers a question of the reader alone, a note one of the checks alone.
    """
    if not key.startswith(READING):
        if unit_id is not None:
            raise NotANameError
        settle(session, actor, plan_id, key, note)
        return
    number = key.removeprefix(READING)
    if note is not None:
        raise NoteElsewhereError
    if not number.isdecimal() or len(number) > _DIGITS:
        raise NotFoundError
    settling.settle(session, actor, plan_id, int(number), unit_id=unit_id, remember=remember)


def certain_counts(session: Session, actor: Actor, plan: PlanView) -> dict[str, int]:
    """Open findings by severity and in all, of what the rows alone tell: cheap enough for every
    look at a plan. Those that judge by words are on the list alone.
    """
    row = session.get(Plan, plan.id)
    if row is None or not access.judges(session, actor, row.region_id):
        return counts(())
    limits = limits_of(session, row.region_id)
    sheet = gathering.sheet(session, row)
    found = marks.sorted_hits(session, actor, row, rules.hits(sheet, limits))
    return counts([_view(one, limits) for one in rules.issues(found.open, sheet)])


def counts(found: Sequence[LintView]) -> dict[str, int]:
    """Open ones by severity, and all of them as `lint`."""
    asked = [one for one in found if one.settled_at is None]
    by = {one.value: 0 for one in Severity}
    for one in asked:
        by[one.severity.value] += 1
    return by | {"lint": len(asked)}


def with_counts(counted: Counts, more: Mapping[str, int]) -> Counts:
    """What is open in all: asked by the reader, and found by the checks."""
    before = counted.open_findings
    return replace(counted, open_findings={name: before.get(name, 0) + more[name] for name in more})
