"""The checks of a matrix on screen: the list of one plan to work through or print, and what a
region checks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor
from app.core.errors import AppError
from app.plans import access, listing
from app.plans.drafts.pages import forms
from app.plans.drafts.pages.forms import to
from app.plans.lint import service
from app.plans.lint import settings as lint_settings
from app.plans.lint.limits import (
    CHECKS,
    FEWEST,
    LARGEST,
    LEAST_LIKE,
    LIKENESS,
    MOST_LIKE,
    MOST_UNITS,
    Check,
)
from app.plans.lint.schemas import LONGEST_NOTE, LintSettingsPatch, SettleKeyIn
from app.plans.lint.service import LintView
from app.plans.lint.settings import Settings
from app.plans.lint.showing import Checked, checked
from app.plans.lint.terms import Code, Level
from app.plans.listing import PlanView
from app.reading.terms import Severity
from app.web.parameters import CurrentActor, IdQuery, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

Key = Annotated[str, Form(max_length=200)]
Back = Annotated[str, Form(pattern="^(plan|list)$")]


@dataclass(frozen=True)
class ListPage:
    """`shown` are the open findings that pass the filter; `typed` is the note of `key` that was
    refused.
    """

    plan: PlanView
    checks: Checked
    shown: Sequence[LintView]
    severity: Severity | None
    code: Code | None
    may_write: bool
    may_block: bool
    refusal: str | None = None
    key: str = ""
    typed: str = ""
    longest: int = LONGEST_NOTE


@dataclass(frozen=True)
class SettingsPage:
    settings: Settings
    checks: Mapping[Code, Check]
    levels: Mapping[str, str]
    refusal: str | None = None
    most_units: int = MOST_UNITS
    likeness: float = LIKENESS
    fewest: int = FEWEST
    largest: int = LARGEST
    least_like: float = LEAST_LIKE
    most_like: float = MOST_LIKE
    typed: Mapping[str, str] = field(default_factory=dict)


LEVELS = {
    Level.ERROR.value: "必须处理（未处理不能发布）",
    Level.WARNING.value: "请核对",
    Level.NOTE.value: "提示",
    Level.OFF.value: "不检查",
}


# ---- the list of a plan ----------------------------------------------------------------------


@router.get("/plans/{plan_id}/lint")
def list_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    severity: Annotated[str, Query(max_length=20)] = "",
    code: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    page = _list(session, actor, plan_id, severity, code)
    return render(request, "plans/lint/list.html", page)


def _list(
    session: Session, actor: Actor, plan_id: int, severity: str = "", code: str = "", **more: Any
) -> ListPage:
    row = access.for_judging(session, actor, plan_id)
    plan = listing.plan(session, actor, plan_id)
    found = service.findings(session, actor, row)
    weight = Severity(severity) if severity in list(Severity) else None
    check = Code(code) if code in list(Code) else None
    limits = lint_settings.limits_of(session, row.region_id)
    return ListPage(
        plan=plan,
        checks=checked(found, limits, lint_settings.page_of(row.region_id)),
        shown=[
            one
            for one in found
            if one.settled_at is None
            and weight in (None, one.severity)
            and check in (None, one.code)
        ],
        severity=weight,
        code=check,
        may_write=access.may_write(actor, plan),
        may_block=bool(limits.blocking),
        **more,
    )


@router.post("/plans/{plan_id}/lint/settle")
def settle(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    key: Key,
    note: Annotated[str, Form(max_length=20_000)] = "",
    back: Back = "list",
) -> Response:
    try:
        values = {"key": key} | ({"note": note} if note.strip() else {})
        body = forms.parsed(SettleKeyIn, values)
        service.settle(session, actor, plan_id, body.key, body.note)
    except AppError as refused:
        session.rollback()
        page = _list(session, actor, plan_id, refusal=refused.told, key=key, typed=note)
        return render(request, "plans/lint/list.html", page, status=refused.status)
    return _back(plan_id, back, "lint_settled")


@router.post("/plans/{plan_id}/lint/reopen")
def reopen(
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    key: Key,
    back: Back = "list",
) -> Response:
    service.reopen(session, actor, plan_id, key)
    return _back(plan_id, back, "lint_reopened")


def _back(plan_id: int, back: str, notice: str) -> Response:
    return to(f"/plans/{plan_id}" if back == "plan" else f"/plans/{plan_id}/lint", notice, "lint")


# ---- what a region checks --------------------------------------------------------------------


@router.get("/lint/settings")
def settings_page(
    request: Request, session: RequestSession, actor: CurrentActor, region: IdQuery = None
) -> Response:
    found = lint_settings.settings(session, actor, region)
    page = SettingsPage(found, CHECKS, LEVELS)
    return render(request, "plans/lint/settings.html", page)


@router.post("/lint/settings")
def change_settings(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    region: IdQuery = None,
    version: Annotated[int, Form()],
    level: Annotated[list[str], Form()],
    most_units: Annotated[str, Form(max_length=40)] = "",
    likeness: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """`level` is one for each check, in their order; an empty number is the default again."""
    typed = {"most_units": most_units.strip(), "likeness": likeness.strip()}
    typed |= {code.value: word for code, word in zip(Code, level, strict=False)}
    try:
        body = forms.parsed(LintSettingsPatch, _given(typed))
        lint_settings.change(session, actor, body.given(), region_id=region, expected=version)
    except AppError as refused:
        session.rollback()
        found = lint_settings.settings(session, actor, region)
        page = SettingsPage(found, CHECKS, LEVELS, refusal=refused.told, typed=typed)
        return render(request, "plans/lint/settings.html", page, status=refused.status)
    return to("/lint/settings", "lint_settings_changed", region=region)


def _given(typed: Mapping[str, str]) -> dict[str, object]:
    levels = {code.value: typed[code.value] for code in Code if typed.get(code.value)}
    numbers = {name: typed[name] or None for name in ("most_units", "likeness")}
    return {"levels": levels, **numbers}
