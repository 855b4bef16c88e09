"""The checks of a matrix over REST: what is checked, and a person's word on what was found."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlmodel import Session

from app.core.actor import Actor
from app.plans import findings
from app.plans.examples import LINT_EXAMPLE
from app.plans.finding_schemas import FindingOut
from app.plans.incoming import Id
from app.plans.lint import items, service
from app.plans.lint import settings as lint_settings
from app.plans.lint.limits import CHECKS, LIKENESS, MOST_UNITS
from app.plans.lint.schemas import (
    SETTINGS_EXAMPLE,
    LintSettingsOut,
    LintSettingsPatch,
    ReopenIn,
    SettleKeyIn,
)
from app.plans.lint.settings import Settings
from app.plans.lint.terms import Code
from app.web.answers import Json, instant, listing, with_etag
from app.web.documentation import answers
from app.web.parameters import CurrentActor, Expected, PathId, RequestSession
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["方案"])

RegionQuery = Annotated[Id | None, Query(description="行政区划的编号，缺省为本人所在区划")]
_SETTLED = LINT_EXAMPLE | {
    "settled_at": "2022-04-20T09:30:00+08:00",
    "settled_by": "林",
    "note": "各单位分工见附件",
}


@router.get(
    "/lint/settings",
    summary="矩阵检查的设置",
    response_model=LintSettingsOut,
    responses=answers(SETTINGS_EXAMPLE),
)
@hot
def read_settings(session: RequestSession, actor: CurrentActor, region: RegionQuery = None) -> Json:
    """一个行政区划检查什么、各项的级别和界限，以及缺省从何而来。联络员不能查看。"""
    return _settings(lint_settings.settings(session, actor, region))


@router.patch(
    "/lint/settings",
    summary="修改矩阵检查的设置",
    response_model=LintSettingsOut,
    responses=answers(SETTINGS_EXAMPLE | {"version": 1, "updated_by": "林"}),
)
def change_settings(
    session: RequestSession,
    actor: CurrentActor,
    body: LintSettingsPatch,
    expected: Expected,
    region: RegionQuery = None,
) -> Json:
    """只改给出的各项，null 恢复缺省。限管理员，以及不属于某个承办单位的督办人员。"""
    found = lint_settings.change(session, actor, body.given(), region_id=region, expected=expected)
    return _settings(found)


@router.post(
    "/plans/{plan_id}/findings/settle",
    summary="按 key 处理一个问题",
    response_model=Listing[FindingOut],
    responses=answers({"items": [_SETTLED], "next": None}),
)
def settle_by_key(
    session: RequestSession, actor: CurrentActor, plan_id: PathId, body: SettleKeyIn
) -> Json:
    """记下已经核对，或指明名称是哪个单位；读取时的问题和矩阵检查的问题都从这里处理。

    矩阵检查的问题保留以后，只要所依据的事实没有变，就不再列为待核；变了即重新列出。
    """
    service.answer(session, actor, plan_id, **body.model_dump())
    return _all(session, actor, plan_id)


@router.post(
    "/plans/{plan_id}/findings/reopen",
    summary="收回一项保留",
    response_model=Listing[FindingOut],
    responses=answers({"items": [LINT_EXAMPLE], "next": None}),
)
def reopen(session: RequestSession, actor: CurrentActor, plan_id: PathId, body: ReopenIn) -> Json:
    """把矩阵检查中已保留的问题重新列为待核。"""
    service.reopen(session, actor, plan_id, body.key)
    return _all(session, actor, plan_id)


def every(session: Session, actor: Actor, plan_id: int) -> list[dict[str, Any]]:
    """What was asked at the reading, and what the checks find now: each thing once."""
    read = [items.of_reading(one) for one in findings.findings(session, plan_id)]
    return read + [items.of_lint(one) for one in service.of_plan(session, actor, plan_id)]


def _all(session: Session, actor: Actor, plan_id: int) -> Json:
    session.flush()  # what was settled is read back
    return listing(every(session, actor, plan_id), None, None)


def _settings(found: Settings) -> Json:
    checks = [
        {
            "code": code,
            "name": CHECKS[code].name,
            "about": CHECKS[code].about,
            "level": found.limits.level(code),
            "default": CHECKS[code].default,
            "why": CHECKS[code].why,
            "may_block": CHECKS[code].certain,
        }
        for code in Code
    ]
    body = {
        "region": {"id": found.region_id, "name": found.region},
        "checks": checks,
        "most_units": found.limits.most_units,
        "most_units_default": MOST_UNITS,
        "likeness": found.limits.likeness,
        "likeness_default": LIKENESS,
        "may_change": found.may_change,
        "version": found.version,
        "updated_by": found.updated_by,
        "updated_at": instant(found.updated_at),
    }
    return with_etag(body, found.version)
