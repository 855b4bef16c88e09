"""What the pages of instructions show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.core.errors import AppError
from app.reminders.instructions import items, messages, rules
from app.reminders.instructions.forms import Typed
from app.reminders.instructions.messages import ACTIONS, STATES, WORDS
from app.reminders.instructions.queries import InstructionFilter
from app.reminders.instructions.rules import Standing
from app.reminders.instructions.schemas import LONGEST
from app.reminders.instructions.service import Answering, Choices, Listed, Whole
from app.reminders.instructions.terms import Action, InstructionState
from app.web.forms import Refused, refused, texts

# ---- the list --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    """What the list is narrowed by, as its form shows it; `state` may also be `open`, `waiting`
    (some unit's reply waits to be accepted) or empty.
    """

    state: str
    overdue: bool
    leader: str
    unit: int | None
    plan: int | None
    task: int | None

    def wanted(self) -> InstructionFilter:
        known = self.state in set(InstructionState)
        return InstructionFilter(
            unit=self.unit,
            state=InstructionState(self.state) if known else None,
            open=True if self.state == "open" else None,
            overdue=self.overdue or None,
            replied=True if self.state == "waiting" else None,
            leader=self.leader or None,
            plan=self.plan,
            task=self.task,
        )

    def as_query(self) -> dict[str, str]:
        given = {name: str(value) for name, value in vars(self).items() if value}
        if self.overdue:
            given["overdue"] = "true"
        return {**given, "state": self.state, "leader": self.leader}


@dataclass(frozen=True)
class Line:
    """`units` are shown one under the other, each with how it stands."""

    item: Mapping[str, Any]
    title: str
    due_on: date


@dataclass(frozen=True)
class ListPage:
    """`own` is the list of a liaison."""

    lines: Sequence[Line]
    total: int
    chosen: Chosen
    states: Mapping[str, str]
    may_give: bool
    own: bool
    mine: str | None
    first: bool
    following: str | None


STATE_CHOICES = {"open": "没有办结的", "waiting": "有回复待认可的", "": "全部"} | {
    one.value: label for one, label in STATES.items()
}


def line(listed: Listed) -> Line:
    row = listed.row
    return Line(items.instruction(listed), _title(listed), row.due_on)


def _title(listed: Listed) -> str:
    return messages.title(listed.row.given_by, listed.row.given_on)


# ---- one instruction -------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """The fields of a form about a unit, or about the whole, as text."""

    words: str = ""
    due_on: str = ""
    on_behalf_of: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "Said":
        return cls(**texts(fields, vars(cls())))


@dataclass(frozen=True)
class Sent:
    """A form that was refused, by its key, and why."""

    form: str
    said: Said
    error: AppError


@dataclass(frozen=True)
class Form:
    """One thing that may be done now with one unit, or with the whole where `unit_id` is null."""

    key: str
    action: Action
    unit_id: int | None
    title: str
    button: str
    label: str | None
    needed: bool
    dated: bool
    speaks: bool
    version: int
    said: Said
    is_open: bool


@dataclass(frozen=True)
class UnitView:
    item: Mapping[str, Any]
    due_on: date
    first_due_on: date
    acknowledged_at: datetime | None
    replied_at: datetime | None
    decided_at: datetime | None
    shown: bool
    forms: Sequence[Form]


@dataclass(frozen=True)
class StepView:
    item: Mapping[str, Any]
    made_at: datetime
    due_on: date | None


@dataclass(frozen=True)
class InstructionPage:
    """`lost` is what was typed in a form that is not there any more; `wide`: the reader is of no
    single unit.
    """

    item: Mapping[str, Any]
    title: str
    given_on: date
    entered_at: datetime
    version: int
    units: Sequence[UnitView]
    forms: Sequence[Form]
    steps: Sequence[StepView]
    may_scan: bool
    wide: bool
    refused: Refused | None
    lost: str
    longest: int = LONGEST


def whole(found: Whole, sent: Sent | None = None, error: AppError | None = None) -> InstructionPage:
    """`error` is why a file was not taken."""
    listed, item = found.listed, items.whole(found)
    units = zip(listed.units, item["units"], strict=True)
    told = [_unit(listed, one, as_item, sent) for one, as_item in units]
    forms = _whole_forms(listed, sent)
    there = {form.key for form in (*forms, *(form for one in told for form in one.forms))}
    why = sent.error if sent else error
    dates = {row.id: (row.made_at, row.due_on) for row in found.steps}
    return InstructionPage(
        item=item,
        title=_title(listed),
        given_on=listed.row.given_on,
        entered_at=listed.row.entered_at,
        version=listed.row.version,
        units=told,
        forms=forms,
        steps=[StepView(one, *dates[one["id"]]) for one in item["steps"]],
        may_scan=listed.who in (Standing.OFFICE, Standing.GIVER),
        wide=listed.own is None,
        refused=refused(why) if why else None,
        lost=sent.said.words if sent and sent.form not in there else "",
    )


def _unit(listed: Listed, one: Answering, item: Mapping[str, Any], sent: Sent | None) -> UnitView:
    row = one.row
    forms = [
        _form(listed, action, sent, unit=one) for action in one.allowed if action in _OF_A_UNIT
    ]
    return UnitView(
        item=item,
        due_on=row.due_on,
        first_due_on=row.first_due_on,
        acknowledged_at=row.acknowledged_at,
        replied_at=row.replied_at,
        decided_at=row.decided_at,
        shown=one.shown,
        forms=forms,
    )


_OF_A_UNIT = (
    Action.ACKNOWLEDGE,
    Action.REPLY,
    Action.CONFIRM,
    Action.ACCEPT,
    Action.SEND_BACK,
    Action.EXTEND,
)


def _whole_forms(listed: Listed, sent: Sent | None) -> list[Form]:
    """What is done with all units at once, where there are several to do it with."""
    found = []
    for action, table in rules.MOVES.items():
        fit = sum(action in one.allowed for one in listed.units)
        if table.whole and fit and (fit > 1 or action is Action.WITHDRAW):
            found.append(_form(listed, action, sent))
    return found


def _form(
    listed: Listed, action: Action, sent: Sent | None, *, unit: Answering | None = None
) -> Form:
    table = rules.MOVES[action]
    unit_id = unit.row.unit_id if unit else None
    key = f"{action.value}-{unit_id or 'all'}"
    speaks = rules.types_for_unit(listed.who, action)
    refused_now = sent is not None and sent.form == key
    answers = action is Action.REPLY and not speaks
    title = f"代{ACTIONS[action]}（代录）" if speaks else ACTIONS[action]
    title = title if unit or action is Action.WITHDRAW else f"全部{title}"
    return Form(
        key=key,
        action=action,
        unit_id=unit_id,
        title=title,
        button=f"{title}：{unit.row.unit}" if unit else title,
        label=WORDS[table.words] if table.words else None,
        needed=table.needed is not None,
        dated=table.dated,
        speaks=speaks,
        version=unit.row.version if unit else listed.row.version,
        said=sent.said if sent and refused_now else Said(),
        is_open=refused_now or answers,
    )


# ---- the form of a new or changed one --------------------------------------------------------


@dataclass(frozen=True)
class EditPage:
    """`id` is null for a new one; `stands` is the text that somebody else saved meanwhile."""

    id: int | None
    version: int | None
    typed: Typed
    choices: Choices
    plans: Sequence[tuple[int, str]]
    task: str | None
    is_leader: bool
    chooses_office: bool
    refused: Refused | None
    stands: str | None = None
    longest: int = LONGEST
