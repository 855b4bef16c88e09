"""One database session a request, committed before the answer is sent.

A GET reads; every other method writes. SQLite is read on the event loop itself: a query there
is shorter than the way to a thread and back. Everything that may wait goes to a thread.
"""

from collections.abc import AsyncIterator, Callable, Coroutine
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeVar

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session

from app.core.runtime import Runtime

P = ParamSpec("P")
T = TypeVar("T")

READING = frozenset({"GET", "HEAD"})


def runtime_of(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


def _stays_on_loop(request: Request) -> bool:
    return request.method in READING and runtime_of(request).database.is_sqlite


async def on_or_off_loop(
    request: Request, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    if _stays_on_loop(request):
        return function(*args, **kwargs)
    return await run_in_threadpool(function, *args, **kwargs)


async def _request_session(request: Request) -> AsyncIterator[Session]:
    database = runtime_of(request).database
    writes = request.method not in READING
    session = database.writing() if writes else database.reading()
    try:
        yield session
        if writes:
            await run_in_threadpool(database.commit, session)
    finally:
        await on_or_off_loop(request, session.close)


# Scope "function" ends the dependency, and so commits, before the answer leaves: a failed
# commit is an error and not a lie. With the default scope FastAPI would answer first.
RequestSession = Annotated[Session, Depends(_request_session, scope="function")]


def hot(endpoint: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Run a reading endpoint on the loop on SQLite, in a thread on PostgreSQL."""

    @wraps(endpoint)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        session = kwargs["session"]
        if isinstance(session, Session) and session.get_bind().dialect.name == "sqlite":
            return endpoint(*args, **kwargs)
        return await run_in_threadpool(endpoint, *args, **kwargs)

    return run
