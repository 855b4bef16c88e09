"""进展情况表 as pages: the list, the form of the liaison, the review of the coordinator."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Final, Literal, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from pydantic import ValidationError
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor, Role
from app.core.errors import ConflictError, InvalidError, StaleError
from app.core.lists import Window
from app.kit import clock
from app.progress import service, views
from app.progress.forms import Errors, SentForm, taken_over
from app.progress.messages import BESIDE, LABELS, STATES, period_label
from app.progress.returns import locking
from app.progress.returns.rules import TIME_TO_MEND
from app.progress.schemas import AcceptIn, ReturnIn, SendBackIn, WaiveIn
from app.progress.service import ReturnFilter, Words
from app.progress.terms import ReturnState
from app.progress.views import Chosen, Refused, ReturnsPage, Review
from app.web.forms import Fields, version_of
from app.web.messages import validation_message
from app.web.parameters import CurrentActor, IdChoice, PathId, RequestSession
from app.web.rendering import render
from app.workdays import service as workdays

router = APIRouter(include_in_schema=False)

LINES = 50
DISPATCHES = 20
# What the list shows to who just opens it: what is on somebody's desk now.
CURRENT: Final = "current"


# ---- the list --------------------------------------------------------------------------------


@router.get("/returns")
def list_page(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    state: ReturnState | Literal["", "current"] = CURRENT,
    plan: IdChoice = "",
    unit: IdChoice = "",
    overdue: Annotated[bool, Query()] = False,  # noqa: FBT002 - a query parameter
    cursor: str | None = None,
) -> Response:
    chosen = Chosen(state=state, overdue=overdue, plan=plan or None, unit=unit or None)
    wanted = ReturnFilter(
        state=state if isinstance(state, ReturnState) else None,
        current=True if state == CURRENT else None,
        plan=chosen.plan,
        unit=chosen.unit,
        overdue=overdue or None,
    )
    window = Window(limit=LINES, cursor=cursor, count=True)
    found = service.returns(
        session, actor, wanted=wanted, sort=service.ReturnSort.DUE_ON, window=window
    )
    page = ReturnsPage(
        lines=[views.line(one) for one in found.items],
        total=found.total or 0,
        chosen=chosen,
        states={CURRENT: "正在办理的", "": "全部状态"}
        | {one.value: label for one, label in STATES.items()},
        plans=[(one.id, one.title) for one in service.plans_with_returns(session, actor)],
        dispatches=_open_dispatches(session, actor, chosen),
        lockable=[
            (row.period, period_label(row.period), row.accepted)
            for row in locking.lockable(session, actor, chosen.plan)
        ],
        own=actor.role is Role.LIAISON,
        first=cursor is None,
        following=_address(chosen, found.next) if found.next else None,
    )
    return render(request, "progress/returns.html", page)


def _open_dispatches(session: Session, actor: Actor, chosen: Chosen) -> list[views.DispatchLine]:
    found = service.dispatches(
        session,
        actor,
        window=Window(limit=DISPATCHES),
        unit=chosen.unit,
        plan=chosen.plan,
        acknowledged=False,
    )
    return [views.dispatch_line(row) for row in found.rows]


def _address(chosen: Chosen, cursor: str) -> str:
    given = {name: value for name, value in vars(chosen).items() if value} | {"state": chosen.state}
    if chosen.overdue:
        given["overdue"] = "true"
    return f"/returns?{urlencode({**given, 'cursor': cursor})}"


# ---- forms -----------------------------------------------------------------------------------


class Visit(NamedTuple):
    """Who looks at which return."""

    request: Request
    session: Session
    actor: Actor
    return_id: int


async def visiting(
    request: Request, session: RequestSession, actor: CurrentActor, return_id: PathId
) -> Visit:
    return Visit(request, session, actor, return_id)


def show(
    visit: Visit,
    *,
    status: int = HTTPStatus.OK,
    sent: SentForm | None = None,
    refused: Refused | None = None,
    errors: Errors | None = None,
    review: Review | None = None,
    beside: Mapping[str, str] | None = None,
    amends: bool = False,
) -> Response:
    found = service.get(visit.session, visit.actor, visit.return_id)
    suggested = workdays.calendar(visit.session).shift(clock.today(), TIME_TO_MEND)
    page = views.whole(
        found,
        suggested_due=suggested,
        sent=sent,
        refused=refused,
        errors=errors,
        review=review,
        beside=beside,
        amends=amends,
    )
    return render(visit.request, "progress/return.html", page, status=status)


@router.get("/returns/{return_id}")
def return_page(visit: Annotated[Visit, Depends(visiting)]) -> Response:
    return show(visit)


@router.post("/returns/{return_id}")
def fill(visit: Annotated[Visit, Depends(visiting)], fields: Fields) -> Response:
    """Save the form, and hand it in if that was asked. A form that is saved but not complete
    stays saved, and the page says what is missing.
    """
    session, actor, return_id = visit.session, visit.actor, visit.return_id
    sent = _with_taken(visit, SentForm.of(fields), fields.get("take", ""))
    checked = sent.checked()
    if checked.errors:
        refused = wrong_fields(checked.errors)
        return show(visit, status=422, sent=sent, refused=refused, errors=checked.errors)
    notice = "taken_over" if "take" in fields else "saved"
    try:
        words = words_of(sent)
        service.save(session, actor, return_id, checked.said, words=words, expected=sent.version)
        if fields.get("action") == "submit":
            notice = _HANDED[service.submit(session, actor, return_id)]
        elif fields.get("action") == "parts":
            service.file_parts(session, actor, return_id)
            notice = "parts_filed"
    except ValidationError as wrong:
        refused = Refused(InvalidError.title, first_message(wrong))
        return show(visit, status=422, sent=sent, refused=refused)
    except (ConflictError, StaleError, InvalidError) as error:
        refused, errors = views.refusal(error), views.wrong_rows(error)
        return show(visit, status=error.status, sent=sent, refused=refused, errors=errors)
    return done(return_id, notice)


def _with_taken(visit: Visit, sent: SentForm, take: str) -> SentForm:
    """What was typed with the part that its button named below it."""
    if not (named := re.fullmatch(r"([1-9]\d{0,17})-([1-9]\d{0,17})", take)):
        return sent
    task_id, unit_id = (int(one) for one in named.groups())
    thread = service.get(visit.session, visit.actor, visit.return_id).shared.threads
    part = next((one for one in thread.get(task_id, ()) if one.unit_id == unit_id), None)
    if part is None or task_id not in sent.rows:
        return sent
    row = taken_over(sent.rows[task_id], part.text, part.unit)
    return replace(sent, rows={**sent.rows, task_id: row})


_HANDED = {ReturnState.CLEARING: "cleared_next", ReturnState.SUBMITTED: "submitted"}


def words_of(sent: SentForm) -> Words:
    """Whose words a coordinator types. Raise pydantic's `ValidationError`."""
    typed = {name: sent.beside.get(name) or None for name in ("on_behalf_of", "way")}
    body = ReturnIn.model_validate({"rows": [], **typed})
    return Words(body.on_behalf_of, body.way)


