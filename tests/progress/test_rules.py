"""Lights, who may do what from which state, and what is missing."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.actor import SYSTEM, Actor, ActorKind, Role
from app.core.errors import ConflictError, ForbiddenError
from app.plans.terms import TaskState
from app.progress import rules
from app.progress.rules import Action, Filled, Place, Standing
from app.progress.terms import OWED, Light, ReturnState
from app.workdays.rules import Calendar

PLAIN = Calendar()
FRIDAY = date(2023, 7, 14)
OFFICE, OTHER_OFFICE, FEDERATION, COUNTY, NEIGHBOUR = 91, 92, 12, 3, 4


# ---- lights ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "light"),
    [
        (date(2023, 7, 1), Light.ON_TIME),
        (date(2023, 7, 10), Light.ON_TIME),
        (date(2023, 7, 11), Light.DUE_SOON),
        (FRIDAY, Light.DUE_SOON),
        (date(2023, 7, 15), Light.OVERDUE),
        (date(2023, 7, 17), Light.OVERDUE),
        (date(2023, 7, 28), Light.OVERDUE),
        (date(2023, 7, 31), Light.LONG_OVERDUE),
    ],
)
def test_a_return_due_on_a_friday_shows_its_light_day_by_day(today: date, light: Light) -> None:
    for state in OWED:
        assert rules.light(state, FRIDAY, today, PLAIN) is light


@pytest.mark.parametrize("state", sorted(set(ReturnState) - set(OWED)))
def test_what_was_handed_in_or_waived_is_done(state: ReturnState) -> None:
    assert rules.light(state, FRIDAY, date(2024, 1, 1), PLAIN) is Light.DONE
    assert rules.overdue_workdays(state, FRIDAY, date(2024, 1, 1), PLAIN) == 0
    assert not rules.is_overdue(state, FRIDAY, date(2024, 1, 1))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-400, 400))
def test_a_light_agrees_with_the_count_of_overdue_days(due_on: date, distance: int) -> None:
    today = due_on + timedelta(days=distance)
    state = ReturnState.PENDING
    late = rules.overdue_workdays(state, due_on, today, PLAIN)
    light = rules.light(state, due_on, today, PLAIN)
    assert (light in {Light.OVERDUE, Light.LONG_OVERDUE}) == (today > due_on)
    assert (light is Light.LONG_OVERDUE) == (late > rules.LONG_OVERDUE)
    assert late >= 0


def test_over_a_weekend_a_return_is_overdue_by_no_working_day() -> None:
    saturday = date(2023, 7, 15)
    assert rules.overdue_workdays(ReturnState.DRAFT, FRIDAY, saturday, PLAIN) == 0
    assert rules.is_overdue(ReturnState.DRAFT, FRIDAY, saturday)


@pytest.mark.parametrize(
    ("state", "due_on", "light"),
    [
        (TaskState.IN_PROGRESS, FRIDAY, Light.OVERDUE),
        (TaskState.ONGOING, FRIDAY, Light.OVERDUE),
        (TaskState.CLOSURE_APPLIED, FRIDAY, Light.OVERDUE),
        (TaskState.IN_PROGRESS, None, None),
        (TaskState.SUSPENDED, FRIDAY, None),
        (TaskState.CANCELLED, FRIDAY, None),
        (TaskState.CLOSED, FRIDAY, Light.DONE),
        (TaskState.CLOSED, None, Light.DONE),
    ],
)
def test_a_task_shows_the_light_of_the_return_that_asks_about_it(
    state: TaskState, due_on: date | None, light: Light | None
) -> None:
    assert rules.task_light(state, due_on, date(2023, 7, 18), PLAIN) is light


# ---- who may do what -------------------------------------------------------------------------


def actor(role: Role, *, unit: int | None = None, region: int = COUNTY) -> Actor:
    return Actor(ActorKind.PERSON, 1, role, "某人", region_id=region, unit_id=unit)


OFFICES_PLAN = Place(FEDERATION, COUNTY, OFFICE)
REGIONS_PLAN = Place(FEDERATION, COUNTY, None)


@pytest.mark.parametrize(
    ("who", "place", "expected"),
    [
        (SYSTEM, OFFICES_PLAN, Standing.OFFICE),
        (actor(Role.LIAISON, unit=FEDERATION), OFFICES_PLAN, Standing.UNIT),
        (actor(Role.LIAISON, unit=OFFICE), OFFICES_PLAN, Standing.NEITHER),
        (actor(Role.LIAISON), OFFICES_PLAN, Standing.NEITHER),
        (actor(Role.COORDINATOR), OFFICES_PLAN, Standing.OFFICE),
        (actor(Role.COORDINATOR), REGIONS_PLAN, Standing.OFFICE),
        (actor(Role.COORDINATOR, unit=OFFICE), OFFICES_PLAN, Standing.OFFICE),
        (actor(Role.COORDINATOR, unit=OTHER_OFFICE), OFFICES_PLAN, Standing.NEITHER),
        (actor(Role.COORDINATOR, unit=OFFICE), REGIONS_PLAN, Standing.NEITHER),
        (actor(Role.COORDINATOR, unit=FEDERATION), OFFICES_PLAN, Standing.NEITHER),
        (actor(Role.COORDINATOR, region=NEIGHBOUR), OFFICES_PLAN, Standing.NEITHER),
        (actor(Role.LEADER), OFFICES_PLAN, Standing.NEITHER),
        (actor(Role.ADMIN), OFFICES_PLAN, Standing.NEITHER),
    ],
)
def test_what_each_person_is_to_a_return(who: Actor, place: Place, expected: Standing) -> None:
    assert rules.standing(who, place) is expected


def test_only_a_coordinator_of_the_very_unit_reviews_itself() -> None:
    assert rules.reviews_itself(actor(Role.COORDINATOR, unit=FEDERATION), FEDERATION)
    assert not rules.reviews_itself(actor(Role.COORDINATOR), FEDERATION)
    assert not rules.reviews_itself(actor(Role.LIAISON, unit=FEDERATION), FEDERATION)


EVERY_MOVE = list(product(Action, ReturnState, Standing))


@pytest.mark.parametrize(("action", "state", "who"), EVERY_MOVE)
def test_every_move_is_made_forbidden_or_in_conflict_and_the_buttons_agree(
    action: Action, state: ReturnState, who: Standing
) -> None:
    may = action in rules.allowed(state, who)
    if may:
        assert rules.move(action, state, who) in ReturnState
        return
    with pytest.raises((ForbiddenError, ConflictError)) as refused:
        rules.move(action, state, who)
    assert refused.value.code not in {"forbidden", "conflict"}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("state", ReturnState)
def test_who_is_neither_unit_nor_office_may_do_nothing(action: Action, state: ReturnState) -> None:
    with pytest.raises(ForbiddenError):
        rules.move(action, state, Standing.NEITHER)


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.RETURN, Action.WAIVE])
@pytest.mark.parametrize("state", ReturnState)
def test_a_unit_never_reviews_its_own_return(action: Action, state: ReturnState) -> None:
    with pytest.raises(rules.NotYourPlanError):
        rules.move(action, state, Standing.UNIT)


@pytest.mark.parametrize(
    ("action", "state", "refusal"),
    [
        (Action.SAVE, ReturnState.SUBMITTED, rules.AlreadySubmittedError),
        (Action.SAVE, ReturnState.ACCEPTED, rules.AlreadyAcceptedError),
        (Action.SAVE, ReturnState.WAIVED, rules.WaivedReturnError),
        (Action.SUBMIT, ReturnState.SUBMITTED, rules.AlreadySubmittedError),
        (Action.ACCEPT, ReturnState.DRAFT, rules.NotSubmittedError),
        (Action.ACCEPT, ReturnState.ACCEPTED, rules.AlreadyAcceptedError),
        (Action.RETURN, ReturnState.PENDING, rules.NotSubmittedError),
        (Action.WAIVE, ReturnState.SUBMITTED, rules.AlreadySubmittedError),
    ],
)
def test_a_refusal_names_what_is_in_the_way(
    action: Action, state: ReturnState, refusal: type[ConflictError]
) -> None:
    with pytest.raises(refusal):
        rules.move(action, state, Standing.OFFICE)


def test_a_return_that_was_sent_back_stays_so_until_it_is_handed_in_again() -> None:
    saved = rules.move(Action.SAVE, ReturnState.RETURNED, Standing.UNIT)
    assert saved is ReturnState.RETURNED
    assert rules.move(Action.SUBMIT, saved, Standing.UNIT) is ReturnState.SUBMITTED


@pytest.mark.parametrize("state", [ReturnState.ACCEPTED, ReturnState.WAIVED])
def test_a_wrong_click_of_the_coordinator_can_be_taken_back(state: ReturnState) -> None:
    assert rules.move(Action.RETURN, state, Standing.OFFICE) is ReturnState.RETURNED


# ---- is it complete --------------------------------------------------------------------------


def filled(task: int, progress: str = "", *, no_change: bool = False, asked: bool = True) -> Filled:
    return Filled(task, f"{task}. 任务", asked, progress, no_change)


def test_a_return_without_rows_or_with_all_of_them_filled_is_complete() -> None:
    rules.check_complete([])
    rules.check_complete([filled(1, "完成"), filled(2, no_change=True), filled(3, asked=False)])


def test_what_is_missing_is_told_row_by_row() -> None:
    with pytest.raises(rules.IncompleteReturnError, match="共 2 项") as refused:
        rules.check_complete([filled(1), filled(2, "完成"), filled(3, " \n\u3000")])
    assert [one["loc"] for one in refused.value.errors] == [
        ["rows", 1, "progress"],
        ["rows", 3, "progress"],
    ]
    assert refused.value.errors[0]["msg"] == "1. 任务：请填写进展，或注明无变化"


def test_a_return_cannot_be_handed_in_before_it_opens() -> None:
    rules.check_open(FRIDAY, FRIDAY)
    with pytest.raises(rules.NotOpenError, match="2023年7月14日起"):
        rules.check_open(FRIDAY, FRIDAY - timedelta(days=1))


def test_a_new_due_date_may_be_today_but_not_yesterday() -> None:
    rules.check_new_due(None, FRIDAY)
    rules.check_new_due(FRIDAY, FRIDAY)
    with pytest.raises(rules.PastDueDateError):
        rules.check_new_due(FRIDAY - timedelta(days=1), FRIDAY)
