"""The annotated parameters that routes share."""

from typing import Annotated

from fastapi import Depends, Query, Request

from app.core.actor import Actor, SignedIn
from app.core.lists import Window
from app.core.runtime import Runtime
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

__all__ = [
    "CurrentActor",
    "CurrentRuntime",
    "CurrentSignIn",
    "CurrentWindow",
    "RequestSession",
]
