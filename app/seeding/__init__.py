"""Demo data: the county of 巫山 with its real plan, and people and progress that are made up.

Everything is done through the services, as people would do it, with the clock set to the day on
which they would have: so the journal of the demo tells a story. Seeding twice changes nothing.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from app.core.errors import ConflictError
from app.core.runtime import Runtime
from app.identity.models import Person
from app.kit import clock
from app.seeding import county, life
from app.seeding.life import PUBLISHED_ON, Handlers
from app.seeding.people import CAST, PASSWORD, address, at

__all__ = ["CAST", "PASSWORD", "Seeded", "seed"]


class InUseError(ConflictError):
    code, title = "in_use", "数据库里已有数据，演示数据只建在空的数据库里"


class HalfMadeError(ConflictError):
    code, title = "half_made", "演示数据上次没有建完就中断了"


@dataclass(frozen=True)
class Seeded:
    """`token` is the secret of a coordinator's token, made when the demo was made."""

    region: str
    token: str
    made: bool


def seed(runtime: Runtime, handlers: Handlers) -> Seeded:
    """Make the demo if it is not there; `handlers` do the jobs that follow."""
    kept = runtime.settings.data_dir / "demo_token"
    if _is_there(runtime):
        return Seeded(county.NAME, kept.read_text() if kept.exists() else "", made=False)
    with clock.frozen(at(PUBLISHED_ON, 8)):
        token = county.found(runtime)
    life.publish_plan(runtime, handlers)
    life.file_2022(runtime, handlers)
    life.file_first_half_of_2023(runtime, handlers)
    kept.touch(mode=0o600)
    kept.write_text(token)
    return Seeded(county.NAME, token, made=True)


def _is_there(runtime: Runtime) -> bool:
    """Raise `InUseError` for a database that holds something else."""
    with runtime.database.read() as session:
        mails = set(session.scalars(select(col(Person.email))))
        complete = life.is_complete(session)
    if mails and address(CAST[0].login) not in mails:
        raise InUseError
    if mails and not complete:
        raise HalfMadeError(f"请删去 {runtime.settings.url} 中的数据后重新建立")
    return bool(mails)
