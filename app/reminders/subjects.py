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
    String,
    Subquery,
    literal,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import cols, local_date
from app.identity.queries import readable_regions
from app.kit import clock
from app.plans.models import Plan
from app.progress.messages import period_label
from app.progress.models import Dispatch, Return
from app.progress.terms import OWED, ReturnState
from app.reminders import of_plans, reviews
from app.reminders.instructions import matters as instructions
from app.reminders.matters import Matter
from app.reminders.notices import queries as notices
from app.reminders.terms import Profile, Waits
from app.workdays.rules import Calendar


@dataclass(frozen=True)
class Kind:
    """`owed(profile, today, until)` selects `subject_id, unit_id, region_id, office_id, due_on` of
    what is followed up by that profile, open by `today`, owed, and due at the latest `until`;
    `profiles` tells by which there is anything at all; `matters` what subjects are now.
    Four words of a sentence: 2`measure``noun``undone`，请`act`.
    """

    name: str
    waits: Waits
    measure: str
    noun: str
    undone: str
    act: str
    profiles: Callable[[Session], Collection[Profile]]
    owed: Callable[[Profile, date, date], Select[Any]]
    matters: Callable[[Session, Collection[int]], Iterable[Matter]]


def _columns(table: type[Return | Dispatch], due_on: Any) -> list[Any]:
    plan_id = col(table.plan_id)
    office = select(col(Plan.office_id)).where(col(Plan.id) == plan_id).scalar_subquery()
    return [
        col(table.id).label("subject_id"),
        col(table.unit_id),
        col(table.region_id),
        office.label("office_id"),
        due_on.label("due_on"),
    ]


# ---- 进展情况表 ------------------------------------------------------------------------------


def _returns(profile: Profile, today: date, until: date) -> Select[Any]:
    return select(*_columns(Return, col(Return.due_on))).where(
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


# ---- 配合部分 --------------------------------------------------------------------------------


PARTS_OWED = tuple(state for state in OWED if state is not ReturnState.RETURNED)


def _parts(profile: Profile, today: date, until: date) -> Select[Any]:
    """Of forms with other rows as well: one of parts alone is due as a whole. Once the form itself
    is late, or was sent back, that is what there is to say.
    """
    # What is added to the state and to the unit keeps SQLite from walking all that is owed, however
    # far ahead, or all returns of each unit, where an index knows the few parts that are not filed.
    state = type_coerce(col(Return.state), String()) + ""
    columns = _columns(Return, col(Return.parts_due_on))
    columns[1] = (col(Return.unit_id) + 0).label("unit_id")
    return select(*columns).where(
        state.in_([one.value for one in PARTS_OWED]),
        col(Return.parts_filed_at).is_(None),
        col(Return.parts_due_on) <= until,
        col(Return.parts_due_on) < col(Return.due_on),
        col(Return.due_on) >= today,
        col(Return.opens_on) <= today,
        of_plans.by(profile, col(Return.plan_id)),
    )


def _part_matters(session: Session, ids: Collection[int]) -> Iterable[Matter]:
    columns: list[Any] = [Return.id, Return.unit_id, Return.period, Return.state, Return.due_on]
    dates, today = (Return.due_confirmed, Return.parts_due_on, Return.parts_filed_at), clock.today()
    query = select(*columns, *cols(*dates)).where(col(Return.id).in_(ids))
    for row in session.execute(of_plans.with_plan(query, col(Return.plan_id))):
        yield of_plans.matter(
            row,
            part=f"{period_label(row.period)}配合部分，供牵头单位汇总",
            path=f"/returns/{row.id}",
            owed=row.state in PARTS_OWED and row.parts_filed_at is None and row.due_on >= today,
            due_on=row.parts_due_on or row.due_on,
            confirmed=row.due_confirmed,
            period=row.period,
        )


# ---- 待签收的交办 ----------------------------------------------------------------------------

_dispatched_on: ColumnElement[Any] = local_date(col(Dispatch.dispatched_at))


def _dispatches(profile: Profile, _today: date, until: date) -> Select[Any]:
    return select(*_columns(Dispatch, _dispatched_on)).where(
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


def _notice_profiles(_session: Session) -> Collection[Profile]:
    return {Profile.INSTRUCTION}


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
        profiles=of_plans.profiles,
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
        profiles=of_plans.profiles,
        owed=_parts,
        matters=_part_matters,
    ),
    Kind(
        name=DISPATCH,
        waits=Waits.RECEIPT,
        measure="份",
        noun="交办",
        undone="未签收",
        act="签收",
        profiles=of_plans.profiles,
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
        profiles=instructions.profiles,
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
        profiles=instructions.profiles,
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
        profiles=_notice_profiles,
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
        profiles=of_plans.profiles,
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
    """Each kind with each profile by which there is anything."""
    return [(kind, profile) for kind in KINDS for profile in sorted(kind.profiles(session))]


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
