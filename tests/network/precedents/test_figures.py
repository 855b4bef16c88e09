"""The division of one seed plan, told from the other two, against two plain guesses."""

from functools import cache

from tests.precedents.__main__ import KINDS, figures
from tests.precedents.plans import DividedPlan, divided_plans
from tests.precedents.scoring import Figures


@cache
def plans() -> list[DividedPlan]:
    return divided_plans()


def told(kind: str, hidden: list[DividedPlan]) -> Figures:
    return figures(plans(), hidden, KINDS[kind])


def test_leads_are_told_better_than_by_either_guess() -> None:
    found, always, frequent = (told(kind, plans()) for kind in KINDS)
    assert (found.led, always.hits, frequent.hits) == (54, 32, 32)
    assert found.hits >= 40
    assert found.hits_at_3 >= 49
    assert found.first - max(always.first, frequent.first) >= 10


def test_participants_are_told_better_than_by_the_most_frequent() -> None:
    for plan in plans():
        found, frequent = told("先例", [plan]), told("最常见的", [plan])
        assert found.parties.recall - frequent.parties.recall >= 0.1
        assert found.parties.precision - frequent.parties.precision >= 0.1


def test_a_plan_that_lost_its_marks_is_not_asked_for_leads() -> None:
    lost = next(one for one in plans() if not one.roles_known)
    assert lost.name == "zhangdian"
    assert told("先例", [lost]).led == 0
