"""The list of units."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from sqlalchemy import Row
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor, Role
from app.core.errors import InvalidError, NotFoundError
from app.core.lists import Window
from app.kit import clock
from app.units import service
from app.units.exchange import pages as exchange
from app.units.pages import changing, profile
from app.units.portfolios import pages as portfolios
from app.units.rules import is_valid_on
from app.units.terms import KIND_NAMES, STATE_NAMES, UnitKind, UnitState
from app.web.parameters import CurrentActor, RequestSession
from app.web.rendering import render
from app.web.sessions import hot

router = APIRouter(include_in_schema=False)

ROWS = 100
SEARCH_LENGTH = 100


@dataclass(frozen=True)
class UnitLine:
    id: int
    name: str
    kind: str
    function: str | None
    region: str
    aliases: str
    vertical: bool
    valid: bool
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True)
class UnitListPage:
    """`following` is the address of the next page, `kept` the filters as a query; `regions` tells
    whether units of more than one region are shown, `refusal` that a filter is none.
    """

    q: str
    chosen: Mapping[str, str]
    lines: tuple[UnitLine, ...]
    total: int
    first: bool
    regions: bool
    following: str | None
    kept: str
    refusal: str | None
    may_write: bool
    kinds: Mapping[str, str]
    functions: Mapping[str, str]
    states: Mapping[str, str]


def _line(row: Row[Any], units: service.Units) -> UnitLine:
    return UnitLine(
        id=row.id,
        name=row.name,
        kind=KIND_NAMES[UnitKind(row.kind)],
        function=service.function_label(row.function),
        region=row.region,
        aliases="、".join(units.aliases.get(row.id, [])),
        vertical=row.vertical,
        valid=is_valid_on(row.valid_from, row.valid_until, clock.today()),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _filters(session: Session, actor: Actor, q: str, chosen: Mapping[str, str]) -> service.Filters:
    """Raise `InvalidError`, `NotFoundError` for what is no kind, function, state or region."""
    kind, state = chosen["kind"], chosen["state"]
    if kind and kind not in KIND_NAMES:
        raise InvalidError("没有这个类别")
    if state and state not in STATE_NAMES:
        raise InvalidError("没有这种状态")
    region = chosen["region"]
    return service.Filters(
        search=service.searched(q),
        kind=UnitKind(kind) if kind else None,
        function=service.function_code(chosen["function"]) if chosen["function"] else None,
        state=UnitState(state) if state else None,
        region_id=service.region_named(session, actor, region).id if region else None,
    )


@router.get("/units")
@hot
def list_units(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    q: str = "",
    kind: str = "",
    function: str = "",
    state: str = "",
    region: str = "",
    cursor: Annotated[str | None, Query()] = None,
) -> Response:
    q = q.strip()[:SEARCH_LENGTH]
    typed = {"kind": kind, "function": function, "state": state, "region": region}
    chosen = {name: value.strip()[:SEARCH_LENGTH] for name, value in typed.items()}
    refusal = None
    try:
        filters = _filters(session, actor, q, chosen)
    except (InvalidError, NotFoundError) as wrong:
        filters, refusal = service.Filters(unit_id=0), wrong.detail or wrong.title
    window = Window(limit=ROWS, cursor=cursor, count=True)
    units = service.units(session, actor, filters, window)
    kept = {name: value for name, value in {"q": q, **chosen}.items() if value}
    lines = tuple(_line(row, units) for row in units.slice.rows)
    page = UnitListPage(
        q=q,
        chosen=chosen,
        lines=lines,
        total=units.slice.total or 0,
        first=cursor is None,
        regions=len({line.region for line in lines}) > 1,
        following=_address(kept | {"cursor": units.slice.next}) if units.slice.next else None,
        kept=_address(kept),
        refusal=refusal,
        may_write=actor.role in {Role.ADMIN, Role.COORDINATOR},
        kinds={one.value: label for one, label in KIND_NAMES.items()},
        functions=service.function_labels(),
        states={one.value: label for one, label in STATE_NAMES.items()},
    )
    return render(request, "units/list.html", page, status=422 if refusal else 200)


def _address(query: Mapping[str, str]) -> str:
    return f"/units?{urlencode(query)}" if query else "/units"


for part in (
    exchange.router,
    changing.new_router,
    profile.router,
    changing.router,
    portfolios.router,
):
    router.include_router(part)
