"""The scan of an instruction: one file, replaced as a whole."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import InvalidError, NotFoundError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.progress.attachments.rules import MEDIA, check
from app.progress.attachments.service import store
from app.reminders.instructions import access, rules
from app.reminders.instructions.access import Seen
from app.reminders.instructions.events import InstructionScanned
from app.reminders.instructions.models import Instruction
from app.reminders.instructions.terms import Action

KINDS = ("pdf", "jpg", "png")


class ScanKindError(InvalidError):
    code, title = "scan_kind", "扫描件应为 PDF、JPG 或 PNG"


@dataclass(frozen=True)
class Scan:
    name: str
    kind: str
    media_type: str
    data: bytes


def put_scan(
    session: Session,
    actor: Actor,
    instruction_id: int,
    *,
    name: str,
    data: bytes,
    seen: Seen | None = None,
) -> None:
    """By whoever decides about the instruction, also after it is done. Raise `ScanKindError` and
    what `check` refuses.
    """
    instruction, units = _open(session, actor, instruction_id, seen)
    kept, kind = check(name, data)
    if kind not in KINDS:
        raise ScanKindError(kept)
    digest = store(session.info["files"]).put(data)
    if digest != instruction.scan_sha256:
        _set(session, actor, instruction, units, (kept, kind, len(data), digest))


def drop_scan(
    session: Session, actor: Actor, instruction_id: int, seen: Seen | None = None
) -> None:
    """The bytes stay in the store: the journal tells of them."""
    instruction, units = _open(session, actor, instruction_id, seen)
    if instruction.scan_sha256 is None:
        raise NotFoundError("这件批示没有扫描件")
    _set(session, actor, instruction, units, (None, None, None, None))


def scan(session: Session, actor: Actor, instruction_id: int) -> Scan:
    """Raise `NotFoundError` unless the actor may read the instruction, and it has one."""
    row = access.readable(session, actor, instruction_id)
    if row.scan_sha256 is None:
        raise NotFoundError("这件批示没有扫描件")
    try:
        data = store(session.info["files"]).get(row.scan_sha256)
    except FileNotFoundError as lost:
        raise NotFoundError("扫描件的文件不在了，请联系管理员") from lost
    return Scan(row.scan_name, row.scan_kind, MEDIA[row.scan_kind], data)


def _open(
    session: Session, actor: Actor, instruction_id: int, seen: Seen | None
) -> tuple[Instruction, tuple[int, ...]]:
    """The instruction, locked, and its units."""
    found = access.find(session, actor, instruction_id)
    rules.check_who(Action.WITHDRAW, found.who)
    instruction, rows = access.lock(session, found, seen or Seen())
    return instruction, tuple(rows)


def _set(
    session: Session,
    actor: Actor,
    instruction: Instruction,
    unit_ids: tuple[int, ...],
    facts: tuple[Any, Any, Any, Any],
) -> None:
    old = (instruction.scan_name, instruction.scan_sha256)
    instruction.scan_name, instruction.scan_kind = facts[:2]
    instruction.scan_size, instruction.scan_sha256 = facts[2:]
    instruction.version += 1
    instruction.updated_at = clock.now()
    event = InstructionScanned(
        subject=Subject("instruction", instruction.id),
        region_id=instruction.region_id,
        unit_ids=unit_ids,
        scan=(old[0], instruction.scan_name),
        sha256=(old[1], instruction.scan_sha256),
    )
    emit(session, actor, event)
