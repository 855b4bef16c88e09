"""`taskmatrix sheet …`."""

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console as Terminal
from rich.progress import track

from app.core.actor import SYSTEM
from app.core.console import Console
from app.core.errors import ConflictError
from app.identity import service as identity
from app.paper import SheetContext, sheets_pdf
from app.sheets import service
from app.sheets.printing import file_name, printed, undrawable
from app.sheets.terms import SheetFormat


class NotWrittenError(ConflictError):
    code, title = "not_written", "文件没有写成"


def sheet(
    ctx: typer.Context,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="写入的文件；用 --all 时为目录或一个 .pdf 文件")
    ],
    unit: Annotated[str | None, typer.Option(help="单位名称")] = None,
    kind: Annotated[SheetFormat, typer.Option("--format", help="格式")] = SheetFormat.PDF,
    plan: Annotated[int | None, typer.Option(help="方案编号；缺省为唯一正在执行的方案")] = None,
    every: Annotated[bool, typer.Option("--all", help="方案中的每个单位各一份")] = False,  # noqa: FBT002 - a flag
    region: Annotated[str | None, typer.Option(help="单位所在行政区划的名称或代码")] = None,
) -> None:
    """打印任务清单：一个单位的，或方案中所有单位的。"""
    console: Console = ctx.obj
    if unit is not None and not every:
        _one(console, unit, region, plan, kind, output)
    elif every and unit is None and region is None:
        _every(console, plan, kind, output)
    else:
        raise typer.BadParameter("请用 --unit 指定一个单位，或只用 --all 打印所有单位")


def _one(
    console: Console,
    name: str,
    region: str | None,
    plan: int | None,
    kind: SheetFormat,
    output: Path,
) -> None:
    with console.runtime.database.read() as session:
        place = identity.region_named(session, region).id if region else None
        unit_id = console.unit_id(session, name, place)
        context = service.sheet(session, SYSTEM, unit_id, plan, demo=_demo(console))
    made = printed(context, kind, console.settings.fonts_dir)
    _write(output, made.data)
    _warn_of_glyphs(made.undrawable)
    print(f"已写入 {output}")


def _every(console: Console, plan: int | None, kind: SheetFormat, output: Path) -> None:
    with console.runtime.database.read() as session:
        sheets = service.plan_sheets(session, SYSTEM, plan, demo=_demo(console))
    if sheets.left_out:
        print(
            f"没有任务清单（名称未确认或没有成员）：{'、'.join(sheets.left_out)}", file=sys.stderr
        )
    if kind is SheetFormat.PDF and output.suffix.lower() == ".pdf" and not output.is_dir():
        _one_file(console, sheets, output)
    else:
        _many_files(console, sheets, kind, output)
    print(f"共 {len(sheets.contexts)} 份，已写入 {output}")


def _one_file(console: Console, sheets: service.Sheets, output: Path) -> None:
    fonts = console.settings.fonts_dir
    with _busy(f"正在排版 {len(sheets.contexts)} 份任务清单"):
        data = sheets_pdf(sheets.contexts, fonts)
    _write(output, data)
    _warn_of_glyphs("".join(undrawable(context, fonts) for context in sheets.contexts))


def _many_files(console: Console, sheets: service.Sheets, kind: SheetFormat, folder: Path) -> None:
    """Numbered by 机构序, so that alike names of two regions are two files."""
    lacking = ""
    for number, context in enumerate(_tracked(sheets.contexts), 1):
        made = printed(context, kind, console.settings.fonts_dir)
        _write(folder / f"{number:03} {file_name(context, kind)}", made.data)
        lacking += made.undrawable
    _warn_of_glyphs(lacking)


def _tracked(contexts: Sequence[SheetContext]) -> Iterable[SheetContext]:
    """A bar on a terminal, a line for each unit elsewhere."""
    terminal = Terminal(stderr=True)
    if terminal.is_terminal:
        yield from track(contexts, "正在打印", console=terminal)
        return
    for context in contexts:
        yield context
        print(context.unit)


def _busy(words: str) -> AbstractContextManager[object]:
    terminal = Terminal(stderr=True)
    return terminal.status(words) if terminal.is_terminal else nullcontext()


def _write(path: Path, data: bytes) -> None:
    """The file appears whole or not at all; what was there before stays until then."""
    part = path.with_name(f".part-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as refused:
        raise NotWrittenError(f"{path}：{refused.strerror}") from refused
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _warn_of_glyphs(characters: str) -> None:
    if characters:
        told = "".join(sorted(set(characters)))
        print(f"字体里没有这些字，已印成〓：{told}", file=sys.stderr)


def _demo(console: Console) -> bool:
    return console.settings.demo_today is not None


def install(cli: typer.Typer) -> None:
    cli.command()(sheet)
