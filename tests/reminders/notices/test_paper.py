"""A notice on paper, in its three formats."""

from io import BytesIO

from pypdf import PdfReader

from app.kit import clock
from tests.kinds import on_sqlite
from tests.reminders.conftest import morning
from tests.reminders.notices.conftest import LATE, Desk

__all__ = ["on_sqlite"]


def paper(desk: Desk, notice: int, kind: str, who: str = "林") -> bytes:
    answer = desk.get(who, f"/notices/{notice}/paper", format=kind)
    assert answer.status_code == 200, answer.text
    content: bytes = answer.content
    return content


def pages(data: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages]


def test_a_signed_notice_says_all_that_its_reader_needs(desk: Desk) -> None:
    notice = desk.signed(colour="yellow", reply_due_on="2023-07-28")
    text = paper(desk, notice, "txt", "周").decode()
    assert text.startswith("县残工委办公室黄色催办单\n巫残工委办催〔2023〕1号\n")
    for line in (
        "承办单位：县民政局",
        "回复时限：2023年7月28日前（该年度放假安排尚未公布，以公布后为准）",
        "联系电话：023-57680000",
        "审核：林",
        "签发：林",
        "2023年7月19日",
    ):
        assert line in text.splitlines(), line
    assert "2023年上半年进展情况表（2023年7月14日到期，已逾期3个工作日）" in text
    (first, *_) = pages(paper(desk, notice, "pdf"))
    assert "巫残工委办催〔2023〕1号" in first
    assert "作废" not in first
    html = paper(desk, notice, "html").decode()
    assert "<span>黄色催办单</span>" in html
    assert 'lang="zh-CN"' in html


def test_a_signed_notice_is_the_same_a_month_later(desk: Desk) -> None:
    notice = desk.signed()
    before = paper(desk, notice, "pdf")
    with clock.frozen(morning(LATE.replace(month=8))):
        assert paper(desk, notice, "pdf") == before


def test_a_void_notice_says_so_on_every_page(desk: Desk) -> None:
    notice = desk.signed(demand="请逐项说明。\n" * 40)
    desk.done("林", notice, "void", reason="单位写错")
    assert paper(desk, notice, "txt").decode().startswith("【作废】\n")
    told = pages(paper(desk, notice, "pdf"))
    assert len(told) > 1
    assert all("作废" in page for page in told)
    assert "作废" in paper(desk, notice, "html").decode()


def test_a_draft_says_that_nobody_has_signed_it(desk: Desk) -> None:
    notice = desk.drafted()
    text = paper(desk, notice, "txt").decode()
    assert text.startswith("【未签发】\n")
    assert "回复时限：签发后5个工作日内" in text
    assert desk.get("周", f"/notices/{notice}/paper").status_code == 404


def test_markup_and_long_words_stay_words(desk: Desk) -> None:
    notice = desk.drafted(title="<script>alert(1)</script>", basis="#set page(width: 1pt)" * 40)
    html = paper(desk, notice, "html").decode()
    assert "<script>" not in html
    told = "".join(pages(paper(desk, notice, "pdf")))
    assert "#setpage(width:1pt)" in told
    assert desk.get("林", f"/notices/{notice}/paper", format="docx").status_code == 422


def test_its_file_has_a_chinese_name(desk: Desk) -> None:
    notice = desk.signed()
    told = desk.get("林", f"/notices/{notice}/paper").headers["content-disposition"]
    assert 'filename="notice-' in told
    assert "%E5%82%AC%E5%8A%9E%E5%8D%95" in told
