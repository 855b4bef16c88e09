"""A merge tried on paper, as a page: names typed, the outcome below."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor
from app.core.errors import InvalidError, NotFoundError
from app.network.whatif import service
from app.network.whatif.rules import Load
from app.network.whatif.service import TASKS_SHOWN, Trial
from app.units import service as units
from app.web.parameters import CurrentActor, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

Typed = Annotated[str, Query(max_length=500)]


@dataclass(frozen=True)
class WhatIfPage:
    units: str
    into: str
    plan: int | None
    trial: Trial | None
    loads: Sequence[tuple[str, Load]]
    at_most: int
    refusal: str | None


@router.get("/network/what_if")
def what_if(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    units: Typed = "",
    into: Typed = "",
    plan: Annotated[str, Query(pattern=r"^\d{0,18}$")] = "",
) -> Response:
    trial, refused = None, None
    plan_id = int(plan) if plan else None
    try:
        if units.strip() or into.strip():
            trial = _try(session, actor, units, into, plan_id)
    except (InvalidError, NotFoundError) as error:
        refused = error
    page = WhatIfPage(
        units=units,
        into=into,
        plan=plan_id,
        trial=trial,
        loads=_loads(trial) if trial else (),
        at_most=TASKS_SHOWN,
        refusal=refused.told if refused else None,
    )
    status = refused.status if refused else HTTPStatus.OK
    return render(request, "network/what_if.html", page, status=status)


def _try(session: Session, actor: Actor, typed: str, into: str, plan_id: int | None) -> Trial:
    region = units.region_named(session, actor, None).id
    names = [name.strip() for name in typed.replace("、", "\n").splitlines() if name.strip()]
    merged = [units.unit_named(session, name, region).id for name in names]
    heir = units.unit_named(session, into.strip(), region).id
    return service.what_if(session, actor, merged, heir, plan_id)


def _loads(trial: Trial) -> list[tuple[str, Load]]:
    names = {one.id: one.name for one in (trial.into, *trial.merged)}
    return [(names[one], load) for one, load in trial.before.items()]
