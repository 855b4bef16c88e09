"""Corrections and amendments over REST: the only ways in which a published plan changes."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlmodel import Session

from app.core.actor import Actor
from app.core.lists import Window
from app.plans import listing as plans
from app.plans.amending import listing as lists
from app.plans.amending import service
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


@router.post(
    "/plans/{plan_id}/amendments",
    summary="登记调整",
    status_code=HTTPStatus.CREATED,
    response_model=AmendedOut,
    responses=answers(AMENDMENT_EXAMPLE | {"warnings": []}, status=HTTPStatus.CREATED),
)
def make_amendment(
    *,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    body: AmendmentIn,
    expected: Expected,
    once: CurrentOnce,
) -> Json:
    """决定变了：写明依据、决定机关和日期，逐处列出变更，要么全部生效，要么都不。

    换单位、换角色时原来的责任终止、另立新的责任，编号都保留。ETag 是方案的版本。
    """

    def make() -> Json:
        made = service.amend(session, actor, plan_id, body, expected)
        return _made(session, actor, plan_id, made)

    return once.run(session, actor, body, make)


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
