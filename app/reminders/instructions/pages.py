"""批示 as pages: the list, the form, one instruction with what each unit did."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor, Role
from app.core.errors import (
    AppError,
    ConflictError,
    InvalidError,
    StaleError,
)
from app.core.lists import Window
from app.progress.service import plans_with_returns
from app.reminders.instructions import forms, giving_rules, rules, service, views
from app.reminders.instructions.messages import WORDS
from app.reminders.instructions.schemas import (
    LONGEST_LINE,
    AcceptIn,
    AcknowledgeIn,
    ConfirmIn,
    ExtendIn,
    ReplyIn,
    SendBackIn,
    WithdrawIn,
)
from app.reminders.instructions.service import NewInstruction, Seen
from app.reminders.instructions.terms import Action, InstructionState
from app.reminders.instructions.views import Chosen, EditPage, ListPage, Sent
from app.web.answers import download
from app.web.forms import Fields, id_of, parsed, refused, version_of
from app.web.parameters import CurrentActor, IdChoice, IdQuery, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

LINES = 30
Refusal = (ConflictError, InvalidError, StaleError)
Leader = Annotated[str | None, Query(max_length=LONGEST_LINE)]

BODIES: Mapping[Action, Any] = {
    Action.ACKNOWLEDGE: AcknowledgeIn,
    Action.REPLY: ReplyIn,
    Action.CONFIRM: ConfirmIn,
    Action.ACCEPT: AcceptIn,
    Action.SEND_BACK: SendBackIn,
    Action.EXTEND: ExtendIn,
    Action.WITHDRAW: WithdrawIn,
}


# ---- the list --------------------------------------------------------------------------------


@router.get("/instructions")
def list_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    state: InstructionState | Literal["", "open", "waiting"] = "open",
    overdue: Annotated[bool, Query()] = False,
    leader: Leader = None,
    unit: IdChoice = "",
    plan: IdChoice = "",
    task: IdChoice = "",
    cursor: str | None = None,
) -> Response:
    """A leader sees his own first, and the others' where he asks for them."""
    mine = actor.name if actor.role is Role.LEADER else None
    named = (mine or "") if leader is None else leader.strip()
    chosen = Chosen(str(state), overdue, named, unit or None, plan or None, task or None)
    window = Window(limit=LINES, cursor=cursor, count=True)
    found = service.instructions(session, actor, window, wanted=chosen.wanted())
    following = {**chosen.as_query(), "cursor": found.next}
    page = ListPage(
        lines=[views.line(one) for one in found.items],
        total=found.total or 0,
        chosen=chosen,
        states=views.STATE_CHOICES,
        may_give=actor.role in (Role.COORDINATOR, Role.LEADER),
        own=actor.role is Role.LIAISON,
        mine=mine,
        first=cursor is None,
        following=f"/instructions?{urlencode(following)}" if found.next else None,
    )
    return render(request, "reminders/instructions/list.html", page)


# ---- writing one down ------------------------------------------------------------------------


@router.get("/instructions/new")
def new_page(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan: IdQuery = None,
    task: IdQuery = None,
) -> Response:
    giving_rules.check_may_give(actor, None)
    typed = forms.Typed(plan_id=str(plan or ""), task_id=str(task or ""))
    return _edit(request, session, actor, typed)


@router.post("/instructions")
def give(
    request: Request, session: RequestSession, actor: CurrentActor, fields: Fields
) -> Response:
    giving_rules.check_may_give(actor, None)
    typed = forms.Typed.of(fields)
    try:
        body = typed.new(session, int(actor.region_id or 0))
        made = service.give(session, actor, NewInstruction(**body.model_dump()))
    except (*Refusal, giving_rules.NotYourWordsError) as error:
        session.rollback()
        return _edit(request, session, actor, typed, error=error)
    return _to(made, "instruction_given")


@router.get("/instructions/{instruction_id}/edit")
def edit_page(
    request: Request, session: RequestSession, actor: CurrentActor, instruction_id: PathId
) -> Response:
    listed = service.get(session, actor, instruction_id).listed
    if not listed.may_change:
        return _to(instruction_id, "instruction_not_changeable")
    return _edit(request, session, actor, forms.Typed.stored(listed), listed=listed)


@router.post("/instructions/{instruction_id}/edit")
def change(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    instruction_id: PathId,
    fields: Fields,
) -> Response:
    listed = service.get(session, actor, instruction_id).listed
    typed = forms.Typed.of(fields)
    try:
        given = typed.change(session, listed.row.region_id)
        service.change(session, actor, instruction_id, given, Seen(version_of(fields)))
    except (*Refusal, giving_rules.NotYourWordsError) as error:
        session.rollback()
        now = service.get(session, actor, instruction_id).listed
        return _edit(request, session, actor, typed, error=error, listed=now)
    return _to(instruction_id, "instruction_changed")


