"""Files in the outbox. A repeat replaces its file, so that there is never a second one."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.deliveries.mail.mime import compose
from app.deliveries.rules import NotYetError, checked_address, file_stem
from app.deliveries.schemas import Parcel
from app.kit import clock


@dataclass(frozen=True)
class MailFile:
    """The twin of a mail server: one `.eml` a message."""

    outbox: Path
    sender: str

    def send(self, parcel: Parcel) -> None:
        mail = compose(parcel.message, checked_address(parcel.address), self.sender, clock.now())
        put(self.outbox, f"{file_stem(parcel.message.key)}.eml", mail.as_bytes())


def put(outbox: Path, name: str, data: bytes) -> None:
    """Raise `NotYetError` where that cannot be done."""
    try:
        _put(outbox, name, data)
    except OSError as failed:
        raise NotYetError(f"写入 {outbox} 失败：{failed.strerror}") from failed


def _put(outbox: Path, name: str, data: bytes) -> None:
    outbox.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=outbox, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(outbox / name)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
