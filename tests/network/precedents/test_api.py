"""`GET /tasks/{id}/precedents` and its page: what is found, and what nobody else's plan tells."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.network.precedents import shelf
from app.network.precedents.library import Entry, Library
from app.plans.models import Plan, Task
from app.plans.terms import PlanState
from app.reading.terms import Stage
from app.units.models import Unit
from tests.cast import World
from tests.network.precedents.shelves import QUOTE, TEXT, TITLE, aid, elsewhere, prove
from tests.network.rows import LEAD, SUPPORTING, written
from tests.statements import statements

Get = Callable[..., Any]


@pytest.fixture
def get(client: TestClient, world: World) -> Get:
    def ask(task_id: int, who: str = "林", status: int = 200) -> Any:
        answer = client.get(f"/api/v1/tasks/{task_id}/precedents", headers=world.bearer(who))
        assert answer.status_code == status, answer.text
        return answer.json()

    return ask


@pytest.fixture
def asked(runtime: Runtime, world: World) -> int:
    """A task of 巫山县's draft that names nobody."""
    with written(runtime, world) as rows:
        rows.session.get_one(Unit, world.units["县残联"]).function = "disabled_persons_federation"
        return aid(rows, rows.plan(state=PlanState.DRAFT))


def marked(runtime: Runtime, world: World, **changes: Any) -> int:
    """A plan of 会宁县 with a like task, in the library unless said otherwise; the plan's id."""
    with elsewhere(runtime, world) as rows:
        plan_id = rows.plan(**({"library": True, "title": "会宁县规划"} | changes))
        cells = (("县残联", LEAD), ("县民政局", SUPPORTING), ("县财政局", SUPPORTING))
        prove(rows, plan_id, aid(rows, plan_id, *cells))
        return plan_id


def test_the_lead_the_others_and_the_quote_are_told(
    get: Get, asked: int, runtime: Runtime, world: World
) -> None:
    plan_id = marked(runtime, world, stage=Stage.CONSULTATION)
    told = get(asked)
    assert told["library"] == {"plans": 1, "tasks": 1}
    lead = told["leads"][0]
    assert lead["reason"] == "1 份方案中 1 份由残联牵头"
    assert lead["units"] == [{"id": world.units["县残联"], "name": "县残联"}]
    assert [one["function_label"] for one in told["participants"]] == ["民政", "财政"]
    precedent = told["precedents"][0]
    assert precedent["quote"] == QUOTE
    assert precedent["division"] == "牵头单位：县残联；参与单位：县民政局、县财政局"
    assert precedent["plan"]["id"] == plan_id
    assert precedent["plan"]["stage"] == "consultation"
    assert precedent["plan"]["region"]["name"] == "会宁县"
    assert precedent["closeness"] == "very_near"


@pytest.mark.parametrize("hidden", [{"library": False}, {"state": PlanState.DRAFT}])
def test_a_foreign_plan_that_is_not_marked_or_not_published_is_not_there(
    get: Get, asked: int, runtime: Runtime, world: World, hidden: dict[str, Any]
) -> None:
    marked(runtime, world, **hidden)
    for who in ("林", "管", "领"):
        told = get(asked, who)
        assert told["library"] == {"plans": 0, "tasks": 0}
        assert told["leads"] == told["participants"] == told["precedents"] == []


def test_a_plan_that_leaves_the_library_is_gone_at_once(
    get: Get, asked: int, runtime: Runtime, world: World
) -> None:
    plan_id = marked(runtime, world)
    assert get(asked)["precedents"]
    with runtime.database.write() as session:
        session.get_one(Plan, plan_id).library = False
    assert get(asked)["precedents"] == []


def test_a_plan_of_the_own_region_is_a_precedent_unmarked_but_a_draft_is_none(
    get: Get, asked: int, runtime: Runtime, world: World
) -> None:
    with written(runtime, world) as rows:
        published, draft = rows.plan(), rows.plan(state=PlanState.DRAFT)
        wanted = aid(rows, published, ("县残联", LEAD))
        aid(rows, draft, ("县民政局", LEAD))
    assert [one["task_id"] for one in get(asked)["precedents"]] == [wanted]


