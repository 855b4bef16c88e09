"""The network in tables and pictures: what people ask first, and 分析."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Request
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor
from app.network import figures, messages, queries, service
from app.network.api import CurrentScope
from app.network.scope import Scope
from app.network.terms import PictureKind
from app.web.parameters import CurrentActor, RequestSession
from app.web.rendering import render
from app.web.schemas import LARGEST_ID

router = APIRouter(include_in_schema=False)

PlanId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
PLANS_OFFERED = 200


@dataclass(frozen=True)
class Choice:
    """What may be chosen on the form of `/network`: ids and names."""

    plans: list[tuple[int, str]]
    regions: list[tuple[int, str]]


@dataclass(frozen=True)
class Picture:
    """`markup` is null where a picture of this size could not be read."""

    kind: PictureKind
    markup: Markup | None


@dataclass(frozen=True)
class NetworkPage:
    """`query` names the scope for the links to exports; `address` and `analysis` are this page's
    and that of the analysis.
    """

    network: service.Network
    query: str
    analysis: str
    pictures: tuple[Picture, ...]
    choice: Choice | None = None
    tasks_shown: int = figures.TASKS_SHOWN
    parties_paired: int = figures.PARTIES_PAIRED
    note: str | None = None


@dataclass(frozen=True)
class AnalysisPage:
    found: service.Analysis
    query: str
    address: str
    summary: str
    picture: Picture
    of_units: tuple[messages.Definition, ...] = messages.OF_UNITS
    of_the_whole: tuple[messages.Definition, ...] = messages.OF_THE_WHOLE
    note: str | None = None


@router.get("/plans/{plan_id}/network")
def plan_network(
    request: Request, session: RequestSession, actor: CurrentActor, plan_id: PlanId
) -> Response:
    scope = Scope(plan_ids=(plan_id,))
    page = _network(session, actor, scope, f"/plans/{plan_id}/network/analysis", None)
    return render(request, "network/summary.html", page)


@router.get("/plans/{plan_id}/network/analysis")
def plan_analysis(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PlanId,
) -> Response:
    address = f"/plans/{plan_id}/network"
    page = _analysis(session, actor, Scope(plan_ids=(plan_id,)), address)
    return render(request, "network/analysis.html", page)


@router.get("/network")
def network(
    request: Request, session: RequestSession, actor: CurrentActor, scope: CurrentScope
) -> Response:
    """Several plans, a region, or all that one may read."""
    choice = Choice(
        queries.published(session, actor, at_most=PLANS_OFFERED), queries.regions(session, actor)
    )
    analysis = f"/network/analysis?{query_of(scope)}"
    return render(
        request, "network/summary.html", _network(session, actor, scope, analysis, choice)
    )


@router.get("/network/analysis")
def analysis(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    scope: CurrentScope,
) -> Response:
    address = f"/network?{query_of(scope)}"
    page = _analysis(session, actor, scope, address)
    return render(request, "network/analysis.html", page)


def query_of(scope: Scope) -> str:
    told: dict[str, object] = {}
    if scope.plan_ids:
        told["plans"] = ",".join(map(str, scope.plan_ids))
    if scope.region_id is not None:
        told["region"] = scope.region_id
    if scope.on is not None:
        told["on"] = scope.on.isoformat()
    return urlencode(told, safe=",")


def _network(
    session: Session, actor: Actor, scope: Scope, analysis: str, choice: Choice | None
) -> NetworkPage:
    return NetworkPage(
        network=service.summary(session, actor, scope),
        query=query_of(scope),
        analysis=analysis,
        pictures=tuple(
            _picture(session, actor, scope, kind)
            for kind in (PictureKind.NETWORK, PictureKind.MATRIX)
        ),
        choice=choice,
        note=messages.HISTORY if scope.on else None,
    )


def _analysis(session: Session, actor: Actor, scope: Scope, summary: str) -> AnalysisPage:
    return AnalysisPage(
        found=service.analyse(session, actor, scope),
        query=query_of(scope),
        address="/network/analysis",
        summary=summary,
        picture=_picture(session, actor, scope, PictureKind.TOGETHER),
        note=messages.HISTORY if scope.on else None,
    )


def _picture(session: Session, actor: Actor, scope: Scope, kind: PictureKind) -> Picture:
    try:
        return Picture(kind, Markup(service.picture(session, actor, scope, kind)))  # noqa: S704 - every text in it is escaped where it is drawn
    except service.PictureTooLargeError:
        return Picture(kind, None)
