import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading import ReadingRefused, read_document
from app.reading.formats import FILE_LIMIT, load
from app.reading.source import Paragraph, Row

TEXT = "某县2026年助残工作要点\n\n一、总体要求\n\n把各项任务落到实处，全面完成年度目标。\n"


def refusal(name: str, data: bytes) -> ReadingRefused:
    with pytest.raises(ReadingRefused) as caught:
        read_document(name, data)
    assert caught.value.title
    assert caught.value.detail.endswith("。")
    return caught.value


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_a_clerk_may_save_the_text_in_any_common_encoding(codec: str) -> None:
    reading = read_document("要点.txt", TEXT.encode(codec))
    assert reading.text == TEXT
    assert reading.draft.plan.title == "某县2026年助残工作要点"


def test_windows_and_old_mac_line_ends_read_like_others() -> None:
    assert load("a.txt", TEXT.replace("\n", "\r\n").encode()).text == TEXT
    assert load("a.txt", TEXT.replace("\n", "\r").encode()).text == TEXT


def test_control_characters_from_word_become_spaces_and_move_nothing() -> None:
    assert load("a.txt", "甲\x07乙\x0b丙".encode()).text == "甲 乙\n丙"


@pytest.mark.parametrize("data", [b"", b"  \r\n\t ", "\u3000\n".encode(), b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_as_empty(data: bytes) -> None:
    assert refusal("空.txt", data).code == "empty_file"


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_decoded() -> None:
    refused = refusal("大.txt", b"\xff" * (50 * 1024 * 1024))
    assert refused.code == "file_too_large"
    assert "50.0 MB" in refused.detail
    assert f"{FILE_LIMIT // 1024 // 1024} MB" in refused.detail


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 40,
        TEXT.encode("utf-16-le"),
        TEXT.encode().replace("任务".encode(), b"\x00\x00"),
        "高雄市身心障礙者權益保障計畫，推動各項業務。".encode("big5"),
        TEXT.encode()[:-5],
    ],
    ids=["random", "utf-16 without a mark", "NUL bytes", "Big5", "cut in a character"],
)
def test_bytes_that_are_no_chinese_text_are_refused_with_what_to_do(data: bytes) -> None:
    refused = refusal("乱码.txt", data)
    assert refused.code == "unknown_encoding"
    assert "UTF-8" in refused.detail


def test_a_zip_named_docx_is_refused_with_what_to_do() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", TEXT)
    refused = refusal("规划.docx", buffer.getvalue())
    assert refused.code == "unsupported_format"
    assert "解压" in refused.detail


def test_a_file_that_claims_to_be_text_is_known_by_its_first_bytes() -> None:
    assert refusal("规划.txt", b"PK\x03\x04" + b"x" * 50).code == "damaged_file"
    assert refusal("规划.txt", b"%PDF-1.7 ...").code == "damaged_file"
    assert refusal("规划.txt", b"\n<!DOCTYPE html><p>").code == "empty_file"


@pytest.mark.parametrize("name", ["规划.docx", "规划.PDF", "规划.wps", "规划.zip", "规划"])
def test_a_text_under_any_other_name_is_still_read(name: str) -> None:
    assert read_document(name, TEXT.encode()).text == TEXT


def test_a_name_with_dots_or_without_an_ending_is_read_as_text() -> None:
    assert read_document("要点 v1.2", TEXT.encode()).text == TEXT
    assert read_document("要点", TEXT.encode()).text == TEXT


def test_lines_parted_by_tabs_are_rows_and_an_indented_line_is_none() -> None:
    source = load("a.txt", "\t专栏1\n1\t甲\t\n2\t\t\n\t乙\n".encode())
    assert [type(block) for block in source.blocks] == [Paragraph, Row, Row, Paragraph]
    first = source.blocks[1]
    assert isinstance(first, Row)
    assert [source.at(cell) for cell in first.cells] == ["1", "甲", ""]


def test_pipes_of_markdown_part_cells_and_its_rule_is_no_row() -> None:
    source = load("a.md", "## 甲\n| 序号 | 任务 |\n|:--|--:|\n| 1 | 乙丙 |\n".encode())
    texts = [source.at(block.span) for block in source.blocks]
    assert texts == ["甲", "序号 | 任务", "1 | 乙丙"]


def test_form_feeds_of_a_conversion_tell_the_page() -> None:
    source = load("a.txt", "甲\n\f乙\n丙\f\f丁".encode())
    assert [block.page for block in source.blocks] == [1, 2, 2, 4]
    assert source.page_at(source.text.index("丙")) == 2
    assert load("a.txt", "甲".encode()).page_at(0) is None


def test_who_waits_is_told_of_each_sheet_and_then_of_three_steps() -> None:
    told: list[tuple[int, int]] = []
    read_document("a.txt", TEXT.encode(), lambda done, total: told.append((done, total)))
    assert told == [(2, 4), (3, 4), (4, 4)], "a text counts as one"
    told.clear()
    read_document("a.csv", TEXT.encode(), lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


FRAGMENTS = [
    *"\t\n\f|、，,；。：（）()“”—★0123456789一二三十零年月日第章节县局等无",
    "序号\t工作任务\t牵头单位\t责任单位\n",
    "指标\t目标值\t属性\n",
    "\n附件\n",
    "\n专栏1 重点项目\n",
    "\n（一）加强领导。",
    "\n1.抓好培训。",
    "（责任单位：县残联）",
    "关于印发规划的通知\n",
    "推进残疾人服务体系建设，",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(fragments: list[str]) -> None:
    data = "".join(fragments).encode("utf-8", errors="replace")
    try:
        reading = read_document("a.txt", data)
    except ReadingRefused:
        return
    places = [place for task in reading.draft.tasks for place in task.evidence]
    places += [place for finding in reading.draft.findings for place in finding.evidence]
    assert all(0 <= place.start <= place.end <= len(reading.text) for place in places)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    with suppress(ReadingRefused):
        read_document("a.txt", data)
