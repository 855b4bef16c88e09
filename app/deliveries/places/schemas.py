"""What comes in and goes out over REST about the channels of a place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from app.deliveries.places.rules import SETTABLE, NewChannel
from app.deliveries.terms import ChannelKind

LONGEST_NAME = 40


def _settable(kind: ChannelKind) -> ChannelKind:
    if kind not in SETTABLE:
        raise ValueError("应为 mail、http、wecom、dingtalk 或 feishu")
    return kind


Name = Annotated[
    str, Field(min_length=1, max_length=LONGEST_NAME, description="名称，区划内不重复")
]
Config = Annotated[
    dict[str, Any],
    Field(
        description="mail：host、port、sender、username、security；"
        "http：url、method、encoding（json/form/query）、headers、body、success、refused、"
        "address（mail/mobile/account）、a_minute；群机器人：不填"
    ),
]
Secrets = Annotated[
    dict[Annotated[str, Field(max_length=40)], SecretStr | None],
    Field(
        description="只进不出。mail：password；http：模板里以 secret.名称 取用；"
        "群机器人：webhook（机器人页面上的地址）、sign（加签）。null 去掉"
    ),
]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def _plain(secrets: Mapping[str, SecretStr | None]) -> dict[str, str | None]:
    return {name: value.get_secret_value() if value else None for name, value in secrets.items()}


class ChannelIn(_In):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "kind": "http",
                "name": "县短信平台",
                "config": {
                    "url": "https://sms.wushan.example/send",
                    "body": {"mobile": "{{ to.mobile }}", "content": "{{ message.short }}"},
                    "headers": {"Authorization": "Bearer {{ secret.token }}"},
                    "success": "answer.code == 0",
                    "address": "mobile",
                    "a_minute": 600,
                },
                "secrets": {"token": "…"},
            }
        }
    )

    kind: Annotated[ChannelKind, AfterValidator(_settable)]
    name: Name
    enabled: Annotated[bool, Field(description="是否启用")] = True
    config: Config = {}
    secrets: Secrets = {}

    def new(self) -> NewChannel:
        return NewChannel(self.kind, self.name, self.enabled, self.config, _plain(self.secrets))


class ChannelPatch(_In):
    """Only what is named is changed; of the secrets only those that are named."""

    model_config = ConfigDict(json_schema_extra={"example": {"enabled": False}})

    name: Name = ""
    enabled: Annotated[bool, Field(description="是否启用")] = True
    position: Annotated[int, Field(ge=1, le=1000, description="次序，小的先用")] = 1
    config: Config = {}
    secrets: Secrets = {}

    def given(self) -> dict[str, Any]:
        """What was named; secrets as plain text."""
        found = {name: getattr(self, name) for name in self.model_fields_set}
        return found | ({"secrets": _plain(self.secrets)} if "secrets" in found else {})


class TestIn(_In):
    model_config = ConfigDict(json_schema_extra={"example": {"to": "13800000001"}})

    to: Annotated[
        str | None, Field(max_length=254, description="发到哪里，缺省为本人的地址；群机器人不填")
    ] = None


class TestOut(BaseModel):
    went: bool = Field(description="对方是否收下")
    reason: str | None = Field(description="没有收下的原因，中文")
    kept: bool = Field(description="没有真正发出，写成了文件（DELIVERY_CHANNEL=file）")


class ChannelOut(BaseModel):
    id: int
    region_id: int
    kind: ChannelKind
    kind_label: str
    name: str
    position: int
    enabled: bool
    leads_to: str = Field(description="通向哪台主机")
    config: dict[str, Any] | None = Field(description="设置；只读的人看不到")
    secrets: list[str] = Field(description="已存的密钥的名称，值从不给出")
    version: int
    updated_by: str
    updated_at: datetime


CHANNEL_EXAMPLE: dict[str, Any] = {
    "id": 2,
    "region_id": 10,
    "kind": "http",
    "kind_label": "HTTP 接口（短信平台、OA 消息中心）",
    "name": "县短信平台",
    "position": 1,
    "enabled": True,
    "leads_to": "sms.wushan.example",
    "config": {
        "url": "https://sms.wushan.example/send",
        "method": "POST",
        "encoding": "json",
        "headers": {"Authorization": "Bearer {{ secret.token }}"},
        "body": {"mobile": "{{ to.mobile }}", "content": "{{ message.short }}"},
        "success": "answer.code == 0",
        "refused": "",
        "address": "mobile",
        "a_minute": 600,
    },
    "secrets": ["token"],
    "version": 1,
    "updated_by": "林晓岚",
    "updated_at": "2023-07-03T10:00:00+08:00",
}
