"""Paragraphs: what Word shows is what is read."""

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.formats.word import (
    bold,
    cells,
    package,
    paragraph,
    read_word,
    row,
    run,
    saved,
    shown,
    table,
)

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
REMOVED = '<w:del w:id="1"><w:r><w:delText>原文</w:delText></w:r></w:del>'


def read_body(*blocks: str, **parts: str) -> list[str | tuple[str, ...]]:
    return shown(read_word(package("".join(blocks), **parts)))


def field(code: str, result: str, within: str = "") -> str:
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate")]
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    coded = f"<w:r><w:instrText>{code}</w:instrText></w:r>{within}"
    return f"{marks[0]}{coded}{marks[1]}{result}{end}"


def test_paragraphs_and_tables_stand_in_the_order_of_the_document() -> None:
    document = docx.Document()
    document.add_paragraph("一、工作任务")
    filled = document.add_table(1, 2)
    filled.cell(0, 0).text, filled.cell(0, 1).text = "序号", "工作任务"
    document.add_paragraph("此件公开发布")
    assert shown(read_word(saved(document))) == [
        "一、工作任务",
        ("序号", "工作任务"),
        "此件公开发布",
    ]


def test_a_soft_line_break_ends_a_line() -> None:
    document = docx.Document()
    added = document.add_paragraph("关于印发实施方案")
    added.add_run().add_break()
    added.add_run("的通知\t附件")
    assert shown(read_word(saved(document))) == ["关于印发实施方案", "的通知\t附件"]


def test_headers_footers_and_comments_are_not_read() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "内部页眉"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    words = document.add_paragraph("正文").runs
    document.add_comment(words, text="请核实", author="林")
    assert shown(read_word(saved(document))) == ["正文"]


def test_tracked_changes_are_read_as_accepted() -> None:
    added = f'<w:ins w:id="2">{run("新增")}</w:ins><w:moveTo w:id="3">{run("移来")}</w:moveTo>'
    gone = f'<w:moveFrom w:id="4">{run("移走")}</w:moveFrom>'
    assert read_body(paragraph(run("前"), REMOVED, added, gone, run("后"))) == ["前新增移来后"]


def test_a_paragraph_whose_end_was_removed_goes_on_in_the_next() -> None:
    cut = paragraph(run("由县民"), properties='<w:rPr><w:del w:id="1"/></w:rPr>')
    assert read_body(cut, paragraph(run("政局牵头"))) == ["由县民政局牵头"]
    assert read_body(cut, table(row(cells("甲", "乙")))) == ["由县民", ("甲", "乙")]
    assert read_body(cut) == ["由县民"]


def test_content_controls_links_and_simple_fields_are_looked_through() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('块'))}</w:sdtContent></w:sdt>"
    inline = f"<w:sdt><w:sdtContent>{run('行')}</w:sdtContent></w:sdt>"
    link = f"<w:hyperlink>{run('链')}</w:hyperlink><w:smartTag>{run('签')}</w:smartTag>"
    simple = f'<w:fldSimple w:instr="REF x">{run("域")}</w:fldSimple>'
    assert read_body(control, paragraph(inline, link, simple)) == ["块", "行链签域"]


def test_of_a_field_the_result_is_read_and_not_the_code() -> None:
    nested = field("IF", run("结果"), within=field("PAGE", run("7")))
    assert read_body(paragraph(run("见"), nested, run("页"))) == ["见结果页"]


def test_a_table_of_contents_is_left_out_in_each_form_it_takes() -> None:
    style = '<w:style w:type="paragraph" w:styleId="21"><w:name w:val="toc 2"/></w:style>'
    gallery = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{paragraph(run('目录'))}</w:sdtContent></w:sdt>"
    )
    styled = paragraph(run("一、要求"), properties='<w:pStyle w:val="21"/>')
    whole = field('TOC \\o "1-3"', run("二、任务") + "</w:p><w:p>" + run("三、保障"))
    body = (gallery, styled, paragraph(whole), paragraph(run("正文")))
    assert read_body(*body, styles=style) == ["正文"]


