"""The life of 巫山's plan until the day of the demo: published, signed for, reported on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from app.core.runtime import Runtime
from app.jobs.worker import drain
from app.kit import clock
from app.plans import service as plans
from app.plans.models import Indicator, Task
from app.progress import service as progress
from app.progress.figures import service as figures
from app.progress.figures.rules import Figure, Measured
from app.progress.messages import period_label
from app.progress.models import Dispatch, Return
from app.progress.terms import Way
from app.reading.terms import TaskKind
from app.seeding import receiving
from app.seeding.people import WITHOUT_LIAISON, actor, at, liaison_of
from app.seeding.receiving import Handlers
from app.units.models import Unit

PUBLISHED_ON = date(2022, 5, 9)
NOT_ACKNOWLEDGED = {"县科技局", "县妇联"}
BY_TELEPHONE = progress.Words("（演示）办公室来电", Way.TELEPHONE)

# What became of the returns for the first half of 2023, due on 14 July. A date is the new one
# that was set when the return was sent back, and that has passed, or is to come.
NEVER_FILED = {"县教委", "县国资管理中心"}
WAITING_FOR_REVIEW = {"县财政局", "县民政局", "县总工会", "县统计局"}
SENT_BACK = {
    "县交通局": date(2023, 7, 28),
    "县公安局": date(2023, 8, 3),
    "县司法局": date(2023, 8, 8),
    "县卫生健康委": date(2023, 8, 10),
    "县医保局": date(2023, 8, 11),
    "县残联": date(2023, 8, 16),
}

TIED_ON = date(2022, 6, 1)
TOLD_OF = {
    "符合条件的残疾人纳入最低生活保障比例": "2",
    "残疾人城乡居民基本养老保险参保率": "4",
    "困难残疾人生活补贴覆盖率": "5",
    "重度残疾人护理补贴覆盖率": "5",
    "残疾人辅助器具适配率": "6",
}
"""Indicators of the plan, and the number of the task in whose row each is told of."""
BEHIND = {4: 15, 12: 25, 13: 20, 21: 38, 26: 45}
"""By how many points the plan's tasks of these numbers are behind what the time asks for."""


def publish_plan(runtime: Runtime, handlers: Handlers) -> None:
    """林 uploads the plan, answers what the reader asked, and publishes it."""
    plan_id = receiving.upload(runtime, handlers, "lin", PUBLISHED_ON)
    with clock.frozen(at(PUBLISHED_ON, 10)), runtime.database.write() as session:
        lin = actor(session, "lin")
        receiving.answer_findings(session, lin, plan_id)
        plans.change(session, lin, plan_id, {"first_leads_confirmed": True})
    receiving.publish(runtime, handlers, "lin", plan_id, PUBLISHED_ON)


def acknowledge(runtime: Runtime) -> None:
    """Signed for within a week."""
    with clock.frozen(at(date(2022, 5, 12), 15)), runtime.database.write() as session:
        for dispatch, unit in _dispatches(session):
            who = liaison_of(session, unit.id)
            if who is not None and unit.name not in NOT_ACKNOWLEDGED:
                progress.acknowledge(session, who, dispatch.id)


def file_half(
    runtime: Runtime, handlers: Handlers, period: str, *, filed: date, accepted: date
) -> None:
    """A half of 2022, which every unit filed in time."""
    names = {unit.name for _, unit in _returns_of(runtime, period)}
    _file(runtime, period, names, filed)
    _accept(runtime, period, names, accepted)
    drain(runtime, handlers)


def file_first_half_of_2023(runtime: Runtime, handlers: Handlers) -> None:
    """The first half of 2023, as it stands on the day of the demo."""
    period = "2023-H1"
    names = {unit.name for _, unit in _returns_of(runtime, period)} - NEVER_FILED
    names -= WITHOUT_LIAISON
    _file(runtime, period, names, date(2023, 7, 12))
    _send_back(runtime, period, date(2023, 7, 20))
    rest = names - set(SENT_BACK) - WAITING_FOR_REVIEW
    _accept(runtime, period, rest, date(2023, 7, 21))
    drain(runtime, handlers)


def _dispatches(session: Session) -> list[tuple[Dispatch, Unit]]:
    query = select(Dispatch, Unit).join(Unit, col(Unit.id) == col(Dispatch.unit_id))
    return [(row[0], row[1]) for row in session.execute(query.order_by(col(Unit.rank)))]


