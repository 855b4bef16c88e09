"""Workers as processes of their own: killed, stopped, started where they cannot work."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core.settings import ROOT
from app.jobs.schemas import Counts
from app.worker import main
from tests.jobs.desk import Desk, until

CREW = Path(__file__).with_name("crew.py")
NUMBERS = list(range(40))


def environment(**settings: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"} | settings


@contextmanager
def crew(url: str, folder: Path, *stops: int) -> Iterator[subprocess.Popen[str]]:
    """A worker process; killed, if need be, when the block ends."""
    words = [sys.executable, str(CREW), url, str(folder), *map(str, stops)]
    with subprocess.Popen(words, env=environment(), stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def tables(desk: Desk) -> None:
    desk.write(
        "CREATE TABLE began (number INTEGER NOT NULL)",
        "CREATE TABLE arrived (number INTEGER PRIMARY KEY)",
    )


def test_a_worker_killed_in_the_middle_of_its_work_loses_nothing_and_doubles_nothing(
    desk: Desk,
    database_url: str,
    tmp_path: Path,
    tables: None,
) -> None:
    before_writing, behind_writing = 7, 8
    desk.put(*NUMBERS)
    with crew(database_url, tmp_path, before_writing, behind_writing) as killed:
        for number in (before_writing, behind_writing):
            until((tmp_path / f"at-{number}").exists)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    assert 0 < len(desk.column("SELECT number FROM arrived")) < len(NUMBERS)
    with crew(database_url, tmp_path):
        until(lambda: desk.counts() == Counts(0, 0, 0))
    assert sorted(desk.column("SELECT number FROM arrived")) == NUMBERS
    began = Counter(desk.column("SELECT number FROM began"))
    assert began == Counter([*NUMBERS, before_writing, behind_writing])


def ask_to_stop(process: subprocess.Popen[str]) -> None:
    """Return when the worker has heard it."""
    process.send_signal(signal.SIGTERM)
    assert process.stderr is not None
    assert any("the worker stops" in line for line in process.stderr)


def test_a_worker_asked_to_stop_finishes_its_job_and_begins_no_other(
    desk: Desk,
    database_url: str,
    tmp_path: Path,
    tables: None,
) -> None:
    desk.put(*NUMBERS)
    with crew(database_url, tmp_path, 0, 1) as process:
        for number in (0, 1):
            until((tmp_path / f"at-{number}").exists)
        ask_to_stop(process)
        (tmp_path / "go").touch()
        assert process.wait() == 0
    assert sorted(desk.column("SELECT number FROM arrived")) == [0, 1]
    assert desk.counts() == Counts(waiting=len(NUMBERS) - 2, running=0, dead=0)


@pytest.mark.parametrize("impatient", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_asked_a_second_time_stops_at_once(
    sqlite_desk: Desk,
    sqlite_url: str,
    tmp_path: Path,
    impatient: signal.Signals,
) -> None:
    sqlite_desk.write("CREATE TABLE began (number INTEGER NOT NULL)")
    sqlite_desk.put(0)
    with crew(sqlite_url, tmp_path, 0) as process:
        until((tmp_path / "at-0").exists)
        ask_to_stop(process)
        process.send_signal(impatient)
        assert process.wait() == -impatient


def test_the_worker_of_the_service_works_until_it_is_asked_to_stop(
    desk: Desk,
    database_url: str,
    tmp_path: Path,
) -> None:
    desk.put(1, kind="unheard_of")
    settings = environment(DATABASE_URL=database_url, DATA_DIR=str(tmp_path))
    with subprocess.Popen([sys.executable, "-m", "app.worker"], env=settings) as process:
        until(desk.dead)
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("DATABASE_URL=sqlite:///{}/new.db", "请先运行 taskmatrix migrate"),
        ("DATABASE_URL=postgresql://nobody@127.0.0.1:1/none", "数据库无法连接"),
        ("PORT=many", "PORT=many"),
    ],
)
def test_a_worker_that_cannot_work_says_why_in_one_line(
    setting: str,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv(*setting.format(tmp_path).split("=", 1))
    assert main() == 1
    told = capsys.readouterr().err
    assert reason in told
    assert len(told.splitlines()) == 1
