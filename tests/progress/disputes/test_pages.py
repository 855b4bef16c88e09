"""The pages of a dispatch and of disputes: what was typed is never lost."""

from starlette.testclient import TestClient

from tests.kinds import on_sqlite
from tests.progress.book import Book, Desk, Matter
from tests.progress.browser import Browser, typed
from tests.progress.disputes.test_disputes import AIDS, REASON, Quarrel, quarrel, row_of

__all__ = ["on_sqlite", "quarrel"]  # what a page shows does not depend on the database


def test_a_liaison_disputes_on_the_page_of_the_dispatch(
    client: TestClient, quarrel: Quarrel
) -> None:
    browser = Browser(client)
    browser.sign_in("周")
    here = f"/dispatches/{quarrel.dispatch}"
    page = browser.page(here)
    assert "2023年7月17日" in page
    fields = {"assignment_id": str(quarrel.row), "reason": REASON, "proposed": "县没有的局"}
    refused = browser.post(f"{here}/dispute", page, **fields)
    assert refused.status_code == 422
    assert "没有这个单位" in refused.text
    assert typed(refused.text, "reason") == REASON
    assert 'value="县没有的局"' in refused.text
    taken = browser.post(f"{here}/dispute", page, **fields | {"proposed": "县残联"})
    assert taken.status_code == 303
    assert "<dt>建议</dt><dd>由县残联承担</dd>" in browser.page(here)


def test_a_dispute_that_comes_second_is_shown_to_be_copied(
    client: TestClient, quarrel: Quarrel
) -> None:
    browser = Browser(client)
    browser.sign_in("周")
    here = f"/dispatches/{quarrel.dispatch}"
    page = browser.page(here)
    quarrel.dispute()
    fields = {"assignment_id": str(quarrel.row), "reason": "第二个窗口写的原因"}
    late = browser.post(f"{here}/dispute", page, **fields)
    assert late.status_code == 409
    assert "您填写的内容：第二个窗口写的原因" in late.text
    assert "仍在下面" not in late.text


def test_a_coordinator_decides_and_a_refused_form_keeps_its_words(
    client: TestClient, quarrel: Quarrel
) -> None:
    dispute = quarrel.dispute(proposed_unit_id=quarrel.unit("县财政局")).json()["id"]
    browser = Browser(client)
    browser.sign_in("林")
    page = browser.page("/disputes")
    assert REASON in page
    assert 'value="县财政局"' in page
    where = f"/disputes/{dispute}/decide"
    fields = {"decision": "reassign", "unit": "县财政局", "organ": "县残工委", "note": "已商定"}
    refused = browser.post(where, page, **fields, decided_on="2023-07-10", basis=" ")
    assert refused.status_code == 422
    assert typed(refused.text, "note") == ""  # of the form that upholds
    assert "已商定" in refused.text
    fields |= {"basis": "协调意见", "decided_on": "2023-07-10"}
    assert browser.post(where, "", **fields).status_code == 403  # without the form's own token
    assert browser.post(where, page, **fields).status_code == 303
    assert "没有这样的异议" in browser.page("/disputes")
    assert "由县财政局承担" in browser.page("/disputes?state=reassigned")


def test_a_decision_that_comes_too_late_shows_that_dispute_with_what_was_typed(
    client: TestClient, quarrel: Quarrel
) -> None:
    dispute = quarrel.dispute().json()["id"]
    others = quarrel.desk.get("林", "/dispatches", unit=quarrel.unit("县残联")).json()["items"]
    lead = row_of(quarrel.desk, quarrel.matter.tasks[AIDS], "县残联")
    body = {"assignment_id": lead, "reason": "另一项的原因"}
    quarrel.desk.send("陈", "POST", f"/dispatches/{others[0]['id']}/dispute", body)
    browser = Browser(client)
    browser.sign_in("林")
    page = browser.page("/disputes")
    assert "另一项的原因" in page
    quarrel.desk.send("林", "POST", f"/disputes/{dispute}/uphold", {"note": "原件印明。"})
    fields = {"decision": "reassign", "unit": "县财政局", "organ": "县残工委", "note": "已商定"}
    fields |= {"basis": "协调意见", "decided_on": "2023-07-10"}
    late = browser.post(f"/disputes/{dispute}/decide", page, **fields)
    assert late.status_code == 409
    assert "已经维持原分工" in late.text
    assert REASON in late.text
    assert "另一项的原因" not in late.text
    assert all(text in late.text for text in ("县财政局", "协调意见", "县残工委", "已商定"))


def test_who_withdraws_on_the_page_of_the_dispatch_is_answered_there(
    client: TestClient, quarrel: Quarrel
) -> None:
    dispute = quarrel.dispute().json()["id"]
    browser = Browser(client)
    browser.sign_in("周")
    page = browser.page(f"/dispatches/{quarrel.dispatch}")
    fields = {"decision": "withdraw", "to_dispatch": "1", "version": "1"}
    quarrel.desk.send("林", "POST", f"/disputes/{dispute}/uphold", {"note": "原件印明。"})
    late = browser.post(f"/disputes/{dispute}/decide", page, **fields)
    assert late.status_code == 409
    assert "<h1>县民政局的交办</h1>" in late.text
    assert "原件印明。" in late.text


def test_a_leader_reads_and_has_no_buttons(client: TestClient, quarrel: Quarrel) -> None:
    quarrel.dispute()
    browser = Browser(client)
    browser.sign_in("领")
    page = browser.page("/disputes")
    assert REASON in page
    assert "改派" not in page.replace("已改派", "")
    assert "提出异议</button>" not in browser.page(f"/dispatches/{quarrel.dispatch}")


def test_strange_forms_are_answered(
    client: TestClient, quarrel: Quarrel, desk: Desk, book: Book, matter: Matter
) -> None:
    browser = Browser(client)
    browser.sign_in("周")
    here = f"/dispatches/{quarrel.dispatch}"
    page = browser.page(here)
    for fields in ({}, {"assignment_id": "x" * 50}, {"assignment_id": "9" * 40, "reason": "因"}):
        assert browser.post(f"{here}/dispute", page, **fields).status_code == 422
    assert browser.client.get("/disputes?cursor=nonsense").status_code == 400
    assert browser.client.get("/dispatches/999999").status_code == 404
