"""What may be done with an instruction, by whom, from which state, and what it needs."""

from datetime import date
from itertools import product

import pytest

from app.core.actor import Actor, ActorKind, Role
from app.core.errors import ConflictError, ForbiddenError, InvalidError
from app.reminders.instructions import giving_rules, rules
from app.reminders.instructions.giving_rules import UnitFacts
from app.reminders.instructions.rules import Place, Standing
from app.reminders.instructions.terms import Action, InstructionState
from app.workdays.rules import Calendar

S = InstructionState
MONDAY = date(2023, 7, 10)
HERE = Place(region_id=3, office_id=25, given_by="吴", leader_id=None)

# By hand, and not read out of the table: from which state each leads where.
LEADS: dict[Action, dict[InstructionState, InstructionState]] = {
    Action.ACKNOWLEDGE: {S.GIVEN: S.ACKNOWLEDGED},
    Action.REPLY: dict.fromkeys((S.GIVEN, S.ACKNOWLEDGED, S.SENT_BACK), S.REPLIED),
    Action.ACCEPT: {S.REPLIED: S.ACCEPTED},
    Action.SEND_BACK: dict.fromkeys((S.REPLIED, S.ACCEPTED), S.SENT_BACK),
    Action.EXTEND: {
        S.GIVEN: S.GIVEN,
        S.ACKNOWLEDGED: S.ACKNOWLEDGED,
        S.SENT_BACK: S.SENT_BACK,
    },
    Action.WITHDRAW: dict.fromkeys((S.GIVEN, S.ACKNOWLEDGED, S.SENT_BACK, S.REPLIED), S.WITHDRAWN),
}
REFUSED = {
    S.REPLIED: "replied_already",
    S.ACCEPTED: "done_already",
    S.WITHDRAWN: "instruction_withdrawn",
}


@pytest.mark.parametrize(("action", "state"), list(product(LEADS, S)))
def test_each_step_leads_where_it_should_or_says_what_stands_in_the_way(
    action: Action, state: InstructionState
) -> None:
    to = LEADS[action].get(state)
    if to is not None:
        assert rules.move(action, state) is to
        return
    with pytest.raises(ConflictError) as refused:
        rules.move(action, state)
    early = "acknowledged_already" if action is Action.ACKNOWLEDGE else "no_reply"
    assert refused.value.code == REFUSED.get(state, early)


def test_units_answer_and_the_office_or_the_leader_decides() -> None:
    for action in LEADS:
        unit_may = action in (Action.ACKNOWLEDGE, Action.REPLY)
        may = {Standing.OFFICE, Standing.UNIT if unit_may else Standing.GIVER}
        for who in Standing:
            if who in may:
                rules.check_who(action, who)
                continue
            with pytest.raises(ForbiddenError) as refused:
                rules.check_who(action, who)
            wanted = "not_your_instruction" if unit_may else "not_yours_to_decide"
            assert refused.value.code == wanted


def test_a_second_person_is_the_office_a_leader_or_an_admin_and_moves_nothing() -> None:
    assert rules.move(Action.CONFIRM, S.REPLIED) is S.REPLIED
    with pytest.raises(rules.NoReplyError):
        rules.move(Action.CONFIRM, S.GIVEN)
    seconds = {Standing.OFFICE, Standing.GIVER, Standing.OVERSEER}
    for who in Standing:
        waits = rules.allowed(S.REPLIED, who, confirmable=True)
        assert (Action.CONFIRM in waits) is (who in seconds)
        assert Action.CONFIRM not in rules.allowed(S.REPLIED, who)


def actor(role: Role, **more: object) -> Actor:
    values = {"kind": ActorKind.PERSON, "id": 7, "role": role, "name": "吴", "region_id": 3}
    return Actor(**values | more)  # type: ignore[arg-type]  # of mixed types


