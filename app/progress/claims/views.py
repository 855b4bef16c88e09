"""What the pages of claims show: their typed contexts, from what the service answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.core.errors import AppError
from app.progress.claims import items, messages
from app.progress.claims.forms import OfferForm, SettleForm
from app.progress.claims.service import ListedClaim, OpenTask, TaskClaims
from app.progress.claims.tallies import NONE, Tally
from app.progress.claims.terms import ClaimState, ClaimsView
from app.progress.rules import Standing
from app.reading.terms import Role as UnitRole

ROLES = {role.value: label for role, label in messages.ROLES.items()}
DECISIONS = {decision.value: label for decision, label in messages.DECISIONS.items()}


@dataclass(frozen=True)
class Refused:
    """Why a form was not taken."""

    title: str
    detail: str | None
    errors: Sequence[str] = ()


def refusal(error: AppError) -> Refused:
    told = [str(one["msg"]) for one in error.errors]
    return Refused(error.title, None if told else error.detail, told)


@dataclass(frozen=True)
class ClaimLine:
    """A claim as the API gives it; `decision`, `note` and `unit` are what a coordinator typed."""

    item: Mapping[str, Any]
    offered_at: datetime
    decided_at: datetime | None
    waits: bool
    own: bool
    may_lead: bool
    decision: str = ""
    note: str = ""
    unit: str = ""


def line(listed: ListedClaim, typed: SettleForm | None = None) -> ClaimLine:
    row = listed.row
    typed = typed or SettleForm.blank()
    return ClaimLine(
        item=items.claim(listed),
        offered_at=row.offered_at,
        decided_at=row.decided_at,
        waits=row.state is ClaimState.OFFERED,
        own=listed.own,
        may_lead=row.role is UnitRole.LEAD,
        decision=typed.decisions.get(row.id, ""),
        note=typed.notes.get(row.id, ""),
        unit=typed.units.get(row.id, ""),
    )


# ---- one task --------------------------------------------------------------------------------


@dataclass(frozen=True)
class TaskView:
    """`item` is what the API gives; `own` the unit's offer that waits, `offers` all that wait and
    `ended` what came of others. `led_by` or `closed` say why nobody may offer any more.
    """

    item: Mapping[str, Any]
    due_on: date | None
    offers: Sequence[ClaimLine]
    ended: Sequence[ClaimLine]
    own: ClaimLine | None
    led_by: str | None
    closed: str | None
    conflict: bool
    may_offer: bool
    may_settle: bool
    on_behalf: bool
    version: int
    first: str = ""


def task_view(found: TaskClaims, typed: SettleForm | None = None) -> TaskView:
    told = items.on_task(found)
    lines = [line(one, typed) for one in found.claims]
    waiting = [one for one in lines if one.waits]
    own = next((one for one in waiting if one.own), None)
    office = found.who is Standing.OFFICE
    return TaskView(
        item=told["task"],
        due_on=found.matter.task.due_on,
        offers=waiting,
        ended=[one for one in lines if not one.waits],
        own=own,
        led_by=found.led_by,
        closed=found.closed,
        conflict=found.conflict,
        may_offer=found.gap is not None and found.who is not Standing.NEITHER and own is None,
        may_settle=office and bool(waiting),
        on_behalf=office,
        version=found.matter.version,
        first=typed.first if typed else "",
    )


@dataclass(frozen=True)
class TaskClaimsPage:
    """`unit_names` are for a coordinator who enters an offer for a unit; `lost` is what was typed
    into a form that is not there any more.
    """

    task: TaskView
    form: OfferForm
    unit_names: Sequence[str]
    refused: Refused | None
    lost: str
    roles: Mapping[str, str]
    decisions: Mapping[str, str]
    links_plan: bool


# ---- lists -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenLine:
    """A task of the list: `own` is the unit's offer that waits, `others` say who else offered."""

    item: Mapping[str, Any]
    due_on: date | None
    own: Mapping[str, Any] | None
    others: Sequence[str]


def open_line(one: OpenTask) -> OpenLine:
    item = items.open_task(one)
    others = [f"{it['unit']['name']}（{it['role_label']}）" for it in item["other_offers"]]
    return OpenLine(item, one.row.due_on, item["own_offer"], others)


@dataclass(frozen=True)
class PlanChoice:
    id: int
    title: str
    tasks: Tally


@dataclass(frozen=True)
class ClaimablePage:
    """`following` is the address of the next page, `here` that of this one, to come back to."""

    tasks: Sequence[OpenLine]
    total: Tally
    plans: Sequence[PlanChoice]
    plan: int | None
    q: str
    lack: str
    lacks: Mapping[str, str]
    own: Sequence[ClaimLine]
    offers: bool
    form: OfferForm
    roles: Mapping[str, str]
    first: bool
    here: str
    following: str | None


@dataclass(frozen=True)
class OwnClaimsPage:
    """The claims of a liaison's unit."""

    claims: Sequence[ClaimLine]
    total: int
    claimable: Tally
    first: bool
    following: str | None


@dataclass(frozen=True)
class ClaimsPage:
    """认领情况 of one plan, a page of one view of it. `conflicting` and `other` are how many tasks
    wait in all, `unclaimed` those that nobody offered to hold; `here` is the address of this page,
    to come back to.
    """

    plans: Sequence[PlanChoice]
    plan: PlanChoice | None = None
    view: ClaimsView = ClaimsView.WAITING
    waiting: Sequence[TaskView] = ()
    conflicting: Tally = NONE
    other: Tally = NONE
    counts: Mapping[str, int] = field(default_factory=dict)
    unclaimed: Tally = NONE
    roles: Mapping[str, str] = field(default_factory=lambda: ROLES)
    decisions: Mapping[str, str] = field(default_factory=lambda: DECISIONS)
    decided: Sequence[ClaimLine] = ()
    done: int = 0
    first: bool = True
    here: str = ""
    following: str | None = None

    @property
    def conflicts(self) -> Sequence[TaskView]:
        return [one for one in self.waiting if one.conflict]

    @property
    def others(self) -> Sequence[TaskView]:
        return [one for one in self.waiting if not one.conflict]
