"""No sequence of calls reaches a state that the table forbids, and the journal tells the same."""

from pathlib import Path

from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.kinds import on_sqlite
from tests.reminders.instructions.conftest import Office
from tests.reminders.instructions.machine import Instructions
from tests.reminders.instructions.test_rules import LEADS

__all__ = ["on_sqlite"]


def test_whatever_people_do_instructions_stay_within_their_table(
    office: Office, tmp_path: Path
) -> None:
    """The same sequences every time: five of them, of 40 calls, each on a database of its own."""
    office.book.runtime.database.dispose()
    origin, world, seen = tmp_path / "test.db", office.book.world, set[str]()
    run_state_machine_as_test(
        lambda: Instructions(origin, world, tmp_path, seen),  # type: ignore[arg-type]  # makes machines
        settings=settings(
            max_examples=5,
            stateful_step_count=40,
            phases=(Phase.generate,),  # to make a failing sequence shorter takes minutes
            deadline=None,
            derandomize=True,
            database=None,
        ),
    )
    assert set(LEADS) <= seen, sorted(seen)
    assert {
        "give",
        "change",
        "added",
        "answered_already",
        "instruction_withdrawn",
    } <= seen
