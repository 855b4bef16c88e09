"""Migrations: the models match them, and rows survive them, on both databases."""

import sqlite3
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Table, create_engine, inspect, text

from app.core import migrations
from app.core.errors import OutdatedSchemaError
from app.core.runtime import Runtime
from app.deliveries.models import Delivery
from app.deliveries.people.models import Reach
from app.plans.models import Assignment, Plan, Task
from app.plans.terms import PlanState, TaskState
from app.progress.models import Return
from app.progress.terms import PeriodKind
from app.reading.terms import Role, Stage, TaskKind
from app.reminders import subjects
from app.reminders.calls.models import Call, CallMatter
from app.reminders.models import DraftWanted, Reminder
from app.reminders.notices.models import Notice, NoticeMatter
from app.reminders.notices.terms import NoticeKind
from app.reminders.terms import Audience, Draft
from app.tables import metadata
from tests.cast import World


def counted(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table: connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()  # noqa: S608 - names from the database itself
            for table in inspect(connection).get_table_names()
            if table != "alembic_version"
        }


def test_the_models_and_the_migrations_agree(runtime: Runtime) -> None:
    with runtime.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    command.check(migrations.config(runtime.settings.url))


def test_rows_survive_every_step_down_and_up_again(runtime: Runtime, world: World) -> None:
    """From the newest to the oldest migration and back: tables that a step leaves in place keep
    their rows.
    """
    url, engine = runtime.settings.url, runtime.database.engine
    script = ScriptDirectory.from_config(migrations.config(url))
    steps = [step.revision for step in script.walk_revisions()]
    for lower in steps[1:]:
        before = counted(engine)
        migrations.downgrade(url, lower)
        below = counted(engine)
        assert {table: before[table] for table in below} == below
    for higher in reversed(steps[:-1]):
        below = counted(engine)
        migrations.upgrade(url, higher)
        assert below.items() <= counted(engine).items()
    assert counted(engine)["person"] == len(world.people)


NOW = datetime(2023, 8, 11, tzinfo=UTC)
PERIODS = {
    "2023-07": (PeriodKind.MONTH, "2023-07"),
    "2023-H1": (PeriodKind.HALF_YEAR, "2023-H1"),
    "2023": (PeriodKind.YEAR, "2023"),
    "m-2023-06-30": (PeriodKind.MILESTONE, "2023-06月30日节点"),
    "midterm-2023": (PeriodKind.MIDTERM, "2023-中期评估"),
    "final": (PeriodKind.FINAL, "2025-期末总结评估"),
    "once": (PeriodKind.ONCE, "2025-一次填报"),
}


def filled(runtime: Runtime, world: World) -> None:
    """What only the newest version knows: a plan that was followed, a task that was written off,
    returns of every kind, and reminders of a return that is there and of one that is not.
    """
    of: dict[str, Any] = {"region_id": world.region}
    unit = world.units["县残联"]
    made: dict[str, Any] = {
        "uid": "u",
        "title": "方案",
        "created_by": "林",
        "created_at": NOW,
        "updated_at": NOW,
    }
    with runtime.database.write() as session:
        plan = Plan(**of | made, state=PlanState.SUPERSEDED, stage=Stage.CONSULTATION)
        session.add(plan)
        session.flush()
        of["plan_id"] = plan.id
        state: dict[str, Any] = {
            "state": TaskState.WRITTEN_OFF,
            "kind": TaskKind.TASK,
            "updated_at": NOW,
        }
        task = Task(**of | state, position=1, title="救助", text="救助")
        session.add(task)
        session.flush()
        cell: dict[str, Any] = {
            "task_id": task.id,
            "position": 1,
            "role": Role.LEAD,
            "printed_label": "牵头",
        }
        session.add(Assignment(**of | cell, raw="县残联", name="县残联", unit_id=unit))
        days: dict[str, Any] = dict.fromkeys(
            ("period_start", "opens_on", "due_on"), date(2023, 1, 1)
        )
        days |= {"period_end": date(2025, 12, 31), "updated_at": NOW}
        asked = [
            Return(**of | days, unit_id=unit, period=period, kind=kind)
            for period, (kind, _) in PERIODS.items()
        ]
        session.add_all(asked)
        session.flush()
        for subject_id in (asked[0].id, 999):
            session.add(_reminder(world, unit, subject_id))


def _reminder(world: World, unit: int, subject_id: int) -> Reminder:
    return Reminder(
        subject_kind="return",
        subject_id=subject_id,
        recipient_id=world.people["陈"],
        audience=Audience.UNIT,
        unit_id=unit,
        region_id=world.region,
        due_on=date(2023, 1, 1),
        step=1,
        on_day=date(2023, 1, 2),
        run_id="run",
        created_at=NOW,
    )


def column(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)).scalars())


def test_a_version_before_is_given_only_what_it_knows(runtime: Runtime, world: World) -> None:
    url, engine = runtime.settings.url, runtime.database.engine
    filled(runtime, world)
    periods = "SELECT period FROM returns ORDER BY id"
    migrations.downgrade(url, "0021")
    assert column(engine, "SELECT state FROM task") == ["closed"]
    migrations.downgrade(url, "0019")
    assert column(engine, periods) == [before for _, before in PERIODS.values()]
    migrations.downgrade(url, "0018")
    assert column(engine, "SELECT state FROM plan") == ["published"]
    migrations.downgrade(url, "0016")
    assert column(engine, "SELECT period FROM returns r JOIN reminder ON return_id = r.id") == [
        "2023-07"
    ]
    migrations.upgrade(url)
    assert column(engine, periods) == list(PERIODS)
    kinds = column(engine, "SELECT kind FROM returns ORDER BY id")
    assert kinds == [kind.value for kind, _ in PERIODS.values()]


