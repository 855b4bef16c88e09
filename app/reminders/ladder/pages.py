"""The ladder of a region as a page: steps to fill in, and what they would lead to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor
from app.core.errors import AppError
from app.kit import clock
from app.reminders.ladder import forms, preview, settings
from app.reminders.ladder.forms import PROFILES, Table
from app.reminders.ladder.preview import Preview
from app.reminders.ladder.rules import CHOSEN
from app.reminders.ladder.settings import PlanChoice, Settings
from app.reminders.rules import AUDIENCE_LABELS
from app.reminders.terms import Audience, Draft, Profile
from app.web.forms import Fields, version_of
from app.web.parameters import CurrentActor, CurrentRuntime, IdQuery, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

DRAFTS = {"": "不拟", Draft.URGING: "催办单", Draft.SUPERVISION: "督办单"}


@dataclass(frozen=True)
class LadderPage:
    """`shown` is what the steps in the tables would lead to, from `first` on."""

    settings: Settings
    tables: list[Table]
    plans: list[PlanChoice]
    first: str
    shown: Preview | None = None
    refusal: str | None = None
    audiences: tuple[Audience, ...] = CHOSEN
    labels: Mapping[Audience, str] = field(default_factory=lambda: AUDIENCE_LABELS)
    drafts: Mapping[str, str] = field(default_factory=lambda: DRAFTS)
    profiles: Mapping[Profile, str] = field(default_factory=lambda: PROFILES)


@router.get("/reminders/ladder")
def ladder_page(
    request: Request, session: RequestSession, actor: CurrentActor, region: IdQuery = None
) -> Response:
    found = settings.settings(session, actor, region)
    page = LadderPage(
        settings=found,
        tables=forms.tables(found.ladders),
        plans=settings.plans(session, actor, found.region_id),
        first=clock.today().isoformat(),
    )
    return render(request, "reminders/ladder.html", page)


@router.post("/reminders/ladder")
def send_ladder(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    fields: Fields,
    region: IdQuery = None,
) -> Response:
    """Save what was typed, or show what it would lead to; either way it stays in its fields."""
    found = settings.settings(session, actor, region)
    try:
        given = forms.steps(fields)
        if fields.get("action") == "save":
            version = version_of(fields)
            settings.change(session, actor, given, region_id=region, expected=version)
            return _to(region, "ladder_changed")
        ladders = settings.with_proposed(found.ladders, given)
        first = forms.day(fields.get("first", ""))
        session.rollback()  # it takes a while, and others may write meanwhile
        with runtime.database.read() as reading:
            shown = preview.preview(reading, actor, ladders, region_id=found.region_id, first=first)
    except AppError as refused:
        session.rollback()
        told = refused.told
        page = _typed(session, actor, region, fields, refusal=told)
        return render(request, "reminders/ladder.html", page, status=refused.status)
    page = _typed(session, actor, region, fields, shown=shown)
    return render(request, "reminders/ladder.html", page)


def _typed(
    session: Session,
    actor: Actor,
    region: int | None,
    fields: Mapping[str, str],
    *,
    shown: Preview | None = None,
    refusal: str | None = None,
) -> LadderPage:
    found = settings.settings(session, actor, region)
    return LadderPage(
        settings=found,
        tables=forms.typed_tables(found.ladders, fields),
        plans=settings.plans(session, actor, found.region_id),
        first=fields.get("first", ""),
        shown=shown,
        refusal=refusal,
    )


@router.post("/plans/{plan_id}/ladder")
def choose(
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    profile: Annotated[Profile, Form()],
    region: IdQuery = None,
) -> Response:
    settings.choose(session, actor, plan_id, profile)
    return _to(region, "plan_ladder_chosen", "#plans")


def _to(region: int | None, notice: str, anchor: str = "") -> Response:
    kept = {"notice": notice} | ({"region": region} if region else {})
    return RedirectResponse(f"/reminders/ladder?{urlencode(kept)}{anchor}", HTTPStatus.SEE_OTHER)
