"""What the worker does for reminders."""

from datetime import date

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.deliveries.service import end_all_left_over
from app.jobs.service import GiveUp, Payload
from app.kit import clock
from app.reminders import service
from app.reminders.digests import Ask, ask_for_each, deliver, write_anew
from app.reminders.grouping import tell_groups


def sweep(runtime: Runtime, payload: Payload) -> None:  # noqa: ARG001 - the day is the clock's
    """Called by the clock on every day; the service does nothing on a day off."""
    with runtime.database.write() as session:
        end_all_left_over(session)
        service.sweep(session, SYSTEM, clock.today())
        tell_groups(session, clock.today(), runtime.settings)


def digests(runtime: Runtime, payload: Payload) -> None:
    ask_for_each(runtime, *_days(payload))


def digest(runtime: Runtime, payload: Payload) -> None:
    try:
        recipient_id = int(payload["recipient_id"])
    except (KeyError, TypeError, ValueError) as wrong:
        raise GiveUp(f"提醒的工作内容不完整：{wrong!r}") from wrong
    deliver(runtime, Ask(recipient_id, *_days(payload)))


def resend(runtime: Runtime, payload: Payload) -> None:
    write_anew(runtime, int(payload["subject_id"]))


def _days(payload: Payload) -> tuple[date, date]:
    """The day of the reminders, and the last one on which they may go out."""
    try:
        on_day = date.fromisoformat(payload["on_day"])
        return on_day, date.fromisoformat(payload.get("not_after") or payload["on_day"])
    except (KeyError, TypeError, ValueError) as wrong:
        raise GiveUp(f"提醒的工作内容不完整：{wrong!r}") from wrong
