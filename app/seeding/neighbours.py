"""The plans of the other places, each in the state in which such a document stands.

会宁 names nobody, so it is published for units to claim. 大庆 is a draft that still waits to be
divided. 张店 names everybody, but the copy that was made public has lost the bold type of its
leads: they stay an open question, since nobody may guess them. 沁水 asks for opinions: published
as such it shows every unit its part, and asks nobody for a return.
"""

from datetime import date

from app.core.runtime import Runtime
from app.kit import clock
from app.network.proposals import service as proposals
from app.plans import service as plans
from app.plans.lint import service as lint
from app.plans.lint.terms import Code
from app.plans.terms import ReturnPeriod
from app.seeding import receiving
from app.seeding.people import DAQING, ZHANGDIAN, actor, at
from app.seeding.receiving import Handlers

# Issued in the middle of a year: the first return is that of the whole next one.
YEARLY = {"return_period": ReturnPeriod.YEAR, "reporting_from": date(2023, 1, 1)}

DAQING_ON = date(2022, 5, 16)
HUINING_ON = date(2022, 7, 4)
ZHANGDIAN_ON = date(2022, 10, 24)
# The draft bears no date; it cites a session of the spring of 2023.
QINSHUI_ON = date(2023, 4, 18)
PROPOSED_ON = date(2023, 8, 10)


def receive_daqing(runtime: Runtime, handlers: Handlers) -> None:
    receiving.upload(runtime, handlers, "yu", DAQING_ON)


def publish_huining(runtime: Runtime, handlers: Handlers) -> None:
    _publish(runtime, handlers, "ma", HUINING_ON)


def publish_zhangdian(runtime: Runtime, handlers: Handlers) -> None:
    _publish(runtime, handlers, "sun", ZHANGDIAN_ON, first_leads_confirmed=True)


def publish_qinshui(runtime: Runtime, handlers: Handlers) -> None:
    _publish(runtime, handlers, "han", QINSHUI_ON, first_leads_confirmed=True)


def _publish(runtime: Runtime, handlers: Handlers, login: str, day: date, **settled: bool) -> None:
    plan_id = receiving.upload(runtime, handlers, login, day)
    with clock.frozen(at(day, 10)), runtime.database.write() as session:
        who = actor(session, login)
        receiving.answer_findings(session, who, plan_id)
        plans.change(session, who, plan_id, YEARLY | settled)
    receiving.publish(runtime, handlers, login, plan_id, day)


def keep_a_long_row(runtime: Runtime) -> None:
    """孙 looked at the row that the check finds too long, and keeps it as it was decided."""
    with clock.frozen(at(ZHANGDIAN_ON, 14)), runtime.database.write() as session:
        sun = actor(session, "sun")
        plan_id = receiving.plan_of(session, ZHANGDIAN)
        for found in lint.of_plan(session, sun, plan_id):
            if found.code is Code.TOO_MANY_UNITS and "残疾预防" in found.message:
                note = "（演示）残疾预防涉及面广，按印发的分工保留。"
                lint.settle(session, sun, plan_id, found.key, note)


def propose_daqing(runtime: Runtime) -> None:
    """于 asks how others have divided the same work, takes one division, and leaves the rest."""
    with clock.frozen(at(PROPOSED_ON, 9)):
        with runtime.database.read() as session:
            yu, plan_id = actor(session, "yu"), receiving.plan_of(session, DAQING)
        thoughts = proposals.think(runtime, yu, plan_id)
        with runtime.database.write() as session:
            proposals.propose(session, yu, plan_id, thoughts)
    with clock.frozen(at(PROPOSED_ON, 10)), runtime.database.write() as session:
        task_id = receiving.titled(session, plan_id, "完善残疾人教育体系")
        proposals.accept_task(session, yu, task_id)
