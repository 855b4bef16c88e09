"""Commands of the house itself: serve, work, migrate, seed, describe."""

import gc
import os
import signal
import sys
from typing import Annotated

import orjson
import typer
import uvicorn

from app import seeding as demo
from app import wiring
from app.core import migrations
from app.core.console import Console
from app.core.logging import configure
from app.core.settings import Settings
from app.jobs.worker import beside
from app.journal import service as journal
from app.main import create_app
from app.verifying import faults
from app.web.rendering import ROLE_NAMES
from app.worker import main as work


def serve(
    ctx: typer.Context,
    worker: Annotated[bool, typer.Option(help="是否在本进程中同时处理后台任务")] = True,  # noqa: FBT002 - a flag
) -> None:
    """启动网页与接口。"""
    console: Console = ctx.obj
    migrations.check_current(console.runtime.database)
    configure(console.settings.log_level)
    _ = console.settings.key  # made now, if it has to be made, and not in the middle of a sign-in
    app = create_app(console.runtime)
    _settle()
    server = uvicorn.Server(_uvicorn(app, console.settings))
    if not worker:
        server.run()
        return
    # uvicorn raises the signal once more when it has shut down; the worker beside it must then
    # still finish the job that it has begun.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with beside(console.runtime, wiring.HANDLERS, wiring.SCHEDULE):
        server.run()


def _settle() -> None:
    """What was imported stays; from here on garbage is looked for, but not twice in a request: a
    page of a list makes two thousand values that go with its answer.
    """
    gc.freeze()
    gc.set_threshold(10_000)


def _uvicorn(app: object, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # FastAPI is an ASGI application
        host=settings.host,
        port=settings.port,
        log_config=None,
        proxy_headers=True,
        server_header=False,
    )


def worker() -> None:
    """处理后台任务，直到收到停止信号。"""
    _settle()
    raise typer.Exit(work())


def migrate(ctx: typer.Context) -> None:
    """把数据库升级到最新结构。"""
    console: Console = ctx.obj
    migrations.upgrade(console.settings.url)


def seed(ctx: typer.Context) -> None:
    """建立演示数据；已有则不改动，只打印登录名与令牌。"""
    console: Console = ctx.obj
    seeded = demo.seed(console.runtime, wiring.HANDLERS)
    address = console.settings.address
    places = "、".join(place.name for place in demo.PLACES)
    print(f"演示数据：{places}（{'已建立' if seeded.made else '已存在，未改动'}）")
    print(f"网页：{address}")
    print("登录名（密码都是 " + demo.PASSWORD + "）：")
    for player in demo.CAST:
        place = f"{player.place.name}{ROLE_NAMES[player.role]}"
        unit = f"，{player.unit}" if player.unit else ""
        print(f"  {player.login:<6} {player.name}（{place}{unit}）")
    print("接口：")
    if seeded.token:
        print(
            f'  curl -G -H "Authorization: Bearer {seeded.token}" '
            f"--data-urlencode q=县残联 {address}/api/v1/units"
        )
    else:
        print(
            "  令牌只显示一次；需要时另建：taskmatrix token create --name 演示 --role coordinator"
        )


def verify(ctx: typer.Context) -> None:
    """核验留痕链、引用、文件；有损坏时退出码为 1。"""
    console: Console = ctx.obj
    found = list(faults(console.runtime))
    for fault in found:
        print(("损坏：" if fault.harmful else "可清理：") + fault.what)
    harmful = sum(fault.harmful for fault in found)
    if harmful:
        raise typer.Exit(1)
    with console.runtime.database.read() as session:
        seq, digest = journal.head(session)
    print(f"核验通过：留痕第 1 条至第 {seq} 条首尾相连，引用完整，文件完整。")
    print(f"末条摘要 {digest[:16]}，可抄存别处，日后对照条数与摘要，便知末尾有无删减。")


def openapi(ctx: typer.Context) -> None:
    """打印接口的 OpenAPI 文件。"""
    console: Console = ctx.obj
    document = create_app(console.runtime).openapi()
    os.write(1, orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")


def install(cli: typer.Typer) -> None:
    for command in (serve, worker, migrate, seed, verify, openapi):
        cli.command()(command)
