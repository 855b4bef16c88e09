"""What other domains do to a published plan, and who holds what afterwards."""

from datetime import date

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import Session, col, select

from app.core.actor import SYSTEM, Actor, ActorKind
from app.core.actor import Role as ActorRole
from app.core.errors import ForbiddenError, NotFoundError
from app.identity.models import Region
from app.plans import service
from app.plans.amending.rules import (
    EndedAlreadyError,
    GroundsError,
    NotOfThisPlanError,
    NotPublishedYetError,
)
from app.plans.models import Amendment, AmendmentChange, Assignment, Task, standing, standing_on
from app.plans.rules import NamedAlreadyError
from app.plans.service import Grounds, NewTask
from app.plans.terms import AmendmentKind, ChangeAction
from app.reading.terms import Role, TaskKind
from tests.plans.desk import Desk
from tests.plans.documents import ROWS, plan

CLAIM = AmendmentKind.CLAIM
WHY = Grounds("经县残工委办公室确认认领")
DECIDED = Grounds(
    "职责调整", basis="巫残工委〔2023〕2号", organ="县残工委", decided_on=date(2023, 3, 1)
)
UNCLAIMED = (*ROWS, "4\t开展助残志愿服务。\t\t县财政局")


def actor(desk: Desk, role: ActorRole, unit: str | None = None) -> Actor:
    with desk.runtime.database.read() as session:
        region = session.get_one(Region, desk.world.region)
        unit_id = desk.world.units[unit] if unit else None
        return Actor(ActorKind.PERSON, 1, role, "林", region.id, region.path, unit_id)


def ids_of(session: Session, plan_id: int) -> dict[str, int]:
    """Standing assignments by `task number/name`."""
    query = (
        select(Task.number, Assignment.name, Assignment.id)
        .join(Assignment, col(Assignment.task_id) == col(Task.id))
        .where(col(Task.plan_id) == plan_id, standing(Assignment))
    )
    return {f"{number}/{name}": id_ for number, name, id_ in session.exec(query)}


def test_a_confirmed_claim_adds_a_lead_and_says_on_what_ground(desk: Desk) -> None:
    plan_id = desk.published(plan(UNCLAIMED))
    task = desk.matrix(plan_id)[3]
    with desk.runtime.database.write() as session:
        made = service.assign_published(
            session,
            actor(desk, ActorRole.COORDINATOR),
            task["id"],
            desk.world.units["县残联"],
            Role.LEAD,
            kind=CLAIM,
            grounds=WHY,
        )
    now = desk.matrix(plan_id)[3]
    assert [(one["name"], one["role"]) for one in now["assignments"]] == [
        ("县财政局", "responsible"),
        ("县残联", "lead"),
    ]
    assert now["assignments"][1]["id"] == made
    assert now["assignments"][1]["is_first_lead"]
    assert now["version"] == task["version"] + 1
    (event,) = desk.events("plan.amended")
    assert (event["amendment_kind"], event["number"]) == ("claim", 1)
    assert [one["action"] for one in event["changes"]] == ["assignment_added"]
    assert event["changes"][0]["after"]["unit"] == "县残联"


def test_a_unit_that_ended_holds_nothing_and_its_row_stays(desk: Desk) -> None:
    plan_id = desk.published()
    lin = actor(desk, ActorRole.COORDINATOR)
    with desk.runtime.database.write() as session:
        ended = ids_of(session, plan_id)["1/县民政局"]
        made = service.end_assignment(
            session, lin, ended, kind=AmendmentKind.AMENDMENT, grounds=DECIDED
        )
        assert made.warnings == ()
    assert "县民政局" not in [one["name"] for one in desk.matrix(plan_id)[0]["assignments"]]
    listed = desk.get(f"/units/{desk.world.units['县民政局']}/tasks")["items"]
    assert [one["number"] for one in listed] == ["2", "3"]
    with desk.runtime.database.read() as session:
        row = session.get_one(Assignment, ended)
        (change,) = session.scalars(select(AmendmentChange)).all()
        assert row.ended_by_id == change.amendment_id
        assert (change.action, change.after) == (ChangeAction.ASSIGNMENT_ENDED, None)
        assert change.before is not None
        assert change.before["unit"] == "县民政局"


def test_the_unit_may_still_read_what_it_once_held(desk: Desk) -> None:
    plan_id = desk.published()
    task_id = desk.matrix(plan_id)[0]["id"]
    with desk.runtime.database.write() as session:
        ended = ids_of(session, plan_id)["1/县民政局"]
        service.end_assignment(
            session, SYSTEM, ended, kind=AmendmentKind.AMENDMENT, grounds=DECIDED
        )
    assert desk.get(f"/tasks/{task_id}", who="周")["title"] == "完善残疾人托养照护服务"
    desk.get(f"/tasks/{task_id}", who="外", status=404)


