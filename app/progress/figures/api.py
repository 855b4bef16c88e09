"""Figures of a plan's indicators over REST."""

from fastapi import APIRouter
from sqlmodel import Session

from app.core.actor import Actor
from app.progress.figures import items, service
from app.progress.figures.schemas import EXAMPLE, FiguresIn, PlanFigure
from app.web.answers import Json, listing
from app.web.documentation import answers
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["进展填报"])


def _out(session: Session, actor: Actor, plan_id: int) -> Json:
    return listing(items.of_plan(service.of_plan(session, actor, plan_id)), None, None)


@router.get(
    "/plans/{plan_id}/figures",
    summary="指标数值",
    response_model=Listing[PlanFigure],
    responses=answers({"items": [EXAMPLE], "next": None}),
)
@hot
def read_figures(session: RequestSession, actor: CurrentActor, plan_id: PathId) -> Json:
    """各项主要指标在哪项任务中填报，最近一期报了多少、由哪个单位、按什么口径。"""
    return _out(session, actor, plan_id)


@router.put(
    "/plans/{plan_id}/figures",
    summary="指定指标在哪项任务中填报",
    response_model=Listing[PlanFigure],
    responses=answers({"items": [EXAMPLE], "next": None}),
)
def choose_tasks(
    session: RequestSession, actor: CurrentActor, plan_id: PathId, body: FiguresIn
) -> Json:
    """一项指标只在一项任务中填报，同一个数不问两次；task_id 为 null 时不再问。"""
    chosen = {one.indicator_id: one.task_id for one in body.tasks}
    service.choose(session, actor, plan_id, chosen)
    return _out(session, actor, plan_id)
