"""What happened to proposals. None of them is an assignment; an accepted one tells of its own."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class DivisionProposed(Event):
    """`replaced` open proposals of an earlier time made way for the `proposed` new ones."""

    kind: ClassVar[str] = "plan.division_proposed"
    title: str
    tasks: int
    proposed: int
    replaced: int


@dataclass(frozen=True, kw_only=True)
class ProposalAccepted(Event):
    """`from_tasks` are the precedents that say so."""

    kind: ClassVar[str] = "proposal.accepted"
    task_id: int
    function: str
    role: str
    unit_id: int
    assignment_id: int
    from_tasks: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ProposalDeclined(Event):
    """`for_another` where the person chose another one of the same task instead."""

    kind: ClassVar[str] = "proposal.declined"
    task_id: int
    function: str
    role: str
    for_another: bool = False
