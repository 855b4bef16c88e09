"""`taskmatrix remind`: who would be reminded and why, or remind them now."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated

import typer
from rich.cells import cell_len
from rich.console import Console as Terminal
from rich.progress import track

from app.core.actor import SYSTEM
from app.core.console import Console
from app.core.runtime import Runtime
from app.core.settings import Channel, Settings
from app.deliveries.rules import hours
from app.deliveries.service import NotYetError
from app.deliveries.terms import DeliveryState
from app.kit import clock
from app.reminders import digests, rules, service, unreached
from app.reminders.digests import Ask
from app.reminders.ladder.rules import label
from app.reminders.letters import day_of, full_date
from app.reminders.rules import Item
from app.reminders.service import Preview, Swept
from app.reminders.subjects import KIND
from app.reminders.sweeping import Unreachable
from app.reminders.terms import Audience
from app.workdays.rules import Calendar
from app.workdays.service import calendar

# A mail server that failed so often in a row is away; the worker will find it when it is back.
ENOUGH_TROUBLES = 3
CHANNELS = {Channel.FILE: "文件", Channel.MAIL: "邮件", Channel.PLACE: "本区划的渠道"}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} 应为日期，例如 2023-05-15") from None


def remind(
    ctx: typer.Context,
    on: Annotated[
        date | None,
        typer.Option(parser=_day, metavar="日期", help="按哪一天计算，例如 2023-05-15；缺省为今天"),
    ] = None,
    dry_run: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--dry-run", help="只说明将提醒谁、为什么，不记录也不发送")
    ] = False,
) -> None:
    """提醒应报未报的单位：记录提醒，并给每位联络员发送一封。"""
    console: Console = ctx.obj
    runtime = console.runtime
    day = on or clock.today()
    lines = _shown(runtime, day) if dry_run else _reminded(runtime, day)
    for line in lines:
        print(line)


def _shown(runtime: Runtime, day: date) -> Iterator[str]:
    with runtime.database.read() as session:
        known = calendar(session)
        preview = service.preview(session, SYSTEM, day)
    if not preview.works:
        yield _day_off(known, day)
        return
    count = sum(map(len, preview.digests))
    yield f"{full_date(day)}：将提醒 {len(preview.digests)} 人、{count} 件事项"
    for items in preview.digests:
        yield from _digest(items, known, day, runtime.settings)
    yield from _also(preview)
    yield "以上只是预览，没有记录，也没有发送。"


def _digest(items: Sequence[Item], known: Calendar, day: date, settings: Settings) -> Iterator[str]:
    channel = CHANNELS[settings.delivery_channel]
    yield ""
    yield f"{items[0].recipient}　{items[0].address or '没有邮箱，用其他联系方式'}　（{channel}）"
    rows = [_row(item, known, day) for item in items]
    yield from _aligned(rows)


def _row(item: Item, known: Calendar, day: date) -> tuple[str, ...]:
    waits = KIND[item.kind].waits
    late = rules.lateness(known, day, item.due_on, waits)
    whom = "" if item.audience is Audience.UNIT else f"，{rules.AUDIENCE_LABELS[item.audience]}"
    return (
        item.unit,
        item.matter.title if item.matter else "",
        item.matter.part if item.matter else "",
        f"{day_of(waits)} {item.due_on}",
        f"{label(item.step, waits)}（{late}）{whom}",
    )


def _reminded(runtime: Runtime, day: date) -> Iterator[str]:
    with runtime.database.write() as session:
        known = calendar(session)
        swept = service.sweep(session, SYSTEM, day)
    if not swept.works:
        yield _day_off(known, day)
        return
    if day != clock.today():
        yield f"说明：按{full_date(day)}计算，现在发送；同一级提醒以后不再重复。"
    yield f"{full_date(day)}：新记录提醒 {swept.reminders} 条，收件人 {swept.recipients} 人"
    if swept.drafts:
        yield f"请拟催办单、督办单 {swept.drafts} 份"
    yield from _outcome(runtime, day, _deliver(runtime, day))
    yield from _also(swept)


def _deliver(runtime: Runtime, day: date) -> list[int]:
    """Do the digests here and now, and say whose. The run's job stays: what fails here is tried
    again by the worker, which finds the rest done.
    """
    with runtime.database.read() as session:
        people = service.waiting(session, day)
    terminal = Terminal(stderr=True)
    hidden = not terminal.is_terminal
    troubles = 0
    for person in track(people, "发送", console=terminal, transient=True, disable=hidden):
        ask = Ask(person, day, not_after=clock.today())
        troubles = 0 if _went(runtime, ask) else troubles + 1
        if troubles == ENOUGH_TROUBLES:
            break
    return people


def _went(runtime: Runtime, ask: Ask) -> bool:
    try:
        digests.deliver(runtime, ask)
    except NotYetError:  # said in the end, with the reason that the delivery keeps
        return False
    return True


def _outcome(runtime: Runtime, day: date, people: Sequence[int]) -> Iterator[str]:
    if not people:
        yield "没有需要发送的提醒"
        return
    with runtime.database.read() as session:
        found = service.states(session, day, people)
    count = Counter(one.state for one in found)
    out = count[DeliveryState.SENT]
    yield f"已发送 {out} 封{_where(runtime.settings) if out else ''}"
    if count[DeliveryState.WITHDRAWN]:
        yield f"发送前再次核对，已无须提醒的 {count[DeliveryState.WITHDRAWN]} 人"
    failed = [one for one in found if one.state is DeliveryState.FAILED]
    if failed:
        yield f"未能送达 {len(failed)} 封，请更正联系方式或渠道："
        yield from _reasons(one.last_error or "" for one in failed)
    later = len(people) - out - len(failed) - count[DeliveryState.WITHDRAWN]
    if later and _is_over(runtime):
        yield f"现在不是发送的时间（工作日 8:30 至 18:00），{later} 封并入下一工作日的提醒"
    elif later:
        yield f"暂未送出 {later} 封，已排队，由后台（serve 或 worker）自动重试："
        tried = [one for one in found if one.state is DeliveryState.QUEUED]
        yield from _reasons(one.last_error or "后台正在发送" for one in tried)
        yield from _reasons(["尚未尝试"] * (later - len(tried)))


def _is_over(runtime: Runtime) -> bool:
    """Whether nothing more goes out today."""
    with runtime.database.read() as session:
        known = calendar(session)
    at = hours(known, clock.now(), demo=runtime.settings.demo_today is not None)
    return at.opens.date() != clock.today()


def _where(settings: Settings) -> str:
    return f"，写入 {settings.outbox_dir}" if settings.delivery_channel is Channel.FILE else ""


def _reasons(reasons: Iterable[str]) -> Iterator[str]:
    for reason, times in Counter(reasons).most_common():
        yield f"  {reason}（{times} 封）"


def _also(done: Swept | Preview) -> Iterator[str]:
    """What a run leaves undone, and why."""
    if done.held:
        yield f"另有 {done.held} 人当日已收到一封，新增的内容并入其下一工作日的提醒"
    if done.unreachable:
        yield ""
        yield f"没有可提醒的联络员的单位 {len(done.unreachable)} 个："
        yield from _aligned([_unreachable(one) for one in done.unreachable])


def _unreachable(one: Unreachable) -> tuple[str, ...]:
    reason = unreached.NO_ADDRESS if one.has_liaison else unreached.NO_LIAISON
    return (one.unit, reason, f"{one.returns} 件未办")


def _day_off(known: Calendar, day: date) -> str:
    following = full_date(rules.next_working_day(known, day))
    return f"{full_date(day)}不是工作日，不发送提醒；下一个工作日是{following}"


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Columns under each other on a screen, where a Chinese character is two cells wide."""
    flat = [tuple(" ".join(cell.split()) for cell in row) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*flat, strict=True)]
    for row in flat:
        cells = (c + " " * (w - cell_len(c)) for c, w in zip(row, widths, strict=True))
        yield ("  " + "  ".join(cells)).rstrip()


def install(cli: typer.Typer) -> None:
    cli.command()(remind)
