"""Take jobs, handle them, put down how they ended: one loop for both engines."""

import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Semaphore, Thread
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from app.core.logging import request_id
from app.core.runtime import Runtime
from app.jobs.bell import BELL
from app.jobs.engine import open_queue
from app.jobs.rules import (
    POLICY,
    Outcome,
    Policy,
    PutOff,
    next_firing,
    outcome,
    pause_after,
    payload_of,
    seconds_to_rest,
)
from app.jobs.schedule import fire
from app.jobs.schemas import Claimed
from app.jobs.service import GiveUp, Handler
from app.kit import clock

logger = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError)

Handlers = Mapping[str, Handler]
Schedule = Mapping[str, str]


def work(
    runtime: Runtime,
    handlers: Handlers,
    schedule: Schedule,
    stop: Event,
    policy: Policy = POLICY,
) -> None:
    """Work until `stop` is set and what had begun is finished; outlive a database that is away.

    Raises `ValueError` for a cron line that cannot be read.
    """
    _Worker(runtime, handlers, schedule, stop, policy).serve()


def drain(runtime: Runtime, handlers: Handlers, policy: Policy = POLICY) -> int:
    """Do all that is due, in this thread, until nothing is; the number of jobs done.

    A job that fails is put off or given up as always, and not counted.
    """
    unhurried = Event()
    unhurried.set()
    return _Worker(runtime, handlers, {}, unhurried, policy).drain()


@contextmanager
def beside(
    runtime: Runtime,
    handlers: Handlers,
    schedule: Schedule,
    policy: Policy = POLICY,
) -> Iterator[Thread]:
    """A worker in a thread of this process while the block runs; leaving it waits for its jobs."""
    stop = Event()
    worker = _Worker(runtime, handlers, schedule, stop, policy)
    thread = Thread(target=worker.serve, name="worker")
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        BELL.ring()
        thread.join()


class _Worker:
    """The calling thread claims, lanes handle, and a keeper shows that the worker lives."""

    def __init__(
        self,
        runtime: Runtime,
        handlers: Handlers,
        schedule: Schedule,
        stop: Event,
        policy: Policy,
    ) -> None:
        self.runtime = runtime
        self.handlers = handlers
        self.schedule = schedule
        self.stop = stop
        self.policy = policy
        self.queue = open_queue(runtime.database, policy)
        self.free_lanes = Semaphore(policy.lanes)
        self.troubles = 0
        for line in schedule.values():
            next_firing(line, clock.wall())  # a wrong line stops the start, not the keeper

    def serve(self) -> None:
        with self._kept(), ThreadPoolExecutor(self.policy.lanes, "lane") as lanes:
            while not self.stop.is_set():
                free = self.free_lanes.acquire(timeout=self.policy.poll)
                # Asked again: a lane often comes free just because the work is being wound up.
                if free and not self.stop.is_set():
                    self._dispatch(lanes)

    def drain(self) -> int:
        done = 0
        with self._kept():
            while job := self.queue.claim():
                done += self._do(job)
        return done

    def _dispatch(self, lanes: ThreadPoolExecutor) -> None:
        heard = BELL.strokes
        job = self._next()
        if job is not None:
            lanes.submit(self._in_lane, job)
            return
        self.free_lanes.release()
        BELL.wait(heard, self.policy.poll)

    def _next(self) -> Claimed | None:
        try:
            job = self.queue.claim()
        except Exception as error:  # noqa: BLE001 - a worker outlives whatever befalls it
            _complain("no job could be claimed", error)
            self.troubles += 1
            self.stop.wait(pause_after(self.policy, self.troubles))
            return None
        self.troubles = 0
        return job

    def _in_lane(self, job: Claimed) -> None:
        try:
            self._do(job)
        except BaseException:
            # Nobody asks for a lane's result; the job itself is done again later.
            logger.exception("a job could not be settled", extra={"job": job.id})
        finally:
            self.free_lanes.release()

    def _do(self, job: Claimed) -> bool:
        """Handle a job and put down how it ended; whether it was done."""
        token = request_id.set(f"job-{job.id}")
        try:
            error = self._handle(job)
            ending = outcome(self.policy, job.attempt, error)
            _log(job, ending, error)
            self._settle(job, ending)
        finally:
            self.queue.drop(job)
            request_id.reset(token)
        return error is None

    def _handle(self, job: Claimed) -> Exception | None:
        try:
            if job.attempt > self.policy.attempts:
                raise GiveUp("处理这项工作的程序每次都中途退出，已不再尝试")  # noqa: TRY301 - the same end as a handler's
            handler = self.handlers.get(job.kind)
            if handler is None:
                raise GiveUp(f"没有能处理“{job.kind}”的程序")  # noqa: TRY301 - as above
            handler(self.runtime, payload_of(job.payload))
        except Exception as error:  # noqa: BLE001 - whatever a handler raises means: try again
            return error
        return None

    def _settle(self, job: Claimed, ending: Outcome) -> None:
        """While the database is away, wait for it: the work is done and must not be redone."""
        while True:
            try:
                kept = self.queue.settle(job, ending)
            except AWAY:
                if self.stop.wait(self.policy.poll):
                    raise
            else:
                if not kept:
                    logger.warning("another worker took the job over", extra={"job": job.id})
                return

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """A heartbeat until the last job has ended, also after `stop`."""
        over = Event()
        keeper = Thread(target=self._keep, args=(over,), name="keeper")
        self._tend()
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join()
            self._leave()

    def _keep(self, over: Event) -> None:
        while not over.wait(seconds_to_rest(self.policy, self.schedule, clock.wall())):
            self._tend()

    def _tend(self) -> None:
        try:
            self.queue.tend()
            fire(self.runtime.database, self.schedule, clock.wall())
        except Exception as error:  # noqa: BLE001 - as in `_next`
            _complain("the worker could not show that it lives", error)

    def _leave(self) -> None:
        try:
            self.queue.leave()
        except SQLAlchemyError as error:
            _complain("the worker could not sign off", error)


def _complain(what: str, error: Exception) -> None:
    """A database that is away is one line each time, not a traceback."""
    if isinstance(error, AWAY):
        logger.warning("%s: %s", what, error.orig)
    else:
        logger.error(what, exc_info=error)


def _log(job: Claimed, ending: Outcome, error: Exception | None) -> None:
    about: dict[str, Any] = {"job": job.id, "job_kind": job.kind, "attempt": job.attempt}
    if ending.done:
        logger.info("job done", extra=about)
    elif ending.retry_in is None:
        logger.error("job given up", exc_info=error, extra=about)
    else:
        about["in"] = ending.retry_in.total_seconds()
        if isinstance(error, PutOff):  # a matter of course; why stands with the job
            logger.info("job put off", extra=about)
        else:
            logger.warning("job failed, to be tried again", exc_info=error, extra=about)
