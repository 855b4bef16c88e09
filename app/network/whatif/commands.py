"""`taskmatrix network what-if …`."""

from typing import Annotated

import typer

from app.core.actor import SYSTEM
from app.core.console import Console
from app.identity import service as identity
from app.network.whatif import service
from app.network.whatif.rules import Load
from app.network.whatif.service import Line
from app.units import service as units


def what_if(
    ctx: typer.Context,
    names: Annotated[list[str], typer.Argument(help="要合并的单位")],
    into: Annotated[str, typer.Option(help="承继单位")],
    plan: Annotated[int | None, typer.Option(help="方案编号；缺省为全部已发布方案")] = None,
    region: Annotated[str | None, typer.Option(help="行政区划名称或代码")] = None,
) -> None:
    """合并试算：哪些任务转移，哪里同一单位会出现两次，任务数怎样变。什么也不改。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        place = identity.region_or_only(session, region).id
        old = [units.unit_named(session, name, place).id for name in names]
        heir = units.unit_named(session, into, place).id
        found = service.what_if(session, SYSTEM, old, heir, plan)
        called = {one.id: one.name for one in (found.into, *found.merged)}
    print(f"{'、'.join(one.name for one in found.merged)} 并入 {found.into.name}（试算，没有改动）")
    print(
        f"转移任务 {found.moved_count} 项；同一单位出现不止一次的 {found.twice_count} 项，"
        f"其中既牵头又在其他栏的 {found.conflict_count} 项"
    )
    for line in found.twice:
        print(f"  {'既牵头又在其他栏' if line.conflict else '出现两次'}：{_task(line)}")
    for line in found.moved:
        print(f"  转移：{_task(line)}")
    for group in found.seats:
        print(f"  接替集合单位“{group.name}”的成员资格，它的任务也列入承继单位的清单")
    print("\n单位\t牵头\t其中首位\t责任\t配合\t合计")
    for unit_id, load in found.before.items():
        print(called[unit_id], *_figures(load), sep="\t")
    print(f"合并后的{found.into.name}", *_figures(found.after), sep="\t")


def _task(line: Line) -> str:
    cells = "；".join(f"{cell.label} {cell.raw}" for cell in line.cells)
    return f"{line.task.number or '—'} {line.task.title}（{cells}）"


def _figures(load: Load) -> tuple[int, ...]:
    return (load.leads, load.first_leads, load.responsible, load.supporting, load.total)


def install(cli: typer.Typer) -> None:
    """Below `taskmatrix network`, which is there already."""
    for group in cli.registered_groups:
        if group.name == "network" and group.typer_instance is not None:
            group.typer_instance.command("what-if")(what_if)
