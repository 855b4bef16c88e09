from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.jobs.rules import (
    LONGEST_ERROR,
    POLICY,
    GiveUp,
    Policy,
    PutOff,
    described,
    last_firing,
    next_firing,
    outcome,
    pause_after,
    payload_of,
    seconds_to_rest,
    wait_after,
)
from app.kit.clock import ZONE

MORNING = datetime(2023, 5, 15, 8, 0, tzinfo=ZONE)
EACH_DAY_AT_8 = "0 8 * * *"


def test_the_wait_doubles_up_to_the_cap() -> None:
    policy = Policy(first_wait=10, longest_wait=60)
    waits = [wait_after(policy, attempt).total_seconds() for attempt in range(1, 6)]
    assert waits == [10, 20, 40, 60, 60]


@given(st.integers(1, 10_000))
def test_no_attempt_waits_longer_than_the_cap(attempt: int) -> None:
    wait = wait_after(POLICY, attempt).total_seconds()
    assert POLICY.first_wait <= wait <= POLICY.longest_wait


def test_a_database_that_stays_away_is_asked_again_and_again() -> None:
    pauses = [pause_after(POLICY, troubles) for troubles in (1, 2, 3, 4, 100_000)]
    assert pauses == [1, 2, 4, 5, 5]


def test_a_mail_server_that_is_away_for_a_night_loses_no_job() -> None:
    tries = range(1, POLICY.attempts)
    assert sum((wait_after(POLICY, n) for n in tries), timedelta()) > timedelta(hours=10)


def test_a_lease_outlasts_a_missed_heartbeat() -> None:
    assert POLICY.lease > 2 * POLICY.heartbeat


def test_a_job_without_an_error_is_done() -> None:
    assert outcome(POLICY, 1, None).done


def test_a_failed_job_is_tried_again_until_its_last_attempt() -> None:
    policy = Policy(attempts=3)
    endings = [outcome(policy, attempt, OSError("no route")) for attempt in (1, 2, 3)]
    assert [ending.retry_in is None for ending in endings] == [False, False, True]
    assert {ending.error for ending in endings} == {"OSError: no route"}


def test_a_handler_that_gives_up_is_not_asked_again() -> None:
    ending = outcome(POLICY, 1, GiveUp("附件已删除"))
    assert ending.error == "附件已删除"
    assert ending.retry_in is None
    assert not ending.done


def test_an_error_without_words_still_has_a_name() -> None:
    assert described(GiveUp()) == "GiveUp"


@given(st.text(st.characters(exclude_categories=[])))
def test_every_error_text_can_be_stored_in_both_databases(words: str) -> None:
    text = described(ValueError(words))
    text.encode()
    assert "\0" not in text
    assert 0 < len(text) <= LONGEST_ERROR


@pytest.mark.parametrize("stored", ["[1, 2]", '"text"', "null", "{", "", "{'a': 1}"])
def test_a_payload_that_is_no_json_object_is_given_up(stored: str) -> None:
    with pytest.raises(GiveUp):
        payload_of(stored)


def test_a_payload_is_read_as_it_was_stored() -> None:
    assert payload_of('{"unit": "县残联", "ids": [1, 2]}') == {"unit": "县残联", "ids": [1, 2]}


def test_a_cron_line_is_read_in_the_zone_of_the_office() -> None:
    at_noon_in_london = datetime(2023, 5, 15, 11, 0, tzinfo=UTC)
    assert last_firing(EACH_DAY_AT_8, at_noon_in_london) == MORNING
    assert next_firing(EACH_DAY_AT_8, at_noon_in_london) == MORNING + timedelta(days=1)


def test_the_line_fires_at_its_very_instant() -> None:
    assert last_firing(EACH_DAY_AT_8, MORNING) == MORNING
    before = MORNING - timedelta(microseconds=1)
    assert last_firing(EACH_DAY_AT_8, before) == MORNING - timedelta(days=1)


def test_a_firing_tells_its_instant_with_the_zone() -> None:
    assert last_firing(EACH_DAY_AT_8, MORNING).isoformat() == "2023-05-15T08:00:00+08:00"


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    st.sampled_from([EACH_DAY_AT_8, "*/5 * * * *", "30 7 * * 1-5", "0 2 1 * *", "* * * * * */7"]),
)
def test_now_lies_between_the_last_firing_and_the_next(now: datetime, line: str) -> None:
    assert last_firing(line, now) <= now < next_firing(line, now)


def test_the_keeper_rests_for_a_heartbeat_or_until_the_clock_calls() -> None:
    schedule = {"sweep": EACH_DAY_AT_8}
    assert seconds_to_rest(POLICY, {}, MORNING) == POLICY.heartbeat
    assert seconds_to_rest(POLICY, schedule, MORNING) == POLICY.heartbeat
    assert seconds_to_rest(POLICY, schedule, MORNING - timedelta(seconds=3)) == 3


def test_a_handler_may_know_when_to_try_again() -> None:
    later = PutOff("每分钟二十条", timedelta(seconds=42))
    assert outcome(POLICY, 1, later).retry_in == timedelta(seconds=42)
    assert outcome(POLICY, 1, PutOff("没有答复")).retry_in == timedelta(seconds=10)
    assert outcome(POLICY, POLICY.attempts, later).retry_in is None
