"""What the sessions promise, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, col, select

from app.core.actor import SYSTEM
from app.core.database import Database, refusal
from app.core.errors import ReadOnlyError, StorageFullError
from app.core.runtime import Runtime
from app.identity import service as identity
from app.identity.models import Region, SignInFailure
from app.identity.terms import RegionLevel
from app.journal.models import JournalEvent
from app.kit import clock


def _add_region(session: Session, code: str) -> None:
    identity.add_region(session, SYSTEM, code=code, name=f"县{code}", level=RegionLevel.COUNTY)


def _codes(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Region.code).order_by(Region.code)))


def test_a_block_that_raises_leaves_neither_row_nor_event(runtime: Runtime) -> None:
    with pytest.raises(RuntimeError), runtime.database.write() as session:
        _add_region(session, "500237")
        raise RuntimeError
    assert _codes(runtime.database) == []
    with runtime.database.read() as session:
        assert session.scalars(select(JournalEvent)).all() == []


def test_sixty_writers_at_once_all_arrive(runtime: Runtime) -> None:
    """Each reads what is there and then writes, which a plain BEGIN on SQLite would refuse."""

    def write(number: int) -> None:
        with runtime.database.write() as session:
            session.scalars(select(Region)).all()
            _add_region(session, f"{110101 + number}")

    with ThreadPoolExecutor(max_workers=20) as pool:
        list(pool.map(write, range(60)))
    assert len(_codes(runtime.database)) == 60


def test_a_reader_sees_nothing_of_an_unfinished_change(runtime: Runtime) -> None:
    written, looked = threading.Event(), threading.Event()

    def write() -> None:
        with runtime.database.write() as session:
            _add_region(session, "500237")
            written.set()
            looked.wait(10)

    with ThreadPoolExecutor() as pool:
        done = pool.submit(write)
        assert written.wait(10)
        assert _codes(runtime.database) == []
        looked.set()
        done.result()
    assert _codes(runtime.database) == ["500237"]


def test_an_id_is_never_used_twice(runtime: Runtime) -> None:
    def add() -> int:
        with runtime.database.write() as session:
            row = SignInFailure(login="a", address="b", at=clock.now())
            session.add(row)
            session.flush()
            return row.id

    first = add()
    with runtime.database.write() as session:
        session.execute(text("DELETE FROM sign_in_failure"))
    assert add() > first


def test_foreign_keys_hold(runtime: Runtime) -> None:
    with pytest.raises(IntegrityError), runtime.database.write() as session:
        session.add(Region(code="1", name="x", level=RegionLevel.COUNTY, parent_id=999, path="/1/"))


def test_a_naive_instant_is_refused(runtime: Runtime) -> None:
    naive = clock.now().replace(tzinfo=None)
    with pytest.raises(Exception, match="aware"), runtime.database.write() as session:
        session.add(SignInFailure(login="a", address="b", at=naive))


def test_instants_come_back_in_utc(runtime: Runtime) -> None:
    at = clock.now()
    with runtime.database.write() as session:
        session.add(SignInFailure(login="a", address="b", at=at.astimezone(clock.ZONE)))
    with runtime.database.read() as session:
        assert session.scalars(select(col(SignInFailure.at))).one() == at


def test_a_full_sqlite_database_says_so_and_keeps_what_it_had(sqlite_url: str) -> None:
    database = Database(sqlite_url, before_commit=lambda _session: None)
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    event_limit = f"PRAGMA max_page_count={pages + 2}"
    with pytest.raises(DBAPIError) as full, database.write() as session:
        session.connection().exec_driver_sql(event_limit)
        for number in range(2000):
            session.add(SignInFailure(login=f"{number}" * 50, address="b", at=clock.now()))
    assert isinstance(refusal(full.value), StorageFullError)
    with database.read() as session:
        assert session.scalars(select(SignInFailure)).all() == []
    database.dispose()


def test_a_read_only_sqlite_database_can_be_read_and_refuses_writing_by_name(
    sqlite_url: str,
) -> None:
    database = Database(
        f"{sqlite_url.replace('sqlite:///', 'sqlite:///file:')}?mode=ro&uri=true",
        before_commit=lambda _session: None,
    )
    with database.read() as session:
        assert session.scalars(select(Region)).all() == []
    with pytest.raises(DBAPIError) as refused, database.write() as session:
        session.add(SignInFailure(login="a", address="b", at=clock.now()))
    assert isinstance(refusal(refused.value), ReadOnlyError)
    database.dispose()


def test_what_was_rolled_back_is_no_event_of_what_is_committed_after_it(runtime: Runtime) -> None:
    with runtime.database.write() as session:
        identity.add_person(session, SYSTEM, name="甲", login="first")
        session.rollback()
        identity.add_person(session, SYSTEM, name="乙", login="second")
    with runtime.database.read() as session:
        bodies = session.scalars(select(JournalEvent.body)).all()
    assert len(bodies) == 1
    assert "second" in str(bodies[0])


def test_an_error_of_the_database_tells_no_persons_data(runtime: Runtime) -> None:
    with runtime.database.write() as session:
        identity.add_person(session, SYSTEM, name="甲", login="first")
    with runtime.database.read() as session, pytest.raises(DBAPIError) as told:
        session.execute(text("SELECT nowhere FROM person WHERE name = :name"), {"name": "某人"})
    assert "某人" not in str(told.value)
