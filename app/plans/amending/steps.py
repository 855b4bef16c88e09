"""A list of changes, one after the other: each refusal says which of them it was."""

from collections.abc import Sequence
from typing import Any

from app.core.errors import AppError
from app.plans.amending import changing
from app.plans.amending.ledger import Ledger
from app.plans.amending.schemas import (
    AddAssignmentIn,
    AddTaskIn,
    ChangeAssignmentIn,
    ChangeIn,
    ChangeIndicatorIn,
    ChangeTaskIn,
    EndAssignmentIn,
    EndTaskIn,
)
from app.plans.drafts.assigning import NewAssignment
from app.plans.drafts.editing import NewTask
from app.plans.drafts.schemas import AssignmentIn
from app.plans.incoming import Incoming


def take(ledger: Ledger, changes: Sequence[ChangeIn]) -> None:
    """Raise what stands in the way of one of them, with its place among `errors`."""
    for n, one in enumerate(changes):
        try:
            _take(ledger, one)
        except AppError as refused:
            refused.errors.append(
                {"loc": ["body", "changes", n], "msg": refused.detail or refused.title}
            )
            raise


def _take(ledger: Ledger, one: ChangeIn) -> None:
    match one:
        case ChangeTaskIn():
            changing.change_task(ledger, one.task_id, _given(one, "task_id"))
        case AddTaskIn():
            _add_task(ledger, one)
        case EndTaskIn():
            changing.end_task(ledger, one.task_id)
        case AddAssignmentIn():
            changing.add_unit(ledger, one.task_id, _new(one))
        case ChangeAssignmentIn():
            changing.change_unit(ledger, one.assignment_id, _given(one, "assignment_id"))
        case EndAssignmentIn():
            changing.end_unit(ledger, one.assignment_id)
        case ChangeIndicatorIn():
            changing.change_indicator(ledger, one.indicator_id, _given(one, "indicator_id"))


def _given(one: Incoming, id_: str) -> dict[str, Any]:
    return {name: value for name, value in one.given().items() if name not in {"action", id_}}


def _add_task(ledger: Ledger, one: AddTaskIn) -> None:
    plain = one.model_dump(exclude={"action", "assignments", "parent_id", "after"})
    new = NewTask(**plain, assignments=[_new(unit) for unit in one.assignments])
    changing.add_task(ledger, new, parent_id=one.parent_id, after=one.after)


def _new(one: AssignmentIn) -> NewAssignment:
    names = ("role", "unit_id", "name", "printed_label", "is_first_lead")
    return NewAssignment(**{name: getattr(one, name) for name in names})
