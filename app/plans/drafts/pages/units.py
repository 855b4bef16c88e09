"""The form for all units of one task: what was typed in several rows is saved by one button."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from app.core.errors import InvalidError, NotFoundError
from app.plans import service
from app.plans.drafts.pages.corrections import CurrentDesk, Desk, Version
from app.plans.drafts.pages.forms import OptionalId, parsed
from app.plans.drafts.schemas import AssignmentIn, AssignmentPatch
from app.plans.matrix import MatrixAssignment, MatrixTask
from app.plans.service import NewAssignment
from app.units import service as units
from app.web.parameters import PathId

router = APIRouter(prefix="/plans/{plan_id}/review", include_in_schema=False)

Ids = Annotated[list[int], Form()]
Texts = Annotated[list[str], Form(max_length=1000)]
Text = Annotated[str, Form()]


class RowsDifferError(InvalidError):
    code, title = "rows_differ", "表单不完整，请重新打开这一页再改"


@dataclass(frozen=True)
class Typed:
    """One row as it was sent; `first` is the unit that files for several leads."""

    id: int
    unit: str
    role: str
    first: bool
    remember: bool
    delete: bool


@router.post("/tasks/{task_id}/units")
def save_units(
    *,
    desk: CurrentDesk,
    task_id: PathId,
    version: Version,
    row: Ids = [],  # noqa: B006 - FastAPI copies a default
    unit: Texts = [],  # noqa: B006 - likewise
    role: Texts = [],  # noqa: B006 - likewise
    remember: Ids = [],  # noqa: B006 - likewise
    delete: Ids = [],  # noqa: B006 - likewise
    first: OptionalId = "",
    new_unit: Text = "",
    new_role: Text = "",
) -> Response:
    new = (new_unit.strip(), new_role)
    kept = _kept(row, unit, role, remember, delete) | {
        "first": first,
        "new-unit": new[0],
        "new-role": new_role,
    }

    def do() -> None:
        if not len(row) == len(unit) == len(role):
            raise RowsDifferError
        rows = [
            Typed(id_, name.strip(), part, str(id_) == first, id_ in remember, id_ in delete)
            for id_, name, part in zip(row, unit, role, strict=True)
        ]
        _save(desk, desk.task(task_id), rows, new, version)

    return desk.run(task_id, do, "units_changed", form="units", typed=kept, stay=True)


def _kept(
    row: Sequence[int],
    unit: Sequence[str],
    role: Sequence[str],
    remember: Sequence[int],
    delete: Sequence[int],
) -> dict[str, str]:
    """What was typed, as the page asks for it again should the form be refused."""
    kept = {f"unit-{id_}": name for id_, name in zip(row, unit, strict=False)}
    kept |= {f"role-{id_}": part for id_, part in zip(row, role, strict=False)}
    kept |= {f"remember-{id_}": "true" for id_ in remember}
    return kept | {f"delete-{id_}": "true" for id_ in delete}


def _save(
    desk: Desk, task: MatrixTask, rows: Sequence[Typed], new: tuple[str, str], version: int
) -> None:
    """Rows that go make room first; the task's version is checked by the first change alone."""
    expected: int | None = version
    for typed in rows:
        if typed.delete:
            one = _of(task, typed.id)
            service.delete_assignment(desk.session, desk.actor, one.id, expected)
            expected = None
    for typed in rows:
        values = {} if typed.delete else _changed(desk, _of(task, typed.id), typed)
        if values:
            given = parsed(AssignmentPatch, values).given()
            service.change_assignment(desk.session, desk.actor, typed.id, given, expected)
            expected = None
    name, role = new
    if name:
        body = parsed(AssignmentIn, {"name": name, "role": role})
        made = NewAssignment(role=body.role, name=body.name)
        service.add_assignment(desk.session, desk.actor, task.id, made, expected)


def _of(task: MatrixTask, assignment_id: int) -> MatrixAssignment:
    found = next((one for one in task.assignments if one.id == assignment_id), None)
    if found is None:
        raise NotFoundError
    return found


def _changed(desk: Desk, one: MatrixAssignment, typed: Typed) -> dict[str, Any]:
    """Raise `NotFoundError`, with the nearest names, for a unit that is not registered."""
    values: dict[str, Any] = {}
    if typed.role != one.role:
        values["role"] = typed.role
    if typed.unit != (one.unit.name if one.unit else ""):
        values["unit_id"] = _unit_id(desk, typed.unit)
    if typed.first and not _is_settled(one):
        values["is_first_lead"] = True
    if typed.remember:
        values["remember"] = True
    return values


def _unit_id(desk: Desk, name: str) -> int | None:
    if not name:
        return None
    plan = service.get(desk.session, desk.actor, desk.plan_id)
    return units.unit_named(desk.session, name, plan.region_id).id


def _is_settled(one: MatrixAssignment) -> bool:
    return one.is_first_lead and one.first_lead_basis != "default"
