"""50 rows of a unit's task list out of 100k tasks and 500k assignments, against `raw_server`."""

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from starlette.testclient import TestClient

from app.core import migrations
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.kit import clock
from app.main import create_app
from app.wiring import build
from tests.bench import dataset
from tests.bench.load import fetch, requests_a_second
from tests.bench.result import Result

ROUNDS, SECONDS = 5, 2.0
PATH = "/api/v1/units/1/tasks"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _serving(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()


def _record(runtime: Runtime, token: str) -> tuple[bytes, list[Any]]:
    """The answer to one request, and the statements that it took."""
    statements: list[Any] = []

    def note(_c: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        if sql.lstrip().upper().startswith("SELECT"):
            statements.append((sql, list(values)))

    with TestClient(create_app(runtime)) as client:
        headers = {"Authorization": f"Bearer {token}"}
        client.get(PATH, headers=headers)
        event.listen(runtime.database.engine, "before_cursor_execute", note)
        answer = client.get(PATH, headers=headers)
        event.remove(runtime.database.engine, "before_cursor_execute", note)
    return answer.content, statements


def run(place: Path) -> Result:
    settings = Settings(data_dir=place)
    migrations.upgrade(settings.url)
    runtime = build(settings)
    filled = dataset.fill(runtime)
    dataset.owe_returns(runtime, filled.region, returns=100_000, overdue=5_000)
    dataset.report(runtime, filled)
    expected, statements = _record(runtime, filled.token)
    runtime.database.dispose()
    record = place / "statements.json"
    record.write_text(json.dumps(statements, default=str))
    return asyncio.run(_compare(settings, record, expected, filled.token))


async def _compare(settings: Settings, record: Path, expected: bytes, token: str) -> Result:
    ports = _free_port(), _free_port()
    database = settings.url.removeprefix("sqlite:///")
    cursor = json.loads(expected)["next"] or ""
    raw_command = [sys.executable, "-m", "tests.bench.raw_server", database, str(record)]
    raw_command += [clock.today().isoformat(), cursor, str(ports[1])]
    environment = os.environ | {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": "",
        "PORT": str(ports[0]),
        "LOG_LEVEL": "WARNING",
    }
    our_command = [sys.executable, "-m", "app", "serve", "--no-worker"]
    host = f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode()
    request = host + f"Authorization: Bearer {token}\r\n\r\n".encode()
    with (
        _serving(our_command, ports[0], environment),
        _serving(raw_command, ports[1], environment),
    ):
        for port in ports:
            if await fetch(port, request) != expected:
                raise RuntimeError(f"port {port} answers other bytes")
        ours, raw = [], []
        for _ in range(ROUNDS):
            ours.append(await requests_a_second(ports[0], request, SECONDS))
            raw.append(await requests_a_second(ports[1], request, SECONDS))
    mine, other = statistics.median(ours), statistics.median(raw)
    return Result(
        "unit task list, 50 of 100k tasks / raw Starlette + sqlite3 + orjson",
        f"ours, with sign-in and permissions: {mine:.0f} requests/s, {len(expected)} bytes each",
        f"raw, the same statements and bytes: {other:.0f} requests/s",
        mine / other,
        at_least=0.4,
    )
