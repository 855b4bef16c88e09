"""What people read about precedents."""

from app.network.precedents.rules import Candidate
from app.network.precedents.terms import Closeness

CLOSENESS = {
    Closeness.VERY_NEAR: "很接近",
    Closeness.NEAR: "接近",
    Closeness.SOMEWHAT: "略有相近",
    Closeness.FAR: "较远，只作参考",
}


def leads_here(label: str, one: Candidate) -> str:
    """5 份方案中 4 份由残联牵头（其中 1 份没有印明牵头，由它列在首位）."""
    if not one.of:
        return f"没有哪份方案有相近的任务；较远的任务里有由{label}牵头的"
    if not one.plans:
        return f"{one.of} 份方案最相近的任务都不由{label}牵头；其他相近的任务里有由它牵头的"
    listed = one.plans - one.printed
    note = f"（其中 {listed} 份没有印明牵头，由它列在首位）" if listed else ""
    return f"{one.of} 份方案中 {one.plans} 份由{label}牵头{note}"


def takes_part_here(label: str, one: Candidate) -> str:
    if not one.of:
        return f"没有哪份方案有相近的任务；较远的任务里有{label}参加的"
    return f"{one.of} 份方案中 {one.plans} 份有{label}参加"


def units_here(label: str, names: list[str]) -> str:
    """What the function means in this region."""
    if not names:
        return f"本地单位库中没有职能为“{label}”的单位，请先登记或另行指定"
    if len(names) > 1:
        return f"本地有几个职能为“{label}”的单位（{'、'.join(names)}），请指明是哪一个"
    return f"本地为{names[0]}"


def division(by_label: list[tuple[str, list[str]]]) -> str:
    """牵头单位：县民政局；参与单位：县财政局、县残联."""
    return "；".join(f"{label}：{'、'.join(names)}" for label, names in by_label)
