"""What of a file stays in the store: what was refused or taken back leaves nothing there."""

from typing import Any

import pytest

from app.core.actor import SYSTEM, Role
from app.core.errors import AppError
from app.plans import jobs, service
from app.plans.uploads import importing
from app.reading import read_document
from tests.plans.browser import Browser
from tests.plans.desk import Desk
from tests.plans.documents import ROWS, plan, plan_text
from tests.plans.test_versions import over

SECRET = ("秘密★1年\n" + plan_text()).encode()


def kept(desk: Desk) -> list[str]:
    return list(desk.runtime.files.digests())


def delete(desk: Desk, plan_id: int) -> None:
    with desk.runtime.database.write() as session:
        files = service.delete(session, SYSTEM, plan_id)
    service.drop_unused(desk.runtime, files)


@pytest.mark.parametrize("data", [SECRET, b" \n\n"])
def test_a_plan_deleted_before_it_was_read_leaves_nothing(desk: Desk, data: bytes) -> None:
    plan_id = desk.post_file(data).json()["id"]
    assert len(kept(desk)) == 1
    delete(desk, plan_id)
    desk.work()
    assert kept(desk) == []


def test_a_plan_deleted_while_it_is_read_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = desk.post_file(plan()).json()["id"]

    def taken_away(*how: Any) -> object:
        reading = read_document(*how)
        delete(desk, plan_id)
        return reading

    monkeypatch.setattr(importing, "read_document", taken_away)
    jobs.read(desk.runtime, {"plan_id": plan_id})
    assert kept(desk) == []


def test_a_refused_plan_that_is_deleted_leaves_nothing(desk: Desk) -> None:
    plan_id = desk.draft(b" \n\n", name="空白.txt")
    assert len(kept(desk)) == 1
    delete(desk, plan_id)
    assert kept(desk) == []


def test_a_file_that_another_county_has_too_stays_for_it(desk: Desk) -> None:
    plan_id = desk.post_file(plan()).json()["id"]
    desk.hire("邻", Role.COORDINATOR, region=desk.world.elsewhere)
    assert desk.post_file(plan(), who="邻").status_code == 202
    delete(desk, plan_id)
    assert len(kept(desk)) == 1


def test_a_version_taken_back_leaves_nothing_of_its_file(desk: Desk, browser: Browser) -> None:
    plan_id = desk.draft()
    before = kept(desk)
    over(desk, plan_id, SECRET)
    desk.send("DELETE", f"/plans/{plan_id}/versions/2", status=204)
    assert kept(desk) == before
    over(desk, plan_id, SECRET)
    path = f"/plans/{plan_id}/versions"
    assert browser.send(f"{path}/2/withdraw", path).status_code == 303
    desk.work()
    assert kept(desk) == before


def test_a_version_that_could_not_be_read_leaves_nothing_of_its_file(desk: Desk) -> None:
    plan_id = desk.draft()
    before = kept(desk)
    over(desk, plan_id, b" \n\n")
    desk.work()
    assert kept(desk) == before


def test_a_file_over_a_published_plan_is_not_stored(desk: Desk) -> None:
    plan_id = desk.published()
    before = kept(desk)
    assert over(desk, plan_id, SECRET).status_code == 409
    assert kept(desk) == before
    with pytest.raises(AppError):
        service.import_over(desk.runtime, SYSTEM, plan_id, name="a.txt", data=plan(ROWS[:2]))
    assert kept(desk) == before


def test_a_file_under_a_used_key_is_not_stored(desk: Desk) -> None:
    key = {"Idempotency-Key": "a1"}
    first = desk.post_file(plan(), headers=key).json()["id"]
    assert desk.post_file(SECRET, headers=key).status_code == 422
    assert len(kept(desk)) == 1
    delete(desk, first)
    assert desk.post_file(plan(), headers=key).status_code == 202, "the kept answer"
    assert kept(desk) == []


def test_a_file_sent_twice_stays_where_it_was_first(desk: Desk) -> None:
    plan_id = desk.draft()
    before = kept(desk)
    assert desk.post_file(plan()).status_code == 409
    assert over(desk, plan_id, plan()).status_code == 409
    assert kept(desk) == before
