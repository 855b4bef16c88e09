"""What passes between the two engines and what stands above them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class NewJob:
    """`payload` is the JSON text of an object."""

    kind: str
    payload: str
    run_at: datetime
    key: str | None


@dataclass(frozen=True)
class Claimed:
    """A job that this worker owns for now. `payload` is text as stored, whatever that is."""

    id: int
    kind: str
    payload: str
    attempt: int


@dataclass(frozen=True)
class DeadLetter:
    """A job that was given up; `payload` is text as stored."""

    id: int
    kind: str
    payload: str
    key: str | None
    attempts: int
    error: str | None
    died_at: datetime | None


@dataclass(frozen=True)
class Counts:
    """`waiting` includes what is planned for later and what will be tried again."""

    waiting: int
    running: int
    dead: int
