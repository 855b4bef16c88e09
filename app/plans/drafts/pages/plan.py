"""One plan on screen: its head, its questions, its matrix, and the forms that stand there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor
from app.core.actor import Role as ActorRole
from app.core.errors import AppError
from app.plans import access, findings, listing, matrix, rules, service
from app.plans.amending import listing as amending
from app.plans.amending.listing import EndedTask, Mark
from app.plans.drafts.pages import forms, text
from app.plans.drafts.pages.forms import Answer, OptionalId, to
from app.plans.findings import FindingView
from app.plans.lint import service as lint
from app.plans.lint import settings as lint_settings
from app.plans.lint.service import LintView
from app.plans.lint.showing import Checked, checked
from app.plans.listing import Counts, DocumentView, IndicatorView, PlanView
from app.plans.matrix import MatrixTask
from app.plans.schemas import PlanPatch
from app.plans.terms import PlanState
from app.reading.terms import Role, Severity, TaskKind
from app.web.parameters import CurrentActor, CurrentRuntime, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(prefix="/plans/{plan_id}", include_in_schema=False)

Version = Annotated[int, Form()]
Field = Annotated[str, Form()]


@dataclass(frozen=True)
class Group:
    """Open questions of one kind; `unfolded` are those that must be answered, or just were."""

    code: str
    severity: Severity
    asked: Sequence[FindingView]
    unfolded: bool


@dataclass(frozen=True)
class Told:
    """What came of a form: why it was refused, what was typed into the head, which kind of question
    was dealt with.
    """

    refused: AppError | None = None
    typed: Mapping[str, str] | None = None
    code: str = ""


@dataclass(frozen=True)
class PlanPage:
    """`marks` are of cells: a task with "task", "due" or a role. `whole` is false for one who sees
    only the rows of the own unit; `reads_text` is true for one who may read the document itself,
    `reads_checks` for one who may see what was found. `unled` counts tasks that no unit leads by
    its own name.
    """

    plan: PlanView
    documents: Sequence[DocumentView]
    counts: Counts
    asked: Sequence[Group]
    open_count: int
    settled: Sequence[FindingView]
    checks: Checked
    columns: Sequence[matrix.Column]
    tasks: Sequence[MatrixTask]
    marks: Mapping[tuple[int, str], Sequence[Mark]]
    ended: Sequence[EndedTask]
    indicators: Sequence[IndicatorView]
    unit_names: Sequence[str]
    may_write: bool
    whole: bool
    reads_text: bool
    reads_checks: bool
    unled: int
    refusal: str | None
    typed: Mapping[str, str]


@router.get("")
def plan_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    asked: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    return _plan(request, session, actor, plan_id, Told(code=asked))


def _plan(
    request: Request, session: Session, actor: Actor, plan_id: int, told_of: Told
) -> Response:
    page = _build(session, actor, plan_id, told_of)
    status = told_of.refused.status if told_of.refused else HTTPStatus.OK
    return render(request, "plans/plan.html", page, status=status)


def _build(session: Session, actor: Actor, plan_id: int, told_of: Told) -> PlanPage:
    plan = listing.plan(session, actor, plan_id)
    whole = actor.role is not ActorRole.LIAISON
    judges = access.judges(session, actor, plan.region.id)
    found = findings.findings(session, plan_id) if judges else []
    asked = [one for one in found if one.settled_at is None]
    checks = lint.of_plan(session, actor, plan_id) if judges else []
    tasks = matrix.matrix(session, actor, plan_id).tasks
    columns = matrix.columns(tasks)
    published = plan.state is PlanState.PUBLISHED
    marks = amending.marks(session, actor, plan_id) if published else {}
    may_write = access.may_write(actor, plan)
    asks_names = may_write and any(one.printed_name for one in asked)
    return PlanPage(
        plan=plan,
        documents=listing.documents(session, plan_id),
        counts=lint.with_counts(listing.counts(session, plan_id), lint.counts(checks)),
        asked=_groups(asked, told_of.code),
        open_count=len(asked),
        settled=[one for one in found if one.settled_at is not None],
        checks=_checked(session, plan, checks, told_of.code),
        columns=columns,
        tasks=tasks,
        marks=amending.cells(marks, columns),
        ended=amending.ended_tasks(session, actor, plan_id) if published else [],
        indicators=listing.indicators(session, plan_id),
        unit_names=listing.unit_names(session, plan.region.id) if asks_names else [],
        may_write=may_write,
        whole=whole or plan.library,
        reads_text=text.may_read(actor, plan),
        reads_checks=judges,
        unled=sum(map(_is_unled, tasks)) if whole else 0,
        refusal=told_of.refused.told if told_of.refused else None,
        typed=told_of.typed or {},
    )


def _checked(session: Session, plan: PlanView, found: Sequence[LintView], unfolded: str) -> Checked:
    region_id = plan.region.id
    limits = lint_settings.limits_of(session, region_id)
    return checked(found, limits, lint_settings.page_of(region_id), unfolded)


def _is_unled(task: MatrixTask) -> bool:
    leads = (one.role is Role.LEAD and not one.collective for one in task.assignments)
    return task.kind is not TaskKind.MEASURE and not any(leads)


def _groups(asked: Sequence[FindingView], unfolded: str) -> list[Group]:
    """By severity and kind, in the order in which the first of each kind was found."""
    first: dict[str, int] = {}
    for one in asked:
        first.setdefault(one.code, len(first))
    severities = list(Severity)

    def kind(one: FindingView) -> tuple[int, int]:
        return severities.index(one.severity), first[one.code]

    found = [list(group) for _, group in groupby(sorted(asked, key=kind), kind)]
    return [
        Group(
            code=group[0].code,
            severity=group[0].severity,
            asked=group,
            unfolded=group[0].severity is Severity.ERROR or group[0].code == unfolded,
        )
        for group in found
    ]


# ---- its forms -------------------------------------------------------------------------------


@router.post("/head")
def correct(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    version: Version,
    title: Field = "",
    stage: Field = "",
    document_number: Field = "",
    issuer: Field = "",
    addressees: Field = "",
    issued_on: Field = "",
    period_start: Field = "",
    period_end: Field = "",
    publicity: Field = "",
) -> Response:
    typed = {
        "title": title.strip(),
        "stage": stage,
        "document_number": document_number.strip(),
        "issuer": issuer.strip(),
        "addressees": addressees.replace("\r\n", "\n").strip(),
        "issued_on": issued_on.strip(),
        "period_start": period_start.strip(),
        "period_end": period_end.strip(),
        "publicity": publicity.strip(),
    }
    try:
        values = _changed(listing.plan(session, actor, plan_id), typed)
        body = forms.parsed(PlanPatch, values)
        service.change(session, actor, plan_id, body.given(), version)
    except AppError as refused:
        return _again(request, session, actor, plan_id, Told(refused, typed))
    return to(f"/plans/{plan_id}", "head_changed")


def _changed(plan: PlanView, typed: Mapping[str, str]) -> dict[str, Any]:
    """What is another in the form than in the plan; an empty field means nothing is printed."""
    now = {name: rules.plain(getattr(plan, name)) for name in typed}
    return {
        name: value or (None if name != "title" else "")
        for name, value in typed.items()
        if value != str(now[name] or "").strip()
    }


@router.post("/findings/{finding_id}/settle")
def settle(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    finding_id: PathId,
    unit: Annotated[str, Form(max_length=300)] = "",
    meant: OptionalId = "",
    answer: Answer = "seen",
    code: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """`code` is the kind of the question, whose group stays unfolded."""
    try:
        forms.settle(session, actor, plan_id, finding_id, answer=answer, unit=unit, meant=meant)
    except AppError as refused:
        return _again(request, session, actor, plan_id, Told(refused, code=code))
    return to(f"/plans/{plan_id}", "confirmed", "questions", asked=code)


@router.post("/publish")
def publish(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    version: Version,
) -> Response:
    try:
        service.publish(session, actor, plan_id, version)
    except AppError as refused:
        return _again(request, session, actor, plan_id, Told(refused))
    return to(f"/plans/{plan_id}", "published")


@router.post("/delete")
def delete(
    request: Request,
    session: RequestSession,
    runtime: CurrentRuntime,
    actor: CurrentActor,
    plan_id: PathId,
    version: Version,
) -> Response:
    try:
        files = service.delete(session, actor, plan_id, version)
    except AppError as refused:
        return _again(request, session, actor, plan_id, Told(refused))
    runtime.database.commit(session)  # a file goes only after the rows that name it
    service.drop_unused(runtime, files)
    return to("/plans", "deleted")


def _again(
    request: Request, session: Session, actor: Actor, plan_id: int, told_of: Told
) -> Response:
    """The page as it stands, why nothing was changed, and what was typed."""
    session.rollback()
    return _plan(request, session, actor, plan_id, told_of)
