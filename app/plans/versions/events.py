"""What happens to the versions of a plan. The subject is the plan."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PlanVersionReceived(Event):
    """`confirmed`: a person said that it is the same plan, whatever it looks like."""

    kind: ClassVar[str] = "plan.version_received"
    number: int
    name: str
    sha256: str
    size: int
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class PlanVersionImported(Event):
    """`counts` says how many of each kind the difference lists. What was removed stands in full,
    as its rows are gone.
    """

    kind: ClassVar[str] = "plan.version_imported"
    number: int
    stage: str
    title: str
    document_sha256: str
    counts: dict[str, int]
    tasks_removed: list[dict[str, object]]


@dataclass(frozen=True, kw_only=True)
class PlanVersionRefused(Event):
    """The draft stands as it was."""

    kind: ClassVar[str] = "plan.version_refused"
    number: int
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlanVersionWithdrawn(Event):
    kind: ClassVar[str] = "plan.version_withdrawn"
    number: int
    title: str


@dataclass(frozen=True, kw_only=True)
class SuccessorBegun(Event):
    """A draft was made from a published 征求意见稿, for the text that follows it. `carried` counts
    what other domains had kept by the plan and its rows, by table.
    """

    kind: ClassVar[str] = "plan.successor_begun"
    title: str
    supersedes_id: int
    carried: dict[str, int]
