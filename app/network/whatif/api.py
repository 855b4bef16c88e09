"""合并试算 over REST."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.network.whatif import rules, service
from app.network.whatif.rules import Load
from app.network.whatif.schemas import TRIAL_EXAMPLE, TrialOut
from app.network.whatif.service import Line
from app.web.answers import Json
from app.web.documentation import answers
from app.web.parameters import CurrentActor, IdQuery, RequestSession
from app.web.schemas import LARGEST_ID

router = APIRouter(prefix="/network", tags=["部门任务网络"])

Ids = Annotated[str, Query(max_length=500, description="要合并的单位，编号以逗号分开")]
Into = Annotated[int, Query(ge=1, le=LARGEST_ID, description="承继单位的编号")]


@router.get(
    "/what_if",
    summary="合并试算",
    response_model=TrialOut,
    responses=answers(TRIAL_EXAMPLE),
)
def what_if(
    session: RequestSession, actor: CurrentActor, units: Ids, into: Into, plan: IdQuery = None
) -> Json:
    """假如几个单位并入另一个：哪些任务转移，哪些任务里同一单位会既牵头又配合或出现两次，各单位的任务数怎样变。什么也不改。"""
    found = service.what_if(session, actor, rules.ids(units), into, plan)
    names = {one.id: one.name for one in (found.into, *found.merged)}
    return Json(
        {
            "units": [{"id": one.id, "name": one.name} for one in found.merged],
            "into": {"id": found.into.id, "name": found.into.name},
            "plan": plan,
            "moved_count": found.moved_count,
            "twice_count": found.twice_count,
            "conflict_count": found.conflict_count,
            "moved": _lines(found.moved),
            "twice": _lines(found.twice),
            "before": [_load(one, names[one], load) for one, load in found.before.items()],
            "after": _load(found.into.id, found.into.name, found.after),
            "member_of": [{"id": row.id, "name": row.name} for row in found.seats],
        }
    )


def _lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {
            "task_id": line.task.id,
            "url": f"/api/v1/tasks/{line.task.id}",
            "plan_id": line.task.plan_id,
            "plan": line.task.plan,
            "number": line.task.number,
            "title": line.task.title,
            "cells": [
                {"role": cell.role, "role_label": cell.label, "raw": cell.raw}
                for cell in line.cells
            ],
            "conflict": line.conflict,
        }
        for line in lines
    ]


def _load(unit_id: int, name: str, load: Load) -> dict[str, Any]:
    return {
        "unit": {"id": unit_id, "name": name},
        "leads": load.leads,
        "first_leads": load.first_leads,
        "responsible": load.responsible,
        "supporting": load.supporting,
        "total": load.total,
        "weight": load.weight,
    }
