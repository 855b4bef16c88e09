"""The library that was built, kept in this process until the texts that it was built from are
others: one for all readers, of which each is told what he may read.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from threading import Lock

from sqlmodel import Session

from app.core.actor import SYSTEM, Actor
from app.network.precedents import queries
from app.network.precedents.library import Library, NearTask


@dataclass(frozen=True)
class Readable:
    """What one reader may read of the library now; `plans_of` is by task."""

    library: Library
    plans_of: Mapping[int, int]

    def without(self, plan_id: int) -> tuple[int, int]:
        """How many plans and tasks there are beside one."""
        others = [one for one in self.plans_of.values() if one != plan_id]
        return len(set(others)), len(others)

    def nearest(self, text: str, *, plan_id: int | None) -> list[NearTask]:
        """The nearest tasks of plans other than this one."""
        return self.library.nearest(text, plan_id=plan_id, among=self.plans_of)


class Shelf:
    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[Hashable, Library] = {}

    def library(self, session: Session, actor: Actor) -> Readable:
        """What this actor may read as precedents, now."""
        key = queries.fingerprint(session, SYSTEM)
        found = self._kept.get(key)
        if found is None:
            found = self._build(session, key)
        return Readable(found, queries.plans_of(session, actor))

    def _build(self, session: Session, key: Hashable) -> Library:
        with self._lock:  # two requests do not build the same library beside each other
            found = self._kept.get(key) or Library(queries.entries(session, SYSTEM))
            self._kept = {key: found}
        return found


SHELF = Shelf()
