"""`taskmatrix verify`: does what is stored still hold together?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.core.files import FileStore
from app.core.runtime import Runtime
from app.journal import service as journal
from app.plans.models import Document
from app.progress.attachments import service as attachments
from app.progress.attachments.models import Attachment
from app.reminders.instructions.models import Instruction
from app.reminders.notices.files.models import NoticeFile


@dataclass(frozen=True)
class Fault:
    """`harmful` faults mean that something was lost or changed; others can be tidied away."""

    what: str
    harmful: bool = True


def faults(runtime: Runtime) -> Iterator[Fault]:
    """Walk the chain of events, the references between rows, and the files."""
    with runtime.database.read() as session:
        for flaw in journal.verify(session):
            yield Fault(f"留痕第 {flaw.seq} 条：{flaw.reason}")
        if runtime.database.is_sqlite:
            yield from _broken_references(session)
        yield from _files(runtime, session)


def _broken_references(session: Session) -> Iterator[Fault]:
    """PostgreSQL has no way to break a reference; a SQLite file can be edited by anything."""
    for table, row, parent, _ in session.connection().exec_driver_sql("PRAGMA foreign_key_check"):
        yield Fault(f"表 {table} 第 {row} 行所指的 {parent} 不存在")


def _files(runtime: Runtime, session: Session) -> Iterator[Fault]:
    named: dict[str, str] = {}
    for document in session.exec(select(Document).order_by(col(Document.id))):
        named[document.sha256] = document.name
        if document.text_sha256:
            named[document.text_sha256] = f"{document.name} 的文本"
    yield from _lost(runtime.files, named)
    attached = select(Attachment).order_by(col(Attachment.id))
    names = {one.sha256: f"附件 {one.name}" for one in session.exec(attached)}
    scanned = select(Instruction).where(col(Instruction.scan_sha256).is_not(None))
    for one in session.exec(scanned.order_by(col(Instruction.id))):
        names[one.scan_sha256 or ""] = f"批示扫描件 {one.scan_name}"
    for reply in session.exec(select(NoticeFile).order_by(col(NoticeFile.id))):
        names[reply.sha256] = f"督办文书回复的附件 {reply.name}"
    yield from _lost(attachments.store(runtime.files), names)
    for digest in runtime.files.digests():
        if digest not in named:
            yield Fault(f"没有方案使用的文件：{runtime.files.path(digest)}", harmful=False)


def _lost(files: FileStore, named: Mapping[str, str]) -> Iterator[Fault]:
    for digest, name in named.items():
        if not files.path(digest).is_file():
            yield Fault(f"文件缺失：{name}（{digest[:12]}…）")
        elif not files.is_intact(digest):
            yield Fault(f"文件被改动：{name}（{digest[:12]}…）")
