"""The document by which a plan was changed, the words that prove a misreading, and indicators."""

import json
from typing import Any

import pytest

from app.plans.amending.rules import NoSuchPlaceError, place_of
from app.verifying import faults
from tests.plans.amending.test_amending_pages import DECISION as TYPED
from tests.plans.amending.test_amending_pages import confirm, form, send
from tests.plans.browser import Browser
from tests.plans.desk import Desk
from tests.plans.documents import WUSHAN
from tests.signing_in import hidden

NOTICE = "巫残工委〔2023〕2号\n关于调整时限的通知\n第1项任务的时限调整为2024年底前。\n"
DECISION = {name: value for name, value in TYPED.items() if name != "kind"}


def asked(desk: Desk, plan_id: int, due_on: str = "2024-12-31") -> dict[str, Any]:
    task = desk.matrix(plan_id)[0]["id"]
    change = {"action": "change_task", "task_id": task, "due_on": due_on}
    return DECISION | {"changes": [change]}


def sent(
    desk: Desk,
    plan_id: int,
    body: Any,
    data: bytes = NOTICE.encode(),
    *,
    key: str = "",
    who: str = "林",
) -> Any:
    return desk.client.post(
        f"/api/v1/plans/{plan_id}/amendments",
        headers=desk.world.bearer(who) | ({"Idempotency-Key": key} if key else {}),
        data={"amendment": json.dumps(body)},
        files={"file": ("通知.txt", data, "text/plain")},
    )


def test_the_document_that_decided_so_is_kept_with_the_amendment(
    desk: Desk, browser: Browser
) -> None:
    plan_id = desk.published()
    body = asked(desk, plan_id)
    first, again = (sent(desk, plan_id, body, key="k1") for _ in range(2))
    assert first.status_code == 201, first.text
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    (kept,) = [one for one in desk.get(f"/plans/{plan_id}")["documents"] if one["kind"] != "main"]
    assert (kept["kind"], kept["name"]) == ("amendment", "通知.txt")
    assert first.json()["document_id"] == kept["id"]
    assert list(faults(desk.runtime)) == []
    page = browser.page(f"/plans/{plan_id}/changes")
    link = f"/plans/{plan_id}/text?document={kept['id']}"
    assert f'<a href="{link}">通知.txt</a>' in page
    assert "调整为2024年底前" in browser.page(link)
    twice = sent(desk, plan_id, asked(desk, plan_id, "2023-12-31"))
    assert (twice.status_code, twice.json()["code"]) == (409, "duplicate_document")
    desk.runtime.files.path(kept["sha256"]).unlink()
    assert any("通知.txt" in one.what for one in faults(desk.runtime))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7 broken", "unreadable_file"),
        ("机密★1年\n关于调整的通知\n".encode(), "unreadable_file"),
    ],
)
def test_what_no_plan_could_be_is_refused_and_not_kept(desk: Desk, data: bytes, code: str) -> None:
    plan_id = desk.published()
    before = set(desk.runtime.files.digests())
    answer = sent(desk, plan_id, asked(desk, plan_id), data)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    wrong = sent(desk, plan_id, asked(desk, plan_id) | {"basis": ""})
    assert wrong.status_code == 422
    late = sent(desk, plan_id, asked(desk, plan_id) | {"decided_on": "2099-01-01"})
    assert (late.status_code, late.json()["code"]) == (422, "grounds")
    assert set(desk.runtime.files.digests()) == before
    assert desk.get(f"/plans/{plan_id}/amendments")["items"] == []


def test_who_may_not_change_the_plan_has_no_file_read(desk: Desk) -> None:
    plan_id = desk.published()
    for who, status in (("外", 404), ("陈", 403), ("领", 403)):
        assert sent(desk, plan_id, asked(desk, plan_id), b"%PDF-1.7", who=who).status_code == status


def test_words_beyond_their_limit_are_told_by_name_beside_a_file_too(desk: Desk) -> None:
    plan_id = desk.published()
    long = asked(desk, plan_id) | {"reason": "因" * 400_000}
    answer = sent(desk, plan_id, long)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [one["loc"] for one in answer.json()["errors"]] == [["body", "reason"]]


def test_the_text_of_the_plan_itself_decided_nothing_new(desk: Desk) -> None:
    plan_id = desk.published(WUSHAN)
    own = sent(desk, plan_id, asked(desk, plan_id), WUSHAN)
    assert (own.status_code, own.json()["code"]) == (409, "duplicate_document")
    assert "本方案的第 1 版" in own.json()["detail"]


def test_on_the_page_the_document_comes_with_the_confirmation(desk: Desk, browser: Browser) -> None:
    plan_id = desk.published()
    fields = form(desk.matrix(plan_id)[0], **TYPED, due_on="2024-12-31")
    shown = send(browser, plan_id, fields).text
    assert 'type="file" form="amend"' in shown
    at = f"/plans/{plan_id}/changes/new"
    values = fields | {name: hidden(shown, name) for name in ("csrf_token",)}
    values["previewed"] = shown.split('name="previewed" value="')[1].split('"')[0]
    answer = desk.client.post(at, data=values, files={"file": ("通知.txt", NOTICE.encode())})
    assert answer.status_code == 303, answer.text
    assert "通知.txt" in browser.page(answer.headers["location"])


def test_an_indicator_is_corrected_on_a_page_with_the_words_that_prove_it(
    desk: Desk, browser: Browser
) -> None:
    plan_id = desk.published(WUSHAN)
    one = desk.get(f"/plans/{plan_id}/indicators")["items"][0]
    at = f"/plans/{plan_id}/changes/new?indicator={one['id']}"
    assert at in browser.page(f"/plans/{plan_id}")
    page = browser.page(at)
    names = ("name", "number", "measure", "baseline", "baseline_year", "target", "target_year")
    fields = {
        "indicator": str(one["id"]),
        "reason": "看错一行",
        "attribute": one["attribute"] or "",
    }
    fields |= {name: "" if one[name] is None else str(one[name]) for name in names}
    assert f'value="{one["name"]}"' in page
    quote = browser.desk.matrix(plan_id)[0]["text"]
    nowhere = send(browser, plan_id, fields | {"target": ">99", "quote": "没有这句话"})
    assert nowhere.status_code == 422
    assert "原文中没有这句话" in nowhere.text
    answer = confirm(browser, plan_id, fields | {"target": ">99", "quote": quote})
    changes = browser.page(answer.headers["location"])
    assert f"“{quote}”" in changes
    assert desk.get(f"/plans/{plan_id}/indicators")["items"][0]["target"] == ">99"
    (made,) = desk.get(f"/plans/{plan_id}/corrections")["items"]
    assert made["changes"][0]["before"] == {"target": one["target"]}
    browser.page(f"/plans/{plan_id}/changes/new?indicator=9999", 404)


def test_words_are_found_across_a_line_break_and_only_where_they_stand_once() -> None:
    texts = {7: "一、残疾人\n康复。二、就业。", 8: "就业。"}
    assert place_of(texts, " 残疾人康复 ") == (7, 2, 8)
    for quote in ("就业", "托养"):
        with pytest.raises(NoSuchPlaceError):
            place_of(texts, quote)