def test_a_version_before_knows_a_recipient_by_his_mail_alone(
    runtime: Runtime, world: World
) -> None:
    url, engine = runtime.settings.url, runtime.database.engine
    person = world.people["周"]
    with runtime.database.write() as session:
        session.add(Reach(person_id=person, mobile="13800000001"))
        of: dict[str, Any] = {"region_id": world.region, "channel": "mail", "created_at": NOW}
        for key, address in (("1", "zhou@x.test 13800000001 "), ("2", " 13800000001 ")):
            session.add(Delivery(**of, key=key, recipient_id=person, address=address))
        session.add(Delivery(**of, key="3"))
    addresses = "SELECT address FROM delivery ORDER BY key"
    known = ["zhou@x.test 13800000001 ", " 13800000001 ", None]
    migrations.downgrade(url, "0024")
    assert column(engine, addresses) == ["zhou@x.test", None, None]
    migrations.upgrade(url)
    assert column(engine, addresses) == known


SINCE = {
    "review": ("0032", "0031"),
    "parts": ("0029", "0028"),
    "instruction": ("0027", "0026"),
    "instruction_receipt": ("0027", "0026"),
    "notice": ("0026", "0025"),
}
"""Kinds of matters: the version that they came with, and the one before it."""


def test_a_version_before_is_given_no_matter_that_it_cannot_name(
    runtime: Runtime, world: World
) -> None:
    """Not in what was said, nor in what is to be drafted, on the papers or in the calls."""
    url, engine = runtime.settings.url, runtime.database.engine
    unit = world.units["县残联"]
    of: dict[str, Any] = {"unit_id": unit, "region_id": world.region}
    ran: dict[str, Any] = {"step": 1, "on_day": date(2023, 1, 2), "run_id": "r", "created_at": NOW}
    with runtime.database.write() as session:
        notice = Notice(
            **of, kind=NoticeKind.URGING, drafted_by="林", drafted_at=NOW, updated_at=NOW
        )
        said = {"called_by": "林", "spoke_to": "陈", "answer": "好", "entered_by": "林"}
        call = Call(**of | said, called_at=NOW, entered_at=NOW, typist="林", updated_at=NOW)
        session.add_all((notice, call))
        session.flush()
        for kind in subjects.KIND:
            due: dict[str, Any] = {"due_on": date(2023, 1, 1)}
            matter: dict[str, Any] = {"subject_kind": kind, "subject_id": 1}
            told = _reminder(world, unit, 1)
            told.subject_kind = kind
            asked = DraftWanted(**of | ran | due | matter, draft=Draft.URGING)
            listed = NoticeMatter(
                **matter | due, notice_id=notice.id, position=1, title="方案", part="交办"
            )
            session.add_all((told, asked, listed, CallMatter(**matter, call_id=call.id)))
    for since, before in dict.fromkeys(SINCE.values()):
        migrations.downgrade(url, before)
        known = {kind for kind in subjects.KIND if SINCE.get(kind, ("",))[0] < since}
        there = set(inspect(engine).get_table_names())
        for table in ("reminder", "draft_wanted", "notice_matter", "call_matter"):
            if table in there:
                kinds = column(engine, f"SELECT subject_kind FROM {table}")  # noqa: S608 - constants
                assert set(kinds) == known, (table, before)


def test_no_number_of_a_row_is_used_twice(sqlite_url: str) -> None:
    """Not where a migration built its table anew, either."""
    engine = create_engine(sqlite_url)
    made = dict(_named(engine))
    counted = {name for name, table in metadata.tables.items() if _is_counted(table)}
    assert {name for name in counted if "AUTOINCREMENT" not in made[name]} == set()
    used = "SELECT seq FROM sqlite_sequence WHERE name = 'assignment'"
    with engine.begin() as connection:
        connection.execute(text("UPDATE sqlite_sequence SET seq = 41 WHERE name = 'assignment'"))
    migrations.downgrade(sqlite_url, "0023")
    assert column(engine, used) == [41]
    migrations.upgrade(sqlite_url)
    assert column(engine, used) == [41]
    engine.dispose()


def _named(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
        return [(row.name, row.sql) for row in connection.execute(text(query))]


def _is_counted(table: Table) -> bool:
    return bool(table.dialect_options["sqlite"]["autoincrement"])


def test_the_first_migration_goes_away_whole_and_comes_back(database_url: str) -> None:
    migrations.downgrade(database_url, "base")
    engine = create_engine(database_url)
    assert counted(engine) == {}
    migrations.upgrade(database_url)
    assert set(counted(engine)) == set(metadata.tables)
    engine.dispose()


def test_a_migration_that_leaves_a_broken_reference_is_refused(sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO unit_alias (unit_id, region_id, name, folded) VALUES (99, 99, 'x', 'x')"
    )
    connection.commit()
    connection.close()
    with pytest.raises(RuntimeError, match="unit_alias"):
        migrations.upgrade(sqlite_url)


def test_a_database_of_another_version_is_told_by_name(runtime: Runtime) -> None:
    migrations.check_current(runtime.database)
    with runtime.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(OutdatedSchemaError):
        migrations.check_current(runtime.database)
