"""`taskmatrix network …`."""

import json
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest
import typer
from typer.testing import CliRunner, Result

from app.core.console import Console
from app.core.errors import NotFoundError
from app.core.runtime import Runtime
from app.network.commands import install
from app.units.service import unit_named
from tests.cast import World
from tests.network.rows import LEAD, RESPONSIBLE, written

Run = Callable[..., Result]


@pytest.fixture
def run(runtime: Runtime) -> Run:
    console = Console(lambda _: runtime, lambda *asked: unit_named(*asked).id)
    console.settings = runtime.settings
    cli = typer.Typer()
    install(cli)
    cli.callback()(lambda: None)

    def invoke(*words: object) -> Result:
        return CliRunner().invoke(cli, [str(word) for word in words], obj=console)

    return invoke


def test_the_figures_of_a_plan_are_printed(runtime: Runtime, world: World, run: Run) -> None:
    with written(runtime, world) as rows:
        plan_id = rows.plan()
        rows.task(plan_id, ("县残联", LEAD), ("县教局", RESPONSIBLE))
        rows.task(plan_id, ("县教局", RESPONSIBLE))
    told = run("network", "summary", "--plan", plan_id)
    assert told.exit_code == 0
    assert "任务 2 项，没有牵头单位的 1 项；单位 1 个，未确认的名称 1 个" in told.stdout
    assert "县残联\t1\t1\t0\t1" in told.stdout
    assert "县教局（未确认）\t0\t0\t2\t2" in told.stdout
    assert "没有牵头单位：2\t任务2" in told.stdout
    assert "县残联\t县教局（未确认）\t1" in told.stdout
    assert run("network", "summary").stdout.startswith("全部已发布方案")


def test_the_analysis_is_printed_and_told_as_the_api_tells_it(
    runtime: Runtime, world: World, run: Run
) -> None:
    with written(runtime, world) as rows:
        plan_id = rows.plan()
        rows.task(plan_id, ("县残联", LEAD), ("县教局", RESPONSIBLE))
        rows.task(plan_id, ("县残联", LEAD))
    told = run("network", "analyse", "--plan", plan_id).stdout
    # 残联 6 of 8: by ranks −1 and 1, (6 − 2) / (2·8).
    assert "忙闲不均程度 0.250" in told
    assert "县残联\t2\t0\t6\t75.0%\t0.000\t—\t1\t1\t县教局（未确认）1" in told
    assert "最少几家能到齐（已是最少）：县残联" in told
    body = json.loads(run("network", "analyse", "--plans", plan_id, "--json").stdout)
    assert (body["gini"], body["units"][0]["share"]) == (0.25, 0.75)
    assert run("network", "summary", "--region", "巫山县").stdout.startswith("巫山县及以下各级")


def test_the_graph_is_exported(runtime: Runtime, world: World, run: Run, tmp_path: Path) -> None:
    with written(runtime, world) as rows:
        plan_id = rows.plan()
        rows.task(plan_id, ("县残联", LEAD), ("县教局", RESPONSIBLE))
    target = tmp_path / "network.graphml"
    told = run("network", "export", "--plan", plan_id, "--format", "graphml", "-o", target)
    assert told.exit_code == 0
    assert nx.read_graphml(target).number_of_edges() == 2
    table = run("network", "export", "--plan", plan_id, "--format", "csv").stdout
    assert "县残联,1,任务1,牵头,牵头单位,是,3" in table
    picture = run("network", "export", "--plan", plan_id, "--picture", "matrix").stdout
    assert picture.startswith("<svg")
    assert run("network", "export", "--format", "pdf").exit_code == 2


def test_a_plan_that_is_not_there_is_refused(world: World, run: Run) -> None:
    assert isinstance(run("network", "summary", "--plan", 999999).exception, NotFoundError)
