"""领导分管 on screen: by leader and by unit, on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Row
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor
from app.core.errors import AppError, InvalidError
from app.core.lists import Window
from app.kit import clock
from app.units import access, service
from app.units.pages import forms
from app.units.pages.forms import CurrentTyped, FormsPage, Refusal, Typed
from app.units.portfolios import service as portfolios
from app.units.portfolios.queries import Filters
from app.units.rules import may_write
from app.units.terms import UnitKind, UnitState
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

PAGE = 200


@dataclass(frozen=True)
class PortfoliosPage(FormsPage):
    """`by_leader` in the order of leaders; `without` are units that nobody is responsible for.
    `region_code` goes with every form: what is sent belongs to the region that is shown.
    """

    region: str
    region_code: str
    on: date
    wrong_day: str | None
    by_leader: Sequence[tuple[Row[Any], Sequence[Row[Any]]]]
    without: Sequence[Row[Any]]
    units: int
    former: Sequence[Row[Any]]
    leaders: Sequence[str]
    may_write: bool
    refusal: Refusal | None


@router.get("/portfolios")
def portfolios_page(
    request: Request, session: RequestSession, actor: CurrentActor, on: str = "", region: str = ""
) -> Response:
    return _shown(request, session, actor, on=on, region=region)


@router.post("/portfolios")
def add_portfolio(
    request: Request, session: RequestSession, actor: CurrentActor, typed: CurrentTyped
) -> Response:
    def do() -> str:
        region = access.region_named(session, actor, typed.maybe("region"))
        unit = forms.unit_id(session, actor, typed.maybe("unit"), region.id)
        if unit is None:
            raise InvalidError("请填写单位的名称")
        portfolios.add_portfolio(
            session,
            actor,
            unit_id=unit,
            leader=typed.maybe("leader"),
            post=typed.maybe("post"),
            region_id=region.id,
            valid_from=typed.day("valid_from", "起始日期"),
            basis=typed.maybe("basis"),
            end_former=typed.ticked("end_former"),
        )
        return _address("portfolio_added", typed)

    return forms.run(session, do, _again(request, session, actor, typed), "add", typed)


@router.post("/portfolios/{portfolio_id}/end")
def end_portfolio(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    portfolio_id: PathId,
    typed: CurrentTyped,
) -> Response:
    def do() -> str:
        last = typed.day("on", "结束日期")
        portfolios.end_portfolio(session, actor, portfolio_id, on=last)
        return _address("portfolio_ended", typed)

    portfolios.one(session, actor, portfolio_id)  # 404 is no matter of a form
    return forms.run(
        session, do, _again(request, session, actor, typed), f"end-{portfolio_id}", typed
    )


@router.post("/portfolios/{portfolio_id}/remove")
def remove_portfolio(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    portfolio_id: PathId,
    typed: CurrentTyped,
) -> Response:
    def do() -> str:
        portfolios.remove_portfolio(session, actor, portfolio_id)
        return _address("portfolio_removed", typed)

    again = _again(request, session, actor, typed)
    return forms.run(session, do, again, f"end-{portfolio_id}", typed)


def _again(request: Request, session: Session, actor: Actor, typed: Typed) -> Any:
    region = typed.text("region")
    return lambda refusal: _shown(request, session, actor, region=region, refusal=refusal)


def _address(notice: str, typed: Typed) -> str:
    """The page of the region for which the form was sent."""
    region = typed.maybe("region")
    return forms.address("/portfolios", notice, **({"region": region} if region else {}))


def _shown(
    request: Request,
    session: Session,
    actor: Actor,
    *,
    on: str = "",
    region: str = "",
    refusal: Refusal | None = None,
) -> Response:
    day, wrong = _day(on)
    place = access.region_named(session, actor, region.strip() or None)
    held = _all(session, actor, Filters(region_id=place.id))
    current = [row for row in held if row.valid_from <= day <= (row.valid_until or date.max)]
    units = _units(session, actor, place.id)
    taken = {row.unit_id for row in current}
    page = PortfoliosPage(
        region=place.name,
        region_code=place.code,
        on=day,
        wrong_day=wrong,
        by_leader=_by_leader(current),
        without=[row for row in units if row.id not in taken],
        units=len(taken),
        former=sorted(
            (row for row in held if row not in current),
            key=lambda row: row.valid_from,
            reverse=True,
        ),
        leaders=[one.name for one in portfolios.leaders(session, actor, place.id)],
        may_write=may_write(actor, place.id, place.path),
        refusal=refusal,
    )
    status = refusal.status if refusal else 422 if wrong else 200
    return render(request, "units/portfolios.html", page, status=status)


def _day(text: str) -> tuple[date, str | None]:
    """Today, and what is wrong, for what is no day."""
    try:
        return Typed({"on": text}).day("on", "日期") or clock.today(), None
    except AppError as wrong:
        return clock.today(), wrong.detail


def _by_leader(rows: Sequence[Row[Any]]) -> list[tuple[Row[Any], Sequence[Row[Any]]]]:
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.leader_id, []).append(row)
    return [(held[0], held) for held in found.values()]


def _all(session: Session, actor: Actor, filters: Filters) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    cursor: str | None = None
    while True:
        found = portfolios.listed(session, actor, filters, Window(limit=PAGE, cursor=cursor))
        rows += found.rows
        cursor = found.next
        if cursor is None:
            return rows


def _units(session: Session, actor: Actor, region_id: int) -> list[Row[Any]]:
    """Units that a leader may be responsible for: neither groups nor townships, in force."""
    filters = service.Filters(region_id=region_id, state=UnitState.VALID)
    skipped: Mapping[UnitKind, bool] = {UnitKind.GROUP: True, UnitKind.TOWNSHIP: True}
    rows: list[Row[Any]] = []
    cursor: str | None = None
    while True:
        found = service.units(session, actor, filters, Window(limit=PAGE, cursor=cursor)).slice
        rows += [row for row in found.rows if UnitKind(row.kind) not in skipped]
        cursor = found.next
        if cursor is None:
            return rows
