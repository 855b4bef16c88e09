"""单位 over REST."""

from dataclasses import asdict
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import StaleError
from app.units import credit_codes, functions, service
from app.units.models import GroupMember, UnitAlias
from app.units.schemas import (
    ALIAS_EXAMPLE,
    MEMBER_EXAMPLE,
    RESOLUTION_EXAMPLE,
    UNIT_EXAMPLE,
    AliasIn,
    AliasOut,
    MemberIn,
    MemberOut,
    ResolutionOut,
    UnitIn,
    UnitOut,
    UnitPatch,
)
from app.units.terms import KIND_NAMES, UnitKind, UnitState
from app.web.answers import Json, instant, listing, with_etag
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import CurrentActor, CurrentWindow, Expected, PathId, RequestSession
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["单位"])

RegionName = Annotated[str | None, Query(max_length=50, description="行政区划的名称或代码")]
PrintedName = Annotated[str, Query(min_length=1, max_length=200, description="文件所印的单位名称")]
ExternalIdText = Annotated[
    str | None,
    Query(max_length=150, description="在其他系统中的编码，写作“系统:编码”，例如 oa:1001"),
]
SearchText = Annotated[
    str | None,
    Query(max_length=100, description="名称、别名中的文字，或名称的拼音首字母；同名的排在最前"),
]


class UnitSort(StrEnum):
    RANK = "rank"
    NAME = "name"


def as_item(row: Row[Any], units: service.Units) -> dict[str, Any]:
    kind = UnitKind(row.kind)
    return {
        "id": row.id,
        "url": f"/api/v1/units/{row.id}",
        "name": row.name,
        "kind": kind,
        "kind_label": KIND_NAMES[kind],
        "function": row.function,
        "function_label": functions.label_of(row.function),
        "credit_code": row.credit_code,
        "region_id": row.region_id,
        "region": row.region,
        "rank": row.rank,
        "parent_id": row.parent_id,
        "vertical": row.vertical,
        "serves_region_id": row.serves_region_id,
        "aliases": units.aliases.get(row.id, []),
        "external_ids": units.external_ids.get(row.id, {}),
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "note": row.note,
        "version": row.version,
        "updated_at": instant(row.updated_at),
        "warnings": warnings(row.credit_code),
    }


def warnings(credit_code: str | None) -> list[dict[str, str]]:
    """What was kept and should still be looked at."""
    told = credit_codes.warning(credit_code)
    if told is None:
        return []
    return [{"code": "credit_code_check", "field": "credit_code", "msg": told}]


def _alias_item(alias: UnitAlias) -> dict[str, Any]:
    return {
        "id": alias.id,
        "unit_id": alias.unit_id,
        "name": alias.name,
        "valid_from": alias.valid_from,
        "valid_until": alias.valid_until,
    }


def _member_item(member: GroupMember) -> dict[str, Any]:
    return {"group_id": member.group_id, "unit_id": member.unit_id}


def _item(session: Session, actor: Actor, unit_id: int) -> dict[str, Any]:
    found = service.unit(session, actor, unit_id)
    return as_item(found.slice.rows[0], found)


def _listing(units: service.Units) -> Json:
    items = [as_item(row, units) for row in units.slice.rows]
    return listing(items, units.slice.next, units.slice.total)


@router.get(
    "/units",
    summary="列出单位",
    response_model=Listing[UnitOut],
    responses=answers({"items": [UNIT_EXAMPLE], "next": None}),
)
@hot
def list_units(
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    q: SearchText = None,
    external_id: ExternalIdText = None,
    kind: Annotated[UnitKind | None, Query(description="类别")] = None,
    function: Annotated[
        str | None, Query(max_length=40, description="职能，如 health 或“卫健”")
    ] = None,
    state: Annotated[UnitState | None, Query(description="今天有效、尚未启用或已停用")] = None,
    region: RegionName = None,
    sort: Annotated[UnitSort, Query(description="按机构序或按名称拼音")] = UnitSort.RANK,
) -> Json:
    """列出本行政区划及其上级、下级的单位，本区划的在前，按机构序排列。

    指明区划时，连同在别处登记、服务于它的垂管单位（市公安局张店分局）。
    """
    search = service.searched(q) if q else None
    if q and search is None:
        return listing([], None, 0 if window.count else None)
    filters = service.Filters(
        search=search,
        kind=kind,
        function=service.function_code(function) if function else None,
        state=state,
        region_id=service.region_named(session, actor, region).id if region else None,
        external_id=service.external_id(external_id) if external_id else None,
    )
    return _listing(service.units(session, actor, filters, window, by_name=sort is UnitSort.NAME))


