"""联系人 over REST."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query

from app.units.contacts import service
from app.units.contacts.models import UnitContact
from app.units.contacts.schemas import (
    CONTACT_EXAMPLE,
    ContactIn,
    ContactOut,
    ContactPatch,
    EndIn,
)
from app.units.contacts.terms import ROLE_NAMES
from app.web.answers import Json, instant, listing
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.schemas import Listing

router = APIRouter(tags=["单位"])


def as_item(contact: UnitContact, *, with_mobile: bool) -> dict[str, Any]:
    return {
        "id": contact.id,
        "unit_id": contact.unit_id,
        "role": contact.role,
        "role_label": ROLE_NAMES[contact.role],
        "name": contact.name,
        "post": contact.post,
        "section": contact.section,
        "office_phone": contact.office_phone,
        "mobile": contact.mobile if with_mobile else None,
        "person_id": contact.person_id,
        "valid_from": contact.valid_from,
        "valid_until": contact.valid_until,
        "updated_at": instant(contact.updated_at),
    }


@router.get(
    "/units/{unit_id}/contacts",
    summary="列出单位的联系人",
    response_model=Listing[ContactOut],
    responses=answers({"items": [CONTACT_EXAMPLE], "next": None}),
)
def list_contacts(
    session: RequestSession,
    actor: CurrentActor,
    unit_id: PathId,
    history: Annotated[bool, Query(description="是否连同已经结束的")] = False,  # noqa: FBT002 - a query parameter
) -> Json:
    """列出负责人、承办科室、联络员。手机号码只给本区划的督办人员、管理员和本单位看。"""
    found = service.contacts(session, actor, unit_id, history=history)
    items = [as_item(one, with_mobile=found.with_mobile) for one in found.rows]
    return listing(items, None, None)


@router.post(
    "/units/{unit_id}/contacts",
    summary="增加联系人",
    status_code=HTTPStatus.CREATED,
    response_model=ContactOut,
    responses=answers(CONTACT_EXAMPLE, status=HTTPStatus.CREATED),
)
def add_contact(
    session: RequestSession,
    actor: CurrentActor,
    once: CurrentOnce,
    unit_id: PathId,
    body: ContactIn,
) -> Json:
    """增加联系人；原来担任的人到前一天为止，仍留在历史中。由本单位联络员或督办人员维护。"""

    def create() -> Json:
        made = service.add_contact(session, actor, unit_id=unit_id, **body.model_dump())
        return Json(as_item(made, with_mobile=True), HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.patch(
    "/units/{unit_id}/contacts/{contact_id}",
    summary="更正联系人",
    response_model=ContactOut,
    responses=answers(CONTACT_EXAMPLE),
)
def change_contact(
    session: RequestSession,
    actor: CurrentActor,
    unit_id: PathId,
    contact_id: PathId,
    body: Annotated[ContactPatch, Body()],
) -> Json:
    """更正写错的内容，原值与新值记入留痕。换了人请增加新的联系人。"""
    changed = service.change_contact(
        session, actor, unit_id=unit_id, contact_id=contact_id, changes=body
    )
    return Json(as_item(changed, with_mobile=True))


@router.post(
    "/units/{unit_id}/contacts/{contact_id}/end",
    summary="结束联系人的担任",
    response_model=ContactOut,
    responses=answers(CONTACT_EXAMPLE | {"valid_until": "2023-08-31"}),
)
def end_contact(
    session: RequestSession,
    actor: CurrentActor,
    unit_id: PathId,
    contact_id: PathId,
    body: EndIn,
) -> Json:
    """写明担任到哪一天为止，缺省为今天；这一条留在历史中。"""
    ended = service.end_contact(session, actor, unit_id=unit_id, contact_id=contact_id, on=body.on)
    return Json(as_item(ended, with_mobile=True))
