"""`taskmatrix extract` and `taskmatrix import`.

What a command needs is imported when it runs: reading a file should not wait for the tables.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from app.core.console import Console
from app.core.errors import AppError, InvalidError
from app.plans.versions import messages
from app.plans.versions.rules import HomeGivenError
from app.reading import Draft, Reading, ReadingRefused, read_document
from app.reading.terms import Role, Severity, TaskKind

FileArgument = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="规划文件")
]

Progress = Callable[[int, int], None]
SEVERITIES = {Severity.ERROR: "必须处理", Severity.WARNING: "请核对", Severity.NOTE: "提示"}
_A_WHILE = 1.0
"""Seconds of silence after which somebody who reads plain lines is told how far it is."""


class UnreadableError(InvalidError):
    code, title = "unreadable", "没有读出方案"


class NotWrittenError(InvalidError):
    code, title = "not_written", "文件写不下去"


def extract(
    file: FileArgument,
    as_json: Annotated[bool, typer.Option("--json", help="打印 JSON")] = False,  # noqa: FBT002 - a flag
    text: Annotated[
        Path | None, typer.Option(dir_okay=False, help="把读到的全文写到这个文件")
    ] = None,
) -> None:
    """读一份文件并打印草稿，不用数据库。"""
    reading = _read(file)
    if text is not None:
        _write(text, reading.text)
    if as_json:
        import orjson  # noqa: PLC0415 - only this way out needs it

        printed = orjson.dumps(reading.draft.as_json(), option=orjson.OPT_INDENT_2)
        sys.stdout.buffer.write(printed + b"\n")
    else:
        _show(reading.draft)


def _read(file: Path) -> Reading:
    with _progress() as progress, _told():
        return read_document(file.name, file.read_bytes(), progress)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ReadingRefused as refused:
        raise UnreadableError(f"{refused.title}。{refused.detail}") from refused


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as refused:
        raise NotWrittenError(f"{path}：{refused.strerror}") from refused


def import_plan(
    ctx: typer.Context,
    file: FileArgument,
    office: Annotated[str | None, typer.Option(help="承办单位名称")] = None,
    region: Annotated[str | None, typer.Option(help="行政区划名称或代码，缺省照文件")] = None,
    publish: Annotated[bool, typer.Option("--publish", help="导入后随即发布")] = False,  # noqa: FBT002 - a flag
    over: Annotated[
        int | None, typer.Option(min=1, help="作为这份草稿（或已发布的征求意见稿）的新版本导入")
    ] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="相差很大也导入")] = False,  # noqa: FBT002 - a flag
) -> None:
    """读一份文件并存为草稿；给出 --over 时替换那份草稿，并列出差别。"""
    console: Console = ctx.obj
    if over is None:
        plan_id = _import_new(console, file, region, office)
    elif region or office:
        raise HomeGivenError
    else:
        plan_id = _import_over(console, file, over, confirmed=confirm)
    _show_open(console, plan_id)
    if publish:
        _publish(console, plan_id)


def _import_new(console: Console, file: Path, region: str | None, office: str | None) -> int:
    from app.core.actor import SYSTEM  # noqa: PLC0415 - as the head of this module says
    from app.plans.uploads import importing  # noqa: PLC0415 - likewise: half of the whole service

    with _progress() as progress, _told():
        plan, imported = importing.import_file(
            console.runtime,
            SYSTEM,
            name=file.name,
            data=file.read_bytes(),
            region=region,
            office=office,
            progress=progress,
        )
    print(f"方案 {plan.id}：{plan.title}")
    print(
        f"任务 {imported.tasks} 项，专栏项目 {imported.projects} 项，"
        f"责任分工 {imported.assignments} 条，指标 {imported.indicators} 项"
    )
    return plan.id


def _import_over(console: Console, file: Path, plan_id: int, *, confirmed: bool) -> int:
    from app.core.actor import SYSTEM  # noqa: PLC0415 - as the head of this module says
    from app.plans import service  # noqa: PLC0415 - likewise
    from app.plans.versions import showing  # noqa: PLC0415 - likewise

    with _progress() as progress, _told():
        version = service.import_over(
            console.runtime,
            SYSTEM,
            plan_id,
            name=file.name,
            data=file.read_bytes(),
            progress=progress,
            confirmed=confirmed,
        )
    if version.plan_id != plan_id:
        print(f"方案 {plan_id} 已经发布，照旧；新的文本存为草稿 {version.plan_id}，发布后取代它")
    which = messages.version(version.number, version.stage)
    print(f"方案 {version.plan_id}：{version.title}，{which}")
    for line in showing.lines(version.difference or {}):
        print(line)
    return version.plan_id


def _show_open(console: Console, plan_id: int) -> None:
    from app.plans import findings  # noqa: PLC0415 - as the head of this module says

    with console.runtime.database.read() as session:
        found = findings.findings(session, plan_id)
    asked = [one for one in found if one.settled_at is None]
    print(f"待处理的问题 {len(asked)} 处")
    for one in asked:
        print(f"[{SEVERITIES[one.severity]}] {one.message}")


def _publish(console: Console, plan_id: int) -> None:
    from app.core.actor import SYSTEM  # noqa: PLC0415 - as the head of this module says
    from app.plans import service  # noqa: PLC0415 - likewise

    try:
        with console.runtime.database.write() as session:
            service.publish(session, SYSTEM, plan_id)
    except AppError as refused:
        print(f"方案 {plan_id} 已存为草稿，没有发布")
        raise refused from None
    print("已发布")


# ---- on the terminal -------------------------------------------------------------------------


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on a terminal; elsewhere a line when nothing was said for a while."""
    if not sys.stderr.isatty():
        yield _in_lines()
        return
    from rich.console import Console as Terminal  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import Progress as Bar  # noqa: PLC0415 - likewise

    with Bar(console=Terminal(stderr=True), transient=True) as bar:
        step = bar.add_task("读取", total=None)
        yield lambda done, total: bar.update(step, completed=done, total=total)


