"""A stored file is read outside any transaction, and its draft imported in one."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from sqlalchemy import delete, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from app.core.actor import SYSTEM, Actor
from app.core.errors import NotFoundError
from app.core.events import Subject
from app.core.runtime import Runtime
from app.identity import service as identity
from app.identity.models import Region
from app.jobs.service import GiveUp, emit
from app.kit.canonical import digest
from app.plans import naming, rules
from app.plans.events import PlanRead, PlanRefused
from app.plans.locking import touch
from app.plans.models import Document, Plan
from app.plans.terms import PlanState
from app.plans.uploads import drafting
from app.plans.uploads.receiving import Home, drop_unused, home_of, register, stored
from app.plans.versions import standing
from app.reading import Reading, ReadingRefused, read_document
from app.units import service as units

Progress = Callable[[int, int], None]

# What is marked as secret must not stay here at all.
CLASSIFIED = "classified"
FILE_MISSING = ("file_missing", "原件已不在文件库中，请删除后重新上传")
READING_FAILED = ("reading_failed", "读取时程序出错，原件已保存，错误已记入日志，请联系管理员")
_BETWEEN_REPORTS = 0.5
"""Seconds: progress is a write, and a write waits for others."""


@dataclass(frozen=True)
class Waiting:
    """A stored file that is to be read. `told` writes how far it is, `refuse` why it cannot be."""

    what: str
    name: str
    sha256: str
    told: Callable[[Session, int, int], object]
    refuse: Callable[[str, str], None]


def read(runtime: Runtime, plan_id: int) -> None:
    """Read the file of a plan and import the draft. A second run finds nothing left to do."""
    with runtime.database.read() as session:
        found = _waiting(session, plan_id)
    if found is None:
        return
    here = update(Plan).where(col(Plan.id) == plan_id, col(Plan.state) == PlanState.READING)
    waiting = Waiting(
        f"方案 {plan_id} 的文件",
        *found,
        told=lambda session, done, total: session.execute(
            here.values(read_done=done, read_total=total)
        ),
        refuse=lambda code, reason: _refuse(runtime, plan_id, code, reason),
    )
    reading = reading_of(runtime, waiting)
    if reading is None:
        return
    with runtime.database.write() as session:
        plan = _claimed(session, plan_id)
        if plan is not None:
            fill(session, SYSTEM, plan, reading)
    if plan is None:  # taken back while it was read
        drop_unused(runtime, [waiting.sha256, digest(reading.text)])


def reading_of(runtime: Runtime, waiting: Waiting) -> Reading | None:
    """What the file says, its text stored; where it cannot be read those who wait are told why."""
    try:
        data = runtime.files.get(waiting.sha256)
        reading = read_document(waiting.name, data, _reporter(runtime, waiting))
    except FileNotFoundError:
        waiting.refuse(*FILE_MISSING)
    except ReadingRefused as refused:
        if refused.code == CLASSIFIED:
            runtime.files.path(waiting.sha256).unlink(missing_ok=True)
        waiting.refuse(refused.code, f"{refused.title}：{refused.detail}")
    except SQLAlchemyError:
        raise  # the database would not take the progress: the job is tried again
    except Exception as fault:
        # The same file would fail again and again; the person who waits is told now.
        waiting.refuse(*READING_FAILED)
        raise GiveUp(f"{waiting.what}读取出错：{fault!r}") from fault
    else:
        runtime.files.put(reading.text.encode())
        return reading
    return None


def _waiting(session: Session, plan_id: int) -> tuple[str, str] | None:
    """Name and digest of the file of a plan that is to be read."""
    query = (
        select(col(Document.name), col(Document.sha256))
        .join(Plan, col(Plan.id) == col(Document.plan_id))
        .where(col(Plan.id) == plan_id, col(Plan.state) == PlanState.READING)
        .order_by(col(Document.id))
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None


def _claimed(session: Session, plan_id: int) -> Plan | None:
    """The plan, locked, if it is still to be read: of two who read it only one imports."""
    plan = session.get(Plan, plan_id, with_for_update={"key_share": True})
    return plan if plan is not None and plan.state is PlanState.READING else None


def _reporter(runtime: Runtime, waiting: Waiting) -> Progress:
    last = monotonic()

    def report(done: int, total: int) -> None:
        nonlocal last
        if monotonic() - last < _BETWEEN_REPORTS:
            return
        last = monotonic()
        with runtime.database.write() as session:
            waiting.told(session, done, total)

    return report


def _refuse(runtime: Runtime, plan_id: int, code: str, reason: str) -> None:
    with runtime.database.write() as session:
        plan = _claimed(session, plan_id)
        if plan is None:
            return
        plan.state, plan.refusal_code, plan.refusal = PlanState.REFUSED, code, reason
        touch(plan)
        if code == CLASSIFIED:
            session.execute(delete(Document).where(col(Document.plan_id) == plan.id))
        subject = Subject("plan", plan.id)
        event = PlanRefused(subject=subject, region_id=plan.region_id, code=code, reason=reason)
        emit(session, SYSTEM, event)


def fill(session: Session, actor: Actor, plan: Plan, reading: Reading) -> drafting.Imported:
    """Make a draft of a plan that waits for its reading. Its text is in the file store already."""
    query = select(Document).where(col(Document.plan_id) == plan.id).order_by(col(Document.id))
    document = session.scalars(query).first()
    if document is None:
        raise NotFoundError
    document.text_sha256 = digest(reading.text)
    imported = drafting.import_draft(session, plan, document, reading.draft, reading.text)
    plan.state = PlanState.DRAFT
    touch(plan)
    standing.record_first(session, plan, document)
    naming.answer(session, SYSTEM, plan)
    event = PlanRead(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        title=plan.title,
        **imported._asdict(),
    )
    emit(session, actor, event)
    return imported


# ---- at once, by command ---------------------------------------------------------------------


def import_file(
    runtime: Runtime,
    actor: Actor,
    *,
    name: str,
    data: bytes,
    region: str | None = None,
    office: str | None = None,
    progress: Progress | None = None,
) -> tuple[Plan, drafting.Imported]:
    """Read a file and import its draft. Raise `ReadingRefused`, `DuplicateDocumentError`, …

    The region is the one that is named, or the one that the document names, or the only one.
    """
    rules.check_file(data)
    reading = read_document(rules.file_name(name), data, progress)
    with runtime.database.read() as session:
        home = _home_named(session, actor, region, reading.draft.plan.region, office)
    with (
        stored(runtime, data, reading.text.encode()) as sha256,
        runtime.database.write() as session,
    ):
        size = len(data)
        plan = register(session, actor, home, name=name, size=size, sha256=sha256, later=False)
        return plan, fill(session, actor, plan, reading)


def _home_named(
    session: Session, actor: Actor, named: str | None, printed: str | None, office: str | None
) -> Home:
    place = identity.region_named(session, named) if named else _printed_region(session, printed)
    unit = units.unit_named(session, office, place.id) if office else None
    return home_of(session, actor, office_id=unit.id if unit else None, region_id=place.id)


def _printed_region(session: Session, printed: str | None) -> Region:
    try:
        return identity.region_named(session, printed or "")
    except NotFoundError:
        return identity.region_or_only(session, None)
