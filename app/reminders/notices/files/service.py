"""Files of a reply: added and taken away until it was accepted, read by who reads the notice."""

from hashlib import sha256

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.progress.attachments.rules import check, check_count
from app.progress.attachments.service import store
from app.reminders.notices import access, queries, rules
from app.reminders.notices.files.events import NoticeFileAdded, NoticeFileRemoved
from app.reminders.notices.files.models import NoticeFile
from app.reminders.notices.models import Notice
from app.reminders.notices.terms import NoticeAction, NoticeState


def add(session: Session, actor: Actor, notice_id: int, *, name: str, data: bytes) -> int:
    """The same file twice is one. Raise who may (403), what stands in the way (409), and what
    `attachments.rules.check` refuses.
    """
    notice = _open(session, actor, notice_id)
    kept, kind = check(name, data)
    there = files_of(session, notice_id)
    digest = sha256(data).hexdigest()
    same = next((one.id for one in there if one.sha256 == digest), None)
    if same is not None:
        return same
    check_count(len(there))
    store(session.info["files"]).put(data)  # what is refused leaves nothing behind
    made = NoticeFile(
        notice_id=notice_id,
        name=kept,
        kind=kind,
        size=len(data),
        sha256=digest,
        added_by=actor.name,
        added_at=clock.now(),
    )
    session.add(made)
    _look_again(session, notice)
    session.flush()  # the event names it
    event = NoticeFileAdded(
        subject=Subject("notice_file", made.id),
        region_id=notice.region_id,
        unit_ids=(notice.unit_id,),
        notice_id=notice_id,
        name=kept,
        size=len(data),
        sha256=digest,
    )
    emit(session, actor, event)
    return made.id


def remove(session: Session, actor: Actor, notice_id: int, file_id: int) -> None:
    """The bytes stay in the store: the journal tells of them."""
    notice = _open(session, actor, notice_id)
    found = _file(session, notice_id, file_id)
    session.delete(found)
    _look_again(session, notice)
    event = NoticeFileRemoved(
        subject=Subject("notice_file", file_id),
        region_id=notice.region_id,
        unit_ids=(notice.unit_id,),
        notice_id=notice_id,
        name=found.name,
        sha256=found.sha256,
    )
    emit(session, actor, event)


def content(
    session: Session, actor: Actor, notice_id: int, file_id: int
) -> tuple[NoticeFile, bytes]:
    """Raise `NotFoundError` unless the actor may read the notice."""
    access.find(session, actor, notice_id)
    found = _file(session, notice_id, file_id)
    try:
        return found, store(session.info["files"]).get(found.sha256)
    except FileNotFoundError as lost:
        raise NotFoundError("附件的文件不在了，请联系管理员") from lost


def files_of(session: Session, notice_id: int) -> list[NoticeFile]:
    """The oldest first."""
    query = select(NoticeFile).where(col(NoticeFile.notice_id) == notice_id)
    return list(session.scalars(query.order_by(col(NoticeFile.id))))


def _look_again(session: Session, notice: Notice) -> None:
    """What the second person of a 自审 has seen is not what the unit says now."""
    if notice.state is NoticeState.REPLIED:
        newest = queries.replies_of(session, notice.id)[0]
        newest.confirmed_by = newest.confirmed_key = None


def _file(session: Session, notice_id: int, file_id: int) -> NoticeFile:
    found = session.get(NoticeFile, file_id)
    if found is None or found.notice_id != notice_id:
        raise NotFoundError
    return found


def _open(session: Session, actor: Actor, notice_id: int) -> Notice:
    """By whoever may reply, also while the reply waits for its review."""
    found = access.find(session, actor, notice_id)
    rules.check_who(NoticeAction.REPLY, found.who)
    notice = access.lock(session, notice_id, None)
    if notice.state is not NoticeState.REPLIED:
        rules.move(NoticeAction.REPLY, notice.state)
    return notice
