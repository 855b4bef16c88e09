"""procrastinate's tables, in a database schema of their own beside ours."""

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection

SCHEMA = "procrastinate"

# Its functions find its tables by the search path. Each gets the path as a setting of its own,
# so that a session that stores a job keeps its own path.
_OWN_PATH = """
DO $$
DECLARE each regprocedure;
BEGIN
    FOR each IN
        SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'procrastinate'::regnamespace
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = procrastinate', each);
    END LOOP;
END $$
"""

# procrastinate frees a queueing lock when its job starts. Then a second job could be stored, and
# the first could not go back to `todo` to be tried again. So ours holds until the job is done.
_KEY = f"""
CREATE UNIQUE INDEX taskmatrix_jobs_key ON {SCHEMA}.procrastinate_jobs (queueing_lock)
WHERE status IN ('todo', 'doing')
"""

# procrastinate writes errors to the log only; who looks after dead letters must see them.
_ERRORS = f"""
CREATE TABLE {SCHEMA}.taskmatrix_job_error (
    job_id bigint PRIMARY KEY REFERENCES {SCHEMA}.procrastinate_jobs ON DELETE CASCADE,
    error text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
)
"""


def create(connection: Connection) -> None:
    """Make the schema on PostgreSQL; SQLite has its own small table and needs nothing."""
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
    connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
    connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    connection.exec_driver_sql("RESET search_path")
    for addition in (_OWN_PATH, _KEY, _ERRORS):
        connection.exec_driver_sql(addition.replace("%", "%%"))


def drop(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP SCHEMA {SCHEMA} CASCADE")
