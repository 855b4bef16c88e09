"""`POST /plans`: a file as multipart, or its text as JSON."""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.datastructures import UploadFile

from app.core.actor import Actor
from app.core.errors import AppError, InvalidError, NotFoundError
from app.core.runtime import Runtime
from app.kit.canonical import digest
from app.plans import rules, service
from app.plans.api import detail
from app.plans.examples import DETAIL_EXAMPLE, RECEIVED_EXAMPLE
from app.plans.incoming import Id
from app.plans.schemas import OVER, TEXT_EXAMPLE, PlanDetailOut, PlanTextIn
from app.plans.versions.rules import HomeGivenError
from app.web import bodies
from app.web.answers import Json
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce, Once
from app.web.parameters import CurrentActor, CurrentRuntime, RequestSession

router = APIRouter(tags=["方案"])

LONGEST_WAIT = 30
_WAIT = re.compile(r"(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])")
_BETWEEN_LOOKS = 0.1
CONFIRM = "新版本因 another_plan 没有导入时，确认它就是这个方案，对不上的任务照新文件增删"


class NoFileError(InvalidError):
    code, title = "no_file", "没有收到文件，请在 file 字段中选择文件"


@dataclass(frozen=True)
class Uploaded:
    name: str
    data: bytes
    office_id: int | None
    region_id: int | None
    over_plan_id: int | None = None
    confirm: bool = False

    def fields(self) -> dict[str, object]:
        """What makes two requests the same: a retry has another boundary, but not these."""
        return {
            "name": self.name,
            "sha256": digest(self.data),
            "office_id": self.office_id,
            "region_id": self.region_id,
            "over_plan_id": self.over_plan_id,
            "confirm": self.confirm,
        }


class _FormIn(BaseModel):
    office_id: Annotated[Id | None, Field(description="承办单位，缺省为本人所在单位")] = None
    region_id: Annotated[Id | None, Field(description="行政区划，缺省为本人所在区划")] = None
    over_plan_id: Annotated[Id | None, Field(description=OVER)] = None
    confirm: Annotated[bool, Field(description=CONFIRM)] = False


class _TextIn(PlanTextIn):
    confirm: Annotated[bool, Field(description=CONFIRM)] = False


async def _uploaded(request: Request, _actor: CurrentActor) -> Uploaded:
    is_form = bodies.kind_of(request) == bodies.FORM
    with bodies.checked():
        return await (_from_form if is_form else _from_json)(request)


async def _from_form(request: Request) -> Uploaded:
    async with request.form(max_part_size=rules.FILE_LIMIT) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise NoFileError
        given = {name: form[name] for name in _FormIn.model_fields if form.get(name)}
        fields = _FormIn.model_validate(given)
        data = await file.read()
    return Uploaded(file.filename or "", data, **fields.model_dump())


async def _from_json(request: Request) -> Uploaded:
    fields = _TextIn.model_validate(bodies.loads(await request.body()))
    home = fields.model_dump(exclude={"name", "text"})
    return Uploaded(fields.name, fields.text.encode(), **home)


Upload = Annotated[Uploaded, Depends(_uploaded)]


async def _seconds_to_wait(
    prefer: Annotated[
        str | None, Header(description="wait=10：最多等 10 秒，读完即答复草稿")
    ] = None,
) -> int:
    found = _WAIT.search(prefer or "")
    return min(int(found[1]), LONGEST_WAIT) if found else 0


SecondsToWait = Annotated[int, Depends(_seconds_to_wait)]

_FILE: dict[str, Any] = {
    "type": "string",
    "format": "binary",
    "description": "规划原件：.docx、.pdf（带文字）、.xlsx、.xls、.csv、.html、.txt、.md；"
    "服务器装有 LibreOffice 时也可以是 .doc、.wps、.rtf、.odt",
}
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": _FILE, **_FormIn.model_json_schema()["properties"]},
            },
        },
        "application/json": {"schema": _TextIn.model_json_schema(), "example": TEXT_EXAMPLE},
    },
}


