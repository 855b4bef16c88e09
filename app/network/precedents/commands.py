"""`taskmatrix precedents …`."""

from typing import Annotated, Any

import typer

from app.core.actor import SYSTEM
from app.core.console import Console
from app.core.lists import Window
from app.network.coverage import service as coverages
from app.network.coverage import telling as coverage_telling
from app.network.departures import rules as departure_rules
from app.network.departures import service as departed
from app.network.departures import telling as departure_telling
from app.network.precedents import service, telling
from app.network.proposals import listing as proposal_lists
from app.network.proposals import service as proposals
from app.network.proposals.terms import ProposalState

LINES = 200
"""Proposals that a terminal shows."""

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


@precedents.command("propose")
def propose(
    ctx: typer.Context,
    plan: Annotated[int, typer.Option(help="方案编号")],
    *,
    projects: Annotated[bool, typer.Option("--projects", help="也为专栏里的重点项目拟")] = False,
) -> None:
    """按先例为还没有责任单位的任务拟分工；拟出的不是责任分工，由人在网页或接口上采纳。"""
    console: Console = ctx.obj
    thoughts = proposals.think(console.runtime, SYSTEM, plan, projects=projects)
    with console.runtime.database.write() as session:
        made = proposals.propose(session, SYSTEM, plan, thoughts)
    print(f"为 {made.tasks} 项任务拟出 {made.proposals} 条，取代待定的 {made.replaced} 条")
    print(f"先前已处理的 {made.kept} 条不动；找不到先例的任务 {made.without} 项")
    with console.runtime.database.read() as session:
        window = Window(limit=LINES)
        shown = proposal_lists.proposals(session, SYSTEM, plan, window, state=ProposalState.OPEN)
    for one in shown.items:
        unit = one["unit"]["name"] if one["unit"] else f"（职能：{one['function_label']}）"
        number = one["task"]["number"] or ""
        print(number, one["task"]["title"], one["role_label"], unit, one["reason"], sep="\t")
    if shown.next:
        print(f"以上是前 {LINES} 条，其余见网页")


@precedents.command("departures")
def departures(
    ctx: typer.Context,
    plan: Annotated[int, typer.Option(help="方案编号")],
    at_least: Annotated[
        int, typer.Option("--precedents", min=1, help="至少几份方案有先例")
    ] = departure_rules.PRECEDENTS,
    share: Annotated[
        float, typer.Option(min=0.01, max=1, help="其中至少多大份额一致")
    ] = departure_rules.SHARE,
) -> None:
    """打印本方案牵头单位的职能与多数先例不同的任务；只列出，不作评判。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        found = departure_telling.whole(
            departed.departures(session, SYSTEM, plan, at_least=at_least, share=share)
        )
    print(f"{found['plan']['title']}：印明牵头 {found['led']} 项，比较过 {found['compared']} 项")
    for one in found["items"]:
        print(f"\n{one['task']['number'] or ''}　{one['task']['title']}".replace("\n　", "\n"))
        print(f"　本方案　{one['here_division']}")
        print(f"　{one['here_note']}")
        for it in one["elsewhere"]:
            print(f"　别处　{it['reason']}")
            for source in it["precedents"]:
                where = f"{source['plan']['region']['name']}　{source['title']}"
                print(f"　　　{where}　{source['division']}")
    if not found["items"]:
        print("比较过的任务，牵头的职能都与多数先例一致")


@precedents.command("coverage")
def coverage(
    ctx: typer.Context,
    plan: Annotated[int, typer.Argument(help="一份方案的编号", metavar="甲")],
    with_: Annotated[int, typer.Argument(help="另一份方案的编号", metavar="乙")],
) -> None:
    """打印两份方案各自独有的任务，和可以并列、不可比较的指标。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        found = coverage_telling.whole(coverages.compare(session, SYSTEM, plan, with_))
    one, other = found["plan"], found["with"]
    for side in (one, other):
        print(
            f"{side['region']}《{side['title']}》：{side['tasks']} 项，指标 {side['indicators']} 项"
        )
    tasks = found["tasks"]
    print(f"两边都有的 {len(tasks['pairs'])} 对")
    for side, rows in ((one, tasks["only_in_plan"]), (other, tasks["only_in_with"])):
        print(f"\n只在{side['region']}方案中的 {len(rows)} 项")
        for row in rows:
            nearest = f"　（最接近的：{row['nearest']['title']}）" if row["nearest"] else ""
            print(f"　{row['task']['title']}{nearest}")
    _print_indicators(found["indicators"], one["region"], other["region"])


def _print_indicators(found: dict[str, Any], here: str, there: str) -> None:
    print(f"\n指标\t{here}\t{there}\t说明")
    for row in found["compared"]:
        targets = (_target(row["plan"]), _target(row["with"]))
        print(row["plan"]["name"], *targets, row["agreement_label"], sep="\t")
    for row in found["apart"]:
        named = [f"{row[side]['name']} {_target(row[side])}" for side in ("plan", "with")]
        print("不比较", *named, row["reason_label"], sep="\t")
    for rows, where in ((found["mentions_in_with"], there), (found["mentions_in_plan"], here)):
        for row in rows:
            told = f"{where}{row['task']['section'] or ''}“{row['sentence']}”"
            print("不比较", row["indicator"]["name"], told, "不是指标", sep="\t")
    for rows, where in ((found["only_in_plan"], here), (found["only_in_with"], there)):
        for row in rows:
            print(f"只有{where}列为指标", row["name"], _target(row), sep="\t")


def _target(one: dict[str, Any]) -> str:
    target = one["target"] or "—"
    return f"{target}{one['measure'] or ''}" if target[-1].isdigit() else target


def _print_source(one: dict[str, Any]) -> None:
    plan = one["plan"]
    where = f"{plan['region']['name']}《{plan['title']}》"
    print(f"\n{one['score']:.2f}　{one['closeness_label']}　{where}　{one['title']}")
    print(f"　　{one['division']}")
    if one["quote"]:
        print(f"　　原文：“{one['quote']}”")


def install(cli: typer.Typer) -> None:
    cli.add_typer(precedents, name="precedents")
