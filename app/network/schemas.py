from typing import Any, Literal

from pydantic import BaseModel, Field

from app.reading.terms import Role
from app.units.terms import UnitKind


class WhoOut(BaseModel):
    unit_id: int | None = Field(description="单位；名称尚未确认时为 null")
    name: str
    kind: UnitKind | None
    resolved: bool = Field(description="名称是否已确认为某个单位；未确认的不与任何单位合并")
    collective: bool = Field(description="是否集合单位；成员单位不因此计数")


class UnitLoadOut(WhoOut):
    leads: int = Field(description="牵头的任务数；同一任务中既牵头又参与的，只按牵头计一次")
    first_leads: int = Field(description="其中列牵头首位的任务数")
    takes_part: int = Field(description="不牵头而参加的任务数，等于 responsible 与 supporting 之和")
    responsible: int = Field(description="作为责任单位参加的任务数")
    supporting: int = Field(description="作为参与、配合单位参加的任务数")
    total: int = Field(description="全部任务数，等于 leads 与 takes_part 之和")
    weight: int = Field(description="按 weights 加权之和，只用于作图和初步比较")


class PairOut(BaseModel):
    units: tuple[WhoOut, WhoOut]
    tasks: int = Field(description="两个单位都承担（角色不限）的任务数")


class LeaderlessOut(BaseModel):
    id: int
    url: str
    plan_id: int
    number: str | None = Field(description="原件所印的序号")
    title: str


class CountsOut(BaseModel):
    plans: int
    tasks: int
    units: int = Field(description="已确认的单位数")
    unresolved_names: int = Field(description="尚未确认的名称数")
    participations: int = Field(description="单位与任务的对应数，即关系图的边数")
    tasks_without_lead: int
    tasks_without_unit: int = Field(
        description="没有任何单位的任务数，含在 tasks_without_lead 之内"
    )
    tasks_not_paired: int = Field(description="单位过多（超过 50 个）、不计入 pairs 的任务数")


class PlanOut(BaseModel):
    id: int
    title: str


class SummaryOut(BaseModel):
    plan: PlanOut | None = Field(description="未指定方案时为 null")
    weights: dict[Role, int] = Field(description="每种角色的权重")
    counts: CountsOut
    units: list[UnitLoadOut] = Field(description="按牵头数、首位数、总数、机构序排列")
    tasks_without_lead: list[LeaderlessOut] = Field(description="按方案顺序，最多 200 项")
    pairs: list[PairOut] = Field(description="共同任务最多的 20 对单位")


class NodeOut(BaseModel):
    """A unit node has `unit_id, kind, resolved, collective`; a task node the other fields."""

    id: str
    type: Literal["unit", "task"]
    bipartite: Literal[0, 1]
    label: str
    unit_id: int | None = None
    kind: UnitKind | None = None
    resolved: bool | None = None
    collective: bool | None = None
    task_id: int | None = None
    plan_id: int | None = None
    parent_id: int | None = None
    number: str | None = None


class EdgeOut(BaseModel):
    source: str
    target: str
    role: Role
    role_label: str = Field(description="原件所用的词，例如“牵头单位”")
    weight: int
    first: bool = Field(description="是否列牵头首位")


class GraphOut(BaseModel):
    """Node-link JSON, as `networkx.node_link_graph(data, edges="edges")` reads it."""

    directed: Literal[False]
    multigraph: Literal[False]
    graph: dict[str, Any]
    nodes: list[NodeOut]
    edges: list[EdgeOut]


_FEDERATION: dict[str, Any] = {
    "unit_id": 2,
    "kind": "peoples_organisation",
    "resolved": True,
    "collective": False,
}
_FINANCE = _FEDERATION | {"unit_id": 9, "kind": "government_department"}
_WEIGHTS = {"lead": 3, "responsible": 2, "supporting": 1}

SUMMARY_EXAMPLE: dict[str, Any] = {
    "plan": {"id": 1, "title": "巫山县“十四五”残疾人保障和发展规划"},
    "weights": _WEIGHTS,
    "counts": {
        "plans": 1,
        "tasks": 30,
        "units": 32,
        "unresolved_names": 1,
        "participations": 106,
        "tasks_without_lead": 0,
        "tasks_without_unit": 0,
        "tasks_not_paired": 0,
    },
    "units": [
        _FEDERATION
        | {
            "name": "县残联",
            "leads": 20,
            "first_leads": 12,
            "takes_part": 10,
            "responsible": 10,
            "supporting": 0,
            "total": 30,
            "weight": 80,
        }
    ],
    "tasks_without_lead": [],
    "pairs": [
        {"units": [_FINANCE | {"name": "县财政局"}, _FEDERATION | {"name": "县残联"}], "tasks": 10}
    ],
}

GRAPH_EXAMPLE: dict[str, Any] = {
    "directed": False,
    "multigraph": False,
    "graph": {"plan": 1, "weights": _WEIGHTS},
    "nodes": [
        _FEDERATION | {"id": "unit:2", "type": "unit", "bipartite": 0, "label": "县残联"},
        {
            "id": "task:6",
            "type": "task",
            "bipartite": 1,
            "label": "为大小便失禁重度残疾人提供护理类辅助器具适配服务",
            "task_id": 6,
            "plan_id": 1,
            "parent_id": None,
            "number": "6",
        },
    ],
    "edges": [
        {
            "source": "unit:2",
            "target": "task:6",
            "role": "lead",
            "role_label": "牵头单位",
            "weight": 3,
            "first": True,
        }
    ],
}
