import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.text import (
    bare,
    bare_with_places,
    count_chinese,
    fold,
    in_one_line,
    is_contained_in_order,
    likeness,
    printable,
    said,
    squeeze,
)


def test_a_title_spaced_out_over_the_line_is_the_same_title() -> None:
    assert squeeze("序\u3000号") == squeeze("序 号") == "序号"


def test_full_and_half_width_marks_are_the_same_for_comparison() -> None:
    assert fold("（责任单位：Ａ，B）") == fold("(责任单位:a,b)")
    assert fold("〔2022〕9号") == fold("[2022] 9 号")


def test_quotes_and_dashes_of_every_kind_are_the_same_for_comparison() -> None:
    assert fold("“十四五”2021—2025") == fold("「十四五」2021-2025")
    assert fold("2021–2025") == fold("2021－2025")


def test_a_kangxi_radical_is_the_character_that_a_reader_sees() -> None:
    assert fold("\u2f00\u2f24") == "一大"


def test_bare_text_is_what_is_left_without_marks() -> None:
    assert bare("实施“阳光家园计划”（一期）。") == "实施阳光家园计划一期"


def test_a_bare_character_knows_where_it_came_from() -> None:
    text = "（一）㎡，终"
    assert bare_with_places(text) == ("一m2终", [1, 3, 3, 5])


def test_only_chinese_characters_are_counted() -> None:
    assert count_chinese("第 1 项：work，完成。") == 4


def test_a_short_name_is_contained_in_the_long_one_in_order() -> None:
    assert is_contained_in_order("县应急局", "县应急管理局")
    assert not is_contained_in_order("县局应急", "县应急管理局")


def test_likeness_is_one_for_the_same_words_and_zero_for_others() -> None:
    assert likeness("县残联。", "县残联") == 1
    assert likeness("县残联", "财政厅") == 0
    assert likeness("县", "县残联") == 0
    assert 0.5 < likeness("县住房城乡建委", "县住房城乡建设委") < 1


@given(st.text())
def test_folding_twice_changes_nothing_for_bare_text(text: str) -> None:
    once, places = bare_with_places(text)
    assert once == bare(text)
    assert len(places) == len(once)
    assert places == sorted(places)


@given(st.text(), st.text())
def test_likeness_is_symmetric_and_between_zero_and_one(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


def test_typed_text_loses_what_nobody_typed_and_keeps_its_lines() -> None:
    assert printable("第一行\r\n第二\x00行\x1b") == "第一行\n第二行"
    assert in_one_line(" 第一行\r\n　第二行 ") == "第一行 第二行"
    assert said(" 已办 \n") == "已办"
    with pytest.raises(ValueError, match="不能为空"):
        said(" \x00\n　")