def wrong_fields(errors: Errors) -> Refused:
    told = [
        (f"{name}-{task_id}", f"{LABELS.get(name, name)}：{message}")
        for task_id, wrong in errors.items()
        for name, message in wrong
    ]
    return Refused(InvalidError.title, "没有保存，您填写的内容仍在下面", told)


@router.post("/returns/{return_id}/review")
def review(visit: Annotated[Visit, Depends(visiting)], fields: Fields) -> Response:
    """第二人确认、审核通过、退回、免报."""
    typed = Review(*(fields.get(name, "") for name in ("note", "reason", "due_on")))
    decide = _DECISIONS.get(fields.get("decision", ""), _undecided)
    try:
        notice = decide(visit, typed, version_of(fields))
    except ValidationError as wrong:
        refused = Refused(InvalidError.title, first_message(wrong))
        return show(visit, status=422, refused=refused, review=typed)
    except (ConflictError, StaleError, InvalidError) as error:
        return show(visit, status=error.status, refused=views.refusal(error), review=typed)
    return done(visit.return_id, notice)


def first_message(wrong: ValidationError) -> str:
    first = wrong.errors()[0]
    return f"{BESIDE[str(first['loc'][0])]}：{validation_message(first)}"


def _accept(visit: Visit, typed: Review, version: int | None) -> str:
    body = AcceptIn(note=typed.note.strip() or None)
    service.accept(visit.session, visit.actor, visit.return_id, note=body.note, expected=version)
    return "accepted"


def _send_back(visit: Visit, typed: Review, version: int | None) -> str:
    body = SendBackIn.model_validate({"reason": typed.reason, "due_on": typed.due_on or None})
    service.send_back(
        visit.session,
        visit.actor,
        visit.return_id,
        reason=body.reason,
        due_on=body.due_on,
        expected=version,
    )
    return "sent_back"


def _waive(visit: Visit, typed: Review, version: int | None) -> str:
    body = WaiveIn(reason=typed.reason)
    service.waive(visit.session, visit.actor, visit.return_id, reason=body.reason, expected=version)
    return "waived"


def _undecided(_visit: Visit, _typed: Review, _version: int | None) -> str:
    raise InvalidError("请选择审核通过、退回或免报")


def _confirm(visit: Visit, _typed: Review, version: int | None) -> str:
    service.confirm(visit.session, visit.actor, visit.return_id, expected=version)
    return "confirmed_second"


_DECISIONS: dict[str, Callable[[Visit, Review, int | None], str]] = {
    "accept": _accept,
    "confirm": _confirm,
    "return": _send_back,
    "waive": _waive,
}


def done(return_id: int, notice: str) -> Response:
    return RedirectResponse(f"/returns/{return_id}?notice={notice}", HTTPStatus.SEE_OTHER)


# ---- dispatches ------------------------------------------------------------------------------


@router.post("/dispatches/{dispatch_id}/acknowledge")
def acknowledge(
    session: RequestSession, actor: CurrentActor, dispatch_id: PathId, fields: Fields
) -> Response:
    """签收, and back to the page that had the button."""
    service.acknowledge(session, actor, dispatch_id)
    back = fields.get("next", "")
    known = re.fullmatch(r"/returns|/(?:units|dispatches)/\d+", back)
    return RedirectResponse(
        f"{back if known else '/returns'}?notice=acknowledged", HTTPStatus.SEE_OTHER
    )