def test_history_says_who_held_a_task_on_a_day(desk: Desk) -> None:
    plan_id = desk.published()
    with desk.runtime.database.write() as session:
        task_id = desk.matrix(plan_id)[0]["id"]
        service.end_assignment(
            session,
            SYSTEM,
            ids_of(session, plan_id)["1/县民政局"],
            kind=AmendmentKind.AMENDMENT,
            grounds=DECIDED,
        )
        wrong = Grounds("原件没有县财政局，读取有误")
        service.end_assignment(
            session,
            SYSTEM,
            ids_of(session, plan_id)["1/县财政局"],
            kind=AmendmentKind.CORRECTION,
            grounds=wrong,
        )
        names = select(Assignment.name).where(col(Assignment.task_id) == task_id)
        before = session.scalars(names.where(standing_on(Assignment, date(2023, 2, 28)))).all()
        after = session.scalars(names.where(standing_on(Assignment, date(2023, 3, 1)))).all()
    assert (sorted(before), after) == (["县残联", "县民政局"], ["县残联"])


def test_what_stood_on_a_day_is_found_without_reading_the_amendments_of_other_plans(
    sqlite_url: str,
) -> None:
    engine = create_engine(sqlite_url)
    query = select(Assignment.id).where(standing_on(Assignment, date(2023, 3, 1)))
    statement = query.compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        told = connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all()
    engine.dispose()
    looks = [row.detail for row in told if "amendment" in row.detail]
    assert looks
    assert all("INTEGER PRIMARY KEY (rowid=?)" in one for one in looks), looks


def test_a_measure_hangs_below_its_task_and_later_ones_move_down(desk: Desk) -> None:
    plan_id = desk.published()
    first = desk.matrix(plan_id)[0]["id"]
    new = NewTask(text="6月底前对全县托养机构开展一次检查。", kind=TaskKind.MEASURE)
    chen = actor(desk, ActorRole.LIAISON, "县残联")
    kind = AmendmentKind.MEASURE
    with desk.runtime.database.write() as session:
        with pytest.raises(ForbiddenError):
            service.add_published_task(
                session, chen, plan_id, new, kind=kind, grounds=WHY, parent_id=first
            )
        made = service.add_published_task(
            session, chen, plan_id, new, kind=kind, grounds=WHY, parent_id=first, permitted=True
        )
    tasks = desk.matrix(plan_id)
    assert [one["id"] for one in tasks][:2] == [first, made]
    assert [one["position"] for one in tasks] == [1, 2, 3, 4]


def test_what_cannot_be_is_refused_by_name_and_leaves_nothing(desk: Desk) -> None:
    plan_id, draft = desk.published(), desk.draft(plan(ROWS[:2], title="巫山县另一方案"))
    other = desk.matrix(draft)[0]["id"]
    lin = actor(desk, ActorRole.COORDINATOR)
    unit = desk.world.units["县残联"]
    task = desk.matrix(plan_id)[0]["id"]

    def give(who: Actor, task_id: int, grounds: Grounds, kind: AmendmentKind = CLAIM) -> None:
        with desk.runtime.database.write() as session:
            service.assign_published(
                session, who, task_id, unit, Role.LEAD, kind=kind, grounds=grounds
            )

    with pytest.raises(NamedAlreadyError):
        give(lin, task, WHY)
    with pytest.raises(NotPublishedYetError):
        give(lin, other, WHY)
    with pytest.raises(NotFoundError):
        give(lin, 10**9, WHY)
    with pytest.raises(ForbiddenError):
        give(actor(desk, ActorRole.LEADER), task, WHY)
    with pytest.raises(GroundsError) as refused:
        give(lin, task, Grounds(" "), AmendmentKind.AMENDMENT)
    assert [one["loc"] for one in refused.value.errors] == [
        ["body", name] for name in ("reason", "basis", "organ", "decided_on")
    ]
    with pytest.raises(NotOfThisPlanError), desk.runtime.database.write() as session:
        service.add_published_task(
            session, lin, plan_id, NewTask("x"), kind=CLAIM, grounds=WHY, after=other
        )
    with desk.runtime.database.write() as session:
        one = ids_of(session, plan_id)["1/县财政局"]
        service.end_assignment(session, lin, one, kind=CLAIM, grounds=WHY)
        with pytest.raises(EndedAlreadyError):
            service.end_assignment(session, lin, one, kind=CLAIM, grounds=WHY)
        session.rollback()
    with desk.runtime.database.read() as session:
        assert session.scalars(select(Amendment)).all() == []
