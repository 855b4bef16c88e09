"""The form for a correction or an amendment of one task: 原 and 现 are shown before it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Depends, Form, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.datastructures import UploadFile
from starlette.responses import Response

from app.core.actor import Actor
from app.core.errors import AppError, ForbiddenError, NotFoundError, StaleError
from app.core.runtime import Runtime
from app.plans import listing as plans
from app.plans import matrix
from app.plans.access import may_write
from app.plans.amending import documents, service
from app.plans.amending import listing as lists
from app.plans.amending.documents import BasisFile
from app.plans.amending.entries import blocks
from app.plans.amending.recording import Amended
from app.plans.amending.schemas import AmendmentIn, CorrectionIn
from app.plans.amending.showing import Line
from app.plans.amending.typed import changes_of, indicator_now, now_of, of_indicator
from app.plans.drafts.pages.forms import parsed, to
from app.plans.listing import IndicatorView, PlanView
from app.plans.matrix import MatrixTask
from app.plans.terms import PlanState
from app.units import service as units
from app.web.parameters import CurrentActor, CurrentRuntime, IdQuery, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(prefix="/plans/{plan_id}/changes", include_in_schema=False)

LONGEST = 100_000
"""Characters of a field, so that an absurd one comes back in a form that can be read."""
Field_ = Annotated[str, Field(max_length=LONGEST)]
Fields_ = Annotated[list[Field_], Field(max_length=300)]


class Sent(BaseModel):
    """What the form sends: every field as typed. `row` are the assignments that it showed."""

    kind: Literal["correction", "amendment"] = "correction"
    task: Annotated[str, Field(pattern=r"^\d{0,18}$")] = ""
    version: int = 0
    reason: Field_ = ""
    basis: Field_ = ""
    organ: Field_ = ""
    decided_on: Field_ = ""
    effective_on: Field_ = ""
    number: Field_ = ""
    title: Field_ = ""
    text: Field_ = ""
    due_text: Field_ = ""
    due_on: Field_ = ""
    after: Annotated[str, Field(pattern=r"^\d{0,18}$")] = ""
    end_task: bool = False
    indicator: Annotated[str, Field(pattern=r"^\d{0,18}$")] = ""
    name: Field_ = ""
    measure: Field_ = ""
    baseline: Field_ = ""
    baseline_year: Field_ = ""
    target: Field_ = ""
    target_year: Field_ = ""
    attribute: Field_ = ""
    quote: Field_ = ""
    row: list[int] = Field([], max_length=300)
    unit: Fields_ = []
    raw: Fields_ = []
    role: Fields_ = []
    end: list[int] = Field([], max_length=300)
    first: Annotated[str, Field(pattern=r"^\d{0,18}$")] = ""
    new_unit: Fields_ = []
    new_role: Fields_ = []
    previewed: Field_ = ""

    @property
    def task_id(self) -> int | None:
        return int(self.task) if self.task else None

    @property
    def indicator_id(self) -> int | None:
        return int(self.indicator) if self.indicator else None

    @property
    def digest(self) -> str:
        """Of what was typed: what was shown is what is confirmed."""
        return sha256(self.model_dump_json(exclude={"previewed"}).encode()).hexdigest()


class Chosen(NamedTuple):
    name: str
    data: bytes


async def _chosen(request: Request) -> Chosen | None:
    """The document that was chosen beside the confirmation. The form is read already."""
    file = (await request.form()).get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return None
    return Chosen(file.filename, await file.read())


@dataclass(frozen=True)
class Preview:
    """What would be written: 原 and 现, and what is odd about it."""

    lines: Sequence[Line]
    warnings: Sequence[str]
    digest: str


@dataclass(frozen=True)
class AmendPage:
    """`task` is null where one is to be added, or an indicator changes; `typed` stands in the
    fields.
    """

    plan: PlanView
    task: MatrixTask | None
    indicator: IndicatorView | None
    tasks: Sequence[MatrixTask]
    typed: Sent
    ended: Sequence[int]
    unit_names: Sequence[str]
    preview: Preview | None
    refusal: str | None
    errors: Sequence[str]


@router.get("/new")
def form_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    task: IdQuery = None,
    indicator: IdQuery = None,
    kind: Annotated[Literal["correction", "amendment"], Query()] = "correction",
) -> Response:
    plan = _plan(session, actor, plan_id)
    shown = _task(session, actor, plan_id, task)
    measured = _indicator(session, plan_id, indicator)
    now = now_of(shown) if shown else indicator_now(measured) if measured else {}
    typed = Sent(**now, kind=kind)
    return _page(request, session, actor, plan, typed)


@router.post("/new")
def send(
    *,
    request: Request,
    session: RequestSession,
    runtime: CurrentRuntime,
    actor: CurrentActor,
    plan_id: PathId,
    sent: Annotated[Sent, Form()],
    file: Annotated[Chosen | None, Depends(_chosen)],
) -> Response:
    """The document counts when what was shown is confirmed: a browser sends it once."""
    plan = _plan(session, actor, plan_id)
    confirmed = sent.previewed == sent.digest
    try:
        if confirmed and file is not None and sent.kind == "amendment":
            with documents.kept(
                runtime, session, actor, plan_id, name=file.name, data=file.data
            ) as kept:
                made = _make(session, runtime, actor, plan, sent, kept)
        else:
            made = _make(session, runtime, actor, plan, sent)
    except AppError as refused:
        session.rollback()
        return _page(request, session, actor, plan, sent, refused=refused)
    if confirmed:
        return to(f"/plans/{plan_id}/changes", "amended", number=made.number)
    session.flush()  # what would be made is read back by plain selects
    view = lists.amendment(session, actor, made.id)
    session.rollback()  # it was only tried
    found = [line for block in blocks(view.changes) for line in block.lines]
    preview = Preview(found, made.warnings, sent.digest)
    return _page(request, session, actor, plan, sent, preview=preview)


def _plan(session: Session, actor: Actor, plan_id: int) -> PlanView:
    """Raise `NotFoundError`, `ForbiddenError`."""
    plan = plans.plan(session, actor, plan_id)
    if not may_write(actor, plan):
        raise ForbiddenError
    if plan.state is not PlanState.PUBLISHED:
        raise NotFoundError("方案还没有发布，请直接在草稿中修改")
    return plan


def _task(session: Session, actor: Actor, plan_id: int, task_id: int | None) -> MatrixTask | None:
    if task_id is None:
        return None
    found = matrix.task(session, actor, task_id)
    if found.plan_id != plan_id:
        raise NotFoundError
    return found


def _indicator(session: Session, plan_id: int, wanted: int | None) -> IndicatorView | None:
    return None if wanted is None else plans.indicator(session, plan_id, wanted)


def _make(
    session: Session,
    runtime: Runtime,
    actor: Actor,
    plan: PlanView,
    sent: Sent,
    file: BasisFile | None = None,
) -> Amended:
    """`plan` has the version that was read before the task: a change in between is stale too."""
    task = _task(session, actor, plan.id, sent.task_id)
    if task is not None and task.version != sent.version:
        raise StaleError

    def unit_id(name: str) -> int:
        return units.unit_named(session, name, plan.region.id).id

    indicator = _indicator(session, plan.id, sent.indicator_id)
    changes = of_indicator(indicator, sent) if indicator else changes_of(task, sent, unit_id)
    values: dict[str, Any] = {"changes": changes, "reason": sent.reason}
    if sent.kind == "correction":
        if sent.quote.strip():
            values["proof"] = service.proof_of(session, runtime.files, plan.id, sent.quote)
        given = parsed(CorrectionIn, values)
        return service.correct(
            session, actor, plan.id, given, files=runtime.files, expected=plan.version
        )
    for name in ("basis", "organ", "decided_on", "effective_on"):
        values[name] = getattr(sent, name).strip() or None
    decided = parsed(AmendmentIn, _said(values))
    return service.amend(session, actor, plan.id, decided, plan.version, file=file)


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was left empty, so that it is missed by name."""
    return {name: value for name, value in values.items() if value is not None}


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    plan: PlanView,
    typed: Sent,
    *,
    preview: Preview | None = None,
    refused: AppError | None = None,
) -> Response:
    task = _task(session, actor, plan.id, typed.task_id)
    indicator = _indicator(session, plan.id, typed.indicator_id)
    page = AmendPage(
        plan=plan,
        task=task,
        indicator=indicator,
        tasks=[] if task or indicator else matrix.matrix(session, actor, plan.id).tasks,
        typed=typed,
        ended=typed.end,
        unit_names=plans.unit_names(session, plan.region.id),
        preview=preview,
        refusal=refused.told if refused else None,
        errors=[str(one["msg"]) for one in refused.errors] if refused else [],
    )
    status = refused.status if refused else HTTPStatus.OK
    return render(request, "plans/amend.html", page, status=status)
