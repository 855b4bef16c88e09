"""What fails is tried again, and what cannot be done is kept for a person to see."""

import logging
from datetime import timedelta
from time import sleep

import pytest

from app.core.errors import ConflictError, NotFoundError
from app.core.logging import request_id
from app.core.runtime import Runtime
from app.jobs.engine import open_queue
from app.jobs.rules import Policy
from app.jobs.schemas import Counts
from app.jobs.service import GiveUp, Payload, PutOff, discard, enqueue, retry
from app.jobs.worker import drain
from tests.jobs.desk import QUICK, Desk


class Unlucky:
    """Fails `times` times, then records."""

    def __init__(self, desk: Desk, times: int) -> None:
        self.desk, self.times = desk, times

    def __call__(self, runtime: Runtime, payload: Payload) -> None:
        self.times -= 1
        if self.times >= 0:
            raise OSError("mail server away")
        self.desk.record(runtime, payload)


def fail_for_good(runtime: Runtime, desk: Desk) -> int:
    """The id of a dead letter with the number 1."""

    def refuse(_runtime: Runtime, _payload: Payload) -> None:
        raise GiveUp("附件已删除")

    desk.put(1, key="sweep")
    drain(runtime, {"record": refuse})
    return desk.dead()[0].id


def test_a_job_that_fails_is_tried_again_after_its_wait(runtime: Runtime, desk: Desk) -> None:
    desk.put(1)
    unlucky = {"record": Unlucky(desk, times=1)}
    assert drain(runtime, unlucky, QUICK) == 0
    sleep(QUICK.longest_wait)
    assert drain(runtime, unlucky, QUICK) == 1
    assert desk.numbers == [1]
    assert desk.counts() == Counts(0, 0, 0)


def test_a_job_that_fails_is_not_tried_again_before_its_wait(runtime: Runtime, desk: Desk) -> None:
    desk.put(1)
    unlucky = {"record": Unlucky(desk, times=1)}
    assert [drain(runtime, unlucky), drain(runtime, unlucky)] == [0, 0]
    assert unlucky["record"].times == 0
    assert desk.counts() == Counts(waiting=1, running=0, dead=0)


def test_one_failing_job_does_not_hold_up_the_others(runtime: Runtime, desk: Desk) -> None:
    desk.put(1, 2, 3)
    assert drain(runtime, {"record": Unlucky(desk, times=1)}) == 2
    assert desk.numbers == [2, 3]


def test_a_job_that_always_fails_becomes_a_dead_letter(runtime: Runtime, desk: Desk) -> None:
    desk.put(7)
    unlucky = Unlucky(desk, times=100)
    for _ in range(QUICK.attempts + 2):
        drain(runtime, {"record": unlucky}, QUICK)
        sleep(QUICK.longest_wait)
    [dead] = desk.dead()
    assert 100 - unlucky.times == dead.attempts == QUICK.attempts
    assert (dead.kind, dead.error) == ("record", "OSError: mail server away")
    assert dead.payload.replace(" ", "") == '{"number":7}'
    assert dead.died_at is not None
    assert desk.counts() == Counts(0, 0, dead=1)


def test_a_handler_that_gives_up_makes_a_dead_letter_at_once(runtime: Runtime, desk: Desk) -> None:
    fail_for_good(runtime, desk)
    [dead] = desk.dead()
    assert (dead.attempts, dead.error, dead.key) == (1, "附件已删除", "sweep")


def test_a_dead_letter_that_is_retried_has_all_its_attempts_again(
    runtime: Runtime,
    desk: Desk,
) -> None:
    dead = fail_for_good(runtime, desk)
    with runtime.database.write() as session:
        retry(session, dead)
    unlucky = {"record": Unlucky(desk, times=QUICK.attempts - 1)}
    for _ in range(QUICK.attempts):
        drain(runtime, unlucky, QUICK)
        sleep(QUICK.longest_wait)
    assert desk.numbers == [1]
    assert desk.dead() == []


def test_a_dead_letter_can_be_thrown_away(runtime: Runtime, desk: Desk) -> None:
    dead = fail_for_good(runtime, desk)
    with runtime.database.write() as session:
        discard(session, dead)
    assert desk.counts() == Counts(0, 0, 0)


