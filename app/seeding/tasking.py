"""What became of some tasks of 巫山 in the summer of 2023: each way that a task can go, once."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.runtime import Runtime
from app.jobs.worker import drain
from app.kit import clock
from app.plans.models import Task
from app.progress.life import service as tasks
from app.progress.life.service import Said
from app.progress.life.terms import Action
from app.reading.terms import TaskKind
from app.seeding.people import actor, at
from app.seeding.receiving import Handlers

# By the printed number: when, what, what was said, and for a rest until when.
STEPS = (
    (date(2023, 7, 24), "7", Action.SUSPEND, "（演示）等待市级实施细则印发。", date(2023, 8, 10)),
    (date(2023, 7, 26), "15", Action.MAKE_ONGOING, "（演示）已建立常年受理的机制。", None),
    (date(2023, 8, 2), "9", Action.CLOSE, "（演示）经现场核查，任务全部完成，同意办结。", None),
    (date(2023, 8, 8), "8", Action.APPLY_CLOSURE, "（演示）预案已修订并组织演练。", None),
)
ASKED_ON, GRANTED_ON, ASKED_AGAIN_ON = date(2023, 8, 1), date(2023, 8, 3), date(2023, 8, 9)
BY_TELEPHONE = "牵头单位联络员（电话）"


def carry_on(runtime: Runtime, handlers: Handlers) -> None:
    """One extension is granted, another waits; one task rests and is to be looked at again."""
    for day, number, action, words, review_on in STEPS:
        with clock.frozen(at(day, 10)), runtime.database.write() as session:
            said = Said(words, review_on, BY_TELEPHONE)
            tasks.act(session, *_of(session, number), action, said)
    with clock.frozen(at(ASKED_ON, 10)), runtime.database.write() as session:
        lin, task = _of(session, "12")
        asked = _ask(session, lin, task, date(2026, 6, 30), "（演示）项目用地手续尚未办结。")
    with clock.frozen(at(GRANTED_ON, 10)), runtime.database.write() as session:
        lin, _ = _of(session, "12")
        note = "（演示）最多延至一季度末。"
        tasks.decide(session, lin, asked, granted=True, extended_to=date(2026, 3, 31), note=note)
    with clock.frozen(at(ASKED_AGAIN_ON, 10)), runtime.database.write() as session:
        lin, task = _of(session, "6")
        _ask(session, lin, task, date(2026, 6, 30), "（演示）设备招标流标，需重新招标。")
    drain(runtime, handlers)


def _of(session: Session, number: str) -> tuple[Actor, int]:
    """林, and the task with a printed number."""
    lin = actor(session, "lin")
    mine = select(col(Task.id)).where(
        col(Task.region_id) == lin.region_id,
        col(Task.number) == number,
        col(Task.kind) == TaskKind.TASK,
    )
    return lin, next(iter(session.scalars(mine.order_by(col(Task.id)))))


def _ask(session: Session, lin: Actor, task: int, day: date, reason: str) -> int:
    return tasks.request(
        session, lin, task, extended_to=day, reason=reason, on_behalf_of=BY_TELEPHONE
    )
