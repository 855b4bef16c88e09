"""Bring a database to the schema that this code expects."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.core.database import Database, make_directory
from app.core.errors import OutdatedSchemaError
from app.core.settings import ROOT


def config(url: str) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    settings.attributes["url"] = url
    return settings


def upgrade(url: str, revision: str = "head") -> None:
    make_directory(url)
    command.upgrade(config(url), revision)


def downgrade(url: str, revision: str) -> None:
    command.downgrade(config(url), revision)


def check_current(database: Database) -> None:
    """Raise `OutdatedSchemaError` unless the database stands at the newest migration."""
    if not is_current(database):
        raise OutdatedSchemaError


def is_current(database: Database) -> bool:
    """Whether the database stands at the newest migration (asked by `/readyz`)."""
    head = ScriptDirectory.from_config(config("")).get_current_head()
    with database.engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
    return now is not None and now == head