def test_what_is_no_dead_letter_can_be_neither_retried_nor_thrown_away(
    runtime: Runtime,
    desk: Desk,
) -> None:
    desk.put(1)
    with runtime.database.writing() as session:
        for change in (retry, discard):
            for job in (1, 999):
                with pytest.raises(NotFoundError):
                    change(session, job)


def test_a_dead_letter_does_not_hold_its_key(runtime: Runtime, desk: Desk) -> None:
    dead = fail_for_good(runtime, desk)
    desk.put(2, key="sweep")
    assert desk.counts() == Counts(waiting=1, running=0, dead=1)
    with runtime.database.write() as session:
        with pytest.raises(ConflictError):
            retry(session, dead)
        enqueue(session, "record", {"number": 3})
    drain(runtime, {"record": desk.record})
    assert desk.numbers == [2, 3]


def test_a_job_of_an_unknown_kind_becomes_a_dead_letter(runtime: Runtime, desk: Desk) -> None:
    desk.put(1, kind="unheard_of")
    assert drain(runtime, {"record": desk.record}) == 0
    assert desk.dead()[0].error == "没有能处理“unheard_of”的程序"


@pytest.mark.parametrize("payload", ["[1, 2]", '"text"', "null"])
def test_a_poisoned_payload_becomes_a_dead_letter(
    runtime: Runtime,
    desk: Desk,
    payload: str,
) -> None:
    desk.put(1)
    table, column = ("job", "payload")
    if not runtime.database.is_sqlite:
        table, column = ("procrastinate.procrastinate_jobs", "args")
    desk.write(f"UPDATE {table} SET {column} = '{payload}'")  # noqa: S608 - fixed words
    assert drain(runtime, {"record": desk.record}) == 0
    assert desk.dead()[0].payload == payload
    assert desk.dead()[0].error == "工作内容不是 JSON 对象"


def test_a_payload_that_is_no_json_at_all_becomes_a_dead_letter(sqlite_desk: Desk) -> None:
    sqlite_desk.put(1)
    sqlite_desk.write("UPDATE job SET payload = '{broken'")
    assert drain(sqlite_desk.runtime, {"record": sqlite_desk.record}) == 0
    assert "不是 JSON" in str(sqlite_desk.dead()[0].error)


def test_a_job_whose_workers_all_died_is_given_up(runtime: Runtime, desk: Desk) -> None:
    desk.put(1)
    hasty = Policy(attempts=2, lease=0)
    for _ in range(hasty.attempts):
        queue = open_queue(runtime.database, hasty)
        queue.tend()
        assert queue.claim() is not None
    assert drain(runtime, {"record": desk.record}, hasty) == 0
    assert "中途退出" in str(desk.dead()[0].error)
    assert desk.numbers == []


def test_an_error_with_a_nul_can_be_kept(
    runtime: Runtime, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What pytest captures of a log has to be text that it can send from one process to another.
    monkeypatch.setattr(logging.getLogger("app.jobs.worker"), "disabled", True)

    def spill(_runtime: Runtime, _payload: Payload) -> None:
        raise GiveUp("bytes \0 and \ud800")

    desk.put(1)
    drain(runtime, {"record": spill})
    assert desk.dead()[0].error == "bytes \ufffd and ?"


def test_a_failure_is_logged_with_its_job_and_traceback(
    runtime: Runtime,
    desk: Desk,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ids: list[str] = []

    def fail(_runtime: Runtime, _payload: Payload) -> None:
        ids.append(request_id.get())
        raise OSError("mail server away")

    desk.put(1)
    with caplog.at_level(logging.INFO, "app.jobs.worker"):
        drain(runtime, {"record": fail})
    [line] = [record for record in caplog.records if record.name == "app.jobs.worker"]
    assert ids == [f"job-{vars(line)['job']}"]
    assert vars(line)["job_kind"] == "record"
    assert line.exc_info is not None
    assert request_id.get() == ""


def test_what_was_put_off_is_a_line_and_no_traceback(
    runtime: Runtime, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def later(_runtime: Runtime, _payload: Payload) -> None:
        raise PutOff("zhou@example.test: 451 later", timedelta(minutes=2))

    desk.put(1)
    with caplog.at_level(logging.INFO, "app.jobs.worker"):
        drain(runtime, {"record": later})
    [line] = [record for record in caplog.records if record.name == "app.jobs.worker"]
    assert (line.levelno, line.exc_info, vars(line)["in"]) == (logging.INFO, None, 120)
    assert "zhou" not in caplog.text
