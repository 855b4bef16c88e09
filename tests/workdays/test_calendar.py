"""The calendar in the database: filled, imported, changed, and what is told of it."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlmodel import select

from app.core.actor import SYSTEM, Actor, ActorKind, Role
from app.core.errors import ForbiddenError
from app.core.runtime import Runtime
from app.journal.models import JournalEvent
from app.workdays import service
from app.workdays.files import CalendarFileError
from app.workdays.models import CalendarDay, CalendarYear

YEARS = range(2021, 2029)
WHOLE_2027 = b"date,works,name\n2027-01-01,0,x\n2027-10-01,0,x\n2027-10-09,1,x\n"


def seed(runtime: Runtime) -> tuple[int, ...]:
    with runtime.database.write() as session:
        return service.seed_from_packages(session, SYSTEM, YEARS)


def load(runtime: Runtime, data: bytes, *, add: bool = False) -> tuple[int, ...]:
    with runtime.database.write() as session:
        return service.import_file(session, SYSTEM, data=data, source="2027.csv", add=add)


def events(runtime: Runtime) -> Sequence[int]:
    """The years of the changes told, in order."""
    with runtime.database.read() as session:
        query = select(JournalEvent.subject_id).where(JournalEvent.kind == "calendar.changed")
        return session.exec(query.order_by(JournalEvent.seq)).all()  # type: ignore[arg-type]  # a column


def rows(runtime: Runtime) -> list[tuple[date, bool, str]]:
    with runtime.database.read() as session:
        found = session.exec(select(CalendarDay).order_by(CalendarDay.day))  # type: ignore[arg-type]  # a column
        return [(one.day, one.works, one.name) for one in found]


def test_the_years_with_a_notice_are_filled_and_2027_stays_unconfirmed(runtime: Runtime) -> None:
    assert seed(runtime) == (2021, 2022, 2023, 2024, 2025, 2026)
    with runtime.database.read() as session:
        calendar = service.calendar(session)
        assert service.year(session, 2027).source is None
        assert service.year(session, 2027).days == ()
        assert service.year(session, 2025).working == 248
    assert not calendar.works(date(2025, 1, 28))
    assert calendar.works(date(2025, 1, 26))
    assert calendar.is_confirmed(date(2026, 12, 31))
    assert not calendar.is_confirmed(date(2027, 1, 4))


def test_filling_twice_changes_nothing_and_tells_nothing(runtime: Runtime) -> None:
    seed(runtime)
    before, told = rows(runtime), events(runtime)
    assert seed(runtime) == ()
    assert rows(runtime) == before
    assert events(runtime) == told == [2021, 2022, 2023, 2024, 2025, 2026]


def test_filling_leaves_a_year_that_the_office_has_confirmed_as_it_is(runtime: Runtime) -> None:
    own = b"date,works,name\n2026-01-01,0,x\n2026-05-01,0,x\n2026-10-01,0,x\n2026-10-02,0,x\n"
    load(runtime, own)
    assert 2026 not in seed(runtime)
    with runtime.database.read() as session:
        assert len(service.year(session, 2026).days) == 4


def test_a_notice_typed_by_the_office_confirms_its_year(runtime: Runtime) -> None:
    assert load(runtime, WHOLE_2027) == (2027,)
    with runtime.database.read() as session:
        assert service.year(session, 2027).source == "2027.csv"
        assert service.calendar(session).works(date(2027, 10, 9))


def test_the_same_file_twice_changes_nothing(runtime: Runtime) -> None:
    load(runtime, WHOLE_2027)
    assert load(runtime, WHOLE_2027) == ()
    assert events(runtime) == [2027]


def test_a_corrected_file_takes_back_the_days_that_it_leaves_out(runtime: Runtime) -> None:
    load(runtime, WHOLE_2027)
    assert load(runtime, WHOLE_2027.replace(b"2027-10-09,1,x\n", b"2027-10-16,1,y\n")) == (2027,)
    assert [day for day, works, _ in rows(runtime) if works] == [date(2027, 10, 16)]


def test_one_wrong_line_leaves_everything_as_it_was(runtime: Runtime) -> None:
    seed(runtime)
    before = rows(runtime)
    with pytest.raises(CalendarFileError):
        load(runtime, WHOLE_2027 + b"2028-13-01,0,x\n")
    assert rows(runtime) == before


def test_a_file_with_a_few_days_does_not_pass_for_a_year(runtime: Runtime) -> None:
    seed(runtime)
    storm = b"date,works,name\n2026-07-20,0,\xe5\x8f\xb0\xe9\xa3\x8e\n"
    with pytest.raises(CalendarFileError, match="--add"):
        load(runtime, storm)
    assert load(runtime, storm, add=True) == (2026,)
    with runtime.database.read() as session:
        assert not service.calendar(session).works(date(2026, 7, 20))
        assert not service.calendar(session).works(date(2026, 10, 1))


def test_adding_a_day_to_a_year_without_a_notice_does_not_confirm_it(runtime: Runtime) -> None:
    load(runtime, b"date,works,name\n2027-07-20,0,x\n", add=True)
    with runtime.database.read() as session:
        assert session.exec(select(CalendarYear)).all() == []
    assert seed(runtime) == (2021, 2022, 2023, 2024, 2025, 2026)


def test_a_day_that_the_office_added_survives_the_filling(runtime: Runtime) -> None:
    load(runtime, b"date,works,name\n2026-07-20,0,x\n", add=True)
    assert 2026 in seed(runtime)
    with runtime.database.read() as session:
        assert not service.calendar(session).works(date(2026, 7, 20))


def test_what_is_exported_can_be_imported_again(runtime: Runtime) -> None:
    seed(runtime)
    with runtime.database.read() as session:
        text = service.exported(session)
        only = service.exported(session, [2026])
    assert {line[:4] for line in only.splitlines()[1:]} == {"2026"}
    before = rows(runtime)
    load(runtime, text.encode())
    assert rows(runtime) == before


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LIAISON, Role.LEADER])
def test_only_an_admin_changes_the_calendar(runtime: Runtime, role: Role) -> None:
    stranger = Actor(ActorKind.PERSON, 1, role, "陈")
    with runtime.database.write() as session, pytest.raises(ForbiddenError):
        service.import_file(session, stranger, data=WHOLE_2027, source="x")
    with runtime.database.write() as session, pytest.raises(ForbiddenError):
        service.seed_from_packages(session, stranger, YEARS)
    assert rows(runtime) == []
