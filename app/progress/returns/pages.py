"""Pages of a return after its draft: signed in the unit, amended, an old edition, locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from app.core.errors import ConflictError, InvalidError, StaleError
from app.kit.clock import printed_date
from app.progress import items, service, views
from app.progress.forms import SentForm
from app.progress.messages import STAGES, WAYS
from app.progress.pages import (
    Visit,
    done,
    first_message,
    show,
    visiting,
    words_of,
    wrong_fields,
)
from app.progress.returns import editions
from app.progress.schemas import AmendIn, ClearIn, TakeBackIn
from app.progress.service import Amendment
from app.progress.terms import TaskStage
from app.progress.views import Refused
from app.web.forms import Fields, version_of
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

REFUSED = (ConflictError, StaleError, InvalidError)


@router.post("/returns/{return_id}/clear")
def clear(visit: Annotated[Visit, Depends(visiting)], fields: Fields) -> Response:
    typed = {name: fields.get(name, "").strip() for name in ("cleared_by", "cleared_on")}
    try:
        body = ClearIn.model_validate({name: text or None for name, text in typed.items()})
        service.clear(
            visit.session,
            visit.actor,
            visit.return_id,
            **body.model_dump(),
            expected=version_of(fields),
        )
    except ValidationError as wrong:
        refused = Refused(InvalidError.title, first_message(wrong))
        return show(visit, status=422, refused=refused, beside=typed)
    except REFUSED as error:
        return show(visit, status=error.status, refused=views.refusal(error), beside=typed)
    return done(visit.return_id, "submitted")


@router.post("/returns/{return_id}/take_back")
def take_back(visit: Annotated[Visit, Depends(visiting)], fields: Fields) -> Response:
    typed = {"reason": fields.get("reason", "").strip()}
    try:
        body = TakeBackIn.model_validate({"reason": typed["reason"] or None})
        service.take_back(
            visit.session,
            visit.actor,
            visit.return_id,
            reason=body.reason,
            expected=version_of(fields),
        )
    except ValidationError as wrong:
        refused = Refused(InvalidError.title, first_message(wrong))
        return show(visit, status=422, refused=refused, beside=typed)
    except REFUSED as error:
        return show(visit, status=error.status, refused=views.refusal(error), beside=typed)
    return done(visit.return_id, "taken_back")


# ---- 更正 ------------------------------------------------------------------------------------


@router.get("/returns/{return_id}/amend")
def amend_page(visit: Annotated[Visit, Depends(visiting)]) -> Response:
    return show(visit, amends=True)


@router.post("/returns/{return_id}/amend")
def amend(visit: Annotated[Visit, Depends(visiting)], fields: Fields) -> Response:
    sent = SentForm.of(fields)
    checked = sent.checked()
    if checked.errors:
        refused = wrong_fields(checked.errors)
        return show(
            visit, status=422, sent=sent, refused=refused, errors=checked.errors, amends=True
        )
    try:
        service.amend(
            visit.session,
            visit.actor,
            visit.return_id,
            checked.said,
            _amendment(sent),
            expected=sent.version,
        )
    except ValidationError as wrong:
        refused = Refused(InvalidError.title, first_message(wrong))
        return show(visit, status=422, sent=sent, refused=refused, amends=True)
    except REFUSED as error:
        refused = views.refusal(error)
        return show(visit, status=error.status, sent=sent, refused=refused, amends=True)
    return done(visit.return_id, "amended_return")


def _amendment(sent: SentForm) -> Amendment:
    """Raise pydantic's `ValidationError`."""
    typed = {name: sent.beside.get(name) or None for name in ("cleared_by", "cleared_on")}
    body = AmendIn.model_validate({"rows": [], "reason": sent.beside.get("reason", ""), **typed})
    return Amendment(body.reason, body.cleared_by, body.cleared_on, words_of(sent))


@dataclass(frozen=True)
class EditionPage:
    """`facts` tell who handed it in, signed and accepted it, in words."""

    item: Mapping[str, Any]
    facts: Sequence[tuple[str, str]]
    amended_at: datetime
    document: str
    stages: Mapping[TaskStage, str] = field(default_factory=lambda: STAGES)


@router.get("/returns/{return_id}/editions/{number}")
def edition_page(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    return_id: PathId,
    number: PathId,
) -> Response:
    found = editions.get(session, actor, return_id, number)
    item = items.old_edition(found)
    page = EditionPage(
        item=item,
        facts=list(_facts(item)),
        amended_at=found.edition.amended_at,
        document=found.found.plan_title,
    )
    return render(request, "progress/edition.html", page)


def _facts(item: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    by, whose = item["entered_by"], item["on_behalf_of"] or ""
    way = f"（{WAYS[item['way']]}）" if item["way"] else ""
    told = (
        ("提交", _signed(item["submitted_by"], item["submitted_at"])),
        ("代录", f"{by}，据{whose}{way}" if by else ""),
        ("单位审签", _signed(item["cleared_by"], item["cleared_on"])),
        ("审核", _signed(item["reviewed_by"], item["reviewed_at"])),
        ("审核意见", item["review_note"] or ""),
    )
    return [(label, text) for label, text in told if text]


def _signed(who: str | None, when: str | None) -> str:
    if not who:
        return ""
    day = date.fromisoformat(when[:10]) if when else None
    return f"{who}，{printed_date(day)}" if day else who


# ---- a period is locked ----------------------------------------------------------------------


@router.post("/plans/{plan_id}/returns/lock")
def lock(
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    period: Annotated[str, Form(max_length=40)],
) -> Response:
    service.lock_period(session, actor, plan_id, period)
    return RedirectResponse(f"/returns?plan={plan_id}&state=locked&notice=locked", 303)
