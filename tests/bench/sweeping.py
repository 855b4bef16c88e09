"""The daily sweep over a million returns with 20k overdue, against a bare INSERT … SELECT of 20k
rows into the same table, on SQLite and on PostgreSQL.
"""

import statistics
import time
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import text

from app.core import migrations
from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.identity import service as identity
from app.kit import clock
from app.reminders import service as reminders
from app.wiring import build
from app.workdays import service as workdays
from tests.bench import dataset, postgresql
from tests.bench.result import Result

RETURNS, OVERDUE, ROUNDS = 1_000_000, 20_000, 7
MOST = 3

# Into the very table of the sweep, with its keys and references, and nothing decided.
BARE = """
INSERT INTO reminder (subject_kind, subject_id, recipient_id, audience, unit_id, region_id, due_on,
                      step, on_day, run_id, created_at)
SELECT 'return', id, 1, 'unit', unit_id, region_id, due_on, 1, due_on, 'run', updated_at
FROM returns WHERE state = 'pending'
"""


def _liaisons(runtime: Runtime, region: int) -> None:
    with runtime.database.write() as session:
        for unit in range(1, dataset.UNITS + 1):
            person = identity.add_person(
                session, SYSTEM, name=f"联络员{unit}", login=f"u{unit}", email=f"u{unit}@x.test"
            )
            identity.give_membership(
                session,
                SYSTEM,
                person=person,
                role=Role.LIAISON,
                region_id=region,
                unit_id=unit,
                valid_from=date(2020, 1, 1),
            )


def _working_day(runtime: Runtime) -> date:
    """A working day whose eve works too, so that T+1 is today."""
    with runtime.database.read() as session:
        days = workdays.calendar(session)
    day = clock.today()
    while not (days.works(day) and days.works(day - timedelta(days=1))):
        day -= timedelta(days=1)
    return day


def _timed_bare(runtime: Runtime) -> float:
    with runtime.database.write() as session:
        session.execute(text("DELETE FROM reminder"))
    started = time.perf_counter()
    with runtime.database.write() as session:
        session.execute(text(BARE))
    return time.perf_counter() - started


def _timed_sweep(runtime: Runtime, day: date) -> float:
    with runtime.database.write() as session:
        session.execute(text("DELETE FROM reminder"))
        session.execute(text("DELETE FROM job"))
    started = time.perf_counter()
    with runtime.database.write() as session:
        swept = reminders.sweep(session, SYSTEM, day)
    taken = time.perf_counter() - started
    if swept.reminders != OVERDUE:
        raise RuntimeError(f"{swept.reminders} reminders, not {OVERDUE}")
    return taken


def run(place: Path) -> list[Result]:
    results = [_measured("SQLite", Settings(data_dir=place))]
    with postgresql.server(place / "pg") as url:
        results.append(_measured("PostgreSQL", Settings(data_dir=place, database_url=url)))
    return results


def _measured(kind: str, settings: Settings) -> Result:
    migrations.upgrade(settings.url)
    runtime = build(settings)
    day = _working_day(runtime)
    clock.pin_day(day)
    region = dataset.place(runtime)
    dataset.owe_returns(runtime, region, returns=RETURNS, overdue=OVERDUE)
    _liaisons(runtime, region)
    with runtime.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as one:
        one.execute(text("ANALYZE"))
    both = [(_timed_bare(runtime), _timed_sweep(runtime, day)) for _ in range(ROUNDS)]
    clock.pin_day(None)
    runtime.database.dispose()
    other, mine = (statistics.median(times) for times in zip(*both, strict=True))
    return Result(
        f"{kind}: sweep of {RETURNS} returns, {OVERDUE} overdue / bare INSERT … SELECT of those",
        f"sweep: {mine * 1000:.1f} ms",
        f"bare INSERT … SELECT: {other * 1000:.1f} ms",
        mine / other,
        at_most=MOST,
    )
