"""The number in what a unit wrote of an indicator."""

import pytest

from app.progress.figures import rules
from app.progress.figures.rules import Figure, Measured

RATE = Measured(3, "残疾人基本型辅助器具适配率", "%", ">97", 2025)
COUNT = Measured(4, "残疾人家庭无障碍改造数", "户", "350", 2025)
PEOPLE = Measured(5, "持证残疾人数", "万人", None, None)
GROWTH = Measured(6, "残疾人家庭人均收入年均增长率", "%", ">6", 2025)
MONEY = Measured(8, "残疾人事业投入", "万元", None, None)
MORE_MONEY = Measured(9, "养老服务业产值", "亿元", None, None)
BARE = Measured(7, "参保率", None, ">98", 2025)


@pytest.mark.parametrize(
    ("text", "of", "number"),
    [
        ("92.5", RATE, 92.5),
        ("92.5%", RATE, 92.5),
        ("９２．５％", RATE, 92.5),
        ("100", RATE, 100),
        ("1,216", COUNT, 1216),
        ("1,216 户", COUNT, 1216),
        ("3.2万户", COUNT, 32000),
        ("3.2万", COUNT, 32000),
        ("3.2", PEOPLE, 3.2),
        ("3.2万", PEOPLE, 3.2),
        ("3.2万人", PEOPLE, 3.2),
        ("-1.5", GROWTH, -1.5),
        ("140", GROWTH, 140),
        ("98.2%", BARE, 98.2),
        ("1.2亿", MONEY, 12000),
        ("1.2亿元", MONEY, 12000),
        ("1.2 万元", MONEY, 1.2),
        ("12000元", MONEY, 1.2),
        ("5000万", MORE_MONEY, 0.5),
        ("0.5", MORE_MONEY, 0.5),
        ("2.3亿", PEOPLE, 23000),
        ("1.1万", COUNT, 11000),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, of: Measured, number: float) -> None:
    assert rules.read(text, of) == number


@pytest.mark.parametrize(
    ("text", "of", "told"),
    [
        ("九成", RATE, "读不出数值，请写阿拉伯数字"),
        ("1e999", RATE, "读不出数值"),
        ("1" * 40, COUNT, "读不出数值"),
        ("约 90", RATE, "读不出数值"),
        ("90-95", RATE, "读不出数值"),
        ("nan", RATE, "读不出数值"),
        ("140", RATE, "计量单位是 %，应在 0 至 100 之间，现在是 140"),
        ("-3", COUNT, "不能是负数"),
        ("12 人", COUNT, "读不出数值"),
    ],
)
def test_what_is_no_number_gets_a_clear_answer(text: str, of: Measured, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        rules.read(text, of)


def test_how_it_is_counted_may_stand_before_the_value_is_known() -> None:
    kept = rules.kept(Figure(basis="台账"), RATE)
    assert (kept["value"], kept["number"], kept["basis"]) == ("", None, "台账")
    assert not rules.tells({"3": kept})
    assert rules.tells({"3": rules.kept(Figure("90"), RATE)})


def test_of_two_rows_that_become_one_no_figure_is_lost() -> None:
    mine = {"3": rules.kept(Figure("90"), RATE), "4": rules.kept(Figure(basis="账"), COUNT)}
    theirs = {"3": rules.kept(Figure("92", "台账"), RATE), "4": rules.kept(Figure("5"), COUNT)}
    both, words = rules.joined(mine, theirs)
    assert both is not None
    assert (both["3"]["value"], both["4"]["value"]) == ("90", "5")
    assert words == ["残疾人基本型辅助器具适配率：92（台账）"]
    assert rules.joined(None, None) == (None, [])


def test_a_task_is_suggested_by_what_an_indicator_measures() -> None:
    assert rules.suggests("残疾人家庭无障碍改造数（户）", "完成困难重度残疾人家庭无障碍改造")
    assert not rules.suggests("参保率", "参保率达到 98%"), "too short to tell"
