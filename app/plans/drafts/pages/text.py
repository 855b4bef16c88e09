"""The text of a document with one place in it marked: where a cell of the matrix comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.core.actor import Actor
from app.core.actor import Role as ActorRole
from app.core.errors import ForbiddenError, NotFoundError
from app.core.files import FileStore
from app.plans import listing
from app.plans.drafts import fulltext
from app.plans.listing import DocumentView, PlanView
from app.plans.terms import PlanState
from app.web.parameters import CurrentActor, CurrentRuntime, IdQuery, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

Offset = Annotated[int, Query(ge=0, le=2**31)]


@dataclass(frozen=True)
class TextPage:
    """`missed` where a place was asked for that the text does not have."""

    plan: PlanView
    document: DocumentView
    documents: Sequence[DocumentView]
    pages: Sequence[fulltext.Page]
    marked: bool
    missed: bool


@router.get("/plans/{plan_id}/text")
def text_page(
    *,
    request: Request,
    runtime: CurrentRuntime,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    document: IdQuery = None,
    start: Offset = 0,
    end: Offset = 0,
) -> Response:
    plan = listing.plan(session, actor, plan_id)
    if not may_read(actor, plan):
        raise ForbiddenError
    documents = [one for one in listing.documents(session, plan_id) if one.text_sha256]
    shown = _chosen(documents, document)
    pages = fulltext.pages(_read(runtime.files, shown), start, end)
    marked = any(one.marked for page in pages for one in page.paragraphs)
    page = TextPage(
        plan=plan,
        document=shown,
        documents=documents,
        pages=pages,
        marked=marked,
        missed=bool(start or end) and not marked,
    )
    return render(request, "plans/text.html", page)


def may_read(actor: Actor, plan: PlanView) -> bool:
    """Who sees only the rows of the own unit sees the whole document of a precedent alone."""
    precedent = plan.library and plan.state is PlanState.PUBLISHED
    return precedent or actor.role is not ActorRole.LIAISON


def _chosen(documents: Sequence[DocumentView], wanted: int | None) -> DocumentView:
    """Where none is named that of the newest version. Raise `NotFoundError`."""
    found = [one for one in documents if wanted in (None, one.id)]
    if not found:
        raise NotFoundError("这个方案没有读出这份原件的文字")
    return max(found, key=lambda one: (one.version or 0, -one.id))


def _read(files: FileStore, document: DocumentView) -> str:
    try:
        return files.get(document.text_sha256 or "").decode()
    except FileNotFoundError as missing:
        raise NotFoundError("原件的文字已不在文件库中") from missing
