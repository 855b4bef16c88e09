"""Which tasks are open to claims, who may offer, and what a settlement comes to."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from app.core.errors import AppError
from app.plans.terms import PlanState, TaskState
from app.progress.claims import messages, rules
from app.progress.claims.rules import Cell, Claimant, Offer, TaskFacts, Verdict
from app.progress.claims.terms import ClaimState, Decision, Gap
from app.reading.terms import Role, Stage, TaskKind

LEAD = Cell(Role.LEAD, 1, collective=False, name="县残联")
UNKNOWN_LEAD = Cell(Role.LEAD, None, collective=False, name="县移民局")
HOLDER = Cell(Role.RESPONSIBLE, 2, collective=False, name="县财政局")
DEPARTMENTS = Cell(Role.LEAD, 9, collective=True, name="县级有关部门")


def facts(*cells: Cell, **changes: Any) -> TaskFacts:
    values: dict[str, Any] = {
        "kind": TaskKind.TASK,
        "state": TaskState.IN_PROGRESS,
        "ended": False,
        "plan_state": PlanState.PUBLISHED,
        "stage": Stage.ISSUED,
        "cells": cells,
    }
    return TaskFacts(**(values | changes))


@pytest.mark.parametrize(
    ("cells", "lacks"),
    [
        ((), Gap.NOBODY),
        ((DEPARTMENTS,), Gap.COLLECTIVE),
        ((HOLDER,), Gap.NO_LEAD),
        ((HOLDER, DEPARTMENTS), Gap.NO_LEAD),
    ],
)
def test_a_task_that_nobody_leads_is_open(cells: tuple[Cell, ...], lacks: Gap) -> None:
    assert rules.check_open(facts(*cells)) is lacks


@pytest.mark.parametrize("cells", [(LEAD,), (HOLDER, LEAD), (UNKNOWN_LEAD,)])
def test_a_task_that_somebody_leads_is_not_open_even_if_the_name_is_not_clear_yet(
    cells: tuple[Cell, ...],
) -> None:
    with pytest.raises(rules.LeadTakenError, match="牵头"):
        rules.check_open(facts(*cells))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"plan_state": PlanState.DRAFT}, "尚未发布"),
        ({"stage": Stage.CONSULTATION}, "征求意见"),
        ({"kind": TaskKind.MEASURE}, "上级任务"),
        ({"ended": True}, "取消"),
        ({"state": TaskState.CLOSED}, "办结"),
        ({"state": TaskState.CANCELLED}, "终止"),
    ],
)
def test_what_is_not_handed_to_anybody_cannot_be_claimed(
    changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(rules.NotClaimableError) as refused:
        rules.check_open(facts(**changes))
    assert reason in str(refused.value.detail)


@pytest.mark.parametrize("kind", [TaskKind.TASK, TaskKind.PROJECT])
@pytest.mark.parametrize("state", [TaskState.SUSPENDED, TaskState.ONGOING])
def test_projects_and_tasks_that_rest_or_go_on_may_be_claimed(
    kind: TaskKind, state: TaskState
) -> None:
    assert rules.check_open(facts(kind=kind, state=state)) is Gap.NOBODY


# ---- who may offer ---------------------------------------------------------------------------


def unit(id_: int = 1, *, group: bool = False, regions: Sequence[int] = (7,)) -> Claimant:
    return Claimant(id_, f"单位{id_}", frozenset(regions), is_group=group, valid=True)


def test_a_branch_that_serves_the_region_may_claim_as_a_unit_of_it_does() -> None:
    rules.check_claimant(unit(regions=(3, 7)), 7)


@pytest.mark.parametrize(
    "other",
    [
        unit(group=True),
        unit(regions=(8,)),
        Claimant(1, "县乡村振兴局", frozenset({7}), is_group=False, valid=False),
    ],
)
def test_a_group_a_stranger_and_a_unit_that_is_gone_may_not(other: Claimant) -> None:
    with pytest.raises(rules.NotOfTheRegionError):
        rules.check_claimant(other, 7)


@pytest.mark.parametrize(
    "partners",
    [
        [unit(1)],
        [unit(2), unit(2)],
        [unit(2, regions=(8,))],
        [unit(n) for n in range(2, 23)],
    ],
)
def test_partners_are_other_units_of_the_region_each_once(partners: list[Claimant]) -> None:
    with pytest.raises(rules.PartnersError):
        rules.check_partners(1, partners, 7)


def test_who_takes_part_already_may_offer_to_lead_and_nothing_else() -> None:
    rules.check_not_holding(2, Role.LEAD, [HOLDER])
    with pytest.raises(rules.HoldsAlreadyError):
        rules.check_not_holding(2, Role.SUPPORTING, [HOLDER])


# ---- settling --------------------------------------------------------------------------------


def offer(id_: int, role: Role = Role.LEAD, state: ClaimState = ClaimState.OFFERED) -> Offer:
    return Offer(id_, 10 + id_, f"单位{id_}", role, state)


def yes(id_: int, decision: Decision = Decision.LEAD) -> Verdict:
    return Verdict(id_, decision)


def no(id_: int, note: str = "与本职不符") -> Verdict:
    return Verdict(id_, Decision.DECLINE, note)


def test_two_that_want_to_lead_are_a_conflict_and_one_with_a_helper_is_none() -> None:
    assert rules.is_conflict([offer(1), offer(2)])
    assert not rules.is_conflict([offer(1), offer(2, Role.SUPPORTING)])
    assert not rules.is_conflict([offer(1), offer(2, state=ClaimState.WITHDRAWN)])


def test_the_one_that_leads_comes_first_whatever_the_order_of_the_decisions() -> None:
    offers = [offer(1, Role.SUPPORTING), offer(2), offer(3), offer(4)]
    verdicts = [yes(1, Decision.SUPPORTING), no(2), yes(3, Decision.RESPONSIBLE), yes(4)]
    found = rules.settled(offers, verdicts, [])
    assert [one.id for one, _ in found.confirmed] == [4, 3, 1]
    assert [one.id for one, _ in found.declined] == [2]


def test_of_several_leads_a_person_says_who_files() -> None:
    offers = [offer(1), offer(2)]
    with pytest.raises(rules.SettlementError, match="主牵头"):
        rules.settled(offers, [yes(1), yes(2)], [])
    found = rules.settled(offers, [yes(1), yes(2)], [], first=2)
    assert [one.id for one, _ in found.confirmed] == [2, 1]
    with pytest.raises(rules.SettlementError, match="主牵头"):
        rules.settled(offers, [yes(1), no(2)], [], first=2)


def test_who_did_not_offer_to_lead_is_not_made_to() -> None:
    with pytest.raises(rules.SettlementError) as refused:
        rules.settled([offer(1, Role.SUPPORTING)], [yes(1)], [])
    assert refused.value.errors[0]["loc"] == ["body", "decisions", 0, "decision"]


@pytest.mark.parametrize("note", ["", " \u3000\n"])
def test_nobody_is_declined_without_a_reason(note: str) -> None:
    with pytest.raises(rules.SettlementError) as refused:
        rules.settled([offer(1)], [no(1, note)], [])
    assert refused.value.errors[0]["loc"] == ["body", "decisions", 0, "note"]


def test_where_somebody_leads_from_now_on_no_offer_is_left_hanging() -> None:
    offers = [offer(1), offer(2, Role.SUPPORTING), offer(3, state=ClaimState.DECLINED)]
    with pytest.raises(rules.OffersLeftError) as refused:
        rules.settled(offers, [yes(1)], [])
    assert refused.value.detail == "单位2"
    rules.settled(offers, [yes(1), no(2)], [])


def test_helpers_may_be_confirmed_while_the_lead_is_still_looked_for() -> None:
    offers = [offer(1), offer(2, Role.SUPPORTING)]
    found = rules.settled(offers, [yes(2, Decision.SUPPORTING)], [])
    assert [one.id for one, _ in found.confirmed] == [2]


@pytest.mark.parametrize(
    ("verdicts", "cells", "refused"),
    [
        ([], [], rules.SettlementError),
        ([yes(9)], [], rules.SettlementError),
        ([no(1), no(1)], [], rules.SettlementError),
        ([yes(3)], [], rules.ClaimEndedError),
        ([no(4)], [], rules.ClaimEndedError),
        ([yes(1), no(2)], [LEAD], rules.LeadTakenError),
        ([no(1)], [LEAD], rules.OffersLeftError),
        (
            [yes(2, Decision.SUPPORTING)],
            [Cell(Role.RESPONSIBLE, 12, False)],
            rules.HoldsAlreadyError,
        ),
    ],
)
def test_what_cannot_be_decided_is_refused_as_a_whole(
    verdicts: list[Verdict], cells: list[Cell], refused: type[AppError]
) -> None:
    offers = [
        offer(1),
        offer(2),
        offer(3, state=ClaimState.CONFIRMED),
        offer(4, state=ClaimState.WITHDRAWN),
    ]
    with pytest.raises(refused):
        rules.settled(offers, verdicts, cells)


def test_late_helpers_may_still_join_who_leads_by_now() -> None:
    offers = [offer(1, Role.SUPPORTING), offer(2)]
    found = rules.settled(offers, [yes(1, Decision.SUPPORTING), no(2)], [LEAD])
    assert [one.id for one, _ in found.confirmed] == [1]


def test_the_basis_says_who_claimed_when_and_who_confirmed() -> None:
    day = date(2023, 5, 20)
    assert messages.basis("陈立", day, None, "林晓岚") == "认领：陈立 2023-05-20，林晓岚确认"
    assert (
        messages.basis("周敏", day, "林晓岚", "林晓岚")
        == "认领：周敏 2023-05-20（林晓岚代录），林晓岚确认"
    )
