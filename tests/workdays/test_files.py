"""A calendar file as an office types it, and as it goes wrong."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workdays.files import CalendarFileError, as_csv, read_days
from app.workdays.rules import FIRST_YEAR, LAST_YEAR, Day

FILE = "date,works,name\n2027-01-01,0,元旦\n2027-01-09,1,调休上班\n"
DAYS = (Day(date(2027, 1, 1), False, "元旦"), Day(date(2027, 1, 9), True, "调休上班"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_read_in_every_encoding_that_an_office_saves(encoding: str) -> None:
    assert read_days(FILE.encode(encoding)) == DAYS


def test_a_file_that_a_spreadsheet_rewrote_means_the_same() -> None:
    rewritten = "日期,是否上班,名称\r\n2027/1/1,休,元旦\r\n2027年1月9日,班,调休上班\r\n,,\r\n"
    assert read_days(rewritten.encode("gb18030")) == DAYS


def test_columns_may_stand_in_any_order_beside_others() -> None:
    assert read_days("备注,名称,上班,日期\n,元旦,否,2027-01-01\n".encode()) == DAYS[:1]


def test_every_wrong_line_is_told_with_its_number() -> None:
    lines = [
        "date,works,name",
        "2027-02-30,0,没有这一天",
        "2027-01-01,也许,元旦",
        "2027-01-01,0,元旦",
        "2027-01-01,0,元旦",
        "2027-01-02,0",
        "2027-01-03,0,",
        "明天,0,元旦",
        "0207-01-01,0,元旦",
        "2270-01-01,0,元旦",
    ]
    with pytest.raises(CalendarFileError) as refused:
        read_days("\n".join(lines).encode())
    assert [one["loc"] for one in refused.value.errors] == [
        ["line", n] for n in (2, 3, *range(5, 11))
    ]
    assert refused.value.detail is not None
    assert "第 5 行：日期 2027-01-01 在前面已经出现过" in refused.value.detail


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "第 1 行"),
        (b"date,works,name\n", "没有任何日期"),
        ("元旦放假三天".encode(), "第 1 行"),
        (FILE.encode("utf-16"), "编码"),
        (b"\x00\x01\x02\xff", "编码"),
        (b"date,works,name\n" + b"x" * 2**20, "超过 1 MB"),
        (b'date,works,name\n2027-01-01,0,"' + b"x" * 200_000, "第"),
        (b"PK\x03\x04\x14\x00\x06\x00", "编码"),
    ],
)
def test_what_is_no_calendar_file_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(CalendarFileError, match=reason):
        read_days(data)


def test_a_file_of_nothing_but_faults_tells_the_first_twenty_and_counts_the_rest() -> None:
    with pytest.raises(CalendarFileError, match="另有 30 行有误") as refused:
        read_days(b"date,works,name\n" + b"never,0,x\n" * 50)
    assert len(refused.value.errors) == 50


NAMES = st.text(
    st.characters(codec="gb18030", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")),
    min_size=1,
    max_size=60,
)


DAYS_OF_CALENDARS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


@given(st.dictionaries(DAYS_OF_CALENDARS, st.tuples(st.booleans(), NAMES), min_size=1, max_size=30))
def test_what_is_written_can_be_read_back(days: dict[date, tuple[bool, str]]) -> None:
    written = tuple(Day(day, *rest) for day, rest in days.items())
    assert read_days(as_csv(written).encode()) == written


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        assert read_days(data)
    except CalendarFileError as refused:
        assert refused.detail  # noqa: PT017 - either answer is right, and a refusal says why
