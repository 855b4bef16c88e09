"""What a fixture writes through the services, kept as rows: written through them once for each
kind of database, and from then on put back as it was.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, insert, select, text, update
from sqlmodel import SQLModel

from app.core.runtime import Runtime
from app.kit import clock

Made = TypeVar("Made")
Rows = dict[Table, list[dict[str, Any]]]

_SEQUENCES = text("""
SELECT seqrelid::bigint AS sequence, last
FROM pg_sequence, pg_sequence_last_value(seqrelid) AS last WHERE last IS NOT NULL
""")
_SET = text("SELECT setval(CAST(:sequence AS oid), :last)")


@dataclass(frozen=True)
class _Kept:
    made: Any
    rows: Rows
    changed: Rows
    sequences: list[dict[str, int]]


_kept: dict[tuple[Callable[..., Any], bool, datetime], _Kept] = {}
_compiled: dict[Any, Any] = {}


def filled(runtime: Runtime, write: Callable[..., Made], *given: Any, at: datetime) -> Made:
    """What `write(runtime, *given)` answers when it is `at`, with the rows that it adds.

    It deletes no row that was there and sends no job, and `given` and what was there are the same
    in every test.
    """
    key = write, runtime.database.is_sqlite, at
    if key in _kept:
        with runtime.database.engine.begin() as connection:
            _put_back(connection, _kept[key])
    else:
        with clock.frozen(at):
            _kept[key] = _written(runtime, lambda: write(runtime, *given))
    made: Made = deepcopy(_kept[key].made)
    return made


def _written(runtime: Runtime, write: Callable[[], Any]) -> _Kept:
    with runtime.database.engine.connect() as connection:
        before = _all_rows(connection)
    made = write()
    with runtime.database.engine.connect() as connection:
        after = _all_rows(connection)
        added: Rows = {}
        changed: Rows = {}
        for table, rows in after.items():
            known = {_key(table, row): row for row in before[table]}
            if new := [row for row in rows if _key(table, row) not in known]:
                added[table] = new
            if other := [row for row in rows if known.get(_key(table, row), row) != row]:
                changed[table] = other
        assert _count(added) == _count(after) - _count(before), "rows were deleted"
        assert "job" not in {table.name for table in added}, "on PostgreSQL it would be lost"
        return _Kept(made, added, changed, _sequences(connection))


def _key(table: Table, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def _count(rows: Rows) -> int:
    return sum(map(len, rows.values()))


def _all_rows(connection: Connection) -> Rows:
    return {
        table: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in SQLModel.metadata.sorted_tables
    }


def _sequences(connection: Connection) -> list[dict[str, int]]:
    """Where those stand that were used; SQLite's follow the rows."""
    if connection.dialect.name == "sqlite":
        return []
    return [dict(row) for row in connection.execute(_SEQUENCES).mappings()]


def _put_back(connection: Connection, kept: _Kept) -> None:
    quick = connection.execution_options(compiled_cache=_compiled)
    for table, rows in kept.rows.items():
        quick.execute(insert(table), rows)
    for table, rows in kept.changed.items():
        own = [column == bindparam(f"own_{column.name}") for column in table.primary_key]
        keyed = [
            row | {f"own_{one.name}": row[one.name] for one in table.primary_key} for row in rows
        ]
        quick.execute(update(table).where(*own), keyed)
    if kept.sequences:
        quick.execute(_SET, kept.sequences)
