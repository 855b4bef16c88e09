"""No sequence of calls reaches a state that the table forbids, and the journal tells the same."""

from pathlib import Path

from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.plans.models import Plan
from app.reminders.ladder.models import PlanLadder
from app.reminders.notices.terms import NoticeAction
from app.reminders.terms import Profile
from tests.kinds import on_sqlite
from tests.reminders.notices.conftest import Desk
from tests.reminders.notices.machine import Notices

__all__ = ["on_sqlite"]


def test_whatever_people_do_notices_stay_within_their_table(desk: Desk, tmp_path: Path) -> None:
    """The same sequences every time: four of them, of 40 calls, each on a database of its own."""
    desk.county.change(Plan, desk.county.plan_id, office_id=desk.world.units["县残联"])
    desk.county.person("林", phone="023-57680000")
    with desk.county.runtime.database.write() as session:
        session.add(PlanLadder(plan_id=desk.county.plan_id, profile=Profile.INSTRUCTION))
    desk.county.runtime.database.dispose()
    origin, seen = tmp_path / "test.db", set[str]()
    run_state_machine_as_test(
        lambda: Notices(origin, desk.world, tmp_path, seen),  # type: ignore[arg-type]  # makes machines
        settings=settings(
            max_examples=4,
            stateful_step_count=40,
            phases=(Phase.generate,),  # to make a failing sequence shorter takes minutes
            deadline=None,
            derandomize=True,
            database=None,
        ),
    )
    often = set(NoticeAction) - {NoticeAction.CONFIRM}  # few papers go to the office's own unit
    assert often <= seen, sorted(seen)
    assert {"by_ladder", "not_your_notice", "issued_already"} <= seen, sorted(seen)
