"""The settings of a place over REST."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.progress.settings import service
from app.progress.settings.rules import PLAIN
from app.progress.settings.schemas import EXAMPLE, ProgressSettingsOut, ProgressSettingsPatch
from app.progress.settings.service import PlaceSettings
from app.web.answers import Json, instant, with_etag
from app.web.documentation import answers
from app.web.parameters import CurrentActor, Expected, IdQuery, RequestSession
from app.web.sessions import hot

router = APIRouter(tags=["进展填报"])

RegionQuery = Annotated[IdQuery, Query(description="行政区划的编号，缺省为本人所在区划")]


@router.get(
    "/progress/settings",
    summary="填报与亮灯的设置",
    response_model=ProgressSettingsOut,
    responses=answers(EXAMPLE),
)
@hot
def read_settings(session: RequestSession, actor: CurrentActor, region: RegionQuery = None) -> Json:
    """一个行政区划要不要单位审签和销号、异议期、填报份数的上限，以及各种灯的名称、颜色和界限。"""
    return _out(service.settings(session, actor, region))


@router.patch(
    "/progress/settings",
    summary="修改填报与亮灯的设置",
    response_model=ProgressSettingsOut,
    responses=answers(EXAMPLE | {"clearing": True, "version": 1, "updated_by": "林"}),
)
def change_settings(
    session: RequestSession,
    actor: CurrentActor,
    body: ProgressSettingsPatch,
    expected: Expected,
    region: RegionQuery = None,
) -> Json:
    """只改给出的各项，null 恢复缺省。限管理员，以及不属于某个承办单位的督办人员。"""
    found = service.change(session, actor, body.given(), region_id=region, expected=expected)
    return _out(found)


def _out(found: PlaceSettings) -> Json:
    lights = [
        {"light": light, "name": lamp.name, "colour": lamp.colour}
        for light, lamp in found.holds.lights.items()
    ]
    body = {
        "region": {"id": found.region_id, "name": found.region},
        **{name: getattr(found.holds, name) for name in PLAIN},
        "lights": lights,
        "may_change": found.may_change,
        "version": found.version,
        "updated_by": found.updated_by,
        "updated_at": instant(found.updated_at),
    }
    return with_etag(body, found.version)
