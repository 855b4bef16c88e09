"""提醒 on screen: who could not be reached, and who was told of what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request
from sqlalchemy import Row
from starlette.responses import Response

from app.core.actor import Role
from app.core.lists import Window
from app.deliveries.rules import STATE_LABELS
from app.deliveries.terms import DeliveryState
from app.reminders import rules, service
from app.reminders.ladder.rules import label
from app.reminders.matters import Matter
from app.reminders.subjects import KIND
from app.reminders.unreached import Unreached
from app.web.parameters import CurrentActor, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

LINES = 50


@dataclass(frozen=True)
class Line:
    on_day: date
    recipient: str
    unit: str
    unit_id: int
    what: str
    path: str | None
    step_label: str
    audience: str
    state: str
    reason: str | None
    sent_at: datetime | None


@dataclass(frozen=True)
class RemindersPage:
    """`unreached` is null for a liaison, who sees what was said to the own unit."""

    lines: Sequence[Line]
    unreached: Sequence[Unreached] | None
    total: int
    first: bool
    following: str | None


@router.get("/reminders")
def list_page(
    request: Request, session: RequestSession, actor: CurrentActor, cursor: str | None = None
) -> Response:
    window = Window(limit=LINES, cursor=cursor, count=True)
    found = service.reminders(session, actor, window)
    wide = actor.role in (Role.COORDINATOR, Role.LEADER, Role.ADMIN)
    page = RemindersPage(
        lines=[
            _line(row, found.matters.get((row.subject_kind, row.subject_id)))
            for row in found.slice.rows
        ],
        unreached=service.unreached_by(session, actor) if wide else None,
        total=found.slice.total or 0,
        first=cursor is None,
        following=f"/reminders?cursor={found.slice.next}" if found.slice.next else None,
    )
    return render(request, "reminders/list.html", page)


def _line(row: Row[tuple[object, ...]], matter: Matter | None) -> Line:
    told = row._mapping  # noqa: SLF001 - public in SQLAlchemy
    state = rules.state_of(told["state"], told["dropped"])
    dropped = rules.DROPPED_LABELS[told["dropped"]] if told["dropped"] else None
    failed = state is DeliveryState.FAILED
    return Line(
        on_day=told["on_day"],
        recipient=told["recipient"],
        unit=told["unit"],
        unit_id=told["unit_id"],
        what=f"{matter.title}　{matter.part}" if matter else "已不存在的事项",
        path=matter.path if matter else None,
        step_label=label(told["step"], KIND[told["subject_kind"]].waits),
        audience=rules.AUDIENCE_LABELS[told["audience"]],
        state=STATE_LABELS[state],
        reason=told["last_error"] if failed else dropped,
        sent_at=told["sent_at"] if state is DeliveryState.SENT else None,
    )
