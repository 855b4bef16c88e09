"""`taskmatrix plans lint`."""

import json
from collections.abc import Callable

import pytest
import typer
from typer.testing import CliRunner, Result

from app.core.console import Console
from app.core.errors import NotFoundError
from app.core.runtime import Runtime
from app.plans.lint.commands import ErrorsFoundError, install
from app.units.service import unit_named
from tests.kinds import on_sqlite
from tests.plans.documents import plan
from tests.plans.lint.conftest import Bench
from tests.plans.lint.documents import ROWS

__all__ = ["on_sqlite"]  # what a command prints does not hang on the database

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


def test_open_and_kept_findings_are_printed_and_notes_are_no_failure(
    bench: Bench, run: Run
) -> None:
    bench.set(most_units=3)
    plan_id = bench.desk.draft(plan(ROWS))
    done = run("plans", "lint", "--plan", plan_id)
    assert done.exit_code == 0
    assert done.stdout.startswith("待核 1 处，已核对保留 0 处\n[提示] 配合单位过多：第 2 项")
    (key,) = bench.keys(plan_id)
    bench.settle(plan_id, key, note="附件二")
    printed = run("plans", "lint", "--plan", plan_id).stdout
    assert "[已保留]" in printed
    assert "（林：附件二）" in printed


def test_an_open_error_is_a_failure_and_json_is_what_rest_gives(bench: Bench, run: Run) -> None:
    bench.set(most_units=3, levels={"too_many_units": "error"})
    plan_id = bench.desk.draft(plan(ROWS))
    done = run("plans", "lint", "--plan", plan_id, "--json")
    assert isinstance(done.exception, ErrorsFoundError)
    assert json.loads(done.stdout) == bench.found(plan_id)


def test_a_plan_that_is_not_there_is_refused(bench: Bench, run: Run) -> None:
    assert isinstance(run("plans", "lint", "--plan", 9999).exception, NotFoundError)
    assert run("plans", "lint", "--plan", "x").exit_code == 2
