"""What the worker does for deliveries."""

from datetime import date

from app.core.runtime import Runtime
from app.deliveries.groups import service as groups
from app.jobs.service import GiveUp, Payload


def note(runtime: Runtime, payload: Payload) -> None:
    try:
        day = date.fromisoformat(payload["on_day"])
        key, text = str(payload["key"]), str(payload["text"])
        region_id, channel_id = int(payload["region_id"]), int(payload["channel_id"])
    except (KeyError, TypeError, ValueError) as wrong:
        raise GiveUp(f"群提示的工作内容不完整：{wrong!r}") from wrong
    groups.send(runtime, key=key, region_id=region_id, channel_id=channel_id, text=text, on_day=day)


def resend(runtime: Runtime, payload: Payload) -> None:
    groups.send_again(runtime, int(payload["subject_id"]))
