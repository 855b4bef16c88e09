"""What the checks say to the clerk: what is so, and what to do about it."""

from collections.abc import Sequence
from datetime import date

from app.plans.asking import items
from app.plans.lint.sheet import Elsewhere, Line

_SHORT = 24


def unassigned(called: str) -> str:
    return f"{items([called])}没有责任单位，不会交办给任何人，请补上，或留待单位认领。"


def mostly_unassigned(lines: Sequence[Line], count: int) -> str:
    return (
        f"{items([one.called for one in lines])}没有责任单位。"
        f"共 {count} 项不会交办给任何人，请补上，或留待单位认领。"
    )


def projects_unassigned(_lines: Sequence[Line], count: int) -> str:
    return f"专栏里的 {count} 个项目没有责任单位；要单独交办的请补上，随正文任务推进的可保留。"


def no_lead(called: str) -> str:
    return f"{items([called])}有几个单位而没有牵头，进展由谁汇总不清楚，请指定一个牵头单位。"


def mostly_no_lead(lines: Sequence[Line], count: int) -> str:
    return (
        f"{items([one.called for one in lines])}有几个单位而没有牵头。"
        f"{count} 项的进展由谁汇总都不清楚，请逐项指定。"
    )


def joint_leads(called: Sequence[str]) -> str:
    return f"{items(called)}有几个牵头单位，没有确认由谁汇总填报，请指定主牵头。"


def only_collective(called: str, names: Sequence[str]) -> str:
    printed = "”“".join(names)
    return f"{items([called])}只写了“{printed}”，没有具体单位，请指明由谁汇总，或只作告知。"


def too_many(called: str, count: int, most: int, *, leads: bool) -> str:
    beside = "除牵头单位外还" if leads else "共"
    return (
        f"{items([called])}{beside}有 {count} 个单位（设定为不超过 {most} 个），"
        "请看是否分得清谁做什么；分不清的可拆成几项，或减去只需知道的单位。"
    )


def no_due(called: str, due_text: str | None) -> str:
    if due_text:
        return f"{items([called])}的时限“{due_text}”推不出日期，到期不会提醒，请补上完成日期。"
    return f"{items([called])}没有完成时限，到期不会提醒，请补上日期，或写明持续推进。"


def mostly_no_due(lines: Sequence[Line], count: int) -> str:
    return (
        f"{items([one.called for one in lines])}没有完成时限。"
        f"{count} 项到期都不会提醒，请补上规划期或各项的日期。"
    )


def due_after(called: str, due_on: date, ends_on: date) -> str:
    return (
        f"{items([called])}的完成日期 {due_on.isoformat()} 在规划期末 {ends_on.isoformat()} 之后，"
        "请核对年份。"
    )


def not_named(unit: str, times: int) -> str:
    often = f"（{times} 处）" if times > 1 else ""
    return f"正文提到“{unit}”{often}，但没有一项任务列有它，请看是否漏了责任单位。"


def near(lines: Sequence[Line], elsewhere: Sequence[Elsewhere]) -> str:
    """`lines` are alike to each other or to those of other plans."""
    here = items([one.called for one in lines])
    others = [f"《{one.plan}》{_task(one)}" for one in elsewhere[:FEW]]
    if len(elsewhere) > FEW:
        others.append(f"另外 {len(elsewhere) - FEW} 项")
    if not others:
        return f"{here}几乎相同，请看是否重复；确是两件事的，可保留。"
    among = "彼此几乎相同，也" if len(lines) > 1 else ""
    return (
        f"{here}{among}与{'、'.join(others)}几乎相同，"
        "请看是否让同一单位就同一件事填报两次；确要分别推进的，可保留。"
    )


FEW = 3
"""Tasks of other plans that are named."""


def _task(one: Elsewhere) -> str:
    if one.number:
        return f"第 {one.number} 项"
    return f"“{one.title[:_SHORT]}{'…' if len(one.title) > _SHORT else ''}”"
