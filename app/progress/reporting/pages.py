"""填报规则 of a plan as a page: the form, and what returns come of it before it is saved."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from pydantic import ValidationError
from sqlalchemy import Row
from starlette.responses import RedirectResponse, Response

from app.core.errors import AppError, ForbiddenError, InvalidError, NotFoundError
from app.progress.messages import FILLS, PERIODS, period_label, task_name
from app.progress.reporting import service
from app.progress.reporting.burden import Burden, burden
from app.progress.reporting.rules import OF_TASKS
from app.progress.reporting.schemas import RuleIn
from app.progress.reporting.service import PlanRule
from app.progress.terms import Fills, PeriodKind
from app.web.forms import Fields, version_of
from app.web.messages import validation_message
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class TaskLine:
    """`period` and `days` as they stand in the fields."""

    id: int
    name: str
    period: str
    days: str


@dataclass(frozen=True)
class RulePage:
    """`shown` is the preview of what was typed, or what comes of the rule as it is."""

    found: PlanRule
    shown: PlanRule
    previewed: bool
    midterm_on: str
    final: bool
    fills: str
    parts_workdays: str
    modes: Mapping[Fills, str]
    lines: Sequence[TaskLine]
    version: int
    labels: Mapping[PeriodKind, str]
    choices: Sequence[PeriodKind]
    names: Mapping[str, str]
    refusal: str | None = None


def _page(
    found: PlanRule,
    fields: Mapping[str, str] | None = None,
    shown: PlanRule | None = None,
    refusal: str | None = None,
) -> RulePage:
    shows = shown or found
    typed = {} if fields is None else fields
    rule = found.rule
    kept = rule.midterm_on.isoformat() if rule.midterm_on else ""
    version = version_of(typed)
    return RulePage(
        found=found,
        shown=shows,
        previewed=shown is not None,
        midterm_on=typed.get("midterm_on", kept),
        final="final" in typed if fields is not None else rule.final,
        fills=typed.get("fills", rule.fills.value),
        parts_workdays=typed.get("parts_workdays", str(rule.parts_workdays)),
        modes=FILLS,
        lines=[_line(found, one, typed) for one in found.tasks],
        version=found.version if version is None else version,
        labels=PERIODS,
        choices=OF_TASKS,
        names={one.period: period_label(one.period) for one in shows.lines},
        refusal=refusal,
    )


def _line(found: PlanRule, row: Any, typed: Mapping[str, str]) -> TaskLine:
    own = found.own.get(row.id)
    period = own.kind.value if own else ""
    days = "、".join(day.isoformat() for day in own.days) if own else ""
    return TaskLine(
        id=row.id,
        name=task_name(row),
        period=typed.get(f"period-{row.id}", period),
        days=typed.get(f"days-{row.id}", days),
    )


@router.get("/plans/{plan_id}/reporting")
def rule_page(
    request: Request, session: RequestSession, actor: CurrentActor, plan_id: PathId
) -> Response:
    return render(request, "progress/reporting.html", _page(service.get(session, actor, plan_id)))


@router.post("/plans/{plan_id}/reporting")
def change_rule(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    fields: Fields,
) -> Response:
    sent = [row for row in service.tasks(session, actor, plan_id) if f"period-{row.id}" in fields]
    try:
        given = RuleIn.model_validate(_given(sent, fields)).given()
        if fields.get("action") == "preview":
            shown = service.preview(session, actor, plan_id, given)
            page = _page(service.get(session, actor, plan_id), fields, shown)
            return render(request, "progress/reporting.html", page)
        service.change(session, actor, plan_id, given, expected=version_of(fields))
    except (ForbiddenError, NotFoundError):
        raise
    except (ValidationError, AppError) as refused:
        session.rollback()
        told, status = _told(sent, refused)
        page = _page(service.get(session, actor, plan_id), fields, refusal=told)
        return render(request, "progress/reporting.html", page, status=status)
    return RedirectResponse(f"/plans/{plan_id}/reporting?notice=rule_changed", HTTPStatus.SEE_OTHER)


def _given(sent: Sequence[Row[Any]], fields: Mapping[str, str]) -> dict[str, Any]:
    """By the tasks that the form has; days stand in one field, with anything but digits between."""
    tasks = [
        {
            "task_id": row.id,
            "period": fields[f"period-{row.id}"] or None,
            "milestones": re.findall(r"[\d-]+", fields.get(f"days-{row.id}", "")),
        }
        for row in sent
    ]
    return {
        "midterm_on": fields.get("midterm_on", "").strip() or None,
        "final": "final" in fields,
        **{name: fields[name].strip() for name in ("fills", "parts_workdays") if name in fields},
        "tasks": tasks,
    }


_WHERE = {
    "midterm_on": "中期评估",
    "fills": "各项任务由谁填写",
    "parts_workdays": "配合部分提前几个工作日",
}


def _told(sent: Sequence[Row[Any]], refused: ValidationError | AppError) -> tuple[str, int]:
    if isinstance(refused, AppError):
        return refused.told, refused.status
    first = refused.errors()[0]
    place = first["loc"]
    where = _WHERE.get(str(place[0]), "任务")
    if place[0] == "tasks" and len(place) > 1 and isinstance(place[1], int):
        where = sent[place[1]].title
    return f"{where}：{validation_message(first)}", InvalidError.status


# ---- the burden ------------------------------------------------------------------------------


@dataclass(frozen=True)
class BurdenPage:
    """`whole` is false where it is fetched into the page of the plan."""

    found: Burden
    whole: bool


@router.get("/plans/{plan_id}/burden")
def burden_page(
    request: Request, session: RequestSession, actor: CurrentActor, plan_id: PathId
) -> Response:
    whole = "HX-Request" not in request.headers
    template = "progress/burden.html" if whole else "progress/_burden.html"
    return render(request, template, BurdenPage(burden(session, actor, plan_id), whole))