def _in_lines() -> Progress:
    last = monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if monotonic() - last >= _A_WHILE:
            last = monotonic()
            print(f"读取 {done}/{total}", file=sys.stderr)

    return tell


def _show(draft: Draft) -> None:
    """The draft as a person reads it: head, tasks with their units, findings."""
    for label, value in _head(draft):
        print(f"{label}：{value}")
    for task in draft.tasks:
        box = f"{task.section[-1].split()[0]}　" if task.kind is TaskKind.PROJECT else ""
        print(f"\n{box}{task.number or '—'}　{task.title}")
        for label in dict.fromkeys(one.printed_label for one in task.assignments):
            units = [one for one in task.assignments if one.printed_label == label]
            several = sum(one.role is Role.LEAD for one in units) > 1
            names = "、".join(
                f"{one.raw}（主牵头）" if one.first and several else one.raw for one in units
            )
            print(f"　　{label}：{names}")
        if task.due_text:
            print(f"　　完成时限：{task.due_text}")
    projects = sum(task.kind is TaskKind.PROJECT for task in draft.tasks)
    print(
        f"\n任务 {len(draft.tasks) - projects} 项，专栏项目 {projects} 项，"
        f"指标 {len(draft.indicators)} 项"
    )
    for one in draft.findings:
        print(f"[{SEVERITIES[one.severity]}] {one.message}")


def _head(draft: Draft) -> list[tuple[str, str]]:
    head = draft.plan
    period = f"{head.period_start}—{head.period_end}年" if head.period_start else None
    facts = (
        ("标题", head.title),
        ("文号", head.document_number),
        ("发文机关", head.issuer),
        ("印发日期", head.issued_on.isoformat() if head.issued_on else None),
        ("行政区划", head.region),
        ("规划期", period),
        ("稿别", messages.STAGES[head.stage]),
        ("公开", head.publicity),
    )
    return [(label, value) for label, value in facts if value]


def install(cli: typer.Typer) -> None:
    cli.command("extract")(extract)
    cli.command("import")(import_plan)
