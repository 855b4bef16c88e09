from datetime import date

import pytest

from app.network.scope import PLANS_AT_MOST, Scope, ScopeError, scope_of
from app.network.terms import GraphFormat, chosen


def test_plans_are_read_as_a_person_types_them_each_once() -> None:
    assert scope_of(plans=" 3,1，2、1 ").plan_ids == (1, 2, 3)
    assert scope_of(plan=4) == Scope(plan_ids=(4,))
    assert scope_of(region=2, on=date(2023, 8, 11)) == Scope((), 2, date(2023, 8, 11))
    assert (scope_of(plan=4).only_plan, scope_of(plans="1,2").only_plan) == (4, None)


@pytest.mark.parametrize(
    "plans", ["", " , ", "1,x", "0", "-1", "1.5", "²", "9" * 19, "9" * 5000, "1;2", "１"]
)
def test_what_is_no_list_of_plans_is_refused(plans: str) -> None:
    with pytest.raises(ScopeError):
        scope_of(plans=plans)


def test_more_plans_than_a_person_names_are_refused() -> None:
    many = ",".join(str(n) for n in range(1, PLANS_AT_MOST + 2))
    with pytest.raises(ScopeError):
        scope_of(plans=many)


def test_two_ranges_at_once_are_refused() -> None:
    with pytest.raises(ScopeError):
        scope_of(plan=1, region=1)
    with pytest.raises(ScopeError):
        scope_of(plan=1, plans="1")


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("application/graphml+xml, application/json;q=0.9", "graphml"),
        ("application/json;q=0.1, text/csv;q=0.5", "csv"),
        ("text/csv;q=0", "json"),
        ("text/csv;q=x", "json"),
        ("text/html,;;,", "json"),
    ],
)
def test_the_format_that_is_asked_for_by_accept(accept: str | None, wanted: str) -> None:
    assert chosen(accept) is GraphFormat(wanted)
