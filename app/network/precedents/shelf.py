"""Libraries that were built, kept in this process until what they were built from is another."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from sqlmodel import Session

from app.core.actor import Actor, Role
from app.network.precedents import queries
from app.network.precedents.library import Library

KEPT = 4
"""Libraries: one for each kind of reader and region that asked last."""


class Shelf:
    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Library] = OrderedDict()

    def library(self, session: Session, actor: Actor) -> Library:
        """What this actor may read as precedents, now."""
        key = (_reader(actor), queries.fingerprint(session, actor))
        with self._lock:  # two requests do not build the same library beside each other
            found = self._kept.pop(key, None) or Library(queries.entries(session, actor))
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


def _reader(actor: Actor) -> Hashable:
    """Who reads the same tasks shares a library: see `plans.queries.readable_tasks`."""
    match actor.role:
        case Role.LIAISON:
            return actor.role, actor.unit_id
        case Role.SYSTEM:
            return actor.role
        case _:
            return actor.region_path


SHELF = Shelf()
