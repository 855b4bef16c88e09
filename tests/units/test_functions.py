"""Which function a name tells."""

import csv

import pytest

from app.core.settings import ROOT
from app.reading import read_document
from app.units.functions import TABLE, code_of, function_for, function_of, functions_of, labels
from app.units.terms import UnitKind

PLACES = {
    "wushan.txt": ("重庆市", "巫山县"),
    "qinshui.txt": ("山西省", "晋城市", "沁水县"),
    "zhangdian.txt": ("山东省", "淄博市", "张店区"),
    "huining.txt": ("甘肃省", "白银市", "会宁县"),
    "daqing.txt": ("黑龙江省", "大庆市"),
}
# A misprint of 人力社保局: what it means is for a person to confirm, as an alias.
MISPRINTED = {"县人社力社保局"}


@pytest.mark.parametrize("plan", PLACES)
def test_every_single_unit_that_a_seed_plan_prints_has_a_function(plan: str) -> None:
    draft = read_document(plan, (ROOT / "seed" / "plans" / plan).read_bytes()).draft
    cells = [cell for task in draft.tasks for cell in task.assignments]
    single = {cell.unit for cell in cells if not cell.collective}
    unknown = {name for name in single if function_of(name, PLACES[plan]) is None}
    assert unknown <= MISPRINTED
    collective = {cell.unit for cell in cells if cell.collective}
    assert {function_of(name, PLACES[plan]) for name in collective} <= {None}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("县残联", "disabled_persons_federation"),
        ("区残疾人联合会机关", "disabled_persons_federation"),
        ("县卫体局", "health"),
        ("区卫生健康局", "health"),
        ("市卫生健康委", "health"),
        ("省人力资源和社会保障厅", "human_resources"),
        ("县人力社保局", "human_resources"),
        ("县委组织部", "organisation"),
        ("中共巫山县委组织部", "organisation"),
        ("县政法委", "political_legal"),
        ("县委政法委", "political_legal"),
        ("县政府办公室", "government_office"),
        ("团县委", "youth_league"),
        ("共青团巫山县委员会", "youth_league"),
        ("国家税务总局巫山县税务局", "taxation"),
        ("巫山县税务局", "taxation"),
        ("市公安局张店分局", "public_security"),
        ("市公安局交通警察支队张店大队", "public_security"),
        ("淄博市医疗保障局张店分局", "medical_security"),
        ("重庆广电巫山分公司", "media"),
        ("县银监办", "financial_supervision"),
        ("巫峡镇人民政府", "township"),
        ("高唐街道办事处", "township"),
        (" 县 残 联 ", "disabled_persons_federation"),
    ],
)
def test_a_listed_name_is_found_whatever_place_stands_before_it(name: str, code: str) -> None:
    assert function_of(name, ("重庆市", "巫山县", "淄博市", "张店区")) == code


@pytest.mark.parametrize(
    "name",
    [
        "",
        "县",
        "局",
        "县级有关部门",
        "各乡镇（街道）",
        "县政府残疾人工作委员会各成员单位",
        "县教育局及有关部门",
        "县民政",
        "县人社力社保局",
        "教育",
        "县公安局长办公会",
        "高唐街道",
        "区" * 500,
        "\x00",
        "=1+1",
    ],
)
def test_what_the_table_does_not_list_is_not_guessed(name: str) -> None:
    assert function_of(name) is None


def test_a_combined_bureau_has_the_function_named_first_and_the_others_after_it() -> None:
    assert functions_of("区教育和体育局") == ("education", "sport")
    assert functions_of("县卫体局") == ("health", "sport")
    assert functions_of("县文体广旅局") == ("culture_tourism", "media", "sport")
    assert functions_of("县残联") == ("disabled_persons_federation",)


def test_a_township_is_known_by_its_kind_and_a_group_has_no_function() -> None:
    assert function_for("高唐街道", UnitKind.TOWNSHIP) == "township"
    assert function_for("县残工委", UnitKind.GROUP) is None
    assert function_for("县残联", UnitKind.PEOPLES_ORGANISATION) == "disabled_persons_federation"


def test_a_function_is_named_by_its_code_or_its_label() -> None:
    assert code_of("卫健") == code_of("health") == "health"
    assert code_of("魔法") is None


def test_the_table_is_sound() -> None:
    """Loading raises where a name stands as the primary one of two functions."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["label"] for row in rows}) == len(rows) == len(labels())
    listed = {
        name
        for row in rows
        for level in ("county", "city", "province")
        for name in row[level].split("、")
    }
    also = {name for row in rows for name in row["also"].split("、")}
    assert also <= listed
