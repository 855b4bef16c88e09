"""Five units and six tasks, worked out by hand.

          甲   乙   丙   丁   戊
    一    牵   责               t1
    二    牵   责   责          t2
    三    责   牵               t3
    四              牵   参     t4
    五                          t5   names nobody
    六                       牵 t6

Who works with whom, B·Bᵀ without its diagonal: 甲乙 3 (一、二、三), 甲丙 1 (二), 乙丙 1 (二),
丙丁 1 (四). 戊 shares nothing. Who leads whom: 甲→乙 2, 甲→丙 1, 乙→甲 1, 丙→丁 1.
"""

from app.network.parties import Cell, TaskRow, UnitFacts
from app.reading.terms import Role

A, B, C, D, E = range(1, 6)
NAMES = {A: "甲局", B: "乙局", C: "丙局", D: "丁局", E: "戊局"}
UNITS = {
    unit: UnitFacts(name, "government_department", unit, is_group=False)
    for unit, name in NAMES.items()
}
TASKS = [TaskRow(n, 1, None, str(n), f"任务{n}") for n in range(1, 7)]
L, R, S = Role.LEAD, Role.RESPONSIBLE, Role.SUPPORTING
ROLES = {
    1: {A: L, B: R},
    2: {A: L, B: R, C: R},
    3: {A: R, B: L},
    4: {C: L, D: S},
    6: {E: L},
}
LABELS = {L: "牵头单位", R: "责任单位", S: "参与单位"}


def cell(task: int, unit: int, role: Role) -> Cell:
    return Cell(
        task, unit, role, role is L, collective=False, region_id=7, name=None, label=LABELS[role]
    )


CELLS = [cell(task, unit, role) for task, held in ROLES.items() for unit, role in held.items()]