def test_a_field_that_never_ends_hides_nothing() -> None:
    begun = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText></w:r>'
    assert read_body(paragraph(begun, run("一")), paragraph(run("二"))) == ["一", "二"]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph(run('框内'))}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape>{box}</v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = paragraph(run("前"), f"<w:r>{both}</w:r>", run("后"))
    assert read_body(body, paragraph(run("下段"))) == ["前后", "框内", "下段"]


def test_symbols_hyphens_notes_and_ruby_are_read_as_a_person_reads_them() -> None:
    star = '<w:r><w:sym w:font="Wingdings" w:char="F0AB"/></w:r>'
    other = '<w:r><w:sym w:font="Webdings" w:char="F0AB"/><w:sym w:char="zz"/></w:r>'
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    ruby = (
        f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('pin')}</w:rt>"
        f"<w:rubyBase>{run('拼')}</w:rubyBase></w:ruby></w:r>"
    )
    hyphen = "<w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t></w:r>"
    body = paragraph(star, run("县残联"), note, other, ruby, hyphen)
    assert read_body(body) == ["★县残联  拼A-B"]


def test_hidden_text_is_not_read() -> None:
    assert read_body(paragraph(run("见"), run("不见", "<w:vanish/>"))) == ["见"]


@pytest.mark.parametrize(
    ("off", "expected"), [('<w:b w:val="0"/>', []), ("<w:b/>", ["县残联"]), ("<w:bCs/>", [])]
)
def test_bold_is_what_the_run_itself_says(off: str, expected: list[str]) -> None:
    assert bold(read_word(package(paragraph(run("县残联", off))))) == expected


STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsia="仿宋"/></w:rPr></w:rPrDefault>
</w:docDefaults>
<w:style w:type="paragraph" w:styleId="base"><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="heading"><w:basedOn w:val="base"/></w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:basedOn w:val="loop"/></w:style>
<w:style w:type="character" w:styleId="strong"><w:rPr><w:b w:val="true"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="hei"><w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style>
"""


@pytest.mark.parametrize(
    ("paragraph_style", "run_style", "own", "expected"),
    [
        ("heading", "", "", True),
        ("heading", "", '<w:b w:val="false"/>', False),
        ("", "strong", "", True),
        ("heading", "strong", "", False),
        ("loop", "", "", False),
        ("missing", "missing", "", False),
        ("", "hei", "", True),
        ("", "hei", '<w:rFonts w:eastAsia="楷体"/>', False),
    ],
)
def test_bold_comes_down_from_styles(
    paragraph_style: str, run_style: str, own: str, expected: object
) -> None:
    words = run("县残联", f'<w:rStyle w:val="{run_style}"/>{own}')
    body = paragraph(words, properties=f'<w:pStyle w:val="{paragraph_style}"/>')
    rest = paragraph(run("其余的文字比它多得多"))
    assert bold(read_word(package(body + rest, styles=STYLES))) == ["县残联"] * bool(expected)


@pytest.mark.parametrize(
    ("own", "hans", "expected"),
    [("", "黑体", ["县残联"]), ("", "宋体", []), ("黑体", "宋体", ["县残联"])],
)
def test_a_face_named_by_the_theme_is_looked_up_there(
    own: str, hans: str, expected: list[str]
) -> None:
    theme = (
        f'<a:majorFont xmlns:a="{DRAWING}"><a:ea typeface="{own}"/>'
        f'<a:font script="Hans" typeface="{hans}"/></a:majorFont>'
    )
    named = run("县残联", '<w:rFonts w:eastAsiaTheme="majorEastAsia"/>')
    body = paragraph(named) + paragraph(run("其余的文字比它多得多"))
    assert bold(read_word(package(body, theme=theme))) == expected


words = st.text("县市民政残联财局、负责", min_size=1, max_size=6)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(words, st.booleans()), min_size=1, max_size=8))
def test_bold_runs_written_by_another_program_are_read_back(runs: list[tuple[str, bool]]) -> None:
    document = docx.Document()
    added = document.add_paragraph()
    for text, is_bold in runs:
        added.add_run(text).bold = is_bold
    source = read_word(saved(document))
    marks = "".join("01"[is_bold] * len(text) for text, is_bold in runs)
    assert source.text == "".join(text for text, _ in runs)
    assert {at for span in source.bold for at in range(span.start, span.end)} == {
        index for index, mark in enumerate(marks) if mark == "1"
    }
