"""Files of a return: who adds, reads and takes them away, and what is too large."""

import asyncio
import json
from typing import Any

from app.core.runtime import Runtime
from app.kit import clock
from app.progress.attachments import rules, service
from app.progress.attachments.models import Attachment
from app.verifying import faults
from tests.progress.attachments.test_rules import JPG, PDF
from tests.progress.book import Book, Desk, Matter


def attach(desk: Desk, who: str, return_id: int, name: str, data: bytes, **more: Any) -> Any:
    return desk.client.post(
        "/api/v1/attachments",
        files={"file": (name, data)},
        data={"return_id": str(return_id), **more},
        headers=desk.world.bearer(who),
    )


def test_a_file_is_added_read_and_taken_away(
    desk: Desk, book: Book, runtime: Runtime, matter: Matter
) -> None:
    one, task = matter.federation, matter.tasks["无障碍环境建设"]
    made = attach(desk, "陈", one, "验收.pdf", PDF, task_id=str(task))
    assert made.status_code == 201, made.text
    item = made.json()
    assert (item["name"], item["media_type"], item["task_id"]) == (
        "验收.pdf",
        "application/pdf",
        task,
    )
    again = attach(desk, "陈", one, "验收.pdf", PDF, task_id=str(task))
    assert again.json()["id"] == item["id"], "the same file twice is one"
    assert desk.get("陈", f"/returns/{one}").json()["attachments"] == [item]
    assert desk.get("林", "/attachments", return_id=one).json()["items"] == [item]
    read = desk.get("林", f"/attachments/{item['id']}")
    assert (read.content, read.headers["content-type"]) == (PDF, "application/pdf")
    assert read.headers["content-disposition"] == (
        f'attachment; filename="attachment-{item["id"]}.pdf"; '
        "filename*=UTF-8''%E9%AA%8C%E6%94%B6.pdf"
    )
    assert read.headers["cache-control"] == "no-store"
    assert read.headers["x-content-type-options"] == "nosniff"
    for who, status in (("周", 404), ("外", 404)):
        assert desk.get(who, f"/attachments/{item['id']}").status_code == status
        assert attach(desk, who, one, "验收.pdf", PDF).status_code == status
    assert attach(desk, "领", one, "验收.pdf", PDF).status_code == 403
    assert list(faults(runtime)) == []
    path = service.store(runtime.files).path(item["sha256"])
    path.write_bytes(b"other")
    assert [fault.what[:8] for fault in faults(runtime)] == ["文件被改动：附件"]
    path.write_bytes(PDF)
    assert desk.send("陈", "DELETE", f"/attachments/{item['id']}").status_code == 204
    assert desk.get("林", f"/attachments/{item['id']}").status_code == 404
    assert book.events("attachment.removed")[0]["sha256"] == item["sha256"]


def test_after_it_was_handed_in_nothing_comes_and_goes(desk: Desk, matter: Matter) -> None:
    item = attach(desk, "陈", matter.federation, "现场.jpg", JPG).json()
    desk.submitted("陈", matter.federation)
    late = attach(desk, "陈", matter.federation, "验收.pdf", PDF)
    assert (late.status_code, late.json()["code"]) == (409, "already_submitted")
    gone = desk.send("陈", "DELETE", f"/attachments/{item['id']}")
    assert (gone.status_code, gone.json()["code"]) == (409, "already_submitted")


def test_a_signed_scan_can_come_while_it_waits_for_its_signature(
    desk: Desk, matter: Matter
) -> None:
    desk.send("林", "PATCH", "/progress/settings", {"clearing": True})
    desk.submitted("陈", matter.federation)
    assert attach(desk, "陈", matter.federation, "签字页.pdf", PDF).status_code == 201


def test_what_is_wrong_with_a_file_is_told_and_nothing_is_kept(desk: Desk, matter: Matter) -> None:
    one = matter.federation
    for name, data, code in (
        ("报告.pdf", b"MZ\x90 a program", "file_kind"),
        ("报告.pdf", JPG, "file_name"),
        ("报告.pdf", b"", "empty_file"),
    ):
        refused = attach(desk, "陈", one, name, data)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    strange = attach(desk, "陈", one, "报告.pdf", PDF, task_id="999999")
    assert (strange.status_code, strange.json()["code"]) == (422, "unknown_row")
    assert desk.get("陈", f"/returns/{one}").json()["attachments"] == []


def test_what_is_one_file_too_many_leaves_nothing_in_the_store(
    desk: Desk, runtime: Runtime, matter: Matter
) -> None:
    one = matter.federation
    facts: dict[str, Any] = {"kind": "pdf", "size": 1, "added_by": "陈", "added_at": clock.now()}
    with runtime.database.write() as session:
        session.add_all(
            Attachment(return_id=one, name=f"{number}.pdf", sha256=f"{number:064}", **facts)
            for number in range(rules.MOST_FILES)
        )
    refused = attach(desk, "陈", one, "又一件.pdf", PDF)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_files")
    assert list(service.store(runtime.files).digests()) == []


def test_two_hundred_megabytes_are_cut_off_before_they_are_all_there(
    desk: Desk, matter: Matter
) -> None:
    taken = 0
    told: list[Any] = []
    head = b"--b\r\nContent-Disposition: form-data; name=file; filename=a.pdf\r\n\r\n"

    async def flood() -> dict[str, Any]:
        """What a server hands on of a body: a megabyte whenever it is asked."""
        nonlocal taken
        taken += 1
        part = head if taken == 1 else b"0" * 2**20
        return {"type": "http.request", "body": part, "more_body": taken < 201}

    async def answered(message: Any) -> None:
        told.append(message)

    sent = {"content-type": "multipart/form-data; boundary=b", **desk.world.bearer("陈")}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/attachments",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
    }
    asyncio.run(desk.client.app(scope, flood, answered))  # type: ignore[arg-type]  # an ASGI 3 app
    assert told[0]["status"] == 413
    assert json.loads(told[1]["body"])["code"] == "too_large"
    assert taken < 50


def test_the_page_takes_a_file_and_tells_what_is_wrong_with_another(
    desk: Desk, matter: Matter
) -> None:
    from tests.progress.browser import Browser  # noqa: PLC0415 - for this page alone

    browser = Browser(desk.client)
    browser.sign_in("陈")
    path = f"/returns/{matter.federation}"
    page = browser.page(path)
    token = {"csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0]}
    post = f"{path}/attachments"
    wrong = desk.client.post(post, data=token, files={"file": ("报告.pdf", JPG)})
    assert (wrong.status_code, "与名称的后缀不符" in wrong.text) == (422, True)
    done = desk.client.post(post, data=token, files={"file": ("报告.pdf", PDF)})
    assert done.headers["location"] == f"{path}?notice=attached"
    page = browser.page(path)
    assert ">报告.pdf</a>" in page
    remove = page.split('action="/attachments/')[1].split('"')[0]
    gone = desk.client.post(f"/attachments/{remove}", data=token)
    assert gone.headers["location"] == f"{path}?notice=detached"
