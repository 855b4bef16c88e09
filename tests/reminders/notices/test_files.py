"""What a unit sends with its reply."""

from hashlib import sha256

import pytest
from starlette.testclient import TestClient

from app.progress.attachments.rules import MOST_FILES
from app.progress.attachments.service import store
from tests.kinds import on_sqlite
from tests.progress.browser import Browser
from tests.reminders.notices.conftest import Desk
from tests.signing_in import hidden

__all__ = ["on_sqlite"]

PDF = b"%PDF-1.7 said"


def sent(desk: Desk, who: str, notice: int, name: str = "回复函.pdf", data: bytes = PDF) -> int:
    path, headers = f"/api/v1/notices/{notice}/files", desk.world.bearer(who)
    answer = desk.client.post(path, headers=headers, files={"file": (name, data)})
    return int(answer.status_code)


def test_a_unit_sends_files_with_its_reply_until_it_is_accepted(desk: Desk) -> None:
    notice = desk.signed()
    assert sent(desk, "周", notice) == 201
    assert sent(desk, "周", notice) == 201  # the same again is one
    desk.done("周", notice, "reply", text="见附件")
    assert sent(desk, "周", notice, "补充.pdf", PDF + b" more") == 201
    first, second = desk.read(notice)["files"]
    assert (first["name"], first["media_type"]) == ("回复函.pdf", "application/pdf")
    path = first["url"].removeprefix("/api/v1")
    assert desk.get("林", path).content == PDF
    assert desk.get("陈", path).status_code == 404
    gone = second["url"].removeprefix("/api/v1")
    assert desk.send("周", "DELETE", gone).status_code == 204
    assert desk.get("林", gone).status_code == 404
    desk.done("林", notice, "accept")
    assert sent(desk, "周", notice, "晚了.pdf", PDF + b" late") == 409
    assert desk.send("周", "DELETE", path).status_code == 409
    assert len(desk.read(notice)["files"]) == 1


def test_who_may_not_reply_sends_nothing_and_a_false_file_is_refused(desk: Desk) -> None:
    notice, draft = desk.signed(), desk.drafted()
    assert sent(desk, "领", notice) == 403
    assert sent(desk, "陈", notice) == 404
    assert sent(desk, "林", draft) == 409
    assert sent(desk, "周", notice, "a.pdf", b"MZ nothing") == 422
    assert sent(desk, "周", notice, "a.png") == 422
    assert sent(desk, "周", notice, "a.pdf", b"") == 422
    other = desk.signed(kind="reminder")
    assert sent(desk, "周", notice) == 201
    (file,) = desk.read(notice)["files"]
    assert desk.get("林", f"/notices/{other}/files/{file['id']}").status_code == 404


def test_a_file_too_many_is_refused_and_not_kept(desk: Desk) -> None:
    notice = desk.signed()
    for number in range(MOST_FILES):
        assert sent(desk, "周", notice, f"{number}.pdf", PDF + b"%d" % number) == 201
    data = PDF + b" too many"
    assert sent(desk, "周", notice, "多余.pdf", data) == 409
    kept = store(desk.county.runtime.files)
    with pytest.raises(FileNotFoundError):
        kept.get(sha256(data).hexdigest())


def test_the_page_takes_a_file_and_says_why_it_takes_another_not(
    client: TestClient, desk: Desk
) -> None:
    notice = desk.signed()
    zhou = Browser(client)
    zhou.sign_in("周")
    fields = {"csrf_token": hidden(zhou.page(f"/notices/{notice}"))}
    here = f"/notices/{notice}/files"
    taken = client.post(here, data=fields, files={"file": ("回复函.pdf", PDF)})
    assert taken.status_code == 303
    page = zhou.page(f"/notices/{notice}")
    assert ">回复函.pdf</a>" in page
    assert client.get(f"{here}/1").content == PDF
    refused = client.post(here, data=fields, files={"file": ("图.png", PDF)})
    assert refused.status_code == 422
    assert "文件的内容与名称的后缀不符" in refused.text
    assert client.post(f"{here}/1/remove", data=fields).status_code == 303
    assert "回复函.pdf" not in zhou.page(f"/notices/{notice}").split("<h2")[1]
