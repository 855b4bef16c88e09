"""The chain of events: appended under one lock, and every tampering shows."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ClassVar

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from app.core.actor import SYSTEM
from app.core.events import Event, Subject
from app.core.runtime import Runtime
from app.jobs.service import emit
from app.journal import service
from app.journal.models import JournalEvent


@dataclass(frozen=True, kw_only=True)
class Noted(Event):
    kind: ClassVar[str] = "test.noted"
    text: str


def _note(runtime: Runtime, *texts: str) -> None:
    with runtime.database.write() as session:
        for number, said in enumerate(texts):
            emit(session, SYSTEM, Noted(subject=Subject("test", number), text=said))


def _flaws(runtime: Runtime) -> list[str]:
    with runtime.database.read() as session:
        return [flaw.reason for flaw in service.verify(session)]


def test_an_untouched_chain_holds(runtime: Runtime) -> None:
    _note(runtime, "一", "二")
    _note(runtime, "三")
    assert _flaws(runtime) == []
    with runtime.database.read() as session:
        rows = session.scalars(select(JournalEvent).order_by(col(JournalEvent.seq))).all()
    assert [row.seq for row in rows] == [1, 2, 3]
    assert rows[1].prev == rows[0].hash
    assert rows[2].body == '{"text":"三"}'


def test_two_hundred_writers_make_one_chain_without_a_gap(runtime: Runtime) -> None:
    with ThreadPoolExecutor(max_workers=16) as pool:
        list(pool.map(lambda n: _note(runtime, str(n), str(n)), range(200)))
    assert _flaws(runtime) == []
    with runtime.database.read() as session:
        assert len(session.scalars(select(JournalEvent.seq)).all()) == 400


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ('UPDATE event SET body = \'{"text":"假"}\' WHERE seq = 2', "留痕的正文被改动过"),
        ("UPDATE event SET actor_name = '别人' WHERE seq = 2", "留痕的内容被改动过"),
        ("UPDATE event SET unit_ids = '[7]' WHERE seq = 2", "留痕的内容被改动过"),
        ("DELETE FROM event WHERE seq = 2", "缺少第 2 号至第 2 号留痕"),
        ("UPDATE event SET hash = prev WHERE seq = 2", "留痕的内容被改动过"),
    ],
)
def test_a_changed_or_missing_link_is_found(runtime: Runtime, damage: str, told: str) -> None:
    _note(runtime, "一", "二", "三")
    with runtime.database.engine.begin() as connection:
        connection.execute(text(damage.replace(":", "\\:")))
    assert told in _flaws(runtime)


def test_a_body_can_be_erased_and_the_chain_still_holds(runtime: Runtime) -> None:
    _note(runtime, "陈某的电话", "二")
    with runtime.database.engine.begin() as connection:
        connection.execute(text("UPDATE event SET body = NULL WHERE seq = 1"))
    assert _flaws(runtime) == []


def test_a_body_keeps_the_ids_and_the_region_of_its_event(runtime: Runtime) -> None:
    with runtime.database.write() as session:
        event = Noted(subject=Subject("plan", 7), region_id=3, unit_ids=(1, 2), text="甲")
        emit(session, SYSTEM, event)
    with runtime.database.read() as session:
        row = session.scalars(select(JournalEvent)).one()
    assert (row.subject_kind, row.subject_id) == ("plan", 7)
    assert (row.region_id, row.unit_ids) == (3, [1, 2])
    assert row.actor_name == "系统"
