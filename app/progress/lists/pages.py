"""The page of a unit: what it holds, what it owes, and its sheet to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Row
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor
from app.core.actor import Role as ActorRole
from app.plans.holding.service import Holding
from app.plans.terms import PlanState
from app.progress.claims import service as claims
from app.progress.life import messages as life_messages
from app.progress.life import service as life
from app.progress.life.views import LifeSection, Sent, section
from app.progress.lists import items, service
from app.progress.lists.queries import TaskFilter
from app.progress.lists.service import PlanCount
from app.progress.lists.terms import TaskSort
from app.progress.measures import service as measures
from app.progress.measures.terms import MeasureState
from app.reading.terms import Role
from app.units.reforms.service import Reform
from app.web.parameters import CurrentActor, CurrentWindow, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class MeasureLine:
    """What a unit does for a task; `unit` is named where several stand together."""

    text: str
    due_on: date | None
    responsible: str
    unit: str = ""


@dataclass(frozen=True)
class TaskRow:
    """A line of the table; `others` are the label and names of each further role."""

    id: int
    number: str
    title: str
    role_label: str
    first: bool
    via: str
    cells: tuple[tuple[str, str], ...]
    state_label: str
    light_label: str | None
    light_colour: str | None
    light_reason: str | None
    due: str
    next_return: dict[str, Any] | None
    measures: Sequence[MeasureLine]


@dataclass(frozen=True)
class UnitPage:
    unit_id: int
    name: str
    region: str
    plans: Sequence[PlanCount]
    reforms: Sequence[Reform]
    tasks: Sequence[TaskRow]
    role: str | None
    plan: int | None
    next: str | None
    can_acknowledge: bool
    claimable: claims.Tally


@dataclass(frozen=True)
class TaskPage:
    """`ended`: an amendment ended the task; `followed`: another plan has followed its own."""

    task: dict[str, Any]
    ended: bool
    followed: bool
    life: LifeSection
    cells: tuple[tuple[str, str], ...]
    measures: Sequence[MeasureLine]
    may_measure: bool


@router.get("/units/{unit_id}")
def unit_page(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    unit_id: int,
    role: Role | None = None,
    plan: int | None = None,
) -> Response:
    wanted = TaskFilter(role=role, plan=plan)
    found = service.of_unit(
        session, actor, unit_id, wanted=wanted, sort=TaskSort.POSITION, window=window
    )
    about = service.about_unit(session, actor, unit_id)
    own = actor.role is ActorRole.LIAISON and actor.unit_id == unit_id
    plans = {listed.row.plan_id for listed in found.tasks}
    doing = measures.of_units(session, [unit_id], plans)
    assert found.holding is not None  # noqa: S101 - a unit's list has it
    page = UnitPage(
        unit_id=unit_id,
        name=about.name,
        region=about.region,
        plans=about.plans,
        reforms=about.reforms,
        tasks=[
            _row(listed, found.holding, doing.get((unit_id, listed.row.id), ()))
            for listed in found.tasks
        ],
        role=role,
        plan=plan,
        next=found.next,
        can_acknowledge=own,
        claimable=claims.count_claimable(session, actor) if own else claims.NONE,
    )
    return render(request, "progress/unit.html", page)


@router.get("/tasks/{task_id}")
def task_page(
    request: Request, session: RequestSession, actor: CurrentActor, task_id: int
) -> Response:
    return show_task(request, session, actor, task_id)


def show_task(
    request: Request, session: Session, actor: Actor, task_id: int, sent: Sent | None = None
) -> Response:
    """The page of a task; after a refusal with what was `sent`."""
    found = service.get(session, actor, task_id)
    page = TaskPage(
        task=items.whole(found),
        ended=found.task.ended_by_id is not None,
        followed=found.plan_state is PlanState.SUPERSEDED,
        life=section(life.life(session, actor, task_id), sent),
        cells=_cells(found.assignments),
        measures=_measures(session, actor, task_id),
        may_measure=bool(measures.about(session, actor, task_id).units),
    )
    status = sent.error.status if sent else HTTPStatus.OK
    return render(request, "progress/task.html", page, status=status)


def _measures(session: Session, actor: Actor, task_id: int) -> list[MeasureLine]:
    """What goes on, by unit."""
    return [
        MeasureLine(one.row.text, one.row.due_on, one.row.responsible, one.row.unit_name)
        for one in measures.of_task(session, actor, task_id)
        if one.row.state is MeasureState.ACTIVE
    ]


def _row(listed: service.ListedTask, holding: Holding, doing: Sequence[Row[Any]]) -> TaskRow:
    told = items.unit_task(listed, holding)
    due = told["next_return"]
    return TaskRow(
        id=told["id"],
        number=told["number"] or "—",
        title=told["title"],
        role_label=told["role_label"],
        first=told["first"],
        via=told["via_label"] or "",
        cells=_cells(listed.assignments),
        state_label=told["state_label"],
        light_label=told["light_label"],
        light_colour=told["light_colour"],
        light_reason=told["light_reason"],
        due=life_messages.due(told["due_text"], told["due_on"], told["extended_to"]) or "—",
        next_return=due,
        measures=[MeasureLine(one.text, one.due_on, one.responsible) for one in doing],
    )


def _cells(assignments: Sequence[Row[Any]]) -> tuple[tuple[str, str], ...]:
    """Each printed label with its units, in the document's words and order."""
    named: dict[str, list[str]] = {}
    for cell in assignments:
        named.setdefault(cell.printed_label, []).append(cell.name or cell.raw)
    return tuple((label, "、".join(names)) for label, names in named.items())
