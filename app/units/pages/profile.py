"""单位信息: what a unit is, its names, members, contacts and leader, and what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Row
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor
from app.core.lists import Window
from app.kit import clock
from app.units import access, credit_codes, queries, service
from app.units.contacts import service as contacts
from app.units.contacts.models import UnitContact
from app.units.contacts.terms import ROLE_NAMES
from app.units.history import Happening, history
from app.units.models import Unit, UnitAlias
from app.units.pages.forms import FormsPage, Refusal
from app.units.portfolios import queries as portfolio_queries
from app.units.portfolios import service as portfolios
from app.units.rules import is_valid_on, may_write
from app.units.terms import KIND_NAMES, UnitKind
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

MEMBERS = 200


@dataclass(frozen=True)
class ContactLine:
    id: int
    role: str
    name: str
    post: str | None
    section: str | None
    office_phone: str | None
    mobile: str | None
    valid_from: date
    valid_until: date | None
    current: bool


@dataclass(frozen=True)
class ProfilePage(FormsPage):
    """`fields` is what the form for the unit's facts holds; `refusal` a form that was refused."""

    unit: Unit
    kind: str
    function: str | None
    region: str
    serves: str | None
    parent: Row[Any] | None
    valid: bool
    warning: str | None
    is_group: bool
    aliases: Sequence[UnitAlias]
    members: Sequence[Row[Any]]
    groups: Sequence[Row[Any]]
    contacts: Sequence[ContactLine]
    roles: Mapping[str, str]
    with_mobile: bool
    portfolios: Sequence[Row[Any]]
    history: Sequence[Happening]
    may_write: bool
    may_write_contacts: bool
    kinds: Mapping[str, str]
    functions: Mapping[str, str]
    fields: Mapping[str, str]
    refusal: Refusal | None


@router.get("/units/{unit_id}/profile")
def profile_page(
    request: Request, session: RequestSession, actor: CurrentActor, unit_id: PathId
) -> Response:
    return shown(request, session, actor, unit_id)


def shown(
    request: Request,
    session: Session,
    actor: Actor,
    unit_id: int,
    refusal: Refusal | None = None,
) -> Response:
    page = build(session, actor, unit_id, refusal)
    return render(request, "units/profile.html", page, status=refusal.status if refusal else 200)


def build(session: Session, actor: Actor, unit_id: int, refusal: Refusal | None) -> ProfilePage:
    unit = access.get(session, actor, unit_id)
    row = service.unit(session, actor, unit_id).slice.rows[0]
    found = contacts.contacts(session, actor, unit_id, history=True)
    places = queries.places_named(session, (unit.region_id, unit.serves_region_id))
    region = places[unit.region_id]
    serves = places.get(unit.serves_region_id or 0)
    parent = _parent(session, actor, unit)
    return ProfilePage(
        unit=unit,
        kind=KIND_NAMES[unit.kind],
        function=service.function_label(unit.function),
        region=row.region,
        serves=serves.name if serves else None,
        parent=parent,
        valid=is_valid_on(unit.valid_from, unit.valid_until, clock.today()),
        warning=credit_codes.warning(unit.credit_code),
        is_group=unit.kind is UnitKind.GROUP,
        aliases=service.aliases(session, actor, unit_id),
        members=_listed(session, actor, service.Filters(group_id=unit_id)),
        groups=queries.groups_of(session, unit_id),
        contacts=[_line(one, with_mobile=found.with_mobile) for one in found.rows],
        roles={role.value: label for role, label in ROLE_NAMES.items()},
        with_mobile=found.with_mobile,
        portfolios=_portfolios(session, actor, unit_id),
        history=history(session, unit, with_contacts=found.with_mobile),
        may_write=may_write(actor, unit.region_id, region.path),
        may_write_contacts=found.may_write,
        kinds={kind.value: label for kind, label in KIND_NAMES.items()},
        functions=service.function_labels(),
        fields=fields(unit, parent, serves.code if serves else ""),
        refusal=refusal,
    )


def fields(unit: Unit, parent: Row[Any] | None, serves: str) -> dict[str, str]:
    """What stands in the form for the facts of a unit."""
    named = ""
    if parent is not None:
        same = parent.region_id == unit.region_id
        named = parent.name if same else f"{parent.code}/{parent.name}"
    return {
        "name": unit.name,
        "kind": unit.kind.value,
        "function": unit.function or "",
        "rank": str(unit.rank),
        "parent": named,
        "vertical": "1" if unit.vertical else "",
        "serves": serves,
        "valid_from": unit.valid_from.isoformat() if unit.valid_from else "",
        "valid_until": unit.valid_until.isoformat() if unit.valid_until else "",
        "credit_code": unit.credit_code or "",
        "note": unit.note or "",
    }


def _parent(session: Session, actor: Actor, unit: Unit) -> Row[Any] | None:
    if unit.parent_id is None:
        return None
    found = service.units(session, actor, service.Filters(unit_id=unit.parent_id), Window(limit=1))
    return next(iter(found.slice.rows), None)


def _listed(session: Session, actor: Actor, filters: service.Filters) -> Sequence[Row[Any]]:
    return service.units(session, actor, filters, Window(limit=MEMBERS)).slice.rows


def _portfolios(session: Session, actor: Actor, unit_id: int) -> Sequence[Row[Any]]:
    filters = portfolio_queries.Filters(unit_id=unit_id)
    found = portfolios.listed(session, actor, filters, Window(limit=50)).rows
    return sorted(found, key=lambda row: row.valid_from, reverse=True)


def _line(contact: UnitContact, *, with_mobile: bool) -> ContactLine:
    return ContactLine(
        id=contact.id,
        role=ROLE_NAMES[contact.role],
        name=contact.name,
        post=contact.post,
        section=contact.section,
        office_phone=contact.office_phone,
        mobile=contact.mobile if with_mobile else None,
        valid_from=contact.valid_from,
        valid_until=contact.valid_until,
        current=is_valid_on(contact.valid_from, contact.valid_until, clock.today()),
    )
