"""The worker process: does what other processes have stored, until it is asked to stop."""

import logging
import signal
import sys

from sqlalchemy.exc import OperationalError

from app import tables  # noqa: F401 - every entry point knows all tables
from app.core import migrations
from app.core.logging import configure
from app.core.runtime import Runtime
from app.core.settings import SettingsError, load_settings
from app.jobs.rules import POLICY, Policy
from app.jobs.worker import Handlers, Schedule, beside
from app.kit import clock
from app.wiring import HANDLERS, SCHEDULE, build

logger = logging.getLogger(__name__)

STOP = (signal.SIGTERM, signal.SIGINT)
LOOK_EVERY = 1.0


def run(
    runtime: Runtime,
    handlers: Handlers,
    schedule: Schedule,
    policy: Policy = POLICY,
) -> int:
    """Work until SIGTERM or SIGINT, and finish what has begun. A second signal ends at once.

    The signals are held back before any thread starts, and waited for: a handler that sets an
    event may find the event's lock taken by the code that it interrupts.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    try:
        with beside(runtime, handlers, schedule, policy) as worker:
            logger.info("the worker has started")
            while worker.is_alive() and signal.sigtimedwait(STOP, LOOK_EVERY) is None:
                pass
            logger.info("the worker stops when its jobs are done")
            alive = worker.is_alive()
            _let_signals_end_us()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return 0 if alive else 1


def _let_signals_end_us() -> None:
    for each in STOP:
        signal.signal(each, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)


def main() -> int:
    try:
        settings = load_settings()
    except SettingsError as wrong:
        return _refuse(str(wrong))
    runtime = build(settings)
    try:
        if not migrations.is_current(runtime.database):
            return _refuse("数据库还不是这个版本的结构，请先运行 taskmatrix migrate")
        configure(settings.log_level)
        clock.pin_day(settings.demo_today)
        return run(runtime, HANDLERS, SCHEDULE)
    except OperationalError as away:
        return _refuse(f"数据库无法连接：{str(away.orig).strip().splitlines()[0]}")
    finally:
        runtime.database.dispose()


def _refuse(reason: str) -> int:
    print(reason, file=sys.stderr)  # noqa: T201 - the one line for who started it
    return 1


if __name__ == "__main__":
    sys.exit(main())
