"""提醒 over REST."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Row

from app.deliveries.terms import DeliveryState
from app.progress.messages import period_label
from app.reminders import rules, service
from app.reminders.schemas import REMINDER_EXAMPLE, ReminderOut
from app.reminders.terms import Dropped
from app.web.answers import Json, instant, listing
from app.web.documentation import answers
from app.web.parameters import (
    CurrentActor,
    CurrentRuntime,
    CurrentWindow,
    IdQuery,
    RequestSession,
)
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["提醒"])


@router.get(
    "/reminders",
    summary="列出提醒",
    response_model=Listing[ReminderOut],
    responses=answers({"items": [REMINDER_EXAMPLE], "next": None}),
)
@hot
def list_reminders(
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    window: CurrentWindow,
    unit: Annotated[IdQuery, Query(description="只看某个单位")] = None,
    since: Annotated[date | None, Query(description="从哪一天起，例如 2023-07-01")] = None,
) -> Json:
    """列出已记录的提醒，最近的在前：提醒了谁、为哪份表、在哪一级、是否送达。联络员看到本单位的，其他人员看到本行政区划及以下的。"""
    found = service.reminders(session, actor, window, unit_id=unit, since=since)
    address = runtime.settings.address
    return listing([as_item(row, address) for row in found.rows], found.next, found.total)


def as_item(row: Row[Any], address: str) -> dict[str, Any]:
    state = rules.state_of(row.state, row.dropped)
    return {
        "id": row.id,
        "on_day": row.on_day,
        "step": row.step,
        "step_label": rules.LABELS[row.step],
        "return": _return(row, address),
        "unit": {"id": row.unit_id, "name": row.unit},
        "recipient": {"id": row.recipient_id, "name": row.recipient},
        "state": state,
        "state_label": rules.STATE_LABELS[state],
        "dropped": row.dropped,
        "reason": _reason(row, state),
        "sent_at": instant(row.sent_at) if state is DeliveryState.SENT else None,
    }


def _return(row: Row[Any], address: str) -> dict[str, Any]:
    return {
        "id": row.return_id,
        "url": f"{address}/returns/{row.return_id}",
        "plan_id": row.plan_id,
        "plan": row.plan,
        "period": row.period,
        "period_label": period_label(row.period),
        "due_on": row.due_on,
    }


def _reason(row: Row[Any], state: DeliveryState) -> str | None:
    if state is DeliveryState.WITHDRAWN:
        return rules.DROPPED_LABELS[Dropped(row.dropped)]
    return row.last_error if state is DeliveryState.FAILED else None
