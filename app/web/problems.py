"""Refusals told: problem details (RFC 9457) under /api, a page or the sign-in form elsewhere."""

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, StatementError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.core.database import refusal
from app.core.errors import (
    AppError,
    BadRequestError,
    InvalidError,
    NotFoundError,
    NumberTooLargeError,
    UnauthenticatedError,
)
from app.core.logging import request_id
from app.web.messages import http_title, validation_message
from app.web.rendering import render

log = logging.getLogger(__name__)
Handler = Callable[[Request, Exception], Awaitable[Response]]


class NotJsonError(BadRequestError):
    code, title = "not_json", "请求正文不是有效的 JSON"


class MethodNotAllowedError(AppError):
    status, code, title = 405, "method_not_allowed", "这个地址不支持该请求方法"


class TooLargeError(AppError):
    status, code, title = 413, "too_large", "提交的内容超过大小上限，没有保存"


def wants_problem(request: Request) -> bool:
    path = request.url.path
    return path.startswith("/api/") or path in {"/healthz", "/readyz", "/metrics"}


def answer(request: Request, error: AppError) -> Response:
    """The one place where a refusal becomes bytes."""
    if wants_problem(request):
        return _problem(error)
    if isinstance(error, UnauthenticatedError) and request.method == "GET":
        back = urlencode({"next": request.url.path})
        return RedirectResponse(f"/sign-in?{back}", HTTPStatus.SEE_OTHER)
    return render(request, "web/error.html", error, status=error.status)


def _problem(error: AppError) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:taskmatrix:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
        "errors": error.errors,
    }
    return Response(
        orjson.dumps(body | error.extra),
        error.status,
        headers=error.headers,
        media_type="application/problem+json",
    )


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, AppError):
        raise TypeError(error)
    return answer(request, error)


async def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise TypeError(error)
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return answer(request, NotJsonError())
    errors = [{"loc": list(one["loc"]), "msg": validation_message(one)} for one in found]
    return answer(request, InvalidError(errors=errors))


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise TypeError(error)
    known: dict[int, type[AppError]] = {
        404: NotFoundError,
        405: MethodNotAllowedError,
        413: TooLargeError,
        400: BadRequestError,
    }
    kind = known.get(error.status_code)
    if kind is not None:
        return answer(request, kind(headers=dict(error.headers or {})))
    told = AppError(str(error.detail), headers=dict(error.headers or {}))
    told.status = error.status_code  # type: ignore[misc]  # a status that only Starlette gives
    told.title = http_title(error.status_code)  # type: ignore[misc]  # likewise
    return answer(request, told)


async def _database(request: Request, error: Exception) -> Response:
    told = refusal(error) if isinstance(error, DBAPIError) else None
    if told is None:
        return await unexpected(request, error)
    log.error("database refused", extra={"reason": str(error).splitlines()[0]})
    return answer(request, told)


async def _overflow(request: Request, _error: Exception) -> Response:
    """SQLite's driver refuses a number beyond 63 bits before the database sees it."""
    return answer(request, NumberTooLargeError())


async def _statement(request: Request, error: Exception) -> Response:
    """A value that has no place in a column, such as an instant before the year 1 in UTC."""
    if isinstance(error, StatementError) and isinstance(error.orig, OverflowError):
        return answer(request, NumberTooLargeError())
    return await unexpected(request, error)


async def unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected error", exc_info=error, extra={"path": request.url.path})
    return answer(request, AppError(f"错误已记入日志，请把请求编号 {request_id.get()} 告诉管理员"))


def install(app: FastAPI) -> None:
    handlers: dict[type[Exception], Handler] = {
        AppError: _refused,
        RequestValidationError: _invalid,
        HTTPException: _http,
        DBAPIError: _database,
        StatementError: _statement,
        OverflowError: _overflow,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
