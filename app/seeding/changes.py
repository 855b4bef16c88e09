"""How 巫山's plan changed after it was published: misread, misprinted, and decided otherwise."""

from datetime import date

from sqlalchemy import select
from sqlmodel import col

from app.core.runtime import Runtime
from app.jobs.worker import drain
from app.kit import clock
from app.plans.amending import service as amending
from app.plans.amending.schemas import AmendmentIn, CorrectionIn
from app.plans.models import Assignment, Task
from app.reading.terms import Role
from app.seeding.people import WUSHAN, actor, at
from app.seeding.receiving import Handlers, plan_of, row_of
from app.units import service as units

SLIP, MEANT = "县人社力社保局", "县人力社保局"
NOTICED_ON = date(2022, 6, 6)
DECIDED_ON = date(2023, 3, 10)
AMENDED_ON = date(2023, 3, 14)


def correct_a_reading(runtime: Runtime, handlers: Handlers) -> None:
    """A word that the conversion of the file had turned into English; the paper has the right one.
    原 stays to be read beside 现.
    """
    with clock.frozen(at(NOTICED_ON, 9)), runtime.database.write() as session:
        lin, plan_id = actor(session, "lin"), plan_of(session, WUSHAN)
        task = session.get_one(Task, row_of(session, plan_id, "29"))
        given = CorrectionIn.model_validate(
            {
                "reason": "（演示）文件转换时“和”字变成了“and”，对照印发的纸质件改正。",
                "changes": [
                    {
                        "action": "change_task",
                        "task_id": task.id,
                        "text": task.text.replace(" and ", "和"),
                    }
                ],
            }
        )
        amending.correct(session, lin, plan_id, given, files=runtime.files)
    drain(runtime, handlers)


def take_a_notice_over(runtime: Runtime, handlers: Handlers) -> None:
    """Four rows of the annex print a unit that there is not; whoever issued it put that right."""
    with clock.frozen(at(NOTICED_ON, 10)), runtime.database.write() as session:
        lin, plan_id = actor(session, "lin"), plan_of(session, WUSHAN)
        slips = select(col(Assignment.id)).where(
            col(Assignment.plan_id) == plan_id, col(Assignment.raw) == SLIP
        )
        given = AmendmentIn.model_validate(
            {
                "basis": "（演示）县政府办公室更正通知",
                "organ": "县政府办公室",
                "decided_on": NOTICED_ON.isoformat(),
                "reason": f"（演示）附件第9、10、11、12项所印“{SLIP}”系“{MEANT}”之误。",
                "changes": [
                    {"action": "change_assignment", "assignment_id": one, "name": MEANT}
                    for one in session.scalars(slips.order_by(col(Assignment.id)))
                ],
            }
        )
        amending.amend(session, lin, plan_id, given)
    drain(runtime, handlers)


def amend(runtime: Runtime, handlers: Handlers) -> None:
    """A meeting gave row 24 one more unit, and row 28 an earlier end."""
    with clock.frozen(at(AMENDED_ON, 10)), runtime.database.write() as session:
        lin, plan_id = actor(session, "lin"), plan_of(session, WUSHAN)
        centre = units.unit_named(session, "县大数据应用发展管理中心", lin.region_id)
        given = AmendmentIn.model_validate(
            {
                "basis": "（演示）县残工委2023年第1次全体会议纪要",
                "organ": "县残工委",
                "decided_on": DECIDED_ON.isoformat(),
                "reason": "（演示）服务事项清单上政务平台，由数据部门配合；"
                "示范村（社区）提前一年建成。",
                "changes": [
                    {
                        "action": "add_assignment",
                        "task_id": row_of(session, plan_id, "24"),
                        "unit_id": centre.id,
                        "role": Role.RESPONSIBLE.value,
                    },
                    {
                        "action": "change_task",
                        "task_id": row_of(session, plan_id, "28"),
                        "due_text": "2024年底前",
                    },
                ],
            }
        )
        amending.amend(session, lin, plan_id, given)
    drain(runtime, handlers)
