"""The calendar that the house works by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.events import Subject
from app.jobs.service import emit
from app.workdays import almanac, files, queries, rules
from app.workdays.events import CalendarChanged
from app.workdays.models import CalendarDay, CalendarYear
from app.workdays.rules import Calendar, Day

Days = Mapping[date, Day]


@dataclass(frozen=True)
class Year:
    """A year as it stands. `source` is null while no notice is known; `working` counts the
    working days, which are then only a guess.
    """

    year: int
    source: str | None
    days: tuple[Day, ...]
    working: int


def calendar(session: Session) -> Calendar:
    """Two small selects; callers keep it for one use case, not longer: an admin may edit it."""
    return queries.calendar(session)


def year(session: Session, number: int) -> Year:
    days = tuple(queries.days_of(session, number).values())
    working = calendar(session).between(date(number - 1, 12, 31), date(number, 12, 31))
    return Year(number, queries.source_of(session, number), days, working)


as_text = files.as_text


def known_years(session: Session) -> list[int]:
    """Years of which anything is known, confirmed or not."""
    return queries.known_years(session)


def exported(session: Session, years: Iterable[int] = ()) -> str:
    """A file that `import_file` reads: the named days of these years, or of all."""
    wanted = sorted(set(years)) or queries.known_years(session)
    return files.as_csv(day for one in wanted for day in queries.days_of(session, one).values())


def seed_from_packages(session: Session, actor: Actor, years: Iterable[int]) -> tuple[int, ...]:
    """Fill the years that nobody has confirmed yet and that the package knows from a notice.

    Answers with the years that it filled. A year that the package merely estimates stays
    unconfirmed, and one that an office has confirmed stays as the office left it.
    """
    actor.require(Role.ADMIN)
    filled = []
    for number in sorted(set(years)):
        found = None if queries.source_of(session, number) else almanac.days_by_notice(number)
        if found is not None:
            days = {one.day: one for one in found} | queries.days_of(session, number)
            _write(session, actor, number, days, almanac.source())
            filled.append(number)
    return tuple(filled)


def import_file(
    session: Session,
    actor: Actor,
    *,
    data: bytes,
    source: str,
    add: bool = False,
) -> tuple[int, ...]:
    """Take over a calendar file, all of it or nothing; answers with the years that changed.

    The file states each year that it names as a whole, which confirms the year: days that it
    leaves out are no longer special. With `add` it only adds or changes the days that it names
    and confirms nothing. Raise `CalendarFileError` with every wrong line.
    """
    actor.require(Role.ADMIN)
    changed = []
    for number, days in sorted(_read(data, add=add).items()):
        kept = queries.days_of(session, number) if add else {}
        confirmed_by = queries.source_of(session, number) if add else source
        if _write(session, actor, number, kept | days, confirmed_by):
            changed.append(number)
    return tuple(changed)


def _read(data: bytes, *, add: bool) -> dict[int, dict[date, Day]]:
    years: dict[int, dict[date, Day]] = {}
    for one in files.read_days(data):
        years.setdefault(one.day.year, {})[one.day] = one
    if not add:
        _require_whole(years)
    return years


@dataclass(frozen=True)
class DayChange:
    """Null where the day was not named before, or is not any more."""

    day: date
    before: Day | None
    after: Day | None


@dataclass(frozen=True)
class Proposed:
    """What a file would change: days, years that it would confirm, and the calendar after it.
    Years that it `skips`, between its first and its last, stay as they are.
    """

    days: tuple[DayChange, ...]
    confirms: tuple[int, ...]
    skips: tuple[int, ...]
    calendar: Calendar


def propose(session: Session, actor: Actor, *, data: bytes, add: bool = False) -> Proposed:
    """What `import_file` would do; nothing is written. Raise `CalendarFileError` likewise."""
    actor.require(Role.ADMIN)
    now = queries.calendar(session)
    exceptions = dict(now.exceptions)
    changes: list[DayChange] = []
    confirms: list[int] = []
    years = _read(data, add=add)
    for number, days in sorted(years.items()):
        before = queries.days_of(session, number)
        after = before | days if add else days
        changes += [
            DayChange(day, before.get(day), after.get(day))
            for day in sorted(before.keys() | after.keys())
            if before.get(day) != after.get(day)
        ]
        exceptions = {day: works for day, works in exceptions.items() if day.year != number}
        exceptions |= {day: one.works for day, one in after.items()}
        if not add and number not in now.confirmed:
            confirms.append(number)
    calendar_after = Calendar(exceptions, now.confirmed | set(confirms))
    skips = tuple(one for one in range(min(years), max(years)) if one not in years)
    return Proposed(tuple(changes), tuple(confirms), skips, calendar_after)


def _require_whole(years: Mapping[int, Days]) -> None:
    for number, days in sorted(years.items()):
        absent = rules.missing_holidays(number, days.values())
        if absent:
            raise files.CalendarFileError(
                f"{number} 年缺少{'、'.join(absent)}，不像全年的安排；"
                "只增改个别日子而不确认全年时，请选“只增改”（命令行加 --add）"
            )


def _write(session: Session, actor: Actor, number: int, days: Days, source: str | None) -> bool:
    """Make a year be exactly these days. Whether anything had to change."""
    old_days, old_source = queries.days_of(session, number), queries.source_of(session, number)
    changes = {
        day: (old_days.get(day), days.get(day))
        for day in sorted(old_days.keys() | days.keys())
        if old_days.get(day) != days.get(day)
    }
    if not changes and source == old_source:
        return False
    session.execute(delete(CalendarDay).where(col(CalendarDay.day).in_(changes)))
    session.add_all(CalendarDay(**new._asdict()) for _, new in changes.values() if new)
    if source is not None:
        session.merge(CalendarYear(year=number, source=source))
    event = CalendarChanged(
        subject=Subject("calendar", number),
        days={day.isoformat(): [_told(old), _told(new)] for day, (old, new) in changes.items()},
        source=[old_source, source],
    )
    emit(session, actor, event)
    return True


def _told(day: Day | None) -> list[bool | str] | None:
    return [day.works, day.name] if day else None
