"""`taskmatrix units …`."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from app.core.actor import SYSTEM
from app.core.console import Console
from app.core.lists import Window
from app.identity import service as identity
from app.units import service
from app.units.terms import KIND_NAMES, Certainty, UnitKind

units = typer.Typer(help="单位", no_args_is_help=True)

RegionOption = Annotated[str | None, typer.Option("--region", help="行政区划名称或代码")]
FileArgument = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV 文件")
]

PAGE = 200
CERTAINTY = {
    Certainty.EXACT: "同名",
    Certainty.ALIAS: "别名",
    Certainty.SUGGESTION: "相近，须由人确认",
    Certainty.UNKNOWN: "未登记",
}


def _kind(text: str) -> UnitKind:
    """By its Chinese name or its code."""
    for kind, label in KIND_NAMES.items():
        if text in {kind.value, label}:
            return kind
    raise typer.BadParameter(f"应为下列之一：{'、'.join(KIND_NAMES.values())}")


@units.command("list")
def list_units(
    ctx: typer.Context,
    q: Annotated[str, typer.Option(help="名称、别名中的文字，或拼音首字母")] = "",
    region: RegionOption = None,
) -> None:
    """列出单位：编号、机构序、名称、类别、别名。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        place = identity.region_named(session, region).id if region else None
        search = service.searched(q)
        if q and search is None:
            return
        filters = service.Filters(search=search, region_id=place)
        for line in _lines(session, filters):
            print(line)


def _lines(session: Session, filters: service.Filters) -> list[str]:
    lines: list[str] = []
    cursor: str | None = None
    while True:
        found = service.units(session, SYSTEM, filters, Window(limit=PAGE, cursor=cursor))
        for row in found.slice.rows:
            aliases = "、".join(found.aliases.get(row.id, []))
            lines.append(f"{row.id}\t{row.rank}\t{row.name}\t{KIND_NAMES[row.kind]}\t{aliases}")
        cursor = found.slice.next
        if cursor is None:
            return lines


@units.command("add")
def add_unit(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="单位名称")],
    kind: Annotated[UnitKind, typer.Option(parser=_kind, help="类别，如“政府部门”")],
    rank: Annotated[int | None, typer.Option(min=0, help="机构序，缺省排在同类之后")] = None,
    region: RegionOption = None,
    alias: Annotated[list[str] | None, typer.Option(help="别名，可多次给出")] = None,
) -> None:
    """增加一个单位。"""
    console: Console = ctx.obj
    with console.runtime.database.write() as session:
        place = identity.region_or_only(session, region)
        made = service.create_unit(
            session,
            SYSTEM,
            region_id=place.id,
            name=name,
            kind=kind,
            rank=rank,
            aliases=alias or (),
        )
    print(f"已增加 {made.name}（编号 {made.id}，机构序 {made.rank}）")


@units.command("alias")
def add_alias(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="单位名称")],
    alias: Annotated[str, typer.Argument(help="确认为这个单位的另一名称")],
    region: RegionOption = None,
) -> None:
    """确认一个名称就是某个单位。"""
    console: Console = ctx.obj
    with console.runtime.database.write() as session:
        place = identity.region_named(session, region).id if region else None
        unit = service.unit_named(session, name, place)
        service.add_alias(session, SYSTEM, unit_id=unit.id, name=alias)
    print(f"“{alias}”从现在起就是“{unit.name}”")


@units.command("import")
def import_units(ctx: typer.Context, file: FileArgument, region: RegionOption = None) -> None:
    """导入单位登记表（CSV，UTF-8 或 GB18030）。有一处错误就什么也不导入。"""
    console: Console = ctx.obj
    rows = service.read_registry(file.read_bytes())
    with console.runtime.database.write() as session:
        place = identity.region_or_only(session, region)
        done = service.import_registry(session, SYSTEM, rows, region_id=place.id)
    print(
        f"新增单位 {len(done.added)} 个，修改 {len(done.changed)} 个，未变 {done.unchanged} 个；"
        f"新增别名 {len(done.aliases)} 个，成员 {len(done.members)} 个"
    )


@units.command("resolve")
def resolve_name(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="文件所印的单位名称")],
    region: RegionOption = None,
) -> None:
    """辨认文件所印的单位名称。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        place = identity.region_or_only(session, region)
        found = service.resolve(session, name, place.id)
    unit = f"\t{found.unit.name}" if found.unit else ""
    print(f"{CERTAINTY[found.certainty]}{unit}")
    for one in found.suggestions:
        print(f"\t{one.name}\t{one.score:.2f}\t{one.reason}")


def install(cli: typer.Typer) -> None:
    cli.add_typer(units, name="units")
