from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.reading.formats.assembling import Assembly, Run
from app.reading.source import Paragraph, Row, SourceText, Span


def texts(source: SourceText) -> list[str]:
    return [source.at(block.span) for block in source.blocks]


def test_blocks_stand_in_the_text_one_after_another() -> None:
    assembly = Assembly()
    assembly.paragraph("  一、总体要求 ")
    assembly.row(["1", " 发放补贴", "", "县民政局"])
    assembly.paragraph("完")
    source = assembly.source()
    assert source.text == "一、总体要求\n1\t发放补贴\t\t县民政局\n完"
    row = source.blocks[1]
    assert isinstance(row, Row)
    assert [source.at(cell) for cell in row.cells] == ["1", "发放补贴", "", "县民政局"]


def test_a_new_page_parts_the_text_by_a_form_feed() -> None:
    assembly = Assembly()
    for page, text in ((1, "甲"), (1, "乙"), (2, "丙")):
        assembly.paragraph(text, page=page)
    source = assembly.source()
    assert source.text == "甲\n乙\f丙"
    assert [source.page_at(offset) for offset in (0, 2, 4)] == [1, 1, 2]


def test_a_line_break_parts_a_paragraph_and_stays_inside_a_cell() -> None:
    assembly = Assembly()
    assembly.paragraph("标题上行\r\n\n 标题下行")
    assembly.row(["县民政局 \n\n 县残联", "甲\t乙"])
    source = assembly.source()
    assert texts(source) == ["标题上行", "标题下行", "县民政局\n县残联\t甲 乙"]


def test_blank_paragraphs_and_rows_are_left_out() -> None:
    assembly = Assembly()
    assembly.paragraph(" \u3000\n ")
    assembly.row(["", " "])
    assembly.row(["藏", ""], continued={0})
    assert assembly.source() == SourceText("", ())


def test_a_cell_that_goes_on_with_the_one_above_is_empty() -> None:
    assembly = Assembly()
    assembly.row(["养老", "甲"])
    assembly.row(["养老", "乙"], continued=[0])
    row = assembly.source().blocks[1]
    assert isinstance(row, Row)
    assert row.continued == {0}
    assert row.cells[0] == Span(5, 5)


def test_bold_runs_are_found_again_where_they_touch_as_one() -> None:
    assembly = Assembly()
    assembly.paragraph([Run(" "), Run(" 县民", bold=True), Run("政局", bold=True), Run("、县残联")])
    assembly.row([[Run("甲", bold=True), Run("\n"), Run("乙 ", bold=True)], "丙"])
    source = assembly.source()
    assert [source.at(span) for span in source.bold] == ["县民政局", "甲", "乙"]


def test_a_face_like_heiti_counts_as_bold_among_other_faces() -> None:
    assembly = Assembly()
    assembly.paragraph(
        [Run("县民政局", face="方正黑体_GBK"), Run("、县残联、县财政局", face="仿宋")]
    )
    assert [span.end for span in assembly.source().bold] == [4]


def test_a_document_all_in_heiti_has_no_bold_but_what_is_bold() -> None:
    assembly = Assembly()
    assembly.paragraph(
        [Run("县民政局", bold=True, face="黑体"), Run("、县残联负责落实", face="SimHei")]
    )
    assert [span.end for span in assembly.source().bold] == [4]


def test_what_cannot_be_seen_or_stored_does_not_stay() -> None:
    assembly = Assembly()
    assembly.paragraph("县\u200b民\ufeff政局\x07主办\ud800\x0b下一行")
    assert assembly.source().text == "县民政局 主办\ufffd\n下一行"


runs = st.lists(st.builds(Run, st.text(max_size=8), st.booleans()), max_size=4)
pieces = st.one_of(runs, st.lists(runs, min_size=1, max_size=4).map(tuple))


@given(st.lists(pieces, max_size=8))
def test_blocks_and_bold_are_in_order_and_apart_whatever_comes(given_pieces: list[object]) -> None:
    assembly = Assembly()
    for piece in given_pieces:
        if isinstance(piece, tuple):
            assembly.row(piece)
        elif isinstance(piece, list):
            assembly.paragraph(piece)
    source = assembly.source()
    source.text.encode()
    ends = [Span(-1, -1), *(block.span for block in source.blocks)]
    assert all(one.end < other.start for one, other in pairwise(ends))
    assert all(one.end < two.start for one, two in pairwise(source.bold))
    for block in source.blocks:
        spans = [block.span] if isinstance(block, Paragraph) else list(block.cells)
        for text in map(source.at, spans):
            assert text == text.strip()
            assert "\t" not in text or isinstance(block, Paragraph)
