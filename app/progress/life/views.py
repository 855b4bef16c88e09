"""What the section 办理 of a task's page shows, and the forms of who may do something now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.core.errors import AppError
from app.kit import clock
from app.progress.life import items, messages, rules
from app.progress.life.messages import ACTIONS, WORDS
from app.progress.life.schemas import LONGEST
from app.progress.life.service import Life
from app.progress.life.terms import Action, ExtensionState
from app.progress.messages import TASK_STATES
from app.web.forms import texts

EXTEND, RESULT = "extend", "result"
"""Forms that are no action; that of a decision is called by the extension's id."""


@dataclass(frozen=True)
class Typed:
    """The fields of a form as text."""

    words: str = ""
    review_on: str = ""
    on_behalf_of: str = ""
    extended_to: str = ""
    year: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "Typed":
        return cls(**texts(fields, vars(cls())))


class Sent(NamedTuple):
    """A form that was refused, and why."""

    form: str
    typed: Typed
    error: AppError


@dataclass(frozen=True)
class Form:
    """One thing that may be done now. `label` is of its words, which `needed` may not be empty."""

    action: Action
    title: str
    label: str
    needed: bool
    reviewed: bool
    speaks: bool
    typed: Typed
    is_open: bool


@dataclass(frozen=True)
class LifeSection:
    """`waiting` is the extension that the actor may decide; `new` and `decision` are what was typed
    in the forms of an extension and of its decision, `result` in that of a stage result, `lost` in
    one that is not there any more. `beyond` is the last year of the plan where more is asked for.
    """

    task_id: int
    version: int
    state: str
    due: str
    extended: int
    review_on: Any
    forms: Sequence[Form]
    may_extend: bool
    waiting: Mapping[str, Any] | None
    beyond: int | None
    may_write: bool
    years: Sequence[int]
    missing_years: Sequence[int]
    on_behalf: bool
    steps: Sequence[Mapping[str, Any]]
    extensions: Sequence[Mapping[str, Any]]
    results: Sequence[Mapping[str, Any]]
    new: Typed
    decision: Typed
    result: Typed
    sent: str
    refused: AppError | None
    lost: str
    words: Mapping[str, str]
    longest: int = LONGEST


def section(found: Life, sent: Sent | None = None) -> LifeSection:
    row = found.task
    waiting = next((one for one in found.extensions if one.state is ExtensionState.REQUESTED), None)
    this_year = clock.today().year
    return LifeSection(
        task_id=row.id,
        version=row.version,
        state=TASK_STATES[row.state],
        due=messages.due(row.due_text, row.due_on, row.extended_to),
        extended=items.granted(found),
        review_on=row.review_on,
        forms=[_form(found, action, sent) for action in found.allowed],
        may_extend=found.may_extend,
        waiting=items.extension(waiting) if waiting and found.may_decide else None,
        beyond=_beyond(row.period_end, waiting),
        may_write=found.may_write,
        years=sorted({this_year, this_year - 1, *found.missing_years}, reverse=True),
        missing_years=found.missing_years,
        on_behalf=found.on_behalf,
        steps=[items.step(one) for one in found.steps],
        extensions=[items.extension(one) for one in found.extensions],
        results=[items.result(one) for one in found.results],
        new=_typed(EXTEND, sent),
        decision=_typed(str(waiting.id) if waiting else "", sent),
        result=_typed(RESULT, sent),
        sent=sent.form if sent else "",
        refused=sent.error if sent else None,
        lost=_lost(found, sent, waiting.id if waiting and found.may_decide else None),
        words=WORDS,
    )


def _lost(found: Life, sent: Sent | None, decides: int | None) -> str:
    also = {EXTEND: found.may_extend, RESULT: found.may_write, str(decides): True}
    gone = sent is not None and sent.form not in found.allowed and not also.get(sent.form, False)
    return sent.typed.words if sent and gone else ""


def _beyond(period_end: int | None, waiting: Any) -> int | None:
    asked_for = waiting.asked_for.year if waiting else 0
    return period_end if period_end is not None and asked_for > period_end else None


def _form(found: Life, action: Action, sent: Sent | None) -> Form:
    table = rules.MOVES[action]
    return Form(
        action=action,
        title=_title(found, action),
        label=WORDS[table.words],
        needed=table.needed is not None,
        reviewed=table.reviewed,
        speaks=found.on_behalf and action is Action.APPLY_CLOSURE,
        typed=_typed(action.value, sent),
        is_open=sent is not None and sent.form == action.value,
    )


def _title(found: Life, action: Action) -> str:
    again = action is Action.SUSPEND and found.task.review_on is not None
    entered = found.on_behalf and action is Action.APPLY_CLOSURE
    title = "继续暂缓，改定复核日期" if again else ACTIONS[action]
    return f"代单位{title}（代录）" if entered else title


def _typed(form: str, sent: Sent | None) -> Typed:
    return sent.typed if sent and sent.form == form else Typed()


# ---- 待办理 ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A row of the list: `item` as the API gives it, `due` with the first day."""

    item: Mapping[str, Any]
    due: str


@dataclass(frozen=True)
class PendingPage:
    lines: Sequence[Line]
    total: int | None
    kinds: Mapping[str, str]
    kind: str
    plan: int | None
    next: str | None


def line(row: Any) -> Line:
    return Line(items.pending(row), messages.due(row.due_text, row.due_on, row.extended_to))
