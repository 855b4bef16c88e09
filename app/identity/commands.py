"""`taskmatrix token …` and `taskmatrix user …`."""

from datetime import timedelta
from typing import Annotated

import typer

from app.core.actor import SYSTEM, Role
from app.core.console import Console
from app.core.lists import Window
from app.identity import service
from app.identity.terms import LEVEL_NAMES, RegionLevel

token = typer.Typer(help="接口令牌", no_args_is_help=True)
user = typer.Typer(help="人员", no_args_is_help=True)
region = typer.Typer(help="行政区划", no_args_is_help=True)

RegionOption = Annotated[str | None, typer.Option("--region", help="行政区划名称或代码")]


@token.command("create")
def create_token(
    ctx: typer.Context,
    name: Annotated[str, typer.Option(help="用途，例如 OA")],
    role: Annotated[Role, typer.Option(help="身份")],
    unit: Annotated[str | None, typer.Option(help="单位名称；联络员必填")] = None,
    region: RegionOption = None,
    days: Annotated[int | None, typer.Option(help="有效天数，缺省一年")] = None,
) -> None:
    """创建令牌，并只在此时打印一次。"""
    console: Console = ctx.obj
    with console.runtime.database.write() as session:
        place = service.region_or_only(session, region)
        made = service.create_token(
            session,
            SYSTEM,
            name=name,
            role=role,
            region_id=place.id,
            unit_id=console.unit_id(session, unit, place.id) if unit else None,
            lasts=timedelta(days=days) if days is not None else None,
        )
    print(made.secret)


@token.command("list")
def list_tokens(ctx: typer.Context) -> None:
    """列出令牌（不含全文）。"""
    console: Console = ctx.obj
    with console.runtime.database.read() as session:
        for row, _ in service.tokens(session, SYSTEM):
            state = "已吊销" if row.revoked_at else f"至 {row.expires_at:%Y-%m-%d}"
            print(f"{row.id}\t{row.name}\t{row.role}\t{row.hint}…\t{state}")


@token.command("revoke")
def revoke_token(ctx: typer.Context, token_id: int) -> None:
    """吊销令牌。"""
    console: Console = ctx.obj
    with console.runtime.database.write() as session:
        service.revoke_token(session, SYSTEM, token_id)


@user.command("add")
def add_user(
    ctx: typer.Context,
    login: Annotated[str, typer.Argument(help="用户名")],
    name: Annotated[str, typer.Option(help="姓名")],
    role: Annotated[Role, typer.Option(help="身份")],
    unit: Annotated[str | None, typer.Option(help="单位名称；联络员必填")] = None,
    region: RegionOption = None,
    email: Annotated[str | None, typer.Option(help="接收提醒的邮箱")] = None,
    password: Annotated[
        str,
        typer.Option(prompt="密码", hide_input=True, confirmation_prompt=True, help="登录密码"),
    ] = "",
) -> None:
    """增加一名人员和他的身份。"""
    console: Console = ctx.obj
    with console.runtime.database.write() as session:
        place = service.region_or_only(session, region)
        unit_id = console.unit_id(session, unit, place.id) if unit else None
        person = service.add_person(
            session, SYSTEM, name=name, login=login, password=password, email=email
        )
        service.give_membership(
            session, SYSTEM, person=person, role=role, region_id=place.id, unit_id=unit_id
        )
    print(f"已增加 {name}（{login}）")


@region.command("list")
def list_regions(
    ctx: typer.Context,
    q: Annotated[str, typer.Option(help="名称中的文字，或代码的开头")] = "",
    level: Annotated[RegionLevel | None, typer.Option(help="级别")] = None,
) -> None:
    """列出行政区划：代码、级别、名称，按代码排列。"""
    console: Console = ctx.obj
    cursor: str | None = None
    with console.runtime.database.read() as session:
        while True:
            window = Window(limit=200, cursor=cursor)
            found = service.regions(session, SYSTEM, window, q=q, level=level)
            for row in found.rows:
                print(f"{row.code}\t{LEVEL_NAMES[row.level]}\t{row.name}")
            cursor = found.next
            if cursor is None:
                return


@region.command("add")
def add_region(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="GB/T 2260 代码，例如 500237")],
    name: Annotated[str, typer.Argument(help="名称，例如 巫山县")],
    level: Annotated[RegionLevel, typer.Option(help="级别")] = RegionLevel.COUNTY,
    parent: Annotated[str | None, typer.Option(help="上级的名称或代码")] = None,
) -> None:
    """登记一个行政区划；单位、人员都属于它。"""
    console: Console = ctx.obj
    with console.runtime.database.write() as session:
        above = service.region_named(session, parent) if parent else None
        service.add_region(session, SYSTEM, code=code, name=name, level=level, parent=above)
    print(f"已登记 {name}（{code}）")


def install(cli: typer.Typer) -> None:
    cli.add_typer(region, name="region")
    cli.add_typer(token, name="token")
    cli.add_typer(user, name="user")
