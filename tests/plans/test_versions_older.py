"""Plans of a database that stood below versions: before it was brought up, or in between."""

from app.core import migrations
from tests.plans.desk import Desk
from tests.plans.test_versions import ISSUED, consultation, issued, over, put_over


def test_a_plan_of_an_older_database_has_its_file_as_the_first_version(desk: Desk) -> None:
    plan_id, refused = desk.draft(consultation()), desk.draft(b" \n", name="空白.txt")
    before = {task["id"] for task in desk.matrix(plan_id)}
    added = desk.send("POST", f"/plans/{plan_id}/tasks", {"text": "加强宣传。"}, status=201)
    url = desk.runtime.settings.url
    migrations.downgrade(url, "0001")
    migrations.upgrade(url)
    (first,) = desk.get(f"/plans/{plan_id}/versions")["items"]
    assert (first["number"], first["stage"], first["difference"]) == (1, "consultation", None)
    (document,) = desk.get(f"/plans/{plan_id}")["documents"]
    assert first["document"]["id"] == document["id"]
    assert desk.get(f"/plans/{refused}/versions")["items"] == []
    found = put_over(desk, plan_id, issued())
    assert len(before & {task["id"] for task in desk.matrix(plan_id)}) == 4
    assert [one["task_id"] for one in found["tasks_kept"]] == [added["id"]]


def test_on_the_way_down_the_newest_file_stays_that_of_the_plan(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    over(desk, plan_id, issued(ISSUED[:3]))
    url = desk.runtime.settings.url
    migrations.downgrade(url, "0001")
    migrations.upgrade(url)
    documents = desk.get(f"/plans/{plan_id}")["documents"]
    (first,) = desk.get(f"/plans/{plan_id}/versions")["items"]
    assert first["document"]["id"] == documents[-1]["id"]
    assert desk.runtime.files.get(documents[-1]["sha256"]) == issued()
    assert [one["text_sha256"] is None for one in documents] == [False, False]
    desk.work()
    assert over(desk, plan_id, issued(ISSUED[:3])).status_code == 202


def test_what_a_person_said_survives_also_where_nobody_kept_what_was_printed(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    (asked,) = desk.findings(plan_id, "unknown_unit")
    unit_id = desk.world.units["县人力社保局"]
    desk.send("POST", f"/plans/{plan_id}/findings/{asked['id']}/settle", {"unit_id": unit_id})
    desk.send("PATCH", f"/plans/{plan_id}", {"first_leads_confirmed": True})
    url = desk.runtime.settings.url
    migrations.downgrade(url, "0001")
    migrations.upgrade(url)
    put_over(desk, plan_id, issued())
    told = desk.get(f"/plans/{plan_id}")["counts"]
    assert (told["unresolved_names"], told["unconfirmed_first_leads"]) == (0, 0)
    assert told["open_findings"]["warning"] == 0
