"""A calendar file: CSV with the columns date, works, name, as an office types it from the notice.

Pure: bytes in, days out, or every fault with its line. Spreadsheet programs on Chinese systems
write GB18030 or UTF-8 with a mark, and turn 2027-01-01 into 2027/1/1; all of it is understood.
"""

import csv
import io
import re
from collections.abc import Container, Iterable, Sequence
from datetime import date
from itertools import islice

from app.core.errors import InvalidError
from app.workdays.rules import FIRST_YEAR, LAST_YEAR, Day

LARGEST = 1024 * 1024
FAULTS_TOLD = 20
LONGEST_NAME = 60

COLUMNS = {
    "date": "date",
    "日期": "date",
    "works": "works",
    "上班": "works",
    "是否上班": "works",
    "name": "name",
    "名称": "name",
    "说明": "name",
}
ANSWERS = {
    **dict.fromkeys(("1", "true", "yes", "y", "是", "班", "上班"), True),
    **dict.fromkeys(("0", "false", "no", "n", "否", "休", "放假", "休息"), False),
}
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


class CalendarFileError(InvalidError):
    code, title = "calendar_file", "日历文件有误，没有导入任何内容"


class _LineError(ValueError):
    """What is wrong with one line, in Chinese."""


def read_days(data: bytes) -> tuple[Day, ...]:
    """Raise `CalendarFileError`, which names each wrong line, unless all of them can be read."""
    lines = csv.reader(io.StringIO(as_text(data), newline=""))
    try:
        head = _head(next(lines, []))
        days = _days(head, ((lines.line_num, cells) for cells in lines))
    except csv.Error as broken:
        raise CalendarFileError(f"第 {lines.line_num} 行：不是有效的 CSV") from broken
    if not days:
        raise CalendarFileError("文件中没有任何日期")
    return days


def as_text(data: bytes) -> str:
    """Raise `CalendarFileError` for what is no text of an office."""
    if len(data) > LARGEST:
        raise CalendarFileError("文件超过 1 MB，不像是日历文件")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CalendarFileError("文件的编码不是 UTF-8，也不是 GB18030")


def _head(cells: Sequence[str]) -> dict[str, int]:
    """Where each column stands."""
    named = [COLUMNS.get(cell.strip().casefold(), "") for cell in cells]
    if {"date", "works", "name"} <= set(named):
        return {name: named.index(name) for name in ("date", "works", "name")}
    raise CalendarFileError("第 1 行：应为列名 date,works,name（日期,是否上班,名称）")


def _days(head: dict[str, int], lines: Iterable[tuple[int, list[str]]]) -> tuple[Day, ...]:
    found: dict[date, Day] = {}
    faults: list[dict[str, object]] = []
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            one = _day(head, cells, found)
            found[one.day] = one
        except _LineError as fault:
            faults.append({"loc": ["line", number], "msg": str(fault)})
    if faults:
        raise CalendarFileError(_told(faults), errors=faults)
    return tuple(found.values())


def _told(faults: Sequence[dict[str, object]]) -> str:
    lines = (f"第 {fault['loc'][1]} 行：{fault['msg']}" for fault in islice(faults, FAULTS_TOLD))  # type: ignore[index]  # made just above
    rest = len(faults) - FAULTS_TOLD
    return "；".join(lines) + (f"；另有 {rest} 行有误" if rest > 0 else "")


def _day(head: dict[str, int], cells: Sequence[str], before: Container[date]) -> Day:
    if len(cells) <= max(head.values()):
        raise _LineError(f"应有 {len(head)} 列，只有 {len(cells)} 列")
    day, works, name = (cells[head[column]].strip() for column in ("date", "works", "name"))
    if works.casefold() not in ANSWERS:
        raise _LineError(f"是否上班应写 1 或 0（也可写“班”或“休”），不是“{works[:20]}”")
    if not name or len(name) > LONGEST_NAME:
        raise _LineError(f"名称应为 1 至 {LONGEST_NAME} 个字")
    one = Day(_date(day), ANSWERS[works.casefold()], name)
    if not FIRST_YEAR <= one.day.year <= LAST_YEAR:
        raise _LineError(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，不是“{day[:20]}”")
    if one.day in before:
        raise _LineError(f"日期 {one.day} 在前面已经出现过")
    return one


def _date(text: str) -> date:
    matched = _DATE.fullmatch(text)
    try:
        if matched is not None:
            return date(*(int(part) for part in matched.groups()))
    except ValueError:
        pass
    raise _LineError(f"应为日期，例如 2027-01-01，不是“{text[:20]}”")


def as_csv(days: Iterable[Day]) -> str:
    """The same file that `read_days` reads."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(("date", "works", "name"))
    writer.writerows((one.day.isoformat(), int(one.works), one.name) for one in days)
    return written.getvalue()
