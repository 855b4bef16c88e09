"""What the figures mean, in words that a clerk understands, each with its source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """`source` is empty where we count and nothing else."""

    name: str
    meaning: str
    source: str = ""


LEADS = Definition("牵头", "列为牵头单位的任务数；同一任务中既牵头又参加的，只按牵头计一次。")
TAKES_PART = Definition("参加", "不牵头、列为责任或参与（配合）单位的任务数。")
WEIGHT = Definition(
    "加权任务量",
    "牵头一项计3，责任一项计2，参与（配合）一项计1，相加而得。权重是我们定的，只看轻重的大概，不用来评价单位。",
)
SHARE = Definition("占比", "本单位加权任务量占全部单位之和的比例。")
BETWEENNESS = Definition(
    "桥梁作用",
    "两个单位没有共同任务时，要经过别的单位才联系得上；本单位处在这些最短联系路线上的比例，"
    "0为不经过，1为全部经过。数值高的单位适合牵头协调。",
    "中介中心性：Freeman，1977；算法Brandes，2001",
)
CUT_OFF = Definition(
    "缺它则断",
    "假如本单位不再承担任务，哪些单位与其余大多数单位不再有直接或间接的共同任务。",
    "割点：Hopcroft、Tarjan，1973",
)
CORE = Definition(
    "核心数",
    "能找到一组单位，组内每个单位都至少与组内k个单位有共同任务，本单位在内时k最大能到几。"
    "数值越高，越在协作的中心。",
    "k-核：Seidman，1983；算法Batagelj、Zaveršnik，2003",
)
COMMUNITY = Definition(
    "协作组",
    "共同任务多的单位自然聚成的组：组内一起做的事比随机搭配时多。编号1最大；没有共同任务的单位不编组。",
    "社区划分：Blondel等（Louvain），2008；随机种子固定，同样的分工得出同样的组",
)
PARTNERS = Definition("主要伙伴", "与本单位共同任务最多的单位及共同任务数。")
GINI = Definition(
    "忙闲不均程度",
    "加权任务量的基尼系数：0为各单位一样多，越接近1越集中在少数单位。",
    "Gini，1912",
)
DENSITY = Definition("协作密度", "任取两个单位，有共同任务的可能性。")
MODULARITY = Definition(
    "分组清晰度",
    "共同任务落在同一协作组内的比例，比随机搭配时高出多少；0为分不出组，0.3以上算清晰。",
    "模块度：Newman、Girvan，2004",
)
ISOLATED = Definition("孤立的任务", "所列单位都不承担其他任务，或没有列出单位的任务。")
CROWDED = Definition(
    "单位过多的任务",
    "除牵头单位外，单位多于本区划设定个数的任务；与矩阵检查的“配合单位过多”同一界限。",
)
COVER = Definition(
    "最少几家能到齐",
    "最少请哪些单位到会，每项有单位的任务就至少有一家在场。",
    "集合覆盖：规模小时用分支定界求最少，规模大时用贪心法（Chvátal，1979）求近似",
)
AGREEMENT = Definition(
    "与分管分工的吻合度",
    "协作组与县领导分管分工是否一致：1为完全一致，0附近为与随机相当。只比较已登记分管领导的单位。",
    "调整兰德指数：Hubert、Arabie，1985",
)

OF_UNITS = (
    LEADS,
    TAKES_PART,
    WEIGHT,
    SHARE,
    BETWEENNESS,
    CUT_OFF,
    CORE,
    COMMUNITY,
    PARTNERS,
)
OF_THE_WHOLE = (GINI, DENSITY, MODULARITY, ISOLATED, CROWDED, COVER, AGREEMENT)
HISTORY = (
    "按这一天正在执行的方案（印发日期已到、报送期或规划期未过）和这一天有效的分工统计："
    "调整从生效之日起算，勘误视为自始如此；名称、措辞等就地更正的内容按现在的写法；"
    "到这一天已生效的机构改革，按承继单位统计。"
)
