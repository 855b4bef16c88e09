"""Workers beside each other: each job once, none held up, none lost with the database."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event
from time import sleep

import psycopg
import pytest
from psycopg import sql

from app.core.runtime import Runtime
from app.jobs.engine import open_queue
from app.jobs.rules import Outcome, Policy
from app.jobs.schedule import _mark, fire
from app.jobs.schemas import Counts
from app.jobs.service import Payload
from app.jobs.worker import Handlers, Schedule, beside, drain
from app.kit import clock
from tests.jobs.desk import QUICK, Desk, until


@contextmanager
def two_workers(
    runtime: Runtime,
    handlers: Handlers,
    schedule: Schedule | None = None,
    policy: Policy = QUICK,
) -> Iterator[None]:
    with (
        beside(runtime, handlers, schedule or {}, policy),
        beside(runtime, handlers, schedule or {}, policy),
    ):
        yield


def test_two_workers_do_each_of_two_hundred_jobs_once(runtime: Runtime, desk: Desk) -> None:
    desk.put(*range(200))
    with two_workers(runtime, {"record": desk.record}):
        until(lambda: desk.counts() == Counts(0, 0, 0))
    assert Counter(desk.numbers) == Counter(range(200))


def test_a_long_job_keeps_its_lease_while_another_worker_looks_on(
    runtime: Runtime,
    desk: Desk,
) -> None:
    short_lease = replace(QUICK, lease=0.5)

    def long(handed: Runtime, payload: Payload) -> None:
        desk.record(handed, payload)
        sleep(1.6 * short_lease.lease)

    desk.put(1)
    with two_workers(runtime, {"record": long}, policy=short_lease):
        until(lambda: desk.counts() == Counts(0, 0, 0))
    assert desk.numbers == [1]


def test_a_committed_job_wakes_a_worker_of_the_same_process(runtime: Runtime, desk: Desk) -> None:
    asleep = Policy(poll=1000, heartbeat=1000)
    with beside(runtime, {"record": desk.record}, {}, asleep):
        for number in (1, 2):
            desk.put(number)
            until(lambda: len(desk.numbers) == number)  # noqa: B023 - called within its round


def test_a_slow_job_does_not_hold_up_the_next(runtime: Runtime, desk: Desk) -> None:
    answered = Event()
    desk.put(1, kind="mail")
    desk.put(2)

    def wait_for_an_answer(_runtime: Runtime, _payload: Payload) -> None:
        answered.wait()

    handlers = {"mail": wait_for_an_answer, "record": desk.record}
    with beside(runtime, handlers, {}, QUICK):
        try:
            until(lambda: desk.numbers == [2])
        finally:
            answered.set()  # or the worker would wait for ever to be stopped


def test_stopping_waits_for_the_job_that_has_begun(runtime: Runtime, desk: Desk) -> None:
    begun = Event()

    def slow(handed: Runtime, payload: Payload) -> None:
        begun.set()
        sleep(0.3)
        desk.record(handed, payload)

    desk.put(1)
    with beside(runtime, {"record": slow}, {}, QUICK):
        begun.wait()
    assert desk.numbers == [1]
    assert desk.counts() == Counts(0, 0, 0)


def test_a_worker_that_was_taken_for_dead_cannot_settle_what_another_does(
    runtime: Runtime,
    desk: Desk,
) -> None:
    slow, next_one = (open_queue(runtime.database, Policy(lease=0)) for _ in range(2))
    desk.put(1)
    first = slow.claim()
    next_one.tend()
    second = next_one.claim()
    assert first is not None
    assert second is not None
    assert (second.id, second.attempt) == (first.id, first.attempt + 1)
    assert not slow.settle(first, Outcome())
    assert next_one.settle(second, Outcome())
    desk.put(2)
    slow.tend()
    assert slow.claim() is not None


def test_a_job_that_could_not_be_settled_is_done_again(runtime: Runtime, desk: Desk) -> None:
    queue = open_queue(runtime.database, Policy(lease=0))
    desk.put(1)
    first = queue.claim()
    assert first is not None
    queue.drop(first)
    second = queue.claim()
    assert second is not None
    assert (second.id, second.attempt) == (first.id, 2)


def test_a_worker_takes_no_job_twice_after_the_machine_slept(runtime: Runtime, desk: Desk) -> None:
    queue = open_queue(runtime.database, Policy(lease=0))
    desk.put(1)
    assert queue.claim() is not None
    assert queue.claim() is None


MORNING = datetime(2023, 5, 15, 8, 0, tzinfo=clock.ZONE)
SCHEDULE = {"sweep": "0 8 * * *"}


def firings(desk: Desk) -> list[str]:
    seen: list[str] = []
    drain(desk.runtime, {"sweep": lambda _runtime, payload: seen.append(payload["at"])})
    return seen


def test_a_line_of_the_schedule_fires_once_for_its_instant(runtime: Runtime, desk: Desk) -> None:
    fire(runtime.database, SCHEDULE, MORNING - timedelta(hours=1))
    assert firings(desk) == []
    for minutes in (0, 1, 600):
        fire(runtime.database, SCHEDULE, MORNING + timedelta(minutes=minutes))
        assert firings(desk) == (["2023-05-15T08:00:00+08:00"] if minutes == 0 else [])


def test_after_a_week_of_downtime_a_line_fires_once(runtime: Runtime, desk: Desk) -> None:
    fire(runtime.database, SCHEDULE, MORNING)
    fire(runtime.database, SCHEDULE, MORNING + timedelta(days=7, hours=3))
    assert firings(desk) == ["2023-05-22T08:00:00+08:00"]


def test_two_workers_that_both_saw_a_line_due_enqueue_it_once(
    runtime: Runtime,
    desk: Desk,
) -> None:
    fire(runtime.database, SCHEDULE, MORNING - timedelta(days=1))
    seen = []
    for _ in range(2):
        with runtime.database.write() as session:
            _mark(session, "sweep", MORNING)
        seen += firings(desk)
    assert seen == ["2023-05-15T08:00:00+08:00"]


def test_two_workers_fire_a_line_once(runtime: Runtime, desk: Desk) -> None:
    fire(runtime.database, {"record": "0 8 * * *"}, clock.wall() - timedelta(days=3))
    seen: list[str] = []
    handlers = {"record": lambda _runtime, payload: seen.append(payload["at"])}
    with two_workers(runtime, handlers, {"record": "0 8 * * *"}):
        until(lambda: seen)
        sleep(3 * QUICK.heartbeat)
    assert len(seen) == 1


def test_a_line_fires_while_the_worker_runs(runtime: Runtime, desk: Desk) -> None:
    each_second = {"record": "* * * * * *"}
    seen: list[str] = []
    handlers = {"record": lambda _runtime, payload: seen.append(payload["at"])}
    with beside(runtime, handlers, each_second, replace(QUICK, heartbeat=1000)):
        until(lambda: seen)


def test_a_line_that_is_no_cron_line_stops_the_start(runtime: Runtime) -> None:
    with pytest.raises(ValueError, match="columns"), beside(runtime, {}, {"sweep": "at eight"}):
        pass


@contextmanager
def database_away(desk: Desk) -> Iterator[None]:
    """Every connection is cut, and no new one is let in, while the block runs."""
    url = desk.runtime.database.engine.url
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    server_url = url.set(drivername="postgresql", database="postgres")
    with psycopg.connect(server_url.render_as_string(hide_password=False)) as server:
        server.autocommit = True
        name = sql.Identifier(str(url.database))
        server.execute(allow.format(name, sql.SQL("false")))
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [url.database],
        )
        yield
        server.execute(allow.format(name, sql.SQL("true")))


def test_a_worker_comes_back_by_itself_after_the_database_was_away(postgresql_desk: Desk) -> None:
    desk = postgresql_desk
    with beside(desk.runtime, {"record": desk.record}, {}, QUICK):
        desk.put(1)
        until(lambda: desk.numbers == [1])
        with database_away(desk):
            sleep(0.5)
        desk.put(2)
        until(lambda: desk.numbers == [1, 2])


def test_a_job_that_ends_while_the_database_is_away_is_not_done_again(
    postgresql_desk: Desk,
) -> None:
    desk = postgresql_desk
    begun, go_on = Event(), Event()

    def slow(handed: Runtime, payload: Payload) -> None:
        begun.set()
        go_on.wait()
        desk.record(handed, payload)

    desk.put(1)
    with beside(desk.runtime, {"record": slow}, {}, QUICK):
        begun.wait()
        with database_away(desk):
            go_on.set()
            until(lambda: desk.numbers == [1])
            sleep(0.3)
        until(lambda: desk.counts() == Counts(0, 0, 0))
    assert desk.numbers == [1]
