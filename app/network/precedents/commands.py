"""`taskmatrix precedents …`."""

from typing import Annotated, Any

import typer

from app.core.actor import SYSTEM
from app.core.console import Console
from app.network.precedents import service, telling

precedents = typer.Typer(help="先例：别处怎样分工", no_args_is_help=True)


@precedents.command("task")
def task(
    ctx: typer.Context, task_id: Annotated[int, typer.Argument(help="任务编号", metavar="编号")]
) -> None:
    """打印其他方案里最相近的任务由谁牵头、谁参加，折合成本地单位，各附原文。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        found = telling.whole(service.precedents(session, SYSTEM, task_id))
    library, asked = found["library"], found["task"]
    print(f"{asked['number'] or ''}　{asked['title']}".strip("　"))
    print(f"查阅 {library['plans']} 份其他方案的 {library['tasks']} 项任务")
    for title, offers in (("牵头", found["leads"]), ("参加", found["participants"])):
        for one in offers:
            print(f"{title}　{one['function_label']}　{one['reason']}；{one['units_note']}")
    for one in found["precedents"]:
        _print_source(one)
    if not found["precedents"]:
        print("没有找到相近的任务")


def _print_source(one: dict[str, Any]) -> None:
    plan = one["plan"]
    where = f"{plan['region']['name']}《{plan['title']}》"
    print(f"\n{one['score']:.2f}　{one['closeness_label']}　{where}　{one['title']}")
    print(f"　　{one['division']}")
    if one["quote"]:
        print(f"　　原文：“{one['quote']}”")


def install(cli: typer.Typer) -> None:
    cli.add_typer(precedents, name="precedents")
