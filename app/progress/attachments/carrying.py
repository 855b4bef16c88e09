"""Files go with what was said: into the form that takes over another, or one of its tasks."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from app.progress.attachments.models import Attachment


def copy(session: Session, from_id: int, into_id: int) -> None:
    """All files of a return also stand in another; what is there already is not doubled."""
    _add(session, _of(session, from_id), into_id)


def move(session: Session, from_id: int, into: Collection[int], task_id: int) -> None:
    """The files of one task leave a return for others."""
    files = [one for one in _of(session, from_id) if one.task_id == task_id]
    for into_id in into:
        _add(session, files, into_id)
    for one in files:
        session.delete(one)


def _add(session: Session, files: Iterable[Attachment], into_id: int) -> None:
    there = {(one.task_id, one.sha256) for one in _of(session, into_id)}
    for one in files:
        if (one.task_id, one.sha256) not in there:
            facts = one.model_dump(exclude={"id", "return_id"})
            session.add(Attachment(return_id=into_id, **facts))


def _of(session: Session, return_id: int) -> Sequence[Attachment]:
    query = select(Attachment).where(col(Attachment.return_id) == return_id)
    return session.scalars(query.order_by(col(Attachment.id))).all()


def with_files(session: Session, return_ids: Collection[int]) -> frozenset[int]:
    """Those of the returns that have a file."""
    query = select(col(Attachment.return_id)).where(col(Attachment.return_id).in_(return_ids))
    return frozenset(session.scalars(query))
