"""Pages as offices publish them, as word processors save them, and as nobody should write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.formats.html import read
from app.reading.refusals import ReadingRefused
from app.reading.source import SourceText, silent
from tests.reading.formats.word import bold, shown


def read_page(page: str) -> SourceText:
    return read(page.encode(), silent)


def lines(page: str) -> list[str | tuple[str, ...]]:
    return shown(read_page(page))


def test_blocks_and_breaks_part_lines_and_inline_elements_do_not() -> None:
    page = "<h1>实施方案</h1><div>一、<span>总体</span>要求<p>甲<br>乙</p>尾</div><li>丙<hr>丁"
    assert lines(page) == ["实施方案", "一、总体要求", "甲", "乙", "尾", "丙", "丁"]


def test_line_ends_of_the_source_part_latin_words_and_no_chinese_ones() -> None:
    page = (
        "<p>\n  由县民\n  政局（市数据局）\n\t牵头，<b>\nOPC\n</b>\nplan 2025\n年 完成&nbsp;\n</p>"
    )
    assert lines(page) == ["由县民政局（市数据局）牵头， OPC plan 2025 年 完成"]
    assert lines("<p>由县民\n<b>\n政局</b>\n牵头 <i>和</i> 落实</p>") == ["由县民政局牵头 和 落实"]


def test_preformatted_text_keeps_its_lines() -> None:
    page = "<pre>一、要求\n  二、任务</pre><p style='white-space: pre-wrap'>三\n四</p>"
    assert lines(page) == ["一、要求", "二、任务", "三", "四"]


def test_what_a_page_does_and_hides_is_never_kept() -> None:
    page = """<!DOCTYPE html><html><head><title>标题</title><style>p{}</style></head><body>
    <!-- 注释 --><nav><a>首页</a></nav><script>if (a<b) document.write("<p>坏</p>")</script>
    <form><select><option>选</option></select><textarea>写</textarea><button>交</button>
    <input value="填"><p>正文</p></form><template><p>模板</p></template><noscript>无</noscript>
    <iframe src="http://example.invalid/">框</iframe><svg><text>图</text></svg>
    <p hidden>藏</p><p style="DISPLAY : none">藏</p><p style="visibility:hidden">藏</p>
    <p onclick="evil()">甲<del>删</del>乙<ruby>拼<rt>pin</rt></ruby></p></body></html>"""
    source = read_page(page)
    assert shown(source) == ["正文", "甲乙拼"]


def test_what_follows_a_hidden_element_is_kept() -> None:
    assert lines("<p>甲<span hidden>藏<b>藏</b></span>乙<script>x</script>丙</p>") == ["甲乙丙"]


def test_bold_is_by_element_and_by_style() -> None:
    page = (
        "<p><b>甲</b>一<strong>乙</strong>二<span style='FONT-WEIGHT: 700'>丙"
        "<i style='font-weight:normal'>三</i></span>四<span style='font-weight:bold'>丁</span>"
        "<b style='font-weight:400'>五</b><font face='黑体'>戊</font>六"
        "<span style='font-family:方正黑体_GBK;'>己</span>，其余的文字比它多"
    )
    assert bold(read_page(page)) == ["甲", "乙", "丙", "丁", "戊", "己"]


def test_numbers_of_ordered_lists_are_printed() -> None:
    page = """<ol><li>甲<li><p>乙</p><ol type="a"><li>子</li></ol></li><li></li><li value=9>丙</ol>
    <ol start=3 style="list-style-type: cjk-ideographic"><li>丁</ol><ul><li>戊</ul>
    <ol style="list-style:none"><li>己</ol><ol><li> </li></ol>庚"""
    assert lines(page) == ["1. 甲", "2. 乙", "a. 子", "9. 丙", "三、丁", "戊", "己", "庚"]


def test_rows_and_columns_that_cells_span_are_kept_free() -> None:
    page = """<table><thead><tr><th>类别<th>任务<th>单位<th>时限</thead>
    <tr><td rowspan=2>养老<td>甲<td rowspan=3 colspan=2>县民政局
    <tr><td>乙
    <tr><td>丙<td>丁
    <tr><td colspan=4>一、就业</table>"""
    assert lines(page) == [
        ("类别", "任务", "单位", "时限"),
        ("养老", "甲", "县民政局", ""),
        ("↑", "乙", "↑", "↑"),
        ("丙", "丁", "↑", "↑"),
        ("一、就业", "", "", ""),
    ]


def test_a_cell_that_spans_to_the_end_of_its_table_does() -> None:
    page = "<table><tr><td rowspan=0>甲<td>乙<tr><td>丙<tr><td>丁</table><p>完</p>"
    assert lines(page) == [("甲", "乙"), ("↑", "丙"), ("↑", "丁"), "完"]


def test_paragraphs_in_a_cell_are_its_lines() -> None:
    page = "<table><tr><td>1<td><p>县民政局</p><p><b>县残联</b><br>县财政局</p></table>"
    source = read_page(page)
    assert shown(source) == [("1", "县民政局\n县残联\n县财政局")]
    assert bold(source) == ["县残联"]


def test_a_small_table_in_a_cell_is_its_text() -> None:
    page = "<table><tr><td>1<td>单位<table><tr><td>甲<td>乙</table>完</table>"
    assert lines(page) == [("1", "单位\n甲 乙\n完")]


@pytest.mark.parametrize(
    "frame",
    [
        "<table><tr><td>{}</table>",
        "<table role=presentation><tr><td>导航<td>{}</table>",
        "<table><tr><td>导航<td>{}</table>",
        "<table><tr><td>导航<td><h1>标题</h1>{}</table>",
        "<table><tr><td>导航<td><table><tr><td>{}</table></table>",
    ],
)
def test_tables_that_only_place_things_are_looked_through(frame: str) -> None:
    inner = "<table><tr><td>序号<td>任务<tr><td>1<td>甲</table><p>完</p>"
    read = lines(frame.format(inner))
    assert read[-3:] == [("序号", "任务"), ("1", "甲"), "完"]


def test_a_table_that_says_so_or_holds_a_heading_is_the_frame_of_a_page() -> None:
    page = "<table><tr><td>导航<td><h1>实施方案</h1><p>正文</p></table>"
    assert lines(page) == ["导航", "实施方案", "正文"]
    assert lines("<table role=presentation><tr><td>甲<td>乙</table>") == ["甲", "乙"]


def test_a_cell_that_holds_a_whole_article_is_no_cell_of_a_matrix() -> None:
    article = "<p>推进残疾人事业发展。</p>" * 300
    page = f"<table><tr><td>首页<td>登录<tr><td>导航<td>{article}</table>"
    assert len(lines(page)) == 303


def test_text_between_the_rows_of_a_table_is_not_lost() -> None:
    page = "<table>前<caption>附表</caption><tr>间<td>甲<td>乙</tr></table><td>独</td>"
    read = lines(page)
    assert ("甲", "乙") in read
    assert {"前", "附表", "间", "独"} <= set(read)


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("", "gb18030"),
        ("<meta charset=gb2312>", "gbk"),
        ("<meta charset='utf-8'>", "gb18030"),
        ("<meta http-equiv=Content-Type content='text/html; charset=gbk'>", "utf-8"),
        ("<meta charset=big5>", "big5"),
        ("<?xml version='1.0' encoding='gb2312'?>", "gbk"),
        ("<meta charset=rot13>", "utf-8"),
    ],
)
def test_the_encoding_is_declared_or_found(head: str, codec: str) -> None:
    text = "推進重點任務落實" if codec == "big5" else "推进重点任务落实"
    assert shown(read(f"{head}<p>{text}</p>".encode(codec), silent)) == [text]


def test_a_page_with_one_broken_character_is_read_and_noise_is_refused() -> None:
    page = "<p>推进重点任务落实</p>".encode() * 50
    assert shown(read(page + b"\xff", silent))[:2] == ["推进重点任务落实"] * 2
    for noise in (
        bytes(range(128, 256)) * 40,
        b"\x80\xff" * 40,
        "推進重點任務落實".encode("big5") * 9,
    ):
        with pytest.raises(ReadingRefused) as refused:
            read(noise, silent)
        assert refused.value.code == "unknown_encoding"


@pytest.mark.parametrize("tag", ["div", "table><tr><td", "table><tr><td>甲<td", "b", "ol><li"])
def test_deep_nesting_is_read_or_refused_and_never_breaks(tag: str) -> None:
    depth = 2000 // (tag.count("<") + 1)
    assert "深处" in read_page(f"<{tag}>" * depth + "深处").text
    with pytest.raises(ReadingRefused) as refused:
        read_page(f"<{tag}>" * 5000 + "深处")
    assert refused.value.code == "damaged_file"


def test_absurd_spans_fill_no_memory() -> None:
    rows = "<tr><td colspan=99999999 rowspan=99999>甲" * 300
    assert len(lines(f"<table><tr><td>序号<td>任务{rows}</table>")) == 301
    numbers = "<ol start=999999 type=A><li>甲<li value=32000>乙</ol>"
    assert len(read_page(numbers).text) < 2000


@pytest.mark.parametrize("module", ["assembling", "grid"])
def test_tables_beyond_all_measure_are_refused(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"app.reading.formats.{module}.CELLS_LIMIT", 10_000)
    with pytest.raises(ReadingRefused) as refused:
        read_page("<table>" + "<tr><td rowspan=9999>甲<td>乙" * 300 + "</table>")
    assert refused.value.code == "too_many_rows"


@pytest.mark.parametrize("page", ["<!-- 空 -->", "<html></html>", "<frameset><frame src=x>"])
def test_a_page_without_text_has_no_blocks(page: str) -> None:
    assert read_page(page) == SourceText("", ())


def test_an_entity_of_its_own_is_nothing() -> None:
    page = '<!DOCTYPE html [<!ENTITY f SYSTEM "file:///etc/hostname">]><p>甲&f;&amp;&#20057;</p>'
    assert "甲&f;&乙" in read_page(page).text


TAGS = (
    "<table>|</table>|<tr>|</tr>|<td rowspan=2>|<td colspan=3>|</td>|<p>|</p>|<b>|</b>|<ol>|<li>"
    "|</ol>|<br>|<div hidden>|</div>|<h2>|<!--|-->|<script>|</script>|甲|县民政局| |\n|&lt;"
)
fragments = st.lists(st.sampled_from(TAGS.split("|")), max_size=40).map("".join)


@settings(max_examples=200, deadline=None)
@given(fragments)
def test_any_soup_of_tags_is_read_in_order_and_apart(page: str) -> None:
    source = read_page(page)
    ends = [0, *(block.span.end for block in source.blocks)]
    starts = [block.span.start for block in source.blocks]
    assert all(end <= start for end, start in zip(ends, starts, strict=False))
    assert "<script>" not in source.text


matrices = st.lists(
    st.lists(st.text("县市民政残联财局1年", min_size=1, max_size=6), min_size=3, max_size=3),
    min_size=2,
    max_size=5,
)


@given(matrices)
def test_a_matrix_written_as_a_page_is_read_back(matrix: list[list[str]]) -> None:
    rows = "".join(
        f"<tr>{''.join(f'<td><p>{text}</p></td>' for text in row)}</tr>" for row in matrix
    )
    assert lines(f"<body><table>{rows}</table></body>") == [tuple(row) for row in matrix]
