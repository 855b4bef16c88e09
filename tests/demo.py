"""What is made once in a run, by whichever worker needs it first, and copied: an empty database
of SQLite, and the demo in one.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import seeding, wiring
from app.core import migrations
from app.core.settings import Settings


def template(temporary: pytest.TempPathFactory) -> Path:
    """An empty database of the present structure. Nobody changes it."""
    return _once(temporary, "template.db", lambda at: migrations.upgrade(f"sqlite:///{at}"))


def made(empty: Path, temporary: pytest.TempPathFactory) -> Path:
    """A data directory that holds the whole demo. Nobody changes it."""
    return _once(temporary, "demo", lambda at: _make(at, empty))


def _once(temporary: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    root = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # that of all workers of this run
    place, half = root / name, root / f"half-{name}"
    with _alone(root / f"{name}.lock"):
        if not place.exists():
            make(half)
            half.rename(place)
    return place


def copied(demo: Path, to: Path) -> seeding.Seeded:
    """The demo in the data directory `to`, as if it had been made there."""
    shutil.copytree(demo, to, dirs_exist_ok=True)
    return seeding.Seeded((to / "demo_token").read_text(), made=True)


def _make(place: Path, empty: Path) -> None:
    place.mkdir()
    shutil.copy(empty, place / "taskmatrix.db")
    runtime = wiring.build(Settings(data_dir=place, database_url=""))
    assert seeding.seed(runtime, wiring.HANDLERS).made
    runtime.database.dispose()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
