"""A worker process for the tests: `python crew.py URL FOLDER [BEFORE [AFTER]]`.

Its jobs write numbers into a table. At number BEFORE it stops short of writing, at number AFTER
right behind it, until the file `go` stands in FOLDER; where it stands it says in a file `at-…`.
"""

import sys
import time
from pathlib import Path

from sqlalchemy import text

from app.core.logging import configure
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.jobs.rules import Policy
from app.jobs.service import Payload
from app.wiring import build
from app.worker import run

POLICY = Policy(lease=1.0, heartbeat=0.2, poll=0.05, lanes=2)
URL, FOLDER = sys.argv[1], Path(sys.argv[2])
BEFORE, AFTER = (int(number) for number in [*sys.argv[3:], "-1", "-1"][:2])


def stand_at(number: int) -> None:
    (FOLDER / f"at-{number}").touch()
    while not (FOLDER / "go").exists():
        time.sleep(0.01)


def record(runtime: Runtime, payload: Payload) -> None:
    number = payload["number"]
    with runtime.database.write() as session:
        session.execute(text("INSERT INTO began (number) VALUES (:n)"), {"n": number})
    if number == BEFORE:
        stand_at(number)
    with runtime.database.write() as session:
        arrival = "INSERT INTO arrived (number) VALUES (:n) ON CONFLICT DO NOTHING"
        session.execute(text(arrival), {"n": number})
    if number == AFTER:
        stand_at(number)


if __name__ == "__main__":
    configure("INFO")
    crew = build(Settings(database_url=URL, data_dir=FOLDER))
    code = run(crew, {"record": record}, {}, POLICY)
    crew.database.dispose()
    sys.exit(code)
