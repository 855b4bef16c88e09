from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.deliveries.terms import AddressKind

Text = Annotated[str, Field(max_length=254)]


class AddressesPatch(BaseModel):
    """Only what is named is changed; null takes it away."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"mobile": "13800000001", "prefers": "mobile"}},
    )

    mail: Annotated[Text | None, Field(description="邮箱")] = None
    mobile: Annotated[Text | None, Field(description="手机号码，11 位")] = None
    account: Annotated[Text | None, Field(description="在 OA 中的账号")] = None
    prefers: Annotated[
        AddressKind | None, Field(description="希望优先用哪一种；null 按本区划渠道的次序")
    ] = None

    def given(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set}


class AddressesOut(BaseModel):
    person_id: int
    person: str
    mail: str | None
    mobile: str | None
    account: str | None
    prefers: AddressKind | None
    version: int
    may_change: bool


ADDRESSES_EXAMPLE: dict[str, Any] = {
    "person_id": 4,
    "person": "周敏",
    "mail": "zhou@wushan.example",
    "mobile": "13800000001",
    "account": "zhoumin",
    "prefers": "mobile",
    "version": 2,
    "may_change": True,
}
