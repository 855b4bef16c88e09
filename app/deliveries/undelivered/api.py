"""投递 over REST."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.deliveries.rules import STATE_LABELS
from app.deliveries.terms import DeliveryState
from app.deliveries.undelivered import service
from app.deliveries.undelivered.schemas import DELIVERY_EXAMPLE, DeliveryOut
from app.web.answers import Json, instant, listing
from app.web.documentation import answers
from app.web.parameters import CurrentActor, CurrentWindow, IdQuery, PathId, RequestSession
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["渠道"])


def as_item(row: Any) -> dict[str, Any]:
    recipient = {"id": row.recipient_id, "name": row.recipient} if row.recipient_id else None
    return {
        "id": row.id,
        "region_id": row.region_id,
        "recipient": recipient,
        "channel": row.channel,
        "channel_name": row.channel_name,
        "subject": row.subject,
        "state": row.state,
        "state_label": STATE_LABELS[row.state],
        "attempts": row.attempts,
        "reason": row.last_error,
        "created_at": instant(row.created_at),
        "sent_at": instant(row.sent_at),
        "read_at": instant(row.read_at),
        "resent_at": instant(row.resent_at),
    }


@router.get(
    "/deliveries",
    summary="列出投递",
    response_model=Listing[DeliveryOut],
    responses=answers({"items": [DELIVERY_EXAMPLE], "next": None}),
)
@hot
def list_deliveries(
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    state: Annotated[DeliveryState | None, Query(description="failed 是未能送达的")] = None,
    region: Annotated[IdQuery, Query(description="只看某个行政区划")] = None,
) -> Json:
    """本行政区划及以下的消息送得怎样，最近的在前；不含正文。联络员不能查看。"""
    found = service.deliveries(session, actor, window, state=state, region_id=region)
    return listing([as_item(row) for row in found.rows], found.next, found.total)


@router.post(
    "/deliveries/{delivery_id}/resend",
    summary="重发未能送达的消息",
    responses=answers({"id": 31, "resent_at": "2023-07-19T10:20:00+08:00"}),
)
def resend(session: RequestSession, actor: CurrentActor, delivery_id: PathId) -> Json:
    """先更正地址或渠道，再要求重发。

    发出前重新核对：已经报送的不再提醒；当天已收到一封的，并入下一工作日的提醒。限管理员，以及不属于某个承办单位的督办人员。
    """
    row = service.resend(session, actor, delivery_id)
    return Json({"id": row.id, "resent_at": instant(row.resent_at)})
