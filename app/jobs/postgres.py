"""The engine on PostgreSQL: procrastinate's tables and SQL functions, in their own schema.

The functions are procrastinate's; the loop around them is the one that SQLite uses too, so that
retries, dead letters and shutdown are the same. (procrastinate's own worker loses its heartbeat
for good when the database is away for longer than its pool waits, and goes on working: tried
with 3.10. Others then take its running jobs over.)
"""

import logging
from threading import Lock

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.core.columns import UtcDateTime
from app.core.database import Database
from app.jobs.rules import Outcome, Policy
from app.jobs.schemas import Claimed, Counts, DeadLetter, NewJob

logger = logging.getLogger(__name__)

_KEY_CONSTRAINTS = {"taskmatrix_jobs_key", "procrastinate_jobs_queueing_lock_idx_v1"}

_DEFER = text("""
SELECT procrastinate.procrastinate_defer_jobs_v1(ARRAY[
    ROW('taskmatrix', :kind, 0, NULL, :key, CAST(:payload AS jsonb), :run_at)
]::procrastinate.procrastinate_job_to_defer_v1[])
""").bindparams(bindparam("run_at", type_=UtcDateTime))

_DEAD = text("""
SELECT job.id, task_name, args::text, queueing_lock, attempts, error, at
FROM procrastinate.procrastinate_jobs AS job
LEFT JOIN procrastinate.taskmatrix_job_error ON job_id = job.id
WHERE status = 'failed' ORDER BY job.id DESC LIMIT :limit
""")

_REVIVE = text("""
UPDATE procrastinate.procrastinate_jobs
SET status = 'todo', attempts = 0, scheduled_at = NULL, worker_id = NULL
WHERE id = :id AND status = 'failed'
""")

_DISCARD = text("""
DELETE FROM procrastinate.procrastinate_jobs WHERE id = :id AND status = 'failed'
""")

_COUNT = text("""
SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'failed')
FROM procrastinate.procrastinate_jobs
""")


def store(connection: Connection, job: NewJob) -> None:
    values = {"kind": job.kind, "payload": job.payload, "key": job.key, "run_at": job.run_at}
    if job.key is None:
        connection.execute(_DEFER, values)
        return
    try:
        with connection.begin_nested():
            connection.execute(_DEFER, values)
    except IntegrityError as conflict:
        if _constraint(conflict) not in _KEY_CONSTRAINTS:
            raise


def _constraint(conflict: IntegrityError) -> str | None:
    diagnosis = getattr(conflict.orig, "diag", None)
    return getattr(diagnosis, "constraint_name", None)


def dead_letters(connection: Connection, limit: int) -> list[DeadLetter]:
    return [DeadLetter(*row) for row in connection.execute(_DEAD, {"limit": limit})]


def revive(connection: Connection, job_id: int) -> bool:
    return connection.execute(_REVIVE, {"id": job_id}).rowcount == 1


def discard(connection: Connection, job_id: int) -> bool:
    return connection.execute(_DISCARD, {"id": job_id}).rowcount == 1


def count(connection: Connection) -> Counts:
    return Counts(*connection.execute(_COUNT).one())


_REGISTER = text("SELECT worker_id FROM procrastinate.procrastinate_register_worker_v1()")
_UNREGISTER = text("SELECT procrastinate.procrastinate_unregister_worker_v1(:worker)")
_BEAT = text("""
UPDATE procrastinate.procrastinate_workers SET last_heartbeat = now() WHERE id = :worker
""")
_PRUNE = text("SELECT * FROM procrastinate.procrastinate_prune_stalled_workers_v1(:seconds)")
_FETCH = text("""
SELECT id, task_name, args::text, attempts + 1
FROM procrastinate.procrastinate_fetch_job_v2(ARRAY['taskmatrix']::varchar[], :worker)
""")

