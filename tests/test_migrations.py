"""Migrations: the models match them, and rows survive them, on both databases."""

import sqlite3

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text

from app.core import migrations
from app.core.errors import OutdatedSchemaError
from app.core.runtime import Runtime
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
