import pytest

from app.reading.labels import labels_in, role_of
from app.reading.terms import Role


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("牵头单位", Role.LEAD),
        ("牵头部门", Role.LEAD),
        ("牵头责任单位", Role.LEAD),
        ("主办单位", Role.LEAD),
        ("责任单位", Role.RESPONSIBLE),
        ("责任部门", Role.RESPONSIBLE),
        ("责任单位（部门）", Role.RESPONSIBLE),
        ("市级责任单位", Role.RESPONSIBLE),
        ("承办单位", Role.RESPONSIBLE),
        ("责任主体", Role.RESPONSIBLE),
        ("配合单位", Role.SUPPORTING),
        ("参与单位", Role.SUPPORTING),
        ("参加部门", Role.SUPPORTING),
        ("协办单位", Role.SUPPORTING),
    ],
)
def test_a_label_gives_the_role_that_the_document_means(label: str, role: Role) -> None:
    assert role_of(label) is role


@pytest.mark.parametrize(
    "label", ["单位", "责任人", "工作任务", "用人单位", "成员单位", "责任", ""]
)
def test_other_words_around_units_give_no_role(label: str) -> None:
    assert role_of(label) is None


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("牵头单位：甲、乙；参与单位：丙", [("牵头单位", "units"), ("参与单位", "units")]),
        ("责任部 门:区人力", [("责任部门", "units")]),
        ("责 任 单 位：甲", [("责任单位", "units")]),
        ("市级牵头单位：甲", [("市级牵头单位", "units")]),
        ("牵头：甲；配合：乙", [("牵头", "units"), ("配合", "units")]),
        ("【牵头单位】甲", [("牵头单位", "units")]),
        ("责任单位 县民政局", [("责任单位", "units")]),
        (
            "责任单位：甲 责任人：张三 完成时间：5月底前",
            [("责任单位", "units"), ("责任人", "persons"), ("完成时间", "time")],
        ),
        ("牵头领导：周甲", [("牵头领导", "persons")]),
        ("明确责任单位和完成时限", []),
        ("各责任单位要报送进展", []),
        ("落实：一是", []),
    ],
)
def test_labels_stand_before_a_colon_a_bracket_or_a_blank(
    text: str, labels: list[tuple[str, str]]
) -> None:
    assert [(one.word, one.kind.value) for one in labels_in(text)] == labels
