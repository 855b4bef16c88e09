"""What the robots of all makers have in common. Pure.

A note to a group carries dates and counts and a link. It has no place for the name of a unit: who
is late is nobody's business but the unit's own and its coordinator's.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from app.deliveries.outgoing.rules import Answer, Request
from app.deliveries.rules import NotYetError, RefusedError, one_line

Secrets = Mapping[str, str]
JSON = {"Content-Type": "application/json; charset=utf-8"}
LONGEST_TOLD = 200


class BadWebhookError(ValueError):
    """The text is Chinese and for people."""


@dataclass(frozen=True)
class Robot:
    """A maker's robot: `limits` are so many texts in so many seconds, `longest` bytes of a text.

    `split` takes the address that the group's page shows apart: what may be told, and what not,
    which are `tokens`.
    """

    limits: tuple[tuple[int, float], ...]
    longest: int
    tokens: tuple[str, ...]
    split: Callable[[str], tuple[str, Secrets]]
    request: Callable[[str, Secrets, str, datetime], Request]
    judge: Callable[[Answer], None]


def base_of(webhook: str, path: str) -> tuple[str, str]:
    """What stands before `path`, and what after it. Raise `BadWebhookError` where it is not so.

    A private installation has a host of its own, and sometimes a prefix.
    """
    address = webhook.strip()
    before, found, after = address.partition(path)
    if not found or urlsplit(before).scheme not in {"http", "https"}:
        raise BadWebhookError(f"应为群机器人页面上的 Webhook 地址，其中有 {path}")
    return before, after


def posted(url: str, body: Mapping[str, Any]) -> Request:
    return Request("POST", url, json.dumps(body, ensure_ascii=False).encode(), JSON)


def code_of(answer: Answer, *names: str) -> tuple[int | None, str]:
    """The number by which a maker says how it went, and his words. `None` if he gave none."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return None, one_line(answer.body.decode(errors="replace"))[:LONGEST_TOLD]
    words = said.get("errmsg") or said.get("msg") or said.get("StatusMessage") or ""
    for name in names:
        if isinstance(said.get(name), int):
            return said[name], one_line(str(words))[:LONGEST_TOLD]
    return None, one_line(str(words))[:LONGEST_TOLD]


def verdict(
    answer: Answer,
    code: int | None,
    words: str,
    *,
    hopeless: Mapping[int, str],
    throttled: Mapping[int, timedelta],
) -> None:
    """Return for 0; raise what a code means. An unknown one may pass."""
    if code == 0 and answer.good:
        return
    if code is not None and code in throttled:
        raise NotYetError(f"群机器人限流（{code}）", throttled[code])
    if code is not None and code in hopeless:
        raise RefusedError(f"{hopeless[code]}（{code} {words}）")
    raise NotYetError(f"群机器人答复 {answer.status} {code if code is not None else ''} {words}")


def fitting(text: str, longest: int) -> str:
    """At most so many bytes, cut between characters."""
    if len(text.encode()) <= longest:
        return text
    return text.encode()[: longest - len("…".encode())].decode(errors="ignore") + "…"
