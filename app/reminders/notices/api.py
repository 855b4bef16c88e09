"""Notices over REST."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor
from app.core.runtime import Runtime
from app.reminders.notices import items, printing, service
from app.reminders.notices.printing import MEDIA
from app.reminders.notices.schemas import (
    EXAMPLE,
    ITEM_EXAMPLE,
    AcceptIn,
    NoticeIn,
    NoticeItem,
    NoticeOut,
    NoticePatch,
    NoticeReasonIn,
    ReplyIn,
    SendBackIn,
    SignIn,
)
from app.reminders.notices.service import NewNotice, NoticeFilter, Signature
from app.reminders.notices.terms import NoticeFormat, NoticeKind, NoticeState
from app.reminders.schemas import subject_of
from app.web.answers import Json, listing, telling_current, with_etag
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import (
    CurrentActor,
    CurrentRuntime,
    CurrentWindow,
    Expected,
    IdQuery,
    PathId,
    RequestSession,
)
from app.web.schemas import Listing
from app.web.sessions import hot

log = logging.getLogger(__name__)
router = APIRouter(tags=["督办文书"])
OK = answers(EXAMPLE)
_TEXT = "县残工委办公室催办单\n巫残工委办催〔2023〕3号\n\n承办单位：县民政局\n……"
_PAPER: dict[int | str, dict[str, Any]] = answers(None) | {
    200: {
        "description": "督办文书",
        "content": {
            "application/pdf": {"example": "%PDF-1.7……"},
            "text/html": {"example": "<!DOCTYPE html>……"},
            "text/plain": {"example": _TEXT},
        },
    }
}


def _answer(session: Session, actor: Actor, runtime: Runtime, notice_id: int) -> dict[str, object]:
    found = service.opened(session, actor, notice_id)
    return items.notice(found, runtime.settings.address)


@dataclass(frozen=True)
class Visit:
    """Who wants to do something with which notice, as he saw it in which version."""

    session: Session
    actor: Actor
    runtime: Runtime
    notice_id: int
    expected: int | None

    def do(self, act: Callable[..., object], *said: object, **more: object) -> Json:
        with telling_current(self.session, self.current):
            act(self.session, self.actor, self.notice_id, *said, expected=self.expected, **more)
        self.session.flush()  # what was written is read back by plain selects
        body = self.current()
        return with_etag(body, int(str(body["version"])))

    def current(self) -> dict[str, object]:
        return _answer(self.session, self.actor, self.runtime, self.notice_id)


async def _visit(
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    notice_id: PathId,
    expected: Expected,
) -> Visit:
    return Visit(session, actor, runtime, notice_id, expected)


@router.get(
    "/notices",
    summary="督办文书",
    response_model=Listing[NoticeItem],
    responses=answers({"items": [ITEM_EXAMPLE], "next": None}),
)
@hot
def list_notices(
    *,
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    year: Annotated[int | None, Query(ge=1, le=9999, description="文号的年份")] = None,
    kind: Annotated[NoticeKind | None, Query(description="文书种类")] = None,
    state: Annotated[NoticeState | None, Query(description="状态")] = None,
    unit: Annotated[IdQuery, Query(description="承办单位")] = None,
    office: Annotated[IdQuery, Query(description="发文单位")] = None,
    numbered: Annotated[
        bool | None, Query(description="true 只看有文号的（登记簿，含作废的）")
    ] = None,
    overdue: Annotated[bool | None, Query(description="true 只看逾期未回复的")] = None,
) -> Json:
    """新的在前。联络员只见发给本单位的，其他人员见本行政区划及以下的全部，含作废的文号。"""
    wanted = NoticeFilter(year, kind, state, unit, office, numbered, overdue)
    found = service.notices(session, actor, wanted, window)
    return listing([items.item(row) for row in found.rows], found.next, found.total)


@router.post(
    "/notices",
    summary="起草督办文书",
    status_code=HTTPStatus.CREATED,
    response_model=NoticeOut,
    responses=answers(
        EXAMPLE | {"state": "draft", "state_label": "草稿", "number": None},
        status=HTTPStatus.CREATED,
    ),
)
def draft_notice(
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    body: NoticeIn,
    once: CurrentOnce,
) -> Json:
    """督办人员起草，一份文书发给一个单位，可以列出它要办的多件事项；没有写的各项由所涉事项写成。"""

    def create() -> Json:
        refs = tuple(subject_of(one) for one in body.matters)
        new = NewNotice(**body.model_dump(exclude={"matters"}), matters=refs)
        made = service.draft(session, actor, new)
        session.flush()  # its matters are read back by a plain select
        answer = _answer(session, actor, runtime, made)
        return with_etag(answer, int(str(answer["version"])), HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.get("/notices/{notice_id}", summary="一份督办文书", response_model=NoticeOut, responses=OK)
@hot
def read_notice(
    session: RequestSession, actor: CurrentActor, runtime: CurrentRuntime, notice_id: PathId
) -> Json:
    """一份文书的内容、所涉事项、历次回复，以及本人现在可以做什么。"""
    body = _answer(session, actor, runtime, notice_id)
    return with_etag(body, int(str(body["version"])))


@router.patch("/notices/{notice_id}", summary="修改稿件", response_model=NoticeOut, responses=OK)
def change_notice(visit: Annotated[Visit, Depends(_visit)], body: NoticePatch) -> Json:
    """签发以前可以修改，只改给出的各项；已经审核的改过以后须重新审核。"""
    return visit.do(service.change, body.given())


@router.post(
    "/notices/{notice_id}/review", summary="审核稿件", response_model=NoticeOut, responses=OK
)
def review_notice(visit: Annotated[Visit, Depends(_visit)]) -> Json:
    """内容齐全的稿件转入待签发；缺什么一并说明。"""
    return visit.do(service.review)


@router.post(
    "/notices/{notice_id}/sign", summary="签发文书", response_model=NoticeOut, responses=OK
)
def sign_notice(visit: Annotated[Visit, Depends(_visit)], body: SignIn) -> Json:
    """按本区划的设置由发文单位的督办人员或领导签发，同时编文号，或填入 OA 编的文号。

    所涉事项照签发时的样子保留；已经办好的须先从稿中去掉。
    """
    return visit.do(service.sign, Signature(body.number, body.on_behalf_of))


@router.post(
    "/notices/{notice_id}/withdraw", summary="撤回稿件", response_model=NoticeOut, responses=OK
)
def withdraw_notice(visit: Annotated[Visit, Depends(_visit)], body: NoticeReasonIn) -> Json:
    """没有签发的稿件不再需要时撤回，写明原因。"""
    return visit.do(service.withdraw, body.reason)


@router.post(
    "/notices/{notice_id}/void", summary="作废文书", response_model=NoticeOut, responses=OK
)
def void_notice(visit: Annotated[Visit, Depends(_visit)], body: NoticeReasonIn) -> Json:
    """已签发的文书作废，写明原因；文号留在登记簿上，不再使用。"""
    return visit.do(service.void, body.reason)


@router.post(
    "/notices/{notice_id}/reply", summary="回复文书", response_model=NoticeOut, responses=OK
)
def reply_to_notice(visit: Annotated[Visit, Depends(_visit)], body: ReplyIn) -> Json:
    """由承办单位的联络员回复办理情况；督办人员代录时写明由谁回复。"""
    return visit.do(service.reply, body.text, on_behalf_of=body.on_behalf_of)


@router.post(
    "/notices/{notice_id}/confirm",
    summary="文书回复自审的第二人确认",
    response_model=NoticeOut,
    responses=OK,
)
def confirm_reply(visit: Annotated[Visit, Depends(_visit)]) -> Json:
    """督办单位自己的回复，须由另一位督办人员、分管领导或管理员确认以后，才能由本单位同意办结。"""
    return visit.do(service.confirm)


@router.post(
    "/notices/{notice_id}/accept", summary="同意办结", response_model=NoticeOut, responses=OK
)
def accept_reply(visit: Annotated[Visit, Depends(_visit)], body: AcceptIn) -> Json:
    """发文单位的督办人员审核回复，同意办结。"""
    return visit.do(service.accept, body.note)


@router.post(
    "/notices/{notice_id}/send_back", summary="退回回复", response_model=NoticeOut, responses=OK
)
def send_back_reply(visit: Annotated[Visit, Depends(_visit)], body: SendBackIn) -> Json:
    """回复不够的退回，写明原因和新的回复时限，提醒从新的时限重新算起。"""
    return visit.do(service.send_back, body.reason, body.reply_due_on)


# ---- on paper --------------------------------------------------------------------------------


@router.get(
    "/notices/{notice_id}/paper",
    summary="打印文书",
    response_class=Response,
    responses=_PAPER,
)
def print_notice(
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    notice_id: PathId,
    format: Annotated[NoticeFormat, Query(description="PDF、网页或纯文本")] = NoticeFormat.PDF,  # noqa: A002 - the query's name
) -> Response:
    """按公文格式排版的一份文书，附供纸上回复用的回执；没有签发的、作废的都印明。"""
    return paper(session, actor, runtime, notice_id, format)


def paper(
    session: Session, actor: Actor, runtime: Runtime, notice_id: int, kind: NoticeFormat
) -> Response:
    demo = runtime.settings.demo_today is not None
    notice = printing.context(service.opened(session, actor, notice_id), demo=demo)
    session.close()  # typesetting waits for nobody and keeps no connection from others
    made = printing.printed(notice, kind, runtime.settings.fonts_dir)
    if made.undrawable:
        where = {"notice": notice_id, "characters": made.undrawable}
        log.warning("characters that no font draws", extra=where)
    shown = "inline" if kind is NoticeFormat.HTML else "attachment"
    name = quote(printing.file_name(notice, kind), safe="")
    plain = f"notice-{notice_id}.{kind.value}"
    headers = {
        "Content-Type": MEDIA[kind],
        "Content-Disposition": f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{name}",
        "Cache-Control": "no-store",
    }
    return Response(made.data, headers=headers)
