"""`taskmatrix network …`."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer

from app.core.actor import SYSTEM
from app.core.console import Console
from app.identity import service as identity
from app.network import service
from app.network.figures import Measured, Summary
from app.network.parties import Who
from app.network.scope import Scope, scope_of
from app.network.service import Range
from app.network.telling import analysis_body, summary_body
from app.network.terms import GraphFormat, PictureKind, Projection

network = typer.Typer(help="部门任务网络", no_args_is_help=True)

Plan = Annotated[int | None, typer.Option(help="方案编号；缺省为全部已发布方案")]
Plans = Annotated[str | None, typer.Option(help="几个方案，编号用逗号隔开，例如 1,2")]
Region = Annotated[str | None, typer.Option(help="行政区划的名称或代码，含以下各级")]
On = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="只计这一天正在执行的方案")]
AsJson = Annotated[bool, typer.Option("--json", help="打印与接口相同的 JSON")]


@network.command("summary")
def summary(
    ctx: typer.Context,
    plan: Plan = None,
    plans: Plans = None,
    region: Region = None,
    on: On = None,
    *,
    as_json: AsJson = False,
) -> None:
    """打印各单位牵头、参与的任务数，没有牵头单位的任务，共同任务最多的单位。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        scope = _scope(console, plan, plans, region, on)
        found = service.summary(session, SYSTEM, scope)
    if as_json:
        print(orjson.dumps(summary_body(found), option=orjson.OPT_INDENT_2).decode())
        return
    print(found.plan.title if found.plan else found.range.title)
    _print_together(found.range)
    _print_summary(found.summary)


@network.command("analyse")
def analyse(
    ctx: typer.Context,
    plan: Plan = None,
    plans: Plans = None,
    region: Region = None,
    on: On = None,
    *,
    too_many: Annotated[
        int | None,
        typer.Option(min=1, max=1000, help="除牵头外单位超过此数即为过多；缺省照检查设置"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """打印各单位的桥梁作用、核心数、协作组等，以及全局的忙闲不均程度、最少几家能到齐。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        scope = _scope(console, plan, plans, region, on)
        found = service.analyse(session, SYSTEM, scope, too_many)
    if as_json:
        print(orjson.dumps(analysis_body(found), option=orjson.OPT_INDENT_2).decode())
        return
    print(found.range.title)
    _print_together(found.range)
    _print_analysis(found.measured)


@network.command("export")
def export(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="写入的文件；缺省打印到屏幕")
    ] = None,
    plan: Plan = None,
    plans: Plans = None,
    region: Region = None,
    on: On = None,
    *,
    format: Annotated[  # noqa: A002 - the option's name
        GraphFormat, typer.Option(help="json、graphml 或 csv")
    ] = GraphFormat.JSON,
    projection: Annotated[
        Projection, typer.Option(help="单位与任务、单位共事，或牵头带着谁")
    ] = Projection.ASSIGNMENTS,
    picture: Annotated[
        PictureKind | None, typer.Option(help="改为画一张 SVG 图：网络、协作或对照表")
    ] = None,
) -> None:
    """导出关系图，供 Excel、Gephi、NetworkX 等打开；或画成图片。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        scope = _scope(console, plan, plans, region, on)
        if picture is not None:
            data = service.picture(session, SYSTEM, scope, picture).encode()
        elif format is GraphFormat.JSON:
            told = service.node_link(session, SYSTEM, scope, projection)
            data = orjson.dumps(told, option=orjson.OPT_INDENT_2)
        else:
            data = service.exported(session, SYSTEM, scope, format, projection)
    if output is None:
        sys.stdout.buffer.write(data)
        return
    output.write_bytes(data)
    print(f"已写入 {output}（{len(data)} 字节）")


def _scope(
    console: Console, plan: int | None, plans: str | None, region: str | None, on: datetime | None
) -> Scope:
    region_id = None
    if region is not None:
        with console.runtime.database.read() as session:
            region_id = identity.region_named(session, region).id
    return scope_of(plan, plans, region_id, on.date() if on else None)


def _print_together(found: Range) -> None:
    for one in found.together:
        former = "、原".join(two.name for two in one.former)
        print(f"按机构改革后的单位统计：{one.unit.name}含原{former}")


def _print_summary(found: Summary) -> None:
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
    print("\n谁牵头带着谁")
    for leading in found.leading:
        print(_name(leading.lead), _name(leading.other), leading.tasks, sep="\t")


def _print_analysis(found: Measured) -> None:
    print(
        f"忙闲不均程度 {found.gini:.3f}，协作密度 {found.density:.3f}，"
        f"分组清晰度 {found.modularity:.3f}（{len(found.communities)} 个协作组）"
    )
    print(
        f"孤立的任务 {found.isolated_count} 项，"
        f"除牵头外单位超过 {found.too_many} 个的任务 {found.crowded_count} 项"
    )
    if found.thinned:
        print(
            f"规模较大：桥梁作用和协作组只用了 {found.thinned.links} 条联系中的 "
            f"{found.thinned.links_kept} 条（共同任务不少于 {found.thinned.least_tasks} 项）"
        )
    columns = "单位 牵头 参与 加权 占比 桥梁 缺它则断 核心数 协作组 主要伙伴"
    print("", columns.replace(" ", "\t"), sep="\n")
    for one in found.units:
        partners = "、".join(f"{_name(each.who)}{each.tasks}" for each in one.partners)
        print(
            _name(one.load.who),
            one.load.leads,
            one.load.takes_part,
            one.load.weight,
            f"{one.share:.1%}",
            f"{one.betweenness:.3f}",
            "、".join(map(_name, one.cut_off)) or "—",
            one.core,
            one.community or "—",
            partners or "—",
            sep="\t",
        )
    cover = found.cover
    way = "已是最少" if cover.exact else f"近似，最少不会少于 {cover.at_least} 家"
    print(f"\n最少几家能到齐（{way}）：{'、'.join(map(_name, cover.units)) or '—'}")


def _name(who: Who) -> str:
    return who.label if who.resolved else f"{who.label}（未确认）"


def install(cli: typer.Typer) -> None:
    cli.add_typer(network, name="network")
