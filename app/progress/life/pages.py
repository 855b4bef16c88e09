"""办理 on the page of a task: its forms; and 待办理, what waits for a decision."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, NamedTuple, TypeVar

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor
from app.core.errors import ConflictError, InvalidError, NotFoundError, StaleError
from app.core.lists import Window
from app.progress.life import rules, service, views
from app.progress.life.messages import WAITING, WORDS
from app.progress.life.schemas import (
    ApplyIn,
    CloseIn,
    ExtensionIn,
    GrantIn,
    NoteIn,
    ReasonIn,
    ResultIn,
    SuspendIn,
    YearIn,
)
from app.progress.life.service import Said
from app.progress.life.terms import Action, Waiting
from app.progress.life.views import EXTEND, RESULT, Sent, Typed
from app.progress.lists.pages import show_task
from app.web.forms import Fields, parsed, version_of
from app.web.parameters import CurrentActor, CurrentWindow, IdQuery, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

S = TypeVar("S", bound=BaseModel)

BODIES: Mapping[Action, type[BaseModel]] = {
    Action.APPLY_CLOSURE: ApplyIn,
    Action.CLOSE: CloseIn,
    Action.SUSPEND: SuspendIn,
    Action.RESUME: NoteIn,
    Action.WRITE_OFF: NoteIn,
}
"""What each action takes; the others a reason."""


class Visit(NamedTuple):
    """Who sends which form about a task."""

    request: Request
    session: Session
    actor: Actor
    task_id: int
    fields: Mapping[str, str]

    @property
    def typed(self) -> Typed:
        return Typed.of(self.fields)

    @property
    def version(self) -> int | None:
        return version_of(self.fields)


async def _visit(
    request: Request, session: RequestSession, actor: CurrentActor, task_id: PathId, fields: Fields
) -> Visit:
    return Visit(request, session, actor, task_id, fields)


def _try(visit: Visit, form: str, act: Callable[[], None], notice: str) -> Response:
    """Do it; a refused form is shown again with what was typed."""
    try:
        act()
    except (ConflictError, InvalidError, StaleError) as error:
        visit.session.rollback()
        sent = Sent(form, visit.typed, error)
        return show_task(visit.request, visit.session, visit.actor, visit.task_id, sent)
    return RedirectResponse(f"/tasks/{visit.task_id}?notice={notice}#life", HTTPStatus.SEE_OTHER)


def _parsed(schema: type[S], values: Mapping[str, object]) -> S:
    """The fields of a form held to the rules of REST; an empty one was not given."""
    given = {name: value for name, value in values.items() if value != ""}
    return parsed(schema, given, WORDS)


@router.post("/tasks/{task_id}/life")
def act(visit: Annotated[Visit, Depends(_visit)]) -> Response:
    """Take a step; which one, the button says."""
    known = visit.fields.get("action", "")
    if known not in set(Action):
        return _try(visit, "", _unchosen, "")
    action = Action(known)
    return _try(visit, known, lambda: _act(visit, action), f"life_{known}")


def _unchosen() -> None:
    raise InvalidError("请选择要办理什么")


def _act(visit: Visit, action: Action) -> None:
    typed, words = visit.typed, rules.MOVES[action].words
    schema = BODIES.get(action, ReasonIn)
    values = {words: typed.words, "review_on": typed.review_on, "on_behalf_of": typed.on_behalf_of}
    body = _parsed(schema, {name: values[name] for name in schema.model_fields})
    given = body.model_dump()
    said = Said(given[words], given.get("review_on"), given.get("on_behalf_of"))
    service.act(visit.session, visit.actor, visit.task_id, action, said, expected=visit.version)


@router.post("/tasks/{task_id}/extensions")
def extend(visit: Annotated[Visit, Depends(_visit)]) -> Response:
    def ask() -> None:
        typed = visit.typed
        values = {
            "extended_to": typed.extended_to,
            "reason": typed.words,
            "on_behalf_of": typed.on_behalf_of,
        }
        body = _parsed(ExtensionIn, values)
        service.request(
            visit.session, visit.actor, visit.task_id, **body.model_dump(), expected=visit.version
        )

    return _try(visit, EXTEND, ask, "extension_requested")


@router.post("/tasks/{task_id}/extensions/{extension_id}")
def decide(visit: Annotated[Visit, Depends(_visit)], extension_id: PathId) -> Response:
    granted = visit.fields.get("decision") == "grant"
    if service.extension(visit.session, visit.actor, extension_id).task_id != visit.task_id:
        raise NotFoundError

    def say() -> None:
        typed = visit.typed
        if granted:
            body = _parsed(GrantIn, {"extended_to": typed.extended_to, "note": typed.words})
            day, note = body.extended_to, body.note
        else:
            day, note = None, _parsed(ReasonIn, {"reason": typed.words}).reason
        service.decide(
            visit.session,
            visit.actor,
            extension_id,
            granted=granted,
            extended_to=day,
            note=note or None,
            expected=visit.version,
        )

    notice = "extension_granted" if granted else "extension_refused"
    return _try(visit, str(extension_id), say, notice)


@router.post("/tasks/{task_id}/stage_results")
def write_result(visit: Annotated[Visit, Depends(_visit)]) -> Response:
    def write() -> None:
        typed = visit.typed
        year = _parsed(YearIn, {"year": typed.year}).year
        body = _parsed(ResultIn, {"text": typed.words, "on_behalf_of": typed.on_behalf_of})
        service.write_result(
            visit.session,
            visit.actor,
            visit.task_id,
            year,
            body.text,
            on_behalf_of=body.on_behalf_of,
            expected=visit.version,
        )

    return _try(visit, RESULT, write, "stage_result_written")


@router.get("/pending")
def pending_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    kind: Waiting | None = None,
    plan: IdQuery = None,
) -> Response:
    counted = Window(window.limit, window.cursor, count=True)
    found = service.pending(session, actor, window=counted, kind=kind, plan=plan)
    page = views.PendingPage(
        lines=[views.line(row) for row in found.rows],
        total=found.total,
        kinds={one.value: label for one, label in WAITING.items()},
        kind=kind.value if kind else "",
        plan=plan,
        next=found.next,
    )
    return render(request, "progress/life/pending.html", page)
