"""`taskmatrix network summary`."""

from collections.abc import Callable

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


def test_a_plan_that_is_not_there_is_refused(world: World, run: Run) -> None:
    assert isinstance(run("network", "summary", "--plan", 999999).exception, NotFoundError)
