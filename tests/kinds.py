"""On which kinds of database tests run, where not each on both.

A module that imports `on_sqlite` runs on SQLite alone, but for its tests that are marked `ON_BOTH`.
"""

import pytest

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ON_BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(name="database_url", params=["sqlite"])
def on_sqlite(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
