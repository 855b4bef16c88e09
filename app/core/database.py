"""Engine and sessions. What differs between SQLite and PostgreSQL in a connection stands here.

No error tells the values of a statement: they are people's, and errors go to the log.
A write session on SQLite begins IMMEDIATE: with a plain BEGIN two readers that both turn
writer fail at once with SQLITE_BUSY, whatever the timeout.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from app.core.errors import (
    AppError,
    InvalidError,
    NumberTooLargeError,
    ReadOnlyError,
    StorageFullError,
    UnavailableError,
)

BUSY_TIMEOUT_MS = 15_000
THREADS = 40

BeforeCommit = Callable[[Session], None]


class Database:
    """Hands out sessions. `before_commit` runs last inside every write transaction."""

    def __init__(
        self,
        url: str,
        *,
        before_commit: BeforeCommit,
        info: Mapping[str, object] | None = None,
    ) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        self._writing = self.engine.execution_options(writes=True)
        self._before_commit = before_commit
        self._info = dict(info or {})

    def reading(self) -> Session:
        """A session that is never committed. The caller closes it."""
        return Session(self.engine, info=dict(self._info), autoflush=False)

    def writing(self) -> Session:
        """A session for one change. The caller ends it with `commit`, or closes it."""
        return Session(self._writing, info=dict(self._info), expire_on_commit=False)

    def commit(self, session: Session) -> None:
        """The one commit: events get their place in the chain under the last lock taken."""
        session.flush()
        self._before_commit(session)
        session.commit()

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self.reading() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One change: committed when the block ends well, rolled back when it raises."""
        with self.writing() as session:
            yield session
            self.commit(session)

    def dispose(self) -> None:
        self.engine.dispose()


def make_directory(url: str) -> None:
    """SQLite makes its file, but not the directory that it stands in."""
    path = make_url(url).database or ""
    if url.startswith("sqlite") and not path.startswith("file:"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)


def _sqlite(url: str) -> Engine:
    make_directory(url)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False},
        pool_size=THREADS,
        max_overflow=THREADS,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError(connection)
    connection.isolation_level = None  # transactions are begun by us, never by the driver
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA synchronous=NORMAL")
    if not connection.execute("PRAGMA query_only").fetchone()[0]:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as refused:
            # A file that is read-only can still be read; writing to it is refused later, by name.
            if "readonly" not in str(refused):
                raise


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: str) -> Engine:
    return create_engine(
        url,
        pool_size=THREADS,
        max_overflow=10,
        pool_pre_ping=True,
        hide_parameters=True,
        # The chain of events reads what others committed while it waited for its lock.
        isolation_level="READ COMMITTED",
    )


def is_unmigrated(error: DBAPIError) -> bool:
    """Whether a table or a column is not there: the database is not of this version."""
    text = str(error.orig).lower()
    return "no such table" in text or "no such column" in text or "does not exist" in text


def _unavailable() -> AppError:
    return UnavailableError(headers={"Retry-After": "5"})


# What the two databases say, and what a person is told of it.
_REFUSALS: tuple[tuple[str, Callable[[], AppError]], ...] = (
    ("database or disk is full", StorageFullError),
    ("no space left", StorageFullError),
    ("readonly database", ReadOnlyError),
    ("read-only transaction", ReadOnlyError),
    ("nul (0x00)", lambda: InvalidError("文字中不能有空字符（U+0000）")),
    ("out of range", NumberTooLargeError),
    ("database is locked", _unavailable),
    ("connection", _unavailable),
    ("unable to open database", _unavailable),
    ("shutting down", _unavailable),
)


def refusal(error: DBAPIError) -> AppError | None:
    """What a person is told when the database itself refuses, or `None` for a fault of ours."""
    text = str(error.orig).lower()
    if error.connection_invalidated:
        return _unavailable()
    return next((refused() for sign, refused in _REFUSALS if sign in text), None)
