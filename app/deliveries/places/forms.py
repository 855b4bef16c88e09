"""The form of a channel as a browser sends it, and as a page shows it again.

What was typed comes back with a refusal, but for the secrets: no answer ever holds one.
"""

import json
from collections.abc import Mapping
from typing import Any

from app.deliveries.places.rules import BadChannelError
from app.deliveries.places.service import ChannelView
from app.deliveries.terms import ChannelKind

Texts = Mapping[str, str]

_PLAIN: Mapping[ChannelKind, tuple[str, ...]] = {
    ChannelKind.MAIL: ("host", "port", "sender", "username", "security"),
    ChannelKind.HTTP: (
        *("url", "method", "encoding", "address", "a_minute"),
        *("success", "refused", "headers", "body"),
    ),
}
_BLANK: Mapping[ChannelKind, Texts] = {
    ChannelKind.MAIL: {"port": "465", "security": "tls"},
    ChannelKind.HTTP: {
        "method": "POST",
        "encoding": "json",
        "address": "mobile",
        "body": '{\n  "mobile": "{{ to.mobile }}",\n  "content": "{{ message.short }}"\n}',
        "success": "answer.code == 0",
    },
}


def blank(kind: ChannelKind) -> Texts:
    return dict.fromkeys(_names(kind), "") | dict(_BLANK.get(kind, {})) | {"enabled": "on"}


def _names(kind: ChannelKind) -> tuple[str, ...]:
    return ("name", "position", "enabled", *_PLAIN.get(kind, ()))


def stored(found: ChannelView) -> Texts:
    texts = {"name": found.name, "position": str(found.position)}
    texts["enabled"] = "on" if found.enabled else ""
    config = found.config or {}
    for name in _PLAIN.get(found.kind, ()):
        texts[name] = _shown(name, config.get(name))
    return texts


def _shown(name: str, value: object) -> str:
    if isinstance(value, dict) and name == "headers":
        return "\n".join(f"{key}: {text}" for key, text in value.items())
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, indent=2)
    return "" if value is None else str(value)


def typed(kind: ChannelKind, fields: Texts) -> Texts:
    return {name: fields.get(name, "") for name in _names(kind)}


def given(kind: ChannelKind, fields: Texts) -> dict[str, Any]:
    """As REST wants it. Raise `BadChannelError` for text that is no JSON, or no line of names."""
    found: dict[str, Any] = {"name": fields.get("name", ""), "enabled": "enabled" in fields}
    if fields.get("position"):
        found["position"] = fields["position"]
    if kind in _PLAIN:
        found["config"] = _config(kind, fields)
    secrets = _secrets(kind, fields)
    return found | ({"secrets": secrets} if secrets else {})


def _config(kind: ChannelKind, fields: Texts) -> dict[str, Any]:
    config: dict[str, Any] = {name: fields.get(name, "").strip() for name in _PLAIN[kind]}
    if kind is ChannelKind.HTTP:
        config["headers"] = _pairs(config["headers"], ":", "请求头")
        config["body"] = _object(config["body"])
        config["a_minute"] = config["a_minute"] or None
    return config


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as wrong:
        raise BadChannelError(f"内容不是 JSON：{_place(wrong)}") from wrong
    except RecursionError:
        raise BadChannelError("内容的层数太多") from None
    if not isinstance(found, dict):
        raise BadChannelError("内容应为 JSON 对象，即写在大括号里")
    return found


def _place(wrong: ValueError) -> str:
    if isinstance(wrong, json.JSONDecodeError):
        return f"第 {wrong.lineno} 行第 {wrong.colno} 个字符处"
    return "无法读取"


def _pairs(text: str, joint: str, label: str) -> dict[str, str]:
    found = {}
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        name, seen, value = line.partition(joint)
        if not seen or not name.strip():
            raise BadChannelError(f"{label}第 {number} 行应写作“名称{joint} 值”")
        found[name.strip()] = value.strip()
    return found


def _secrets(kind: ChannelKind, fields: Texts) -> dict[str, str | None]:
    """What stands in the fields of secrets; one that is ticked is taken away."""
    found: dict[str, str | None] = {
        name.removeprefix("forget-"): None for name in fields if name.startswith("forget-")
    }
    if kind is ChannelKind.HTTP:
        return found | _pairs(fields.get("secrets", ""), "=", "密钥")
    names = ("password",) if kind is ChannelKind.MAIL else ("webhook", "sign")
    return found | {name: fields[name].strip() for name in names if fields.get(name, "").strip()}
