"""What surrounds every request: its id, its log line, its size, method override, headers."""

import logging
import re
import time
from http import HTTPStatus
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.logging import request_id
from app.web.metrics import count
from app.web.problems import unexpected

log = logging.getLogger("app.request")

# A plan is at most 20 MiB; the rest is for the other fields of its form.
BODY_LIMIT = 22 * 1024 * 1024
OVERRIDES = frozenset({"PUT", "PATCH", "DELETE"})
# As nginx writes it: nobody was there any more to be answered.
CLIENT_LEFT = 499
_ID = re.compile(r"[\w.-]{1,64}")

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Surround:
    """Pure ASGI, so that an answer streams and a request costs no second task."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        marker = request_id.set(given if _ID.fullmatch(given) else uuid4().hex)
        _override_method(scope, headers)
        started = time.perf_counter()
        status, started_to_answer = 500, False

        async def send_with_headers(message: Message) -> None:
            nonlocal status, started_to_answer
            if message["type"] == "http.response.start":
                started_to_answer = True
                status = message["status"]
                answer = MutableHeaders(scope=message)
                answer["X-Request-ID"] = request_id.get()
                for name, value in SECURITY_HEADERS.items():
                    answer.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, _limited(receive), send_with_headers)
        except ClientDisconnect:
            status = CLIENT_LEFT
        except Exception as error:
            if started_to_answer:
                raise
            # Starlette would answer outside of this class: without the id that the answer names.
            request = Request(scope, receive)
            await (await unexpected(request, error))(scope, receive, send_with_headers)
        finally:
            _log(scope, status, time.perf_counter() - started)
            request_id.reset(marker)


def _override_method(scope: Scope, headers: Headers) -> None:
    """Gateways that pass only GET and POST name the real method in a header."""
    wanted = headers.get("x-http-method-override", "").upper()
    if scope["method"] == "POST" and wanted in OVERRIDES:
        scope["method"] = wanted


def _limited(receive: Receive) -> Receive:
    """Starlette's own limiter would answer a large Content-Length in plain text."""
    seen = 0

    async def receive_counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > BODY_LIMIT:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return receive_counted


def _route(scope: Scope) -> str | None:
    """The pattern that was matched, `/api/v1/tasks/{task_id}`: a router knows it without prefix."""
    own = getattr(scope.get("route"), "path", None)
    if own is None:
        return None
    parts = scope["path"].split("/")
    return "/".join(parts[: len(parts) - own.count("/")]) + str(own)


def _log(scope: Scope, status: int, seconds: float) -> None:
    if scope["path"].startswith(("/static/", "/healthz", "/metrics")):
        return
    count(scope["method"], _route(scope), status, seconds)
    log.info(
        "%s %s",
        scope["method"],
        scope["path"],
        extra={"status": status, "ms": round(seconds * 1000, 1)},
    )
