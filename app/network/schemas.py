from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.network import messages
from app.reading.terms import Role
from app.units.terms import UnitKind


def _told(definition: messages.Definition) -> str:
    return f"{definition.name}：{definition.meaning}（{definition.source}）"


class WhoOut(BaseModel):
    unit_id: int | None = Field(description="单位；名称尚未确认时为 null")
    name: str
    kind: UnitKind | None
    resolved: bool = Field(description="名称是否已确认为某个单位；未确认的不与任何单位合并")
    collective: bool = Field(description="是否集合单位；成员单位不因此计数")
    label: str = Field(description="名称；同一范围内有同名单位时，后面注明行政区划")


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


class UnitNameOut(BaseModel):
    id: int
    name: str


class TogetherOut(BaseModel):
    unit: UnitNameOut = Field(description="计在这个单位名下")
    former: list[UnitNameOut] = Field(description="原件所印、到这一天已由机构改革终止的单位")


class ScopeOut(BaseModel):
    title: str = Field(description="范围的说明")
    plans: list[PlanOut] = Field(description="指定的方案；未指定时为空")
    region_id: int | None = Field(description="指定的行政区划，含其下各级")
    on: date | None = Field(description="指定的日期")
    note: str | None = Field(description="按日期统计时，说明数据追溯到什么程度")
    together: list[TogetherOut] = Field(
        description="机构改革后计在一起的单位；拆分的按已确定的归属，没有确定的归主要承继单位"
    )


class LeadingOut(BaseModel):
    lead: WhoOut
    other: WhoOut
    tasks: int = Field(description="lead 牵头、other 也承担（角色不限）的任务数")


class NetworkOut(BaseModel):
    plan: PlanOut | None = Field(description="只有一个方案时为该方案，否则为 null")
    scope: ScopeOut
    weights: dict[Role, int] = Field(description="每种角色的权重")
    counts: CountsOut


class SummaryOut(NetworkOut):
    units: list[UnitLoadOut] = Field(description="按牵头数、首位数、总数、机构序排列")
    tasks_without_lead: list[LeaderlessOut] = Field(description="按方案顺序，最多 200 项")
    pairs: list[PairOut] = Field(description="共同任务最多的 20 对单位")
    leading: list[LeadingOut] = Field(description="谁牵头带着谁：任务最多的 20 对，有方向")


class PartnerOut(WhoOut):
    tasks: int = Field(description="共同任务数")


class UnitFiguresOut(UnitLoadOut):
    share: float = Field(description=messages.SHARE.meaning)
    betweenness: float = Field(description=_told(messages.BETWEENNESS))
    articulation: bool = Field(description="是否割点，等于 cut_off_count 大于 0")
    cut_off: list[WhoOut] = Field(description=_told(messages.CUT_OFF) + "；最多列出 20 个")
    cut_off_count: int
    core: int = Field(description=_told(messages.CORE))
    community: int | None = Field(description=_told(messages.COMMUNITY))
    partners: list[PartnerOut] = Field(description="共同任务最多的 5 个单位")
    partner_count: int = Field(description="有共同任务的单位数")


class LeaderCountOut(BaseModel):
    leader: str
    units: int


class CommunityOut(BaseModel):
    number: int
    units: list[WhoOut]
    leaders: list[LeaderCountOut] = Field(description="组内单位分属哪些分管领导，各几个")


class CommunityCountOut(BaseModel):
    number: int
    units: int


class PortfolioOut(BaseModel):
    leader: str
    units: int = Field(description="参与比较的分管单位数")
    communities: list[CommunityCountOut]


class PortfoliosOut(BaseModel):
    units_compared: int
    agreement: float | None = Field(description=_told(messages.AGREEMENT))
    communities_of_several_leaders: list[int] = Field(description="跨几位分管领导的协作组")
    leaders: list[PortfolioOut]


class TasksOut(BaseModel):
    count: int
    items: list[LeaderlessOut] = Field(description="按方案顺序，最多 200 项")


class CrowdedOut(LeaderlessOut):
    units: int = Field(description="除牵头单位外的单位数")


class CrowdedTasksOut(BaseModel):
    more_than: int = Field(description="除牵头单位外多于此数：请求中的 too_many，或检查设置的个数")
    count: int
    items: list[CrowdedOut] = Field(description="单位多的在前，最多 200 项")


class CoverOut(BaseModel):
    method: Literal["exact", "greedy"] = Field(
        description="exact：不可能更少；greedy：近似，最好也不会少于 at_least 个"
    )
    at_least: int
    tasks: int = Field(description="有单位的任务数")
    units: list[WhoOut]


class ThinnedOut(BaseModel):
    """Links of at least `least_tasks` shared tasks were kept, and each unit's strongest."""

    links: int = Field(description="全部联系数")
    links_kept: int = Field(description="保留的联系数")
    least_tasks: int = Field(description="共同任务不少于此数的联系保留；另保留每个单位最强的一条")
    sources: int | None = Field(description="桥梁作用由这么多个单位出发估算；null 为全部")
    seed: int


class AnalysisOut(NetworkOut):
    gini: float = Field(description=_told(messages.GINI))
    links: int = Field(description="有共同任务的单位对数")
    density: float = Field(description=messages.DENSITY.meaning)
    modularity: float = Field(description=_told(messages.MODULARITY))
    seed: int = Field(description="随机种子，固定不变")
    thinned: ThinnedOut | None = Field(
        description="规模过大时，桥梁作用和协作组在精简后的网上计算，这里说明怎样精简；"
        "未精简为 null"
    )
    units: list[UnitFiguresOut] = Field(description="按牵头数、首位数、总数、机构序排列")
    communities: list[CommunityOut]
    portfolios: PortfoliosOut | None = Field(description="没有登记分管领导时为 null")
    isolated_tasks: TasksOut = Field(description=messages.ISOLATED.meaning)
    crowded_tasks: CrowdedTasksOut = Field(description=messages.CROWDED.meaning)
    cover: CoverOut = Field(description=_told(messages.COVER))


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
    """An edge between units (`projection`) has a weight alone: the number of tasks."""

    source: str
    target: str
    role: Role | None = None
    role_label: str | None = Field(default=None, description="原件所用的词，例如“牵头单位”")
    weight: int
    first: bool | None = Field(default=None, description="是否列牵头首位")


class GraphOut(BaseModel):
    """Node-link JSON, as `networkx.node_link_graph(data, edges="edges")` reads it."""

    directed: bool = Field(description="projection=leads 时为 true：由牵头单位指向其他单位")
    multigraph: Literal[False]
    graph: dict[str, Any]
    nodes: list[NodeOut]
    edges: list[EdgeOut]
