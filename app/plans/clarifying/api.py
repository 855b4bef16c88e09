"""待明确到单位 over REST."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter

from app.plans.amending.rules import Grounds
from app.plans.clarifying import service
from app.plans.clarifying.schemas import UNCLEAR_EXAMPLE, ClarifyIn, UnclearList, UnclearOut
from app.plans.clarifying.service import NO_UNIT, Unclear
from app.web.answers import Json
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.sessions import hot

router = APIRouter(prefix="/plans/{plan_id}/to_clarify", tags=["方案"])


def _item(one: Unclear) -> dict[str, Any]:
    return {
        "assignment_id": one.assignment_id,
        "task_id": one.task_id,
        "task_url": f"/api/v1/tasks/{one.task_id}",
        "number": one.number,
        "title": one.title,
        "role": one.role,
        "role_label": one.role_label,
        "raw": one.raw,
        "why": one.why,
        "group_id": one.group_id,
        "named": one.named,
        "open": one.is_open,
        "actions": ["name_units", "add_alias" if one.why == NO_UNIT else "add_members"],
    }


@router.get(
    "",
    summary="待明确到单位",
    response_model=UnclearList,
    responses=answers({"items": [UNCLEAR_EXAMPLE], "open": 1}),
)
@hot
def list_unclear(session: RequestSession, actor: CurrentActor, plan_id: PathId) -> Json:
    """方案中落实不到单位的每项任务和名称：没有登记的单位、没有成员的集合单位，以及能做什么。"""
    found = service.unclear(session, actor, plan_id)
    return Json({"items": [_item(one) for one in found], "open": sum(o.is_open for o in found)})


@router.post(
    "",
    summary="明确到单位",
    status_code=HTTPStatus.CREATED,
    response_model=UnclearOut,
    responses=answers(
        UNCLEAR_EXAMPLE | {"named": ["县教委"], "open": False}, status=HTTPStatus.CREATED
    ),
)
def clarify(
    session: RequestSession,
    actor: CurrentActor,
    once: CurrentOnce,
    plan_id: PathId,
    body: ClarifyIn,
) -> Json:
    """为已发布方案的一项任务写明单位：原件所印的名称不变，写明的单位列在旁边，留下依据，并随即交办。"""

    def create() -> Json:
        grounds = Grounds(reason=body.reason, basis=body.basis)
        names = service.Names(body.assignment_id, body.units)
        made = service.clarify(session, actor, plan_id, names, grounds)
        return Json(_item(made), HTTPStatus.CREATED)

    return once.run(session, actor, body, create)
