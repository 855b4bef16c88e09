"""`taskmatrix sheet`."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from app.core.console import Console
from app.core.errors import NotFoundError
from app.core.runtime import Runtime
from app.sheets.commands import NotWrittenError, install
from app.sheets.rules import NoUnitsError, PlanNeededError
from app.units.models import GroupMember
from app.units.service import unit_named
from tests.cast import World
from tests.network.rows import LEAD, RESPONSIBLE, Writing
from tests.network.wushan import import_wushan

Run = Callable[..., Result]
PdfPages = Callable[[bytes], list[str]]
TITLE = re.compile("^(.{2,12})任务清单《")


@pytest.fixture
def run(runtime: Runtime) -> Run:
    console = Console(lambda _: runtime, lambda *asked: unit_named(*asked).id)
    console.settings = runtime.settings
    cli = typer.Typer()
    install(cli)
    cli.callback()(lambda: None)

    def invoke(*words: object) -> Result:
        return CliRunner().invoke(cli, ["sheet", *(str(word) for word in words)], obj=console)

    return invoke


def refusal(told: Result) -> type[BaseException] | None:
    return type(told.exception) if told.exception else None


@pytest.mark.parametrize(
    ("kind", "begins"),
    [("pdf", b"%PDF-"), ("html", b"<!DOCTYPE html>"), ("txt", "县残联".encode())],
)
def test_a_sheet_is_written_in_each_format(
    run: Run, plan: int, tmp_path: Path, kind: str, begins: bytes
) -> None:
    output = tmp_path / f"清单.{kind}"
    told = run("--unit", "县残联", "--region", "巫山县", "--format", kind, "-o", output)
    assert told.exit_code == 0, told.output
    assert output.read_bytes().startswith(begins)
    assert list(tmp_path.glob(".part-*")) == []


def test_all_units_of_a_plan_go_into_one_pdf_by_rank(
    run: Run, plan: int, tmp_path: Path, pdf_pages: PdfPages
) -> None:
    output = tmp_path / "全部.pdf"
    told = run("--all", "--plan", plan, "-o", output)
    assert told.exit_code == 0
    assert "共 4 份" in told.stdout
    assert "县人社力社保局" in told.stderr
    titles = [title for page in pdf_pages(output.read_bytes()) for title in TITLE.findall(page)]
    assert titles == ["县残联", "县民政局", "县财政局", "县教委"]


def test_all_units_of_a_plan_go_into_a_folder_a_file_each(
    run: Run, plan: int, tmp_path: Path
) -> None:
    told = run("--all", "--format", "txt", "-o", tmp_path / "清单")
    assert told.exit_code == 0
    names = [path.name.split("任务清单")[0] for path in sorted((tmp_path / "清单").iterdir())]
    assert names == ["001 县残联", "002 县民政局", "003 县财政局", "004 县教委"]


def test_members_of_a_group_get_a_sheet_and_an_empty_group_is_named(
    run: Run, world: World, writing: Writing, tmp_path: Path
) -> None:
    with writing() as rows:
        full = rows.group("县级有关部门")
        rows.group("县政府有关部门")
        rows.session.add(GroupMember(group_id=full, unit_id=world.units["县乡村振兴局"]))
        plan_id = rows.plan()
        rows.task(plan_id, ("县残联", LEAD), ("县级有关部门", RESPONSIBLE))
        rows.task(plan_id, ("县残联", LEAD), ("县政府有关部门", RESPONSIBLE))
    told = run("--all", "--format", "txt", "-o", tmp_path / "清单")
    assert "县政府有关部门" in told.stderr
    assert "县级有关部门" not in told.stderr
    found = sorted((tmp_path / "清单").iterdir())
    assert [path.name.split("任务清单")[0] for path in found] == ["001 县残联", "002 县乡村振兴局"]
    assert "列于“县级有关部门”" in found[1].read_text(encoding="utf-8")


def test_the_30_tasks_of_wushan_are_on_the_sheet_of_the_federation(
    run: Run, runtime: Runtime, world: World, tmp_path: Path, pdf_pages: PdfPages
) -> None:
    plan_id = import_wushan(runtime, world.region)
    output = tmp_path / "清单.pdf"
    told = run("--unit", "县残联", "--region", "500237", "--plan", plan_id, "-o", output)
    assert told.exit_code == 0
    text = "".join(pdf_pages(output.read_bytes()))
    assert "30项，其中牵头单位20项（列首位12项）、责任单位10项" in text
    assert text.count("（首位）") == 12


def test_every_unit_that_the_plan_of_wushan_names_for_certain_gets_a_sheet(
    run: Run, runtime: Runtime, world: World, tmp_path: Path
) -> None:
    plan_id = import_wushan(runtime, world.region)
    told = run("--all", "--plan", plan_id, "--format", "html", "-o", tmp_path / "清单")
    assert "共 30 份" in told.stdout
    assert "县人社力社保局" in told.stderr


def test_a_character_that_no_font_has_is_told(run: Run, writing: Writing, tmp_path: Path) -> None:
    with writing() as rows:
        rows.task(rows.plan(), ("县残联", LEAD), text="为\ue123残疾人服务")
    told = run("--unit", "县残联", "--region", "巫山县", "-o", tmp_path / "清单.pdf")
    assert told.exit_code == 0
    assert "\ue123" in told.stderr


@pytest.mark.parametrize(
    "words", [(), ("--unit", "县残联", "--all"), ("--all", "--region", "巫山县")]
)
def test_who_names_neither_or_both_is_told_how_to_use_it(
    run: Run, plan: int, tmp_path: Path, words: tuple[str, ...]
) -> None:
    assert run(*words, "-o", tmp_path / "x.pdf").exit_code == 2


def test_a_format_that_is_not_there_is_wrong_usage(run: Run, plan: int, tmp_path: Path) -> None:
    assert run("--all", "--format", "docx", "-o", tmp_path / "x").exit_code == 2


def test_a_unit_or_a_plan_that_is_not_there_is_refused(run: Run, plan: int, tmp_path: Path) -> None:
    output = tmp_path / "x.pdf"
    assert refusal(run("--unit", "县无此局", "-o", output)) is NotFoundError
    asked = run("--unit", "县民政局", "--plan", 999999, "-o", output)
    assert refusal(asked) is NotFoundError
    assert not output.exists()


def test_two_running_plans_must_be_told_apart(
    run: Run, writing: Writing, plan: int, tmp_path: Path
) -> None:
    with writing() as rows:
        rows.task(rows.plan(title="另一方案"), ("县残联", LEAD))
    assert refusal(run("--all", "-o", tmp_path / "x.pdf")) is PlanNeededError


def test_a_plan_without_certain_units_prints_nothing(
    run: Run, writing: Writing, tmp_path: Path
) -> None:
    with writing() as rows:
        rows.task(rows.plan(), ("县无此局", LEAD))
    assert refusal(run("--all", "-o", tmp_path / "x.pdf")) is NoUnitsError


def test_a_place_that_cannot_be_written_is_named(run: Run, plan: int, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("kept", encoding="utf-8")
    told = run("--unit", "县民政局", "-o", blocked / "x.pdf")
    assert refusal(told) is NotWrittenError
    assert str(blocked) in str(told.exception)
    assert blocked.read_text(encoding="utf-8") == "kept"


def test_a_folder_is_not_overwritten_by_one_sheet(run: Run, plan: int, tmp_path: Path) -> None:
    folder = tmp_path / "清单"
    folder.mkdir()
    assert refusal(run("--unit", "县民政局", "-o", folder)) is NotWrittenError
    assert list(folder.iterdir()) == list(tmp_path.glob(".part-*")) == []
