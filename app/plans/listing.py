"""What lists and pages show: columns selected into plain values, no rows that could be changed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.lists import Order, Window, page
from app.identity.models import Region
from app.kit import clock
from app.plans import queries, rules
from app.plans.filers.queries import undecided
from app.plans.models import (
    Assignment,
    Document,
    Finding,
    Indicator,
    Plan,
    PlanVersion,
    Task,
    came_as,
    standing,
)
from app.plans.terms import DocumentKind, PlanScope, PlanSort, PlanState, ReturnPeriod
from app.reading.terms import Attribute, FirstLeadBasis, Stage, TaskKind
from app.units.models import Unit
from app.units.terms import UnitKind

Evidence = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Named:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PlanView:
    id: int
    uid: str
    state: PlanState
    title: str
    stage: Stage
    document_number: str | None
    issuer: str | None
    addressees: str | None
    issued_on: date | None
    period_start: int | None
    period_end: int | None
    publicity: str | None
    library: bool
    supersedes_id: int | None
    superseded_by_id: int | None
    region: Named
    office: Named | None
    return_period: ReturnPeriod
    due_after: int
    reporting_from: date | None
    reporting_until: date | None
    first_leads_confirmed_at: datetime | None
    read_done: int
    read_total: int
    refusal_code: str | None
    refusal: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class PlanPage:
    plans: list[PlanView]
    next: str | None
    total: int | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    id: int
    uid: str
    kind: DocumentKind
    name: str
    size: int
    sha256: str
    text_sha256: str | None
    version: int | None
    """As which version of the plan it came."""


@dataclass(frozen=True, slots=True)
class Counts:
    """`unconfirmed_first_leads` counts tasks; `open_findings` is by severity.

    `projects` are those of the boxes (专栏), which `tasks` leaves out.
    """

    tasks: int
    projects: int
    units: int
    unresolved_names: int
    unconfirmed_first_leads: int
    indicators: int
    open_findings: dict[str, int]
    groups_undecided: int


@dataclass(frozen=True, slots=True)
class IndicatorView:
    id: int
    number: str | None
    name: str
    measure: str | None
    baseline: str | None
    baseline_year: int | None
    target: str | None
    target_year: int | None
    attribute: Attribute | None
    evidence: Evidence


_office = aliased(Unit)
_other = aliased(Plan)
# The columns that a view takes as they are.
_PLAIN = tuple(name for name in PlanView.__slots__ if name not in {"region", "office"})
_ORDERS = {
    PlanSort.NEWEST: Order("-created", [col(Plan.id)], descending=True),
    PlanSort.OLDEST: Order("created", [col(Plan.id)]),
    PlanSort.TITLE: Order("title", [col(Plan.title), col(Plan.id)]),
}


def _columns(actor: Actor) -> Select[Any]:
    """Who uploaded a precedent of elsewhere is not told: its region stands there. Nor is a plan
    before or after this one that the actor may not read.
    """
    uploaded = case((queries.concerns(actor), col(Plan.created_by)), else_=col(Region.name))
    seen = queries.readable(actor).with_only_columns(col(Plan.id)).correlate(None)
    other = select(col(_other.id)).where(col(_other.id).in_(seen))
    before = other.where(col(_other.id) == col(Plan.supersedes_id))
    following = other.where(
        col(_other.supersedes_id) == col(Plan.id), col(_other.state) == PlanState.PUBLISHED
    )
    worked_out = {
        "created_by": uploaded,
        "supersedes_id": before.correlate(Plan).scalar_subquery(),
        "superseded_by_id": following.correlate(Plan).scalar_subquery(),
    }
    columns = [
        worked_out[name].label(name) if name in worked_out else getattr(Plan, name)
        for name in _PLAIN
    ]
    return (
        queries.readable(actor)
        .join(Region, col(Region.id) == col(Plan.region_id))
        .outerjoin(_office, col(_office.id) == col(Plan.office_id))
        .with_only_columns(
            *columns,
            col(Region.id).label("of_region"),
            col(Region.name).label("region_name"),
            col(_office.id).label("of_office"),
            col(_office.name).label("office_name"),
        )
    )


def _view(row: Row[Any]) -> PlanView:
    values = row._mapping  # noqa: SLF001 - public in SQLAlchemy
    return PlanView(
        **{name: values[name] for name in _PLAIN},
        region=Named(row.of_region, row.region_name),
        office=named(row.of_office, row.office_name),
    )


def named(id_: int | None, name: str | None) -> Named | None:
    return Named(id_, name) if id_ is not None and name is not None else None


def as_item(view: PlanView) -> dict[str, Any]:
    """As it goes out over REST: instants in the zone of Asia/Shanghai."""
    item = {name: getattr(view, name) for name in PlanView.__slots__}
    item |= {name: _instant(item[name]) for name in _INSTANTS}
    del item["read_done"], item["read_total"]
    return item | {"url": f"/api/v1/plans/{view.id}"}


_INSTANTS = ("first_leads_confirmed_at", "created_at", "updated_at", "published_at")


def _instant(value: datetime | None) -> str | None:
    return clock.local(value).isoformat(timespec="seconds") if value else None


def plans(
    session: Session,
    actor: Actor,
    window: Window,
    *,
    state: PlanState | None = None,
    region_id: int | None = None,
    scope: PlanScope | None = None,
    q: str | None = None,
    sort: PlanSort = PlanSort.NEWEST,
) -> PlanPage:
    """One page of the plans that the actor may read."""
    query = _columns(actor)
    if state is not None:
        query = query.where(col(Plan.state) == state)
    if region_id is not None:
        query = query.where(col(Plan.region_id) == region_id)
    if scope is not None:
        concerns = queries.concerns(actor)
        query = query.where(concerns if scope is PlanScope.OWN else ~concerns)
    if q:
        number = col(Plan.document_number).icontains(q, autoescape=True)
        query = query.where(or_(col(Plan.title).icontains(q, autoescape=True), number))
    found = page(session, query, _ORDERS[sort], window)
    return PlanPage([_view(row) for row in found.rows], found.next, found.total)


def plan(session: Session, actor: Actor, plan_id: int) -> PlanView:
    """Raise `NotFoundError` when there is none that the actor may read."""
    row = session.execute(_columns(actor).where(col(Plan.id) == plan_id)).first()
    if row is None:
        raise NotFoundError
    return _view(row)


def documents(session: Session, plan_id: int) -> list[DocumentView]:
    columns = [getattr(Document, name) for name in DocumentView.__slots__[:-1]]
    query = (
        select(*columns, col(PlanVersion.number))
        .outerjoin(PlanVersion, came_as())
        .where(col(Document.plan_id) == plan_id)
        .order_by(col(Document.id))
    )
    return [DocumentView(*row) for row in session.execute(query)]


def counts(session: Session, plan_id: int) -> Counts:
    """Two statements, whatever the size of the plan."""
    row = session.execute(_counting(plan_id)).one()
    found = (
        select(col(Finding.severity), func.count())
        .where(col(Finding.plan_id) == plan_id, col(Finding.settled_at).is_(None))
        .group_by(col(Finding.severity))
    )
    by_severity = [(severity, count) for severity, count in session.execute(found)]
    *numbers, undecided = row
    return Counts(*[*numbers, rules.open_counts(by_severity), undecided])


def _counting(plan_id: int) -> Select[Any]:
    unit, name = col(Assignment.unit_id), col(Assignment.name)
    by_default = col(Assignment.first_lead_basis) == FirstLeadBasis.DEFAULT
    of_units = select(
        func.count(unit.distinct()).label("units"),
        func.count(name.distinct()).filter(unit.is_(None)).label("unresolved"),
        func.count().filter(by_default).label("unconfirmed"),
    )
    one = of_units.where(col(Assignment.plan_id) == plan_id, standing(Assignment)).subquery()
    of_plan = and_(col(Task.plan_id) == plan_id, standing(Task))
    is_project = col(Task.kind) == TaskKind.PROJECT
    return select(
        _number(Task, of_plan & ~is_project),
        _number(Task, of_plan & is_project),
        one.c.units,
        one.c.unresolved,
        one.c.unconfirmed,
        _number(Indicator, col(Indicator.plan_id) == plan_id),
        undecided(plan_id).scalar_subquery(),
    )


def _number(table: type[Task] | type[Indicator], condition: Any) -> Any:
    return select(func.count()).select_from(table).where(condition).scalar_subquery()


_INDICATOR: list[Any] = [getattr(Indicator, name) for name in IndicatorView.__slots__]


def indicators(session: Session, plan_id: int) -> list[IndicatorView]:
    query = select(*_INDICATOR).where(col(Indicator.plan_id) == plan_id)
    in_order = query.order_by(col(Indicator.position), col(Indicator.id))
    return [IndicatorView(*row) for row in session.execute(in_order)]


def indicator(session: Session, plan_id: int, indicator_id: int) -> IndicatorView:
    """Raise `NotFoundError` for one that is not of the plan."""
    query = select(*_INDICATOR).where(
        col(Indicator.plan_id) == plan_id, col(Indicator.id) == indicator_id
    )
    row = session.execute(query).first()
    if row is None:
        raise NotFoundError
    return IndicatorView(*row)


def offices(session: Session, actor: Actor) -> list[Named]:
    """Units of the actor's own region that may run a plan, by 机构序; his own when he has one."""
    query = _units_of(actor.region_id).where(col(Unit.kind) != UnitKind.GROUP)
    if actor.unit_id is not None:
        query = query.where(col(Unit.id) == actor.unit_id)
    return [Named(*row) for row in session.execute(query)]


def unit_names(session: Session, region_id: int) -> list[str]:
    """What a name in a plan of this region may mean, by 机构序."""
    return [name for _, name in session.execute(_units_of(region_id))]


def _units_of(region_id: int | None) -> Select[int, str]:
    here = or_(col(Unit.region_id) == region_id, col(Unit.serves_region_id) == region_id)
    return select(col(Unit.id), col(Unit.name)).where(here).order_by(col(Unit.rank), col(Unit.id))
