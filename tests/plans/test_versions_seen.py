"""Who sees the versions of a plan, and what goes with it."""

from sqlalchemy import select

from app.plans.models import PlanVersion
from tests.plans.desk import Desk
from tests.plans.documents import plan
from tests.plans.test_versions import consultation, issued, over, put_over


def test_versions_are_read_by_who_reads_the_plan(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    path = f"/plans/{plan_id}/versions"
    for who in ("外", "陈"):
        desk.get(path, who=who, status=404)
    for who in ("领", "管"):
        assert desk.get(path, who=who)["items"][1]["difference"] is not None
    desk.get("/plans/9999/versions", status=404)
    desk.get(f"/plans/{2**70}/versions", status=422)


def test_a_liaison_sees_which_versions_there_were_and_not_the_rows_of_others(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    desk.send("POST", f"/plans/{plan_id}/publish")
    items = desk.get(f"/plans/{plan_id}/versions", who="陈")["items"]
    assert [(one["number"], one["difference"]) for one in items] == [(1, None), (2, None)]


def test_with_the_plan_its_versions_go(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    over(desk, plan_id, plan())
    desk.send("DELETE", f"/plans/{plan_id}", status=204)
    desk.work()
    with desk.runtime.database.read() as session:
        assert session.scalars(select(PlanVersion)).all() == []
    assert desk.post_file(consultation()).status_code == 202
