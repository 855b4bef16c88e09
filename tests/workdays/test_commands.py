"""`taskmatrix calendar …` as a person types it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.workdays.files import read_days
from tests import commandline
from tests.commandline import Done

NOTICE = "date,works,name\n2027-01-01,0,元旦\n2027-10-01,0,国庆节\n2027-10-09,1,调休上班\n"


Run = Callable[..., Done]


@pytest.fixture
def run(sqlite_url: str, tmp_path: Path) -> Run:
    where = {"DATABASE_URL": sqlite_url, "DATA_DIR": str(tmp_path / "data")}
    return lambda *words: commandline.run("calendar", *words, **where)


def test_the_admin_fills_reads_imports_and_exports_the_calendar(run: Run, tmp_path: Path) -> None:
    assert run("seed", "--to", "2027").stdout == "已填写 2021、2022、2023、2024、2025、2026 年\n"
    assert "2023-01-28 周六 班 调休上班" in run("show", "2023").stdout
    assert run("show", "2027").stdout.startswith("2027 年尚未确认")

    (tmp_path / "2027.csv").write_bytes(NOTICE.encode("gb18030"))
    done = run("import", str(tmp_path / "2027.csv"), "--source", "国办发明电〔2026〕6号")
    assert (done.returncode, done.stdout) == (0, "已更新 2027 年的日历\n")
    assert "依据：国办发明电〔2026〕6号" in run("show", "2027").stdout
    assert run("export", "2027").stdout == NOTICE

    run("export", "-o", str(tmp_path / "all.csv"))
    assert len(read_days((tmp_path / "all.csv").read_bytes())) > 150


def test_a_wrong_file_is_refused_with_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wrong.csv").write_text("date,works,name\n2027-02-30,0,x\n")
    refused = run("import", str(tmp_path / "wrong.csv"))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "第 2 行：应为日期，例如 2027-01-01，不是“2027-02-30”" in refused.stderr
    assert run("import", str(tmp_path / "nothing.csv")).returncode == 2
    assert run("show", "元年").returncode == 2
