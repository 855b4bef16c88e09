"""未能送达 on screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from sqlalchemy import Row
from starlette.responses import RedirectResponse, Response

from app.core.errors import ConflictError
from app.core.lists import Window
from app.deliveries.places.rules import LABELS
from app.deliveries.rules import STATE_LABELS
from app.deliveries.terms import DeliveryState
from app.deliveries.undelivered import service
from app.identity import service as identity
from app.web.parameters import CurrentActor, IdQuery, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class DeliveriesPage:
    region: str
    region_id: int
    deliveries: Sequence[Row[Any]]
    state: str
    states: Mapping[str, str]
    channels: Mapping[str, str]
    may_resend: bool
    more: str | None


@router.get("/deliveries")
def deliveries_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    region: IdQuery = None,
    state: Annotated[DeliveryState, Query()] = DeliveryState.FAILED,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    place = identity.region(session, actor, region)
    window = Window(limit=50, cursor=cursor)
    found = service.deliveries(session, actor, window, state=state, region_id=place.id)
    given = {"region": place.id, "state": state.value}
    page = DeliveriesPage(
        region=place.name,
        region_id=place.id,
        deliveries=found.rows,
        state=state.value,
        states={one.value: label for one, label in STATE_LABELS.items()},
        channels={kind.value: label for kind, label in LABELS.items()},
        may_resend=service.may_resend(session, actor, place.id),
        more=f"/deliveries?{urlencode(given | {'cursor': found.next})}" if found.next else None,
    )
    return render(request, "deliveries/deliveries.html", page)


@router.post("/deliveries/{delivery_id}/resend")
def resend(session: RequestSession, actor: CurrentActor, delivery_id: PathId) -> Response:
    notice = "resend_asked"
    try:
        service.resend(session, actor, delivery_id)
    except ConflictError:
        session.rollback()
        notice = "resent_already"
    return RedirectResponse(f"/deliveries?notice={notice}", HTTPStatus.SEE_OTHER)
