"""The settings of a place as a page: a form for who may change them, plain values for readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from app.core.errors import AppError, InvalidError
from app.progress.messages import COLOURS, LIGHTS, SETTINGS
from app.progress.settings import service
from app.progress.settings.rules import DEFAULTS, LONGEST_NAME, PLAIN, ProgressSettings
from app.progress.settings.schemas import ProgressSettingsPatch
from app.progress.settings.service import PlaceSettings
from app.progress.terms import Light
from app.web.forms import Fields, version_of
from app.web.messages import validation_message
from app.web.parameters import CurrentActor, IdQuery, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

SWITCHES = ("clearing", "write_off")
NUMBERS = tuple(name for name in PLAIN if name not in SWITCHES)


@dataclass(frozen=True)
class LampView:
    light: Light
    default: str
    name: str
    colour: str


@dataclass(frozen=True)
class SettingsPage:
    """`texts` are what stands in the fields: what was typed, or what holds."""

    settings: PlaceSettings
    labels: Mapping[str, str]
    switches: Mapping[str, bool]
    numbers: Mapping[str, str]
    lamps: list[LampView]
    colours: Mapping[str, str]
    defaults: ProgressSettings = DEFAULTS
    longest: int = LONGEST_NAME
    refusal: str | None = None


def _page(
    found: PlaceSettings, typed: Mapping[str, str] | None = None, refusal: str | None = None
) -> SettingsPage:
    holds = found.holds
    lamps = [
        LampView(
            light,
            LIGHTS[light],
            lamp.name if typed is None else typed.get(f"name-{light}", ""),
            lamp.colour if typed is None else typed.get(f"colour-{light}", ""),
        )
        for light, lamp in holds.lights.items()
    ]
    return SettingsPage(
        settings=found,
        labels=SETTINGS,
        switches={
            name: getattr(holds, name) if typed is None else name in typed for name in SWITCHES
        },
        numbers={
            name: str(getattr(holds, name)) if typed is None else typed.get(name, "")
            for name in NUMBERS
        },
        lamps=lamps,
        colours=COLOURS,
        refusal=refusal,
    )


@router.get("/progress/settings")
def settings_page(
    request: Request, session: RequestSession, actor: CurrentActor, region: IdQuery = None
) -> Response:
    page = _page(service.settings(session, actor, region))
    return render(request, "progress/settings.html", page)


@router.post("/progress/settings")
def change_settings(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    fields: Fields,
    region: IdQuery = None,
) -> Response:
    try:
        body = ProgressSettingsPatch.model_validate(_given(fields))
        service.change(session, actor, body.given(), region_id=region, expected=version_of(fields))
    except (ValidationError, AppError) as refused:
        session.rollback()
        told, status = _told(refused)
        page = _page(service.settings(session, actor, region), fields, told)
        return render(request, "progress/settings.html", page, status=status)
    kept = {"notice": "progress_settings_changed"} | ({"region": region} if region else {})
    return RedirectResponse(f"/progress/settings?{urlencode(kept)}", HTTPStatus.SEE_OTHER)


def _given(fields: Mapping[str, str]) -> dict[str, Any]:
    """An empty field is the default again; a switch that is off sends nothing."""
    lights = {
        light.value: {
            "name": fields.get(f"name-{light}", "").strip() or None,
            "colour": fields.get(f"colour-{light}") or None,
        }
        for light in Light
    }
    return {
        **{name: name in fields for name in SWITCHES},
        **{name: fields.get(name, "").strip() or None for name in NUMBERS},
        "lights": lights,
    }


def _told(refused: ValidationError | AppError) -> tuple[str, int]:
    if isinstance(refused, AppError):
        return refused.told, refused.status
    first = refused.errors()[0]
    place = [str(one) for one in first["loc"]]
    label = LIGHTS[Light(place[1])] if place[0] == "lights" else SETTINGS[place[0]]
    return f"{label}：{validation_message(first)}", InvalidError.status
