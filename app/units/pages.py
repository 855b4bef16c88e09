"""The list of units."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from sqlalchemy import Row
from starlette.responses import Response

from app.core.lists import Window
from app.kit import clock
from app.units import service
from app.units.rules import is_valid_on
from app.units.terms import KIND_NAMES, UnitKind
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
    region: str
    aliases: str
    vertical: bool
    valid: bool
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True)
class UnitListPage:
    """`following` is the address of the next page; `regions` tells whether units of more than one
    region are shown.
    """

    q: str
    lines: tuple[UnitLine, ...]
    total: int
    first: bool
    regions: bool
    following: str | None


def _line(row: Row[Any], units: service.Units) -> UnitLine:
    return UnitLine(
        id=row.id,
        name=row.name,
        kind=KIND_NAMES[UnitKind(row.kind)],
        region=row.region,
        aliases="、".join(units.aliases.get(row.id, [])),
        vertical=row.vertical,
        valid=is_valid_on(row.valid_from, row.valid_until, clock.today()),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _page(q: str, units: service.Units, *, first: bool) -> UnitListPage:
    lines = tuple(_line(row, units) for row in units.slice.rows)
    more = {"q": q, "cursor": units.slice.next} if q else {"cursor": units.slice.next}
    return UnitListPage(
        q=q,
        lines=lines,
        total=units.slice.total or 0,
        first=first,
        regions=len({line.region for line in lines}) > 1,
        following=f"/units?{urlencode(more)}" if units.slice.next else None,
    )


@router.get("/units")
@hot
def list_units(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    q: str = "",
    cursor: Annotated[str | None, Query()] = None,
) -> Response:
    q = q.strip()[:SEARCH_LENGTH]
    filters = service.Filters(search=service.searched(q))
    window = Window(limit=ROWS, cursor=cursor, count=True)
    units = service.units(session, actor, filters, window)
    return render(request, "units/list.html", _page(q, units, first=cursor is None))