@pytest.mark.parametrize(
    ("who", "place", "standing"),
    [
        (actor(Role.SYSTEM), HERE, Standing.OFFICE),
        (actor(Role.COORDINATOR), HERE, Standing.OFFICE),
        (actor(Role.COORDINATOR, unit_id=25), HERE, Standing.OFFICE),
        (actor(Role.COORDINATOR, unit_id=9), HERE, Standing.NEITHER),
        (actor(Role.COORDINATOR, region_id=4), HERE, Standing.NEITHER),
        (actor(Role.LEADER), HERE, Standing.GIVER),
        (actor(Role.LEADER, name="郑"), HERE, Standing.OVERSEER),
        (actor(Role.LEADER, region_id=4), HERE, Standing.OVERSEER),
        # Two of one name: the account tells them apart.
        (actor(Role.LEADER), Place(3, 25, "吴", leader_id=7), Standing.GIVER),
        (actor(Role.LEADER), Place(3, 25, "吴", leader_id=8), Standing.OVERSEER),
        (actor(Role.ADMIN), HERE, Standing.OVERSEER),
        (actor(Role.LIAISON, unit_id=9), HERE, Standing.NEITHER),
    ],
)
def test_what_somebody_is_to_an_instruction(who: Actor, place: Place, standing: Standing) -> None:
    assert rules.standing(who, place, answers=False) is standing


def test_a_liaison_of_a_unit_that_answers_is_its_voice() -> None:
    assert rules.standing(actor(Role.LIAISON, unit_id=9), HERE, answers=True) is Standing.UNIT


def test_the_whole_stands_where_its_slowest_unit_does() -> None:
    assert rules.whole([S.ACCEPTED, S.GIVEN, S.REPLIED]) is S.GIVEN
    assert rules.whole([S.ACCEPTED, S.REPLIED]) is S.REPLIED
    assert rules.whole([S.ACKNOWLEDGED, S.SENT_BACK, S.REPLIED]) is S.SENT_BACK
    assert rules.whole([S.ACCEPTED, S.ACCEPTED]) is S.ACCEPTED
    assert rules.whole([S.ACCEPTED, S.WITHDRAWN]) is S.WITHDRAWN


def test_the_whole_is_due_when_the_first_is_that_still_owes() -> None:
    early, late = date(2023, 8, 1), date(2023, 9, 1)
    assert rules.next_due([(S.GIVEN, late), (S.REPLIED, early)]) == late
    assert rules.next_due([(S.GIVEN, late), (S.SENT_BACK, early)]) == early
    assert rules.next_due([(S.ACCEPTED, late), (S.REPLIED, early)]) == late


# ---- which unit ------------------------------------------------------------------------------


def test_a_unit_that_is_named_must_answer() -> None:
    states = {1: S.GIVEN, 2: S.REPLIED}
    assert rules.chosen(Action.REPLY, states, 2, None) == [2]
    for unit, own in ((3, None), (2, {1})):
        with pytest.raises(rules.NotAnsweringError):
            rules.chosen(Action.REPLY, states, unit, own)


def test_without_a_name_it_is_the_only_one_that_fits_or_all_that_fit() -> None:
    states = {1: S.GIVEN, 2: S.REPLIED, 3: S.REPLIED}
    assert rules.chosen(Action.REPLY, states, None, {2}) == [2]
    assert rules.chosen(Action.ACKNOWLEDGE, states, None, None) == [1]
    assert rules.chosen(Action.ACCEPT, states, None, None) == [2, 3]
    assert rules.chosen(Action.EXTEND, states, None, None) == [1]
    assert rules.chosen(Action.WITHDRAW, states, 2, None) == [1, 2, 3]
    with pytest.raises(rules.WhichUnitError):
        rules.chosen(Action.SEND_BACK, states, None, None)
    with pytest.raises(rules.WhichUnitError):
        rules.chosen(Action.REPLY, {1: S.GIVEN, 2: S.GIVEN}, None, {1, 2})


# ---- what it needs ---------------------------------------------------------------------------


def code(act: object) -> str:
    with pytest.raises(InvalidError) as refused:
        act()  # type: ignore[operator]  # a test's own function
    assert refused.value.errors
    return refused.value.code


