from typing import Any

import pytest

from app.network.precedents.rules import Division, Holder, Precedent, weigh
from app.network.proposals import rules
from app.network.proposals.terms import ProposalState
from app.reading.terms import Role

FEDERATION, CIVIL, HEALTH = "disabled_persons_federation", "civil_affairs", "health"
LEAD, RESPONSIBLE, SUPPORTING = Role.LEAD, Role.RESPONSIBLE, Role.SUPPORTING


def held(*cells: tuple[str, Role, str]) -> tuple[Holder, ...]:
    return tuple(Holder(function, function, role, label, False) for function, role, label in cells)


HOLDERS = {
    1: held((FEDERATION, LEAD, "牵头单位"), (CIVIL, SUPPORTING, "参与单位")),
    2: held((FEDERATION, LEAD, "牵头部门"), (CIVIL, SUPPORTING, "参与单位")),
    3: held((CIVIL, LEAD, "牵头单位"), (HEALTH, SUPPORTING, "配合单位")),
}


def division(*scores: float) -> Division:
    return weigh(Precedent(n, n, score, HOLDERS[n]) for n, score in enumerate(scores, 1))


def told(found: list[rules.Suggestion]) -> list[tuple[Any, ...]]:
    return [(one.function, one.role, one.rank, one.label) for one in found]


def test_leads_come_first_each_with_the_word_of_its_precedents() -> None:
    found = rules.suggestions(division(0.5, 0.3, 0.4), HOLDERS, SUPPORTING)
    assert told(found) == [
        (FEDERATION, LEAD, 1, "牵头单位"),
        (CIVIL, LEAD, 2, "牵头单位"),
        (CIVIL, SUPPORTING, 3, "参与单位"),
    ]
    assert found[0].said_by == (1, 2)


def test_another_lead_that_no_nearest_task_has_is_not_proposed() -> None:
    found = weigh(
        [
            Precedent(1, 1, 0.5, HOLDERS[1]),
            Precedent(3, 1, 0.3, HOLDERS[3]),  # the same plan, further off
        ]
    )
    assert [one.function for one in found.offered] == [FEDERATION, CIVIL]
    leads = [it for it in rules.suggestions(found, HOLDERS, SUPPORTING) if it.role is LEAD]
    assert [one.function for one in leads] == [FEDERATION]


def test_nothing_is_proposed_without_precedents() -> None:
    assert rules.suggestions(weigh([]), {}, SUPPORTING) == []
    assert rules.words([]) == {}


def test_a_plan_gets_one_word_for_a_role() -> None:
    found = rules.suggestions(division(0.5, 0.3, 0.4), HOLDERS, SUPPORTING)
    assert rules.words(found) == {LEAD: "牵头单位", SUPPORTING: "参与单位"}


@pytest.mark.parametrize(
    ("of_plan", "role"),
    [
        (set(), SUPPORTING),
        ({LEAD}, SUPPORTING),
        ({LEAD, RESPONSIBLE}, RESPONSIBLE),
        ({LEAD, RESPONSIBLE, SUPPORTING}, SUPPORTING),
    ],
)
def test_the_others_get_the_role_that_the_plan_already_uses(of_plan: set[Role], role: Role) -> None:
    assert rules.others_role(of_plan) is role


@pytest.mark.parametrize("state", [ProposalState.ACCEPTED, ProposalState.DECLINED])
def test_what_is_settled_is_not_settled_again(state: ProposalState) -> None:
    rules.check_open(ProposalState.OPEN)
    with pytest.raises(rules.ProposalSettledError):
        rules.check_open(state)


def test_a_unit_holds_a_task_once() -> None:
    rules.check_named_once([(1, 5), (2, 5), (1, 6)])
    with pytest.raises(rules.NamedTwiceError):
        rules.check_named_once([(1, 5), (1, 5)])
