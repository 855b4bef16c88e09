from typing import Any

from pydantic import BaseModel, Field

from app.reading.terms import Role


class UnitRefOut(BaseModel):
    id: int
    name: str


class LoadOut(BaseModel):
    leads: int = Field(description="牵头的任务数")
    first_leads: int = Field(description="其中排在首位的")
    responsible: int
    supporting: int
    total: int = Field(description="任务数，一项任务只算一次，按最强的角色")
    weight: int = Field(description="按牵头 3、责任 2、配合 1 合计")


class UnitLoadOut(LoadOut):
    unit: UnitRefOut


class CellOut(BaseModel):
    role: Role
    role_label: str
    raw: str


class LineOut(BaseModel):
    task_id: int
    url: str
    plan_id: int
    plan: str
    number: str | None
    title: str
    cells: list[CellOut] = Field(description="届时归承继单位的各栏，按原件所印")
    conflict: bool = Field(description="是否既牵头又在其他栏")


class TrialOut(BaseModel):
    units: list[UnitRefOut]
    into: UnitRefOut
    plan: int | None
    moved_count: int = Field(description="随之转移的任务数")
    twice_count: int = Field(description="同一单位将出现不止一次的任务数")
    conflict_count: int = Field(description="其中既牵头又在其他栏的任务数")
    moved: list[LineOut]
    twice: list[LineOut]
    before: list[UnitLoadOut] = Field(description="合并前各单位的任务数")
    after: UnitLoadOut
    member_of: list[UnitRefOut] = Field(
        description="由承继单位接替成员资格的集合单位，它们的任务也随之列入承继单位的清单"
    )


_CELLS: list[dict[str, Any]] = [
    {"role": "lead", "role_label": "牵头单位", "raw": "县乡村振兴局"},
    {"role": "responsible", "role_label": "责任单位", "raw": "县农业农村委"},
]
_LINE: dict[str, Any] = {
    "task_id": 1,
    "url": "/api/v1/tasks/1",
    "plan_id": 1,
    "plan": "巫山县“十四五”残疾人保障和发展规划",
    "number": "1",
    "title": "将符合条件的残疾人及时纳入易返贫致贫监测范围",
    "cells": _CELLS,
    "conflict": True,
}
_LOAD: dict[str, Any] = {
    "unit": {"id": 14, "name": "县农业农村委"},
    "leads": 0,
    "first_leads": 0,
    "responsible": 3,
    "supporting": 0,
    "total": 3,
    "weight": 6,
}
TRIAL_EXAMPLE: dict[str, Any] = {
    "units": [{"id": 21, "name": "县乡村振兴局"}],
    "into": {"id": 14, "name": "县农业农村委"},
    "plan": 1,
    "moved_count": 0,
    "twice_count": 1,
    "conflict_count": 1,
    "moved": [],
    "twice": [_LINE],
    "before": [_LOAD],
    "after": _LOAD | {"leads": 1, "first_leads": 1, "responsible": 2, "weight": 7},
    "member_of": [],
}
