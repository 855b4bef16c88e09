"""The runtime of a test, on an engine that other tests had before it.

An engine learns how each statement is written for its database, and that takes longer than to
send it. So it goes from test to test: its connections end with a test, and lead from then on to
the database of the next. What a test listens to stays with that test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import URL, Engine, event, make_url

from app.core.runtime import Runtime
from app.core.settings import Settings
from app.wiring import build


@dataclass
class _Experienced:
    """An engine and what it has learnt; its connections lead to `url`."""

    engine: Engine
    url: URL
    learnt: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.made_for = self.url
        event.listen(self.engine, "do_connect", self._lead)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _carelessly)

    def _lead(self, dialect: Any, _record: Any, words: list[Any], named: dict[str, Any]) -> None:
        for name in dialect.create_connect_args(self.made_for)[1]:
            del named[name]  # a port that the next address does not name, say
        words[:], to = dialect.create_connect_args(self.url)
        named |= to

    def become(self, runtime: Runtime) -> None:
        """Serve as the engine of `runtime`."""
        database = runtime.database
        self.url = make_url(runtime.settings.url)
        database.engine = self.engine.execution_options(compiled_cache=self.learnt)
        database.engine.url = self.url
        database._writing = database.engine.execution_options(writes=True)


def _carelessly(connection: Any, _entry: Any) -> None:
    """What a test writes may be lost in a power cut, here as on its PostgreSQL."""
    connection.execute("PRAGMA synchronous=OFF")


_idle: dict[bool, list[_Experienced]] = {True: [], False: []}


@contextmanager
def running(settings: Settings) -> Iterator[Runtime]:
    built = build(settings)
    idle = _idle[built.database.is_sqlite]
    engine = idle.pop() if idle else _Experienced(built.database.engine, make_url(settings.url))
    engine.become(built)
    yield built
    engine.engine.dispose()
    idle.append(engine)
