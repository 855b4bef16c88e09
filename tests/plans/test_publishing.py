import threading

from app.core.actor import SYSTEM
from app.core.errors import AppError
from app.jobs.service import dead_letters
from app.plans import service
from tests.plans.browser import Browser
from tests.plans.desk import Desk
from tests.plans.documents import ROWS, plan


def test_publishing_fixes_the_span_and_tells_everybody_named(desk: Desk) -> None:
    plan_id = desk.draft()
    told = desk.send("POST", f"/plans/{plan_id}/publish")
    assert told["state"] == "published"
    assert told["published_at"].endswith("+08:00")
    assert (told["reporting_from"], told["reporting_until"]) == ("2022-05-10", "2025-12-31")
    (event,) = desk.events("plan.published")
    assert (event["tasks"], event["reporting_until"]) == (3, "2025-12-31")


def test_a_span_that_was_chosen_is_kept(desk: Desk) -> None:
    plan_id = desk.draft()
    desk.send("PATCH", f"/plans/{plan_id}", {"reporting_from": "2023-01-01"})
    told = desk.send("POST", f"/plans/{plan_id}/publish")
    assert (told["reporting_from"], told["reporting_until"]) == ("2023-01-01", "2025-12-31")


def test_a_rule_of_a_draft_gives_the_worker_nothing_that_it_gives_up(desk: Desk) -> None:
    plan_id = desk.draft()
    desk.send("PUT", f"/plans/{plan_id}/reporting", {"final": True})
    desk.work()
    with desk.runtime.database.read() as session:
        assert dead_letters(session) == []


def test_an_error_that_stands_keeps_a_plan_from_being_published(desk: Desk) -> None:
    rows = ("1\t\t县残联\t县财政局", "2\t办好特殊教育。\t县教委\t县残联")
    plan_id = desk.draft(plan(rows))
    told = desk.send("POST", f"/plans/{plan_id}/publish", status=409)
    assert told["code"] == "errors_stand"
    (error,) = desk.findings(plan_id, "row_without_task")
    assert told["errors"] == [{"loc": ["findings", error["id"]], "msg": error["message"]}]
    assert desk.get(f"/plans/{plan_id}")["state"] == "draft"
    first = desk.matrix(plan_id)[0]["id"]
    desk.send("PATCH", f"/tasks/{first}", {"text": "落实残疾人康复救助。"})
    desk.send("POST", f"/plans/{plan_id}/publish")


def test_a_plan_that_a_new_version_is_about_to_change_is_not_published(desk: Desk) -> None:
    plan_id = desk.draft()
    newer = plan((*ROWS, "4\t加强组织领导。\t县残联\t县财政局"))
    assert desk.post_file(newer, over_plan_id=plan_id).status_code == 202
    told = desk.send("POST", f"/plans/{plan_id}/publish", status=409)
    assert (told["code"], "撤回" in told["detail"]) == ("still_reading", True)
    desk.work()
    desk.send("POST", f"/plans/{plan_id}/publish")
    assert len(desk.matrix(plan_id)) == 4


def test_the_form_to_publish_waits_for_the_new_version_too(desk: Desk, browser: Browser) -> None:
    plan_id = desk.draft()
    form = f'action="/plans/{plan_id}/publish"'
    assert form in browser.page(f"/plans/{plan_id}")
    desk.post_file(plan(ROWS[:2]), over_plan_id=plan_id, name="印发稿.txt")
    page = browser.page(f"/plans/{plan_id}")
    assert "新版本“印发稿.txt”正在读取" in page
    assert form not in page
    desk.send("DELETE", f"/plans/{plan_id}/versions/2", status=204)
    assert form in browser.page(f"/plans/{plan_id}")


def test_a_plan_without_tasks_is_not_published(desk: Desk) -> None:
    plan_id = desk.draft()
    for task in desk.matrix(plan_id):
        desk.send("DELETE", f"/tasks/{task['id']}", status=204)
    told = desk.send("POST", f"/plans/{plan_id}/publish", status=409)
    assert told["code"] == "nothing_read"


def test_what_was_refused_cannot_be_published(desk: Desk) -> None:
    plan_id = desk.draft(b" \n")
    told = desk.send("POST", f"/plans/{plan_id}/publish", status=409)
    assert told["code"] == "not_read"


def test_publishing_what_somebody_changed_meanwhile_is_412(desk: Desk) -> None:
    plan_id = desk.draft()
    seen = {"If-Match": f'"{desk.get(f"/plans/{plan_id}")["version"]}"'}
    desk.send("PATCH", f"/plans/{plan_id}", {"title": "改过的方案"})
    told = desk.send("POST", f"/plans/{plan_id}/publish", headers=seen, status=412)
    assert told["current"]["title"] == "改过的方案"


def test_an_edit_of_a_task_counts_as_a_change_of_the_plan(desk: Desk) -> None:
    plan_id = desk.draft()
    seen = {"If-Match": f'"{desk.get(f"/plans/{plan_id}")["version"]}"'}
    desk.send("PATCH", f"/tasks/{desk.matrix(plan_id)[0]['id']}", {"title": "改"})
    desk.send("POST", f"/plans/{plan_id}/publish", headers=seen, status=412)


def test_a_draft_for_comment_can_be_shown_as_a_matrix(desk: Desk) -> None:
    draft = plan(title="巫山县“十四五”残疾人服务实施方案（征求意见稿）")
    told = desk.get(f"/plans/{desk.published(draft)}")
    assert (told["stage"], told["state"]) == ("consultation", "published")


def test_of_two_who_publish_at_once_one_is_told_that_it_is_done(desk: Desk) -> None:
    plan_id = desk.draft()
    gate = threading.Barrier(2)
    said: list[str] = []

    def publish() -> None:
        gate.wait()
        try:
            with desk.runtime.database.write() as session:
                service.publish(session, SYSTEM, plan_id)
        except AppError as refused:
            said.append(refused.code)
        else:
            said.append("published")

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["published", "published_plan"]
    assert len(desk.events("plan.published")) == 1
