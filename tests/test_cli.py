"""The command tree from outside: exit codes, one-line reasons, and what is imported."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli import COMMANDS
from app.core.settings import ROOT
from tests.commandline import Done, process, run


def test_help_names_every_command_in_chinese() -> None:
    told = process("--help")
    assert told.returncode == 0
    for name in COMMANDS:
        assert name in told.stdout


def test_the_version_is_told() -> None:
    from app import __version__  # noqa: PLC0415 - only here

    assert run("--version").stdout.strip() == __version__


@pytest.mark.parametrize("words", [["nonsense"], ["serve", "--nonsense"], ["token", "create"]])
def test_a_wrong_usage_ends_with_2(words: list[str]) -> None:
    assert run(*words).returncode == 2


def test_a_process_of_wrong_usage_ends_with_2() -> None:
    assert process("extract").returncode == 2


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (run, ["remind", "--dry-run"]),
        (run, ["verify"]),
        (process, ["serve"]),  # these two change the process in which they begin
        (process, ["worker"]),
    ],
)
def test_a_database_that_was_never_migrated_is_told_in_one_line(
    how: Callable[..., Done], words: list[str], tmp_path: Path
) -> None:
    told = how(*words, DATA_DIR=str(tmp_path / "data"))
    assert told.returncode == 1
    assert told.stderr.strip() == "数据库还不是这个版本的结构，请先运行 taskmatrix migrate"


def test_a_database_that_is_away_is_told_in_one_line() -> None:
    told = run("verify", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert told.returncode == 1
    assert len(told.stderr.strip().splitlines()) == 1
    assert "服务暂时不可用" in told.stderr


def test_migrate_twice_is_the_same_as_once(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    assert run("migrate", DATA_DIR=data).returncode == 0
    assert run("migrate", DATA_DIR=data).returncode == 0
    assert run("verify", DATA_DIR=data).returncode == 0


def test_a_token_for_a_unit_that_is_not_there_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    words = ["token", "create", "--name", "x", "--role", "liaison", "--unit", "无此单位"]
    told = run(*words, DATABASE_URL=sqlite_url, DATA_DIR=str(tmp_path))
    assert told.returncode == 1
    assert len(told.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["extract", "import"])
def test_a_command_that_reads_a_plan_waits_for_no_web_server(command: str) -> None:
    probe = (
        "import sys; from app.cli import build; build(sys.argv[1]);"
        "print(*{m.split('.')[0] for m in sys.modules})"
    )
    told = subprocess.run(
        [sys.executable, "-c", probe, command], capture_output=True, text=True, check=True
    )
    loaded = set(told.stdout.split())
    assert not loaded & {"fastapi", "starlette", "uvicorn", "typst", "networkx", "alembic"}


def test_an_office_begins_with_an_empty_database_as_the_readme_says(tmp_path: Path) -> None:
    where = {"DATA_DIR": str(tmp_path / "data")}
    steps = [
        ["migrate"],
        ["region", "add", "500237", "巫山县"],
        ["units", "import", str(ROOT / "seed" / "units" / "wushan.csv"), "--region", "巫山县"],
        ["import", str(ROOT / "seed" / "plans" / "wushan.txt"), "--office", "县残联"],
        ["token", "create", "--name", "OA", "--role", "coordinator"],
        ["verify"],
    ]
    for words in steps:
        told = run(*words, **where)
        assert told.returncode == 0, (words, told.stderr)
    again = process("region", "add", "500237", "巫山县", **where)
    assert (again.returncode, again.stderr.strip()) == (
        1,
        "这个行政区划已经登记：代码 500237 已登记",
    )
