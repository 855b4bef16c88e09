"""The annotated parameters that routes share."""

import re
from typing import Annotated, Literal

from fastapi import Depends, Header, Path, Query, Request

from app.core.actor import Actor, SignedIn
from app.core.errors import BadRequestError
from app.core.lists import Window
from app.core.runtime import Runtime
from app.web.schemas import LARGEST_ID
from app.web.security import current_actor, signed_in
from app.web.sessions import RequestSession, runtime_of

CurrentActor = Annotated[Actor, Depends(current_actor)]
CurrentSignIn = Annotated[SignedIn, Depends(signed_in)]


async def _runtime(request: Request) -> Runtime:
    return runtime_of(request)


CurrentRuntime = Annotated[Runtime, Depends(_runtime)]


async def _window(
    limit: Annotated[int, Query(ge=1, le=200, description="每页条数")] = 50,
    cursor: Annotated[str | None, Query(description="上一页答复中的 next")] = None,
    count: Annotated[bool, Query(description="是否同时给出总数 total")] = False,  # noqa: FBT002 - a query parameter
) -> Window:
    return Window(limit=limit, cursor=cursor, count=count)


CurrentWindow = Annotated[Window, Depends(_window)]

PathId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="编号")]
IdQuery = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]
IdChoice = Annotated[int, Query(ge=1, le=LARGEST_ID)] | Literal[""]
"""Chosen in the form over a list, which also sends that nothing was chosen."""

# A gateway that compresses answers turns an ETag into a weak one.
_TAG = re.compile(r'\s*(?:W/)?"(\d{1,9})"\s*')


class IfMatchError(BadRequestError):
    code, title = "if_match", '请求头 If-Match 应为先前答复中的 ETag，例如 "3"'


async def _expected(
    if_match: Annotated[
        str | None, Header(description="先前答复中的 ETag；内容已变时答复 412")
    ] = None,
) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    matched = _TAG.fullmatch(if_match)
    if matched is None:
        raise IfMatchError
    return int(matched[1])


# The version that the caller saw; `None` where he does not mind.
Expected = Annotated[int | None, Depends(_expected)]

__all__ = [
    "CurrentActor",
    "CurrentRuntime",
    "CurrentSignIn",
    "CurrentWindow",
    "Expected",
    "IdChoice",
    "IdQuery",
    "PathId",
    "RequestSession",
]
