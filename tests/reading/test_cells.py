import pytest

from app.reading.cells import mentions_in
from app.reading.layout import Passage
from app.reading.source import Span
from app.reading.terms import Role

LEAD, HOLD, HELP = Role.LEAD, Role.RESPONSIBLE, Role.SUPPORTING


def said(text: str, role: Role | None) -> list[tuple[str, Role, str]]:
    cell = Passage(text, (Span(0, len(text)),))
    found = mentions_in(cell, role, "责任单位")
    for one in found:
        assert text[one.name.span.start : one.name.span.end].replace("\n", "") == one.name.raw
    return [(one.name.raw, one.role, one.label) for one in found]


def test_a_plain_list_has_the_role_of_its_column() -> None:
    assert said("县民政局、县残联", LEAD) == [
        ("县民政局", LEAD, "责任单位"),
        ("县残联", LEAD, "责任单位"),
    ]


def test_a_column_without_a_role_holds_its_units_jointly() -> None:
    assert said("县民政局", None) == [("县民政局", HOLD, "责任单位")]


@pytest.mark.parametrize("empty", ["", "无", "/", "—", "——", "-"])
def test_the_word_for_none_and_dashes_are_no_unit(empty: str) -> None:
    assert said(empty, LEAD) == []


def test_words_of_duty_change_no_role() -> None:
    assert [role for _, role, _ in said("县民政局、县残联按职责分工负责", LEAD)] == [LEAD, LEAD]


def test_a_label_within_the_cell_gives_the_role() -> None:
    assert said("牵头单位：县民政局；配合单位：县残联、各乡镇", HOLD) == [
        ("县民政局", LEAD, "牵头单位"),
        ("县残联", HELP, "配合单位"),
        ("各乡镇", HELP, "配合单位"),
    ]
    assert said("牵头单位：县民政局\n责任单位：县残联", None)[1] == ("县残联", HOLD, "责任单位")


def test_the_columns_own_label_printed_again_in_the_cell_is_no_part_of_the_name() -> None:
    assert said("责任单位：县民政局", HOLD) == [("县民政局", HOLD, "责任单位")]


def test_a_verb_within_the_cell_gives_the_role() -> None:
    assert said("县民政局牵头，县残联、县教委配合", HOLD) == [
        ("县民政局", LEAD, "牵头"),
        ("县残联", HELP, "配合"),
        ("县教委", HELP, "配合"),
    ]
    assert said("（县民政局牵头，县残联配合）", None)[0] == ("县民政局", LEAD, "牵头")


def test_a_role_in_brackets_behind_a_name_is_that_of_the_name() -> None:
    assert said("县民政局（牵头）、县残联", HOLD) == [
        ("县民政局", LEAD, "牵头"),
        ("县残联", HOLD, "责任单位"),
    ]


def test_a_name_with_another_name_in_brackets_is_one_unit() -> None:
    assert [raw for raw, _, _ in said("市发展改革委（市数据局）、市残联", HOLD)] == [
        "市发展改革委（市数据局）",
        "市残联",
    ]


@pytest.mark.parametrize(
    "cell", ["1.县教体局2.县卫健局", "（1）县教体局（2）县卫健局", "1、县教体局\n2、县卫健局"]
)
def test_units_that_are_counted_without_any_separator_stand_apart(cell: str) -> None:
    assert [name for name, _, _ in said(cell, Role.LEAD)] == ["县教体局", "县卫健局"]


def test_a_digit_within_a_name_counts_nothing() -> None:
    assert [name for name, _, _ in said("县12345中心", Role.LEAD)] == ["县12345中心"]
