"""No sequence of calls reaches a state that the table forbids, and the journal tells the same."""

from pathlib import Path

from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.progress.life.terms import Action
from tests.kinds import on_sqlite
from tests.progress.life.conftest import Office
from tests.progress.life.machine import Tasks

__all__ = ["on_sqlite"]


def test_whatever_people_do_tasks_and_returns_stay_within_their_tables(
    office: Office, tmp_path: Path
) -> None:
    """The same sequences every time: three of them, of 30 calls, each on a database of its own."""
    office.book.runtime.database.dispose()
    origin, world, seen = tmp_path / "test.db", office.book.world, set[str]()
    run_state_machine_as_test(
        lambda: Tasks(origin, world, tmp_path, seen),  # type: ignore[arg-type]  # makes machines
        settings=settings(
            max_examples=3,
            stateful_step_count=30,
            phases=(Phase.generate,),  # to make a failing sequence shorter takes minutes
            deadline=None,
            derandomize=True,
            database=None,
        ),
    )
    done = {one for one in seen if one in set(Action)}
    assert len(done) >= 6, sorted(seen)
    assert {"asked", "filled", "amended", "not_yours_to_decide"} <= seen
