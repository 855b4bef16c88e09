"""What the pages of returns show: their typed contexts, from what the service answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from app.core.errors import AppError, InvalidError
from app.progress import items, messages
from app.progress.figures import items as figures
from app.progress.figures.rules import Figure
from app.progress.forms import BESIDE, Errors, SentForm, Typed, carried, stored
from app.progress.life.messages import due
from app.progress.messages import STAGES, WAYS, task_name
from app.progress.parts.messages import STANDINGS
from app.progress.parts.rules import Entry, Text
from app.progress.parts.rules import Standing as Sent
from app.progress.rules import Action, Standing
from app.progress.service import Listed, WholeReturn
from app.progress.terms import OWED, TaskStage, Way
from app.progress.unsaved import Unsaved, differing, unsaved


@dataclass(frozen=True)
class DispatchLine:
    id: int
    plan_id: int
    plan: str
    unit: str
    dispatched_at: datetime


@dataclass(frozen=True)
class Chosen:
    """What the list is narrowed by, as its form shows it."""

    state: str
    overdue: bool
    plan: int | None
    unit: int | None


@dataclass(frozen=True)
class ReturnsPage:
    """`following` is the address of the next page. `own` is the list of a liaison, who may sign
    for `dispatches`.
    """

    lines: Sequence["ReturnLine"]
    total: int
    chosen: Chosen
    states: Mapping[str, str]
    plans: Sequence[tuple[int, str]]
    dispatches: Sequence[DispatchLine]
    lockable: Sequence[tuple[str, str, int]]
    own: bool
    first: bool
    following: str | None


@dataclass(frozen=True)
class ReturnLine:
    """`item` as the API gives it; `late` says in words how long it is overdue."""

    item: Mapping[str, Any]
    opens_on: date
    due_on: date
    submitted_at: datetime | None
    late: str | None
    owed: bool


def line(listed: Listed) -> ReturnLine:
    row = listed.row
    return ReturnLine(
        item=items.item(listed),
        opens_on=row.opens_on,
        due_on=row.due_on,
        submitted_at=row.submitted_at,
        late=_late(listed),
        owed=row.state in OWED,
    )


def _late(listed: Listed) -> str | None:
    late = listed.light.endswith("overdue")
    return messages.overdue(listed.overdue) if late else None


def dispatch_line(row: Row[Any]) -> DispatchLine:
    return DispatchLine(row.id, row.plan_id, row.plan_title, row.unit_name, row.dispatched_at)


# ---- one return ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Refused:
    """Why a form was not taken: `errors` lead to the fields, by the id of each."""

    title: str
    detail: str | None
    errors: Sequence[tuple[str, str]] = ()
    stale: bool = False


@dataclass(frozen=True)
class Review:
    """What the coordinator typed; kept when the form is refused."""

    note: str = ""
    reason: str = ""
    due_on: str = ""


@dataclass(frozen=True)
class FigureField:
    """An indicator of a row as the API gives it, with what stands in its fields; what belongs to
    another task now is shown, and not `asked`, unless somebody just typed into its fields.
    """

    item: Mapping[str, Any]
    typed: Figure
    asked: bool


@dataclass(frozen=True)
class ThreadLine:
    """What another unit says of the row; `take` names it for the button that takes it over."""

    unit: str
    part: bool
    filed: bool
    standing: str
    filed_at: datetime | None
    text: Text
    take: str


@dataclass(frozen=True)
class RowView:
    """`typed` stands in the fields, `kept` is what is stored; `newer` is what somebody else
    stored meanwhile where it differs, by label. `carried`: something goes on from the period
    before. `planned` is how far the task should be by then, in percent. A `part` is due on
    `part_due`, where that is before the form; `part_filed`: others read it already.
    """

    task_id: int
    name: str
    role: str
    due: str
    typed: Typed
    kept: Typed
    before: Mapping[str, Any] | None
    planned: int | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    carried: bool = False
    part: bool = False
    part_due: date | None = None
    part_filed: bool = False
    thread: Sequence["ThreadLine"] = ()
    figures: Sequence["FigureField"] = ()
    newer: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class ReturnPage:
    item: Mapping[str, Any]
    line: ReturnLine
    rows: Sequence[RowView]
    can: frozenset[Action]
    on_behalf: bool
    opens_on: date
    period_start: date
    period_end: date
    reviewed_at: datetime | None
    parts_filed_at: datetime | None
    document_number: str | None
    version: int
    suggested_due: date
    review: Review
    refused: Refused | None
    clearing: bool
    beside: Mapping[str, str]
    unsaved: Sequence[Unsaved] = ()
    amends: bool = False
    ways: Mapping[Way, str] = field(default_factory=lambda: WAYS)
    stages: Mapping[TaskStage, str] = field(default_factory=lambda: STAGES)


def whole(
    found: WholeReturn,
    *,
    suggested_due: date,
    sent: SentForm | None = None,
    refused: Refused | None = None,
    errors: Errors | None = None,
    review: Review | None = None,
    beside: Mapping[str, str] | None = None,
    amends: bool = False,
) -> ReturnPage:
    """The page of a return, with what was typed in place of what is stored after a refusal."""
    row = found.item.row
    # A form whose fields are wrong is still about the version that it was made from.
    version = sent.version if sent and errors and sent.version is not None else row.version
    return ReturnPage(
        item=items.whole(found),
        line=line(found.item),
        rows=[_row(found, one, sent, refused, errors or {}) for one in found.rows],
        can=found.allowed,
        on_behalf=found.standing is Standing.OFFICE,
        opens_on=row.opens_on,
        period_start=row.period_start,
        period_end=row.period_end,
        reviewed_at=row.reviewed_at,
        parts_filed_at=row.parts_filed_at,
        document_number=row.document_number,
        version=version,
        suggested_due=suggested_due,
        review=review or Review(),
        refused=refused,
        clearing=found.holds.clearing,
        beside=dict.fromkeys(BESIDE, "")
        | {"on_behalf_of": row.on_behalf_of or "", "way": row.way or ""}
        | dict(sent.beside if sent else beside or {}),
        unsaved=unsaved(found, sent, amends=amends),
        amends=amends,
    )


def _row(
    found: WholeReturn,
    row: Row[Any],
    sent: SentForm | None,
    refused: Refused | None,
    errors: Errors,
) -> RowView:
    kept = stored(row)
    before = found.before.get(row.task_id)
    fills = carried(row, before) if found.item.row.state in OWED else kept
    typed = sent.rows.get(row.task_id, fills) if sent else fills
    role = found.roles.get(row.task_id)
    return RowView(
        task_id=row.task_id,
        name=task_name(row),
        role=role.printed_label if role else "",
        due=due(row.due_text, row.due_on, row.extended_to),
        typed=typed,
        kept=kept,
        before=items.before(before),
        planned=found.planned.get(row.task_id),
        errors=dict(errors.get(row.task_id, ())),
        carried=typed == fills != kept,
        part=row.task_id in found.shared.parts,
        part_due=found.item.row.parts_due_on,
        part_filed=row.filed_at is not None,
        thread=[
            _thread_line(row.task_id, one) for one in found.shared.threads.get(row.task_id, ())
        ],
        figures=_figures(found, row, typed, sent=sent is not None and row.task_id in sent.rows),
        newer=differing(typed, kept) if refused and refused.stale else (),
    )


def _figures(found: WholeReturn, row: Row[Any], typed: Typed, *, sent: bool) -> list[FigureField]:
    """What the row is asked and tells; and what was `sent` of an indicator that went to another
    task meanwhile, which stands in its field again.
    """
    tied = found.indicators.get(row.task_id, ())
    told = figures.of_row(tied, row.figures, found.before.get(row.task_id))
    asked = {one.id for one in tied}
    if sent:
        there = {one["indicator_id"] for one in told}
        names = {one.id: one for some in found.indicators.values() for one in some}
        back = {id_ for id_, one in typed.figures.items() if one.value or one.basis}
        for id_ in sorted(back - there):
            name = names[id_].name if id_ in names else f"指标 {id_}"
            told += figures.of_row((), {str(id_): {**_NO_FIGURE, "name": name}}, None)
        asked |= back
    return [
        FigureField(
            one,
            typed.figures.get(one["indicator_id"], Figure()),
            asked=one["indicator_id"] in asked,
        )
        for one in told
    ]


_NO_FIGURE = {"value": "", "number": None, "basis": ""}


def _thread_line(task_id: int, one: Entry) -> ThreadLine:
    return ThreadLine(
        unit=one.unit,
        part=one.part,
        filed=one.standing is Sent.FILED,
        standing=STANDINGS[one.standing],
        filed_at=one.filed_at,
        text=one.text,
        take=f"{task_id}-{one.unit_id}",
    )


def refusal(error: AppError) -> Refused:
    """A refused form as its page tells it; a missing row leads to its field."""
    errors = [(_anchor(one["loc"]), str(one["msg"])) for one in error.errors]
    return Refused(error.title, error.detail, errors, stale=error.code == "stale")


def wrong_rows(error: AppError) -> Errors:
    """What is wrong with fields that only the service could judge, as a form shows it."""
    errors: dict[int, list[tuple[str, str]]] = {}
    for one in error.errors if isinstance(error, InvalidError) else ():
        loc: Any = one["loc"]
        if loc[0] == "rows":
            errors.setdefault(loc[1], []).append((loc[2], str(one["msg"])))
    return errors


def _anchor(loc: Any) -> str:
    return f"{loc[2]}-{loc[1]}" if loc[0] == "rows" else str(loc[0])
