"""消息 over REST."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.deliveries.inbox import service
from app.deliveries.inbox.schemas import MESSAGE_EXAMPLE, MessageOut, ReadAllOut
from app.web.answers import Json, instant, listing
from app.web.documentation import answers
from app.web.parameters import CurrentActor, CurrentWindow, PathId, RequestSession
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["消息"])


def as_item(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "subject": row.subject,
        "body": row.body,
        "link": row.link,
        "sent_at": instant(row.created_at),
        "read_at": instant(row.read_at),
    }


@router.get(
    "/messages",
    summary="列出发给我的消息",
    response_model=Listing[MessageOut],
    responses=answers({"items": [MESSAGE_EXAMPLE], "next": None}),
)
@hot
def list_messages(
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    unread: Annotated[bool, Query(description="只看未读的")] = False,  # noqa: FBT002 - a query parameter
) -> Json:
    """发给本人的消息，最近的在前。令牌须以 X-Acting-User 代表某人，否则没有消息。"""
    found = service.messages(session, actor, window, unread=unread)
    return listing([as_item(row) for row in found.rows], found.next, found.total)


@router.post(
    "/messages/read_all",
    summary="全部标为已读",
    response_model=ReadAllOut,
    responses=answers({"read": 3}),
)
def read_all(session: RequestSession, actor: CurrentActor) -> Json:
    """发给本人的未读消息全部标为已读。"""
    return Json({"read": service.read_all(session, actor)})


@router.get(
    "/messages/{message_id}",
    summary="一条消息",
    response_model=MessageOut,
    responses=answers(MESSAGE_EXAMPLE),
)
@hot
def get_message(session: RequestSession, actor: CurrentActor, message_id: PathId) -> Json:
    """一条发给本人的消息；查看不会把它标为已读。"""
    return Json(as_item(service.message(session, actor, message_id)))


@router.post(
    "/messages/{message_id}/read",
    summary="标为已读",
    response_model=MessageOut,
    responses=answers(MESSAGE_EXAMPLE | {"read_at": "2023-07-19T10:02:00+08:00"}),
)
def read_message(session: RequestSession, actor: CurrentActor, message_id: PathId) -> Json:
    """把一条消息标为已读；已读的保持第一次的时间。"""
    return Json(as_item(service.read(session, actor, message_id)))
