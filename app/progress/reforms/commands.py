"""`taskmatrix units reform …`."""

from datetime import datetime
from typing import Annotated

import typer

import app.units.reforms.service as reforms
from app.core.actor import SYSTEM
from app.core.console import Console
from app.core.lists import Window
from app.identity import service as identity
from app.progress.reforms import service
from app.progress.reforms.service import Consequences, Heir, Proposal
from app.units import service as units
from app.units.reforms.terms import KINDS, ReformKind

reform = typer.Typer(help="机构改革：更名、合并、拆分", no_args_is_help=True)

Day = Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="生效日期")]
Basis = Annotated[str, typer.Option(help="依据：文件名称、文号")]
RegionOption = Annotated[str | None, typer.Option("--region", help="行政区划名称或代码")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看后果，不登记")]
Into = Annotated[list[str], typer.Option(help="承继单位，可多次给出，主要的在前")]
Names = Annotated[list[str], typer.Argument(help="原单位名称")]


@reform.command("list")
def list_reforms(ctx: typer.Context) -> None:
    """列出已登记的改革：编号、生效日期、类别、原单位、承继单位、依据。"""
    console: Console = ctx.obj
    cursor: str | None = None
    with console.runtime.database.read() as session:
        while True:
            found = reforms.reforms(session, SYSTEM, Window(limit=200, cursor=cursor))
            for one in found.items:
                sides = (
                    "、".join(p.name for p in side) for side in (one.predecessors, one.successors)
                )
                print(one.id, one.effective_on, KINDS[one.kind], *sides, one.basis, sep="\t")
            cursor = found.next
            if cursor is None:
                return


@reform.command("rename")
def rename(
    *,
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="现名称")],
    new_name: Annotated[str, typer.Argument(help="新名称")],
    on: Day,
    basis: Basis,
    region: RegionOption = None,
    dry_run: DryRun = False,
) -> None:
    """单位更名。编号不变，原名称留作别名。"""
    _run(ctx, ReformKind.RENAME, [name], [], new_name, (on, basis, region, dry_run))


@reform.command("merge")
def merge(
    *,
    ctx: typer.Context,
    names: Names,
    into: Annotated[str, typer.Option(help="承继单位")],
    on: Day,
    basis: Basis,
    region: RegionOption = None,
    dry_run: DryRun = False,
) -> None:
    """一个或几个单位并入另一单位。"""
    _run(ctx, ReformKind.MERGE, names, [into], None, (on, basis, region, dry_run))


@reform.command("split")
def split(
    *,
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="原单位名称")],
    into: Into,
    on: Day,
    basis: Basis,
    region: RegionOption = None,
    dry_run: DryRun = False,
) -> None:
    """一个单位拆分为几个。任务先归排在第一的承继单位，联络员和承办的方案也转到它。"""
    _run(ctx, ReformKind.SPLIT, [name], into, None, (on, basis, region, dry_run))


def _run(
    ctx: typer.Context,
    kind: ReformKind,
    old: list[str],
    new: list[str],
    new_name: str | None,
    given: tuple[datetime, str, str | None, bool],
) -> None:
    on, basis, region, dry_run = given
    console: Console = ctx.obj
    with console.runtime.database.write() as session:
        place = identity.region_or_only(session, region).id
        proposal = Proposal(
            kind=kind,
            effective_on=on.date(),
            basis=basis,
            predecessors=[units.unit_named(session, name, place).id for name in old],
            successors=[Heir(units.unit_named(session, name, place).id) for name in new],
            new_name=new_name,
        )
        told = service.preview(session, SYSTEM, proposal)
        made = None if dry_run else service.order(session, SYSTEM, proposal)
    _print(told)
    print(f"已登记（编号 {made.id}）" if made else "以上只是预览，没有登记")


def _print(told: Consequences) -> None:
    sides = ("、".join(told.predecessors), "、".join(told.successors))
    print(f"自{told.effective_on.isoformat()}起：{sides[0]} → {sides[1]}")
    for plan in told.plans:
        print(f"  {plan.title}：转移 {plan.tasks} 项任务，其中牵头 {plan.leads} 项")
    for one in told.overlaps:
        kind = "既牵头又在其他栏" if one.conflict else "同栏两次"
        print(f"  {kind}：{one.number or '—'} {one.title}（{'；'.join(one.roles)}）")
    if told.moving or told.merging:
        print(f"  进展情况表：转由承继单位填报 {told.moving} 份，并入同期 {told.merging} 份")
    if told.to_decide:
        print(f"  {told.to_decide} 项责任分工先归 {told.successors[0]}，可逐项改归")
    if told.liaisons:
        print(f"  原单位的联络员 {told.liaisons} 人转为{told.takes_over}的联络员")
    for title in told.offices:
        print(f"  “{title}”转由{told.takes_over}承办")


@reform.command("take-back")
def take_back(
    ctx: typer.Context, reform_id: Annotated[int, typer.Argument(help="改革的编号")]
) -> None:
    """撤回一次改革；已有内容以它为准时拒绝。"""
    console: Console = ctx.obj
    with console.runtime.database.write() as session:
        service.take_back(session, SYSTEM, reform_id)
    print("已撤回")


def install(cli: typer.Typer) -> None:
    """Below `taskmatrix units`, which is there already."""
    for group in cli.registered_groups:
        if group.name == "units" and group.typer_instance is not None:
            group.typer_instance.add_typer(reform, name="reform")
