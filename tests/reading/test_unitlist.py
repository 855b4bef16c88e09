import pytest

from app.reading.layout import Passage
from app.reading.source import Span
from app.reading.unitlist import ascii_separators, names


def cell(text: str) -> Passage:
    return Passage(text, (Span(100, 100 + len(text)),))


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("县财政局、县残联", ["县财政局", "县残联"]),
        ("县财政局、甲山县税务局,县政府有关部门", ["县财政局", "甲山县税务局", "县政府有关部门"]),
        ("县教委；县残联;团县委，县妇联", ["县教委", "县残联", "团县委", "县妇联"]),
        ("县残联。", ["县残联"]),
        ("省市场监管局（省知识产权局）、省数据局", ["省市场监管局（省知识产权局）", "省数据局"]),
        ("各县（市、区）政府，各区", ["各县（市、区）政府", "各区"]),
        ("县文旅委(县文物局、县体育中心),县教委", ["县文旅委(县文物局、县体育中心)", "县教委"]),
        ("县残联（县民政局、县财政局", ["县残联（县民政局", "县财政局"]),
        ("省经信厅、省科技厅按职责分工负责", ["省经信厅", "省科技厅"]),
        ("县公安局等按照各自职责分工负责", ["县公安局"]),
        ("县财政局等", ["县财政局"]),
        ("县教委、县财政局等有关部门负责", ["县教委", "县财政局", "有关部门"]),
        ("街道财政所 街道民生办", ["街道财政所", "街道民生办"]),
        ("无", []),
        ("——", []),
        ("/", []),
        ("", []),
        ("、，", []),
    ],
)
def test_a_list_gives_its_units_in_printed_order(text: str, units: list[str]) -> None:
    assert [name.raw for name in names(cell(text))] == units


def test_a_name_broken_by_a_space_stays_one_unit() -> None:
    (name,) = names(cell("区人力 资源和社会保障局"))
    assert name.raw == "区人力 资源和社会保障局"
    assert name.unit == "区人力资源和社会保障局"


def test_a_unit_knows_where_it_stands() -> None:
    found = names(cell("县教委、 县残联"))
    assert [(name.span.start - 100, name.span.end - 100) for name in found] == [(0, 3), (5, 8)]


@pytest.mark.parametrize(
    "text",
    [
        "各乡镇（街道）",
        "县级有关部门",
        "县政府有关部门",
        "各有关单位",
        "县政府残疾人工作委员会各成员单位",
        "县直各部门",
        "其他相关部门",
        "乡镇人民政府",
        "各县（市、区）政府",
    ],
)
def test_a_group_of_units_is_collective(text: str) -> None:
    (name,) = names(cell(text))
    assert name.collective


@pytest.mark.parametrize(
    "text", ["县残联", "团县委", "某某广电甲山分公司", "县新时代文明实践服务中心"]
)
def test_a_single_unit_is_not_collective(text: str) -> None:
    (name,) = names(cell(text))
    assert not name.collective
    assert not name.unusual


def test_a_sentence_in_a_cell_of_units_is_noticed() -> None:
    (name,) = names(cell("由县残联负责具体工作"))
    assert name.unusual


def test_half_width_separators_outside_brackets_are_found() -> None:
    text = "县教委,县残联（甲,乙）;县妇联,"
    places = [text[span.start - 100] for span in ascii_separators(cell(text))]
    assert places == [",", ";", ","]
