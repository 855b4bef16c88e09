from collections.abc import Iterator

import pytest

from app.core.runtime import Runtime
from app.core.settings import Settings
from app.wiring import build
from tests.jobs.desk import Desk


@pytest.fixture
def desk(runtime: Runtime) -> Desk:
    return Desk(runtime)


@pytest.fixture
def sqlite_desk(sqlite_url: str) -> Iterator[Desk]:
    """For what only a text column can hold."""
    runtime = build(Settings(database_url=sqlite_url))
    yield Desk(runtime)
    runtime.database.dispose()


@pytest.fixture
def postgresql_desk(postgresql_url: str) -> Iterator[Desk]:
    """For what only a server does: go away and come back."""
    runtime = build(Settings(database_url=postgresql_url))
    yield Desk(runtime)
    runtime.database.dispose()
