"""What a channel's settings may be, kind by kind. Pure.

Settings come in as one object; what of it is secret leaves it here and is sealed before it is
stored. Whoever reads a channel later learns the names of its secrets and no more.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.core.errors import ConflictError, InvalidError
from app.deliveries.groups.robots import ROBOTS
from app.deliveries.groups.rules import BadWebhookError, Robot
from app.deliveries.http import rules as http
from app.deliveries.http.template import BadTemplateError
from app.deliveries.outgoing.rules import BadTargetError, Target, target
from app.deliveries.rules import RefusedError, checked_address
from app.deliveries.terms import AddressKind, ChannelKind
from app.web.messages import validation_message

LABELS = {
    ChannelKind.FILE: "文件",
    ChannelKind.MAIL: "邮件",
    ChannelKind.HTTP: "HTTP 接口（短信平台、OA 消息中心）",
    ChannelKind.WECOM: "企业微信群机器人",
    ChannelKind.DINGTALK: "钉钉群机器人",
    ChannelKind.FEISHU: "飞书群机器人",
}
SETTABLE = tuple(kind for kind in LABELS if kind is not ChannelKind.FILE)
FIELDS = {
    "name": "名称",
    "position": "次序",
    "host": "邮件服务器",
    "port": "端口",
    "sender": "发件地址",
    "username": "登录名",
    "security": "加密",
    "url": "网址",
    "method": "方法",
    "encoding": "格式",
    "headers": "请求头",
    "body": "内容",
    "success": "成功的条件",
    "refused": "拒收的条件",
    "address": "发到",
    "a_minute": "每分钟至多几条",
    "secrets": "密钥",
}
MOST_SECRETS = 10
LONGEST_SECRET = 2000
# What of a channel's settings the journal tells by value; of the rest it tells that it changed.
PLAIN = frozenset(
    {"host", "port", "sender", "security", "method", "encoding", "address", "a_minute", "base"}
)

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
Text = Annotated[str, Field(max_length=2000)]
Secrets = dict[str, str]


class BadChannelError(InvalidError):
    code, title = "bad_channel", "渠道设置不正确"


class PointsInsideError(InvalidError):
    code, title = "points_inside", "这个地址指向内部网络，不允许连接"


class NameTakenError(ConflictError):
    code, title = "channel_name_taken", "本区划已有同名的渠道"


class _Config(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class MailConfig(_Config):
    host: Annotated[str, Field(min_length=1, max_length=253)]
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    sender: Annotated[str, Field(min_length=3, max_length=254)]
    username: Annotated[str, Field(max_length=254)] = ""
    security: Literal["none", "starttls", "tls"] = "tls"


class HttpConfig(_Config):
    url: Annotated[str, Field(min_length=1, max_length=2000)]
    method: Literal["POST", "PUT", "GET"] = "POST"
    encoding: http.Encoding = "json"
    headers: Annotated[dict[str, Text], Field(max_length=20)] = {}
    body: Annotated[dict[str, Any], Field(min_length=1, max_length=50)]
    success: Annotated[str, Field(max_length=500)] = ""
    refused: Annotated[str, Field(max_length=500)] = ""
    address: AddressKind = AddressKind.MOBILE
    a_minute: Annotated[int | None, Field(ge=1, le=100_000)] = None


@dataclass(frozen=True)
class NewChannel:
    kind: ChannelKind
    name: str
    enabled: bool
    config: Mapping[str, Any]
    secrets: Mapping[str, str | None]


@dataclass(frozen=True)
class Checked:
    """Settings that may be stored, the secrets beside them, and where they lead."""

    config: dict[str, Any]
    secrets: Secrets
    leads_to: Target


def checked(
    kind: ChannelKind,
    config: Mapping[str, Any],
    secrets: Mapping[str, str],
) -> Checked:
    """Raise `BadChannelError` with what is wrong."""
    if len(secrets) > MOST_SECRETS or any(len(one) > LONGEST_SECRET for one in secrets.values()):
        raise BadChannelError(f"密钥至多 {MOST_SECRETS} 个，每个不超过 {LONGEST_SECRET} 个字符")
    try:
        match kind:
            case ChannelKind.MAIL:
                return _mail(config, secrets)
            case ChannelKind.HTTP:
                return _http(config, secrets)
            case _:
                return _robot(ROBOTS[kind], config, secrets)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        label = FIELDS.get(str(first["loc"][0]), str(first["loc"][0]))
        raise BadChannelError(f"{label}{validation_message(first)}") from wrong
    except (BadTargetError, BadTemplateError, BadWebhookError, RefusedError) as wrong:
        raise BadChannelError(str(wrong)) from wrong


def _mail(config: Mapping[str, Any], secrets: Mapping[str, str]) -> Checked:
    _only(secrets, {"password"})
    given = MailConfig.model_validate(config)
    kept = given.model_dump(mode="json") | {"sender": checked_address(given.sender)}
    return Checked(kept, dict(secrets), leads_to(kept))


def _http(config: Mapping[str, Any], secrets: Mapping[str, str]) -> Checked:
    for name in secrets:
        if not _NAME.fullmatch(name):
            raise BadChannelError("密钥的名称只能是英文字母开头的字母、数字和下划线")
    given = HttpConfig.model_validate(config)
    kept = given.model_dump(mode="json")
    gateway = http.gateway_of(kept)
    http.check(gateway)
    if len(str(gateway.body)) > http.LONGEST_BODY:
        raise BadTemplateError(f"消息模板不能超过 {http.LONGEST_BODY} 个字符")
    return Checked(kept, dict(secrets), leads_to(kept))


def _robot(robot: Robot, config: Mapping[str, Any], secrets: Mapping[str, str]) -> Checked:
    """The address that the group's page shows comes in as the secret `webhook` and is taken
    apart: only where it leads is no secret.
    """
    known = {"webhook", "sign", robot.kept_as}
    _only(secrets, known)
    kept = {name: value for name, value in secrets.items() if name != "webhook" and value}
    base = str(config.get("base", ""))
    if secrets.get("webhook"):
        base, token = robot.split(secrets["webhook"])
        kept |= token
    if not base or robot.kept_as not in kept:
        raise BadWebhookError("请填写群机器人页面上的 Webhook 地址")
    return Checked({"base": base}, kept, leads_to({"base": base}))


def _only(secrets: Mapping[str, str], names: set[str]) -> None:
    strange = sorted(set(secrets) - names)
    if strange:
        raise BadChannelError(f"没有名为“{strange[0][:40]}”的密钥")


def merged(before: Mapping[str, str], given: Mapping[str, str | None]) -> Secrets:
    """What is not named stays; null takes away."""
    after = dict(before) | {name: value for name, value in given.items() if value}
    return {name: value for name, value in after.items() if given.get(name, value) is not None}


def check_move(
    kind: ChannelKind,
    before: Mapping[str, Any],
    after: Checked,
    stored: Mapping[str, str],
    given: Mapping[str, str | None],
) -> None:
    """Raise `BadChannelError` for a secret that was stored for one server and would go to another:
    who changes an address and tries it out could read what he was never told.
    """
    was, now = leads_to(before), after.leads_to
    if (was.scheme, was.host, was.port) == (now.scheme, now.host, now.port):
        return
    anew = {name for name, value in given.items() if value}
    if kind in ROBOTS and "webhook" in anew:
        anew.add(ROBOTS[kind].kept_as)
    kept = sorted(stored.keys() & after.secrets.keys() - anew)
    if kept:
        raise BadChannelError(
            f"换了服务器，已存的密钥不会发到新的地址，请重新填写或去掉：{'、'.join(kept)}"
        )


def told(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, tuple[object, object] | str]:
    """What the journal says of two states: values of what is plain, of the rest that it changed."""
    changed = {n for n in {*before, *after} if before.get(n) != after.get(n)}
    return {
        name: (before.get(name), after.get(name)) if name in PLAIN else "changed"
        for name in sorted(changed)
    }


def leads_to(config: Mapping[str, Any]) -> Target:
    """Where a channel leads; of a mail server the scheme says nothing."""
    url = config.get("url") or config.get("base")
    return target(url or f"http://{config['host']}:{config['port']}")
