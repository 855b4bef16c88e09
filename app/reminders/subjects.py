"""What can be late: each kind of matter is one select of what is owed, with the same columns.

The sweep, its preview and `/todo` go over `KINDS`. A new kind is a `Kind` added to that list, and
nothing else.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    literal,
    select,
    true,
    union_all,
)
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import local_date
from app.identity.queries import readable_regions
from app.progress.messages import period_label
from app.progress.models import Dispatch, Return
from app.progress.terms import OWED
from app.reminders import of_plans, parts, reviews
from app.reminders.instructions import matters as instructions
from app.reminders.matters import Matter
from app.reminders.notices import queries as notices
from app.reminders.terms import Profile, Waits
from app.workdays.rules import Calendar


@dataclass(frozen=True)
class Kind:
    """`owed(profile, today, until)` selects `subject_id, unit_id, region_id, office_id, due_on` of
    what is followed up by that profile, open by `today`, owed, and due at the latest `until`.
    What is `of_plan` goes by the profile of its plan, all else by 批示交办类. `there` tells whether
    anything is owed at all, whatever the day; `matters` what subjects are now.
    Four words of a sentence: 2`measure``noun``undone`，请`act`.
    """

    name: str
    waits: Waits
    measure: str
    noun: str
    undone: str
    act: str
    of_plan: bool
    there: ColumnElement[bool]
    owed: Callable[[Profile, date, date], Select[Any]]
    matters: Callable[[Session, Collection[int]], Iterable[Matter]]


# ---- 进展情况表 ------------------------------------------------------------------------------


def _returns(profile: Profile, today: date, until: date) -> Select[Any]:
    return select(*of_plans.owed_columns(Return, col(Return.due_on))).where(
        col(Return.state).in_(OWED),
        col(Return.due_on) <= until,
        col(Return.opens_on) <= today,
        of_plans.by(profile, col(Return.plan_id)),
    )


def _return_matters(session: Session, ids: Collection[int]) -> Iterable[Matter]:
    columns: list[Any] = [Return.id, Return.unit_id, Return.period, Return.state, Return.due_on]
    query = select(*columns, col(Return.due_confirmed)).where(col(Return.id).in_(ids))
    for row in session.execute(of_plans.with_plan(query, col(Return.plan_id))):
        yield of_plans.matter(
            row,
            part=period_label(row.period),
            path=f"/returns/{row.id}",
            owed=row.state in OWED,
            due_on=row.due_on,
            confirmed=row.due_confirmed,
            period=row.period,
        )


# ---- 待签收的交办 ----------------------------------------------------------------------------

_dispatched_on: ColumnElement[Any] = local_date(col(Dispatch.dispatched_at))


def _dispatches(profile: Profile, _today: date, until: date) -> Select[Any]:
    return select(*of_plans.owed_columns(Dispatch, _dispatched_on)).where(
        col(Dispatch.acknowledged_at).is_(None),
        _dispatched_on <= until,
        of_plans.by(profile, col(Dispatch.plan_id)),
    )


def _dispatch_matters(session: Session, ids: Collection[int]) -> Iterable[Matter]:
    columns: list[Any] = [Dispatch.id, Dispatch.unit_id, Dispatch.acknowledged_at]
    query = select(*columns, _dispatched_on.label("due_on")).where(col(Dispatch.id).in_(ids))
    for row in session.execute(of_plans.with_plan(query, col(Dispatch.plan_id))):
        yield of_plans.matter(
            row,
            part="交办",
            path=f"/dispatches/{row.id}",
            owed=row.acknowledged_at is None,
            due_on=row.due_on,
        )


# ---- 督办文书 --------------------------------------------------------------------------------


def _notices(_profile: Profile, _today: date, until: date) -> Select[Any]:
    return notices.owed_replies(until)


RETURN, PARTS, DISPATCH, NOTICE = "return", "parts", "dispatch", "notice"
REVIEW = "review"
INSTRUCTION, INSTRUCTION_RECEIPT = "instruction", "instruction_receipt"
KINDS = (
    Kind(
        name=RETURN,
        waits=Waits.DUE,
        measure="份",
        noun="进展情况表",
        undone="未报送",
        act="填报",
        of_plan=True,
        there=true(),
        owed=_returns,
        matters=_return_matters,
    ),
    Kind(
        name=PARTS,
        waits=Waits.DUE,
        measure="份",
        noun="配合部分",
        undone="未报送",
        act="填报",
        of_plan=True,
        there=parts.THERE,
        owed=parts.owed,
        matters=parts.as_matters,
    ),
    Kind(
        name=DISPATCH,
        waits=Waits.RECEIPT,
        measure="份",
        noun="交办",
        undone="未签收",
        act="签收",
        of_plan=True,
        there=true(),
        owed=_dispatches,
        matters=_dispatch_matters,
    ),
    Kind(
        name=INSTRUCTION,
        waits=Waits.DUE,
        measure="件",
        noun="批示",
        undone="未回复",
        act="回复",
        of_plan=False,
        there=instructions.THERE,
        owed=instructions.replies,
        matters=instructions.reply_matters,
    ),
    Kind(
        name=INSTRUCTION_RECEIPT,
        waits=Waits.RECEIPT,
        measure="件",
        noun="批示",
        undone="未签收",
        act="签收",
        of_plan=False,
        there=instructions.THERE,
        owed=instructions.receipts,
        matters=instructions.receipt_matters,
    ),
    Kind(
        name=NOTICE,
        waits=Waits.REPLY,
        measure="份",
        noun="督办文书",
        undone="未回复",
        act="回复",
        of_plan=False,
        there=notices.THERE,
        owed=_notices,
        matters=notices.as_matters,
    ),
    Kind(
        name=REVIEW,
        waits=Waits.REVIEW,
        measure="项",
        noun="暂缓任务",
        undone="待复核",
        act="说明能否恢复",
        of_plan=True,
        there=reviews.THERE,
        owed=reviews.owed,
        matters=reviews.as_matters,
    ),
)
KIND = {kind.name: kind for kind in KINDS}
FAR = timedelta(days=36_500)
SIGNS_WITHIN = 3
"""Working days within which a unit signs for what it was sent; its light warns until then."""
AT_ONCE = 5000
"""Ids in one statement: both databases take several times as many."""


def in_use(session: Session) -> list[tuple[Kind, Profile]]:
    """Each kind of which anything is owed, with each profile by which it is followed up."""
    there = session.execute(select(*(kind.there for kind in KINDS))).one()
    of_plans_too = sorted(of_plans.profiles(session))
    return [
        (kind, profile)
        for kind, is_there in zip(KINDS, there, strict=True)
        if is_there
        for profile in (of_plans_too if kind.of_plan else (Profile.INSTRUCTION,))
    ]


def owed_now(session: Session, today: date) -> Subquery:
    """Kind and columns of all that is owed on a day, whatever follows it up."""
    selects = [
        kind.owed(profile, today, today + FAR).add_columns(literal(kind.name).label("kind"))
        for kind, profile in in_use(session)
    ]
    return union_all(*selects).subquery("owed")


def now(session: Session, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Matter]:
    """By kind and id, what each subject is now; one that is gone is missing."""
    by_kind: dict[str, set[int]] = {}
    for name, id_ in wanted:
        by_kind.setdefault(name, set()).add(id_)
    found: dict[tuple[str, int], Matter] = {}
    for name, ids in by_kind.items():
        ordered = sorted(ids)
        for start in range(0, len(ordered), AT_ONCE):
            told = KIND[name].matters(session, ordered[start : start + AT_ONCE])
            found |= {(name, one.id): one for one in told}
    return found


def asked_once(owed: Subquery) -> ColumnElement[bool]:
    """Of `owed_now`, what a unit is told to do: as long as an instruction waits to be signed for,
    its reply is owed too, and that one line says both.
    """
    condition: ColumnElement[bool] = owed.c.kind != INSTRUCTION_RECEIPT
    return condition


def said_already(listed: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Who is asked to answer an instruction is not asked to sign for it as well: the receipts that
    a list which names the reply may leave out.
    """
    return {(INSTRUCTION_RECEIPT, id_) for kind, id_ in listed if kind == INSTRUCTION}


def is_late(kind: str, due_on: date, today: date, known: Calendar) -> bool:
    """What waits to be signed for is late some days after it went out."""
    if KIND[kind].waits is Waits.RECEIPT:
        return known.between(due_on, today) > SIGNS_WITHIN
    return due_on < today


def of_actor(actor: Actor, region_id: Any) -> Any:
    """Of what a unit owes, what its reader may see: a unit may owe to several regions."""
    if actor.role in (Role.SYSTEM, Role.LIAISON):
        return true()  # a liaison's own unit was asked for
    return region_id.in_(readable_regions(actor))


def readable(
    session: Session, actor: Actor, wanted: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], Matter]:
    """As `now`, of what somebody typed: a kind that is none, and a matter of a region that the
    actor may not read, is missing.
    """
    found = now(session, (one for one in wanted if one[0] in KIND))
    regions = set(session.scalars(readable_regions(actor))) if found else set()
    return {one: matter for one, matter in found.items() if matter.plan_region_id in regions}
