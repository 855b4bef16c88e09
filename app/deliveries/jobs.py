"""What the worker does for deliveries."""

from datetime import datetime

from app.core.runtime import Runtime
from app.deliveries.groups import service as groups
from app.deliveries.groups.service import Note
from app.jobs.service import GiveUp, Payload


def note(runtime: Runtime, payload: Payload) -> None:
    try:
        until = datetime.fromisoformat(payload["until"])
        asked = Note(
            str(payload["key"]),
            int(payload["region_id"]),
            int(payload["channel_id"]),
            str(payload["text"]),
            until,
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise GiveUp(f"群提示的工作内容不完整：{wrong!r}") from wrong
    groups.send(runtime, asked)


def resend(runtime: Runtime, payload: Payload) -> None:
    with runtime.database.write() as session:
        groups.tell_again(session, runtime.settings, int(payload["subject_id"]))
