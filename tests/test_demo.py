"""The demo: made once, from the real plan, and left as it was by every later run."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text
from sqlmodel import Session, col
from starlette.testclient import TestClient

from app import seeding, wiring
from app.core.actor import SYSTEM
from app.core.lists import Window
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.identity import service as identity
from app.identity.models import Region
from app.kit import clock
from app.main import create_app
from app.network.proposals.models import Proposal
from app.network.proposals.terms import ProposalState
from app.plans.models import Amendment, AmendmentChange, Assignment, Plan, Task
from app.progress.claims.models import Claim
from app.progress.claims.terms import ClaimState
from app.progress.disputes.models import Dispute
from app.progress.disputes.terms import DisputeState
from app.progress.figures import service as figures
from app.progress.lights import rules
from app.progress.lists import service as lists
from app.progress.lists.queries import TaskFilter
from app.progress.lists.terms import TaskSort
from app.progress.measures.models import Measure
from app.progress.models import Return
from app.progress.terms import Light
from app.reading.terms import Role, TaskKind
from app.reminders.calls.models import Call
from app.reminders.instructions.models import InstructionUnit
from app.reminders.notices.models import Notice
from app.seeding import life
from app.units import service as units
from app.units.models import Unit
from app.verifying import faults
from app.workdays import service as workdays
from tests.demo import copied
from tests.signing_in import sign_in
from tests.walking import REACHED_OTHERWISE, Walk
from tests.web.test_every_route import routes

TODAY = date(2023, 8, 11)
TRUTH = Path(__file__).parent / "measuring" / "truth"
NOON = datetime(2023, 8, 11, 4, tzinfo=UTC)


def rows(runtime: Runtime) -> dict[str, int]:
    with runtime.database.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        return {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 - names from the database itself
            for table in tables
        }


def region(session: Session, name: str) -> int:
    return identity.region_named(session, name).id


def in_truth(key: str) -> list[tuple[str, str]]:
    """Each printed name with lead or other, other too where nobody can know."""
    tasks = json.loads((TRUTH / f"{key}.json").read_text("utf-8"))["tasks"]
    kinds = (("lead", "lead"), ("others", "other"), ("units_role_unknown", "other"))
    return [(name, role) for task in tasks for kind, role in kinds for name in task.get(kind) or ()]


def of_units(cells: Counter[tuple[int, str]]) -> Counter[int]:
    return Counter(unit for unit, _ in cells.elements())


@pytest.fixture(scope="module")
def runtime(module_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    data = tmp_path_factory.mktemp("data")
    url = module_url if module_url.startswith("postgresql") else ""
    built = wiring.build(Settings(database_url=url, data_dir=data))
    yield built
    built.database.dispose()


@pytest.fixture(scope="module")
def seeded(runtime: Runtime, demo: Path) -> seeding.Seeded:
    """Made once for the tests of this module; they leave it as it was."""
    if runtime.database.is_sqlite:
        return copied(demo, runtime.settings.data_dir)
    return seeding.seed(runtime, wiring.HANDLERS)


def test_a_second_run_leaves_every_row_as_it_was(runtime: Runtime, seeded: seeding.Seeded) -> None:
    before = rows(runtime)
    again = seeding.seed(runtime, wiring.HANDLERS)
    assert (seeded.made, again.made) == (True, False)
    assert again.token == seeded.token
    assert rows(runtime) == before


def test_the_matrix_is_that_of_the_annex(runtime: Runtime, seeded: seeding.Seeded) -> None:
    """Thirty rows; 县残联 leads 20, stands first in 12, takes part in the other 10."""
    with runtime.database.read() as session:
        wushan = region(session, "巫山县")
        rows = (
            select(func.count())
            .select_from(Task)
            .where(col(Task.kind) == TaskKind.TASK, col(Task.region_id) == wushan)
        )
        assert session.execute(rows).scalar_one() == 30
        cells = session.execute(
            select(col(Assignment.role), col(Assignment.is_first_lead))
            .join(Unit, col(Unit.id) == col(Assignment.unit_id))
            .where(col(Unit.name) == "县残联", col(Unit.region_id) == wushan)
        ).all()
        unresolved = session.scalars(
            select(col(Assignment.raw)).where(col(Assignment.unit_id).is_(None))
        ).all()
    assert Counter(role.value for role, _ in cells) == {"lead": 20, "responsible": 10}
    assert sum(first for _, first in cells) == 12
    assert list(unresolved) == []


@pytest.mark.parametrize(
    ("place", "stands"),
    [
        ("巫山县", ("published", True, 30, 58, 32)),
        ("会宁县", ("published", True, 38, 62, 1)),
        ("大庆市", ("draft", False, 34, 63, 4)),
        ("沁水县", ("published", True, 31, 51, 36)),
        ("张店区", ("published", True, 35, 0, 33)),
    ],
)
def test_each_place_has_its_plan_in_the_state_in_which_it_stands(
    runtime: Runtime,
    seeded: seeding.Seeded,
    place: str,
    stands: tuple[str, bool, int, int, int],
) -> None:
    """State, whether it is in the library, tasks, projects, and how many units it names."""
    with runtime.database.read() as session:
        here = region(session, place)
        plan = session.scalars(select(Plan).where(col(Plan.region_id) == here)).one()
        kinds = Counter(session.scalars(select(col(Task.kind)).where(col(Task.plan_id) == plan.id)))
        held = select(col(Assignment.unit_id)).where(col(Assignment.plan_id) == plan.id)
        named = len(set(session.scalars(held)))
    counts = kinds[TaskKind.TASK], kinds[TaskKind.PROJECT], named
    assert (plan.state.value, plan.library, *counts) == stands


@pytest.mark.parametrize(("place", "key"), [("沁水县", "qinshui"), ("张店区", "zhangdian")])
def test_every_unit_holds_what_a_careful_reader_found_printed(
    runtime: Runtime, seeded: seeding.Seeded, place: str, key: str
) -> None:
    """By unit, how many tasks it leads and in how many it takes part."""
    with runtime.database.read() as session:
        here = region(session, place)
        resolver = units.Resolver(session, here)
        printed = Counter(
            (resolved.id, role)
            for name, role in in_truth(key)
            if (resolved := resolver.resolve(name).unit)
        )
        cells = session.execute(
            select(col(Assignment.unit_id), col(Assignment.role)).where(
                col(Assignment.region_id) == here
            )
        ).all()
    held = Counter((unit, "lead" if role is Role.LEAD else "other") for unit, role in cells)
    assert printed.total() == len(in_truth(key))
    if key == "zhangdian":  # where the marks of the leads are lost, the truth knows no roles
        assert of_units(held) == of_units(printed)
    else:
        assert held == printed


def test_a_branch_of_the_city_is_found_by_the_district_that_it_serves(
    runtime: Runtime, seeded: seeding.Seeded
) -> None:
    with runtime.database.read() as session:
        found = units.unit_named(session, "市公安局张店分局", region(session, "张店区"))
        places = found.region_id, found.serves_region_id
        assert places == (region(session, "淄博市"), region(session, "张店区"))


def test_a_name_that_a_reform_has_changed_still_finds_its_unit(
    runtime: Runtime, seeded: seeding.Seeded
) -> None:
    """沁水's draft prints 县环保局, which has been a branch of the city since 2019."""
    query = (
        select(col(Assignment.raw), col(Unit.name))
        .join(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(col(Assignment.raw).in_(("县环保局", "县银监办")))
    )
    with runtime.database.read() as session:
        found = {tuple(row) for row in session.execute(query)}
    assert found == {("县环保局", "市生态环境局沁水分局"), ("县银监办", "县银监办")}


def test_what_changed_in_wushan_after_publishing_stands_beside_what_was_printed(
    runtime: Runtime, seeded: seeding.Seeded
) -> None:
    with runtime.database.read() as session:
        query = (
            select(AmendmentChange, col(Amendment.kind))
            .join(Amendment, col(Amendment.id) == col(AmendmentChange.amendment_id))
            .join(Plan, col(Plan.id) == col(Amendment.plan_id))
            .where(col(Plan.region_id) == region(session, "巫山县"))
        )
        changes = [
            (kind.value, one.action.value, one.before, one.after)
            for one, kind in session.execute(query.order_by(col(AmendmentChange.id)))
        ]
    kind, action, before, after = changes[0]
    assert (kind, action) == ("correction", "task_changed")
    assert (" and " in before["text"], " and " in after["text"]) == (True, False)
    names = [(kind, before["name"], after["name"]) for kind, _, before, after in changes[1:5]]
    assert names == [("amendment", "县人社力社保局", "县人力社保局")] * 4
    (_, added, _, row), (_, moved, before, after) = changes[5:7]
    assert (added, row["name"]) == ("assignment_added", "县大数据应用发展管理中心")
    assert (moved, before["due_on"], after["due_on"]) == (
        "task_changed",
        "2025-12-31",
        "2024-12-31",
    )


def test_in_huining_one_claim_is_confirmed_and_two_units_want_the_same_task(
    runtime: Runtime, seeded: seeding.Seeded
) -> None:
    query = (
        select(col(Unit.name), col(Task.number), col(Claim.state))
        .join(Claim, col(Claim.unit_id) == col(Unit.id))
        .join(Task, col(Task.id) == col(Claim.task_id))
    )
    with runtime.database.read() as session:
        claims = {tuple(row) for row in session.execute(query)}
        measured = session.scalars(select(col(Measure.text))).all()
    assert claims == {
        ("县教育局", "21", ClaimState.CONFIRMED),
        ("县教育局", "22", ClaimState.OFFERED),
        ("县退役军人事务局", "9", ClaimState.OFFERED),
        ("县民政局", "19", ClaimState.OFFERED),
        ("县残联", "19", ClaimState.OFFERED),
    }
    assert len(measured) == 1


def test_what_precedents_propose_waits_for_a_person(
    runtime: Runtime, seeded: seeding.Seeded
) -> None:
    """于 took the division of one task; nothing else of it stands in the matrix."""
    with runtime.database.read() as session:
        states = Counter(session.scalars(select(col(Proposal.state))))
        taken = select(col(Proposal.assignment_id)).where(
            col(Proposal.state) == ProposalState.ACCEPTED
        )
        draft = select(col(Assignment.id)).where(
            col(Assignment.region_id) == region(session, "大庆市")
        )
        assert set(session.scalars(taken)) == set(session.scalars(draft))
    assert (states[ProposalState.ACCEPTED], states[ProposalState.OPEN] > 100) == (4, True)


def test_only_an_issued_plan_that_names_units_asks_for_returns(
    runtime: Runtime, seeded: seeding.Seeded
) -> None:
    """A draft that asks for opinions shows every unit its part, and wants no answer."""
    query = (
        select(col(Region.name), col(Return.period))
        .join(Plan, col(Plan.region_id) == col(Region.id))
        .join(Return, col(Return.plan_id) == col(Plan.id))
        .where(col(Region.name) != "巫山县")
    )
    with runtime.database.read() as session:
        asked = session.execute(query.distinct()).all()
    assert {tuple(row) for row in asked} == {
        (place, year) for place in ("会宁县", "张店区") for year in ("2023", "2024", "2025")
    }


def test_the_demo_shows_every_light_and_delays_from_1_to_23_working_days(
    runtime: Runtime, seeded: seeding.Seeded
) -> None:
    with runtime.database.read() as session:
        calendar = workdays.calendar(session)
        query = select(Return).where(col(Return.period) == "2023-H1")
        returns = session.scalars(query).all()
    states = {one.state.value for one in returns}
    assert states == {"pending", "submitted", "accepted", "returned", "waived"}
    lights = Counter(rules.light(one.state, one.due_on, TODAY, calendar).value for one in returns)
    assert set(lights) == {"done", "due_soon", "overdue", "long_overdue"}
    late = {rules.overdue_workdays(one.state, one.due_on, TODAY, calendar) for one in returns}
    assert {1, 20} <= late, "a first lead, three working days after whom only helps"
    assert max(late) == 23


def test_the_lists_of_units_show_tasks_in_every_light(
    runtime: Runtime, seeded: seeding.Seeded
) -> None:
    shown: Counter[Light] = Counter()
    with clock.frozen(NOON), runtime.database.read() as session:
        for unit_id in session.scalars(select(col(Return.unit_id)).distinct()):
            found = lists.of_unit(
                session,
                SYSTEM,
                unit_id,
                wanted=TaskFilter(),
                sort=TaskSort.POSITION,
                window=Window(limit=200),
            )
            shown.update(one.light for one in found.tasks if one.light)
    assert set(shown) == set(Light), shown


def test_what_is_late_is_chased_in_each_way(runtime: Runtime, seeded: seeding.Seeded) -> None:
    """A draft waits, papers were issued with numbers of their series, one was answered; of two
    instructions one is late with one unit, and one nobody has signed for.
    """
    with runtime.database.read() as session:
        papers = session.scalars(select(Notice).order_by(col(Notice.id))).all()
        assert [(one.state.value, one.number) for one in papers] == [
            ("signed", "演残工委办函〔2023〕1号"),
            ("replied", "演残工委办催〔2023〕1号"),
            ("signed", "演府督〔2023〕1号"),
            ("draft", None),
        ]
        assert papers[2].signed_by == "吴志远"
        given = session.scalars(select(InstructionUnit).order_by(col(InstructionUnit.id))).all()
        assert [(one.state.value, one.due_on < TODAY) for one in given] == [
            ("acknowledged", True),
            ("replied", True),
            ("given", False),
        ]
        (call,) = session.scalars(select(Call))
        assert call.promised_on == date(2023, 8, 15)
        (disputed,) = session.scalars(select(Dispute))
        assert disputed.state is DisputeState.UPHELD


def test_indicators_are_told_of_in_the_rows_of_their_tasks(
    runtime: Runtime, seeded: seeding.Seeded
) -> None:
    with runtime.database.read() as session:
        found = figures.of_plan(session, SYSTEM, 1).lines
    told = {one.indicator.name: one.newest for one in found if one.newest}
    assert set(told) == set(life.TOLD_OF)
    assert {one["period"] for one in told.values()} <= {"2022-H2", "2023-H1"}
    assert all("业务台账" in one["basis"] for one in told.values())


def test_what_was_seeded_holds_together(runtime: Runtime, seeded: seeding.Seeded) -> None:
    assert list(faults(runtime)) == []


def test_verify_finds_a_lost_and_a_changed_file_and_names_an_unused_one(
    runtime: Runtime, seeded: seeding.Seeded
) -> None:
    kept = runtime.files.path(next(iter(runtime.files.digests())))
    unused = runtime.files.put(b"unused")
    plan = kept.read_bytes()
    try:
        kept.write_bytes(b"other")
        told = {fault.what[:4]: fault.harmful for fault in faults(runtime)}
        kept.unlink()
        told |= {fault.what[:4]: fault.harmful for fault in faults(runtime)}
    finally:
        kept.write_bytes(plan)
        runtime.files.path(unused).unlink()
    assert told == {"文件被改": True, "文件缺失": True, "没有方案": False}


def test_the_demos_token_answers_the_line_that_is_printed(
    runtime: Runtime, seeded: seeding.Seeded, client: TestClient
) -> None:
    bearer = {"Authorization": f"Bearer {seeded.token}"}
    with clock.frozen(NOON):
        units = client.get("/api/v1/units", params={"q": "县残联"}, headers=bearer).json()
        unit = units["items"][0]
        tasks = client.get(f"/api/v1/units/{unit['id']}/tasks", headers=bearer).json()
        overdue = client.get(
            "/api/v1/returns", params={"overdue": True, "count": True}, headers=bearer
        ).json()
    assert unit["name"] == "县残联"
    assert len(tasks["items"]) == 30
    assert overdue["total"] == 6


DESK = re.compile(r'<li><a href="([^"#]+)">[^<]+</a> <strong>(\d+)</strong>')


@pytest.mark.parametrize("login", ["lin", "wu"])
def test_each_number_at_the_desk_is_that_of_the_list_it_leads_to(
    runtime: Runtime, seeded: seeding.Seeded, login: str
) -> None:
    with clock.frozen(NOON), TestClient(create_app(runtime)) as client:
        sign_in(client, login, seeding.PASSWORD)
        entries = DESK.findall(client.get("/todo").text)
        assert len(entries) >= 7
        for path, number in entries:
            listed = client.get(unescape(path)).text
            assert re.search(rf"共 {number} [份项件]", listed), path


def test_every_page_is_reached_by_links_and_shown(runtime: Runtime, seeded: seeding.Seeded) -> None:
    app = create_app(runtime)
    kinds = {r.path for r in routes(app) if "GET" in r.methods and not r.path.startswith("/api")}
    seen, wrong = set(), []
    for login in ("lin", "chen", "wu", "sun", "yu", "han", "jia", "admin"):
        with clock.frozen(NOON), TestClient(app) as client:
            sign_in(client, login, seeding.PASSWORD)
            walk = Walk(client, kinds)
            walk.begin("/")
        seen |= walk.seen
        wrong += walk.wrong
    assert wrong == []
    assert kinds - seen == REACHED_OTHERWISE
