"""The network of a plan, or of all published plans that the actor may read."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import InvalidError
from app.network import graph, queries, rules
from app.network.rules import Summary
from app.plans import service as plans

# Node-link JSON takes about 300 bytes an edge, and no browser draws more than this.
EDGES_AT_MOST = 50_000


class GraphTooLargeError(InvalidError):
    code, title = "graph_too_large", "关系图太大，请用 plan 指定一个方案"


@dataclass(frozen=True)
class PlanRef:
    id: int
    title: str


@dataclass(frozen=True)
class Network:
    """`plan` is null for all published plans that the actor may read."""

    plan: PlanRef | None
    summary: Summary


def summary(session: Session, actor: Actor, plan_id: int | None) -> Network:
    """Raise `NotFoundError` for a plan that the actor may not read."""
    plan = _plan(session, actor, plan_id)
    found = rules.summarise(
        queries.tasks(session, actor, plan_id),
        queries.cells(session, actor, plan_id),
        queries.units(session, actor, plan_id),
    )
    return Network(plan, found)


def node_link(session: Session, actor: Actor, plan_id: int | None) -> dict[str, Any]:
    """Raise `NotFoundError` as `summary` does, `GraphTooLargeError` above `EDGES_AT_MOST`."""
    _plan(session, actor, plan_id)
    edges = queries.count_cells(session, actor, plan_id, at_most=EDGES_AT_MOST + 1)
    if edges > EDGES_AT_MOST:
        raise GraphTooLargeError(f"所选范围内的责任分工超过 {EDGES_AT_MOST} 条")
    built = graph.build(
        queries.tasks(session, actor, plan_id),
        queries.cells(session, actor, plan_id),
        queries.units(session, actor, plan_id),
    )
    built.graph["plan"] = plan_id
    return graph.node_link(built)


def _plan(session: Session, actor: Actor, plan_id: int | None) -> PlanRef | None:
    if plan_id is None:
        return None
    plan = plans.get(session, actor, plan_id)
    return PlanRef(plan.id, plan.title)
