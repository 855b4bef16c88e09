"""Pages from Jinja2 templates. A template sees `page`, its typed context, and `shell`."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from http import HTTPStatus

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from app.core.actor import Actor, SignedIn
from app.core.settings import ROOT
from app.kit import clock
from app.web.messages import NOTICES
from app.web.security import CSRF_FIELD, csrf_token
from app.web.sessions import runtime_of

ROLE_NAMES = {
    "coordinator": "督办人员",
    "liaison": "联络员",
    "leader": "分管领导",
    "admin": "管理员",
    "system": "系统",
}


@dataclass(frozen=True)
class Shell:
    """What stands around every page: who is signed in, what his forms carry, the demo banner.

    `role_name` is that of his place, 张店区督办人员: one service holds several.
    """

    path: str
    today: date
    demo: bool
    actor: Actor | None
    role_name: str
    csrf_field: str
    csrf_token: str
    notice: str | None


def day(value: date | None) -> str:
    return clock.printed_date(value) if value else "—"


def instant(value: datetime | None) -> str:
    return clock.local(value).strftime("%Y-%m-%d %H:%M") if value else "—"


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"day": day, "instant": instant}
    return made


def shell_of(request: Request, csrf: str | None = None) -> Shell:
    settings = runtime_of(request).settings
    who: SignedIn | None = getattr(request.state, "signed_in", None)
    if csrf is None:
        bound = who.session_digest if who else None
        csrf = csrf_token(settings.key, bound) if bound else ""
    return Shell(
        path=request.url.path,
        today=clock.today(),
        demo=settings.demo_today is not None,
        actor=who.actor if who else None,
        role_name=f"{who.place}{ROLE_NAMES[who.actor.role]}" if who else "",
        csrf_field=CSRF_FIELD,
        csrf_token=csrf,
        notice=NOTICES.get(request.query_params.get("notice", "")),
    )


def render(
    request: Request,
    template: str,
    page: object,
    *,
    status: int = HTTPStatus.OK,
    csrf: str | None = None,
) -> HTMLResponse:
    body = environment().get_template(template).render(page=page, shell=shell_of(request, csrf))
    return HTMLResponse(body, status_code=status, headers={"Cache-Control": "no-store"})
