"""The command tree `taskmatrix …`. A domain's commands stand in its `commands.py`.

Only the module of the command that was called is imported: `taskmatrix extract` should not wait
for the web server's libraries.
"""

import sys
from importlib import import_module
from typing import Annotated, NoReturn

import typer
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app import __version__
from app.core.console import Console
from app.core.database import is_unmigrated, refusal
from app.core.errors import AppError, OutdatedSchemaError
from app.core.runtime import Runtime
from app.core.settings import Settings, SettingsError

# Which module brings which commands. A module has `install(cli)`, which adds them.
COMMANDS = {
    "extract": "app.plans.commands",
    "import": "app.plans.commands",
    "serve": "app.commands",
    "worker": "app.commands",
    "migrate": "app.commands",
    "seed": "app.commands",
    "calendar": "app.workdays.commands",
    "channels": "app.deliveries.places.commands",
    "claims": "app.progress.claims.commands",
    "network": "app.network.commands",
    "openapi": "app.commands",
    "precedents": "app.network.precedents.commands",
    "plans": "app.plans.lint.commands",
    "region": "app.identity.commands",
    "remind": "app.reminders.commands",
    "sheet": "app.sheets.commands",
    "task-life": "app.progress.life.commands",
    "token": "app.identity.commands",
    "units": "app.units.commands",
    "user": "app.identity.commands",
    "verify": "app.commands",
}
# Commands of a higher domain that stand below another's group, whose module comes first.
BELOW = {"units": ("app.progress.reforms.commands",), "network": ("app.network.whatif.commands",)}

HELP = "任务责任矩阵服务：读规划、分任务、查清单、印清单、催填报。"


def build(called: str | None) -> typer.Typer:
    """The tree with the command that was called, or with all of them for `--help`."""
    cli = typer.Typer(
        help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )
    cli.callback()(_root)
    wanted = [COMMANDS[called]] if called in COMMANDS else list(dict.fromkeys(COMMANDS.values()))
    below = [BELOW[called]] if called in BELOW else BELOW.values() if called not in COMMANDS else ()
    for name in (*wanted, *(name for names in below for name in names)):
        import_module(name).install(cli)
    return cli


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the flag's value
    if wanted:
        print(__version__)
        raise typer.Exit


def _root(
    ctx: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool, typer.Option("--version", help="显示版本号", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    ctx.obj = Console(build=_build, unit_id=_unit_id)


def _build(settings: Settings) -> Runtime:
    import_module("app.tables")  # so that every reference between tables can be followed
    wiring = import_module("app.wiring")
    built: Runtime = wiring.build(settings)
    return built


def _unit_id(session: Session, name: str, region_id: int | None) -> int:
    found: int = import_module("app.units.service").unit_named(session, name, region_id).id
    return found


def main() -> NoReturn:
    """Exit code 0 done, 1 refused with a one-line reason, 2 wrong usage."""
    called = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    try:
        build(called)()
    except SettingsError as wrong:
        _refuse(str(wrong))
    except AppError as refused:
        _refuse(refused.told)
    except DBAPIError as broken:
        told = refusal(broken)
        if is_unmigrated(broken):
            _refuse(OutdatedSchemaError.title)
        if told is None:
            raise
        _refuse(told.told)
    sys.exit(0)


def _refuse(reason: str) -> NoReturn:
    print(" ".join(reason.split()), file=sys.stderr)
    sys.exit(1)
