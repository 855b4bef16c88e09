"""The settings of notices over REST."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.kit.text import in_one_line
from app.reminders.notices.issuing.rules import LONGEST_ORGAN, MOST_ISSUERS, Issuer
from app.reminders.notices.numbering import LONGEST_CODE
from app.reminders.notices.terms import NoticeKind
from app.reminders.schemas import Named
from app.web.schemas import LARGEST_ID

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]


class IssuerIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Annotated[NoticeKind, Field(description="交办单、提醒函、催办单、督办单")]
    office_id: Annotated[Id | None, Field(description="哪个单位；null 为没有另列一行的各单位")] = (
        None
    )
    may: Annotated[bool, Field(description="可以签发")] = True
    leader_signs: Annotated[bool, Field(description="须由领导签发")] = False
    organ: Annotated[
        Annotated[str, Field(max_length=LONGEST_ORGAN), AfterValidator(in_one_line)],
        Field(description="署名，例如县残工委办公室；空着即单位的名称"),
    ] = ""
    code: Annotated[
        Annotated[str, Field(max_length=LONGEST_CODE), AfterValidator(in_one_line)],
        Field(description="机关代字，例如会残工委办催；空着则填入 OA 编的文号"),
    ] = ""

    def issuer(self) -> Issuer:
        return Issuer(**self.model_dump())


class IssuersIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "issuers": [
                    {
                        "kind": "urging",
                        "office_id": 25,
                        "organ": "县残工委办公室",
                        "code": "巫残工委办催",
                    }
                ]
            }
        },
    )

    issuers: Annotated[list[IssuerIn], Field(max_length=MOST_ISSUERS)]


class IssuerOut(BaseModel):
    kind: NoticeKind
    kind_label: str
    office: Named | None
    may: bool
    leader_signs: bool
    organ: str
    code: str


class IssuersOut(BaseModel):
    region: Named
    issuers: list[IssuerOut] = Field(description="各种文书先列有自己一行的单位，末行为其他单位")
    may_change: bool
    version: int
    updated_by: str | None
    updated_at: datetime | None


EXAMPLE: dict[str, Any] = {
    "region": {"id": 3, "name": "巫山县"},
    "issuers": [
        {
            "kind": "urging",
            "kind_label": "催办单",
            "office": {"id": 25, "name": "县残联"},
            "may": True,
            "leader_signs": False,
            "organ": "县残工委办公室",
            "code": "巫残工委办催",
        }
    ],
    "may_change": True,
    "version": 1,
    "updated_by": "林",
    "updated_at": "2023-07-10T09:00:00+08:00",
}