def _returns_of(runtime: Runtime, period: str) -> list[tuple[Return, Unit]]:
    query = (
        select(Return, Unit)
        .join(Unit, col(Unit.id) == col(Return.unit_id))
        .where(col(Return.period) == period)
        .order_by(col(Unit.rank))
    )
    with runtime.database.read() as session:
        return [(row[0], row[1]) for row in session.execute(query)]


def _file(runtime: Runtime, period: str, names: set[str], day: date) -> None:
    with clock.frozen(at(day, 10)), runtime.database.write() as session:
        lin = actor(session, "lin")
        for owed, unit in _returns_of(runtime, period):
            if unit.name in names:
                who = liaison_of(session, unit.id) or lin
                found = progress.get(session, who, owed.id)
                said = [
                    replace(
                        _said(row, period),
                        figures=_figures(period, found.indicators.get(row.task_id, ())),
                    )
                    for row in found.rows
                ]
                words = BY_TELEPHONE if who == lin else progress.Words()
                progress.save(session, who, owed.id, said, words=words)
                progress.submit(session, who, owed.id)


def _said(row: Row[Any], period: str) -> progress.Said:
    """What a unit might say, the same every time the demo is made."""
    number = int(row.number)
    years = int(period[:4]) - 2021 + (1 if period.endswith("H2") else 0.5)
    done = max(0, min(95, round(years * 20) + number % 7) - BEHIND.get(number, 0))
    if number % 9 == 0:
        why = "（演示）按既定安排推进，本期没有新增事项"
        return progress.Said(
            task_id=row.task_id, percent=done, no_change=True, no_change_reason=why
        )
    return progress.Said(
        task_id=row.task_id,
        progress=f"（演示）按年度安排推进，已完成年度任务的{done}%。",
        problems="（演示）基层专职人员偏少。" if number % 5 == 0 else "",
        next_steps="（演示）下一期完成剩余对象的核实与服务。",
        percent=done,
    )


def _figures(period: str, asked: Sequence[Measured]) -> dict[int, Figure]:
    """Each half a little nearer to 100 %."""
    done = 78 + 4 * ["2022-H1", "2022-H2", "2023-H1"].index(period)
    basis = f"演示：按{period_label(period)}末业务台账统计"
    return {one.id: Figure(f"{done + one.id}", basis) for one in asked}


def tie_indicators(runtime: Runtime, handlers: Handlers) -> None:
    """林 says in the rows of which tasks the indicators of the plan are told of."""
    with clock.frozen(at(TIED_ON, 10)), runtime.database.write() as session:
        lin = actor(session, "lin")
        plan_id = next(iter(session.scalars(select(col(Dispatch.plan_id)))))
        named = select(col(Indicator.name), col(Indicator.id)).where(
            col(Indicator.plan_id) == plan_id
        )
        numbered = select(col(Task.number), col(Task.id)).where(
            col(Task.plan_id) == plan_id, col(Task.kind) == TaskKind.TASK
        )
        ids = {row[0]: row[1] for row in session.execute(named)}
        tasks = {row[0]: row[1] for row in session.execute(numbered)}
        chosen = {ids[name]: tasks[number] for name, number in TOLD_OF.items()}
        figures.choose(session, lin, plan_id, chosen)
    drain(runtime, handlers)


def _accept(runtime: Runtime, period: str, names: set[str], day: date) -> None:
    with clock.frozen(at(day, 16)), runtime.database.write() as session:
        lin, wu = actor(session, "lin"), actor(session, "wu")
        for handed, unit in _returns_of(runtime, period):
            if unit.name in names:
                if unit.id == lin.unit_id:  # 自审: the leader looks at it too
                    progress.confirm(session, wu, handed.id)
                progress.accept(session, lin, handed.id)


def _send_back(runtime: Runtime, period: str, day: date) -> None:
    with clock.frozen(at(day, 16)), runtime.database.write() as session:
        lin = actor(session, "lin")
        for handed, unit in _returns_of(runtime, period):
            if unit.name in SENT_BACK:
                progress.send_back(
                    session,
                    lin,
                    handed.id,
                    reason="（演示）请补充受益人数和资金数。",
                    due_on=SENT_BACK[unit.name],
                )
