"""The document by which a plan was changed: held to what an uploaded plan is held to, and kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import AppError, InvalidError
from app.core.runtime import Runtime
from app.kit.canonical import digest
from app.plans import rules
from app.plans.access import to_write
from app.plans.models import Document, Plan
from app.plans.terms import DocumentKind
from app.plans.uploads.receiving import add_document, main_document, stored
from app.reading import ReadingRefused, read_document


@dataclass(frozen=True)
class BasisFile:
    """In the file store, and not yet of a plan; its text can be read and quoted."""

    name: str
    size: int
    sha256: str
    text_sha256: str


class UnreadableError(InvalidError):
    """As an uploaded plan that could not be read tells it."""

    code, title = "unreadable_file", "依据的文件没有读出来"


@contextmanager
def kept(
    runtime: Runtime, session: Session, actor: Actor, plan_id: int, *, name: str, data: bytes
) -> Iterator[BasisFile]:
    """A file on disk for the amendment that the block makes and commits; gone where it is refused.

    Reading takes its time: no transaction is open meanwhile. Raise `NotFoundError` and
    `ForbiddenError` before anything is read, then `EmptyFileError`, `FileTooLargeError`,
    `UnreadableError`.
    """
    to_write(session, actor, plan_id)
    session.rollback()
    rules.check_file(data)
    name = rules.file_name(name)
    text = _text(name, data)
    with stored(runtime, data, text.encode()) as sha256:
        try:
            yield BasisFile(name, len(data), sha256, digest(text))
        except AppError:
            session.rollback()  # what is refused holds no lock while its file goes
            raise
        runtime.database.commit(session)


def _text(name: str, data: bytes) -> str:
    try:
        return read_document(name, data).text
    except ReadingRefused as refused:
        raise UnreadableError(f"{refused.title}：{refused.detail}") from refused


def add(session: Session, plan: Plan, file: BasisFile) -> int:
    """Its id as a document of the plan. Raise `DuplicateDocumentError`."""
    row: Document = main_document(plan, file.name, file.size, file.sha256)
    row.kind, row.text_sha256 = DocumentKind.AMENDMENT, file.text_sha256
    add_document(session, row)
    return row.id
