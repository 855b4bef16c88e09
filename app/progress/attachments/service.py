"""Files of returns: added and taken away while the unit works on it, read by who reads it."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.core.errors import NotFoundError
from app.core.events import Event, Subject
from app.core.files import FileStore
from app.jobs.service import emit
from app.kit import clock
from app.progress.attachments import rules
from app.progress.attachments.events import AttachmentAdded, AttachmentRemoved
from app.progress.attachments.models import Attachment
from app.progress.filing import UnknownRowError
from app.progress.rows import rows_of
from app.progress.rules import Action, allowed, move, standing_to_return
from app.progress.steps import load, place_of


def store(files: FileStore) -> FileStore:
    """Apart from the documents of plans, which go when a draft goes."""
    return FileStore(files.root / "attachments")


def add(
    session: Session,
    actor: Actor,
    return_id: int,
    *,
    name: str,
    data: bytes,
    task_id: int | None = None,
) -> Row[Any]:
    """The same file twice is one. Raise what `rules.check` refuses, and what stands in the way of
    writing the return: files may also come while it waits for its signature.
    """
    found = _open(session, actor, return_id)
    kept, kind = rules.check(name, data)
    if task_id is not None and all(row.task_id != task_id for row in rows_of(session, return_id)):
        raise UnknownRowError(errors=[{"loc": ["task_id"], "msg": f"没有编号为 {task_id} 的任务"}])
    digest = sha256(data).hexdigest()
    same = _of(return_id).where(
        col(Attachment.sha256) == digest, col(Attachment.task_id).is_not_distinct_from(task_id)
    )
    there = session.execute(same).first()
    if there is not None:
        return there
    counted = select(func.count()).where(col(Attachment.return_id) == return_id)
    rules.check_count(int(session.execute(counted).scalar_one()))
    store(session.info["files"]).put(data)  # what is refused leaves nothing behind
    made = Attachment(
        return_id=return_id,
        task_id=task_id,
        name=kept,
        kind=kind,
        size=len(data),
        sha256=digest,
        added_by=actor.name,
        added_at=clock.now(),
    )
    session.add(made)
    session.flush()  # the answer gives the id
    facts = {"name": kept, "size": len(data), "sha256": digest, "task_id": task_id}
    _tell(session, actor, found, AttachmentAdded, attachment_id=made.id, **facts)
    return session.execute(_of(return_id).where(col(Attachment.id) == made.id)).one()


def remove(session: Session, actor: Actor, attachment_id: int) -> int:
    """While the return can still be written. The return that it was of. The bytes stay in the
    store: the journal tells of them.
    """
    attachment = _readable(session, actor, attachment_id)
    found = _open(session, actor, attachment.return_id)
    session.delete(attachment)
    facts = {"name": attachment.name, "sha256": attachment.sha256}
    _tell(session, actor, found, AttachmentRemoved, attachment_id=attachment_id, **facts)
    return attachment.return_id


def content(session: Session, actor: Actor, attachment_id: int) -> tuple[Attachment, bytes]:
    """Raise `NotFoundError` unless the actor may read the return."""
    attachment = _readable(session, actor, attachment_id)
    try:
        return attachment, store(session.info["files"]).get(attachment.sha256)
    except FileNotFoundError as lost:
        raise NotFoundError("附件的文件不在了，请联系管理员") from lost


def of_return(session: Session, return_id: int) -> Sequence[Row[Any]]:
    """For who may read the return, in the order in which they came."""
    return session.execute(_of(return_id).order_by(col(Attachment.id))).all()


def _of(return_id: int) -> Any:
    columns = cols(
        Attachment.id,
        Attachment.return_id,
        Attachment.task_id,
        Attachment.name,
        Attachment.kind,
        Attachment.size,
        Attachment.sha256,
        Attachment.added_by,
        Attachment.added_at,
    )
    return select(*columns).where(col(Attachment.return_id) == return_id)


def _readable(session: Session, actor: Actor, attachment_id: int) -> Attachment:
    attachment = session.get(Attachment, attachment_id)
    if attachment is None:
        raise NotFoundError
    load(session, actor, attachment.return_id)
    return attachment


def _open(session: Session, actor: Actor, return_id: int) -> Row[Any]:
    """The return, which the actor may write or clear now."""
    found = load(session, actor, return_id)
    who = standing_to_return(actor, place_of(found))
    if Action.CLEAR not in allowed(found.state, who):
        move(Action.SAVE, found.state, who)
    return found


def _tell(
    session: Session, actor: Actor, found: Row[Any], event: type[Event], **facts: Any
) -> None:
    about = {
        "subject": Subject("return", found.id),
        "region_id": found.region_id,
        "unit_ids": (found.unit_id,),
    }
    emit(session, actor, event(**about, **facts))
