"""督办文书 on screen: the register, a draft, and one notice."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor, Role
from app.core.errors import AppError, InvalidError, NotFoundError
from app.core.lists import Window
from app.kit import clock
from app.reminders.notices import api, forms, service, views
from app.reminders.notices.forms import Act, Typed
from app.reminders.notices.messages import drafted_demand
from app.reminders.notices.service import NoticeFilter
from app.reminders.notices.terms import NoticeAction, NoticeFormat, NoticeKind, NoticeState
from app.reminders.notices.views import DraftPage, RegisterPage, UnitPage
from app.units import service as units
from app.web.forms import Fields, version_of
from app.web.parameters import CurrentActor, CurrentRuntime, IdQuery, PathId, RequestSession
from app.web.rendering import render
from app.workdays import service as workdays

router = APIRouter(include_in_schema=False)

PRESSING = (NoticeKind.URGING, NoticeKind.SUPERVISION)
YearChoice = Annotated[int, Query(ge=1, le=9999)] | Literal[""]


async def _ticked(request: Request) -> list[str]:
    """The matters that are ticked: a field that is sent more than once."""
    form = await request.form()
    return [one for one in form.getlist("matters") if isinstance(one, str)][:1000]


Ticked = Annotated[list[str], Depends(_ticked)]


@router.get("/notices")
def register_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    year: YearChoice = "",
    kind: NoticeKind | Literal[""] = "",
    state: NoticeState | Literal[""] = "",
    unit: IdQuery = None,
    numbered: Literal["", "1"] = "",
    overdue: Literal["", "1"] = "",
    cursor: str | None = None,
) -> Response:
    chosen = NoticeFilter(
        year=year or None,
        kind=kind or None,
        state=state or None,
        unit=unit,
        numbered=True if numbered else None,
        overdue=True if overdue else None,
    )
    window = Window(views.LINES, cursor, count=True)
    found = service.notices(session, actor, chosen, window)
    given = {name: one for name, one in chosen.as_key().items() if one is not True}
    ticked = {"numbered": numbered, "overdue": overdue}
    given |= {name: 1 for name, one in ticked.items() if one}
    following = f"/notices?{urlencode(given | {'cursor': found.next})}" if found.next else None
    page = RegisterPage(
        lines=[views.line(row) for row in found.rows],
        total=found.total or 0,
        waiting=views.waiting(session, actor),
        chosen=chosen,
        years=service.years(session, actor),
        may_draft=actor.role is Role.COORDINATOR,
        sets=actor.role is not Role.LIAISON,
        first=cursor is None,
        following=following,
    )
    return render(request, "reminders/notices/register.html", page)


# ---- a new one -------------------------------------------------------------------------------


@router.get("/notices/new")
def new_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    unit: IdQuery = None,
    name: str = "",
    kind: NoticeKind = NoticeKind.URGING,
    matter: Annotated[list[str] | None, Query(max_length=100)] = None,
) -> Response:
    """Of a unit that is not chosen yet, the form first asks which."""
    actor.require(Role.COORDINATOR)
    if unit is None:
        return _unit_page(request, session, actor, name, kind)
    page = _new(session, actor, unit, None, kind=kind, ticked=matter)
    return render(request, "reminders/notices/draft.html", page)


def _unit_page(
    request: Request, session: Session, actor: Actor, name: str, kind: NoticeKind
) -> Response:
    region_id, refused, status = actor.region_id, None, HTTPStatus.OK
    if name.strip() and region_id is not None:
        try:
            found = units.unit_named(session, name.strip(), region_id)
        except NotFoundError as unknown:
            refused, status = unknown.detail or f"没有“{name.strip()}”这个单位", HTTPStatus(404)
        else:
            there = f"/notices/new?unit={found.id}&kind={kind}"
            return RedirectResponse(there, HTTPStatus.SEE_OTHER)
    page = UnitPage(views.names(session, actor, region_id), name, refused)
    return render(request, "reminders/notices/unit.html", page, status=status)


def _new(
    session: Session,
    actor: Actor,
    unit_id: int,
    sent: Typed | None,
    *,
    kind: NoticeKind = NoticeKind.URGING,
    ticked: list[str] | None = None,
    refused: str | None = None,
) -> DraftPage:
    unit = units.get(session, actor, unit_id)
    there = service.open_matters(session, actor, unit_id)
    calendar = workdays.calendar(session)
    choices = [views.choice(one, calendar, clock.today()) for one in there]
    if sent is None:
        late = [one.value for one in choices if one.late or kind not in PRESSING]
        chosen = frozenset(late if ticked is None else ticked)
        listed = [one for one in there if f"{one.kind}:{one.matter.id}" in chosen]
        words = service.words(session, actor, kind, listed)
        kept = {name: words[name] for name in ("contact", "contact_phone")}
        region_id = actor.region_id or unit.region_id
        kept["office"] = service.office_name(session, actor, region_id, kind, listed)
        sent = Typed(kind=kind.value, demand=drafted_demand(kind), matters=chosen, **kept)
    else:
        listed = [one for one in there if f"{one.kind}:{one.matter.id}" in sent.matters]
        words = service.words(session, actor, kind, listed)
    return DraftPage(
        notice_id=None,
        version=0,
        unit_id=unit_id,
        unit=unit.name,
        typed=sent,
        choices=choices,
        names=views.names(session, actor, actor.region_id),
        suggested=words,
        refused=refused,
    )


@router.post("/notices/new")
def draft(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    fields: Fields,
    ticked: Ticked,
    unit: IdQuery = None,
) -> Response:
    """The words of a refused form stand in it again."""
    actor.require(Role.COORDINATOR)
    if unit is None:
        raise InvalidError("请先选择承办单位")
    found, sent = units.get(session, actor, unit), Typed.of(fields, ticked)
    try:
        new = sent.new(session, actor.region_id or found.region_id, unit)
        made = service.draft(session, actor, new)
    except AppError as refused:
        session.rollback()
        page = _new(session, actor, unit, sent, refused=forms.told(refused))
        return render(request, "reminders/notices/draft.html", page, status=refused.status)
    return _to(made, "notice_drafted")


def _to(notice_id: int, told: str) -> Response:
    return RedirectResponse(f"/notices/{notice_id}?notice={told}", HTTPStatus.SEE_OTHER)


# ---- one notice ------------------------------------------------------------------------------


@router.get("/notices/{notice_id}")
def notice_page(
    request: Request, session: RequestSession, actor: CurrentActor, notice_id: PathId
) -> Response:
    page = views.page(service.opened(session, actor, notice_id))
    return render(request, "reminders/notices/notice.html", page)


@router.get("/notices/{notice_id}/paper")
def paper_page(
    session: RequestSession, actor: CurrentActor, runtime: CurrentRuntime, notice_id: PathId
) -> Response:
    return api.paper(session, actor, runtime, notice_id, NoticeFormat.HTML)


@router.get("/notices/{notice_id}/edit")
def edit_page(
    request: Request, session: RequestSession, actor: CurrentActor, notice_id: PathId
) -> Response:
    page = _draft(session, actor, notice_id)
    return render(request, "reminders/notices/draft.html", page)


def _draft(
    session: Session,
    actor: Actor,
    notice_id: int,
    sent: Typed | None = None,
    refused: str | None = None,
) -> DraftPage:
    found = service.opened(session, actor, notice_id)
    actor.require(Role.COORDINATOR)
    kept = {(one.subject_kind, one.subject_id) for one in found.matters}
    there = service.open_matters(session, actor, found.row.unit_id, kept)
    choices = [views.choice(one, found.calendar, clock.today()) for one in there]
    return DraftPage(
        notice_id=notice_id,
        version=found.row.version,
        unit_id=found.row.unit_id,
        unit=found.row.unit,
        typed=sent or views.typed(found),
        choices=[*choices, *views.gone(found)],
        names=views.names(session, actor, found.row.region_id),
        suggested={},
        refused=refused,
    )


@router.post("/notices/{notice_id}/edit")
def change(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    notice_id: PathId,
    fields: Fields,
    ticked: Ticked,
) -> Response:
    found, sent = service.opened(session, actor, notice_id), Typed.of(fields, ticked)
    try:
        given = sent.changes(session, found.row.region_id)
        service.change(session, actor, notice_id, given, expected=version_of(fields))
    except AppError as refused:
        session.rollback()
        page = _draft(session, actor, notice_id, sent, forms.told(refused))
        return render(request, "reminders/notices/draft.html", page, status=refused.status)
    return _to(notice_id, "notice_edit")


Step = Callable[[Session, Actor, int, Act, int | None], None]


def _sign(session: Session, actor: Actor, notice: int, sent: Act, expected: int | None) -> None:
    service.sign(session, actor, notice, sent.signature(), expected=expected)


def _reply(session: Session, actor: Actor, notice: int, sent: Act, expected: int | None) -> None:
    said = sent.reply()
    speaker = said.on_behalf_of
    service.reply(session, actor, notice, said.text, on_behalf_of=speaker, expected=expected)


def _back(session: Session, actor: Actor, notice: int, sent: Act, expected: int | None) -> None:
    said = sent.sent_back()
    service.send_back(session, actor, notice, said.reason, said.reply_due_on, expected=expected)


_DO: Mapping[str, Step] = {
    NoticeAction.REVIEW: lambda s, a, n, _, v: service.review(s, a, n, expected=v),
    NoticeAction.SIGN: _sign,
    NoticeAction.WITHDRAW: lambda s, a, n, t, v: service.withdraw(s, a, n, t.why(), expected=v),
    NoticeAction.VOID: lambda s, a, n, t, v: service.void(s, a, n, t.why(), expected=v),
    NoticeAction.REPLY: _reply,
    NoticeAction.CONFIRM: lambda s, a, n, _, v: service.confirm(s, a, n, expected=v),
    NoticeAction.ACCEPT: lambda s, a, n, t, v: service.accept(s, a, n, t.noted(), expected=v),
    NoticeAction.SEND_BACK: _back,
}


@router.post("/notices/{notice_id}/act")
def act(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    notice_id: PathId,
    fields: Fields,
) -> Response:
    """The button says what is done; the words of a refused form stand in it again."""
    service.opened(session, actor, notice_id)
    sent = Act.of(fields)
    try:
        step = _DO.get(sent.action)
        if step is None:
            raise InvalidError("请选择怎样办理")
        step(session, actor, notice_id, sent, version_of(fields))
    except AppError as refused:
        session.rollback()
        found = service.opened(session, actor, notice_id)
        page = views.page(found, forms.told(refused), sent)
        return render(request, "reminders/notices/notice.html", page, status=refused.status)
    return _to(notice_id, f"notice_{sent.action}")
