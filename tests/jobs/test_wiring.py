"""What is wired can be done: every reaction and every line of the schedule has its handler."""

from datetime import UTC, datetime

from app.jobs.rules import last_firing
from app.wiring import HANDLERS, REACTIONS, SCHEDULE


def test_every_job_that_an_event_leads_to_has_a_handler() -> None:
    assert {kind for kinds in REACTIONS.values() for kind in kinds} <= set(HANDLERS)


def test_every_handler_is_where_it_is_said_to_be() -> None:
    for kind, handler in HANDLERS.items():
        assert handler.handler().__name__ == handler.name, kind


def test_every_line_of_the_schedule_can_be_read_and_has_a_handler() -> None:
    for kind, line in SCHEDULE.items():
        assert kind in HANDLERS
        assert last_firing(line, datetime.now(UTC)) < datetime.now(UTC)
