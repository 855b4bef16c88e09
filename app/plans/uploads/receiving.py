"""A file comes in: stored, registered, read outside any transaction, imported in one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import or_, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.core.errors import AppError, ForbiddenError, NotFoundError
from app.core.events import Subject
from app.core.runtime import Runtime
from app.identity.models import Region
from app.identity.queries import readable_regions
from app.jobs.service import emit, enqueue
from app.kit import clock
from app.kit.identifiers import uuid7
from app.plans import rules
from app.plans.events import PlanReceived
from app.plans.models import Document, Plan, PlanVersion, came_as
from app.plans.terms import DocumentKind, PlanState
from app.plans.versions import messages
from app.units import service as units

READ_JOB = "plans.read"


@dataclass(frozen=True)
class Home:
    """Where a plan belongs: its region, and the unit that runs it."""

    region_id: int
    office_id: int | None


@dataclass(frozen=True)
class Received:
    plan_id: int
    state: PlanState


def receive(
    runtime: Runtime,
    actor: Actor,
    *,
    name: str,
    data: bytes,
    office_id: int | None = None,
    region_id: int | None = None,
) -> Received:
    """Store a file and let a job read it. Raise `DuplicateDocumentError`, `EmptyFileError`, …"""
    rules.check_file(data)
    with runtime.database.read() as session:
        home = home_of(session, actor, office_id=office_id, region_id=region_id)
    with stored(runtime, data) as sha256, runtime.database.write() as session:
        plan = register(session, actor, home, name=name, size=len(data), sha256=sha256)
        return Received(plan.id, plan.state)


# ---- what is kept of it ----------------------------------------------------------------------


@contextmanager
def stored(runtime: Runtime, data: bytes, *others: bytes) -> Iterator[str]:
    """Files on disk for rows that the block commits; gone again where it refuses them."""
    digests = [runtime.files.put(one) for one in (data, *others)]
    try:
        yield digests[0]
    except AppError:
        drop_unused(runtime, digests)
        raise
    for one, digest in zip((data, *others), digests, strict=True):
        # The last document that had the same file may have gone meanwhile.
        if not runtime.files.path(digest).exists():
            runtime.files.put(one)


def drop_unused(runtime: Runtime, digests: Iterable[str]) -> None:
    """Remove those files that no document has. For after the commit in which one went."""
    with runtime.database.write() as session:
        # On SQLite a write transaction already stands alone.
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("LOCK TABLE document IN SHARE MODE"))
        for one in digests:
            named = or_(col(Document.sha256) == one, col(Document.text_sha256) == one)
            if session.scalars(select(col(Document.id)).where(named)).first() is None:
                runtime.files.path(one).unlink(missing_ok=True)


# ---- where it belongs ------------------------------------------------------------------------


def home_of(
    session: Session, actor: Actor, *, office_id: int | None, region_id: int | None
) -> Home:
    """Raise `NotFoundError` for a region or unit not seen, `ForbiddenError` where not to write."""
    region_id = region_id if region_id is not None else actor.region_id
    regions = readable_regions(actor).where(col(Region.id) == region_id)
    if region_id is None or session.scalars(regions).first() is None:
        raise NotFoundError("没有这个行政区划，或者您无权查看")
    home = Home(region_id, office_id if office_id is not None else actor.unit_id)
    if not rules.may_write(actor, region_id=home.region_id, office_id=home.office_id):
        raise ForbiddenError
    if office_id is not None:
        check_office(session, actor, office_id, home.region_id)
    return home


def check_office(session: Session, actor: Actor, office_id: int, region_id: int) -> None:
    """Raise unless the unit belongs to the region, or serves it."""
    office = units.get(session, actor, office_id)
    if region_id not in (office.region_id, office.serves_region_id):
        raise rules.OfficeElsewhereError(f"“{office.name}”")


def register(
    session: Session,
    actor: Actor,
    home: Home,
    *,
    name: str,
    size: int,
    sha256: str,
    later: bool = True,
) -> Plan:
    """The rows of a file that is stored, in state `reading`; `later` leaves it to a job."""
    name = rules.file_name(name)
    plan = Plan(
        uid=str(uuid7()),
        region_id=home.region_id,
        office_id=home.office_id,
        state=PlanState.READING,
        title=rules.provisional_title(name),
        created_by=actor.name,
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    with session.begin_nested():  # no plan is without its document
        session.add(plan)
        session.flush()  # the document needs the id
        add_document(session, main_document(plan, name, size, sha256))
    event = PlanReceived(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        name=name,
        sha256=sha256,
        size=size,
    )
    emit(session, actor, event)
    if later:
        enqueue(session, READ_JOB, {"plan_id": plan.id})
    return plan


def add_document(session: Session, document: Document) -> None:
    """The unique key of region and digest decides, also between two who upload at once. Raise
    `DuplicateDocumentError`.
    """
    try:
        with session.begin_nested():
            session.add(document)
    except IntegrityError as taken:
        raise _duplicate(session, document) from taken


def main_document(plan: Plan, name: str, size: int, sha256: str) -> Document:
    return Document(
        uid=str(uuid7()),
        plan_id=plan.id,
        region_id=plan.region_id,
        kind=DocumentKind.MAIN,
        name=name,
        size=size,
        sha256=sha256,
        created_at=clock.now(),
    )


def _duplicate(session: Session, document: Document) -> rules.DuplicateDocumentError:
    """Where the file is already, and as which version."""
    here = document.plan_id
    query = (
        select(Plan, *cols(PlanVersion.number, PlanVersion.stage))
        .join(Document, col(Document.plan_id) == col(Plan.id))
        .outerjoin(PlanVersion, came_as())
        .where(
            col(Document.region_id) == document.region_id,
            col(Document.sha256) == document.sha256,
        )
    )
    first, number, stage = session.execute(query).one()
    which = messages.version(number, stage) if number else ""
    said = f"它就是本方案的{which}" if first.id == here and number else None
    later = which if number and number > 1 else ""
    return rules.DuplicateDocumentError(
        said or f"已有方案“{first.title}”（编号 {first.id}）{later}",
        plan_id=first.id,
        version=number,
        url=f"/api/v1/plans/{first.id}",
    )
