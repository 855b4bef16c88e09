"""Claims over REST."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlmodel import Session

from app.core.actor import Actor
from app.kit.text import printable
from app.progress.claims import items, service
from app.progress.claims.schemas import (
    CLAIM_EXAMPLE,
    CLAIMABLE_EXAMPLE,
    CONFIRMED_EXAMPLE,
    TASK_CLAIMS_EXAMPLE,
    ClaimableOut,
    ClaimIn,
    ClaimOut,
    ClaimPatch,
    SettleIn,
    TaskClaimsOut,
    WithdrawIn,
)
from app.progress.claims.service import ClaimFilter, NewClaim, OpenFilter, Verdict
from app.progress.claims.terms import ClaimState, GapFilter
from app.web.answers import Json, listing, telling_current, with_etag
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

router = APIRouter(tags=["认领"])

_TASK_SETTLED = TASK_CLAIMS_EXAMPLE | {
    "led_by": "县残联",
    "items": [CONFIRMED_EXAMPLE],
    "version": 4,
    "task": CLAIMABLE_EXAMPLE | {"gap": None, "gap_label": None, "own_offer": None},
}


@router.get(
    "/claimable",
    summary="可以认领的任务",
    response_model=Listing[ClaimableOut],
    responses=answers({"items": [CLAIMABLE_EXAMPLE], "next": None}),
)
@hot
def list_claimable(
    *,
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    plan: Annotated[IdQuery, Query(description="只看某个方案")] = None,
    q: Annotated[str | None, Query(max_length=100, description="标题或正文中的文字")] = None,
    lack: Annotated[
        GapFilter, Query(description="没有单位承担的、有单位但没有牵头的，或全部")
    ] = GapFilter.UNHELD,
) -> Json:
    """已发布方案中还没有牵头单位的任务，本区划各单位都可以查看并认领；附等待确认的认领。"""
    wanted = OpenFilter(plan, printable(q or "").strip() or None, lack)
    found = service.claimable(session, actor, window=window, wanted=wanted)
    rows = [items.open_task(one) for one in found.items]
    return listing(rows, found.next, found.total)


def _stands(session: Session, actor: Actor, task_id: int) -> dict[str, Any]:
    return items.on_task(service.on_task(session, actor, task_id))


def _on_task(session: Session, actor: Actor, task_id: int) -> Json:
    found = _stands(session, actor, task_id)
    return with_etag(found, found["version"])


@router.get(
    "/tasks/{task_id}/claims",
    summary="一项任务的认领",
    response_model=TaskClaimsOut,
    responses=answers(TASK_CLAIMS_EXAMPLE),
)
@hot
def read_task_claims(session: RequestSession, actor: CurrentActor, task_id: PathId) -> Json:
    """一项任务的全文和全部认领。各单位看得到谁认领了，理由只有本单位和督办人员看得到。"""
    return _on_task(session, actor, task_id)


@router.post(
    "/tasks/{task_id}/claims",
    summary="认领任务",
    status_code=HTTPStatus.CREATED,
    response_model=ClaimOut,
    responses=answers(CLAIM_EXAMPLE, status=HTTPStatus.CREATED)
    | {200: {"model": ClaimOut, "content": {"application/json": {"example": CLAIM_EXAMPLE}}}},
)
def offer_claim(
    session: RequestSession,
    actor: CurrentActor,
    task_id: PathId,
    body: ClaimIn,
    once: CurrentOnce,
) -> Json:
    """由单位的联络员提出；方案的督办人员可以代录，写明代哪个单位、由谁提出。

    内容相同的再次认领答复 200 和原来那一项；内容不同的答复 409 already_offered。
    """

    def create() -> Json:
        with telling_current(session, lambda: _stands(session, actor, task_id)):
            made = service.offer(session, actor, task_id, NewClaim(**body.model_dump()))
        session.flush()  # what was written is read back by plain selects
        status = HTTPStatus.CREATED if made.made else HTTPStatus.OK
        return _claim(session, actor, made.id, status)

    return once.run(session, actor, body, create)


@router.post(
    "/tasks/{task_id}/claims/settle",
    summary="确认认领",
    response_model=TaskClaimsOut,
    responses=answers(_TASK_SETTLED),
)
def settle_claims(
    *,
    session: RequestSession,
    actor: CurrentActor,
    task_id: PathId,
    body: SettleIn,
    expected: Expected,
    once: CurrentOnce,
) -> Json:
    """由方案的督办人员一次作出决定，要么全部生效，要么都不生效。

    定了牵头单位时，其余认领须一并决定。确认的单位写入责任矩阵，随后交办、填报。
    情况已有变化时答复 409 或 412，current 中是现在的情况。
    """
    verdicts = [Verdict(**one.model_dump()) for one in body.decisions]

    def settle() -> Json:
        with telling_current(session, lambda: _stands(session, actor, task_id)):
            service.settle(session, actor, task_id, verdicts, first=body.first, expected=expected)
        session.flush()  # as above
        return _on_task(session, actor, task_id)

    return once.run(session, actor, body, settle)


@router.get(
    "/claims",
    summary="认领",
    response_model=Listing[ClaimOut],
    responses=answers({"items": [CLAIM_EXAMPLE], "next": None}),
)
@hot
def list_claims(
    *,
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    plan: Annotated[IdQuery, Query(description="只看某个方案")] = None,
    task: Annotated[IdQuery, Query(description="只看某项任务")] = None,
    unit: Annotated[IdQuery, Query(description="只看某个单位")] = None,
    state: Annotated[ClaimState | None, Query(description="状态")] = None,
    conflict: Annotated[
        bool | None, Query(description="只看几个单位都要求牵头的，或只看其余的")
    ] = None,
) -> Json:
    """新的在前。联络员只见本单位的认领，督办人员和领导见本区划方案的全部认领。"""
    wanted = ClaimFilter(plan=plan, task=task, unit=unit, state=state, conflict=conflict)
    found = service.claims(session, actor, wanted=wanted, window=window)
    return listing([items.claim(one) for one in found.items], found.next, found.total)


def _offered(session: Session, actor: Actor, claim_id: int) -> dict[str, Any]:
    return items.claim(service.claim(session, actor, claim_id))


def _claim(session: Session, actor: Actor, claim_id: int, status: int = HTTPStatus.OK) -> Json:
    found = _offered(session, actor, claim_id)
    return with_etag(found, found["version"], status)


@router.get(
    "/claims/{claim_id}",
    summary="一项认领",
    response_model=ClaimOut,
    responses=answers(CLAIM_EXAMPLE),
)
@hot
def read_claim(session: RequestSession, actor: CurrentActor, claim_id: PathId) -> Json:
    """一项认领和它的结果。"""
    return _claim(session, actor, claim_id)


@router.patch(
    "/claims/{claim_id}",
    summary="修改认领",
    response_model=ClaimOut,
    responses=answers(CLAIM_EXAMPLE | {"version": 2}),
)
def change_claim(
    session: RequestSession,
    actor: CurrentActor,
    claim_id: PathId,
    body: ClaimPatch,
    expected: Expected,
) -> Json:
    """督办人员作出决定以前，可以改角色、理由和拟共同承担的单位，只改给出的各项。"""
    with telling_current(session, lambda: _offered(session, actor, claim_id)):
        service.change(session, actor, claim_id, body.given(), expected)
    session.flush()  # as above
    return _claim(session, actor, claim_id)


@router.post(
    "/claims/{claim_id}/withdraw",
    summary="撤回认领",
    response_model=ClaimOut,
    responses=answers(
        CLAIM_EXAMPLE | {"state": "withdrawn", "state_label": "已撤回", "version": 2}
    ),
)
def withdraw_claim(
    session: RequestSession,
    actor: CurrentActor,
    claim_id: PathId,
    expected: Expected,
    body: WithdrawIn | None = None,
) -> Json:
    """督办人员作出决定以前可以撤回；撤回后可以重新认领。"""
    reason = body.reason.strip() or None if body else None
    with telling_current(session, lambda: _offered(session, actor, claim_id)):
        service.withdraw(session, actor, claim_id, reason=reason, expected=expected)
    session.flush()  # as above
    return _claim(session, actor, claim_id)
