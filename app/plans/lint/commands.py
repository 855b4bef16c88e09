"""`taskmatrix plans lint`."""

import sys
from typing import Annotated

import orjson
import typer

from app.core.actor import SYSTEM
from app.core.console import Console
from app.core.errors import ConflictError
from app.plans.lint import items, service
from app.plans.lint.limits import CHECKS
from app.plans.lint.service import LintView
from app.reading.terms import Severity

plans = typer.Typer(help="方案", no_args_is_help=True)

SEVERITIES = {Severity.ERROR: "必须处理", Severity.WARNING: "请核对", Severity.NOTE: "提示"}


class ErrorsFoundError(ConflictError):
    code, title = "errors_found", "矩阵检查有必须处理的问题"


# Without it the one command would stand for the group.
@plans.callback()
def _group() -> None:
    """方案的各项命令。"""


@plans.command("lint")
def lint(
    ctx: typer.Context,
    plan: Annotated[int, typer.Option(min=1, help="方案编号")],
    as_json: Annotated[bool, typer.Option("--json", help="打印 JSON")] = False,  # noqa: FBT002 - a flag
) -> None:
    """检查一个方案的责任矩阵，草稿和已发布的都可以；有必须处理而未处理的，退出码为 1。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        found = service.of_plan(session, SYSTEM, plan)
    if as_json:
        printed = [items.of_lint(one) for one in found]
        sys.stdout.buffer.write(orjson.dumps(printed, option=orjson.OPT_INDENT_2) + b"\n")
        sys.stdout.flush()
    else:
        _print(found)
    blocking = sum(one.blocks for one in found)
    if blocking:
        raise ErrorsFoundError(f"{blocking} 处")


def _print(found: list[LintView]) -> None:
    asked = [one for one in found if one.settled_at is None]
    print(f"待核 {len(asked)} 处，已核对保留 {len(found) - len(asked)} 处")
    for one in asked:
        print(f"[{SEVERITIES[one.severity]}] {CHECKS[one.code].name}：{one.message}")
    for one in found[len(asked) :]:
        why = f"：{one.note}" if one.note else ""
        print(f"[已保留] {one.message}（{one.settled_by}{why}）")


def install(cli: typer.Typer) -> None:
    cli.add_typer(plans, name="plans")
