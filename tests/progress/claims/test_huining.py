"""会宁 names nobody: from the file of its plan to the units' lists, returns and printed sheets."""

from typing import Any

import pytest
import typer
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.core.actor import SYSTEM, Role
from app.core.console import Console
from app.core.runtime import Runtime
from app.core.settings import ROOT
from app.progress.claims.commands import install
from app.units import service as units
from app.units.registry import read_registry
from tests.cast import World
from tests.kinds import on_sqlite
from tests.plans.desk import Desk

__all__ = ["on_sqlite"]  # the way from end to end; each step is tested on both kinds elsewhere

HUINING = (ROOT / "seed" / "plans" / "huining.txt").read_bytes()
REGISTRY = ROOT / "seed" / "units" / "huining.csv"
CARE = "加快发展残疾人托养和照护服务"


@pytest.fixture
def desk(client: TestClient, runtime: Runtime, world: World) -> Desk:
    """With the whole registry of 会宁, its coordinator 马 and liaisons of three of its units."""
    made = Desk(client, runtime, world)
    rows = read_registry(REGISTRY.read_bytes())
    with runtime.database.write() as session:
        units.import_registry(session, SYSTEM, rows, region_id=world.elsewhere)
    with runtime.database.read() as session:
        for name in ("县残联", "县民政局", "县教育局"):
            unit = units.unit_named(session, name, world.elsewhere).id
            world.units[f"会宁{name}"] = unit
    for who, held in (("残", "县残联"), ("民", "县民政局"), ("教", "县教育局")):
        made.hire(who, Role.LIAISON, region=world.elsewhere, unit=f"会宁{held}")
    made.hire("马", Role.COORDINATOR, region=world.elsewhere)
    made.work()
    return made


def offer(desk: Desk, who: str, task: int, role: str = "lead") -> int:
    body = {"role": role, "words": f"{who}：由我单位办理，已有工作基础。"}
    claim_id: int = desk.send("POST", f"/tasks/{task}/claims", body, who=who, status=201)["id"]
    return claim_id


def of_unit(desk: Desk, who: str, unit: str, what: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.get(
        f"/units/{desk.world.units[f'会宁{unit}']}/{what}", who=who
    )["items"]
    return found


def test_three_units_share_out_what_the_plan_left_open(desk: Desk) -> None:
    plan = desk.draft(HUINING, who="马", name="会宁.txt")
    desk.send("POST", f"/plans/{plan}/publish", who="马")
    desk.work()
    first = desk.get("/claimable", who="残", count=True, limit=200)
    assert first["total"] == 100
    tasks = {one["title"]: one["id"] for one in first["items"]}
    care, school = tasks[CARE], next(id_ for title, id_ in tasks.items() if "教育" in title)

    mine, theirs = offer(desk, "残", care), offer(desk, "民", care)
    third = offer(desk, "教", care, "supporting")
    alone = offer(desk, "教", school)
    conflict = desk.get("/claims", who="马", plan=plan, conflict="true")["items"]
    assert {one["id"] for one in conflict} == {mine, theirs}

    decisions = [
        {"claim_id": theirs, "decision": "lead"},
        {"claim_id": mine, "decision": "responsible"},
        {"claim_id": third, "decision": "decline", "note": "与本职关系不大"},
    ]
    body = {"decisions": decisions}
    desk.send("POST", f"/tasks/{care}/claims/settle", body, who="马")
    only = {"decisions": [{"claim_id": alone, "decision": "lead"}]}
    desk.send("POST", f"/tasks/{school}/claims/settle", only, who="马")
    desk.work()

    assert [one["title"] for one in of_unit(desk, "民", "县民政局", "tasks")] == [CARE]
    assert of_unit(desk, "民", "县民政局", "tasks")[0]["first"] is True
    assert [one["id"] for one in of_unit(desk, "残", "县残联", "tasks")] == [care]
    assert [one["id"] for one in of_unit(desk, "教", "县教育局", "tasks")] == [school]
    for who, unit in (("民", "县民政局"), ("残", "县残联"), ("教", "县教育局")):
        assert of_unit(desk, who, unit, "returns")[0]["period"] == "2023-H2", unit
    assert desk.get("/claimable", who="残", count=True)["total"] == 98

    measure = {"text": "会同县残联制定托养服务补贴办法", "responsible": "养老服务股"}
    desk.send("POST", f"/tasks/{care}/measures", measure, who="民", status=201)
    sheet = desk.client.get(
        f"/api/v1/units/{desk.world.units['会宁县民政局']}/sheet",
        params={"format": "txt"},
        headers=desk.world.bearer("民"),
    ).text
    assert CARE in sheet
    assert "牵头单位：县民政局（本单位）" in sheet
    assert "1. 会同县残联制定托养服务补贴办法（养老服务股）" in sheet
    told = _listed(desk, plan)
    assert told.count("已确认为") == 3
    assert told.endswith("还没有单位承担、也没有人认领的：36 项任务、62 项重点项目\n")


def _listed(desk: Desk, plan: int) -> str:
    """What `taskmatrix claims list` prints."""
    console = Console(lambda _: desk.runtime, lambda *_: 0)
    console.settings = desk.runtime.settings
    cli = typer.Typer()
    install(cli)
    cli.callback()(lambda: None)
    answer = CliRunner().invoke(cli, ["claims", "list", "--plan", str(plan)], obj=console)
    assert answer.exit_code == 0, answer.output
    return answer.output
