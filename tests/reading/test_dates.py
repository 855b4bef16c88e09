from datetime import date

import pytest

from app.reading.dates import due, issue_date, plan_years
from app.reading.terms import DueSource


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2022年4月14日", date(2022, 4, 14)),
        ("2022 年 6 月 30 日", date(2022, 6, 30)),
        ("（2022年10月20日）", date(2022, 10, 20)),
        ("二〇二二年十月二十日", date(2022, 10, 20)),
        ("二○二六年三月九日", date(2026, 3, 9)),
        ("2022年2月30日", None),
        ("2022年4月14日印发", None),
        ("2022年4月", None),
    ],
)
def test_the_day_of_issue_is_a_line_of_its_own(line: str, day: date | None) -> None:
    assert issue_date(line) == day


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("某县“十四五”残疾人保障和发展规划", (2021, 2025)),
        ("某县十五五规划", (2026, 2030)),
        ("行动计划（2026-2028年）", (2026, 2028)),
        ("某县“十四五”规划（2021—2025年）", (2021, 2025)),
        ("某县2026年工作要点", (2026, 2026)),
        ("关于加强助残工作的意见", None),
        ("二〇二四年残疾人工作要点", (2024, 2024)),
        ("某县助残实施方案（2018年5月）", (2018, 2018)),
        ("某县助残实施方案（2018.5）", (2018, 2018)),
        ("某县助残三年行动计划（2018年5月）", None),
        ("2024年工作要点（2023年12月）", (2024, 2024)),
    ],
)
def test_the_years_of_a_plan_stand_in_its_title(title: str, years: tuple[int, int] | None) -> None:
    assert plan_years(title) == years


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025年底前", date(2025, 12, 31)),
        ("2025年", date(2025, 12, 31)),
        ("2023年6月底前", date(2023, 6, 30)),
        ("2026年6月30日前", date(2026, 6, 30)),
        ("2024年2月", date(2024, 2, 29)),
        ("2026年9月中旬", date(2026, 9, 20)),
        ("2026年上半年", date(2026, 6, 30)),
        ("2026年第三季度", date(2026, 9, 30)),
        ("2025.12", date(2025, 12, 31)),
        ("2025-11-05", date(2025, 11, 5)),
        ("2021—2025年", date(2025, 12, 31)),
        ("2025年12月底", date(2025, 12, 31)),
        ("2022年启动，2025年完成", date(2025, 12, 31)),
        ("2025年6月-12月", date(2025, 12, 31)),
        ("2026年3月、9月", date(2026, 9, 30)),
        ("2026年6月底前完成，并持续推进", date(2026, 6, 30)),
        ("“十四五”末", date(2025, 12, 31)),
        ("十五五期末", date(2030, 12, 31)),
        ("2025年前", None),
        ("年底前", None),
        ("2026年10月前", None),
        ("印发之日起3个月内", None),
        ("立即", None),
        ("2026年2月30日", None),
        ("10月底前", None),
        ("规划期末", None),
        ("2024年六月底", date(2024, 6, 30)),
        ("二〇二四年九月底前", date(2024, 9, 30)),
        ("二O二四年十二月十五日前", date(2024, 12, 15)),
        ("25年6月底", date(2025, 6, 30)),
        ("25年底前", date(2025, 12, 31)),
        ("2024年1-6月", date(2024, 6, 30)),
        ("2026年3、9月", date(2026, 9, 30)),
        ("2026年一至三季度", date(2026, 9, 30)),
        ("2024年前三季度", date(2024, 9, 30)),
        ("２０２５年６月３０日前", date(2025, 6, 30)),
        ("2025.6.30前", date(2025, 6, 30)),
        ("2025-12-31 00:00:00", date(2025, 12, 31)),
        ("2025年12月底前完成，其中2024年6月完成试点", date(2025, 12, 31)),
        ("2025年6月底前启动，2025年10月前完成", None),
        ("2025年11月-2月", None),
        ("2025.6月底", date(2025, 6, 30)),
        ("2024年10月1日前后", None),
        ("2024年任务完成后", None),
        ("2024年第三季度前", None),
        ("2024年初", None),
        ("2024年6月初", None),
        ("2024年春节前", None),
        ("2026年起", None),
        ("2025.6-12", None),
        ("1998年6月底", None),
        ("十月底前", None),
    ],
)
def test_a_printed_time_is_a_day_only_where_it_is_exact(text: str, day: date | None) -> None:
    assert due(text, None) == (day, DueSource.PRINTED)


def test_a_month_without_a_year_is_that_of_a_one_year_plan() -> None:
    assert due("10月底前", 2026) == (date(2026, 10, 31), DueSource.PRINTED)
    assert due("第二季度", 2026) == (date(2026, 6, 30), DueSource.PRINTED)
    assert due("6月30日前", 2026) == (date(2026, 6, 30), DueSource.PRINTED)
    assert due("年底前", 2026) == (date(2026, 12, 31), DueSource.PRINTED)
    assert due("十月底前", 2026) == (date(2026, 10, 31), DueSource.PRINTED)
    assert due("第三季度末前", 2026) == (date(2026, 9, 30), DueSource.PRINTED)
    assert due("今年六月底前", 2026) == (date(2026, 6, 30), DueSource.PRINTED)
    assert due("6.30前", 2026) == (date(2026, 6, 30), DueSource.PRINTED)
    assert due("印发之日起3个月内", 2026) == (None, DueSource.PRINTED)


@pytest.mark.parametrize(
    "text",
    ["月底前", "次月底前", "次年6月底前", "去年底", "19年6月底", "三年内", "学年末", "底前", "1-6"],
)
def test_what_names_no_month_of_the_year_is_not_its_end(text: str) -> None:
    assert due(text, 2024) == (None, DueSource.PRINTED)


def test_the_end_of_the_plan_is_known_where_the_plan_is() -> None:
    assert due("规划期末", None, 2030) == (date(2030, 12, 31), DueSource.PRINTED)
    assert due("中期评估前", None, 2030) == (None, DueSource.PRINTED)


@pytest.mark.parametrize(
    "text",
    [
        "持续推进",
        "长期坚持",
        "每年",
        "每季度",
        "全年",
        "每季度末",
        "每月5日前",
        "每年6月底前",
        "每季度末月２５日前",
        "逐月",
    ],
)
def test_what_goes_on_for_ever_has_no_day(text: str) -> None:
    assert due(text, 2026) == (None, DueSource.ONGOING)
