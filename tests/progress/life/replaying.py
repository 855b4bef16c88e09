"""The journal read from its beginning: the states that it tells of must be those of the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlmodel import Session, col, select

from app.journal.models import JournalEvent
from app.plans.models import Task
from app.progress.models import Return

Body = Mapping[str, Any]


@dataclass
class Replayed:
    """By task its state, day of review and extension; by return its state."""

    tasks: dict[int, dict[str, str | None]] = field(default_factory=dict)
    returns: dict[int, str] = field(default_factory=dict)
    saved: set[int] = field(default_factory=set)

    def take(self, kind: str, subject_id: int, body: Body) -> None:
        match kind:
            case "task.moved":
                self._set(subject_id, "state", body["state"])
                self._set(subject_id, "review_on", body["review_on"])
            case "extension.decided":
                self._set(subject_id, "extended_to", body["extended_to"])
            case "plan.amended":
                for one in body["changes"]:
                    if one["action"] == "task_changed" and "extended_to" in one["after"]:
                        both = (one["before"]["extended_to"], one["after"]["extended_to"])
                        self._set(one["task_id"], "extended_to", both)
            case "progress.followed" | "progress.handed_on":
                self._follow(body)
            case str() if kind.startswith("return."):
                old, new = body["state"]
                assert self.returns.get(subject_id, "pending") == old, (kind, subject_id)
                self.returns[subject_id] = new
                self.saved |= {subject_id} if kind == "return.saved" else set()

    def _set(self, task: int, name: str, both: tuple[str | None, str | None]) -> None:
        old, new = both
        known = self.tasks.setdefault(
            task, {"state": "in_progress", "review_on": None, "extended_to": None}
        )
        assert known[name] == old, (task, name, known, both)
        known[name] = new

    def _follow(self, body: Body) -> None:
        for state in ("waived", "removed"):
            self.returns |= dict.fromkeys(body.get(state, ()), state)
        self.returns |= dict.fromkeys(body.get("asked_again", ()), "pending")
        for one in body.get("revived", ()):
            self.returns[one] = "draft" if one in self.saved else "pending"

    def compare(self, session: Session) -> None:
        for task in session.scalars(select(Task).where(col(Task.id).in_(self.tasks))):
            kept = {
                "state": task.state.value,
                "review_on": task.review_on.isoformat() if task.review_on else None,
                "extended_to": task.extended_to.isoformat() if task.extended_to else None,
            }
            assert self.tasks[task.id] == kept
        there = {one.id: one.state.value for one in session.scalars(select(Return))}
        told = {id_: state for id_, state in self.returns.items() if state != "removed"}
        assert {id_: there.get(id_) for id_ in told} == told
        rest = {id_: state for id_, state in there.items() if id_ not in self.returns}
        assert set(rest.values()) <= {"pending"}, rest


def replayed(session: Session) -> Replayed:
    found = Replayed()
    for one in session.scalars(select(JournalEvent).order_by(col(JournalEvent.seq))):
        found.take(one.kind, one.subject_id, orjson.loads(one.body or "{}"))
    return found
