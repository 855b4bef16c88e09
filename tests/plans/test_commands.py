"""`taskmatrix extract` and `taskmatrix import`, run as a person runs them."""

import json
from pathlib import Path

import pytest

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.core.settings import ROOT, Settings
from app.plans import listing
from app.plans.models import Plan
from app.reading import Draft, read_document
from tests.cast import World
from tests.commandline import process, run
from tests.plans.documents import WUSHAN, plan

WUSHAN_FILE = ROOT / "seed" / "plans" / "wushan.txt"


@pytest.fixture
def on(settings: Settings) -> dict[str, str]:
    return {"DATABASE_URL": settings.database_url, "DATA_DIR": str(settings.data_dir)}


# ---- extract ---------------------------------------------------------------------------------


def test_extract_prints_the_draft_as_json_and_the_text_that_offsets_count_in(
    tmp_path: Path,
) -> None:
    text = tmp_path / "text.txt"
    done = process("extract", WUSHAN_FILE, "--json", "--text", text, DATABASE_URL="nonsense://")
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    expected = read_document("wushan.txt", WUSHAN)
    assert Draft.from_json(printed) == expected.draft
    assert text.read_text(encoding="utf-8") == expected.text
    assert done.stderr == ""


def test_extract_shows_the_draft_to_a_person() -> None:
    done = run("extract", WUSHAN_FILE)
    shown = done.stdout
    assert done.returncode == 0
    assert "文号：巫山府发〔2022〕9号" in shown
    assert "牵头单位：县人力社保局（主牵头）、县医保局" in shown
    assert "任务 30 项，专栏项目 58 项，指标 11 项" in shown
    assert "[请核对]" in shown


def test_extract_refuses_what_is_no_plan_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "空.txt"
    file.write_bytes(b"")
    done = run("extract", file)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "文件是空的" in done.stderr


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert run("extract", tmp_path / "没有.txt").returncode == 2
    assert run("import", tmp_path / "没有.txt").returncode == 2


# ---- import ----------------------------------------------------------------------------------


def test_import_reads_and_stores_at_once(
    runtime: Runtime, world: World, on: dict[str, str]
) -> None:
    done = run("import", WUSHAN_FILE, "--office", "县残联", **on)
    shown = done.stdout
    assert done.returncode == 0, done.stderr
    assert shown.startswith("方案 1：巫山县“十四五”残疾人保障和发展规划")
    assert "任务 30 项，专栏项目 58 项，责任分工 106 条" in shown
    assert "县人社力社保局" in shown
    with runtime.database.read() as session:
        found = listing.plan(session, SYSTEM, 1)
        assert (found.state, found.region.name) == ("draft", "巫山县")
        assert found.office == listing.Named(world.units["县残联"], "县残联")
        (document,) = listing.documents(session, 1)
    assert runtime.files.is_intact(document.sha256)
    assert runtime.files.is_intact(document.text_sha256 or "")


def test_importing_it_again_is_refused_with_the_first(world: World, on: dict[str, str]) -> None:
    run("import", WUSHAN_FILE, **on)
    done = run("import", WUSHAN_FILE, **on)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "这份文件已经上传过：已有方案“巫山县“十四五”残疾人保障和发展规划”（编号 1）"
    )


def test_import_can_publish_right_away(runtime: Runtime, world: World, on: dict[str, str]) -> None:
    done = run("import", WUSHAN_FILE, "--publish", **on)
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("已发布")
    with runtime.database.read() as session:
        found = session.get(Plan, 1)
        assert found is not None
        assert found.state == "published"


def test_a_plan_with_errors_is_kept_as_a_draft(
    runtime: Runtime, world: World, on: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "方案.txt"
    file.write_bytes(plan(["1\t\t县残联\t县财政局", "2\t办好特殊教育。\t县教委\t县残联"]))
    done = run("import", file, "--publish", **on)
    assert done.returncode == 1
    assert "已存为草稿，没有发布" in done.stdout
    assert "还有必须处理的问题，不能发布" in done.stderr


def test_an_unknown_region_or_office_is_refused_and_nothing_is_stored(
    runtime: Runtime, world: World, on: dict[str, str]
) -> None:
    for wrong in (("--region", "无此县"), ("--office", "县残废人联合会")):
        done = run("import", WUSHAN_FILE, *wrong, **on)
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
    assert list(runtime.files.digests()) == []
