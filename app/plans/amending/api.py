"""Corrections and amendments over REST: the only ways in which a published plan changes."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from sqlmodel import Session
from starlette.datastructures import UploadFile

from app.core.actor import Actor
from app.core.lists import Window
from app.kit.canonical import digest
from app.plans import listing as plans
from app.plans import rules
from app.plans.amending import documents, service
from app.plans.amending import listing as lists
from app.plans.amending.documents import BasisFile
from app.plans.amending.listing import AmendmentView, ChangeView
from app.plans.amending.messages import KINDS
from app.plans.amending.recording import Amended
from app.plans.amending.schemas import (
    AMENDMENT_EXAMPLE,
    CORRECTION_EXAMPLE,
    AmendedOut,
    AmendmentIn,
    AmendmentOut,
    CorrectionIn,
)
from app.plans.terms import AmendmentKind
from app.web import bodies
from app.web.answers import Json, instant, listing, with_etag
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import (
    CurrentActor,
    CurrentRuntime,
    CurrentWindow,
    Expected,
    PathId,
    RequestSession,
)
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["方案"])


@dataclass(frozen=True)
class Asked:
    """What an amendment is asked with: its words, and the document that decided so, if it came."""

    body: AmendmentIn
    name: str = ""
    data: bytes | None = None

    def fields(self) -> dict[str, object]:
        """What makes two requests the same."""
        told = self.body.model_dump(mode="json")
        return told if self.data is None else told | {"file": [self.name, digest(self.data)]}


async def _asked(request: Request, _actor: CurrentActor) -> Asked:
    if bodies.kind_of(request) == bodies.JSON:
        return Asked(_parsed(await request.body()))
    async with request.form(max_part_size=rules.FILE_LIMIT) as form:
        words, file = form.get("amendment"), form.get("file")
        body = _parsed(words.encode() if isinstance(words, str) else b"{}")
        if not isinstance(file, UploadFile) or not file.filename:
            return Asked(body)
        return Asked(body, file.filename, await file.read())


def _parsed(words: bytes) -> AmendmentIn:
    with bodies.checked():
        return AmendmentIn.model_validate(bodies.loads(words))


_SCHEMA = AmendmentIn.model_json_schema(ref_template="#/components/schemas/{model}")
_SCHEMA.pop("$defs")  # those of a correction, which stand among the components
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {"schema": _SCHEMA, "example": _SCHEMA["example"]},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["amendment"],
                "properties": {
                    "amendment": {"type": "string", "description": "与 JSON 请求相同的内容"},
                    "file": {
                        "type": "string",
                        "format": "binary",
                        "description": "依据的文件，格式与上传方案相同",
                    },
                },
            },
        },
    },
}


@router.post(
    "/plans/{plan_id}/amendments",
    summary="登记调整",
    status_code=HTTPStatus.CREATED,
    response_model=AmendedOut,
    responses=answers(AMENDMENT_EXAMPLE | {"warnings": []}, status=HTTPStatus.CREATED),
    openapi_extra={"requestBody": _BODY},
)
def make_amendment(
    *,
    runtime: CurrentRuntime,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    asked: Annotated[Asked, Depends(_asked)],
    expected: Expected,
    once: CurrentOnce,
) -> Json:
    """决定变了：写明依据、决定机关和日期，逐处列出变更，要么全部生效，要么都不。

    依据的文件可以一并附上：以 multipart/form-data 提交，amendment 是同样的 JSON，file 是文件；
    文件的要求与上传方案相同，存为本方案的调整文件。
    换单位、换角色时原来的责任终止、另立新的责任，编号都保留。ETag 是方案的版本。
    """

    def make(file: BasisFile | None = None) -> Json:
        made = service.amend(session, actor, plan_id, asked.body, expected, file=file)
        return _made(session, actor, plan_id, made)

    if asked.data is None:
        return once.run(session, actor, asked.fields(), make)
    with documents.kept(runtime, session, actor, plan_id, name=asked.name, data=asked.data) as file:
        return once.run(session, actor, asked.fields(), lambda: make(file))


@router.post(
    "/plans/{plan_id}/corrections",
    summary="登记勘误",
    status_code=HTTPStatus.CREATED,
    response_model=AmendedOut,
    responses=answers(CORRECTION_EXAMPLE | {"warnings": []}, status=HTTPStatus.CREATED),
)
def make_correction(
    *,
    session: RequestSession,
    runtime: CurrentRuntime,
    actor: CurrentActor,
    plan_id: PathId,
    body: CorrectionIn,
    expected: Expected,
    once: CurrentOnce,
) -> Json:
    """原文没有变，是我们读错了：写明原因，能指出原文的附上原文，逐处改正，编号不变。"""

    def make() -> Json:
        made = service.correct(
            session, actor, plan_id, body, files=runtime.files, expected=expected
        )
        return _made(session, actor, plan_id, made)

    return once.run(session, actor, body, make)


@router.get(
    "/plans/{plan_id}/amendments",
    summary="历次调整",
    response_model=Listing[AmendmentOut],
    responses=answers({"items": [AMENDMENT_EXAMPLE], "next": None}),
)
@hot
def list_amendments(
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    window: CurrentWindow,
    kind: Annotated[AmendmentKind | None, Query(description="只列一种")] = None,
) -> Json:
    """发布以后的调整、认领、明确和细化，最近的在前，逐处列出原和现。联络员只见涉及本单位的。"""
    kinds = lists.OTHERS if kind is None else (kind,)
    return _listed(session, actor, plan_id, window, kinds)


@router.get(
    "/plans/{plan_id}/corrections",
    summary="历次勘误",
    response_model=Listing[AmendmentOut],
    responses=answers({"items": [CORRECTION_EXAMPLE], "next": None}),
)
@hot
def list_corrections(
    session: RequestSession, actor: CurrentActor, plan_id: PathId, window: CurrentWindow
) -> Json:
    """发布以后的勘误，最近的在前，逐处列出原和现。"""
    return _listed(session, actor, plan_id, window, (AmendmentKind.CORRECTION,))


def _listed(
    session: Session,
    actor: Actor,
    plan_id: int,
    window: Window,
    kinds: tuple[AmendmentKind, ...],
) -> Json:
    found = lists.amendments(session, actor, plan_id, window, kinds=kinds)
    return listing([item(one) for one in found.items], found.next, found.total)


def _made(session: Session, actor: Actor, plan_id: int, made: Amended) -> Json:
    session.flush()  # what was made is read back by plain selects
    body = item(lists.amendment(session, actor, made.id)) | {"warnings": list(made.warnings)}
    version = plans.plan(session, actor, plan_id).version
    return with_etag(body, version, HTTPStatus.CREATED)


def item(view: AmendmentView) -> dict[str, Any]:
    told = {name: getattr(view, name) for name in AmendmentView.__slots__[:-1]}
    return told | {
        "kind_label": KINDS[view.kind],
        "made_at": instant(view.made_at),
        "changes": [_change(one) for one in view.changes],
    }


def _change(one: ChangeView) -> dict[str, Any]:
    names = ("id", "action", "task", "assignment_id", "indicator_id", "before", "after")
    return {name: getattr(one, name) for name in names}
