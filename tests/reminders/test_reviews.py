"""Tasks that rest until a day: the unit that leads is told before it, the coordinator after it."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.core.actor import SYSTEM
from app.kit import clock
from app.plans.models import Amendment, Assignment, Plan, Task
from app.plans.terms import AmendmentKind, PlanState, TaskState
from app.progress.models import Dispatch
from app.reading.terms import Role, TaskKind
from app.reminders.ladder.rules import DEFAULTS, rungs, step_of
from app.reminders.notices import matters
from app.reminders.terms import Audience, Dropped, Profile, Waits
from app.units.models import Unit
from app.units.terms import UnitKind
from app.workdays.rules import Calendar
from tests.cast import World
from tests.kinds import ON_BOTH, on_sqlite
from tests.reminders.conftest import TITLE, County, morning

__all__ = ["on_sqlite"]

TODAY = date(2023, 7, 19)


def rests(county: County, review_on: date, unit: str = "县民政局", **values: Any) -> int:
    """A task that was suspended, and that the unit leads."""
    of: dict[str, Any] = {"plan_id": county.plan_id, "region_id": county.world.region}
    with county.runtime.database.write() as session:
        usual: dict[str, Any] = {
            "number": "7",
            "position": 7,
            "kind": TaskKind.TASK,
            "title": "建设托养服务机构",
            "text": "建设托养服务机构",
            "state": TaskState.SUSPENDED,
            "updated_at": clock.now(),
        }
        task = Task(**of, review_on=review_on, **usual | values)
        session.add(task)
        session.flush()
        for position, (name, first) in enumerate(((unit, True), ("县残联", False)), 1):
            cell = Assignment(
                **of,
                task_id=task.id,
                unit_id=county.world.units[name],
                position=position,
                role=Role.LEAD,
                printed_label="牵头单位",
                raw=name,
                name=name,
                is_first_lead=first,
            )
            session.add(cell)
        return task.id


@ON_BOTH
@pytest.mark.parametrize("distance", [-9, -2, -1, 0, 1, 2, 3, 5, 6, 40])
def test_the_unit_is_told_before_the_review_and_the_coordinator_once_it_is_past(
    county: County, distance: int
) -> None:
    review_on = TODAY + timedelta(days=distance)
    task_id = rests(county, review_on)
    county.sweep(TODAY)
    told = {one.audience: one for one in county.reminders()}
    steps = DEFAULTS[Profile.PLAN, Waits.REVIEW]
    for audience in (Audience.UNIT, Audience.COORDINATOR, Audience.LEADER):
        expected = step_of(rungs(steps, audience, Calendar(), TODAY), review_on)
        assert (told[audience].step if audience in told else None) == expected, audience
    assert {one.subject_id for one in told.values()} <= {task_id}
    if Audience.UNIT in told:
        assert told[Audience.UNIT].recipient_id == county.world.people["周"]


def test_the_letter_says_that_it_rests_and_leads_to_the_task(county: County) -> None:
    task_id = rests(county, TODAY + timedelta(days=2))
    county.remind(TODAY)
    assert county.letter("周", TODAY)["Subject"] == "【办理提醒】县民政局有1项暂缓任务待复核"
    text = county.text("周", TODAY)
    address = county.runtime.settings.address
    for told in (
        "以下1项暂缓任务尚待复核，请您办理：",
        f"1．{TITLE}　7．建设托养服务机构\n",
        "　　复核：2023年7月21日（星期五），还有2个工作日复核\n",
        f"　　说明能否恢复：{address}/tasks/{task_id}\n",
        "请向下列联系人说明能否恢复，由督办人员决定",
        "为何现在收到：提醒到了“暂缓任务复核前3个工作日”一级。",
    ):
        assert told in text
    county.owes("县民政局", date(2023, 7, 14))
    county.remind(TODAY + timedelta(days=1))
    both = county.letter("周", TODAY + timedelta(days=1))["Subject"]
    assert both == "【填报提醒】县民政局有1份进展情况表未报送，其中1份已逾期"


def test_what_was_resumed_or_left_to_rest_on_is_not_spoken_of(county: County) -> None:
    resumed, later = (rests(county, TODAY, number=number) for number in ("1", "2"))
    with clock.frozen(morning(TODAY)):
        county.sweep(TODAY)
        county.change(Task, resumed, state=TaskState.IN_PROGRESS, review_on=None)
        county.change(Task, later, review_on=date(2023, 9, 1))
        county.deliver("周", TODAY)
    assert county.files() == []
    assert [one.dropped for one in county.reminders()] == [Dropped.SETTLED, Dropped.MOVED]


@pytest.mark.parametrize("why", ["goes on", "draft", "ended", "nobody leads", "group", "far"])
def test_of_these_nobody_is_told(county: County, why: str) -> None:
    task_id = rests(county, date(2023, 8, 31) if why == "far" else TODAY)
    with county.runtime.database.write() as session:
        match why:
            case "goes on":
                session.get_one(Task, task_id).state = TaskState.IN_PROGRESS
            case "draft":
                session.get_one(Plan, county.plan_id).state = PlanState.DRAFT
            case "ended":
                made: dict[str, Any] = {"made_by": "林", "made_at": clock.now(), "reason": "合并"}
                amendment = Amendment(
                    plan_id=county.plan_id,
                    region_id=county.world.region,
                    kind=AmendmentKind.AMENDMENT,
                    number=1,
                    effective_on=TODAY,
                    **made,
                )
                session.add(amendment)
                session.flush()
                session.get_one(Task, task_id).ended_by_id = amendment.id
            case "nobody leads":
                first = col(Assignment.position) == 1
                session.execute(update(Assignment).where(first).values(unit_id=None))
            case "group":
                unit = col(Unit.id) == county.world.units["县民政局"]
                session.execute(update(Unit).where(unit).values(kind=UnitKind.GROUP))
    assert county.sweep(TODAY).reminders == 0
    assert county.reminders() == []


@ON_BOTH
def test_where_no_lead_is_first_the_one_in_the_strongest_role_is_told(county: County) -> None:
    rests(county, TODAY)
    with county.runtime.database.write() as session:
        session.execute(update(Assignment).values(is_first_lead=False, role=Role.SUPPORTING))
        second = update(Assignment).where(col(Assignment.position) == 2)
        session.execute(second.values(role=Role.RESPONSIBLE))
    county.sweep(TODAY)
    assert [one.recipient_id for one in county.told_directly()] == [county.world.people["陈"]]


def test_it_is_among_what_the_unit_has_to_do_a_month_before(
    client: TestClient, world: World, county: County
) -> None:
    soon = rests(county, TODAY + timedelta(days=30))
    rests(county, TODAY + timedelta(days=31))
    with clock.frozen(morning(TODAY)):
        (item,) = client.get("/api/v1/todo", headers=world.bearer("周")).json()["items"]
    assert (item["key"], item["due_on"]) == (f"review:{soon}", "2023-08-18")
    assert item["title"] == f"说明能否恢复：{TITLE} 7．建设托养服务机构"
    assert item["url"].endswith(f"/tasks/{soon}")


def test_no_paper_is_drafted_about_what_rests(county: County) -> None:
    rests(county, TODAY)
    return_id = county.owes("县民政局", TODAY)
    with clock.frozen(morning(TODAY)), county.runtime.database.read() as session:
        found = matters.open_matters(session, SYSTEM, county.world.units["县民政局"])
    assert [one.ref for one in found] == [("return", return_id)]


def test_a_dispatch_leads_to_the_page_where_it_is_signed_for(
    client: TestClient, world: World, county: County
) -> None:
    with county.runtime.database.write() as session:
        dispatch = Dispatch(
            plan_id=county.plan_id,
            unit_id=world.units["县民政局"],
            region_id=world.region,
            dispatched_at=morning(TODAY),
        )
        session.add(dispatch)
        session.flush()
        dispatch_id = dispatch.id
    with clock.frozen(morning(TODAY)):
        (item,) = client.get("/api/v1/todo", headers=world.bearer("周")).json()["items"]
    assert item["url"].endswith(f"/dispatches/{dispatch_id}")
