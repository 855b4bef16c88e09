"""Instructions over REST."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, File, Query, Response, UploadFile
from sqlmodel import Session

from app.core.actor import Actor
from app.reminders.instructions import items, service
from app.reminders.instructions.schemas import (
    EXAMPLE,
    ITEM_EXAMPLE,
    LONGEST_LINE,
    AcceptIn,
    AcknowledgeIn,
    ConfirmIn,
    ExtendIn,
    InstructionIn,
    InstructionItem,
    InstructionOut,
    InstructionPatch,
    ReplyIn,
    SendBackIn,
    WithdrawIn,
)
from app.reminders.instructions.service import InstructionFilter, NewInstruction, Said, Seen
from app.reminders.instructions.terms import Action, InstructionSort, InstructionState
from app.web.answers import Json, download, listing, telling_current, with_etag
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import (
    CurrentActor,
    CurrentWindow,
    Expected,
    IdQuery,
    PathId,
    RequestSession,
)
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["批示"])
OK = answers(EXAMPLE)
SentScan = Annotated[UploadFile, File(description="PDF、JPG 或 PNG，至多 20 MB")]


def _answer(
    session: Session, actor: Actor, instruction_id: int, status: int = HTTPStatus.OK
) -> Json:
    session.flush()  # what was written is read back by plain selects
    found = items.whole(service.get(session, actor, instruction_id))
    return with_etag(found, found["version"], status)


class Visit(NamedTuple):
    """Who wants to do something with which instruction, as he saw it in which version."""

    session: Session
    actor: Actor
    instruction_id: int
    expected: int | None

    def current(self) -> dict[str, object]:
        return items.whole(service.get(self.session, self.actor, self.instruction_id))

    def act(
        self,
        action: Action,
        words: str = "",
        *,
        unit_id: int | None = None,
        due_on: date | None = None,
        on_behalf_of: str | None = None,
    ) -> Json:
        session, actor, instruction_id, expected = self
        said = Said(unit_id, words, due_on, on_behalf_of)
        with telling_current(session, self.current):
            service.act(session, actor, instruction_id, action, said, seen=Seen(expected))
        return _answer(session, actor, instruction_id)


async def _visit(
    session: RequestSession, actor: CurrentActor, instruction_id: PathId, expected: Expected
) -> Visit:
    return Visit(session, actor, instruction_id, expected)


@router.get(
    "/instructions",
    summary="列出批示",
    response_model=Listing[InstructionItem],
    responses=answers({"items": [ITEM_EXAMPLE], "next": None}),
)
@hot
def list_instructions(
    *,
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    sort: Annotated[InstructionSort, Query(description="时限早的在前，或新登记的在前")] = (
        InstructionSort.DUE_ON
    ),
    unit: Annotated[IdQuery, Query(description="只看某个单位承办的")] = None,
    state: Annotated[InstructionState | None, Query(description="只看某种状态的")] = None,
    is_open: Annotated[
        bool | None, Query(alias="open", description="true 没有办结的；false 办结和撤销的")
    ] = None,
    overdue: Annotated[bool | None, Query(description="是否有单位逾期未回复")] = None,
    replied: Annotated[bool | None, Query(description="是否有单位的回复待认可")] = None,
    leader: Annotated[
        str | None, Query(max_length=LONGEST_LINE, description="只看某位领导的，写姓名")
    ] = None,
    plan: Annotated[IdQuery, Query(description="只看涉及某个方案的")] = None,
    task: Annotated[IdQuery, Query(description="只看涉及某项任务的")] = None,
) -> Json:
    """联络员看到本单位承办的，督办人员和领导看到本行政区划及以下的。"""
    wanted = InstructionFilter(
        unit=unit,
        state=state,
        open=is_open,
        overdue=overdue,
        replied=replied,
        leader=leader,
        plan=plan,
        task=task,
    )
    found = service.instructions(session, actor, window, wanted=wanted, sort=sort)
    return listing([items.instruction(one) for one in found.items], found.next, found.total)


@router.post(
    "/instructions",
    summary="登记批示",
    status_code=HTTPStatus.CREATED,
    response_model=InstructionOut,
    responses=answers(EXAMPLE, status=HTTPStatus.CREATED),
)
def give(
    session: RequestSession, actor: CurrentActor, body: InstructionIn, once: CurrentOnce
) -> Json:
    """督办人员登记领导的批示，领导也可以自己录入；登记后即交给各承办单位，第一个牵头，各自签收和回复。"""

    def create() -> Json:
        made = service.give(session, actor, NewInstruction(**body.model_dump()))
        return _answer(session, actor, made, HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.get(
    "/instructions/{instruction_id}",
    summary="一件批示",
    response_model=InstructionOut,
    responses=OK,
)
@hot
def read_instruction(session: RequestSession, actor: CurrentActor, instruction_id: PathId) -> Json:
    """一件批示、各承办单位办到哪一步、办理经过，以及本人现在可以办理什么。"""
    return _answer(session, actor, instruction_id)


@router.patch(
    "/instructions/{instruction_id}",
    summary="修改批示",
    response_model=InstructionOut,
    responses=OK,
)
def change(visit: Annotated[Visit, Depends(_visit)], body: InstructionPatch) -> Json:
    """还没有单位回复时，可以改内容、单位等；时限用改期来改。去掉的单位不再承办，新增的单位按现在的时限。"""
    session, actor, instruction_id, expected = visit
    with telling_current(session, visit.current):
        service.change(session, actor, instruction_id, body.given(), Seen(expected))
    return _answer(session, actor, instruction_id)


@router.post(
    "/instructions/{instruction_id}/acknowledge",
    summary="签收批示",
    response_model=InstructionOut,
    responses=OK,
)
def acknowledge(visit: Annotated[Visit, Depends(_visit)], body: AcknowledgeIn) -> Json:
    """由承办单位签收；督办人员代录时写明是谁的话。"""
    return visit.act(Action.ACKNOWLEDGE, unit_id=body.unit_id, on_behalf_of=body.on_behalf_of)


@router.post(
    "/instructions/{instruction_id}/reply",
    summary="回复批示",
    response_model=InstructionOut,
    responses=OK,
)
def reply(visit: Annotated[Visit, Depends(_visit)], body: ReplyIn) -> Json:
    """由承办单位写明办理情况；没有签收的随即算作签收。督办人员代录时写明是谁的话。"""
    speaker = body.on_behalf_of
    return visit.act(Action.REPLY, body.text, unit_id=body.unit_id, on_behalf_of=speaker)


@router.post(
    "/instructions/{instruction_id}/confirm",
    summary="批示回复自审的第二人确认",
    response_model=InstructionOut,
    responses=OK,
)
def confirm(visit: Annotated[Visit, Depends(_visit)], body: ConfirmIn) -> Json:
    """督办单位自己的回复，须由另一位督办人员、分管领导或管理员确认以后，才能由本单位认可。"""
    return visit.act(Action.CONFIRM, unit_id=body.unit_id)


@router.post(
    "/instructions/{instruction_id}/accept",
    summary="认可回复",
    response_model=InstructionOut,
    responses=OK,
)
def accept(visit: Annotated[Visit, Depends(_visit)], body: AcceptIn) -> Json:
    """由作批示的领导或督办人员认可；各单位都认可了，这件批示即办结。"""
    return visit.act(Action.ACCEPT, body.note, unit_id=body.unit_id)


@router.post(
    "/instructions/{instruction_id}/send_back",
    summary="退回重办",
    response_model=InstructionOut,
    responses=OK,
)
def send_back(visit: Annotated[Visit, Depends(_visit)], body: SendBackIn) -> Json:
    """写明原因和新的时限，退回一个单位的回复；已经认可的也可以退回。"""
    return visit.act(Action.SEND_BACK, body.reason, unit_id=body.unit_id, due_on=body.due_on)


@router.post(
    "/instructions/{instruction_id}/extend",
    summary="批示改期",
    response_model=InstructionOut,
    responses=OK,
)
def extend(visit: Annotated[Visit, Depends(_visit)], body: ExtendIn) -> Json:
    """写明原因，另定时限；原定的时限和改过几次都保留。不写单位即全部还没有回复的单位。"""
    return visit.act(Action.EXTEND, body.reason, unit_id=body.unit_id, due_on=body.due_on)


@router.post(
    "/instructions/{instruction_id}/withdraw",
    summary="撤销批示",
    response_model=InstructionOut,
    responses=OK,
)
def withdraw(visit: Annotated[Visit, Depends(_visit)], body: WithdrawIn) -> Json:
    """写明原因撤销整件批示，不再提醒；已办的单位的结果保留。"""
    return visit.act(Action.WITHDRAW, body.reason)


@router.put(
    "/instructions/{instruction_id}/scan",
    summary="上传批示的扫描件",
    response_model=InstructionOut,
    responses=OK,
)
def put_scan(visit: Annotated[Visit, Depends(_visit)], file: SentScan) -> Json:
    """PDF、JPG 或 PNG，一件一个，再次上传即替换。类型按内容认定，与名称的后缀不符的不收。"""
    session, actor, instruction_id, expected = visit
    name, data = file.filename or "", file.file.read()
    with telling_current(session, visit.current):
        service.put_scan(session, actor, instruction_id, name=name, data=data, seen=Seen(expected))
    return _answer(session, actor, instruction_id)


@router.get(
    "/instructions/{instruction_id}/scan",
    summary="下载批示的扫描件",
    response_class=Response,
    responses=answers("（文件）", media="application/octet-stream"),
)
def get_scan(session: RequestSession, actor: CurrentActor, instruction_id: PathId) -> Response:
    """能查看这件批示的人都能下载。"""
    found = service.scan(session, actor, instruction_id)
    plain = f"instruction-{instruction_id}.{found.kind}"
    return download(found.data, found.media_type, found.name, plain)


@router.delete(
    "/instructions/{instruction_id}/scan",
    summary="去掉批示的扫描件",
    response_model=InstructionOut,
    responses=OK,
)
def drop_scan(visit: Annotated[Visit, Depends(_visit)]) -> Json:
    """传错了的可以去掉；留痕里仍有记录。"""
    session, actor, instruction_id, expected = visit
    with telling_current(session, visit.current):
        service.drop_scan(session, actor, instruction_id, Seen(expected))
    return _answer(session, actor, instruction_id)
