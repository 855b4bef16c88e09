"""The demo on SQLite: made once in a run, by whichever worker needs it first, and copied."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import seeding, wiring
from app.core.settings import Settings


def made(template: Path, temporary: pytest.TempPathFactory) -> Path:
    """A data directory that holds the whole demo. Nobody changes it."""
    root = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # that of all workers of this run
    place = root / "demo"
    with _alone(root / "demo.lock"):
        if not place.exists():
            _make(root / "demo.half", template)
            (root / "demo.half").rename(place)
    return place


def copied(demo: Path, to: Path) -> seeding.Seeded:
    """The demo in the data directory `to`, as if it had been made there."""
    shutil.copytree(demo, to, dirs_exist_ok=True)
    return seeding.Seeded((to / "demo_token").read_text(), made=True)


def _make(place: Path, template: Path) -> None:
    place.mkdir()
    shutil.copy(template, place / "taskmatrix.db")
    runtime = wiring.build(Settings(data_dir=place, database_url=""))
    assert seeding.seed(runtime, wiring.HANDLERS).made
    runtime.database.dispose()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
