"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Enum,
    Integer,
    String,
    Table,
    inspect,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import JSON, TypeDecorator
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig

# SQLite gives row ids only to a column that is INTEGER to the letter.
BigId = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON(none_as_null=True)

DayOrParameter = date | BindParameter[date]
IdOrParameter = int | BindParameter[int]
"""What a select is about, or the parameter for it in one that is built once: to build a large one
takes many times as long as to run it.
"""

# Constraints have names that a migration can call them by, on both databases.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def choice(kind: type[StrEnum]) -> Enum:
    """A column of one of the values of `kind`, kept as text: a new value needs no migration."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=24,
        values_callable=lambda members: [member.value for member in members],
    )


def cols(*attributes: Any) -> list[Column[Any]]:
    """Model attributes as columns for a select; SQLModel types them as the values they hold."""
    return list(attributes)


def table(model: type[SQLModel]) -> Table:
    """The plain table of a model, for hot selects: its rows come without the ORM's work."""
    found: Table = inspect(model).local_table
    return found


def as_text(column: ColumnElement[Any]) -> ColumnElement[str]:
    """A `choice` column as the text that it is kept as: a hot list makes no enum of each cell."""
    return type_coerce(column, String()).label(column.key)


def as_kept(column: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """A `UtcDateTime` column as the driver gives it, without a zone on SQLite: for `web.answers`,
    which writes both alike.
    """
    return type_coerce(column, DateTime(timezone=True)).label(column.key)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware instants, stored in UTC. A naive value is refused: nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(SQLModel):
    """What every table has: an id that is never used twice, even after a row is deleted."""

    # No table is validated: its validators, a fifth of every command's start, are not built.
    model_config = SQLModelConfig(defer_build=True)
    __table_args__: Any = {"sqlite_autoincrement": True}

    id: int = Field(default=None, primary_key=True, sa_type=BigId)


class local_date(FunctionElement[date]):  # noqa: N801 - named as SQL functions are
    """The day on which a stored instant lies in Asia/Shanghai, in SQL."""

    name = "local_date"
    type = Date()
    inherit_cache = True


@compiles(local_date, "sqlite")
def _local_date_sqlite(element: local_date, compiler: SQLCompiler, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+8 hours')"


@compiles(local_date, "postgresql")
def _local_date_postgresql(element: local_date, compiler: SQLCompiler, **options: Any) -> str:
    inner = compiler.process(element.clauses, **options)
    return f"CAST({inner} AT TIME ZONE 'Asia/Shanghai' AS DATE)"
