"""What one test leaves behind in PostgreSQL, or in the application, no other test finds."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from tests import databases
from tests.conftest import application
from tests.databases import Databases

# For each table one row as JSON, with a value of its type for each column.
ROWS = """
SELECT format('%I.%I', nspname, relname), jsonb_object_agg(attname, coalesce(
  (SELECT enumlabel FROM pg_enum WHERE enumtypid = atttypid ORDER BY enumsortorder LIMIT 1),
  CASE typcategory WHEN 'N' THEN '7' WHEN 'B' THEN 'false' WHEN 'D' THEN '2026-01-01'
    WHEN 'S' THEN 'x' ELSE '{}' END
))::text
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_type ON pg_type.oid = atttypid
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND nspname IN ('public', 'procrastinate') AND attnum > 0
GROUP BY nspname, relname
"""
SEQUENCES = "SELECT seqrelid::regclass::text, pg_sequence_last_value(seqrelid) FROM pg_sequence"


@pytest.fixture(scope="module")
def lenders(postgresql_server: str, postgresql_databases: Databases) -> Iterator[Databases]:
    made = Databases(postgresql_server, postgresql_databases.template)
    yield made
    made.close()


@pytest.fixture
def lender(lenders: Databases) -> Databases:
    """With one database that is lent to nobody: the first copy costs as much as a test."""
    with lenders.lend():
        lenders.copies = 0
    return lenders


def contents(connection: psycopg.Connection) -> dict[str, object]:
    """What stands in each table and where each sequence stands."""
    tables = [table for table, _ in connection.execute(ROWS)]
    rows: dict[str, object] = {
        table: connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - names from the database itself
        for table in tables
    }
    return rows | dict(connection.execute(SEQUENCES).fetchall())


def fill(connection: psycopg.Connection) -> None:
    """A row in every table but the one that the migrations fill, and a number of each sequence."""
    connection.execute("SET session_replication_role = replica")
    for table, row in connection.execute(ROWS).fetchall():
        if table != "public.alembic_version":
            connection.execute(
                f"INSERT INTO {table} OVERRIDING SYSTEM VALUE"  # noqa: S608 - as above
                f" SELECT * FROM jsonb_populate_record(NULL::{table}, %s)",
                [row],
            )
    connection.execute("SELECT nextval(seqrelid) FROM pg_sequence")


def test_a_database_that_was_filled_comes_back_as_it_was_new(lender: Databases) -> None:
    with lender.lend() as first, lender.connect(first) as connection:
        new = contents(connection)
        fill(connection)
        filled = contents(connection)
    with lender.lend() as second, lender.connect(second) as connection:
        assert contents(connection) == new
    same = {name for name in new if filled[name] == new[name]}
    assert (same, lender.copies) == ({"public.alembic_version"}, 0)


def test_nobody_finds_the_next_database_by_the_name_of_the_last(lender: Databases) -> None:
    with lender.lend() as first:
        pass
    with (
        lender.lend() as second,
        pytest.raises(psycopg.OperationalError, match="does not exist"),
    ):
        lender.connect(first)
    assert first != second


def test_two_tests_at_a_time_have_two_databases(lender: Databases, postgresql_server: str) -> None:
    own = Databases(postgresql_server, lender.template)
    for _ in range(2):
        with own.lend() as one, own.lend() as other:
            assert one != other
    own.close()
    assert own.copies == 2


def test_who_still_holds_the_database_is_cut_off_with_all_that_he_holds(lender: Databases) -> None:
    with lender.lend() as first:
        left = lender.connect(first)
        holder = left.info.backend_pid
        left.execute("LISTEN news")
        left.execute("CREATE TEMPORARY TABLE region (id int)")
        left.execute("SELECT pg_advisory_lock(7)")
        left.execute("PREPARE asked AS SELECT 1")
        left.execute("BEGIN")
        left.execute("DELETE FROM alembic_version")
    with pytest.raises(psycopg.OperationalError):
        left.execute("COMMIT")
    with lender.lend() as second, lender.connect(second) as connection:
        # Others may be there: whoever emptied the database takes a moment to leave it.
        held = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s"
        assert connection.execute(held, [holder]).fetchone() == (0,)
        assert connection.execute("SELECT pg_try_advisory_lock(7)").fetchone() == (True,)
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)
        assert connection.execute("SELECT code FROM region").fetchall() == []
        connection.execute("LISTEN news")
        assert list(connection.notifies(timeout=0)) == []
    assert lender.copies == 0


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE region ADD COLUMN more int",
        "ALTER TABLE region RENAME COLUMN name TO title",
        "ALTER TABLE region DISABLE TRIGGER ALL",
        "CREATE VIEW more AS SELECT 1",
        "CREATE SCHEMA more",
        "ALTER SEQUENCE region_id_seq INCREMENT 7",
        "CREATE FUNCTION more() RETURNS int LANGUAGE sql RETURN 7",
        "GRANT SELECT ON region TO PUBLIC",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
        "SELECT lo_create(0)",
        "ANALYZE region",
        "TRUNCATE region CASCADE",
        "DELETE FROM alembic_version",
        "DROP SCHEMA procrastinate CASCADE",
    ],
)
def test_a_database_that_was_changed_is_lent_to_nobody_else(lender: Databases, change: str) -> None:
    with lender.lend() as first, lender.connect(first) as connection:
        connection.execute(change)
    assert _next_is_new(lender)


@pytest.mark.parametrize(
    "setting",
    [
        "SET default_transaction_read_only = on",
        "SET search_path = pg_catalog",
        "CONNECTION LIMIT 7",
    ],
)
def test_what_a_test_sets_for_its_database_goes_with_it(lender: Databases, setting: str) -> None:
    with lender.lend() as first, lender.connect(first) as connection:
        connection.execute(f"ALTER DATABASE {first} {setting}")
    assert _next_is_new(lender)


def _next_is_new(lender: Databases) -> bool:
    with lender.lend() as name, lender.connect(name) as connection:
        state = connection.execute(lender.template.state_query).fetchall()
    return lender.copies == 1 and state == lender.template.state


def test_a_test_may_drop_its_database(lender: Databases, postgresql_server: str) -> None:
    with lender.lend() as first, psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute(f"DROP DATABASE {first}")
    assert _next_is_new(lender)


def test_a_database_that_has_grown_large_is_not_emptied_but_copied_anew(
    lender: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "WORN", 2**20)
    with lender.lend() as first, lender.connect(first) as connection:
        connection.execute(
            "INSERT INTO calendar_year SELECT year, repeat('x', 100)"
            " FROM generate_series(1, 10000) AS year"
        )
    assert _next_is_new(lender)


def test_who_may_not_empty_a_database_gets_a_copy_each_time(postgresql_server: str) -> None:
    mine = make_conninfo(postgresql_server, user="builder")
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute("CREATE ROLE builder LOGIN CREATEDB")
        server.execute("CREATE DATABASE pattern OWNER builder")
        builder = Databases(mine, databases.examine(mine, "pattern"))
        for _ in range(2):
            with builder.lend():
                pass
        builder.close()
        server.execute("DROP DATABASE pattern")
        server.execute("DROP ROLE builder")
    assert builder.copies == 2


def test_an_application_that_a_test_changed_is_not_that_of_the_next(runtime: Runtime) -> None:
    with application(runtime) as first:
        first.add_api_route("/invented", lambda: "here")
        assert TestClient(first).get("/invented").status_code == 200
    with application(runtime) as second:
        assert TestClient(second).get("/invented").status_code == 404


def test_an_application_that_goes_on_serves_the_database_of_the_test(runtime: Runtime) -> None:
    other = Runtime(runtime.settings, runtime.database, runtime.files)
    with application(other) as first:
        assert first.state.runtime is other
    with application(runtime) as second:
        assert second is first
        assert second.state.runtime is runtime
