"""What is checked, how much each check weighs, and where its lines are drawn. Pure, as `rules`.

The defaults were set over five published plans of 2021 and 2022 (巫山、张店、沁水、会宁、大庆).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.core.errors import InvalidError
from app.plans.lint.terms import Code, Level

MOST_UNITS = 8
"""Units of a task beside its leads: 91 of the 94 tasks of those plans that name any have at most
as many, the other three 9, 12 and 15."""
FEWEST, LARGEST = 1, 100
LIKENESS = 0.75
"""`kit.similarity` of two tasks: from here on pairs of those plans are the same work in other
words; at 0.6 they share a programme and ask for different things."""
LEAST_LIKE, MOST_LIKE = 0.6, 1.0


class TooWeightyError(InvalidError):
    code, title = "level_too_high", "这一项只凭文字判断，不能设为必须处理"


@dataclass(frozen=True)
class Check:
    """What a check is called, what it means and whence its default; `certain` is false for one
    that judges by words, which cannot stand in the way of publishing.
    """

    name: str
    about: str
    default: Level
    why: str
    certain: bool = True


CHECKS: Mapping[Code, Check] = MappingProxyType(
    {
        Code.UNASSIGNED: Check(
            "任务没有责任单位",
            "任务一个单位也没有。大多数任务都没有时合成一条，可留待单位认领。",
            Level.WARNING,
            "没有单位的任务不会交办给任何人；但会宁、大庆两份规划本来就留待认领，所以不拦发布。",
        ),
        Code.PROJECT_UNASSIGNED: Check(
            "专栏项目没有责任单位",
            "专栏里的重点项目没有单位。五份规划的专栏都不写单位，通常随所在章节的任务走。",
            Level.NOTE,
            "五份规划 234 个专栏项目都没有写单位，是通例，只作提示。",
        ),
        Code.NO_LEAD: Check(
            "没有牵头单位",
            "任务有两个以上单位，却没有一个是牵头，进展由谁汇总不清楚。只有一个单位的不算。",
            Level.WARNING,
            "张店区规划标黑体的为牵头，转成文本后丢失，32 项都要人指定，不宜一律拦住发布。",
        ),
        Code.JOINT_LEADS_UNRANKED: Check(
            "几个牵头单位没有主次",
            "一项任务有几个牵头单位，没有定下由谁汇总填报，或只是暂按排在第一位的。",
            Level.WARNING,
            "巫山县 30 项任务中 18 项有几个牵头单位，发布后由排在第一位的填报，确认一次即可。",
        ),
        Code.UNIT_IN_BOTH_ROLES: Check(
            "同一单位身兼两种角色",
            "同一单位在一项任务里既牵头又配合，包括机构改革后并入同一单位的。",
            Level.WARNING,
            "多半是笔误，或机构合并所致；如巫山县第 1 项，原乡村振兴局并入农业农村委以后。",
        ),
        Code.UNIT_REPEATED: Check(
            "同一单位写了两次",
            "同一单位以两个名称列在一项任务的同一栏。",
            Level.NOTE,
            "只多印一次名字，不影响交办和填报。",
        ),
        Code.ONLY_COLLECTIVE: Check(
            "只有集合单位",
            "任务只写了“县级有关部门”“各成员单位”一类名称，没有一个具体单位。",
            Level.WARNING,
            "张店、沁水各有两项任务只写残工委成员单位：人人有责，没有人汇总。",
        ),
        Code.TOO_MANY_UNITS: Check(
            "配合单位过多",
            "除牵头单位外，一项任务的单位多于设定的个数。",
            Level.NOTE,
            "五份规划中写明单位的 94 项任务，91 项除牵头外不超过 8 个，其余为 9、12、15 个。",
        ),
        Code.NO_DUE_DATE: Check(
            "没有完成时限",
            "任务推不出完成日期，又不是持续推进的。没有另写时限的任务随规划期末到期，不算。",
            Level.WARNING,
            "没有日期就不会到期，也不会提醒。",
        ),
        Code.DUE_AFTER_PLAN: Check(
            "时限晚于规划期末",
            "任务的完成日期在规划期最后一天之后。",
            Level.WARNING,
            "五份规划没有一项如此，多半是年份写错。",
        ),
        Code.UNIT_NOT_NAMED: Check(
            "正文提到而没有任务的单位",
            "单位库中的单位写在正文里，却不在任何一项任务中；主送、落款和分工表本身不算。",
            Level.NOTE,
            "巫山、张店、沁水没有，会宁、大庆各 2 个；有的只是工作对象，所以只作提示。",
            certain=False,
        ),
        Code.NEAR_DUPLICATE: Check(
            "与另一项任务几乎相同",
            "任务与本方案或本地、上下级另一份在期方案的任务几乎相同，可能重复填报。"
            "专栏项目与正文任务之间不比，复述是常例。",
            Level.NOTE,
            "五份规划之间，相似度 0.75 以上的都是同一件事的两种写法，0.6 以下只是话题相同。",
            certain=False,
        ),
    }
)


@dataclass(frozen=True)
class Limits:
    """What holds in a region. `levels` has what is set there and differs from the default."""

    levels: Mapping[Code, Level] = field(default_factory=dict)
    most_units: int = MOST_UNITS
    likeness: float = LIKENESS

    def level(self, code: Code) -> Level:
        return self.levels.get(code, CHECKS[code].default)

    def is_on(self, *codes: Code) -> bool:
        return any(self.level(code) is not Level.OFF for code in codes)

    @property
    def blocking(self) -> list[Code]:
        """Checks whose open findings stand in the way of publishing."""
        return [code for code in Code if self.level(code) is Level.ERROR]


def check_level(code: Code, level: Level) -> None:
    if level is Level.ERROR and not CHECKS[code].certain:
        raise TooWeightyError(
            CHECKS[code].name, errors=[{"loc": ["levels", code], "msg": "至多为请核对"}]
        )
