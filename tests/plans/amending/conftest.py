import pytest


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What the two databases could do differently is tried in `test_published_changes`."""
    return sqlite_url
