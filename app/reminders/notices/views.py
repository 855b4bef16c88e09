"""What the pages of notices show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor, Role
from app.core.lists import Window
from app.progress.rules import Standing
from app.reminders import rules as reminding
from app.reminders.notices import messages, service
from app.reminders.notices.files.models import NoticeFile
from app.reminders.notices.forms import Act, Typed
from app.reminders.notices.matters import Open, described, is_late, still_owed
from app.reminders.notices.models import NoticeReply
from app.reminders.notices.printing import reply_due
from app.reminders.notices.schemas import LONGEST_REPLY, LONGEST_TEXT, LONGEST_TITLE
from app.reminders.notices.service import NoticeFilter, Opened
from app.reminders.notices.terms import (
    DRAFTED,
    NoticeAction,
    NoticeColour,
    NoticeKind,
    NoticeState,
)
from app.reminders.subjects import KIND
from app.units import service as units
from app.workdays.rules import Calendar

LINES = 50
LIMITS = {"title": LONGEST_TITLE, "text": LONGEST_TEXT, "reply": LONGEST_REPLY}


# ---- the register ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A notice in the register. `due` as printed."""

    id: int
    name: str
    number: str | None
    state: str
    void: bool
    unit: str
    title: str
    matters: int
    due: str
    signed_on: Any
    note: str | None


@dataclass(frozen=True)
class RegisterPage:
    """`waiting` counts the drafts that want a review or a signature; null for a liaison."""

    lines: Sequence[Line]
    total: int
    waiting: int | None
    chosen: NoticeFilter
    years: Sequence[int]
    may_draft: bool
    sets: bool
    first: bool
    following: str | None
    kinds: Mapping[NoticeKind, str] = field(default_factory=lambda: messages.KINDS)
    states: Mapping[NoticeState, str] = field(default_factory=lambda: messages.STATES)


def line(row: Row[Any]) -> Line:
    return Line(
        id=row.id,
        name=messages.named(row.kind, row.colour),
        number=row.number,
        state=messages.STATES[row.state],
        void=row.state is NoticeState.VOID,
        unit=row.unit,
        title=row.title,
        matters=row.matters,
        due=messages.due(row.reply_due_on, confirmed=row.reply_due_confirmed),
        signed_on=row.signed_at,
        note=row.end_note,
    )


def waiting(session: Session, actor: Actor) -> int | None:
    if actor.role not in (Role.COORDINATOR, Role.LEADER):
        return None
    counted = (
        service.notices(session, actor, NoticeFilter(state=one), Window(limit=1, count=True))
        for one in DRAFTED
    )
    return sum(one.total or 0 for one in counted)


# ---- a draft ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """A matter to tick. `state` is how it stands today; `gone` tells that it is not owed."""

    value: str
    what: str
    state: str
    late: bool
    gone: bool = False


@dataclass(frozen=True)
class DraftPage:
    """`notice_id` is null for a new one; `suggested` is what an empty title becomes."""

    notice_id: int | None
    version: int
    unit_id: int
    unit: str
    typed: Typed
    choices: Sequence[Choice]
    names: Sequence[str]
    suggested: Mapping[str, str]
    refused: str | None
    limits: Mapping[str, int] = field(default_factory=lambda: LIMITS)
    kinds: Mapping[NoticeKind, str] = field(default_factory=lambda: messages.KINDS)
    colours: Mapping[NoticeColour, str] = field(default_factory=lambda: messages.COLOURS)


@dataclass(frozen=True)
class UnitPage:
    """To whom: the first thing to be said of a new notice."""

    names: Sequence[str]
    typed: str
    refused: str | None


def choice(one: Open, calendar: Calendar, today: date) -> Choice:
    kind = KIND[one.kind]
    return Choice(
        value=f"{one.kind}:{one.matter.id}",
        what=described(one.kind, one.matter.title, one.matter.part),
        state=reminding.lateness(calendar, today, one.matter.due_on, kind.waits),
        late=is_late(one, calendar),
    )


def gone(found: Opened) -> list[Choice]:
    """Matters of a draft that its unit does not owe any more."""
    return [
        Choice(
            f"{one.subject_kind}:{one.subject_id}",
            described(one.subject_kind, one.title, one.part),
            "已经办好或者改期",
            late=False,
            gone=True,
        )
        for one in found.matters
        if not still_owed(one, found.now.get((one.subject_kind, one.subject_id)))
    ]


