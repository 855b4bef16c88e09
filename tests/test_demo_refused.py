"""The demo is made in an empty database only."""

import pytest
from sqlmodel import Session, func, select

from app import seeding, wiring
from app.core.runtime import Runtime
from app.identity.models import Person
from app.journal.models import JournalEvent
from app.seeding import founding
from tests.cast import World


def counted(session: Session) -> tuple[int, int]:
    people = session.exec(select(func.count()).select_from(Person)).one()
    events = session.exec(select(func.count()).select_from(JournalEvent)).one()
    return people, events


def test_a_database_that_holds_something_else_is_left_alone(runtime: Runtime, world: World) -> None:
    with runtime.database.read() as session:
        before = counted(session)
    with pytest.raises(seeding.InUseError):
        seeding.seed(runtime, wiring.HANDLERS)
    with runtime.database.read() as session:
        assert counted(session) == before


def test_a_demo_that_was_cut_off_says_so_instead_of_passing_for_whole(runtime: Runtime) -> None:
    founding.found(runtime)
    with pytest.raises(seeding.HalfMadeError):
        seeding.seed(runtime, wiring.HANDLERS)
