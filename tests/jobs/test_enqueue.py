"""A job is stored with its cause: it runs when that is committed, and never when it is not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from time import sleep
from typing import ClassVar

import pytest
from sqlalchemy import text

from app.core.actor import SYSTEM
from app.core.database import Database
from app.core.events import Event, Subject
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.jobs.schemas import Counts
from app.jobs.service import Payload, emit, enqueue
from app.jobs.worker import drain
from app.journal.service import append
from app.kit import clock
from tests.jobs.desk import Desk


def test_a_job_of_a_session_that_rolls_back_never_runs(runtime: Runtime, desk: Desk) -> None:
    with runtime.database.writing() as session:
        enqueue(session, "record", {"number": 1})
        session.rollback()
    assert drain(runtime, {"record": desk.record}) == 0
    assert desk.numbers == []


def test_a_job_runs_once_after_its_commit(runtime: Runtime, desk: Desk) -> None:
    with runtime.database.write() as session:
        enqueue(session, "record", {"number": 1})
        assert desk.counts() == Counts(0, 0, 0)
    assert desk.counts() == Counts(1, 0, 0)
    assert drain(runtime, {"record": desk.record}) == 1
    assert drain(runtime, {"record": desk.record}) == 0
    assert desk.numbers == [1]
    assert desk.counts() == Counts(0, 0, 0)


def test_the_payload_reaches_the_handler_as_it_was_given(runtime: Runtime) -> None:
    given = {"unit": "县残联", "ids": [1, 2], "self": None, "nested": {"on": True}}
    arrived: list[Payload] = []
    with runtime.database.write() as session:
        enqueue(session, "look", given)
    drain(runtime, {"look": lambda _runtime, payload: arrived.append(payload)})
    assert arrived == [given]


def test_a_job_for_later_does_not_run_before_its_time(runtime: Runtime, desk: Desk) -> None:
    with runtime.database.write() as session:
        soon = clock.wall() + timedelta(seconds=0.5)
        enqueue(session, "record", {"number": 1}, run_at=soon)
    assert drain(runtime, {"record": desk.record}) == 0
    sleep((soon - clock.wall()).total_seconds() + 0.05)
    assert drain(runtime, {"record": desk.record}) == 1


def test_the_pinned_day_of_the_demo_does_not_hold_jobs_back(runtime: Runtime, desk: Desk) -> None:
    with clock.frozen(datetime(2023, 5, 15, 8, 0, tzinfo=clock.ZONE)):
        desk.put(1)
        assert drain(runtime, {"record": desk.record}) == 1


def test_a_naive_instant_is_refused(runtime: Runtime) -> None:
    with runtime.database.writing() as session, pytest.raises(ValueError, match="aware"):
        enqueue(session, "record", {}, run_at=datetime(2030, 1, 1))  # noqa: DTZ001 - the point


def test_a_second_job_with_the_same_key_is_not_stored(runtime: Runtime, desk: Desk) -> None:
    desk.put(1, 2, key="sweep@2023-05-15")
    desk.put(3, key="sweep@2023-05-15")
    desk.put(4, key="sweep@2023-05-16")
    assert drain(runtime, {"record": desk.record}) == 2
    assert desk.numbers == [1, 4]


def test_a_key_is_free_again_when_its_job_is_done(runtime: Runtime, desk: Desk) -> None:
    for number in (1, 2):
        desk.put(number, key="sweep")
        drain(runtime, {"record": desk.record})
    assert desk.numbers == [1, 2]


def test_a_job_that_is_being_done_still_holds_its_key(runtime: Runtime, desk: Desk) -> None:
    def again(_runtime: Runtime, payload: Payload) -> None:
        desk.numbers.append(payload["number"])
        if payload["number"] == 1:
            desk.put(2, key="sweep")

    desk.put(1, key="sweep")
    drain(runtime, {"record": again})
    assert desk.numbers == [1]


def test_a_taken_key_leaves_the_rest_of_the_transaction_alone(runtime: Runtime, desk: Desk) -> None:
    desk.put(1, key="sweep")
    with runtime.database.write() as session:
        enqueue(session, "record", {"number": 2}, key="sweep")
        enqueue(session, "record", {"number": 3})
    drain(runtime, {"record": desk.record})
    assert desk.numbers == [1, 3]


def test_two_sessions_at_once_store_one_job_of_a_key(runtime: Runtime, desk: Desk) -> None:
    with runtime.database.write() as session:
        enqueue(session, "record", {"number": 1}, key="sweep")
        other = Thread(target=desk.put, args=(2,), kwargs={"key": "sweep"})
        other.start()
        sleep(0.1)
    other.join()
    assert desk.counts().waiting == 1


def test_a_job_that_stores_another_has_both_done(runtime: Runtime, desk: Desk) -> None:
    def first(_runtime: Runtime, payload: Payload) -> None:
        desk.put(payload["number"] + 1)

    desk.put(1, kind="first")
    assert drain(runtime, {"first": first, "record": desk.record}) == 2
    assert desk.numbers == [2]


def test_storing_a_job_leaves_the_search_path_of_the_session_alone(postgresql_desk: Desk) -> None:
    with postgresql_desk.runtime.database.write() as session:
        before = session.execute(text("SHOW search_path")).scalar_one()
        enqueue(session, "record", {"number": 1}, key="one")
        enqueue(session, "record", {"number": 2}, key="one")
        assert session.execute(text("SHOW search_path")).scalar_one() == before


@dataclass(frozen=True, kw_only=True)
class PlanPublished(Event):
    kind: ClassVar[str] = "plan.published"


def test_an_event_leads_to_the_jobs_that_the_wiring_names(
    runtime: Runtime,
    settings: Settings,
) -> None:
    seen: list[Payload] = []
    kinds = ("dispatch", "index")
    wired = {"reactions": {PlanPublished: kinds}}
    database = Database(settings.url, before_commit=append, info=wired)
    with database.write() as session:
        emit(session, SYSTEM, PlanPublished(subject=Subject("plan", 7)))
    database.dispose()

    def look(_runtime: Runtime, payload: Payload) -> None:
        seen.append(payload)

    assert drain(runtime, dict.fromkeys(kinds, look)) == 2
    assert seen == [{"subject_id": 7, "event": "plan.published"}] * 2
