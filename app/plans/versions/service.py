"""One version of a plan over another: received, read, put over the draft, or taken back."""

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from app.core.actor import SYSTEM, Actor
from app.core.errors import ConflictError, NotFoundError
from app.core.events import Subject
from app.core.runtime import Runtime
from app.jobs.service import emit, enqueue
from app.kit import clock
from app.kit.canonical import digest
from app.plans import rules, settling
from app.plans.access import for_change
from app.plans.locking import locked, touch
from app.plans.models import Document, Plan, PlanVersion
from app.plans.terms import VersionState
from app.plans.uploads.importing import Progress, Waiting, reading_of
from app.plans.uploads.receiving import add_document, drop_unused, main_document, stored
from app.plans.versions import comparing, merging, messages
from app.plans.versions.events import (
    PlanVersionImported,
    PlanVersionReceived,
    PlanVersionRefused,
    PlanVersionWithdrawn,
)
from app.plans.versions.rules import AnotherPlanError, ImportedVersionError
from app.plans.versions.succeeding import draft_over, over
from app.reading import Reading, read_document

READ_JOB = "plans.read_version"
_SAID_ANEW = {"file_missing": messages.FILE_MISSING, "reading_failed": messages.READING_FAILED}


# ---- a file comes in -------------------------------------------------------------------------


def receive_over(
    runtime: Runtime,
    actor: Actor,
    plan_id: int,
    *,
    name: str,
    data: bytes,
    confirmed: bool = False,
) -> PlanVersion:
    """Store a file and let a job read it over a draft. Raises as `register`, `EmptyFileError`, …"""
    rules.check_file(data)
    with runtime.database.read() as session:
        check_over(session, actor, plan_id)
    with stored(runtime, data) as sha256, runtime.database.write() as session:
        size = len(data)
        return register(
            session, actor, plan_id, name=name, size=size, sha256=sha256, confirmed=confirmed
        )


def register(
    session: Session,
    actor: Actor,
    plan_id: int,
    *,
    name: str,
    size: int,
    sha256: str,
    confirmed: bool = False,
    later: bool = True,
) -> PlanVersion:
    """The rows of a file that is stored and is to come over a draft; `later` leaves it to a job.
    Over a published 征求意见稿 that is a draft of its own: see `succeeding`.

    `confirmed`: that it is the same plan is said by a person, and no longer asked by the job.
    Raise `PublishedPlanError`, `StillReadingError`, `DuplicateDocumentError`.
    """
    plan = draft_over(session, actor, plan_id)
    check_free(session, plan)
    _clear_refused(session, plan)
    document = main_document(plan, rules.file_name(name), size, sha256)
    version = _insert(session, actor, plan, document)
    # While it is read, the code of a refusal is that of one that its sender has put aside.
    version.refusal_code = AnotherPlanError.code if confirmed else None
    event = PlanVersionReceived(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        number=version.number,
        name=document.name,
        sha256=sha256,
        size=size,
        confirmed=confirmed,
    )
    emit(session, actor, event)
    if later:
        enqueue(session, READ_JOB, {"version_id": version.id})
    return version


def check_over(session: Session, actor: Actor, plan_id: int) -> None:
    """Raise what `register` would, before a file is stored or read."""
    draft = over(session, actor, plan_id)
    if draft is not None:
        check_free(session, draft)


def check_free(session: Session, plan: Plan) -> None:
    """Raise unless it is a draft that no new version is about to change."""
    rules.check_draft(plan.state)
    waiting = select(col(PlanVersion.id)).where(
        col(PlanVersion.plan_id) == plan.id, col(PlanVersion.state) == VersionState.READING
    )
    if session.scalars(waiting).first() is not None:
        raise rules.StillReadingError("上一次上传的新版本还没有读完；可以等它读完，或者撤回")


def _clear_refused(session: Session, plan: Plan) -> None:
    """A version that came to nothing gives its number to the next."""
    refused = delete(PlanVersion).where(
        col(PlanVersion.plan_id) == plan.id, col(PlanVersion.state) == VersionState.REFUSED
    )
    session.execute(refused)


def _insert(session: Session, actor: Actor, plan: Plan, document: Document) -> PlanVersion:
    last = select(func.max(col(PlanVersion.number))).where(col(PlanVersion.plan_id) == plan.id)
    add_document(session, document)
    version = PlanVersion(
        plan_id=plan.id,
        number=(session.execute(last).scalar_one() or 0) + 1,
        state=VersionState.READING,
        document_id=document.id,
        title=rules.provisional_title(document.name),
        created_by=actor.name,
        created_at=clock.now(),
    )
    session.add(version)
    session.flush()  # the job needs the id
    return version


# ---- it is read ------------------------------------------------------------------------------


def read_version(runtime: Runtime, version_id: int) -> None:
    """Read the file of a version and put it over the draft. A second run finds nothing to do."""
    with runtime.database.read() as session:
        found = _waiting(session, version_id)
    if found is None:
        return
    here = update(PlanVersion).where(
        col(PlanVersion.id) == version_id, col(PlanVersion.state) == VersionState.READING
    )
    waiting = Waiting(
        f"方案新版本 {version_id} 的文件",
        *found,
        told=lambda session, done, total: session.execute(
            here.values(read_done=done, read_total=total)
        ),
        refuse=lambda code, reason: _refuse(runtime, version_id, code, reason),
    )
    reading = reading_of(runtime, waiting)
    if reading is not None:
        _put_or_refuse(runtime, version_id, reading)
    text = [digest(reading.text)] if reading is not None else []
    drop_unused(runtime, [waiting.sha256, *text])


