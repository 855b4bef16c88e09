from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.actor import SYSTEM, Actor, ActorKind, Role
from app.core.errors import ForbiddenError
from app.units import rules
from app.units.terms import KIND_NAMES, UnitKind

WUSHAN = "/500000/500237/"


def acting(role: Role, region_id: int = 2, path: str = WUSHAN) -> Actor:
    return Actor(ActorKind.PERSON, 1, role, "某人", region_id=region_id, region_path=path)


def test_a_coordinator_writes_for_the_own_region_alone() -> None:
    rules.check_may_write(acting(Role.COORDINATOR), 2, WUSHAN)
    with pytest.raises(ForbiddenError, match="督办人员只能"):
        rules.check_may_write(acting(Role.COORDINATOR), 3, f"{WUSHAN}500237001/")


def test_an_admin_writes_for_the_own_region_and_below() -> None:
    rules.check_may_write(acting(Role.ADMIN), 2, WUSHAN)
    rules.check_may_write(acting(Role.ADMIN), 3, f"{WUSHAN}500237001/")
    with pytest.raises(ForbiddenError, match="管理员只能"):
        rules.check_may_write(acting(Role.ADMIN), 1, "/500000/")


@pytest.mark.parametrize("role", [Role.LIAISON, Role.LEADER])
def test_a_liaison_and_a_leader_only_read(role: Role) -> None:
    with pytest.raises(ForbiddenError):
        rules.check_may_write(acting(role), 2, WUSHAN)


def test_the_service_itself_writes_everywhere() -> None:
    rules.check_may_write(SYSTEM, 9, "/900000/")


def test_ranks_begin_in_the_customary_order_of_organs() -> None:
    firsts = [rules.first_rank(kind) for kind in KIND_NAMES]
    assert firsts == sorted(firsts)
    assert rules.first_rank(UnitKind.GROUP) == max(firsts)


def test_a_new_unit_stands_after_the_last_of_its_kind() -> None:
    assert rules.next_rank(UnitKind.GOVERNMENT_DEPARTMENT, None) == 2010
    assert rules.next_rank(UnitKind.GOVERNMENT_DEPARTMENT, 2190) == 2200
    assert rules.next_rank(UnitKind.GOVERNMENT_DEPARTMENT, 7) == 2010


def test_a_unit_is_not_above_itself() -> None:
    rules.check_parent(1, 2, {2: 3, 3: None})
    with pytest.raises(rules.OwnParentError):
        rules.check_parent(1, 1, {})
    with pytest.raises(rules.OwnParentError):
        rules.check_parent(1, 2, {2: 3, 3: 1})


def test_a_ring_that_is_there_already_ends_the_search() -> None:
    rules.check_parent(9, 2, {2: 3, 3: 2})


@pytest.mark.parametrize(
    ("text", "told"),
    [("oa:1001", ("oa", "1001")), ("oa:a:b", ("oa", "a:b")), ("oa: 7 ", ("oa", "7"))],
)
def test_an_external_id_is_a_system_and_a_value(text: str, told: tuple[str, str]) -> None:
    assert rules.external_id(text) == told


@pytest.mark.parametrize(
    "text", ["", "oa", "oa:", ":1", "o a:1", "系统:1", "oa:\x00", f"oa:{'9' * 101}", "oa: "]
)
def test_an_external_id_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(rules.BadExternalIdError):
        rules.external_id(text)


@pytest.mark.parametrize("name", ["", "  ", "\u3000", "a\x00b", "县\u200b残联", "县" * 101])
def test_a_name_that_nobody_could_print_is_refused(name: str) -> None:
    with pytest.raises(rules.BadNameError):
        rules.tidy(name)


def test_a_name_keeps_its_characters_and_loses_its_outer_spaces() -> None:
    assert rules.tidy(" 各乡镇（街道）\n") == "各乡镇（街道）"
    assert rules.tidy("重庆广电  巫山分公司") == "重庆广电 巫山分公司"


def test_a_validity_ends_after_it_begins() -> None:
    rules.check_validity(date(2022, 1, 1), date(2022, 1, 1))
    with pytest.raises(rules.BadValidityError):
        rules.check_validity(date(2022, 1, 2), date(2022, 1, 1))


def test_a_region_has_itself_and_all_above_it_on_its_path() -> None:
    assert rules.ancestors(WUSHAN) == ("/500000/", WUSHAN)


@pytest.mark.parametrize(
    ("name", "key", "initials"),
    [
        ("县残联", "xian4can2lian2", "xcl"),
        ("重庆广电巫山分公司", "chong2qing4guang3dian4wu1shan1fen1gong1si1", "cqgdwsfgs"),
        ("各乡镇（街道）", "ge4xiang1zhen4jie1dao4", "gxzjd"),
        ("新华社A1", "xin1hua2she4a1", "xhsa1"),
    ],
)
def test_a_name_has_its_pinyin_and_initials(name: str, key: str, initials: str) -> None:
    assert rules.pinyin_of(name) == (key, initials)


def test_names_sort_by_pinyin_syllable_by_syllable() -> None:
    """县(xian) stands before 县 of longer syllables: xi'an would follow x-ia-n by letters alone."""
    names = ["县妇联", "县残联", "县财政局", "县教委", "县委宣传部", "西安局"]
    ordered = sorted(names, key=lambda name: rules.pinyin_of(name)[0])
    assert ordered == ["西安局", "县财政局", "县残联", "县妇联", "县教委", "县委宣传部"]


@given(st.text(max_size=60))
def test_a_query_is_comparable_and_holds_nothing_unprintable(query: str) -> None:
    search = rules.searched(query)
    if search is not None:
        assert search.text
        assert "\x00" not in search.text
        assert search.letters in {None, search.text}


@pytest.mark.parametrize("query", ["", "  ", "\x00", "\n\t"])
def test_an_empty_query_looks_for_nothing(query: str) -> None:
    assert rules.searched(query) is None
