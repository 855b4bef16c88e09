"""Reforms, decided without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import AppError
from app.units.reforms import rules
from app.units.reforms.rules import Link, Organ
from app.units.reforms.terms import ReformKind

MAY, JUNE = date(2023, 5, 1), date(2023, 6, 1)
REVIVAL, FARMING = Organ(1, "县乡村振兴局"), Organ(2, "县农业农村委")


def refusal(old: list[Organ], new: list[Organ], links: tuple[Link, ...] = ()) -> str:
    with pytest.raises(AppError) as refused:
        rules.check_parties(old, new, MAY, links)
    return refused.value.code


def test_a_bureau_may_go_into_a_commission() -> None:
    rules.check_parties([REVIVAL], [FARMING], MAY, [])


def test_a_unit_never_goes_into_itself() -> None:
    assert refusal([REVIVAL, FARMING], [FARMING]) == "reform_into_itself"


def test_a_unit_that_is_given_twice_is_refused() -> None:
    assert refusal([REVIVAL, REVIVAL], [FARMING]) == "reform_parties"


def test_a_group_is_neither_merged_nor_split() -> None:
    assert refusal([Organ(3, "各乡镇", is_group=True)], [FARMING]) == "reform_of_group"
    assert refusal([REVIVAL], [Organ(3, "各乡镇", is_group=True)]) == "reform_of_group"


def test_a_unit_ends_after_it_began_and_once() -> None:
    young = Organ(1, "县乡村振兴局", valid_from=MAY)
    assert refusal([young], [FARMING]) == "reform_before_beginning"
    gone = Organ(1, "县乡村振兴局", valid_until=date(2022, 12, 31))
    assert refusal([gone], [FARMING]) == "reform_already_ended"
    assert refusal([REVIVAL], [FARMING], links=(Link(1, 9, JUNE),)) == "reform_already_ended"


def test_what_the_registry_says_already_of_its_last_day_is_in_order() -> None:
    ending = Organ(1, "县乡村振兴局", valid_until=date(2023, 4, 30))
    rules.check_parties([ending], [FARMING], MAY, [])


def test_a_successor_is_there_on_the_day() -> None:
    gone = Organ(2, "县农业农村委", valid_until=date(2023, 4, 30))
    assert refusal([REVIVAL], [gone]) == "reform_successor_gone"
    coming = Organ(2, "县农业农村委", valid_from=JUNE)
    assert refusal([REVIVAL], [coming]) == "reform_successor_gone"
    rules.check_parties([REVIVAL], [Organ(2, "新局", valid_from=MAY)], MAY, [])


def test_a_unit_does_not_end_before_it_stands_in_for_another() -> None:
    assert refusal([FARMING], [REVIVAL], links=(Link(7, 2, JUNE),)) == "reform_cycle"


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        (ReformKind.MERGE, 0, 1),
        (ReformKind.MERGE, 1, 0),
        (ReformKind.MERGE, 1, 2),
        (ReformKind.SPLIT, 1, 1),
        (ReformKind.SPLIT, 2, 2),
        (ReformKind.RENAME, 1, 1),
        (ReformKind.RENAME, 2, 0),
    ],
)
def test_each_kind_has_its_parties(kind: ReformKind, old: int, new: int) -> None:
    with pytest.raises(rules.WrongPartiesError):
        rules.check_count(kind, old, new)


@pytest.mark.parametrize("basis", ["", "  ", "\x00", "长" * 301])
def test_a_reform_says_what_it_rests_on(basis: str) -> None:
    with pytest.raises(rules.BasisMissingError):
        rules.check_words(basis, MAY, MAY)


@pytest.mark.parametrize("day", [date.min, date(1949, 9, 30), date(2033, 1, 1), date.max])
def test_an_absurd_day_is_refused(day: date) -> None:
    with pytest.raises(rules.BadReformDateError):
        rules.check_words("机构改革方案", day, MAY)


def test_a_name_that_differs_only_in_width_is_the_same() -> None:
    with pytest.raises(rules.SameNameError):
        rules.check_renaming(Organ(1, "县残联"), " 县残联 ", MAY, [])


def test_names_follow_each_other_as_their_days_do() -> None:
    once = [(JUNE, "县残疾人事务中心")]
    for day in (MAY, JUNE):
        with pytest.raises(rules.RenamedLaterError):
            rules.check_renaming(REVIVAL, "县振兴局", day, once)
    july = JUNE + timedelta(days=30)
    with pytest.raises(rules.SameNameError):
        rules.check_renaming(REVIVAL, "县残疾人事务中心", july, once)
    rules.check_renaming(REVIVAL, REVIVAL.name, july, once)  # back to what it is called today


def test_a_unit_does_not_end_before_it_is_renamed() -> None:
    with pytest.raises(rules.RenamedLaterError):
        rules.check_renamed_before([(JUNE, "县振兴局")], MAY)
    rules.check_renamed_before([(MAY, "县振兴局")], JUNE)


def test_two_reforms_make_one_line_that_is_whole_with_the_later() -> None:
    """扶贫办 → 乡村振兴局 → 农业农村委."""
    known = rules.lines([Link(5, 1, date(2021, 6, 1)), Link(1, 2, MAY)])
    assert known == {(5, 1): date(2021, 6, 1), (1, 2): MAY, (5, 2): MAY}
    before, after = date(2023, 4, 30), MAY
    assert rules.holder(5, known, date(2020, 1, 1)) == 5
    assert (rules.holder(5, known, before), rules.holder(5, known, after)) == (1, 2)


def test_the_order_in_which_reforms_are_entered_does_not_matter() -> None:
    links = [Link(5, 1, date(2021, 6, 1)), Link(1, 2, MAY), Link(8, 2, JUNE)]
    assert rules.lines(links) == rules.lines(links[::-1])


def test_a_line_that_leads_back_is_refused() -> None:
    with pytest.raises(rules.ReformCycleError):
        rules.lines([Link(1, 2, MAY), Link(2, 3, JUNE), Link(3, 1, JUNE)])


@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.integers(0, 900)), max_size=29, unique_by=lambda p: p[0]
    )
)
def test_everybody_has_one_holder_on_each_day(steps: list[tuple[int, int]]) -> None:
    """Units go into ones of a higher number, so no line leads back."""
    links = [Link(unit, unit + 1, MAY + timedelta(days)) for unit, days in steps]
    known = rules.lines(links)
    for unit, _ in steps:
        for day in (date(2020, 1, 1), MAY + timedelta(1000)):
            heir = rules.holder(unit, known, day)
            assert rules.holder(heir, known, day) == heir
        assert rules.holder(unit, known, MAY + timedelta(1000)) not in dict(steps)


def test_a_reform_on_which_a_later_one_builds_stays() -> None:
    later = [(JUNE, 2, (2, 9))]
    with pytest.raises(rules.ReformInUseError):
        rules.check_last({1, 2}, later, (MAY, 1))
    rules.check_last({1, 3}, later, (MAY, 1))
    rules.check_last({1, 2}, [(MAY, 1, (1, 2))], (MAY, 1))


def test_the_heirs_of_a_unit_are_those_that_stand_in_the_end() -> None:
    steps = {1: [2, 3], 2: [4], 3: [5, 4]}
    assert rules.heirs(1, steps) == [4, 5]
    assert rules.heirs(3, steps) == [5, 4]
    assert rules.heirs(4, steps) == []
