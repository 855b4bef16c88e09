"""What is asked about names: the words, and what is to be asked at all. Pure, as `rules`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.reading.terms import Role

_MOST_LISTED = 12
_SHORT = 24
"""Characters of a title that stands in a question."""
_OPEN = "“"


@dataclass(frozen=True)
class Nearest:
    unit_id: int
    name: str
    reason: str


def unknown_name_message(
    name: str, numbers: Sequence[str], nearest: Nearest | None, *, collective: bool
) -> str:
    """What a clerk reads about a name that no unit or alias certainly has."""
    what = f"{items(numbers)}的“{name}”不在单位库中，已照原样保留"
    if nearest is not None:
        reason = f"（{nearest.reason}）" if nearest.reason else ""
        return f"{what}；最接近的是“{nearest.name}”{reason}，请确认是哪个单位。"
    if collective:
        return f"{what}；它是集合名称，请指明对应的集合单位，或先登记。"
    return f"{what}；请指明是哪个单位，或先登记。"


def items(numbers: Sequence[str]) -> str:
    """第 9、10 项、“做好宣传”; a long list is cut and counted."""
    listed = list(dict.fromkeys(numbers))
    some = listed[:_MOST_LISTED]
    titles = [one for one in some if one.startswith(_OPEN)]
    counted = "、".join(one for one in some if not one.startswith(_OPEN))
    shown = "、".join([f"第 {counted} 项", *titles] if counted else titles)
    return shown if len(listed) <= _MOST_LISTED else f"{shown}等共 {len(listed)} 项"


def number_of(number: str | None, position: int) -> str:
    """How a person finds a task: by its 序号, or by its place in the order."""
    return number or str(position)


@dataclass(frozen=True)
class Numbered:
    """A task as a question calls it; `number` as printed."""

    number: str | None
    position: int
    title: str


def called(tasks: Mapping[int, Numbered]) -> dict[int, str]:
    """By task its 序号 where no other has it, its place where none has any, else its title."""
    printed = Counter(one.number for one in tasks.values() if one.number)
    return {id_: _called(one, printed) for id_, one in tasks.items()}


def _called(one: Numbered, printed: Mapping[str, int]) -> str:
    if not printed:
        return str(one.position)
    if one.number and printed[one.number] == 1:
        return one.number
    short = one.title[:_SHORT] + ("…" if len(one.title) > _SHORT else "")
    return f"{_OPEN}{short}”" if short else number_of(one.number, one.position)


@dataclass(frozen=True)
class Named:
    """A unit that a task names, under the name that stands there."""

    unit_id: int
    name: str
    role: Role


@dataclass(frozen=True)
class Repeat:
    """One unit that a task names more than once; `names` are in printed order."""

    unit_id: int
    names: tuple[str, ...]
    roles: frozenset[Role]

    @property
    def code(self) -> str:
        return "unit_in_both_roles" if len(self.roles) > 1 else "unit_repeated"

    def message(self, number: str, unit: str) -> str:
        names = list(dict.fromkeys(self.names))
        printed = f"{items([number])}里的“{'”“'.join(names)}”"
        meant = f"都是“{unit}”，" if len(names) > 1 else ""
        return f"{printed}{meant}{self._where}，请核对。"

    @property
    def _where(self) -> str:
        if len(self.roles) == 1:
            return "在同一栏"
        return "既在牵头一栏又在其他栏" if Role.LEAD in self.roles else "在两栏里都有"


def repeats(named: Sequence[Named]) -> list[Repeat]:
    """Units that stand in one task in two roles, or under two different names."""
    by_unit: dict[int, list[Named]] = {}
    for one in named:
        by_unit.setdefault(one.unit_id, []).append(one)
    return [
        Repeat(unit_id, tuple(one.name for one in found), frozenset(one.role for one in found))
        for unit_id, found in by_unit.items()
        if len({one.name for one in found}) > 1 or len({one.role for one in found}) > 1
    ]


def other_region_message(printed: str, region: str) -> str:
    return f"文件写的是“{printed}”，方案登记在“{region}”，请核对是否传错了地方。"


def unassigned_message(number: str) -> str:
    return f"{items([number])}没有责任单位，请补上，或留待单位认领。"


def no_lead_message(number: str) -> str:
    return f"{items([number])}没有牵头单位，请指定由谁牵头。"


def joint_leads_message(numbers: Sequence[str]) -> str:
    return (
        f"{items(numbers)}有几个牵头单位，暂以排在第一位的为主牵头（由它汇总填报），"
        "请一次确认，或逐项调整。"
    )
