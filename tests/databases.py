"""A PostgreSQL database that test after test gets as if it were a new copy of the template.

A copy costs hundreds of files, emptying one a few rows. So a database that comes back is cut off
from whoever still holds it, renamed so that nobody finds it again, compared with the template in
all but its rows, and emptied. Where it differs it is dropped, and the next test gets a new copy.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.errors import InvalidCatalogName, ObjectInUse

# Deleted rows leave their room behind: in bytes, from where on a new copy is the faster one.
WORN = 24 * 2**20
# Whoever comes back more often than this keeps the database from being used again.
CUTS = 500

_SIZE = "SELECT pg_database_size(current_database())"  # asking each table for its own takes longer
_CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
_TABLES = """
SELECT format('%I.%I', nspname, relname), pg_relation_size(pg_class.oid)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
"""
_SEQUENCES = """
SELECT format('SELECT setval(%s, %s, %L)', seqrelid, coalesce(last, seqstart), last IS NOT NULL)
FROM pg_sequence, pg_sequence_last_value(seqrelid) AS last
"""
# Where objects that are not PostgreSQL's own stand; those of rarer kinds show in pg_depend.
_CATALOGS = (
    *("pg_attrdef", "pg_attribute", "pg_class", "pg_constraint", "pg_default_acl", "pg_depend"),
    *("pg_extension", "pg_index", "pg_largeobject_metadata", "pg_namespace", "pg_policy"),
    *("pg_proc", "pg_rewrite", "pg_sequence", "pg_trigger", "pg_type"),
)
# A row that is written again has another xmin.
_ROWS = "SELECT '{0}', count(*), sum(xmin::text::bigint) FROM {0}"
# A temporary table goes with its connection; the schema in which it stood stays.
_LASTING = " WHERE nspname !~ '^pg_(toast_)?temp_'"
# What ALTER DATABASE sets stands elsewhere, and what ANALYZE writes leaves the xmin as it was.
_SETTINGS = """
SELECT 'settings', count(*), 0 FROM pg_db_role_setting
JOIN pg_database ON setdatabase = pg_database.oid WHERE datname = current_database()
UNION ALL
SELECT 'database', 1, hashtext((datdba, datistemplate, datconnlimit, datacl)::text)
FROM pg_database WHERE datname = current_database()
UNION ALL
SELECT 'analyzed', 1, sum(reltuples)::bigint FROM pg_class
"""


@dataclass(frozen=True)
class Template:
    """`kept`: the tables that the migrations fill. `sequences`: the statements that set them back.
    `state`: what `state_query` answers as long as all but the rows of other tables is as it was.
    `size`: in bytes.
    """

    name: str
    kept: frozenset[str]
    sequences: str
    state_query: str
    state: list[tuple[Any, ...]]
    size: int


def examine(server: str, name: str) -> Template:
    with psycopg.connect(make_conninfo(server, dbname=name), autocommit=True) as connection:
        kept = frozenset(
            table
            for table, _ in connection.execute(_TABLES).fetchall()
            if connection.execute(f"SELECT FROM {table} LIMIT 1").rowcount
        )
        sequences = "; ".join(line for (line,) in connection.execute(_SEQUENCES))
        query = _state_query(kept)
        state = connection.execute(query).fetchall()
        return Template(name, kept, sequences, query, state, _size(connection))


def _state_query(kept: frozenset[str]) -> str:
    queries = [
        _ROWS.format(table) + (_LASTING if table == "pg_namespace" else "")
        for table in (*_CATALOGS, *sorted(kept))
    ]
    return " UNION ALL ".join((*queries, _SETTINGS))


class Databases:
    """Lends databases, also several at a time. `copies`: how many had to be made."""

    def __init__(self, server: str, template: Template) -> None:
        self.template = template
        self.copies = 0
        self._server = server
        self._control = psycopg.connect(server, autocommit=True)
        # Without its rights rows cannot be deleted past the references between them.
        self._superuser = self._control.execute("SHOW is_superuser").fetchone() == ("on",)
        self._idle: list[str] = []

    @contextmanager
    def lend(self) -> Iterator[str]:
        """The name of a database, by which nobody has known it before."""
        name = self._idle.pop() if self._idle else self._copy()
        try:
            yield name
        finally:
            self._take_back(name)

    def connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(make_conninfo(self._server, dbname=name), autocommit=True)

    def close(self) -> None:
        for name in self._idle:
            self._drop(name)
        self._control.close()

    def _copy(self) -> str:
        name = _new_name()
        self.copies += 1
        # Copying files is three times as fast as writing the copy to a log that nobody keeps.
        self._control.execute(
            f"CREATE DATABASE {name} TEMPLATE {self.template.name} STRATEGY file_copy"
        )
        return name

    def _drop(self, name: str) -> None:
        self._control.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _take_back(self, name: str) -> None:
        fresh = _new_name()
        self._cut_off(name)
        try:
            self._control.execute(f"ALTER DATABASE {name} RENAME TO {fresh}")
        except (ObjectInUse, InvalidCatalogName):  # somebody came back, or the test dropped it
            self._drop(name)
            return
        if self._superuser and self._emptied(fresh):
            self._idle.append(fresh)
        else:
            self._drop(fresh)

    def _cut_off(self, name: str) -> None:
        """Until nobody is there: PostgreSQL itself would look only every tenth of a second."""
        for _ in range(CUTS):
            if not self._control.execute(_CUT_OFF, [name]).rowcount:
                return
            time.sleep(0.001)

    def _emptied(self, name: str) -> bool:
        """Whether the database is now as a new copy would be."""
        with self.connect(name) as it:
            if it.execute(self.template.state_query).fetchall() != self.template.state:
                return False
            if _size(it) > self.template.size + WORN:
                return False
            sizes = it.execute(_TABLES).fetchall()
            filled = [table for table, size in sizes if size and table not in self.template.kept]
            it.execute("SET session_replication_role = replica")  # no references, no triggers
            it.execute("; ".join(f"DELETE FROM {table}" for table in filled))  # noqa: S608 - names from the database itself
            it.execute(self.template.sequences)
        return True


def _size(connection: psycopg.Connection) -> int:
    ((size,),) = connection.execute(_SIZE).fetchall()
    return int(size)


def _new_name() -> str:
    return f"test_{uuid4().hex[:12]}"