_BACK = """
SELECT procrastinate.procrastinate_retry_job_v2(id, NULL, NULL, NULL, NULL) FROM (
    SELECT id FROM procrastinate.procrastinate_jobs
    WHERE status = 'doing' AND {whose} FOR UPDATE SKIP LOCKED
) AS left_lying
"""
_TAKE_BACK = text(_BACK.format(whose="worker_id IS NULL"))
_GIVE_BACK = text(_BACK.format(whose="worker_id = :worker AND id <> ALL(CAST(:held AS bigint[]))"))

_OURS = text("""
SELECT id FROM procrastinate.procrastinate_jobs
WHERE id = :id AND status = 'doing' AND worker_id = :worker FOR UPDATE
""")
_FINISH = text("""
SELECT procrastinate.procrastinate_finish_job_v1(
    :id, CAST(:status AS procrastinate.procrastinate_job_status), :done)
""")
_RETRY = text("""
SELECT procrastinate.procrastinate_retry_job_v2(
    :id, now() + make_interval(secs => :seconds), NULL, NULL, NULL)
""")
_ERROR = text("""
INSERT INTO procrastinate.taskmatrix_job_error (job_id, error) VALUES (:id, :error)
ON CONFLICT (job_id) DO UPDATE SET error = excluded.error, at = excluded.at
""")


class PostgresQueue:
    """A worker owns its jobs through its row among the workers, which its heartbeat keeps.

    `_unsure` says that the database may hold something else about us than we think: we have not
    signed on, an answer was lost on its way, or we were taken for dead.
    """

    def __init__(self, database: Database, policy: Policy) -> None:
        self._database = database
        self._lease = policy.lease
        self._worker: int | None = None
        self._held: set[int] = set()
        self._lock = Lock()
        self._unsure = True

    def claim(self) -> Claimed | None:
        with self._lock:
            if self._unsure:
                self._sign_on()
            self._unsure = True
            with self._database.write() as session:
                row = session.execute(_FETCH, {"worker": self._worker}).one()
            self._unsure = False
            if row.id is None:
                return None
            self._held.add(row.id)
            return Claimed(*row)

    def _sign_on(self) -> None:
        """Be among the workers, and own no job but those in our hands."""
        with self._database.write() as session:
            if self._worker is None or not self._beat(session):
                self._worker = session.execute(_REGISTER).scalar_one()
            held = {"worker": self._worker, "held": list(self._held)}
            session.execute(_GIVE_BACK, held)

    def _beat(self, session: Session) -> bool:
        return session.connection().execute(_BEAT, {"worker": self._worker}).rowcount == 1

    def settle(self, job: Claimed, ending: Outcome) -> bool:
        with self._database.write() as session:
            ours = session.execute(_OURS, {"id": job.id, "worker": self._worker}).first()
            if ours is not None:
                _put_down(session, job.id, ending)
        self._held.discard(job.id)
        return ours is not None

    def drop(self, job: Claimed) -> None:
        with self._lock:
            self._unsure |= job.id in self._held
            self._held.discard(job.id)

    def tend(self) -> None:
        if self._worker is not None:
            with self._database.write() as session:
                known = self._beat(session)
            with self._lock:
                self._unsure |= not known
        with self._database.write() as session:
            session.execute(_PRUNE, {"seconds": self._lease})
            taken_back = len(session.execute(_TAKE_BACK).all())
        if taken_back:
            logger.warning("took back the jobs of a worker that is gone", extra={"n": taken_back})

    def leave(self) -> None:
        if self._worker is not None:
            with self._database.write() as session:
                session.execute(_UNREGISTER, {"worker": self._worker})


def _put_down(session: Session, job_id: int, ending: Outcome) -> None:
    if ending.error is not None:
        session.execute(_ERROR, {"id": job_id, "error": ending.error})
    if ending.retry_in is not None:
        seconds = ending.retry_in.total_seconds()
        session.execute(_RETRY, {"id": job_id, "seconds": seconds})
        return
    status = "succeeded" if ending.done else "failed"
    session.execute(_FINISH, {"id": job_id, "status": status, "done": ending.done})


def open_queue(database: Database, policy: Policy) -> PostgresQueue:
    return PostgresQueue(database, policy)
