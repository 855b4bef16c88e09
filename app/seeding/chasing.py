"""What 林 and 吴 did in the summer of 2023 about what was late: instructions and notices."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.runtime import Runtime
from app.jobs.worker import drain
from app.kit import clock
from app.plans.models import Assignment, standing
from app.progress.disputes import service as disputes
from app.progress.disputes.service import NewDispute
from app.progress.models import Dispatch
from app.reminders.calls import service as calls
from app.reminders.calls.service import NewCall
from app.reminders.instructions import service as instructions
from app.reminders.instructions.service import NewInstruction, Said
from app.reminders.instructions.terms import Action
from app.reminders.notices import service as notices
from app.reminders.notices.issuing import service as issuing
from app.reminders.notices.issuing.rules import Issuer
from app.reminders.notices.service import NewNotice, Signature
from app.reminders.notices.terms import NoticeKind
from app.reminders.subjects import RETURN
from app.seeding.people import actor, at, liaison_of
from app.seeding.receiving import Handlers
from app.units import service as units

ORGAN, SUPERVISORS = "（演示）县政府残工委办公室", "（演示）县政府督查室"
ISSUERS = (
    Issuer(NoticeKind.HANDOVER, organ=ORGAN, code="演残工委办交"),
    Issuer(NoticeKind.REMINDER, organ=ORGAN, code="演残工委办函"),
    Issuer(NoticeKind.URGING, organ=ORGAN, code="演残工委办催"),
    Issuer(NoticeKind.SUPERVISION, leader_signs=True, organ=SUPERVISORS, code="演府督"),
)
DISPUTED_ON, UPHELD_ON = date(2022, 5, 12), date(2022, 5, 13)
URGED_ON, REPLIED_ON, SUPERVISED_ON = date(2023, 8, 7), date(2023, 8, 9), date(2023, 8, 10)
INSTRUCTED_ON, SIGNED_ON = date(2023, 7, 31), date(2023, 8, 2)
LATE_TEXT = (
    "（演示）困难重度残疾人家庭无障碍改造群众关心，请住房城乡建委牵头排出进度，8月9日前报我。"
)
ANSWER = "（演示）已核对需求名单，移交住房城乡建委。"
NEW_TEXT = "（演示）残疾预防日将至，请卫生健康委拿出宣传安排。"
PHONE = "（演示）0000-0000000"


def dispute(runtime: Runtime) -> None:
    """县财政局 asks to be taken off a task, and stays."""
    with clock.frozen(at(DISPUTED_ON, 16)), runtime.database.write() as session:
        unit, who = _unit(session, "县财政局"), _liaison(session, "县财政局")
        dispatch, row = _first_row(session, unit)
        reason = "（演示）资金由主管部门申报，我局只按预算拨付，建议不列为责任单位。"
        made = disputes.raise_dispute(session, who, dispatch, NewDispute(row, reason))
    with clock.frozen(at(UPHELD_ON, 10)), runtime.database.write() as session:
        note = "（演示）规划已明确资金保障责任，维持原分工；只报送资金安排情况。"
        disputes.uphold(session, actor(session, "lin"), made, note)


def instruct(runtime: Runtime, handlers: Handlers) -> None:
    """吴 gives two: of one a unit has answered and the other is late, one nobody has signed for."""
    with _morning(runtime, INSTRUCTED_ON) as session:
        first = _give(session, LATE_TEXT, date(2023, 8, 9), ("县住房城乡建委", "县残联"))
    with _morning(runtime, SIGNED_ON) as session:
        for unit in ("县住房城乡建委", "县残联"):
            _answer(session, first, Action.ACKNOWLEDGE, unit)
    with _morning(runtime, REPLIED_ON) as session:
        _answer(session, first, Action.REPLY, "县残联", ANSWER)
        _give(session, NEW_TEXT, date(2023, 8, 18), ("县卫生健康委",))
    drain(runtime, handlers)


def _give(session: Session, text: str, due_on: date, names: tuple[str, ...]) -> int:
    ids = [_unit(session, name) for name in names]
    new = NewInstruction(text, clock.today(), due_on, ids)
    return instructions.give(session, actor(session, "wu"), new)


def _answer(session: Session, instruction: int, action: Action, unit: str, words: str = "") -> None:
    instructions.act(session, _liaison(session, unit), instruction, action, Said(words=words))


def chase(runtime: Runtime, handlers: Handlers) -> None:
    """Four papers: one waits for an answer, one was answered, one was signed by a leader, one is a
    draft.
    """
    with _morning(runtime, URGED_ON) as session:
        issuing.change(session, actor(session, "admin"), ISSUERS)
        _issue(session, NoticeKind.REMINDER, "县交通局")
        answered = _issue(session, NoticeKind.URGING, "县公安局")
    with _morning(runtime, REPLIED_ON) as session:
        text = "（演示）数据正在与户籍系统核对，本周内重新报送。"
        notices.reply(session, _liaison(session, "县公安局"), answered, text)
    with _morning(runtime, SUPERVISED_ON) as session:
        paper = _draft(session, NoticeKind.SUPERVISION, "县教委")
        notices.review(session, actor(session, "lin"), paper)
        notices.sign(session, actor(session, "wu"), paper, Signature())
        _draft(session, NoticeKind.URGING, "县司法局")
        _call(session, "重庆广电巫山分公司")
    drain(runtime, handlers)


def _call(session: Session, unit: str) -> None:
    """Whom nobody can write to, one telephones."""
    unit_id = _unit(session, unit)
    lin = actor(session, "lin")
    owed = [one.ref for one in notices.open_matters(session, lin, unit_id)]
    new = NewCall(
        unit_id,
        called_at=clock.now(),
        answer="（演示）联络员尚未确定，表由综合部补报。",
        spoke_to="（演示）综合部值班",
        matters=owed,
        promised_on=date(2023, 8, 15),
    )
    calls.note(session, lin, new)


@contextmanager
def _morning(runtime: Runtime, day: date) -> Iterator[Session]:
    with clock.frozen(at(day, 10)), runtime.database.write() as session:
        yield session


def _issue(session: Session, kind: NoticeKind, unit: str) -> int:
    made, lin = _draft(session, kind, unit), actor(session, "lin")
    notices.review(session, lin, made)
    notices.sign(session, lin, made, Signature())
    return made


def _draft(session: Session, kind: NoticeKind, unit: str) -> int:
    """About the returns that the unit owes."""
    unit_id = _unit(session, unit)
    lin = actor(session, "lin")
    owed = [one.ref for one in notices.open_matters(session, lin, unit_id) if one.kind == RETURN]
    return notices.draft(session, lin, NewNotice(kind, unit_id, owed, contact_phone=PHONE))


def _unit(session: Session, name: str) -> int:
    return units.unit_named(session, name, actor(session, "lin").region_id).id


def _liaison(session: Session, unit: str) -> Actor:
    found = liaison_of(session, _unit(session, unit))
    assert found is not None  # noqa: S101 - the demo has named one
    return found


def _first_row(session: Session, unit_id: int) -> tuple[int, int]:
    """The unit's dispatch, and its first row in the plan."""
    query = (
        select(col(Dispatch.id), col(Assignment.id))
        .join(Assignment, col(Assignment.plan_id) == col(Dispatch.plan_id))
        .where(
            col(Dispatch.unit_id) == unit_id,
            col(Assignment.unit_id) == unit_id,
            standing(Assignment),
        )
        .order_by(col(Assignment.id))
        .limit(1)
    )
    row = session.execute(query).one()
    return row[0], row[1]