@router.post(
    "/units",
    summary="增加单位",
    status_code=HTTPStatus.CREATED,
    response_model=UnitOut,
    responses=answers(UNIT_EXAMPLE, status=HTTPStatus.CREATED),
)
def create_unit(
    session: RequestSession, actor: CurrentActor, once: CurrentOnce, body: UnitIn
) -> Json:
    """增加单位。名称不能与本区划其他单位的名称或别名相同。"""

    def create() -> Json:
        fields = body.model_dump(exclude={"region_id"})
        region_id = body.region_id or service.region_named(session, actor, None).id
        made = service.create_unit(session, actor, region_id=region_id, **fields)
        item = _item(session, actor, made.id)
        return with_etag(item, item["version"], HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.get(
    "/units/resolve",
    summary="辨认单位名称",
    response_model=ResolutionOut,
    responses=answers(RESOLUTION_EXAMPLE),
)
def resolve_name(
    session: RequestSession,
    actor: CurrentActor,
    name: PrintedName,
    region: RegionName = None,
) -> Json:
    """辨认文件所印的单位名称：同名（exact）、别名（alias）是确定的；相近（suggestion）须由人确认。"""
    place = service.region_named(session, actor, region)
    found = service.resolve(session, name, place.id)
    return Json({"name": name, "region_id": place.id, **asdict(found)})


@router.get(
    "/units/{unit_id}",
    summary="查看单位",
    response_model=UnitOut,
    responses=answers(UNIT_EXAMPLE),
)
def read_unit(session: RequestSession, actor: CurrentActor, unit_id: PathId) -> Json:
    """查看一个单位。"""
    item = _item(session, actor, unit_id)
    return with_etag(item, item["version"])


@router.patch(
    "/units/{unit_id}",
    summary="修改单位",
    response_model=UnitOut,
    responses=answers(UNIT_EXAMPLE),
)
def change_unit(
    session: RequestSession,
    actor: CurrentActor,
    unit_id: PathId,
    expected: Expected,
    body: Annotated[UnitPatch, Body()],
) -> Json:
    """修改给出的各项，其余不变。更名后，原名自动成为别名。"""
    try:
        service.change_unit(session, actor, unit_id=unit_id, changes=body, expected=expected)
    except StaleError as stale:
        raise StaleError(current=_item(session, actor, unit_id)) from stale
    item = _item(session, actor, unit_id)
    return with_etag(item, item["version"])


@router.get(
    "/units/{unit_id}/aliases",
    summary="列出别名",
    response_model=Listing[AliasOut],
    responses=answers({"items": [ALIAS_EXAMPLE], "next": None}),
)
def list_aliases(session: RequestSession, actor: CurrentActor, unit_id: PathId) -> Json:
    """列出单位的全部别名，包括尚未启用和已经停用的。"""
    found = service.aliases(session, actor, unit_id)
    return listing([_alias_item(alias) for alias in found], None, None)


@router.post(
    "/units/{unit_id}/aliases",
    summary="增加别名",
    status_code=HTTPStatus.CREATED,
    response_model=AliasOut,
    responses=answers(ALIAS_EXAMPLE, status=HTTPStatus.CREATED),
)
def add_alias(
    session: RequestSession,
    actor: CurrentActor,
    once: CurrentOnce,
    unit_id: PathId,
    body: AliasIn,
) -> Json:
    """确认一个名称就是这个单位。再次增加同一别名没有影响；日期不同则以后一次为准。"""

    def create() -> Json:
        alias = service.add_alias(session, actor, unit_id=unit_id, **body.model_dump())
        return Json(_alias_item(alias), HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.delete(
    "/units/{unit_id}/aliases/{alias_id}",
    summary="去掉别名",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(None, status=HTTPStatus.NO_CONTENT),
)
def remove_alias(
    session: RequestSession, actor: CurrentActor, unit_id: PathId, alias_id: PathId
) -> None:
    """去掉别名。已按它关联到单位的任务不受影响。"""
    service.remove_alias(session, actor, unit_id=unit_id, alias_id=alias_id)


@router.get(
    "/units/{unit_id}/members",
    summary="列出集合单位的成员",
    response_model=Listing[UnitOut],
    responses=answers({"items": [UNIT_EXAMPLE], "next": None}),
)
def list_members(
    session: RequestSession, actor: CurrentActor, window: CurrentWindow, unit_id: PathId
) -> Json:
    """列出集合单位的成员，按机构序排列。其他单位没有成员。"""
    group = service.get(session, actor, unit_id)
    filters = service.Filters(group_id=group.id)
    return _listing(service.units(session, actor, filters, window))


@router.post(
    "/units/{unit_id}/members",
    summary="增加集合单位的成员",
    status_code=HTTPStatus.CREATED,
    response_model=MemberOut,
    responses=answers(MEMBER_EXAMPLE, status=HTTPStatus.CREATED),
)
def add_member(
    session: RequestSession,
    actor: CurrentActor,
    once: CurrentOnce,
    unit_id: PathId,
    body: MemberIn,
) -> Json:
    """把一个单位列为集合单位的成员。再次增加没有影响；集合单位不能是成员。"""

    def create() -> Json:
        member = service.add_member(session, actor, group_id=unit_id, unit_id=body.unit_id)
        return Json(_member_item(member), HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.delete(
    "/units/{unit_id}/members/{member_id}",
    summary="去掉集合单位的成员",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(None, status=HTTPStatus.NO_CONTENT),
)
def remove_member(
    session: RequestSession, actor: CurrentActor, unit_id: PathId, member_id: PathId
) -> None:
    """把一个单位从集合单位中去掉。"""
    service.remove_member(session, actor, group_id=unit_id, unit_id=member_id)
