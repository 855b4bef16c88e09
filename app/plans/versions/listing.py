"""Versions as lists and pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.actor import Role as ActorRole
from app.core.columns import cols
from app.plans import access
from app.plans import listing as plans
from app.plans.listing import PlanView
from app.plans.models import Document, PlanVersion
from app.plans.terms import PlanState, VersionState
from app.reading.terms import Stage


@dataclass(frozen=True, slots=True)
class DocumentRef:
    id: int
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """`document` is null for a version that was refused; `difference` for the first one, and for
    who sees only the rows of the own unit.
    """

    number: int
    state: VersionState
    stage: Stage | None
    title: str
    read_done: int
    read_total: int
    refusal_code: str | None
    refusal: str | None
    created_by: str
    created_at: datetime
    imported_at: datetime | None
    document: DocumentRef | None
    difference: dict[str, Any] | None


_PLAIN = VersionView.__slots__[:-2]


def versions(session: Session, actor: Actor, plan_id: int) -> Sequence[VersionView]:
    """The oldest first. Raise `NotFoundError` for a plan that the actor may not read.

    A liaison sees which versions were imported, and no more: a difference names rows and units
    that are not the own ones. Who sent the versions of a precedent of elsewhere is not told: its
    region stands there.
    """
    return of_plan(session, actor, plans.plan(session, actor, plan_id))


def of_plan(session: Session, actor: Actor, plan: PlanView) -> Sequence[VersionView]:
    whole = actor.role is not ActorRole.LIAISON
    columns = [getattr(PlanVersion, name) for name in _PLAIN]
    document = cols(Document.id, Document.name, Document.sha256)
    query = (
        select(*columns, *(one.label(f"of_{one.key}") for one in document))
        .outerjoin(Document, col(Document.id) == col(PlanVersion.document_id))
        .where(col(PlanVersion.plan_id) == plan.id)
        .order_by(col(PlanVersion.number))
    )
    if whole:
        query = query.add_columns(col(PlanVersion.difference))
    else:
        query = query.where(col(PlanVersion.state) == VersionState.IMPORTED)
    found = [_view(row) for row in session.execute(query)]
    if access.knows(session, actor, plan.id):
        return found
    return [replace(one, created_by=plan.region.name) for one in found]


def _view(row: Row[Any]) -> VersionView:
    values = dict(row._mapping)  # noqa: SLF001 - public in SQLAlchemy
    if row.state is VersionState.READING:
        values["refusal_code"] = None  # put aside by who sent it
    document = DocumentRef(row.of_id, row.of_name, row.of_sha256) if row.of_id else None
    return VersionView(
        **{name: values[name] for name in _PLAIN},
        document=document,
        difference=values.get("difference"),
    )


def on_the_way(session: Session, plan: PlanView) -> dict[str, Any]:
    """What a plan tells of a file that is being read: its own first one, or a new version that is
    still to be read or came to nothing.
    """
    names = ("number", "state", "title", "refusal_code", "refusal")
    columns = [getattr(PlanVersion, name) for name in (*names, "read_done", "read_total")]
    query = select(*columns).where(
        col(PlanVersion.plan_id) == plan.id, col(PlanVersion.state) != VersionState.IMPORTED
    )
    row = session.execute(query).first()
    done, total = (row.read_done, row.read_total) if row else (plan.read_done, plan.read_total)
    is_reading = row.state is VersionState.READING if row else plan.state is PlanState.READING
    incoming = {name: getattr(row, name) for name in names} if row else None
    if incoming and is_reading:
        incoming["refusal_code"] = None  # put aside by who sent it
    return {
        "progress": {"done": done, "total": total} if is_reading else None,
        "incoming_version": incoming,
    }