@router.post(
    "/plans",
    summary="上传方案",
    status_code=HTTPStatus.ACCEPTED,
    response_model=PlanDetailOut,
    responses=answers(RECEIVED_EXAMPLE, status=HTTPStatus.ACCEPTED)
    | {201: {"model": PlanDetailOut, "content": {"application/json": {"example": DETAIL_EXAMPLE}}}},
    openapi_extra={"requestBody": _BODY},
)
async def upload_plan(
    *,
    runtime: CurrentRuntime,
    session: RequestSession,
    actor: CurrentActor,
    upload: Upload,
    once: CurrentOnce,
    seconds: SecondsToWait,
) -> Json:
    """上传一份文件并读成草稿。文件先保存，随后在后台读取；读不出时状态为 refused，并说明原因。

    给出 over_plan_id 时，文件作为那份草稿的新版本导入：读完以前草稿照旧，读不出时草稿不变，
    原因见 incoming_version；导入后的差别见 /plans/{id}/versions。看来不是同一个方案的不导入
    （another_plan），确认后连同 confirm=true 再传一次。
    """
    received = await run_in_threadpool(_receive, runtime, session, actor, once, upload)
    plan_id = orjson.loads(received.body)["id"]
    finished = await _finished(runtime, actor, plan_id, seconds) if seconds else None
    answer = received
    if finished is not None:
        answer = Json(finished, HTTPStatus.CREATED, {"ETag": f'"{finished["version"]}"'})
        answer.headers["Preference-Applied"] = f"wait={seconds}"
    answer.headers["Location"] = f"/api/v1/plans/{plan_id}"
    return answer


def _receive(
    runtime: Runtime, session: Session, actor: Actor, once: Once, upload: Uploaded
) -> Json:
    rules.check_file(upload.data)
    register = _registrar(session, actor, upload)
    session.rollback()  # nothing was written, and no lock is held while the file goes to disk
    made = []

    def create() -> Json:
        made.append(register(name=upload.name, size=len(upload.data), sha256=sha256))
        return Json(detail(session, actor, made[0]), HTTPStatus.ACCEPTED)

    with service.stored(runtime, upload.data) as sha256, _undone(session):
        answer = once.run(session, actor, upload.fields(), create)
        runtime.database.commit(session)  # the job that may be waited for starts only now
    if not made:  # a retry: its plan may be gone
        service.drop_unused(runtime, [sha256])
    return answer


@contextmanager
def _undone(session: Session) -> Iterator[None]:
    """What is refused holds no lock while its file goes."""
    try:
        yield
    except AppError:
        session.rollback()
        raise


def _registrar(session: Session, actor: Actor, upload: Uploaded) -> Callable[..., int]:
    """What makes the rows of a file, as a plan of its own or over another; gives the plan's id."""
    over, office_id, region_id = upload.over_plan_id, upload.office_id, upload.region_id
    if over is None:
        home = service.home_of(session, actor, office_id=office_id, region_id=region_id)
        return lambda **file: service.register(session, actor, home, **file).id
    if office_id is not None or region_id is not None:
        raise HomeGivenError
    service.to_write(session, actor, over)  # what its state allows is asked by `register`
    return lambda **file: (
        service.register_version(session, actor, over, confirmed=upload.confirm, **file).plan_id
    )


async def _finished(
    runtime: Runtime, actor: Actor, plan_id: int, seconds: int
) -> dict[str, Any] | None:
    """The plan when it was read in time."""
    until = monotonic() + seconds
    while monotonic() < until:
        found = await run_in_threadpool(_look, runtime, actor, plan_id)
        if found is not None:
            return found
        await asyncio.sleep(_BETWEEN_LOOKS)
    return None


def _look(runtime: Runtime, actor: Actor, plan_id: int) -> dict[str, Any] | None:
    with runtime.database.read() as session:
        try:
            if detail(session, actor, plan_id)["progress"] is not None:
                return None
            # The reading may have ended between the statements of that answer.
            return detail(session, actor, plan_id)
        except NotFoundError:
            return None
