"""Times that running text sets for a task."""

from datetime import date

import pytest

from app.reading.deadlines import with_deadlines
from app.reading.found import Found
from app.reading.layout import Passage
from app.reading.source import Span
from app.reading.terms import DueSource, Source

ONE_YEAR = (2024, 2024)
FIVE_YEARS = (2021, 2025)
UNKNOWN = (None, None)


def told(text: str, period: tuple[int | None, int | None]) -> tuple[str | None, date | None]:
    words = Passage(text, (Span(0, len(text)),))
    task = Found("1", "任务", words, (), Source.NUMBERED, "第 1 项")
    found = with_deadlines((task,), period)[0]
    assert found.due_source is (DueSource.PLAN if found.due_text is None else DueSource.PRINTED)
    return found.due_text, found.due_on


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("新建中心，十月底前完成。", "十月底前", date(2024, 10, 31)),
        ("二〇二四年九月底前建成。", "二〇二四年九月底前", date(2024, 9, 30)),
        ("第三季度末前完成。", "第三季度末前", date(2024, 9, 30)),
        ("各单位于１１月２５日前报送方案。", "１１月２５日前", date(2024, 11, 25)),
        ("于 2024 年 11 月完成。", "2024年11月", date(2024, 11, 30)),
        ("2024年上半年完成。", "2024年上半年", date(2024, 6, 30)),
        ("6月底前完成方案，9月中旬前全部完成。", "9月中旬前", date(2024, 9, 20)),
        ("6月至9月底前完成。", "6月至9月底前", date(2024, 9, 30)),
        ("年底前完成改造。", "年底前", date(2024, 12, 31)),
        ("到10月完成改造。", "到10月", date(2024, 10, 31)),
        ("6月底前完成方案，2025年3月底前建成。", "2025年3月底前", date(2025, 3, 31)),
        ("巩固2023年成果，6月底前完成。", "6月底前", date(2024, 6, 30)),
        ("2.5月底前启动发行。", "5月底前", date(2024, 5, 31)),
        ("2024年第三季度前建成。", "2024年第三季度前", None),
        ("6月底前完成方案，10月前全部完成。", "10月前", None),
        ("6月底前完成方案，次年3月底前建成。", "次年3月底前", None),
    ],
)
def test_a_plan_of_one_year_sets_a_time_in_its_own_words(
    text: str, words: str, day: date | None
) -> None:
    assert told(text, ONE_YEAR) == (words, day)


@pytest.mark.parametrize(
    "text",
    [
        "每季度末前报送进展。",
        "每月5日前报送进展。",
        "各责任单位请于每季度末月２５日前报送。",
        "每年6月底、12月底前各报送一次。",
        "截至6月底，全县已有残疾人3万人。",
        "次月底前反馈。",
        "三年内建成。",
        "去年底前启动的项目要加快。",
        "按《2024年6月底前完成的事项》执行。",
        "到2035年全面实现现代化。",
        "6月召开会议。",
        "前三季度完成80%的任务。",
        "3月底前建成的站点要改造。",
    ],
)
def test_what_comes_again_or_is_past_sets_no_time(text: str) -> None:
    assert told(text, ONE_YEAR) == (None, None)


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("到2025年建成5个中心，到2035年全面实现现代化。", "到2025年", date(2025, 12, 31)),
        ("到2035年全面实现现代化。", None, None),
        ("截至2023年底，全县已有残疾人3万人。", None, None),
        ("巩固2021年前取得的成果。", None, None),
        ("巩固2022年前取得的成果。", None, None),
        ("达到2025年的水平。", None, None),
        ("2023年底前已建成3个中心。", None, None),
        ("2025年前建成。", "2025年前", None),
        ("2024年第三季度末建成。", "2024年第三季度末", date(2024, 9, 30)),
        ("2024年6月底前完成方案，12月底前建成。", "12月底前", date(2024, 12, 31)),
        ("2024年6月底前完成方案。每次培训在10月底前开班。", "2024年6月底前", date(2024, 6, 30)),
        ("2020年底前完成普查。", None, None),
    ],
)
def test_a_plan_of_five_years_sets_times_within_itself(
    text: str, words: str | None, day: date | None
) -> None:
    assert told(text, FIVE_YEARS) == (words, day)


def test_a_month_of_no_known_year_stays_text() -> None:
    assert told("十月底前完成。", UNKNOWN) == ("十月底前", None)
    assert told("2026年十月底前完成。", UNKNOWN) == ("2026年十月底前", date(2026, 10, 31))
