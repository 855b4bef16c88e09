"""`Idempotency-Key` on POSTs that create: the same request twice has the effect of once.

The answer is stored in the transaction of the change, so there is never one without the other;
an error is not stored, since its transaction rolls back.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, NamedTuple

import orjson
from fastapi import Depends, Header, Request
from pydantic import BaseModel
from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import ConflictError, InvalidError
from app.kit import clock
from app.kit.canonical import canonical_json, digest
from app.web.answers import Json
from app.web.models import IdempotentAnswer

KEPT = timedelta(hours=24)


class StillRunningError(ConflictError):
    code, title = "still_running", "同一请求正在处理，请稍后再查询结果"


class OtherBodyError(InvalidError):
    code, title = "idempotency_key_reused", "这个 Idempotency-Key 已用于内容不同的另一请求"


class _Place(NamedTuple):
    actor: str
    path: str
    key: str


class Once:
    """Runs a creation once for a key. Without a key it simply runs it."""

    def __init__(self, path: str, key: str | None) -> None:
        self.path = path
        self.key = key

    def run(
        self,
        session: Session,
        actor: Actor,
        fields: BaseModel | dict[str, object],
        create: Callable[[], Json],
    ) -> Json:
        """`fields` are the parsed ones, with a file's SHA-256 in place of the file: a retried
        multipart request has another boundary but the same fields.
        """
        if self.key is None:
            return create()
        plain = fields.model_dump(mode="json") if isinstance(fields, BaseModel) else fields
        fingerprint = digest(canonical_json(plain))
        place = _Place(f"{actor.kind}:{actor.id}", self.path, self.key)
        _lock(session, place)
        kept = _kept(session, place)
        if kept is not None:
            return _replay(kept, fingerprint)
        made = create()
        session.add(
            IdempotentAnswer(
                **place._asdict(),
                fingerprint=fingerprint,
                status=made.status_code,
                body=bytes(made.body).decode(),
                created_at=clock.wall(),
            )
        )
        return made


def _lock(session: Session, place: _Place) -> None:
    """On SQLite a write transaction already stands alone; the second request waits for it."""
    if session.get_bind().dialect.name != "postgresql":
        return
    number = func.hashtextextended(" ".join(place), 0)
    if not session.execute(select(func.pg_try_advisory_xact_lock(number))).scalar_one():
        raise StillRunningError(headers={"Retry-After": "2"})


def _kept(session: Session, place: _Place) -> IdempotentAnswer | None:
    oldest = clock.wall() - KEPT
    session.execute(delete(IdempotentAnswer).where(col(IdempotentAnswer.created_at) < oldest))
    query = select(IdempotentAnswer).where(
        col(IdempotentAnswer.actor) == place.actor,
        col(IdempotentAnswer.path) == place.path,
        col(IdempotentAnswer.key) == place.key,
    )
    return session.scalars(query).first()


def _replay(kept: IdempotentAnswer, fingerprint: str) -> Json:
    if kept.fingerprint != fingerprint:
        raise OtherBodyError
    answer = Json(orjson.loads(kept.body), status_code=kept.status)
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


async def _once(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(max_length=200, description="重试同一创建请求时保持不变的任意文字"),
    ] = None,
) -> Once:
    return Once(request.url.path, idempotency_key)


CurrentOnce = Annotated[Once, Depends(_once)]
