import pytest

from app.reading.labels import Column, column_of, role_of
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
    ("title", "column"),
    [
        ("序 号", Column.NUMBER),
        ("工作任务", Column.TASK),
        ("重点任务", Column.TASK),
        ("主要内容", Column.TASK),
        ("具体措施", Column.MEASURE),
        ("工作举措", Column.MEASURE),
        ("类别", Column.CATEGORY),
        ("完成时限", Column.DUE),
        ("时间节点", Column.DUE),
        ("责任人", Column.PERSON),
        ("分管领导", Column.PERSON),
        ("牵头领导", Column.PERSON),
        ("牵头", Role.LEAD),
        ("配合", Role.SUPPORTING),
        ("指标", Column.INDICATOR),
        ("2025 年", Column.VALUE),
        ("指标属性", Column.ATTRIBUTE),
        ("备注", None),
    ],
)
def test_a_column_is_known_by_its_title(title: str, column: Column | Role | None) -> None:
    assert column_of(title) is column
