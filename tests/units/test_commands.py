"""`taskmatrix units …`, as an administrator types it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from app.cli import _unit_id
from app.core.actor import SYSTEM
from app.core.console import Console
from app.core.errors import AppError, NotFoundError
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.identity import service as identity
from app.identity.terms import RegionLevel
from app.units import commands, service
from app.units.contacts import service as contacts
from app.units.contacts.terms import ContactRole
from app.units.portfolios import service as portfolios
from tests.commandline import process
from tests.units.wushan import SEED


@pytest.fixture
def region(runtime: Runtime) -> int:
    with runtime.database.write() as session:
        return identity.add_region(
            session, SYSTEM, code="500237", name="巫山县", level=RegionLevel.COUNTY
        ).id


@dataclass(frozen=True)
class Shell:
    """Commands in this process, on the test's own database."""

    runtime: Runtime

    def run(self, *words: str) -> Result:
        cli = typer.Typer()
        commands.install(cli)
        cli.callback()(lambda: None)  # with one group alone typer would drop its name
        console = Console(build=lambda _: self.runtime, unit_id=_unit_id)
        return CliRunner().invoke(cli, ["units", *words], obj=console)

    def printed(self, *words: str) -> str:
        done = self.run(*words)
        assert done.exit_code == 0, done.output
        return done.stdout

    def refusal(self, *words: str) -> str:
        done = self.run(*words)
        assert isinstance(done.exception, AppError), done.output
        return f"{done.exception.title}：{done.exception.detail}"


@pytest.fixture
def shell(runtime: Runtime, region: int) -> Shell:
    return Shell(runtime)


def test_a_county_is_filled_searched_and_asked(shell: Shell) -> None:
    told = shell.printed("import", str(SEED), "--region", "巫山县")
    assert told == "新增单位 59 个，修改 0 个，未变 0 个；新增别名 57 个，成员 26 个\n"
    assert shell.printed("import", str(SEED)).startswith("新增单位 0 个，修改 0 个，未变 59 个")
    lines = shell.printed("list").splitlines()
    assert len(lines) == 59
    assert lines[0].split("\t")[1:4] == ["1010", "县委组织部", "党委部门"]
    assert "\t3040\t县残联\t群团\t巫山县残疾人联合会" in shell.printed("list", "--q", "xcl")
    assert shell.printed("list", "--q", "没有的单位") == ""
    assert shell.printed("resolve", "县应急局") == "别名\t县应急管理局\n"
    told = shell.printed("resolve", "县人社力社保局")
    assert told == "相近，须由人确认\n\t县人力社保局\t0.92\t相差一个字\n"
    told = shell.printed("alias", "县人力社保局", "县人社力社保局")
    assert told == "“县人社力社保局”从现在起就是“县人力社保局”\n"
    assert shell.printed("resolve", "县人社力社保局") == "别名\t县人力社保局\n"
    assert shell.printed("resolve", "县审计局") == "未登记\n"
    told = shell.printed("add", "县审计局", "--kind", "政府部门", "--alias", "巫山县审计局")
    assert told.startswith("已增加 县审计局（编号 ")
    assert shell.printed("resolve", "巫山县审计局") == "别名\t县审计局\n"


def test_a_refusal_is_one_clear_line(shell: Shell, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("单位名称,类别\n县残联,行会\n", encoding="utf-8")
    told = shell.refusal("import", str(bad), "--region", "500237")
    assert told.startswith("单位登记表有误，没有导入任何内容：第2行：不认识的类别“行会”")
    assert "没有名为“外星县”的行政区划" in shell.refusal("list", "--region", "外星县")
    assert "没有名为“县残联”的单位" in shell.refusal("alias", "县残联", "残联")
    assert shell.run("add", "甲", "--kind", "行会").exit_code == 2
    assert shell.run("import", str(tmp_path / "none.csv")).exit_code == 2


def test_a_unit_is_found_by_name_for_the_other_commands(shell: Shell) -> None:
    shell.printed("import", str(SEED))
    with shell.runtime.database.read() as session:
        assert _unit_id(session, "县残联", None) > 0
        with pytest.raises(NotFoundError):
            _unit_id(session, "县审计局", None)


def test_a_refusal_ends_the_process_with_one_line_and_code_1(
    settings: Settings, region: int, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    places = {"DATABASE_URL": settings.database_url, "DATA_DIR": str(settings.data_dir)}
    done = process("units", "import", empty, **places)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "单位登记表有误，没有导入任何内容：文件是空的\n"


def test_a_registry_goes_out_and_in_again_and_a_dry_run_says_so(
    shell: Shell, tmp_path: Path
) -> None:
    shell.printed("import", str(SEED))
    for kind in ("csv", "xlsx"):
        path = tmp_path / f"units.{kind}"
        assert "已写出" in shell.printed("export", "--format", kind, "-o", str(path))
        told = shell.printed("import", str(path), "--dry-run")
        assert told.startswith("新增单位 0 个，修改 0 个，未变 59 个")
        assert "只是预览" in told
    assert shell.printed("list", "--function", "卫健", "--state", "valid").count("\n") == 1


def test_a_unit_is_shown_with_its_contacts_and_its_leader(shell: Shell, runtime: Runtime) -> None:
    shell.printed("import", str(SEED))
    with runtime.database.write() as session:
        unit = service.unit_named(session, "县残联", None).id
        contacts.add_contact(
            session,
            SYSTEM,
            unit_id=unit,
            role=ContactRole.LIAISON,
            name="陈晨",
            mobile="13800000000",
        )
        portfolios.add_portfolio(session, SYSTEM, unit_id=unit, leader="吴县长", post="副县长")
    told = shell.printed("show", "巫山县残疾人联合会")
    assert "职能\t残联" in told
    assert "联络员\t陈晨\t13800000000" in told
    assert "分管领导\t吴县长\t副县长" in told
    assert shell.printed("portfolios").startswith("吴县长\t副县长\t县残联\t")
    assert shell.printed("portfolios", "--on", "2000-01-01") == ""
