"""会宁's plan names nobody: units offer to hold what is theirs, and the coordinator settles it."""

from datetime import date

from sqlmodel import Session

from app.core.actor import Actor
from app.core.runtime import Runtime
from app.jobs.worker import drain
from app.kit import clock
from app.progress.claims import service as claims
from app.progress.claims.rules import Verdict
from app.progress.claims.service import NewClaim
from app.progress.claims.terms import Decision
from app.progress.measures import service as measures
from app.progress.measures.service import NewMeasure
from app.reading.terms import Role
from app.seeding.people import HUINING, actor, at
from app.seeding.receiving import Handlers, plan_of, row_of
from app.units import service as units

OFFERED_ON = date(2022, 7, 18)
SETTLED_ON = date(2022, 7, 25)
CLASHED_ON = date(2023, 8, 9)

MEASURED_ON = date(2022, 9, 1)
MEASURE = NewMeasure(
    "（演示）每年8月底前完成适龄残疾儿童少年入学需求排查，“一人一案”安置。",
    due_on=date(2025, 8, 31),
    responsible="基础教育股（演示）",
)

VETERANS, DEVICES, SCHOOLING, TEACHING = "9", "19", "21", "22"


def claim_and_settle(runtime: Runtime, handlers: Handlers) -> None:
    """教育 offers two tasks and gets the first; what another unit said by phone is put down."""
    with clock.frozen(at(OFFERED_ON, 10)), runtime.database.write() as session:
        niu, ma = actor(session, "niu"), actor(session, "ma")
        schooling = _offer(
            session,
            niu,
            SCHOOLING,
            "（演示）残疾人教育由我局主管，愿牵头；送教上门需残联提供名单。",
            partners=("县残联",),
        )
        _offer(session, niu, TEACHING, "（演示）特殊教育学校由我局举办，愿牵头。")
        _offer(
            session,
            ma,
            VETERANS,
            "（演示）抚恤优待是我局职责，电话答复愿牵头。",
            unit="县退役军人事务局",
            said_by="县退役军人事务局办公室（电话）",
        )
    with clock.frozen(at(SETTLED_ON, 10)):
        with runtime.database.write() as session:
            ma = actor(session, "ma")
            task_id = row_of(session, plan_of(session, HUINING), SCHOOLING)
            claims.settle(session, ma, task_id, [Verdict(schooling, Decision.LEAD)])
        drain(runtime, handlers)
    with clock.frozen(at(MEASURED_ON, 10)), runtime.database.write() as session:
        measures.add(session, actor(session, "niu"), task_id, MEASURE)


def clash(runtime: Runtime, handlers: Handlers) -> None:
    """民政 and 残联 both want to lead what other places give to the one or the other."""
    with clock.frozen(at(CLASHED_ON, 10)), runtime.database.write() as session:
        words = "（演示）康复辅助器具产业由民政部门主管，愿牵头。"
        _offer(session, actor(session, "ding"), DEVICES, words)
        _offer(
            session,
            actor(session, "ma"),
            DEVICES,
            "（演示）适配服务一直由县残联组织，愿牵头。",
            unit="县残联",
            said_by="县残联康复科",
        )
    drain(runtime, handlers)


def _offer(
    session: Session,
    who: Actor,
    number: str,
    words: str,
    *,
    partners: tuple[str, ...] = (),
    unit: str | None = None,
    said_by: str | None = None,
) -> int:
    """To lead the task of this number; the id of the offer."""
    named = [units.unit_named(session, name, who.region_id).id for name in partners]
    new = NewClaim(
        Role.LEAD,
        words,
        named,
        unit_id=units.unit_named(session, unit, who.region_id).id if unit else None,
        said_by=said_by,
    )
    task_id = row_of(session, plan_of(session, HUINING), number)
    return claims.offer(session, who, task_id, new).id
