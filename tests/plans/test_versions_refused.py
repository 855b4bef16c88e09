"""New versions that may not come, cannot be read, or come twice; and workers that are killed."""

import threading
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from app import wiring
from app.core.actor import Actor, ActorKind, Role
from app.core.errors import AppError
from app.jobs.service import GiveUp
from app.jobs.worker import beside
from app.plans import jobs, service
from app.plans.models import PlanVersion
from app.plans.uploads import importing
from app.plans.versions.schemas import VersionOut
from app.reading import read_document
from tests.plans.desk import Desk
from tests.plans.documents import plan
from tests.plans.test_reading_job import Killed
from tests.plans.test_versions import consultation, issued, over, put_over

BLANK = b" \n\n"
OTHER_ROWS = tuple(f"{n}\t第{n}批粮食仓储设施维修。\t县财政局\t县教委" for n in range(1, 5))


def code_of(desk: Desk, plan_id: int, data: bytes, **how: Any) -> tuple[int, str]:
    answer = over(desk, plan_id, data, **how)
    return answer.status_code, answer.json().get("code", "")


def version_id(desk: Desk, plan_id: int) -> int:
    with desk.runtime.database.read() as session:
        query = select(col(PlanVersion.id)).where(col(PlanVersion.plan_id) == plan_id)
        return session.scalars(query.order_by(col(PlanVersion.number).desc())).first() or 0


def as_it_stood(desk: Desk, plan_id: int) -> tuple[Any, ...]:
    told = desk.get(f"/plans/{plan_id}")
    kept = {name: told[name] for name in ("state", "title", "stage", "version", "documents")}
    return kept, desk.matrix(plan_id), desk.findings(plan_id)


# ---- may not come ----------------------------------------------------------------------------


def test_a_published_plan_is_not_overwritten(desk: Desk) -> None:
    plan_id = desk.published(issued())
    answer = over(desk, plan_id, consultation())
    assert (answer.status_code, answer.json()["code"]) == (409, "published_plan")
    assert "调整或勘误" in answer.json()["title"]


def test_a_plan_that_is_still_read_is_not_overwritten(desk: Desk) -> None:
    plan_id = desk.post_file(consultation()).json()["id"]
    assert code_of(desk, plan_id, issued()) == (409, "still_reading")


