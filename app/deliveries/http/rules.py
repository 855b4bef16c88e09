"""A gateway's call and what its answer means. Pure.

The body is a JSON object whose texts are templates: it is read as JSON first and filled in
afterwards, so that no name and no sentence can break out of its place.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from app.deliveries.http import template
from app.deliveries.http.template import BadTemplateError
from app.deliveries.outgoing.rules import JSON_TYPE, Answer, Request
from app.deliveries.rules import NotYetError, RefusedError
from app.deliveries.schemas import Message, Parcel
from app.deliveries.terms import AddressKind

Encoding = Literal["json", "form", "query"]

SAID_NO = frozenset({400, 413, 414, 422})
"""Of this very message. Any other refusal lies with the gateway or with the settings."""
LONGEST_BODY = 8000
LONGEST_WAIT = timedelta(hours=1)
_FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
VALUES = {"to", "message", "secret", "now", "stamp", "stamp_ms"}
ANSWERED = {"status", "answer", "text"}
# RFC 9110, section 5.6.2: a token.
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
OURS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "expect"}
)
"""Of the call itself; with another's the answer could not be read, or it went elsewhere."""


@dataclass(frozen=True)
class Gateway:
    """`success` and `refused` are conditions on `status`, `answer` (its JSON) and `text`."""

    url: str
    method: Literal["POST", "PUT", "GET"] = "POST"
    encoding: Encoding = "json"
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    success: str = ""
    refused: str = ""


def gateway_of(config: Mapping[str, Any]) -> Gateway:
    """Of a channel's settings, which say more than how to call."""
    return Gateway(**{name: config[name] for name in Gateway.__dataclass_fields__})


def check(gateway: Gateway) -> None:
    """Raise `BadTemplateError` for what could never be filled in."""
    for name in gateway.headers:
        if not _HEADER.fullmatch(name):
            raise BadTemplateError(f"请求头的名称只能是英文字母、数字和 - 之类，收到“{name[:40]}”")
        if name.lower() in OURS:
            raise BadTemplateError(f"请求头 {name} 由程序填写，不能设置")
    if len({name.lower() for name in gateway.headers}) < len(gateway.headers):
        raise BadTemplateError("请求头的名称不能重复")
    for text in (*gateway.headers.values(), *_texts(gateway.body)):
        template.check(text, VALUES)
    for condition in (gateway.success, gateway.refused):
        if condition:
            template.check_condition(condition, ANSWERED)
    if gateway.encoding != "json" and not all(
        isinstance(one, str | int | float) for one in gateway.body.values()
    ):
        raise BadTemplateError("表单和查询参数只能有一层，每项是文字或数字")


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list():
            for one in value:
                yield from _texts(one)


def request(gateway: Gateway, secrets: Mapping[str, str], parcel: Parcel, now: datetime) -> Request:
    """Raise `RefusedError` where the templates want what this person has not."""
    values = _values(secrets, parcel, now)
    try:
        body = _filled(gateway.body, values)
        headers = {
            name: _one_line(template.render(text, values)) for name, text in gateway.headers.items()
        }
    except BadTemplateError as wrong:
        raise RefusedError(f"消息模板无法套用：{wrong}") from wrong
    return _request(gateway, body, headers)


def _request(gateway: Gateway, body: Any, headers: Mapping[str, str]) -> Request:
    match gateway.encoding:
        case "json":
            sent = json.dumps(body, ensure_ascii=False).encode()
            return Request(gateway.method, gateway.url, sent, _typed(JSON_TYPE, headers))
        case "form":
            sent = urlencode(body).encode()
            return Request(gateway.method, gateway.url, sent, _typed(_FORM, headers))
        case "query":
            joint = "&" if urlsplit(gateway.url).query else "?"
            return Request(gateway.method, gateway.url + joint + urlencode(body), b"", headers)


def _typed(usual: Mapping[str, str], headers: Mapping[str, str]) -> Mapping[str, str]:
    """With the usual type of such a body, unless another was set."""
    is_set = any(name.lower() == "content-type" for name in headers)
    return headers if is_set else {**usual, **headers}


def _values(secrets: Mapping[str, str], parcel: Parcel, now: datetime) -> dict[str, object]:
    message: Message = parcel.message
    person = {kind.value: parcel.known.get(kind, "") for kind in AddressKind}
    return {
        "to": person | {"name": message.name, "address": parcel.address},
        "message": {
            "key": message.key,
            "subject": message.subject,
            "text": message.body,
            "short": message.short,
            "link": message.link,
        },
        "secret": dict(secrets),
        "now": now.isoformat(timespec="seconds"),
        "stamp": str(int(now.timestamp())),
        "stamp_ms": str(int(now.timestamp() * 1000)),
    }


def _filled(value: Any, values: Mapping[str, object]) -> Any:
    match value:
        case str():
            return template.render(value, values)
        case dict():
            return {name: _filled(one, values) for name, one in value.items()}
        case list():
            return [_filled(one, values) for one in value]
        case _:
            return value


def _one_line(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        raise BadTemplateError("请求头的值只能是一行英文和数字")
    return text


def judge(gateway: Gateway, answer: Answer) -> None:
    """Return when the gateway took it. Raise `RefusedError` when it never will, else
    `NotYetError`.
    """
    text = answer.body.decode(errors="replace")
    values = {"status": answer.status, "answer": _parsed(text), "text": text}
    if answer.good and (not gateway.success or template.holds(gateway.success, values)):
        return
    told = f"接口答复 {answer.status} {text}".strip()
    if answer.status in SAID_NO or (gateway.refused and template.holds(gateway.refused, values)):
        raise RefusedError(told)
    raise NotYetError(told, _wait(answer.retry_after))


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {}


def _wait(retry_after: str) -> timedelta | None:
    if not retry_after.isdecimal() or len(retry_after) > len("86400"):
        return None
    return min(timedelta(seconds=int(retry_after)), LONGEST_WAIT)
