import pytest

from app.reading.columns import Column, column_of
from app.reading.terms import Role


@pytest.mark.parametrize(
    ("titles", "column"),
    [
        ("序 号|编号|序号", Column.NUMBER),
        ("类别|任务类别|重点领域|工作板块", Column.CATEGORY),
        ("工作任务|重点任务|目标任务|重点事项|主要任务|改革事项|主要内容|重点工作", Column.TASK),
        ("具体措施|工作举措|任务分解|主要措施", Column.MEASURE),
        ("工作目标|工作要求|年度目标|标志性成果", Column.GOAL),
        ("完成时限|完成时间|时间节点|进度安排|进度要求|完成时限及要求", Column.DUE),
        ("责任人|分管领导|牵头领导|联系领导|牵头单位负责人|联系电话", Column.PERSON),
        ("责任分工|任务分工|牵头单位及配合单位|牵头、责任单位", Column.RESPONSIBILITY),
        ("牵头单位|牵头部门|主责单位|主办单位|牵头|市直牵头单位|牵头（责任）单位", Role.LEAD),
        ("责任单位|责任科室|责任部门（单位）|县级责任单位|责任单位及责任人", Role.RESPONSIBLE),
        ("责任单位（列第一位者为牵头单位）", Role.RESPONSIBLE),
        ("配合单位|参与单位|协同单位|协办部门|配合", Role.SUPPORTING),
        ("单位|相关单位|科室", Column.UNIT),
        ("备注|说明|完成情况", Column.REMARK),
        ("指标|主要指标|指标名称", Column.INDICATOR),
        ("2020 年|2025年目标值|目标值|基期值|现状|“十四五”目标", Column.VALUE),
        ("年均增速|年均/累计|累计|年均增长（%）", Column.GROWTH),
        ("计量单位", Column.UNIT_OF_MEASURE),
        ("属性|指标属性|指标性质", Column.ATTRIBUTE),
        ("年度|资金|责任|", None),
    ],
)
def test_a_column_is_known_by_its_title(titles: str, column: Column | Role | None) -> None:
    assert {title: column_of(title) for title in titles.split("|")} == dict.fromkeys(
        titles.split("|"), column
    )
