"""提醒 over REST."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Row

from app.deliveries.rules import STATE_LABELS
from app.deliveries.terms import DeliveryState
from app.reminders import rules, service
from app.reminders.ladder.rules import label, short
from app.reminders.matters import Matter
from app.reminders.schemas import (
    REMINDER_EXAMPLE,
    UNREACHED_EXAMPLE,
    ReminderOut,
    UnreachedOut,
)
from app.reminders.subjects import KIND, RETURN
from app.reminders.terms import Dropped
from app.reminders.unreached import Unreached
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
    items = [
        as_item(row, found.matters.get((row.subject_kind, row.subject_id)), address)
        for row in found.slice.rows
    ]
    return listing(items, found.slice.next, found.slice.total)


def as_item(row: Row[Any], matter: Matter | None, address: str) -> dict[str, Any]:
    state = rules.state_of(row.state, row.dropped)
    return {
        "id": row.id,
        "on_day": row.on_day,
        "step": short(row.step),
        "step_label": label(row.step, KIND[row.subject_kind].waits),
        "audience": row.audience,
        "audience_label": rules.AUDIENCE_LABELS[row.audience],
        "subject": _subject(row, matter, address),
        "return": _return(row, matter, address) if row.subject_kind == RETURN else None,
        "unit": {"id": row.unit_id, "name": row.unit},
        "recipient": {"id": row.recipient_id, "name": row.recipient},
        "state": state,
        "state_label": STATE_LABELS[state],
        "dropped": row.dropped,
        "reason": _reason(row, state),
        "sent_at": instant(row.sent_at) if state is DeliveryState.SENT else None,
    }


def _subject(row: Row[Any], matter: Matter | None, address: str) -> dict[str, Any]:
    return {
        "kind": row.subject_kind,
        "id": row.subject_id,
        "plan": matter.title if matter else None,
        "part": matter.part if matter else None,
        "url": f"{address}{matter.path}" if matter else None,
        "due_on": row.due_on,
    }


def _return(row: Row[Any], matter: Matter | None, address: str) -> dict[str, Any] | None:
    if matter is None:
        return None
    return {
        "id": row.subject_id,
        "url": f"{address}{matter.path}",
        "plan_id": matter.plan_id,
        "plan": matter.title,
        "period": matter.period,
        "period_label": matter.part,
        "due_on": row.due_on,
    }


def _reason(row: Row[Any], state: DeliveryState) -> str | None:
    if state is DeliveryState.WITHDRAWN:
        return rules.DROPPED_LABELS[Dropped(row.dropped)]
    return row.last_error if state is DeliveryState.FAILED else None


@router.get(
    "/reminders/unreached",
    summary="列出无人可送达的单位",
    response_model=Listing[UnreachedOut],
    responses=answers({"items": [UNREACHED_EXAMPLE], "next": None}),
)
@hot
def list_unreached(session: RequestSession, actor: CurrentActor) -> Json:
    """到了提醒的时候却没有人收得到的单位：没有联络员、联络员（及候补）没有地址、地址被拒收。限督办人员、领导和管理员，看本行政区划及以下的。"""
    found = service.unreached_by(session, actor)
    return listing([_unreached(one) for one in found], None, None)


def _unreached(one: Unreached) -> dict[str, Any]:
    person = {"id": one.person_id, "name": one.person} if one.person_id else None
    return {
        "unit": {"id": one.unit_id, "name": one.unit},
        "person": person,
        "reason": one.reason,
        "matters": one.matters,
        "since": one.since,
        "called": _called(one),
    }


def _called(one: Unreached) -> dict[str, Any] | None:
    call = one.called
    if call is None:
        return None
    return {
        "url": f"/api/v1/calls/{call.id}",
        "called_by": call.called_by,
        "called_at": instant(call.called_at),
        "answer": call.answer,
        "promised_on": call.promised_on,
    }