def typed(found: Opened) -> Typed:
    row = found.row
    return Typed(
        kind=row.kind.value,
        colour=row.colour.value if row.colour else "",
        office=row.office or "",
        title=row.title,
        basis=row.basis,
        demand=row.demand,
        contact=row.contact,
        contact_phone=row.contact_phone,
        reply_due_on=row.reply_due_on.isoformat() if row.reply_due_on else "",
        matters=frozenset(f"{one.subject_kind}:{one.subject_id}" for one in found.matters),
    )


# ---- one notice ------------------------------------------------------------------------------


@dataclass(frozen=True)
class MatterLine:
    what: str
    due_on: date
    owed: bool
    path: str | None


@dataclass(frozen=True)
class Form:
    """A step that the reader may take now. `speaks`: whose words they are is asked."""

    action: NoticeAction
    title: str
    is_open: bool
    typed: Act
    speaks: bool


@dataclass(frozen=True)
class NoticePage:
    """`lost` is what was typed in a form that is not there any more."""

    row: Row[Any]
    name: str
    organ: str
    state: str
    void: bool
    drafted: bool
    due: str
    overdue: int
    matters: Sequence[MatterLine]
    replies: Sequence[NoticeReply]
    files: Sequence[NoticeFile]
    may_attach: bool
    may_edit: bool
    is_unit: bool
    leader_signs: bool
    coded: bool
    forms: Sequence[Form]
    refused: str | None
    lost: str
    outcomes: Mapping[Any, str] = field(default_factory=lambda: messages.OUTCOMES)
    limits: Mapping[str, int] = field(default_factory=lambda: LIMITS)


_STEPS = (
    *(NoticeAction.REVIEW, NoticeAction.SIGN, NoticeAction.REPLY, NoticeAction.CONFIRM),
    *(NoticeAction.ACCEPT, NoticeAction.SEND_BACK, NoticeAction.WITHDRAW, NoticeAction.VOID),
)
_FIRST = (NoticeAction.REVIEW, NoticeAction.SIGN, NoticeAction.REPLY, NoticeAction.ACCEPT)
"""What is to be done next stands open; to write down a reply for the unit is the exception."""


def page(found: Opened, refused: str | None = None, sent: Act | None = None) -> NoticePage:
    row = found.row
    return NoticePage(
        row=row,
        name=messages.named(row.kind, row.colour),
        organ=row.organ or found.issuer.organ or row.office or "",
        state=messages.STATES[row.state],
        void=row.state is NoticeState.VOID,
        drafted=row.state in DRAFTED,
        due=reply_due(row.reply_due_on, confirmed=row.reply_due_confirmed),
        overdue=found.overdue,
        matters=[_matter(found, place) for place in range(len(found.matters))],
        replies=found.replies,
        files=found.files,
        may_attach=found.may_attach,
        may_edit=NoticeAction.EDIT in found.allowed,
        is_unit=found.who is Standing.UNIT,
        leader_signs=found.issuer.leader_signs,
        coded=bool(found.issuer.code),
        forms=[_form(found, one, sent) for one in _STEPS if one in found.allowed],
        refused=refused,
        lost=sent.words if sent and sent.action not in found.allowed else "",
    )


def _matter(found: Opened, place: int) -> MatterLine:
    one = found.matters[place]
    now = found.now.get((one.subject_kind, one.subject_id))
    what = described(one.subject_kind, one.title, one.part)
    return MatterLine(what, one.due_on, still_owed(one, now), now.path if now else None)


def _form(found: Opened, action: NoticeAction, sent: Act | None) -> Form:
    mine = sent if sent is not None and sent.action == action else None
    office = found.who is Standing.OFFICE
    next_ = action in _FIRST and not (office and action is NoticeAction.REPLY)
    speaks = action is NoticeAction.REPLY or found.issuer.leader_signs
    return Form(
        action=action,
        title=messages.ACTIONS[action],
        is_open=mine is not None if sent else next_,
        typed=mine or Act(),
        speaks=office and speaks and action in (NoticeAction.REPLY, NoticeAction.SIGN),
    )


def names(session: Session, actor: Actor, region_id: int | None) -> list[str]:
    return units.names_here(session, actor, region_id) if region_id else []
