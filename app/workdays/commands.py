"""`taskmatrix calendar …`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.core.actor import SYSTEM
from app.core.console import Console
from app.kit import clock
from app.workdays import service
from app.workdays.rules import FIRST_YEAR, LAST_YEAR
from app.workdays.service import Year

calendar = typer.Typer(help="工作日历", no_args_is_help=True)

DAY_NAMES = "一二三四五六日"

YearArgument = Annotated[int, typer.Argument(min=FIRST_YEAR, max=LAST_YEAR, help="年份")]


@calendar.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, readable=True, help="CSV 文件，列为 date,works,name"
        ),
    ],
    source: Annotated[str | None, typer.Option(help="依据，例如通知的文号；缺省为文件名")] = None,
    add: Annotated[bool, typer.Option("--add", help="只增改文件中的日子，不确认全年")] = False,  # noqa: FBT002 - a flag
) -> None:
    """导入放假调休安排。文件应列出一年中的全部安排；有一行不对就都不导入。"""
    console: Console = ctx.obj
    with console.runtime.database.write() as session:
        changed = service.import_file(
            session, SYSTEM, data=file.read_bytes(), source=source or file.name, add=add
        )
    years = "、".join(f"{number} 年" for number in changed)
    print(f"已更新 {years}的日历" if changed else "日历没有变化")


@calendar.command()
def seed(
    ctx: typer.Context,
    first: Annotated[int, typer.Option("--from", min=FIRST_YEAR, max=LAST_YEAR)] = 2021,
    last: Annotated[
        int | None, typer.Option("--to", min=FIRST_YEAR, max=LAST_YEAR, help="缺省为明年")
    ] = None,
) -> None:
    """从随附的资料填写日历。已确认的年份不变，尚无放假通知的年份不填。"""
    console: Console = ctx.obj
    with console.runtime.database.write() as session:
        until = last or clock.today().year + 1
        filled = service.seed_from_packages(session, SYSTEM, range(first, until + 1))
    print(f"已填写 {'、'.join(map(str, filled))} 年" if filled else "没有可填写的年份")


@calendar.command()
def show(ctx: typer.Context, year: YearArgument) -> None:
    """显示一年的放假调休安排。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        print("\n".join(_lines(service.year(session, year))))


def _lines(found: Year) -> list[str]:
    days = [
        f"{one.day} 周{DAY_NAMES[one.day.weekday()]} {'班' if one.works else '休'} {one.name}"
        for one in found.days
    ]
    if found.source:
        return [*days, f"{found.year} 年共 {found.working} 个工作日，依据：{found.source}"]
    return [*days, f"{found.year} 年尚未确认：没有导入放假通知，其中的日期都可能变动"]


@calendar.command()
def export(
    ctx: typer.Context,
    years: Annotated[
        list[int] | None,
        typer.Argument(min=FIRST_YEAR, max=LAST_YEAR, help="年份，缺省为全部"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", dir_okay=False, help="写入文件")
    ] = None,
) -> None:
    """导出为 CSV，修改后可以再导入。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        text = service.exported(session, years or ())
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8-sig")  # the mark lets spreadsheets show Chinese


def install(cli: typer.Typer) -> None:
    cli.add_typer(calendar, name="calendar")
