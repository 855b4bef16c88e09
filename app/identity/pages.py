"""Sign-in and sign-out."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.core.errors import AppError
from app.identity import sessions
from app.kit.signing import new_secret
from app.web.parameters import CurrentRuntime, CurrentSignIn, RequestSession
from app.web.rendering import render
from app.web.security import FORM_COOKIE, SESSION_COOKIE, check_csrf, csrf_token

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class SignInPage:
    """`login` is what was typed before; a refused form keeps its text."""

    next: str
    login: str
    error: str | None


def _inside(address: str) -> str:
    """Only a path of ours is followed after sign-in."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"


def _form(request: Request, page: SignInPage, status: int) -> Response:
    bound = request.cookies.get(FORM_COOKIE) or new_secret()
    settings = request.app.state.runtime.settings
    answer = render(
        request,
        "identity/sign_in.html",
        page,
        status=status,
        csrf=csrf_token(settings.key, bound),
    )
    secure = settings.address.startswith("https")
    answer.set_cookie(FORM_COOKIE, bound, httponly=True, samesite="lax", secure=secure)
    return answer


@router.get("/sign-in")
async def sign_in_form(request: Request, next: str = "/") -> Response:  # noqa: A002 - the query's name
    return _form(request, SignInPage(_inside(next), "", None), HTTPStatus.OK)


async def _checked(request: Request) -> None:
    await check_csrf(request, request.cookies.get(FORM_COOKIE, ""))


@router.post("/sign-in")
async def sign_in(
    request: Request,
    runtime: CurrentRuntime,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the form's name
) -> Response:
    address = request.client.host if request.client else ""
    try:
        await _checked(request)
        secret = await run_in_threadpool(sessions.sign_in, runtime, login, password, address)
    except AppError as refused:
        told = SignInPage(_inside(next), login, refused.title)
        return _form(request, told, refused.status)
    answer = RedirectResponse(_inside(next), HTTPStatus.SEE_OTHER)
    secure = runtime.settings.address.startswith("https")
    answer.set_cookie(SESSION_COOKIE, secret, httponly=True, samesite="lax", secure=secure)
    return answer


@router.post("/sign-out")
def sign_out(session: RequestSession, who: CurrentSignIn) -> Response:
    if who.session_digest is not None:
        sessions.sign_out(session, who.session_digest)
    answer = RedirectResponse("/sign-in?notice=signed_out", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(SESSION_COOKIE)
    return answer
