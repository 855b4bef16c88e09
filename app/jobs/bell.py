"""Wakes the workers of this process as soon as a job is committed in it.

Other processes look by themselves every `Policy.poll` seconds.
"""

from threading import Condition

from sqlalchemy import event
from sqlmodel import Session

_FLAG = "jobs_stored"


class Bell:
    def __init__(self) -> None:
        self._changed = Condition()
        self.strokes = 0

    def ring(self) -> None:
        with self._changed:
            self.strokes += 1
            self._changed.notify_all()

    def wait(self, heard: int, seconds: float) -> None:
        """Return after `seconds`, or at once when it rang after `heard` strokes."""
        with self._changed:
            self._changed.wait_for(lambda: self.strokes != heard, seconds)


BELL = Bell()


def ring_after_commit(session: Session) -> None:
    session.info[_FLAG] = True


# One listener for all sessions: those of single sessions are never let go by SQLAlchemy.
@event.listens_for(Session, "after_commit")
def _ring(session: Session) -> None:
    if _FLAG in session.info:
        BELL.ring()
