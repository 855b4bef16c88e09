"""Pages of reforms: the list, a form in words with a preview, and what a split leaves to decide."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlalchemy import Row
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

import app.units.reforms.service as reforms
from app.core.actor import Actor, Role
from app.core.errors import AppError, ConflictError, InvalidError, NotFoundError
from app.core.lists import Window
from app.progress.reforms import service
from app.progress.reforms.forms import Typed
from app.progress.reforms.service import Consequences, Reform
from app.units.reforms.terms import KINDS, ReformKind
from app.units.terms import KIND_NAMES, UnitKind
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(prefix="/reforms", include_in_schema=False)

LINES = 50
MAY_ORDER = frozenset({Role.COORDINATOR, Role.ADMIN})
REFUSALS = (ConflictError, InvalidError, NotFoundError)


@dataclass(frozen=True)
class ReformListPage:
    reforms: Sequence[Reform]
    kinds: dict[ReformKind, str]
    may_order: bool
    following: str | None


@dataclass(frozen=True)
class FormPage:
    """`consequences` are shown once the form was weighed: then it can be confirmed."""

    typed: Typed
    kinds: dict[ReformKind, str]
    unit_kinds: dict[UnitKind, str]
    consequences: Consequences | None = None
    refusal: str | None = None


@dataclass(frozen=True)
class ReformPage:
    reform: Reform
    kind: str
    divided: Sequence[Row[Any]]
    names: dict[int, str]
    may_order: bool
    refusal: str | None = None
    ticked: frozenset[int] = field(default_factory=frozenset)


@router.get("")
def list_page(
    request: Request, session: RequestSession, actor: CurrentActor, cursor: str | None = None
) -> Response:
    found = reforms.reforms(session, actor, Window(limit=LINES, cursor=cursor))
    page = ReformListPage(found.items, KINDS, actor.role in MAY_ORDER, found.next)
    return render(request, "progress/reforms/list.html", page)


@router.get("/new")
def form_page(request: Request, actor: CurrentActor) -> Response:
    actor.require(*MAY_ORDER)
    return _form(request, Typed())


def _form(
    request: Request,
    typed: Typed,
    consequences: Consequences | None = None,
    refused: AppError | None = None,
) -> Response:
    kinds: dict[UnitKind, str] = dict(KIND_NAMES)
    del kinds[UnitKind.GROUP]
    page = FormPage(typed, KINDS, kinds, consequences, refused.told if refused else None)
    status = refused.status if refused else HTTPStatus.OK
    return render(request, "progress/reforms/form.html", page, status=status)


@router.post("/new")
def order(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    typed: Annotated[Typed, Form()],
) -> Response:
    """Weigh the form; once its consequences were seen, order it."""
    actor.require(*MAY_ORDER)
    try:
        proposal = typed.proposal(session, actor)
        if typed.seen != typed.stamp:
            return _form(request, typed, service.preview(session, actor, proposal))
        made = service.order(session, actor, proposal)
    except REFUSALS as refused:
        return _form(request, typed, refused=refused)
    return _to(made.id, "reform_ordered")


def _to(reform_id: int, notice: str) -> Response:
    return RedirectResponse(f"/reforms/{reform_id}?notice={notice}", HTTPStatus.SEE_OTHER)


@router.get("/{reform_id}")
def reform_page(
    request: Request, session: RequestSession, actor: CurrentActor, reform_id: PathId
) -> Response:
    return _show(request, session, actor, reform_id)


def _show(
    request: Request,
    session: Session,
    actor: Actor,
    reform_id: int,
    refused: AppError | None = None,
    ticked: Sequence[int] = (),
) -> Response:
    reform = reforms.get(session, actor, reform_id)
    reads = actor.role is not Role.LIAISON
    page = ReformPage(
        reform=reform,
        kind=KINDS[reform.kind],
        divided=service.divided(session, actor, reform_id) if reads else (),
        names={one.id: one.name for one in reform.successors},
        may_order=actor.role in MAY_ORDER,
        refusal=refused.told if refused else None,
        ticked=frozenset(ticked),
    )
    status = refused.status if refused else HTTPStatus.OK
    return render(request, "progress/reforms/reform.html", page, status=status)


@router.post("/{reform_id}/assignments")
def hand_over(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    reform_id: PathId,
    unit: Annotated[str, Form(pattern=r"^\d{0,18}$")] = "",
    assignments: Annotated[list[int] | None, Form()] = None,
) -> Response:
    chosen = assignments or []
    try:
        service.hand_over(session, actor, reform_id, chosen, int(unit) if unit else None)
    except (ConflictError, InvalidError) as refused:
        return _show(request, session, actor, reform_id, refused, chosen)
    return _to(reform_id, "handed_over")


@router.post("/{reform_id}/take_back")
def take_back(
    request: Request, session: RequestSession, actor: CurrentActor, reform_id: PathId
) -> Response:
    try:
        service.take_back(session, actor, reform_id)
    except ConflictError as refused:
        return _show(request, session, actor, reform_id, refused)
    return RedirectResponse("/reforms?notice=reform_taken_back", HTTPStatus.SEE_OTHER)
