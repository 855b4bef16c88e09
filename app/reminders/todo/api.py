"""待办 over REST, for an OA that pulls: cheap to ask again while nothing has changed."""

from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from app.reminders.schemas import subject_key
from app.reminders.subjects import KIND
from app.reminders.terms import Waits
from app.reminders.todo import service
from app.reminders.todo.schemas import EXAMPLE, TodoOut
from app.reminders.todo.service import Todo
from app.web.answers import listing
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

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "与 If-None-Match 所指的相同"}
}


@router.get(
    "/todo",
    summary="列出待办",
    response_model=Listing[TodoOut],
    responses=answers({"items": [EXAMPLE], "next": None}) | NOT_MODIFIED,
)
@hot
def list_todo(
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    window: CurrentWindow,
    unit: Annotated[IdQuery, Query(description="哪个单位的待办")] = None,
    person: Annotated[IdQuery, Query(description="哪位联络员的待办，含他负责的各单位")] = None,
    if_none_match: Annotated[
        str | None, Header(description="先前答复中的 ETag；没有变化时答复 304，不带内容")
    ] = None,
) -> Response:
    """列出一个单位或一位联络员现在要办的：到了填报时间而没有报的表、没有签收的交办，等等，期限早的在前。

    供 OA 定时拉取：办好的不再出现，一件事的 key 不变。联络员不写 unit 即本单位。
    """
    found = service.todo(session, actor, window, unit_id=unit, person_id=person)
    address = runtime.settings.address
    answer = listing([_item(one, address) for one in found.items], found.next, found.total)
    tag = f'"{sha256(bytes(answer.body)).hexdigest()[:32]}"'
    if tag in _tags(if_none_match):
        return Response(status_code=304, headers={"ETag": tag})
    answer.headers["ETag"] = tag
    return answer


def _tags(given: str | None) -> set[str]:
    """A gateway that compresses answers turns an ETag into a weak one."""
    return {one.strip().removeprefix("W/") for one in (given or "").split(",")}


def _item(one: Todo, address: str) -> dict[str, Any]:
    matter = one.matter
    waits_for_due = KIND[one.kind].waits is not Waits.RECEIPT
    return {
        "key": subject_key(one.kind, one.id),
        "kind": one.kind,
        "id": one.id,
        "title": f"{one.act}：{matter.title} {matter.part}",
        "plan": matter.title,
        "part": matter.part,
        "act": one.act,
        "unit": {"id": one.unit_id, "name": one.unit},
        "due_on": matter.due_on if waits_for_due else None,
        "due_confirmed": matter.confirmed,
        "since": None if waits_for_due else matter.due_on,
        "overdue_workdays": one.overdue,
        "light": {"light": one.light, "name": one.lamp.name, "colour": one.lamp.colour},
        "url": f"{address}{matter.path}",
    }
