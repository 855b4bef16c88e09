from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReturnsGenerated(Event):
    """One run over a plan. `left_out` counts printed names for which nobody was asked."""

    kind: ClassVar[str] = "progress.generated"
    run_id: str
    dispatches: int
    returns: int
    periods: tuple[str, ...]
    left_out: int


@dataclass(frozen=True, kw_only=True)
class ReturnsHandedOn(Event):
    """Returns of a plan went to who is asked now; ids of returns. `moved` tells whose each was,
    `merged` into which it went, `divided` from which into which the row about a task went.
    """

    kind: ClassVar[str] = "progress.handed_on"
    run_id: str
    moved: tuple[tuple[int, int], ...]
    merged: tuple[tuple[int, int], ...]
    divided: tuple[tuple[int, int, int], ...]
    waived: tuple[int, ...]
    removed: tuple[int, ...]
    revived: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ReturnsShared(Event):
    """Who writes the rows of a plan and whose are parts is another than before: by period, how
    many returns have other dates.
    """

    kind: ClassVar[str] = "progress.shared"
    run_id: str
    moved: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class DueDatesMoved(Event):
    """After the calendar of a year changed: `moved` returns got another date, of `settled` ones
    only the certainty of the date changed. `dates` are each old and new one, and of how many.
    """

    kind: ClassVar[str] = "progress.due_moved"
    run_id: str
    moved: int
    settled: int
    dates: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReturnsFollowed(Event):
    """After a published plan changed: returns that units no longer owe, and that they owe again."""

    kind: ClassVar[str] = "progress.followed"
    run_id: str
    waived: tuple[int, ...]
    asked_again: tuple[int, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class DispatchAcknowledged(Event):
    kind: ClassVar[str] = "dispatch.acknowledged"
    plan_id: int
    acknowledged_by: str


@dataclass(frozen=True, kw_only=True)
class ReturnEvent(Event):
    """What every event of a return says. `state` is the old and the new one."""

    plan_id: int
    period: str
    state: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class ReturnSaved(ReturnEvent):
    """`changes` maps a task to its changed fields, each with old and new value."""

    kind: ClassVar[str] = "return.saved"
    entered_by: str | None
    on_behalf_of: str | None
    way: str | None
    changes: dict[int, dict[str, tuple[object, object]]]


@dataclass(frozen=True, kw_only=True)
class ReturnSubmitted(ReturnEvent):
    kind: ClassVar[str] = "return.submitted"
    due_on: str
    entered_by: str | None


@dataclass(frozen=True, kw_only=True)
class ReturnPartsFiled(ReturnEvent):
    """The rows about `tasks`, for the first leads to merge; the rest of the form stays open."""

    kind: ClassVar[str] = "return.parts_filed"
    tasks: tuple[int, ...]
    entered_by: str | None


@dataclass(frozen=True, kw_only=True)
class ReturnCleared(ReturnEvent):
    """Signed in the unit by `cleared_by`, as the actor says."""

    kind: ClassVar[str] = "return.cleared"
    cleared_by: str
    cleared_on: str


@dataclass(frozen=True, kw_only=True)
class ReturnTakenBack(ReturnEvent):
    kind: ClassVar[str] = "return.taken_back"
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class ReturnConfirmed(ReturnEvent):
    """By the second person of a 自审."""

    kind: ClassVar[str] = "return.confirmed"


@dataclass(frozen=True, kw_only=True)
class ReturnAmended(ReturnEvent):
    """What was accepted became edition `edition`; `changes` as in `ReturnSaved`."""

    kind: ClassVar[str] = "return.amended"
    reason: str
    edition: int
    cleared_by: str | None
    entered_by: str | None
    on_behalf_of: str | None
    way: str | None
    changes: dict[int, dict[str, tuple[object, object]]]


@dataclass(frozen=True, kw_only=True)
class ReturnsLocked(Event):
    """`locked` returns: of a period of a plan, or of all whose time had come."""

    kind: ClassVar[str] = "progress.locked"
    run_id: str
    locked: int
    period: str | None


@dataclass(frozen=True, kw_only=True)
class ReturnAccepted(ReturnEvent):
    """`own_unit`: the coordinator belongs to the unit whose return it is (自审)."""

    kind: ClassVar[str] = "return.accepted"
    note: str | None
    own_unit: bool


@dataclass(frozen=True, kw_only=True)
class ReturnSentBack(ReturnEvent):
    """`due_on` is the old and the new date."""

    kind: ClassVar[str] = "return.returned"
    reason: str
    due_on: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class ReturnWaived(ReturnEvent):
    kind: ClassVar[str] = "return.waived"
    reason: str
