"""Portfolios of a region's leaders: listed, given, ended; one that never was is taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.events import Subject
from app.core.lists import Slice, Window, page
from app.identity.models import Region
from app.jobs.service import emit
from app.kit import clock
from app.units import access
from app.units.contacts.rules import tidy_line, tidy_name
from app.units.models import Unit
from app.units.portfolios import queries, rules
from app.units.portfolios.events import (
    LeaderAdded,
    PortfolioAdded,
    PortfolioEnded,
    PortfolioRemoved,
)
from app.units.portfolios.models import Portfolio, RegionLeader
from app.units.portfolios.queries import Filters
from app.units.rules import RANK_STEP, check_validity
from app.units.terms import UnitKind

SUBJECT = "portfolio"


@dataclass(frozen=True, slots=True)
class Leader:
    """Who is responsible for a unit; `rank` orders leaders."""

    id: int
    name: str
    post: str | None
    rank: int


def portfolios(session: Session, region_id: int, on: date) -> dict[int, Leader]:
    """The leader of each unit of a region that has one on a day: one statement."""
    return {
        row.unit_id: Leader(row.id, row.name, row.post, row.rank)
        for row in queries.in_force(session, region_id, on)
    }


def listed(session: Session, actor: Actor, filters: Filters, window: Window) -> Slice:
    """Rows of `queries.ITEM`, by leader and then by the rank of units."""
    window = replace(window, filters={name: str(value) for name, value in vars(filters).items()})
    return page(session, queries.listed(actor, filters), queries.ORDER, window)


def one(session: Session, actor: Actor, portfolio_id: int) -> Row[Any]:
    """A row of `queries.ITEM`. Raise `NotFoundError`."""
    query = queries.listed(actor, Filters()).where(col(Portfolio.id) == portfolio_id)
    row = session.execute(query).first()
    if row is None:
        raise NotFoundError("没有这项分管，或者您无权查看")
    return row


def leaders(session: Session, actor: Actor, region_id: int) -> Sequence[RegionLeader]:
    region = access.region_of(session, actor, region_id)
    return queries.leaders_of(session, region.id)


def add_portfolio(
    session: Session,
    actor: Actor,
    *,
    unit_id: int,
    leader_id: int | None = None,
    leader: str | None = None,
    post: str | None = None,
    region_id: int | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    basis: str | None = None,
    end_former: bool = False,
) -> Portfolio:
    """Give a unit its leader, one that is known or a new one by name. `region_id` is the region
    whose leader he is, the actor's own or the unit's unless given.

    With `end_former` whoever is responsible until now is so until the day before; otherwise
    raise `PortfolioOverlapError`.
    """
    unit = access.get(session, actor, unit_id)
    region = _region(session, actor, unit, region_id)
    if unit.kind is UnitKind.GROUP:
        raise rules.GroupUnderLeaderError
    starts = valid_from or clock.today()
    check_validity(starts, valid_until)
    who = _known(session, region, leader_id) or _named(session, actor, region, leader, post)
    if end_former:
        _end_former(session, actor, unit, region, starts)
    held = [_held(row) for row in queries.of_unit(session, unit.id, region.id)]
    rules.check_free(held, starts, valid_until)
    made = Portfolio(
        region_id=region.id,
        unit_id=unit.id,
        leader_id=who.id,
        valid_from=starts,
        valid_until=valid_until,
        basis=tidy_line(basis),
    )
    session.add(made)
    session.flush()  # the answer gives the id
    _emit_added(session, actor, made, unit, who)
    return made


def _emit_added(
    session: Session, actor: Actor, made: Portfolio, unit: Unit, who: RegionLeader
) -> None:
    event = PortfolioAdded(**_about(made), **_whole(made), unit=unit.name, leader=who.name)
    emit(session, actor, event)


def _whole(one: Portfolio) -> dict[str, Any]:
    return {
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "basis": one.basis,
    }


def end_portfolio(
    session: Session, actor: Actor, portfolio_id: int, *, on: date | None = None
) -> Portfolio:
    """`on` is the last day; today unless given."""
    row = one(session, actor, portfolio_id)
    access.region_to_write(session, actor, row.region_id)
    portfolio = session.get_one(Portfolio, portfolio_id)
    session.refresh(portfolio)
    last = on or clock.today()
    until = portfolio.valid_until
    rules.check_end(rules.Held(portfolio.id, row.leader, portfolio.valid_from, until), last)
    if until != last:
        _end(session, actor, portfolio, {"unit": row.unit, "leader": row.leader}, last)
    return portfolio


def remove_portfolio(session: Session, actor: Actor, portfolio_id: int) -> None:
    """For one that was entered by mistake; a leader who is left without any goes with it. Raise
    `NotFoundError`, `ForbiddenError`.
    """
    row = one(session, actor, portfolio_id)
    access.region_to_write(session, actor, row.region_id)
    portfolio = session.get_one(Portfolio, portfolio_id)
    told = {"unit": row.unit, "leader": row.leader}
    emit(session, actor, PortfolioRemoved(**_about(portfolio), **_whole(portfolio), **told))
    session.delete(portfolio)
    session.flush()  # whether it was his last is asked next
    if not queries.has_portfolio(session, row.leader_id):
        session.delete(session.get_one(RegionLeader, row.leader_id))


def _region(session: Session, actor: Actor, unit: Unit, region_id: int | None) -> Region:
    """A region that the unit works for and the actor writes in, locked."""
    works_for = [unit.region_id, unit.serves_region_id or unit.region_id]
    wanted = region_id or (actor.region_id if actor.region_id in works_for else unit.region_id)
    if wanted not in works_for:
        access.region_of(session, actor, wanted)
        raise NotFoundError("该行政区划没有这个单位")
    return access.region_to_write(session, actor, wanted)


def _known(session: Session, region: Region, leader_id: int | None) -> RegionLeader | None:
    if leader_id is None:
        return None
    leader = session.get(RegionLeader, leader_id)
    if leader is None or leader.region_id != region.id:
        raise NotFoundError("本行政区划没有这位领导")
    return leader


def _named(
    session: Session, actor: Actor, region: Region, name: str | None, post: str | None
) -> RegionLeader:
    """The leader of that name, who is registered where he is not yet."""
    if not (name or "").strip():
        raise rules.NoLeaderError
    tidied = tidy_name(name or "")
    known = queries.leaders_of(session, region.id)
    found = next((one for one in known if one.name == tidied), None)
    if found is not None:
        return found
    rank = queries.last_rank(session, region.id) + RANK_STEP
    made = RegionLeader(region_id=region.id, name=tidied, post=tidy_line(post), rank=rank)
    session.add(made)
    session.flush()  # the portfolio and the event name the id
    subject = Subject("leader", made.id)
    emit(
        session,
        actor,
        LeaderAdded(subject=subject, region_id=region.id, name=made.name, post=made.post),
    )
    return made


def _end_former(session: Session, actor: Actor, unit: Unit, region: Region, starts: date) -> None:
    """Whoever began earlier and is not over ends on the day before."""
    for row in queries.of_unit(session, unit.id, region.id):
        still = row.valid_until is None or row.valid_until >= starts
        if row.valid_from < starts and still:
            former = session.get_one(Portfolio, row.id)
            told = {"unit": unit.name, "leader": row.name}
            _end(session, actor, former, told, starts - timedelta(days=1))
    session.flush()  # the times are compared next


def _end(
    session: Session, actor: Actor, portfolio: Portfolio, told: Mapping[str, Any], last: date
) -> None:
    portfolio.valid_until = last
    event = PortfolioEnded(**_about(portfolio), **told, valid_until=last.isoformat())
    emit(session, actor, event)


def _held(row: Row[Any]) -> rules.Held:
    return rules.Held(row.id, row.name, row.valid_from, row.valid_until)


def _about(portfolio: Portfolio) -> dict[str, Any]:
    return {
        "subject": Subject(SUBJECT, portfolio.id),
        "region_id": portfolio.region_id,
        "unit_ids": (portfolio.unit_id,),
    }
