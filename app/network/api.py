"""部门任务网络 over REST."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.network import service
from app.network.parties import WEIGHTS, TaskRow
from app.network.rules import Pair, UnitLoad
from app.network.schemas import GRAPH_EXAMPLE, SUMMARY_EXAMPLE, GraphOut, SummaryOut
from app.web.answers import Json
from app.web.documentation import answers
from app.web.parameters import CurrentActor, RequestSession
from app.web.schemas import LARGEST_ID

router = APIRouter(prefix="/network", tags=["部门任务网络"])

PlanQuery = Annotated[
    int | None,
    Query(ge=1, le=LARGEST_ID, description="方案；缺省为本人可以查看的全部已发布方案"),
]


# Neither route is `hot`: what takes longer than a way to a thread stays off the event loop.
@router.get(
    "/summary",
    summary="部门任务网络概要",
    response_model=SummaryOut,
    responses=answers(SUMMARY_EXAMPLE),
)
def get_summary(session: RequestSession, actor: CurrentActor, plan: PlanQuery = None) -> Json:
    """各单位牵头和参与的任务数、没有牵头单位的任务、共同任务最多的单位。"""
    found = service.summary(session, actor, plan)
    return Json(
        {
            "plan": found.plan,
            "weights": {role.value: weight for role, weight in WEIGHTS.items()},
            "counts": found.summary.counts,
            "units": [_load(load) for load in found.summary.units],
            "tasks_without_lead": [_task(task) for task in found.summary.without_lead],
            "pairs": [_pair(pair) for pair in found.summary.pairs],
        }
    )


@router.get(
    "/graph",
    summary="部门任务网络图",
    response_model=GraphOut,
    responses=answers(GRAPH_EXAMPLE),
)
def get_graph(session: RequestSession, actor: CurrentActor, plan: PlanQuery = None) -> Json:
    """单位与任务的二部图，node-link 格式：节点分单位和任务，边带角色、权重和是否首位。"""
    return Json(service.node_link(session, actor, plan))


def _load(load: UnitLoad) -> dict[str, Any]:
    return asdict(load.who) | {
        "leads": load.leads,
        "first_leads": load.first_leads,
        "takes_part": load.takes_part,
        "responsible": load.responsible,
        "supporting": load.supporting,
        "total": load.total,
        "weight": load.weight,
    }


def _task(task: TaskRow) -> dict[str, Any]:
    return {
        "id": task.id,
        "url": f"/api/v1/tasks/{task.id}",
        "plan_id": task.plan_id,
        "number": task.number,
        "title": task.title,
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {"units": [asdict(pair.one), asdict(pair.other)], "tasks": pair.tasks}