def _edit(
    request: Request,
    session: Session,
    actor: Actor,
    typed: forms.Typed,
    *,
    error: AppError | None = None,
    listed: service.Listed | None = None,
) -> Response:
    plans = {one.id: one.title for one in plans_with_returns(session, actor)}
    if listed and listed.row.plan_id:
        plans.setdefault(listed.row.plan_id, listed.row.plan_title)
    choices = service.choices(session, actor)
    page = EditPage(
        id=listed.row.id if listed else None,
        version=listed.row.version if listed else None,
        typed=typed,
        choices=choices,
        plans=list(plans.items()),
        task=_stored_task(listed, typed.task_id) or _task(session, actor, typed.task_id),
        is_leader=actor.role is Role.LEADER,
        chooses_office=listed is None and actor.unit_id is None and len(choices.offices) > 1,
        refused=refused(error) if error else None,
        stands=listed.row.text if listed and isinstance(error, StaleError) else None,
    )
    status = error.status if error else HTTPStatus.OK
    return render(request, "reminders/instructions/form.html", page, status=status)


def _stored_task(listed: service.Listed | None, typed: str) -> str | None:
    """Also one that the reader may not open: it stays where it is."""
    if listed is None or not typed or typed != str(listed.row.task_id):
        return None
    return service.task_words(listed.row.task_number, listed.row.task_title)


def _task(session: Session, actor: Actor, typed: str) -> str | None:
    task_id = id_of(typed)
    return service.task_named(session, actor, task_id) if task_id else None


def _to(instruction_id: int, notice: str, anchor: str = "") -> Response:
    there = f"/instructions/{instruction_id}?notice={notice}{anchor}"
    return RedirectResponse(there, HTTPStatus.SEE_OTHER)


# ---- one instruction -------------------------------------------------------------------------


class Visit(NamedTuple):
    request: Request
    session: Session
    actor: Actor
    instruction_id: int


async def _visit(
    request: Request, session: RequestSession, actor: CurrentActor, instruction_id: PathId
) -> Visit:
    return Visit(request, session, actor, instruction_id)


def _show(visit: Visit, sent: Sent | None = None, error: AppError | None = None) -> Response:
    found = service.get(visit.session, visit.actor, visit.instruction_id)
    page = views.whole(found, sent, error)
    why = sent.error if sent else error
    status = why.status if why else HTTPStatus.OK
    return render(visit.request, "reminders/instructions/instruction.html", page, status=status)


@router.get("/instructions/{instruction_id}")
def instruction_page(visit: Annotated[Visit, Depends(_visit)]) -> Response:
    return _show(visit)


@router.post("/instructions/{instruction_id}/act")
def act(visit: Annotated[Visit, Depends(_visit)], fields: Fields) -> Response:
    """Take a step; which one, and of which unit, the form says."""
    said = views.Said.of(fields)
    action, unit = fields.get("action", ""), fields.get("unit_id", "")
    form = f"{action}-{unit or 'all'}"
    try:
        if action not in BODIES:
            raise InvalidError("请选择要办理什么")
        _act(visit, Action(action), unit, said, version_of(fields))
    except Refusal as error:
        visit.session.rollback()
        return _show(visit, Sent(form, said, error))
    return _to(visit.instruction_id, f"instruction_{action}", f"#unit-{unit}" if unit else "")


def _act(visit: Visit, action: Action, unit: str, said: views.Said, version: int | None) -> None:
    schema, words = BODIES[action], rules.MOVES[action].words
    typed = {
        words or "": said.words,
        "due_on": said.due_on,
        "on_behalf_of": said.on_behalf_of,
        "unit_id": unit,
    }
    given = {name: typed[name] for name in schema.model_fields if typed.get(name)}
    body = parsed(schema, given, WORDS | {"text": "办理情况"}).model_dump()
    step = service.Said(
        unit_id=body.get("unit_id"),
        words=body[words] if words else "",
        due_on=body.get("due_on"),
        on_behalf_of=body.get("on_behalf_of"),
    )
    seen = Seen(unit_version=version) if unit else Seen(version)
    service.act(visit.session, visit.actor, visit.instruction_id, action, step, seen=seen)


# ---- its scan --------------------------------------------------------------------------------


@router.post("/instructions/{instruction_id}/scan")
def put_scan(
    visit: Annotated[Visit, Depends(_visit)],
    file: Annotated[UploadFile | str | None, File()] = None,
) -> Response:
    name, data = "", b""
    if file is not None and not isinstance(file, str):
        name, data = file.filename or "", file.file.read()
    return _scan(
        visit,
        lambda: service.put_scan(
            visit.session, visit.actor, visit.instruction_id, name=name, data=data
        ),
    )


@router.post("/instructions/{instruction_id}/scan/remove")
def drop_scan(visit: Annotated[Visit, Depends(_visit)]) -> Response:
    return _scan(visit, lambda: service.drop_scan(visit.session, visit.actor, visit.instruction_id))


def _scan(visit: Visit, act: Callable[[], None]) -> Response:
    try:
        act()
    except Refusal as error:
        visit.session.rollback()
        return _show(visit, error=error)
    return _to(visit.instruction_id, "instruction_scanned", "#scan")


@router.get("/instructions/{instruction_id}/scan")
def get_scan(visit: Annotated[Visit, Depends(_visit)]) -> Response:
    found = service.scan(visit.session, visit.actor, visit.instruction_id)
    plain = f"instruction-{visit.instruction_id}.{found.kind}"
    return download(found.data, found.media_type, found.name, plain)