def test_each_step_says_what_is_missing() -> None:
    needed = {
        Action.REPLY: "reply_needed",
        Action.SEND_BACK: "reason_needed",
        Action.EXTEND: "reason_needed",
        Action.WITHDRAW: "reason_needed",
    }
    for action, told in needed.items():
        assert code(lambda a=action: rules.check_needs(a, " \n", MONDAY)) == told
    for action in (Action.SEND_BACK, Action.EXTEND):
        assert code(lambda a=action: rules.check_needs(a, "因", None)) == "due_on_needed"
    for action in (Action.ACKNOWLEDGE, Action.ACCEPT):
        rules.check_needs(action, "", None)


def test_who_types_for_a_unit_says_whose_words_they_are() -> None:
    for action in (Action.ACKNOWLEDGE, Action.REPLY):
        told = code(lambda a=action: rules.check_speaker(Standing.OFFICE, a, " "))
        assert told == "on_behalf_of_needed"
        rules.check_speaker(Standing.UNIT, action, None)
    rules.check_speaker(Standing.OFFICE, Action.ACCEPT, None)


def test_a_date_is_taken_as_it_is_or_not_at_all() -> None:
    calendar = Calendar(exceptions={date(2023, 7, 15): True, date(2023, 7, 17): False})
    rules.check_due(MONDAY, MONDAY, calendar)
    rules.check_due(date(2023, 7, 15), MONDAY, calendar)  # a Saturday on which people work
    early = code(lambda: rules.check_due(date(2023, 7, 7), MONDAY, calendar))
    assert early == "due_before_given"
    assert code(lambda: rules.check_due(date(2029, 7, 10), MONDAY, calendar)) == "due_too_far"
    assert code(lambda: rules.check_due(date.max, MONDAY, calendar)) == "due_too_far"
    with pytest.raises(rules.DayOffError, match="2023年7月15日和2023年7月18日"):
        rules.check_due(date(2023, 7, 16), MONDAY, calendar)


def test_a_new_date_is_another_and_not_over() -> None:
    today, tomorrow = MONDAY, date(2023, 7, 11)
    rules.check_new_due(today, [tomorrow], today)
    rules.check_new_due(tomorrow, [today, tomorrow], today)
    assert code(lambda: rules.check_new_due(date(2023, 7, 7), [], today)) == "due_passed"
    assert code(lambda: rules.check_new_due(tomorrow, [tomorrow], today)) == "same_due_on"


def test_an_instruction_is_of_today_or_before() -> None:
    giving_rules.check_given_on(MONDAY, MONDAY)
    future = code(lambda: giving_rules.check_given_on(date(2023, 7, 11), MONDAY))
    assert future == "given_on_future"
    assert code(lambda: giving_rules.check_given_on(date(1, 1, 1), MONDAY)) == "given_on_range"


def test_everything_that_is_wrong_with_the_units_is_told_at_once() -> None:
    fine = UnitFacts("县民政局", here=True, is_group=False, is_valid=True)
    known = {
        1: fine,
        2: UnitFacts("外县残联", here=False, is_group=False, is_valid=True),
        3: UnitFacts("各乡镇", here=True, is_group=True, is_valid=True),
        4: UnitFacts("县移民局", here=True, is_group=False, is_valid=False),
    }
    giving_rules.check_units([1], known)
    with pytest.raises(giving_rules.WrongUnitsError) as refused:
        giving_rules.check_units([1, 2, 3, 4, 5, 1], known)
    assert [one["loc"] for one in refused.value.errors] == [
        ["body", "unit_ids", n] for n in range(1, 6)
    ]
    told = refused.value.detail or ""
    for words in (
        "外县残联不在",
        "各乡镇是集合单位",
        "县移民局今天",
        "编号为 5",
        "县民政局写了两次",
    ):
        assert words in told


def test_what_a_leader_enters_is_followed_up_by_somebody() -> None:
    assert giving_rules.office(None, {None, 25}) is None
    assert giving_rules.office(None, set()) is None
    assert giving_rules.office(None, {25}) == 25
    assert giving_rules.office(9, {25, 9}) == 9
    assert code(lambda: giving_rules.office(None, {25, 9})) == "office_needed"
    assert code(lambda: giving_rules.office(7, {25, 9})) == "unknown_office"
