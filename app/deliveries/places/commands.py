"""`taskmatrix channels`: the channels of places, and their secrets under a new key."""

import typer
from sqlalchemy import select
from sqlmodel import col

from app.core.actor import SYSTEM
from app.core.console import Console
from app.deliveries.places import service
from app.deliveries.places.models import PlaceChannel
from app.deliveries.places.rules import LABELS, leads_to
from app.identity.models import Region

channels = typer.Typer(help="消息渠道", no_args_is_help=True)


@channels.command("list")
def list_channels(ctx: typer.Context) -> None:
    """列出各区划的渠道；密钥不显示。"""
    console: Console = ctx.obj
    query = (
        select(PlaceChannel, col(Region.name))
        .join(Region, col(Region.id) == col(PlaceChannel.region_id))
        .order_by(col(Region.code), col(PlaceChannel.position), col(PlaceChannel.id))
    )
    with console.runtime.database.read() as session:
        for row, region in session.execute(query):
            state = "启用" if row.enabled else "停用"
            label = LABELS[row.kind]
            print(
                f"{region}\t{row.position}\t{row.name}\t{label}\t{leads_to(row.config).host}\t{state}"
            )


@channels.command()
def reseal(ctx: typer.Context) -> None:
    """换过 SECRET_KEY 以后，把各渠道的密钥改用新的密钥加密；以后不再需要 SECRET_KEY_BEFORE。"""
    console: Console = ctx.obj
    with console.runtime.database.write() as session:
        count = service.reseal(session, console.settings, SYSTEM)
    print(f"已重新加密 {count} 个渠道的密钥")


def install(cli: typer.Typer) -> None:
    cli.add_typer(channels, name="channels")
