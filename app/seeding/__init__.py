"""Demo data: the real plans of five places, and people and progress that are made up.

Everything is done through the services, as people would do it, with the clock set to the day on
which they would have: so the journal of the demo tells a story. Seeding twice changes nothing.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.errors import ConflictError
from app.core.runtime import Runtime
from app.identity.models import Person, Token
from app.kit import clock
from app.seeding import (
    changes,
    chasing,
    claiming,
    founding,
    life,
    neighbours,
    offices,
    reforming,
    tasking,
)
from app.seeding.life import PUBLISHED_ON
from app.seeding.people import CAST, PASSWORD, PLACES, address, at
from app.seeding.receiving import Handlers

__all__ = ["CAST", "PASSWORD", "PLACES", "Seeded", "seed"]


class InUseError(ConflictError):
    code, title = "in_use", "数据库里已有数据，演示数据只建在空的数据库里"


class HalfMadeError(ConflictError):
    code, title = "half_made", "演示数据上次没有建完就中断了"


@dataclass(frozen=True)
class Seeded:
    """`token` is the secret of a coordinator's token, made when the demo was made."""

    token: str
    made: bool


def seed(runtime: Runtime, handlers: Handlers) -> Seeded:
    """Make the demo if it is not there; `handlers` do the jobs that follow."""
    kept = runtime.settings.data_dir / "demo_token"
    if _is_there(runtime):
        return Seeded(kept.read_text() if kept.exists() else "", made=False)
    with clock.frozen(at(PUBLISHED_ON, 8)):
        founding.found(runtime)
    _tell(runtime, handlers)
    token = founding.token(runtime)
    kept.touch(mode=0o600)
    kept.write_text(token)
    return Seeded(token, made=True)


def _tell(runtime: Runtime, handlers: Handlers) -> None:
    """What happened in the five places, in the order of time."""
    offices.write_down(runtime)
    life.publish_plan(runtime, handlers)
    life.acknowledge(runtime)
    chasing.dispute(runtime)
    neighbours.receive_daqing(runtime, handlers)
    life.tie_indicators(runtime, handlers)
    changes.correct_a_reading(runtime, handlers)
    changes.take_a_notice_over(runtime, handlers)
    neighbours.publish_huining(runtime, handlers)
    life.file_half(
        runtime, handlers, "2022-H1", filed=date(2022, 7, 11), accepted=date(2022, 7, 14)
    )
    claiming.claim_and_settle(runtime, handlers)
    neighbours.publish_zhangdian(runtime, handlers)
    neighbours.keep_a_long_row(runtime)
    reforming.choose_who_files(runtime, handlers, neighbours.ZHANGDIAN_ON)
    offices.hand_over(runtime)
    life.file_half(
        runtime, handlers, "2022-H2", filed=date(2023, 1, 11), accepted=date(2023, 1, 16)
    )
    changes.amend(runtime, handlers)
    reforming.rename_what_is_still_printed(runtime, handlers, neighbours.QINSHUI_ON)
    neighbours.publish_qinshui(runtime, handlers)
    life.file_first_half_of_2023(runtime, handlers)
    tasking.carry_on(runtime, handlers)
    chasing.instruct(runtime, handlers)
    chasing.chase(runtime, handlers)
    claiming.clash(runtime, handlers)
    neighbours.propose_daqing(runtime)


def _is_there(runtime: Runtime) -> bool:
    """Raise `InUseError` for a database that holds something else."""
    with runtime.database.read() as session:
        mails = set(session.scalars(select(col(Person.email))))
        complete = _is_complete(session)
    if mails and address(CAST[0].login) not in mails:
        raise InUseError
    if mails and not complete:
        raise HalfMadeError(f"请删去 {runtime.settings.url} 中的数据后重新建立")
    return bool(mails)


def _is_complete(session: Session) -> bool:
    made = select(col(Token.id)).where(col(Token.name) == founding.TOKEN)
    return session.scalars(made.limit(1)).first() is not None
