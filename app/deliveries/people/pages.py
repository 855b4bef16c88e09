"""联系方式 on screen: my own, and those of a person of my place."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor
from app.core.errors import AppError
from app.deliveries.people import service
from app.deliveries.people.rules import LABELS
from app.deliveries.people.service import Addresses
from app.deliveries.terms import AddressKind
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

Typed = Annotated[str, Form(max_length=300)]


@dataclass(frozen=True)
class AddressesPage:
    """`texts` are what stands in the fields: what was typed, or what holds."""

    addresses: Addresses
    is_mine: bool
    texts: Mapping[str, str]
    labels: Mapping[AddressKind, str]
    refusal: str | None = None


def _page(
    session: Session,
    actor: Actor,
    person_id: int,
    typed: Mapping[str, str] | None = None,
    refusal: str | None = None,
) -> AddressesPage:
    found = service.addresses(session, actor, person_id)
    names = ("mail", "mobile", "account", "prefers")
    texts = typed or {name: getattr(found, name) or "" for name in names}
    return AddressesPage(found, actor.person_id == person_id, texts, LABELS, refusal)


@router.get("/me/addresses")
def my_page(request: Request, session: RequestSession, actor: CurrentActor) -> Response:
    return render(request, "deliveries/addresses.html", _page(session, actor, actor.person_id or 0))


@router.get("/people/{person_id}/addresses")
def person_page(
    request: Request, session: RequestSession, actor: CurrentActor, person_id: PathId
) -> Response:
    return render(request, "deliveries/addresses.html", _page(session, actor, person_id))


@router.post("/people/{person_id}/addresses")
def change(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    person_id: PathId,
    version: Annotated[int, Form()],
    mail: Typed = "",
    mobile: Typed = "",
    account: Typed = "",
    prefers: Annotated[str, Form(pattern="^(mail|mobile|account)?$")] = "",
) -> Response:
    typed = {"mail": mail, "mobile": mobile, "account": account, "prefers": prefers}
    given = typed | {"prefers": AddressKind(prefers) if prefers else None}
    try:
        service.change(session, actor, person_id, given, expected=version)
    except AppError as refused:
        session.rollback()
        told = refused.told
        page = _page(session, actor, person_id, typed, told)
        return render(request, "deliveries/addresses.html", page, status=refused.status)
    path = "/me/addresses" if actor.person_id == person_id else f"/people/{person_id}/addresses"
    return RedirectResponse(f"{path}?notice=addresses_changed", HTTPStatus.SEE_OTHER)
