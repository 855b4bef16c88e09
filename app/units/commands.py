"""`taskmatrix units …`."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from app.core.actor import SYSTEM
from app.core.console import Console
from app.core.lists import Window
from app.identity import service as identity
from app.kit import clock
from app.units import service
from app.units.contacts import service as contacts
from app.units.contacts.terms import ROLE_NAMES
from app.units.portfolios import service as portfolios
from app.units.portfolios.queries import Filters
from app.units.registry import parse
from app.units.terms import KIND_NAMES, Certainty, FileFormat, UnitKind, UnitState

units = typer.Typer(help="单位", no_args_is_help=True)

RegionOption = Annotated[str | None, typer.Option("--region", help="行政区划名称或代码")]
FileArgument = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV 或 Excel 文件")
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
    kind: Annotated[UnitKind | None, typer.Option(parser=_kind, help="类别，如“政府部门”")] = None,
    function: Annotated[str | None, typer.Option(help="职能，如“卫健”")] = None,
    state: Annotated[UnitState | None, typer.Option(help="valid 今天有效，ended 已停用")] = None,
) -> None:
    """列出单位：编号、机构序、名称、类别、别名、职能；指明区划时连同服务于它的垂管单位。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        place = identity.region_named(session, region).id if region else None
        search = service.searched(q)
        if q and search is None:
            return
        filters = service.Filters(
            search=search,
            region_id=place,
            kind=kind,
            function=service.function_code(function) if function else None,
            state=state,
        )
        for line in _lines(session, filters):
            print(line)


def _lines(session: Session, filters: service.Filters) -> list[str]:
    lines: list[str] = []
    cursor: str | None = None
    while True:
        found = service.units(session, SYSTEM, filters, Window(limit=PAGE, cursor=cursor))
        for row in found.slice.rows:
            aliases = "、".join(found.aliases.get(row.id, []))
            function = service.function_label(row.function) or ""
            kind = KIND_NAMES[row.kind]
            lines.append(f"{row.id}\t{row.rank}\t{row.name}\t{kind}\t{aliases}\t{function}")
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
def import_units(
    ctx: typer.Context,
    file: FileArgument,
    region: RegionOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说明会怎样，不写入")] = False,  # noqa: FBT002 - a flag
) -> None:
    """导入单位登记表（CSV 或 Excel）。有一处错误就什么也不导入，并逐行列出。"""
    console: Console = ctx.obj
    parsed = parse(file.read_bytes())
    with console.runtime.database.write() as session:
        place = identity.region_or_only(session, region)
        done = service.import_file(session, SYSTEM, parsed, region_id=place.id, dry_run=dry_run)
    for warning in done.warnings:
        print(f"请核对：第{warning.line}行：{warning.message}", file=sys.stderr)
    print(
        f"新增单位 {len(done.added)} 个，修改 {len(done.changed)} 个，未变 {done.unchanged} 个；"
        f"新增别名 {len(done.aliases)} 个，成员 {len(done.members)} 个"
        + ("（只是预览，没有写入）" if dry_run else "")
    )


@units.command("export")
def export_units(
    ctx: typer.Context,
    region: RegionOption = None,
    kind: Annotated[FileFormat, typer.Option("--format", help="csv 或 xlsx")] = FileFormat.CSV,
    below: Annotated[bool, typer.Option("--below", help="连同下级行政区划")] = False,  # noqa: FBT002 - a flag
    output: Annotated[Path | None, typer.Option("-o", "--output", help="写到哪个文件")] = None,
) -> None:
    """导出单位登记表，可以改过再导入。不指明文件时写到标准输出。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        place = identity.region_or_only(session, region)
        file = service.export_file(session, SYSTEM, kind, region_id=place.id, below=below)
    if output is None:
        sys.stdout.buffer.write(file.data)
    else:
        output.write_bytes(file.data)
        print(f"已写出 {output}")


@units.command("show")
def show_unit(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="单位名称或别名")],
    region: RegionOption = None,
) -> None:
    """一个单位的基本情况、别名、现任联系人和分管领导。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        place = identity.region_named(session, region).id if region else None
        unit = service.unit_named(session, name, place)
        for line in _shown(session, unit.id):
            print(line)


def _shown(session: Session, unit_id: int) -> list[str]:
    found = service.unit(session, SYSTEM, unit_id)
    row = found.slice.rows[0]
    lines = [
        f"{row.name}（{row.region}，编号 {row.id}，机构序 {row.rank}）",
        f"类别\t{KIND_NAMES[row.kind]}",
        f"职能\t{service.function_label(row.function) or '未定'}",
        f"统一社会信用代码\t{row.credit_code or '—'}",
        f"有效期\t{row.valid_from or ''}至{row.valid_until or '今'}",
        f"别名\t{'、'.join(found.aliases.get(row.id, [])) or '—'}",
    ]
    for one in contacts.contacts(session, SYSTEM, unit_id).rows:
        phones = "，".join(filter(None, (one.post, one.section, one.office_phone, one.mobile)))
        lines.append(f"{ROLE_NAMES[one.role]}\t{one.name}\t{phones}\t自 {one.valid_from} 起")
    filters = Filters(on=clock.today(), unit_id=unit_id)
    held = portfolios.listed(session, SYSTEM, filters, Window(limit=PAGE)).rows
    leaders = (f"分管领导\t{one.leader}\t{one.post or ''}\t自 {one.valid_from} 起" for one in held)
    return [*lines, *leaders]


@units.command("portfolios")
def list_portfolios(
    ctx: typer.Context,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="哪一天，缺省为今天")
    ] = None,
    region: RegionOption = None,
) -> None:
    """列出某一天各位领导分管的单位：领导、职务、单位、起止日期。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        place = identity.region_or_only(session, region)
        filters = Filters(on=on.date() if on else clock.today(), region_id=place.id)
        cursor: str | None = None
        while True:
            window = Window(limit=PAGE, cursor=cursor)
            found = portfolios.listed(session, SYSTEM, filters, window)
            for row in found.rows:
                until = row.valid_until or "今"
                print(f"{row.leader}\t{row.post or ''}\t{row.unit}\t{row.valid_from}至{until}")
            cursor = found.next
            if cursor is None:
                return


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
    heir = found.succeeded_by
    since = f"\t自{heir.since.isoformat()}起由{heir.unit.name}承继" if heir else ""
    print(f"{CERTAINTY[found.certainty]}{unit}{since}")
    for one in found.suggestions:
        print(f"\t{one.name}\t{one.score:.2f}\t{one.reason}")


def install(cli: typer.Typer) -> None:
    cli.add_typer(units, name="units")
