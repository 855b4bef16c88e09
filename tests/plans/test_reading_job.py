"""The job that reads: killed, run twice, run by two, and by a file that is gone."""

import threading

import pytest

from app.core.actor import SYSTEM
from app.jobs.service import GiveUp
from app.plans import jobs, service
from app.plans.uploads import importing
from app.reading import read_document
from tests.plans.desk import Desk
from tests.plans.documents import plan


class Killed(BaseException):
    """As if the process had ended here: nobody catches it."""


def counted(desk: Desk, plan_id: int) -> tuple[int, int, int]:
    tasks = desk.matrix(plan_id)
    return (
        len(tasks),
        sum(len(task["assignments"]) for task in tasks),
        len(desk.findings(plan_id)),
    )


def test_killed_between_the_file_and_the_rows_nothing_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is on disk, the rows are not: the clerk simply sends it again."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("app.plans.uploads.receiving.register", die)
        with pytest.raises(Killed):
            service.receive(
                desk.runtime, SYSTEM, name="a.txt", data=plan(), region_id=desk.world.region
            )
    assert desk.get("/plans")["items"] == []
    assert len(list(desk.runtime.files.digests())) == 1
    assert counted(desk, desk.draft())[0] == 3


def test_killed_in_the_middle_of_the_import_nothing_is_doubled(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = desk.post_file(plan()).json()["id"]

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("app.plans.uploads.importing.naming.answer", die)
        with pytest.raises(Killed):
            jobs.read(desk.runtime, {"plan_id": plan_id})
    assert desk.get(f"/plans/{plan_id}")["state"] == "reading"
    assert desk.matrix(plan_id) == []
    desk.work()
    assert counted(desk, plan_id)[0] == 3


def test_read_twice_it_is_imported_once(desk: Desk) -> None:
    plan_id = desk.draft()
    before = counted(desk, plan_id)
    jobs.read(desk.runtime, {"plan_id": plan_id})
    assert counted(desk, plan_id) == before
    assert len(desk.events("plan.read")) == 1


def test_two_workers_that_read_at_once_import_once(desk: Desk) -> None:
    plan_id = desk.post_file(plan()).json()["id"]
    gate = threading.Barrier(2)

    def read() -> None:
        gate.wait()
        jobs.read(desk.runtime, {"plan_id": plan_id})

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted(desk, plan_id)[:2] == (3, 8)
    assert len(desk.events("plan.read")) == 1


def test_a_file_that_is_gone_is_told(desk: Desk) -> None:
    plan_id = desk.post_file(plan()).json()["id"]
    for digest in list(desk.runtime.files.digests()):
        desk.runtime.files.path(digest).unlink()
    desk.work()
    told = desk.get(f"/plans/{plan_id}")
    assert (told["state"], told["refusal_code"]) == ("refused", "file_missing")


def test_a_fault_of_the_reader_is_told_at_once_and_kept_for_the_admin(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    plan_id = desk.post_file(plan()).json()["id"]
    monkeypatch.setattr("app.plans.uploads.importing.read_document", fail)
    with pytest.raises(GiveUp, match="ZeroDivisionError"):
        jobs.read(desk.runtime, {"plan_id": plan_id})
    assert desk.get(f"/plans/{plan_id}")["refusal_code"] == "reading_failed"


def test_progress_is_shown_while_it_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_id = desk.post_file(plan()).json()["id"]
    monkeypatch.setattr(importing, "_BETWEEN_REPORTS", 0)
    seen = []

    def watched(name: str, data: bytes, progress: importing.Progress | None = None) -> object:
        reading = read_document(name, data, progress)
        seen.append(desk.get(f"/plans/{plan_id}")["progress"])
        return reading

    monkeypatch.setattr(importing, "read_document", watched)
    desk.work()
    assert seen == [{"done": 4, "total": 4}]
    assert desk.get(f"/plans/{plan_id}")["progress"] is None


def test_the_text_that_was_read_is_kept_beside_the_file(desk: Desk) -> None:
    plan_id = desk.draft(plan().decode().encode("gb18030"))
    (document,) = desk.get(f"/plans/{plan_id}")["documents"]
    assert desk.runtime.files.get(document["sha256"]) == plan().decode().encode("gb18030")
    assert desk.runtime.files.get(document["text_sha256"]).decode().startswith("巫山县人民政府")
