"""`taskmatrix network …`."""

from typing import Annotated

import typer

from app.core.actor import SYSTEM
from app.core.console import Console
from app.network import service
from app.network.rules import Summary, Who

network = typer.Typer(help="部门任务网络", no_args_is_help=True)


@network.command("summary")
def summary(
    ctx: typer.Context,
    plan: Annotated[int | None, typer.Option(help="方案编号；缺省为全部已发布方案")] = None,
) -> None:
    """打印各单位牵头、参与的任务数，没有牵头单位的任务，共同任务最多的单位。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        found = service.summary(session, SYSTEM, plan)
    print(found.plan.title if found.plan else "全部已发布方案")
    _print(found.summary)


def _print(found: Summary) -> None:
    counts = found.counts
    print(
        f"任务 {counts.tasks} 项，没有牵头单位的 {counts.tasks_without_lead} 项；"
        f"单位 {counts.units} 个，未确认的名称 {counts.unresolved_names} 个"
    )
    print("\n单位\t牵头\t其中首位\t参与\t合计")
    for load in found.units:
        figures = (load.leads, load.first_leads, load.takes_part, load.total)
        print(_name(load.who), *figures, sep="\t")
    for task in found.without_lead:
        print(f"没有牵头单位：{task.number or ''}\t{task.title}")
    print("\n共同任务最多的单位")
    for pair in found.pairs:
        print(_name(pair.one), _name(pair.other), pair.tasks, sep="\t")


def _name(who: Who) -> str:
    return who.name if who.resolved else f"{who.name}（未确认）"


def install(cli: typer.Typer) -> None:
    cli.add_typer(network, name="network")
