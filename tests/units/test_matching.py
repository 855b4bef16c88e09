"""What a printed name means. The registry is the one of 巫山县 that the project ships."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.units.matching import Directory, KnownName, UnitRef
from app.units.terms import Certainty, UnitKind

DAY = date(2022, 5, 1)

# Every name that the thirty rows of the annex print, as a careful reader copied them.
PRINTED = json.loads((Path(__file__).parent / "data" / "wushan_names.json").read_text("utf-8"))
SLIP = "县人社力社保局"
ALIASES = {
    "县应急局": "县应急管理局",
    "巫山县税务局": "县税务局",
    "县住房城乡建设委": "县住房城乡建委",
}


def alone(name: str, **validity: date) -> Directory:
    """A registry with one unit in it."""
    unit = UnitRef(1, name, UnitKind.GOVERNMENT_DEPARTMENT)
    return Directory([KnownName(unit, 1, name, "x", "x", **validity)], ["巫山县"], DAY)


@pytest.mark.parametrize("name", [one for one in PRINTED if one not in {SLIP, *ALIASES}])
def test_a_unit_that_the_annex_prints_by_its_name_is_exact(directory: Directory, name: str) -> None:
    found = directory.resolve(name)
    assert found.certainty is Certainty.EXACT
    assert found.unit is not None
    assert found.unit.name == name
    assert found.suggestions == ()


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        *ALIASES.items(),
        ("国家税务总局巫山县税务局", "县税务局"),
        ("共青团巫山县委", "团县委"),
    ],
)
def test_an_official_short_or_long_form_is_an_alias(
    directory: Directory, printed: str, unit: str
) -> None:
    found = directory.resolve(printed)
    assert found.certainty is Certainty.ALIAS
    assert found.unit is not None
    assert found.unit.name == unit


def test_the_slip_of_the_annex_stays_a_suggestion(directory: Directory) -> None:
    found = directory.resolve(SLIP)
    assert found.certainty is Certainty.SUGGESTION
    assert found.unit is None
    assert (found.suggestions[0].name, found.suggestions[0].reason) == (
        "县人力社保局",
        "相差一个字",
    )


def test_the_annex_needs_one_confirmation_and_no_more(directory: Directory) -> None:
    assert len(PRINTED) == 36
    assert {name for name in PRINTED if directory.resolve(name).unit is None} == {SLIP}


@pytest.mark.parametrize(
    "printed",
    ["各乡镇(街道)", "各乡镇［街道］", " 各乡镇 （街道）", "各乡镇\u3000（街道）"],
)
def test_width_brackets_and_spaces_do_not_matter(directory: Directory, printed: str) -> None:
    assert directory.resolve(printed).certainty is Certainty.EXACT


@pytest.mark.parametrize(
    ("printed", "unit", "reason"),
    [
        ("县残联、", "县残联", "只差标点"),
        ("巫山县残联", "县残联", "只差行政区划名称"),
        ("重庆市巫山县民政局", "县民政局", "只差行政区划名称"),
        ("残联", "县残联", "只差行政区划名称"),
        ("市残联", "县残联", "层级不同（市、县），请核对"),
        ("县农村农业委", "县农业农村委", "词序不同"),
        ("县民政厅", "县民政局", "相差一个字"),
        ("县工会", "县总工会", "相差一个字"),
        ("县卫健委", "县卫生健康委", "简称与全称"),
        ("县发改委", "县发展改革委", "简称与全称"),
        ("县住建局", "县住房城乡建委", "简称与全称"),
        ("县人社局", "县人力社保局", "简称与全称"),
        ("县国资中心", "县国资管理中心", "简称与全称"),
        ("县教育局", "县教委", "别名“巫山县教育委员会”：只差机构称谓"),
        ("县财证局", "县财政局", "读音相同，用字不同"),
        ("县残连", "县残联", "相差一个字"),
        ("建坪乡", "建平乡", "读音相同，用字不同"),
        ("县水务局", "县税务局", "读音相近，声调不同"),
        ("xcl", "县残联", "拼音首字母相同"),
        ("县级各有关部门", "县级有关部门", "相差一个字"),
    ],
)
def test_the_nearest_unit_comes_first_with_its_reason(
    directory: Directory, printed: str, unit: str, reason: str
) -> None:
    found = directory.resolve(printed)
    assert found.certainty is Certainty.SUGGESTION
    assert found.unit is None
    assert (found.suggestions[0].name, found.suggestions[0].reason) == (unit, reason)


@pytest.mark.parametrize(
    "printed",
    [
        "县审计局",
        "县水利局",
        "县林业局",
        "县商务委",
        "县经济信息委",
        "县生态环境局",
        "县退役军人局",
        "县信访办",
        "县档案馆",
        "县融媒体中心",
        "县机关事务中心",
        "县委统战部",
        "县委政法委",
        "县委办公室",
        "县政府办公室",
        "县科协",
        "县文联",
        "县工商联",
        "县法院",
        "县检察院",
        "县人大",
        "县政协",
        "县扶贫办",
        "县政府残疾人工作委员会",
        "各乡镇人民政府",
    ],
)
def test_another_unit_that_is_not_registered_is_unknown(directory: Directory, printed: str) -> None:
    """县审计局 is not 县统计局, and 民政 in 人民政府 is chance."""
    found = directory.resolve(printed)
    assert (found.certainty, found.suggestions) == (Certainty.UNKNOWN, ())


@pytest.mark.parametrize("printed", ["", " ", "\u3000", "、", "县", "局", "…", "-", "\x00"])
def test_what_is_no_name_is_unknown(directory: Directory, printed: str) -> None:
    assert directory.resolve(printed).certainty is Certainty.UNKNOWN


def test_a_group_is_suggested_for_a_group_only(directory: Directory) -> None:
    collective = directory.resolve("各有关部门")
    assert {one.name for one in collective.suggestions} <= {"县级有关部门", "县政府有关部门"}
    assert collective.suggestions
    assert directory.resolve("县政府部").suggestions == ()


def test_a_unit_of_another_level_is_flagged_and_comes_after_all_others() -> None:
    named = ("市残联", "县残协")
    units = [UnitRef(n, name, UnitKind.PEOPLES_ORGANISATION) for n, name in enumerate(named)]
    directory = Directory([KnownName(one, 1, one.name, "x") for one in units], ["巫山县"], DAY)
    assert [one.name for one in directory.resolve("县残联").suggestions] == ["县残协", "市残联"]


def test_at_most_three_are_suggested_the_best_first() -> None:
    names = ("县民政一局", "县民政二局", "县民政三局", "县民政四局", "县民政五局")
    units = [UnitRef(n, name, UnitKind.GOVERNMENT_DEPARTMENT) for n, name in enumerate(names)]
    directory = Directory([KnownName(one, one.id, one.name, "x") for one in units], ["县"], DAY)
    found = directory.resolve("县民政局")
    assert [one.name for one in found.suggestions] == ["县民政一局", "县民政二局", "县民政三局"]
    scores = [one.score for one in found.suggestions]
    assert scores == sorted(scores, reverse=True)


def test_a_unit_is_suggested_once_however_many_aliases_are_near(directory: Directory) -> None:
    suggested = [one.name for one in directory.resolve("县住房和城乡建设委").suggestions]
    assert suggested == ["县住房城乡建委"]


def test_a_unit_that_was_dissolved_is_no_longer_certain() -> None:
    found = alone("县扶贫办", valid_until=date(2021, 5, 31)).resolve("县扶贫办")
    assert found.certainty is Certainty.SUGGESTION
    assert found.suggestions[0].reason == "已于2021-05-31停用"


def test_a_unit_that_is_still_to_come_is_not_certain_yet() -> None:
    found = alone("县数据局", valid_from=date(2024, 1, 1)).resolve("县数据局")
    assert found.certainty is Certainty.SUGGESTION
    assert found.suggestions[0].reason == "自2024-01-01起启用"


@pytest.mark.parametrize("end", [{"valid_from": DAY}, {"valid_until": DAY}])
def test_both_ends_belong_to_the_time_of_validity(end: dict[str, date]) -> None:
    assert alone("县数据局", **end).resolve("县数据局").certainty is Certainty.EXACT


def test_a_name_comes_before_an_alias() -> None:
    one, other = (UnitRef(n, name, UnitKind.INSTITUTION) for n, name in ((1, "甲"), (2, "乙")))
    names = [KnownName(one, 1, "甲", "jia3"), KnownName(other, 2, "甲")]
    found = Directory(names[::-1], [], DAY).resolve("甲")
    assert (found.certainty, found.unit) == (Certainty.EXACT, one)


@given(st.text(alphabet="县市残联民政局财教委人力社保（()） 、xcl", max_size=14))
def test_only_a_registered_name_is_ever_certain(directory: Directory, printed: str) -> None:
    found = directory.resolve(printed)
    certain = found.certainty in {Certainty.EXACT, Certainty.ALIAS}
    assert certain is (found.unit is not None)
    assert not (certain and found.suggestions)
    assert (found.certainty is Certainty.SUGGESTION) is bool(found.suggestions)
    assert all(0 < one.score < 1 and one.reason for one in found.suggestions)
    assert len({one.unit_id for one in found.suggestions}) == len(found.suggestions) <= 3


@given(st.text(max_size=200))
def test_no_text_breaks_the_search(directory: Directory, printed: str) -> None:
    directory.resolve(printed)
