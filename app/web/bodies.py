"""Bodies that a route takes in more than one form: JSON, or a form with a file beside its words."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app.core.errors import AppError
from app.web.problems import NotJsonError

JSON, FORM = "application/json", "multipart/form-data"


class UnsupportedMediaError(AppError):
    status, code = int(HTTPStatus.UNSUPPORTED_MEDIA_TYPE), "unsupported_media_type"
    title = "请以 multipart/form-data 上传文件，或以 application/json 提交全文"


def kind_of(request: Request) -> str:
    """`JSON` or `FORM`. Raise `UnsupportedMediaError`."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in {JSON, FORM}:
        raise UnsupportedMediaError
    return kind


def loads(words: bytes) -> Any:
    try:
        return orjson.loads(words)
    except orjson.JSONDecodeError as broken:
        raise NotJsonError from broken


@contextmanager
def checked() -> Iterator[None]:
    """What a schema refuses is told as it is of a body that the framework reads."""
    try:
        yield
    except ValidationError as wrong:
        told = [{**one, "loc": ("body", *one["loc"])} for one in wrong.errors()]
        raise RequestValidationError(told) from wrong