def test_the_own_plan_is_no_precedent_and_a_task_that_names_nobody_is_none(
    get: Get, runtime: Runtime, world: World
) -> None:
    with written(runtime, world) as rows:
        plan_id, other = rows.plan(), rows.plan()
        task = aid(rows, plan_id, ("县残联", LEAD))
        aid(rows, plan_id, ("县民政局", LEAD))
        aid(rows, other)
    assert get(task)["precedents"] == []


def test_a_liaison_learns_of_what_she_may_read_alone(
    get: Get, runtime: Runtime, world: World
) -> None:
    with written(runtime, world) as rows:
        own = aid(rows, rows.plan(), ("县残联", LEAD))
        theirs = rows.plan()
        aid(rows, theirs, ("县民政局", LEAD))
    assert get(own, "陈")["precedents"] == []
    assert get(own, "林")["precedents"] != []
    library = marked(runtime, world)
    assert [one["plan"]["id"] for one in get(own, "陈")["precedents"]] == [library]
    get(own, "周", 404)
    get(own, "外", 404)


def test_a_unit_whose_time_is_over_holds_nothing_here(
    get: Get, asked: int, runtime: Runtime, world: World
) -> None:
    marked(runtime, world)
    with runtime.database.write() as session:
        session.get_one(Unit, world.units["县残联"]).valid_until = date(2020, 1, 1)
    lead = get(asked)["leads"][0]
    assert lead["units"] == []
    assert "没有职能为“残联”的单位" in lead["units_note"]


def test_the_registry_of_another_county_is_not_told_with_its_precedents(
    get: Get, asked: int, runtime: Runtime, world: World
) -> None:
    marked(runtime, world)
    plan_id = marked(runtime, world, title="会宁县另一份规划")
    with runtime.database.write() as session:
        theirs = session.scalars(select(col(Task.id)).where(col(Task.plan_id) == plan_id)).one()
        there = session.get_one(Unit, world.units["外县残联"])
        there.name, there.function = "会宁县残联", "disabled_persons_federation"
    told = get(theirs)
    assert [one["name"] for one in told["leads"][0]["units"]] == ["县残联"], "of the reader's own"


def test_the_library_is_built_once_for_all_its_readers(
    get: Get, asked: int, runtime: Runtime, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked(runtime, world)
    built: list[Library] = []

    def build(entries: Iterable[Entry]) -> Library:
        built.append(Library(entries))
        return built[-1]

    monkeypatch.setattr(shelf, "Library", build)
    theirs = asked + 1
    for who in ("林", "领", "陈", "周", "外", "管", "林"):
        get(theirs, who)
    assert len(built) == 1


def test_a_task_that_is_not_there_is_not_found(get: Get) -> None:
    get(999_999, status=404)


def test_a_strange_text_finds_nothing_and_breaks_nothing(
    get: Get, runtime: Runtime, world: World
) -> None:
    marked(runtime, world)
    with written(runtime, world) as rows:
        plan = rows.plan()
        strange = ("残", "……", "一" * 20_000)
        tasks = [aid(rows, plan, title=text[:300], text=text) for text in strange]
    for task in tasks:
        assert get(task)["precedents"] == []


def test_the_statements_do_not_grow_with_the_precedents(
    get: Get, asked: int, runtime: Runtime, world: World
) -> None:
    marked(runtime, world)
    get(asked)
    with statements(runtime) as few:
        get(asked)
    for _ in range(4):
        marked(runtime, world)
    get(asked)
    with statements(runtime) as many:
        assert len(get(asked)["precedents"]) == 5
    assert len(many) == len(few)


def test_the_page_says_the_same_and_a_fragment_is_for_the_page_of_the_task(
    client: TestClient, asked: int, runtime: Runtime, world: World
) -> None:
    marked(runtime, world)
    path, headers = f"/tasks/{asked}/precedents", world.bearer("林")
    page = client.get(path, headers=headers).text
    assert "<h1>先例：别处怎样分工</h1>" in page
    assert "1 份方案中 1 份由残联牵头" in page
    assert f"原文：“{QUOTE}”" in page
    fragment = client.get(path, headers=headers | {"HX-Request": "true"}).text
    assert "<h1>" not in fragment
    assert TITLE in fragment
    assert TEXT not in fragment
    assert f'href="{path}"' in client.get(f"/tasks/{asked}", headers=headers).text
    assert client.get(path, headers=world.bearer("外")).status_code == 404
