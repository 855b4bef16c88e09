"""Who may do what with a return, from which state."""

from itertools import product

import pytest

from app.core.actor import SYSTEM, Actor, ActorKind, Role
from app.core.errors import ConflictError, ForbiddenError
from app.progress import rules
from app.progress.rules import Action, Place, Standing
from app.progress.terms import OWED, ReturnState

OFFICE, OTHER_OFFICE, FEDERATION, COUNTY, NEIGHBOUR = 91, 92, 12, 3, 4


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
    may = action in rules.allowed(state, who, ahead=True)
    if action is Action.FILE_PARTS:
        assert action not in rules.allowed(state, who, ahead=False)
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
        (Action.SAVE, ReturnState.CLEARING, rules.InClearingError),
        (Action.SAVE, ReturnState.LOCKED, rules.LockedReturnError),
        (Action.SUBMIT, ReturnState.CLEARING, rules.InClearingError),
        (Action.CLEAR, ReturnState.DRAFT, rules.NotInClearingError),
        (Action.CLEAR, ReturnState.SUBMITTED, rules.AlreadySubmittedError),
        (Action.ACCEPT, ReturnState.CLEARING, rules.NotSubmittedError),
        (Action.RETURN, ReturnState.LOCKED, rules.LockedReturnError),
        (Action.AMEND, ReturnState.DRAFT, rules.NotAcceptedError),
        (Action.AMEND, ReturnState.SUBMITTED, rules.AlreadySubmittedError),
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


def test_where_a_place_wants_it_a_return_is_signed_in_its_unit_first() -> None:
    handed = rules.move(Action.SUBMIT, ReturnState.DRAFT, Standing.UNIT)
    assert rules.handed_in(handed, clearing=False) is ReturnState.SUBMITTED
    waiting = rules.handed_in(handed, clearing=True)
    assert waiting is ReturnState.CLEARING
    assert waiting in OWED, "what was not signed has not arrived"
    assert rules.move(Action.CLEAR, waiting, Standing.UNIT) is ReturnState.SUBMITTED
    assert rules.move(Action.TAKE_BACK, waiting, Standing.UNIT) is ReturnState.DRAFT


def test_what_is_locked_only_the_office_amends() -> None:
    with pytest.raises(rules.LockedReturnError):
        rules.move(Action.AMEND, ReturnState.LOCKED, Standing.UNIT)
    assert Action.AMEND not in rules.allowed(ReturnState.LOCKED, Standing.UNIT)
    assert rules.move(Action.AMEND, ReturnState.LOCKED, Standing.OFFICE) is ReturnState.SUBMITTED
    assert rules.move(Action.AMEND, ReturnState.ACCEPTED, Standing.UNIT) is ReturnState.SUBMITTED


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (actor(Role.LEADER), Standing.OVERSEER),
        (actor(Role.ADMIN), Standing.OVERSEER),
        (actor(Role.COORDINATOR, unit=OTHER_OFFICE), Standing.NEITHER),
        (actor(Role.COORDINATOR, unit=OFFICE), Standing.OFFICE),
    ],
)
def test_a_leader_or_admin_can_be_the_second_person(who: Actor, expected: Standing) -> None:
    assert rules.standing_to_return(who, OFFICES_PLAN) is expected
    may = Action.CONFIRM in rules.allowed(ReturnState.SUBMITTED, expected)
    assert may is (expected is not Standing.NEITHER)
    allowed = rules.allowed(ReturnState.SUBMITTED, expected, own_review=False)
    assert Action.CONFIRM not in allowed


def test_what_came_in_while_it_was_to_be_signed_must_be_signed_anew() -> None:
    assert rules.touched(ReturnState.CLEARING) is ReturnState.DRAFT
    assert rules.touched(ReturnState.CLEARING, "请补充") is ReturnState.RETURNED
    assert rules.touched(ReturnState.PENDING, "请补充") is ReturnState.DRAFT
    assert rules.touched(ReturnState.RETURNED) is ReturnState.RETURNED


def test_a_second_person_is_another_person_and_only_a_review_of_its_own_wants_one() -> None:
    ours = Actor(ActorKind.PERSON, 1, Role.COORDINATOR, "林", unit_id=12)
    assert rules.check_accepting(ours, 7, None) is False
    assert rules.check_accepting(ours, 12, "person:2") is True
    for first in (None, "person:1"):
        with pytest.raises(rules.SecondPersonError):
            rules.check_accepting(ours, 12, first)
    leader = Actor(ActorKind.PERSON, 2, Role.LEADER, "领")
    rules.check_confirmable(leader, 12, office_id=12)
    rules.check_confirmable(ours, 12, office_id=3)  # his unit stands in for an office that ended
    for office in (None, 3):
        with pytest.raises(rules.NotOwnReviewError):
            rules.check_confirmable(leader, 12, office)