def test_two_new_versions_do_not_come_at_once(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    assert over(desk, plan_id, issued()).status_code == 202
    assert code_of(desk, plan_id, plan()) == (409, "still_reading")


def test_the_same_file_again_is_told_which_version_it_is(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    answer = over(desk, plan_id, consultation())
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_document")
    assert answer.json()["detail"] == "它就是本方案的第 1 版（征求意见稿）"
    other = desk.post_file(issued()).json()
    assert (other["plan_id"], other["version"]) == (plan_id, 2)
    assert other["detail"].endswith(f"（编号 {plan_id}）第 2 版（印发稿）")


def test_the_file_of_another_plan_is_told_as_that(desk: Desk) -> None:
    first, second = desk.draft(consultation()), desk.draft(plan())
    answer = over(desk, second, consultation())
    assert (answer.status_code, answer.json()["plan_id"]) == (409, first)


def test_who_may_not_read_the_plan_gets_404_and_who_may_not_write_403(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    desk.hire("邻", Role.COORDINATOR, region=desk.world.elsewhere)
    desk.hire("教", Role.COORDINATOR, unit="县教委")
    for who, status in (
        ("外", 404),
        ("邻", 404),
        ("陈", 404),
        ("教", 403),
        ("领", 403),
        ("管", 403),
    ):
        assert over(desk, plan_id, issued(), who=who).status_code == status, who
    assert over(desk, 9_999, issued()).status_code == 404
    assert len(list(desk.runtime.files.digests())) == 1, "what is refused is not stored"


@pytest.mark.parametrize("wrong", ["甲", "0", "-1", "1.5", str(2**70)])
def test_what_is_no_number_of_a_plan_is_422(desk: Desk, wrong: str) -> None:
    answer = desk.post_file(issued(), over_plan_id=wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    body = {"name": "a.txt", "text": issued().decode(), "over_plan_id": wrong}
    assert desk.send("POST", "/plans", body, status=422)["code"] == "invalid"


def test_a_new_version_has_the_home_of_its_plan(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    home = {"office_id": desk.world.units["县残联"]}
    assert code_of(desk, plan_id, issued(), **home) == (422, "home_given")


def test_the_text_of_a_new_version_can_come_as_json(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    body = {"name": "印发稿.txt", "text": issued().decode(), "over_plan_id": plan_id}
    assert desk.send("POST", "/plans", body, status=202)["id"] == plan_id
    desk.work()
    assert desk.get(f"/plans/{plan_id}")["stage"] == "issued"


def test_a_retry_with_the_same_key_is_one_version(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    key = {"Idempotency-Key": "b1"}
    first, again = (over(desk, plan_id, issued(), headers=key) for _ in range(2))
    assert first.json() == again.json()
    desk.work()
    assert len(desk.get(f"/plans/{plan_id}/versions")["items"]) == 2
    elsewhere = desk.draft(plan())
    assert over(desk, elsewhere, issued(), headers=key).json()["code"] == "idempotency_key_reused"


# ---- cannot be read --------------------------------------------------------------------------


def test_a_file_that_cannot_be_read_leaves_the_draft_as_it_stood_and_says_why(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    before = as_it_stood(desk, plan_id)
    assert over(desk, plan_id, BLANK).status_code == 202
    desk.work()
    assert as_it_stood(desk, plan_id) == before
    told = desk.get(f"/plans/{plan_id}")["incoming_version"]
    assert (told["number"], told["state"], told["refusal_code"]) == (2, "refused", "empty_file")
    refused = desk.get(f"/plans/{plan_id}/versions")["items"][-1]
    assert (refused["document"], refused["refusal"]) == (None, told["refusal"])
    VersionOut.model_validate(refused)
    assert [one["code"] for one in desk.events("plan.version_refused")] == ["empty_file"]


def test_after_a_refusal_the_next_file_takes_its_number(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    for _ in range(2):
        assert over(desk, plan_id, BLANK).status_code == 202
        desk.work()
    put_over(desk, plan_id, issued())
    assert [one["number"] for one in desk.get(f"/plans/{plan_id}/versions")["items"]] == [1, 2]
    assert desk.get(f"/plans/{plan_id}")["incoming_version"] is None


def test_a_file_marked_secret_does_not_stay_here(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    kept = set(desk.runtime.files.digests())
    over(desk, plan_id, "秘密★1年\n".encode() + issued())
    desk.work()
    told = desk.get(f"/plans/{plan_id}")
    assert told["incoming_version"]["refusal_code"] == "classified"
    assert len(told["documents"]) == 1
    assert set(desk.runtime.files.digests()) == kept


def test_another_plan_does_not_come_over_this_one(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    before = as_it_stood(desk, plan_id)
    over(desk, plan_id, plan(OTHER_ROWS, title="巫山县粮食仓储维修工作要点"))
    desk.work()
    assert as_it_stood(desk, plan_id) == before
    assert desk.get(f"/plans/{plan_id}")["incoming_version"]["refusal_code"] == "another_plan"


def test_a_version_that_came_to_nothing_can_be_taken_back_and_an_imported_one_not(
    desk: Desk,
) -> None:
    plan_id = desk.draft(consultation())
    over(desk, plan_id, BLANK)
    desk.work()
    desk.send("DELETE", f"/plans/{plan_id}/versions/2", status=204)
    assert desk.get(f"/plans/{plan_id}")["incoming_version"] is None
    desk.send("DELETE", f"/plans/{plan_id}/versions/2", status=404)
    told = desk.send("DELETE", f"/plans/{plan_id}/versions/1", status=409)
    assert told["code"] == "imported_version"
    for who, status in (("外", 404), ("领", 403)):
        desk.send("DELETE", f"/plans/{plan_id}/versions/1", who=who, status=status)


def test_a_version_taken_back_before_it_was_read_is_not_read(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    before = as_it_stood(desk, plan_id)
    over(desk, plan_id, issued())
    desk.send("DELETE", f"/plans/{plan_id}/versions/2", status=204)
    desk.work()
    assert as_it_stood(desk, plan_id) == before
    assert over(desk, plan_id, issued()).status_code == 202


# ---- while it is read ------------------------------------------------------------------------


def test_the_draft_can_be_read_and_progress_is_shown_while_the_new_version_is_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = desk.draft(consultation())
    monkeypatch.setattr(importing, "_BETWEEN_REPORTS", 0)
    over(desk, plan_id, issued())
    assert desk.get(f"/plans/{plan_id}")["progress"] == {"done": 0, "total": 0}
    seen: list[Any] = []

    def watched(name: str, data: bytes, progress: importing.Progress | None = None) -> object:
        reading = read_document(name, data, progress)
        told = desk.get(f"/plans/{plan_id}")
        seen.extend((told["state"], told["progress"], len(desk.matrix(plan_id))))
        return reading

    monkeypatch.setattr(importing, "read_document", watched)
    desk.work()
    state, progress, tasks = seen
    assert (state, tasks) == ("draft", 5)
    assert progress["done"] == progress["total"] > 0
    assert desk.get(f"/plans/{plan_id}")["progress"] is None


def test_who_can_wait_gets_the_draft_as_the_new_version_has_it(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    with beside(desk.runtime, wiring.HANDLERS, {}):
        answer = over(desk, plan_id, issued(), headers={"Prefer": "wait=20"})
    assert (answer.status_code, answer.json()["stage"]) == (201, "issued")


def test_killed_in_the_middle_the_draft_stands_and_the_second_run_does_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = desk.draft(consultation())
    matrix = desk.matrix(plan_id)
    over(desk, plan_id, issued())

    def die(*_: object) -> None:
        raise Killed

    for place in ("hanging.write_indicators", "standing.as_printed"):
        with monkeypatch.context() as patched:
            patched.setattr(f"app.plans.versions.merging.{place}", die)
            with pytest.raises(Killed):
                jobs.read_version(desk.runtime, {"version_id": version_id(desk, plan_id)})
        assert desk.matrix(plan_id) == matrix
    desk.work()
    assert desk.get(f"/plans/{plan_id}/versions")["items"][-1]["state"] == "imported"


def test_read_twice_and_by_two_at_once_it_is_put_over_once(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    over(desk, plan_id, issued())
    payload = {"version_id": version_id(desk, plan_id)}
    gate = threading.Barrier(2)

    def read() -> None:
        gate.wait()
        jobs.read_version(desk.runtime, payload)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    jobs.read_version(desk.runtime, payload)
    assert len(desk.events("plan.version_imported")) == 1
    assert len(desk.matrix(plan_id)) == 5


def test_a_fault_of_the_reader_leaves_the_draft_and_is_kept_for_the_admin(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    plan_id = desk.draft(consultation())
    over(desk, plan_id, issued())
    monkeypatch.setattr("app.plans.uploads.importing.read_document", fail)
    with pytest.raises(GiveUp, match="ZeroDivisionError"):
        jobs.read_version(desk.runtime, {"version_id": version_id(desk, plan_id)})
    told = desk.get(f"/plans/{plan_id}")
    assert (told["state"], told["incoming_version"]["refusal_code"]) == ("draft", "reading_failed")
    assert "没有变动" in told["incoming_version"]["refusal"]


def test_of_those_who_send_new_versions_at_once_exactly_one_wins(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    lin = Actor(
        ActorKind.PERSON,
        1,
        Role.COORDINATOR,
        "林",
        region_id=desk.world.region,
        region_path="/500237/",
    )
    gate = threading.Barrier(4)
    said: list[str] = []

    def send(data: bytes) -> None:
        gate.wait()
        try:
            service.receive_over(desk.runtime, lin, plan_id, name="a.txt", data=data)
        except AppError as refused:
            said.append(refused.code)
        else:
            said.append("received")

    files = [issued() + b"\n" * n for n in range(4)]
    threads = [threading.Thread(target=send, args=(data,)) for data in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["received"] + ["still_reading"] * 3
    assert desk.work() == 1
    assert len(desk.get(f"/plans/{plan_id}/versions")["items"]) == 2
