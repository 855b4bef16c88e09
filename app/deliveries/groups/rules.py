"""What the robots of all makers have in common: each is data, which is read here. Pure.

A note to a group carries dates and counts and a link. It has no place for the name of a unit: who
is late is nobody's business but the unit's own and its coordinator's.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from app.deliveries.outgoing.rules import JSON_TYPE, Answer, Request
from app.deliveries.rules import NotYetError, RefusedError

Secrets = Mapping[str, str]
A_MINUTE = timedelta(minutes=1)


class BadWebhookError(ValueError):
    """The text is Chinese and for people."""


@dataclass(frozen=True)
class Robot:
    """A maker's robot: `limits` are so many texts in so many seconds, `longest` bytes of a text.

    The address that the group's page shows ends in `path` and a secret, kept under the name
    `kept_as`. That and what `sign` makes of the other secret and the time go into the query; where
    `in_body`, the token ends the path and the signature stands in the body. An answer says how it
    went by a number in one of `codes`, and what a number means stands in `hopeless` and
    `throttled`.
    """

    path: str
    kept_as: str
    body: Callable[[str], dict[str, object]]
    codes: tuple[str, ...]
    hopeless: Mapping[int, str]
    throttled: Mapping[int, timedelta]
    limits: tuple[tuple[int, float], ...]
    longest: int
    sign: Callable[[str, datetime], dict[str, str]] | None = None
    in_body: bool = False

    def split(self, webhook: str) -> tuple[str, Secrets]:
        """What of the address may be told, and what not. A private installation has a host of its
        own, and sometimes a prefix. Raise `BadWebhookError` where it is not so.
        """
        base, found, after = webhook.strip().partition(self.path)
        if not found or urlsplit(base).scheme not in {"http", "https"}:
            raise BadWebhookError(f"应为群机器人页面上的 Webhook 地址，其中有 {self.path}")
        token = after if self.in_body else _of_query(after, self.kept_as)
        if not token or (self.in_body and not {"/", "?"}.isdisjoint(token)):
            where = "的末尾应为机器人的编号" if self.in_body else f"缺少 {self.kept_as}=…"
            raise BadWebhookError(f"Webhook 地址{where}")
        return base, {self.kept_as: token}

    def request(self, base: str, secrets: Secrets, text: str, now: datetime) -> Request:
        token, secret = secrets[self.kept_as], secrets.get("sign")
        signed = self.sign(secret, now) if self.sign and secret else {}
        body: dict[str, object] = self.body(text)
        if self.in_body:
            body |= signed
            url = f"{base}{self.path}{quote(token, safe='')}"
        else:
            url = f"{base}{self.path}?{urlencode({self.kept_as: token} | signed)}"
        return Request("POST", url, json.dumps(body, ensure_ascii=False).encode(), JSON_TYPE)

    def judge(self, answer: Answer) -> None:
        """Return for 0; raise what a code means. An unknown one may pass."""
        code, words = self._said(answer)
        if code == 0 and answer.good:
            return
        if code is None and answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise NotYetError(f"群机器人限流（{answer.status}）", A_MINUTE)
        if code is not None and code in self.throttled:
            raise NotYetError(f"群机器人限流（{code}）", self.throttled[code])
        if code is not None and code in self.hopeless:
            raise RefusedError(f"{self.hopeless[code]}（{code} {words}）")
        number = "" if code is None else code
        raise NotYetError(f"群机器人答复 {answer.status} {number} {words}")

    def _said(self, answer: Answer) -> tuple[int | None, str]:
        """The number by which a maker says how it went, and his words. `None` if he gave none."""
        try:
            said: Any = json.loads(answer.body)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            return None, answer.body.decode(errors="replace")
        words = str(said.get("errmsg") or said.get("msg") or said.get("StatusMessage") or "")
        numbers = (said[name] for name in self.codes if isinstance(said.get(name), int))
        return next(numbers, None), words


def _of_query(after: str, name: str) -> str:
    return parse_qs(after.removeprefix("?")).get(name, [""])[0]


def fitting(text: str, longest: int) -> str:
    """At most so many bytes, cut between characters."""
    if len(text.encode()) <= longest:
        return text
    return text.encode()[: longest - len("…".encode())].decode(errors="ignore") + "…"
