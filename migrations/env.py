"""Alembic's environment.

On SQLite a table is altered by building it anew; with foreign keys on, dropping the old parent
empties its CASCADE children. So they are off while a migration runs and checked after it.
"""

from alembic import context
from sqlalchemy import Connection, create_engine, pool

from app.tables import metadata


class BrokenReferencesError(RuntimeError):
    """A migration left rows that point at nothing; it was rolled back."""


def check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise BrokenReferencesError(broken[:10])


def run(connection: Connection) -> None:
    on_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=on_sqlite,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
        if on_sqlite:
            check_references(connection)


def migrate() -> None:
    url = context.config.attributes["url"]
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        run(connection)
        connection.commit()


migrate()
