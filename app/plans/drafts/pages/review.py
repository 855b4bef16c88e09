"""The review page: each task of a draft beside the words of the document that prove it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor
from app.core.errors import AppError
from app.plans import access, findings, listing, matrix
from app.plans.drafts import review
from app.plans.drafts import rules as draft_rules
from app.plans.drafts.review import Cut, Row
from app.plans.drafts.rules import Spot
from app.plans.findings import FindingView
from app.plans.lint import service as lint
from app.plans.lint.rules import FEW
from app.plans.lint.service import LintView
from app.plans.listing import Counts, PlanView
from app.plans.matrix import MatrixTask
from app.plans.terms import PlanState
from app.web.parameters import CurrentActor, IdQuery, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

ROWS = 50
"""Tasks on one page."""


@dataclass(frozen=True)
class View:
    """`only` leaves out what is not doubtful; `edit` is the task whose forms are open, `at` the one
    that was dealt with last. The page that has them is shown, else the one with `number`.
    """

    only: bool = False
    edit: int | None = None
    at: int | None = None
    number: int = 1


@dataclass(frozen=True)
class Refused:
    """A form that was not taken, and what was typed into it."""

    error: AppError
    view: View
    form: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Editing:
    """What the forms of one task offer; `up` and `down` are the tasks that it may pass."""

    task_id: int
    cuts: Sequence[Cut]
    up: int | None
    down: int | None
    next: MatrixTask | None
    below: int
    parents: Sequence[MatrixTask]


@dataclass(frozen=True)
class ReviewPage:
    """`rows` are those of page `number` of `pages`, `here` their tasks; `listed` counts the rows of
    all pages, `total` all tasks; `general` are the questions beside no task, `checks` what is open
    of the checks of the matrix about one task or a few, by task.
    """

    plan: PlanView
    counts: Counts
    rows: Sequence[Row]
    here: frozenset[int]
    number: int
    pages: int
    listed: int
    general: Sequence[FindingView]
    checks: Mapping[int, Sequence[LintView]]
    total: int
    checked: int
    doubtful: int
    first_doubtful: int | None
    view: View
    editing: Editing | None
    unit_names: Sequence[str]
    may_write: bool
    refusal: str | None
    form: str
    typed: Mapping[str, str]


@router.get("/plans/{plan_id}/review")
def review_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    only: bool = False,
    edit: IdQuery = None,
    at: IdQuery = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    hx_request: Annotated[str | None, Header()] = None,
) -> Response:
    found = build(session, actor, plan_id, View(only, edit, at, page))
    if found.plan.state is not PlanState.DRAFT:
        return RedirectResponse(f"/plans/{plan_id}", HTTPStatus.SEE_OTHER)
    if hx_request and edit in found.here:
        return render(request, "plans/review_task.html", found)
    return render(request, "plans/review.html", found)


def again(
    request: Request, session: Session, actor: Actor, plan_id: int, refused: Refused
) -> Response:
    """The page as it stands, why nothing was changed, and what was typed."""
    session.rollback()
    page = build(session, actor, plan_id, refused.view, refused)
    template = "plans/review.html" if page.plan.state is PlanState.DRAFT else "web/error.html"
    context = page if page.plan.state is PlanState.DRAFT else refused.error
    return render(request, template, context, status=refused.error.status)


def build(
    session: Session, actor: Actor, plan_id: int, view: View, refused: Refused | None = None
) -> ReviewPage:
    plan = listing.plan(session, actor, plan_id)
    tasks = matrix.matrix(session, actor, plan_id).tasks
    open_now = [one for one in findings.findings(session, plan_id) if one.settled_at is None]
    rows = review.rows(tasks, open_now)
    may_write = access.may_write(actor, plan)
    doubtful = [row.task.id for row in rows if row.doubtful]
    kept = {*doubtful, view.edit, view.at}
    listed = [row for row in rows if not view.only or row.task.id in kept]
    number, pages = _page(listed, view)
    here = listed[(number - 1) * ROWS : number * ROWS]
    return ReviewPage(
        plan=plan,
        counts=listing.counts(session, plan_id),
        rows=here,
        here=frozenset(row.task.id for row in here),
        number=number,
        pages=pages,
        listed=len(listed),
        general=review.general(open_now, rows),
        checks=_checks(lint.of_plan(session, actor, plan_id)),
        total=len(rows),
        checked=sum(row.checked for row in rows),
        doubtful=len(doubtful),
        first_doubtful=doubtful[0] if doubtful else None,
        view=view,
        editing=_editing(tasks, view.edit) if may_write else None,
        unit_names=listing.unit_names(session, plan.region.id) if may_write else [],
        may_write=may_write,
        refusal=refused.error.told if refused else None,
        form=refused.form if refused else "",
        typed=refused.typed if refused else {},
    )


def _checks(found: Iterable[LintView]) -> dict[int, list[LintView]]:
    """What is said of most of the plan stands on the plan's own page."""
    beside: dict[int, list[LintView]] = {}
    for one in found:
        if one.settled_at is None and len(one.tasks) <= FEW:
            for task in one.tasks:
                beside.setdefault(task.id, []).append(one)
    return beside


def _page(listed: Sequence[Row], view: View) -> tuple[int, int]:
    """Which page is shown, of how many."""
    pages = max(1, -(-len(listed) // ROWS))
    wanted = {view.edit or view.at} - {None}
    place = next((at for at, row in enumerate(listed) if row.task.id in wanted), None)
    number = view.number if place is None else place // ROWS + 1
    return min(number, pages), pages


def _editing(tasks: Sequence[MatrixTask], task_id: int | None) -> Editing | None:
    places = {task.id: at for at, task in enumerate(tasks)}
    if task_id is None or task_id not in places:
        return None
    task = tasks[places[task_id]]
    order = [Spot(one.id, one.parent_id) for one in tasks]
    up, down = draft_rules.siblings(order, task_id)
    below = draft_rules.below(order, task_id)
    follows = places[task_id] + 1
    return Editing(
        task_id=task_id,
        cuts=review.cuts(task.text),
        up=up,
        down=down,
        next=tasks[follows] if follows < len(tasks) else None,
        below=len(below) - 1,
        parents=[one for one in tasks if one.parent_id is None and one.id not in below],
    )
