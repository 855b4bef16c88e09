"""Who asks. The credentials are read here; `identity` says whose they are."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBearer
from sqlmodel import Session
from starlette.datastructures import UploadFile

from app.core.actor import Actor, Credentials, SignedIn
from app.core.errors import ForbiddenError, UnauthenticatedError
from app.kit.signing import is_signed, sign
from app.web.sessions import RequestSession, on_or_off_loop, runtime_of

SESSION_COOKIE = "taskmatrix_session"
FORM_COOKIE = "taskmatrix_form"
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
LONGEST_FIELD = 10 * 1024 * 1024
"""Of one field of a form, as it is sent: nine bytes for a Chinese character. A text of a million
characters comes back in its field, with the reason for which it was not taken.
"""
MOST_FIELDS = 20_000
"""A return may have two thousand rows, of eight fields and its figures."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class CsrfError(ForbiddenError):
    code, title = "csrf", "页面已过期，请刷新后重新提交"


Authenticate = Callable[[Session, Credentials], SignedIn]

_bearer = HTTPBearer(auto_error=False, description="在“Authorization: Bearer …”中提供令牌")


def credentials_of(request: Request) -> Credentials:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return Credentials(
        bearer=value.strip() if scheme.lower() == "bearer" and value.strip() else None,
        session_secret=request.cookies.get(SESSION_COOKIE),
        acting_user=request.headers.get("X-Acting-User"),
    )


def csrf_token(key: bytes, bound_to: str) -> str:
    return sign(key, "csrf", bound_to)


async def check_csrf(request: Request, bound_to: str) -> None:
    """Raise `CsrfError` unless the header or the form carries the token bound to the session."""
    given = request.headers.get(CSRF_HEADER, "")
    content_type = request.headers.get("Content-Type", "")
    if not given and content_type.startswith(("application/x-www", "multipart/form-data")):
        form = await request.form(max_part_size=LONGEST_FIELD, max_fields=MOST_FIELDS)
        field = form.get(CSRF_FIELD, "")
        given = "" if isinstance(field, UploadFile) else field
    if not is_signed(runtime_of(request).settings.key, "csrf", bound_to, given):
        raise CsrfError


async def signed_in(
    request: Request,
    session: RequestSession,
    _declared: Annotated[object, Depends(_bearer)],
) -> SignedIn:
    credentials = credentials_of(request)
    if credentials.bearer is None and credentials.session_secret is None:
        raise UnauthenticatedError
    authenticate: Authenticate = request.app.state.authenticate
    who = await on_or_off_loop(request, authenticate, session, credentials)
    if request.method not in SAFE_METHODS:
        # To find out who asks has begun the write transaction; a slow form must not hold it.
        await run_in_threadpool(session.rollback)
        if who.session_digest is not None:
            await check_csrf(request, who.session_digest)
    request.state.signed_in = who
    return who


async def current_actor(who: Annotated[SignedIn, Depends(signed_in)]) -> Actor:
    return who.actor
