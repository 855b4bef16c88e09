"""The network of a scope: what other domains and the edge ask for.

What needs numpy, SciPy or NetworkX is imported when it is asked for: half a second that no other
command and no start of the server should pay.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import InvalidError
from app.kit import clock
from app.kit.clock import printed_date
from app.network import queries, standing
from app.network.figures import Measured, Summary
from app.network.parties import Cell, TaskRow, UnitFacts
from app.network.scope import NoPlanError, NoRegionError, Scope
from app.network.standing import Together
from app.network.terms import GraphFormat, PictureKind, Projection
from app.plans.lint.service import Bound, bound
from app.units import service as registry

if TYPE_CHECKING:
    from app.network.matrix import Matrix

# Node-link JSON takes about 300 bytes an edge, and no browser draws more than this.
EDGES_AT_MOST = 50_000
# Of more, nobody compares the portfolios.
REGIONS_AT_MOST = 50
# At 40 × 60 a page of A4 can be read, at this size one of A3.
TASKS_DRAWN, PARTIES_DRAWN, DRAWN_AT_MOST = 100, 80, 3000


class GraphTooLargeError(InvalidError):
    code, title = "graph_too_large", "关系图太大，请用 plan 指定一个方案"


class PictureTooLargeError(InvalidError):
    code, title = "picture_too_large", "范围太大，画成一张图无法辨认，请用 plan 指定一个方案"


@dataclass(frozen=True)
class PlanRef:
    id: int
    title: str


@dataclass(frozen=True)
class Range:
    """A scope by its names. `plan` is the only plan asked for, null for any other scope;
    `together` are the units that are counted for others since a reform.
    """

    scope: Scope
    plan: PlanRef | None
    plans: tuple[PlanRef, ...]
    region: str | None
    together: tuple[Together, ...] = ()

    @property
    def title(self) -> str:
        named = "、".join(f"《{plan.title}》" for plan in self.plans)
        all_of = f"{self.region}及以下各级" if self.region else "全部"
        what = named or f"{all_of}已发布方案"
        day = self.scope.on
        return f"{what}（{printed_date(day)}正在执行的）" if day else what


@dataclass(frozen=True)
class Network:
    range: Range
    summary: Summary

    @property
    def plan(self) -> PlanRef | None:
        return self.range.plan


@dataclass(frozen=True)
class Analysis:
    """`tasks`: what is printed of the tasks that `measured` names by id. `bound`: how many units
    beside its leads a task may have in the region that this is about.
    """

    range: Range
    measured: Measured
    tasks: dict[int, TaskRow]
    bound: Bound


def locate(session: Session, actor: Actor, scope: Scope) -> Range:
    """Raise `NoPlanError` and `NoRegionError` for what is not there or may not be read."""
    titles = queries.plans(session, actor, scope.plan_ids) if scope.plan_ids else {}
    missing = [str(one) for one in scope.plan_ids if one not in titles]
    if missing:
        raise NoPlanError(f"方案 {'、'.join(missing[:10])}")
    region = None
    if scope.region_id is not None:
        region = queries.region(session, actor, scope.region_id)
        if region is None:
            raise NoRegionError
    found = tuple(PlanRef(one, titles[one]) for one in scope.plan_ids)
    return Range(scope, found[0] if len(found) == 1 else None, found, region)


def summary(session: Session, actor: Actor, scope: Scope) -> Network:
    """Raise as `locate` does."""
    from app.network import rules  # noqa: PLC0415 - see above

    found = locate(session, actor, scope)
    matrix, units, counted = _matrix(session, actor, scope)
    tally = rules.summarise(matrix, units)
    printed = queries.tasks(session, tally.without_lead)
    without = tuple(printed[one] for one in tally.without_lead if one in printed)
    told = Summary(tally.counts, tally.units, without, tally.pairs, tally.leading)
    return Network(replace(found, together=counted), told)


def analyse(session: Session, actor: Actor, scope: Scope, too_many: int | None = None) -> Analysis:
    """`too_many`: other than the region has it. Raise as `locate` does."""
    from app.network import analysis  # noqa: PLC0415 - see above

    found = locate(session, actor, scope)
    matrix, units, counted = _matrix(session, actor, scope)
    leaders = _leaders(session, actor, scope)
    within = bound(session, actor, queries.one_region(session, actor, scope))
    most = too_many or within.most_units
    measured = analysis.analyse(matrix, units, too_many=most, portfolios=leaders)
    named = {
        *measured.tally.without_lead,
        *measured.isolated,
        *(one for one, _ in measured.crowded),
    }
    told = replace(found, together=counted)
    return Analysis(told, measured, queries.tasks(session, sorted(named)), within)


def node_link(
    session: Session, actor: Actor, scope: Scope, projection: Projection = Projection.ASSIGNMENTS
) -> dict[str, Any]:
    """Raise as `locate` does, and `GraphTooLargeError` above `EDGES_AT_MOST`."""
    from app.network import graph  # noqa: PLC0415 - see above

    tasks, cells, units, counted = _printed(session, actor, scope)
    built = graph.graph_of(tasks, cells, units, projection)
    built.graph["plan"] = scope.only_plan
    built.graph["plans"] = list(scope.plan_ids)
    built.graph["together"] = [one.told() for one in counted]
    return graph.node_link(built)


def exported(
    session: Session, actor: Actor, scope: Scope, kind: GraphFormat, projection: Projection
) -> bytes:
    """GraphML or CSV. Raise as `node_link` does."""
    from app.network import exports, graph  # noqa: PLC0415 - see above

    tasks, cells, units, _ = _printed(session, actor, scope)
    built = graph.graph_of(tasks, cells, units, projection)
    return exports.graphml(built) if kind is GraphFormat.GRAPHML else exports.edges_csv(built)


def picture(session: Session, actor: Actor, scope: Scope, kind: PictureKind) -> str:
    """SVG. Raise as `locate` does, and `PictureTooLargeError` where nobody could read it."""
    from app.network.drawing import DRAWERS, subject  # noqa: PLC0415 - see above

    found = locate(session, actor, scope)
    edges = queries.count_cells(session, actor, scope, at_most=DRAWN_AT_MOST + 1)
    tasks = queries.printed_tasks(session, actor, scope, at_most=TASKS_DRAWN + 1)
    if edges > DRAWN_AT_MOST or len(tasks) > TASKS_DRAWN:
        raise PictureTooLargeError(f"一张图最多画 {TASKS_DRAWN} 项任务、{PARTIES_DRAWN} 个单位")
    cells, units, _ = _cells(session, actor, scope)
    told = subject.subject_of(found.title, tasks, cells, units)
    if len(told.parties) > PARTIES_DRAWN:
        raise PictureTooLargeError(f"一张图最多画 {TASKS_DRAWN} 项任务、{PARTIES_DRAWN} 个单位")
    return DRAWERS[kind](told)


def _leaders(session: Session, actor: Actor, scope: Scope) -> dict[int, str]:
    """Who is responsible (分管) for each unit, under the leaders of the plans' own regions, in
    the leaders' order.
    """
    day = scope.on or clock.today()
    found: dict[int, str] = {}
    for region_id in queries.plan_regions(session, actor, scope, at_most=REGIONS_AT_MOST):
        held = registry.portfolios(session, region_id, day).items()
        for unit_id, leader in sorted(held, key=lambda item: (item[1].rank, item[1].id)):
            found[unit_id] = f"{leader.name}（{leader.post}）" if leader.post else leader.name
    return found


def _matrix(
    session: Session, actor: Actor, scope: Scope
) -> tuple["Matrix", dict[int, UnitFacts], tuple[Together, ...]]:
    from app.network.matrix import Columns, matrix_of, tasks_of  # noqa: PLC0415 - see above

    tasks = tasks_of(queries.task_ids(session, actor, scope))
    stands = standing.standing(session, actor, scope)
    columns = Columns()
    for batch in queries.cells(session, actor, scope, stands.unit):
        columns.add(batch)
    pairs = stands.pairs(columns.follow(stands.holders))
    units = queries.units(session, _also(columns.unit_ids, pairs))
    return matrix_of(tasks, columns, units), units, standing.together(pairs, units)


def _also(ids: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[int]:
    return sorted({*ids, *(one for pair in pairs for one in pair)})


_Cells = tuple[Sequence[Cell], dict[int, UnitFacts], tuple[Together, ...]]


def _printed(session: Session, actor: Actor, scope: Scope) -> tuple[list[TaskRow], *_Cells]:
    locate(session, actor, scope)
    edges = queries.count_cells(session, actor, scope, at_most=EDGES_AT_MOST + 1)
    if edges > EDGES_AT_MOST:
        raise GraphTooLargeError(f"所选范围内的责任分工超过 {EDGES_AT_MOST} 条")
    tasks = queries.printed_tasks(session, actor, scope, at_most=EDGES_AT_MOST + 1)
    if len(tasks) > EDGES_AT_MOST:
        raise GraphTooLargeError(f"所选范围内的任务超过 {EDGES_AT_MOST} 项")
    return tasks, *_cells(session, actor, scope)


def _cells(session: Session, actor: Actor, scope: Scope) -> _Cells:
    stands = standing.standing(session, actor, scope)
    said = queries.printed_cells(session, actor, scope, stands.unit)
    known = {cell.unit_id for cell in said if cell.unit_id is not None}
    pairs, holders = stands.pairs(known), stands.holders
    cells = [one._replace(unit_id=holders.get(one.unit_id or 0, one.unit_id)) for one in said]
    named = {cell.unit_id for cell in cells if cell.unit_id is not None}
    units = queries.units(session, _also(named, pairs))
    return cells, units, standing.together(pairs, units)
