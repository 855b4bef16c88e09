"""Versions in a browser and at a terminal, without a script."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.plans.versions.wording import Piece, beside
from tests.commandline import run
from tests.kinds import ON_BOTH, on_sqlite
from tests.plans.browser import Browser, Outline
from tests.plans.desk import Desk
from tests.plans.documents import plan
from tests.plans.test_commands import on
from tests.plans.test_versions import ASKED, ISSUED, consultation, issued, over, put_over
from tests.signing_in import hidden

__all__ = ["on", "on_sqlite"]  # what the pages ask of the other kind is tried in `test_demo`


@pytest.fixture
def browser(desk: Desk) -> Browser:
    made = Browser(desk)
    made.sign_in("林")
    return made


def upload(browser: Browser, plan_id: int, data: bytes, **fields: str) -> tuple[int, str]:
    path = f"/plans/{plan_id}/versions"
    token = hidden(browser.page(path), "csrf_token")
    sent = {"file": ("印发稿.txt", data)} if data else {"file": ("", b"")}
    answer = browser.desk.client.post(path, data={"csrf_token": token, **fields}, files=sent)
    return answer.status_code, answer.text


def plain(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


# ---- the wording beside each other -----------------------------------------------------------


def test_what_differs_is_marked_in_whole_phrases_and_numbers() -> None:
    old, new = beside("到2024年覆盖率达90%以上。", "到2025年覆盖率达95%以上。")
    assert [one.text for one in old if one.differs] == ["2024", "90%"]
    assert [one.text for one in new if one.differs] == ["2025", "95%"]


def test_a_sign_that_is_the_same_by_chance_does_not_break_a_phrase() -> None:
    old, _ = beside("支持社会力量举办托养机构，做好服务。", "鼓励民间力量兴办照护机构，做好服务。")
    assert [one.text for one in old if one.differs] == ["支持社会力量举办托养"]


def test_width_of_signs_is_no_difference() -> None:
    assert beside("县残联,县教委(主办)", "县残联，县教委（主办）")[1] == [
        Piece("县残联，县教委（主办）", differs=False)
    ]


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_are_shown_whole(old: str, new: str) -> None:
    left, right = beside(old, new)
    assert "".join(one.text for one in left) == old
    assert "".join(one.text for one in right) == new


@given(st.text(max_size=80))
def test_a_text_beside_itself_has_nothing_marked(text: str) -> None:
    assert not any(one.differs for side in beside(text, text) for one in side)


# ---- the page --------------------------------------------------------------------------------


@ON_BOTH
def test_a_coordinator_uploads_the_issued_text_and_sees_both_beside_each_other(
    desk: Desk, browser: Browser
) -> None:
    plan_id = desk.draft(consultation())
    assert upload(browser, plan_id, issued())[0] == 303
    waiting = browser.page(f"/plans/{plan_id}/versions")
    assert "正在读取第 2 版" in waiting
    assert "读完以前草稿照旧" in waiting
    desk.work()
    page = browser.page(f"/plans/{plan_id}/versions")
    outline = Outline(page)
    assert outline.open == []
    assert "新增 1 项、删去 1 项、改动 4 项" in page
    assert len(outline.all("del")) > 3
    assert "（删去：支持）" in plain(page)
    assert "（新写：鼓励）" in plain(page)
    assert {row["data-label"] for row in outline.all("td") if "data-label" in row} >= {"原", "现"}
    assert "http-equiv" not in page


def test_tables_that_scroll_can_be_reached_by_the_keyboard_and_have_names(
    desk: Desk, browser: Browser
) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    outline = Outline(browser.page(f"/plans/{plan_id}/versions"))
    ids = {attributes.get("id") for _, attributes in outline.seen}
    regions = [one for one in outline.all("div") if one.get("role") == "region"]
    assert len(regions) >= 4
    for one in regions:
        assert one["tabindex"] == "0"
        assert one.get("aria-label") or one.get("aria-labelledby") in ids


def test_the_text_of_a_plan_is_that_of_its_newest_version(desk: Desk, browser: Browser) -> None:
    plan_id = desk.draft(consultation(), name="征求意见稿.txt")
    put_over(desk, plan_id, issued())
    over(desk, plan_id, issued(ISSUED[:3]))
    page = browser.page(f"/plans/{plan_id}/text")
    assert "新版.txt（第 2 版），读出的文字" in page
    assert "建立残疾人口基础数据共享机制" in page
    assert "征求意见稿.txt（第 1 版）</a>" in page
    first, second, _ = desk.get(f"/plans/{plan_id}")["documents"]
    assert (first["version"], second["version"]) == (1, 2)
    earlier = browser.page(f"/plans/{plan_id}/text?document={first['id']}")
    assert "建立残疾人口基础数据共享机制" not in earlier


def test_the_difference_stands_before_the_form_for_the_next_file(
    desk: Desk, browser: Browser
) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    page = browser.page(f"/plans/{plan_id}/versions")
    assert page.index('id="difference"') < page.index('id="upload"')
    files = [one for one in Outline(page).all("input") if one.get("type") == "file"]
    offered = Outline(browser.page("/plans/new")).all("input")
    assert [one["accept"] for one in files] == [one["accept"] for one in offered if "accept" in one]
    assert "人工移动过的次序不保留" in page


def test_an_earlier_difference_can_be_looked_at_again(desk: Desk, browser: Browser) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    put_over(desk, plan_id, issued(ISSUED[:4]))
    newest = browser.page(f"/plans/{plan_id}/versions")
    earlier = browser.page(f"/plans/{plan_id}/versions?number=2")
    assert "第 3 版与上一版的差别" in newest
    assert "第 2 版与上一版的差别" in earlier
    assert "建立残疾人口基础数据共享机制" in earlier
    first = browser.page(f"/plans/{plan_id}/versions?number=1")
    assert "与上一版的差别" not in first


def test_a_version_without_a_difference_says_so(desk: Desk, browser: Browser) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, consultation() + b"\n")
    page = browser.page(f"/plans/{plan_id}/versions")
    assert "任务没有变化" in page
    assert "没有差别" in page


def test_a_refusal_is_shown_and_can_be_put_away(desk: Desk, browser: Browser) -> None:
    plan_id = desk.draft(consultation())
    over(desk, plan_id, b" \n")
    desk.work()
    path = f"/plans/{plan_id}/versions"
    assert "没有导入" in browser.page(path)
    assert "草稿没有变动" in browser.page(path)
    answer = browser.send(f"{path}/2/withdraw", path)
    assert answer.headers["Location"] == f"{path}?notice=version_withdrawn"
    assert "没有导入" not in browser.page(path)
    assert browser.send(f"{path}/1/withdraw", path).status_code == 409


def test_what_was_typed_stands_there_again_after_a_refusal(desk: Desk, browser: Browser) -> None:
    plan_id = desk.draft(consultation())
    text = consultation().decode()
    status, page = upload(browser, plan_id, b"", text=text, name="印发稿")
    assert status == 409
    assert "它就是本方案的第 1 版（征求意见稿）" in page
    assert 'value="印发稿"' in page
    assert ASKED[1].split("\t")[1] in page
    assert upload(browser, plan_id, b"")[0] == 422


def test_a_published_plan_has_no_form_for_a_new_version(desk: Desk, browser: Browser) -> None:
    plan_id = desk.published(issued())
    page = browser.page(f"/plans/{plan_id}/versions")
    assert "上传新版本" not in page
    assert "只能通过调整或勘误变更" in page


def test_a_leader_reads_the_versions_and_has_no_form(desk: Desk, browser: Browser) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    browser.sign_in("领")
    page = browser.page(f"/plans/{plan_id}/versions")
    assert "上传新版本" not in page
    assert "改动的任务" in page
    browser.sign_in("陈")
    browser.page(f"/plans/{plan_id}/versions", status=404)


# ---- at a terminal ---------------------------------------------------------------------------


def test_import_over_prints_what_changed(desk: Desk, on: dict[str, str], tmp_path: Path) -> None:
    plan_id = desk.draft(consultation())
    file = tmp_path / "印发稿.txt"
    file.write_bytes(issued())
    done = run("import", file, "--over", str(plan_id), **on)
    shown = done.stdout
    assert done.returncode == 0, done.stderr
    assert f"方案 {plan_id}：巫山县“十四五”残疾人服务实施方案，第 2 版（印发稿）" in shown
    assert "新增 1 项、删去 1 项、改动 4 项" in shown
    assert "删去　5　办好特殊教育学校" in shown
    assert "不再有任务的单位：县乡村振兴局" in shown
    assert len(desk.matrix(plan_id)) == 5


def test_import_over_is_refused_in_one_line_and_changes_nothing(
    desk: Desk, on: dict[str, str], tmp_path: Path
) -> None:
    plan_id = desk.draft(consultation())
    matrix = desk.matrix(plan_id)
    blank, other = tmp_path / "空白.txt", tmp_path / "另一.txt"
    blank.write_bytes(b" \n")
    rows = [f"{n}\t第{n}批粮食仓储设施维修。\t县财政局\t县教委" for n in range(1, 5)]
    other.write_bytes(plan(rows, title="巫山县粮食仓储维修工作要点"))
    for arguments in (
        (blank, "--over", str(plan_id)),
        (other, "--over", str(plan_id)),
        (other, "--over", "9999"),
        (other, "--over", str(plan_id), "--region", "巫山县"),
    ):
        done = run("import", *arguments, **on)
        assert done.returncode == 1
        said = done.stderr.splitlines()
        assert len([line for line in said if not line.startswith("读取")]) == 1
    assert run("import", other, "--over", "甲", **on).returncode == 2
    assert desk.matrix(plan_id) == matrix
    assert len(desk.get(f"/plans/{plan_id}/versions")["items"]) == 1
