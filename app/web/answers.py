"""Answers as bytes: what a hot list selects goes out through orjson and no model."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import orjson
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import ConflictError, NotFoundError, StaleError
from app.kit.clock import ZONE


def instant(value: datetime | None) -> str | None:
    """An instant as people here read it, `2023-05-15T09:07:00+08:00`."""
    if value is None:
        return None
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(ZONE).isoformat(timespec="seconds")


def shown(model: type[BaseModel], row: object) -> dict[str, Any]:
    """What `model` publishes of a row, and nothing else that its select also fetched."""
    return {name: getattr(row, name) for name in model.model_fields}


class Json(Response):
    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content)


def download(data: bytes, media: str, name: str, plain: str) -> Response:
    """A file to be saved and not shown, under its Chinese name with a plain one beside it (RFC
    6266, section 4.3). Nobody in between keeps it: what it says changes, and not all may see it.
    """
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Response(data, media_type=media, headers=headers)


def listing(items: list[Any], following: str | None, total: int | None) -> Json:
    body: dict[str, Any] = {"items": items, "next": following}
    if total is not None:
        body["total"] = total
    return Json(body)


def with_etag(body: Mapping[str, Any], version: int, status: int = 200) -> Json:
    return Json(dict(body), status_code=status, headers={"ETag": f'"{version}"'})


@contextmanager
def telling_current(session: Session, current: Callable[[], dict[str, Any]]) -> Iterator[None]:
    """Who comes too late gets what stands now, where he may read it still."""
    try:
        yield
    except (ConflictError, StaleError) as late:
        session.rollback()
        try:
            late.extra["current"] = current()
        except NotFoundError:
            raise late from None
        raise
