from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from app.units.contacts.terms import ContactRole
from app.web.schemas import LARGEST_ID

Name = Annotated[str, Field(min_length=1, max_length=50, description="姓名")]
Post = Annotated[str | None, Field(max_length=100, description="职务")]
Section = Annotated[str | None, Field(max_length=100, description="科室")]
Office = Annotated[str | None, Field(max_length=60, description="办公电话")]
Mobile = Annotated[
    str | None, Field(max_length=30, description="手机；只给本区划的督办人员、管理员和本单位看")
]
PersonId = Annotated[int | None, Field(ge=1, le=LARGEST_ID, description="对应的登录人员")]


class ContactIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "role": "liaison",
                "name": "陈晨",
                "post": "科员",
                "section": "教就科",
                "office_phone": "023-57680000",
                "mobile": "13800000000",
                "valid_from": "2023-03-01",
            }
        },
    )

    role: Annotated[
        ContactRole, Field(description="主要负责人、分管负责人、承办科室、联络员或候补")
    ]
    name: Name
    post: Post = None
    section: Section = None
    office_phone: Office = None
    mobile: Mobile = None
    person_id: PersonId = None
    valid_from: Annotated[date | None, Field(description="从哪天起担任，缺省为今天")] = None
    valid_until: Annotated[date | None, Field(description="担任到哪天，当日仍算")] = None


class ContactPatch(TypedDict, total=False):
    """Only what is given changes."""

    __pydantic_config__ = ConfigDict(  # type: ignore[misc]  # how pydantic configures a TypedDict
        extra="forbid", json_schema_extra={"example": {"office_phone": "023-57680001"}}
    )

    name: Name
    post: Post
    section: Section
    office_phone: Office
    mobile: Mobile
    person_id: PersonId


class EndIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"on": "2023-08-31"}})

    on: Annotated[date | None, Field(description="最后一天，缺省为今天")] = None


class ContactOut(BaseModel):
    id: int
    unit_id: int
    role: ContactRole
    role_label: str
    name: str
    post: str | None
    section: str | None
    office_phone: str | None
    mobile: str | None = Field(description="无权查看时为 null")
    person_id: int | None
    valid_from: date
    valid_until: date | None
    updated_at: datetime


CONTACT_EXAMPLE: dict[str, Any] = {
    "id": 3,
    "unit_id": 25,
    "role": "liaison",
    "role_label": "联络员",
    "name": "陈晨",
    "post": "科员",
    "section": "教就科",
    "office_phone": "023-57680000",
    "mobile": "13800000000",
    "person_id": 2,
    "valid_from": "2023-03-01",
    "valid_until": None,
    "updated_at": "2023-03-01T09:00:00+08:00",
}
