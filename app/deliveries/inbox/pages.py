"""消息 on screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from app.core.lists import Window
from app.deliveries.inbox import service
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class MessageView:
    id: int
    subject: str
    body: str
    link: str
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class MessagesPage:
    messages: Sequence[MessageView]
    unread: int
    only_unread: bool
    more: str | None


@router.get("/messages")
def messages_page(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    unread: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    found = service.messages(session, actor, Window(limit=30, cursor=cursor), unread=unread)
    given = {"unread": "true"} if unread else {}
    page = MessagesPage(
        messages=[
            MessageView(row.id, row.subject, row.body, row.link, row.created_at, row.read_at)
            for row in found.rows
        ],
        unread=service.unread(session, actor),
        only_unread=unread,
        more=f"/messages?{urlencode({**given, 'cursor': found.next})}" if found.next else None,
    )
    return render(request, "deliveries/messages.html", page)


@router.get("/messages/{message_id}")
def message_page(
    request: Request, session: RequestSession, actor: CurrentActor, message_id: PathId
) -> Response:
    row = service.message(session, actor, message_id)
    page = MessageView(row.id, row.subject, row.body, row.link, row.created_at, row.read_at)
    return render(request, "deliveries/message.html", page)


@router.post("/messages/read_all")
def read_all(session: RequestSession, actor: CurrentActor) -> Response:
    service.read_all(session, actor)
    return RedirectResponse("/messages?notice=messages_read", HTTPStatus.SEE_OTHER)


@router.post("/messages/{message_id}/open")
def open_message(session: RequestSession, actor: CurrentActor, message_id: PathId) -> Response:
    """To open a message is to have read it; a GET would change nothing."""
    service.read(session, actor, message_id)
    return RedirectResponse(f"/messages/{message_id}", HTTPStatus.SEE_OTHER)