def _put_or_refuse(runtime: Runtime, version_id: int, reading: Reading) -> None:
    try:
        with runtime.database.write() as session:
            found = _claimed(session, version_id)
            if found is not None:
                _put(session, SYSTEM, *found, reading)
    except ConflictError as refused:
        _refuse(runtime, version_id, refused.code, refused.told)


def _waiting(session: Session, version_id: int) -> tuple[str, str] | None:
    """Name and digest of the file of a version that is to be read."""
    query = (
        select(col(Document.name), col(Document.sha256))
        .join(PlanVersion, col(PlanVersion.document_id) == col(Document.id))
        .where(col(PlanVersion.id) == version_id, col(PlanVersion.state) == VersionState.READING)
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None


def _claimed(session: Session, version_id: int) -> tuple[Plan, PlanVersion] | None:
    """The plan, locked, and its version, if it is still to be read: of two only one imports."""
    version = session.get(PlanVersion, version_id)
    if version is None:
        return None
    plan = locked(session, version.plan_id)
    version = session.get(PlanVersion, version_id, populate_existing=True)
    if plan is None or version is None or version.state is not VersionState.READING:
        return None
    return plan, version


def _refuse(runtime: Runtime, version_id: int, code: str, reason: str) -> None:
    """The draft stands as it was; the file goes, so that it can be sent again."""
    with runtime.database.write() as session:
        found = _claimed(session, version_id)
        if found is None:
            return
        plan, version = found
        version.state, version.refusal_code = VersionState.REFUSED, code
        version.refusal = _SAID_ANEW.get(code, reason)
        _drop_file(session, version)
        event = PlanVersionRefused(
            subject=Subject("plan", plan.id),
            region_id=plan.region_id,
            number=version.number,
            code=code,
            reason=version.refusal,
        )
        emit(session, SYSTEM, event)


def _drop_file(session: Session, version: PlanVersion) -> list[str]:
    """The digest of the file, for `drop_unused`."""
    document_id, version.document_id = version.document_id, None
    session.flush()  # nothing refers to the document
    gone = delete(Document).where(col(Document.id) == document_id)
    return list(session.scalars(gone.returning(col(Document.sha256))))


def _put(
    session: Session, actor: Actor, plan: Plan, version: PlanVersion, reading: Reading
) -> dict[str, int]:
    """The draft as the new version has it; how many of each kind the difference lists."""
    rules.check_draft(plan.state)
    document = session.get(Document, version.document_id)
    if document is None:
        raise NotFoundError
    document.text_sha256 = digest(reading.text)
    confirmed = version.refusal_code == AnotherPlanError.code
    put = merging.put_over(session, plan, document, reading, confirmed=confirmed)
    version.state, version.imported_at = VersionState.IMPORTED, clock.now()
    version.refusal_code = None
    version.stage, version.title = reading.draft.plan.stage, plan.title
    version.printed, version.difference = put.printed, put.difference
    touch(plan)
    counts = comparing.counts(put.difference)
    event = PlanVersionImported(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        number=version.number,
        stage=version.stage.value,
        title=version.title,
        document_sha256=document.sha256,
        counts=counts,
        tasks_removed=put.difference["tasks_removed"],
    )
    emit(session, actor, event)
    settling.look_again(session, SYSTEM, plan)
    return counts


# ---- at once, by command ---------------------------------------------------------------------


def import_over(
    runtime: Runtime,
    actor: Actor,
    plan_id: int,
    *,
    name: str,
    data: bytes,
    confirmed: bool = False,
    progress: Progress | None = None,
) -> PlanVersion:
    """Read a file and put it over a draft. Raises as `register`, `ReadingRefused`, …"""
    rules.check_file(data)
    with runtime.database.read() as session:
        check_over(session, actor, plan_id)
    reading = read_document(rules.file_name(name), data, progress)
    with (
        stored(runtime, data, reading.text.encode()) as sha256,
        runtime.database.write() as session,
    ):
        version = register(
            session,
            actor,
            plan_id,
            name=name,
            size=len(data),
            sha256=sha256,
            confirmed=confirmed,
            later=False,
        )
        plan = session.get_one(Plan, version.plan_id)
        _put(session, actor, plan, version, reading)
        return version


# ---- taken back ------------------------------------------------------------------------------


def withdraw_version(session: Session, actor: Actor, plan_id: int, number: int) -> list[str]:
    """Take back a version that is still to be read, or was refused.

    The digest of its file, for `drop_unused` once this is committed.
    """
    plan = for_change(session, actor, plan_id)
    query = select(PlanVersion).where(
        col(PlanVersion.plan_id) == plan.id, col(PlanVersion.number) == number
    )
    version = session.scalars(query).first()
    if version is None:
        raise NotFoundError
    if version.state is VersionState.IMPORTED:
        raise ImportedVersionError
    files = _drop_file(session, version)
    event = PlanVersionWithdrawn(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        number=number,
        title=version.title,
    )
    session.delete(version)
    emit(session, actor, event)
    return files
