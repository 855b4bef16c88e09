"""Files that are broken, hostile or absurd: a clear answer, and nothing followed or run."""

from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.formats.docx import read
from app.reading.refusals import ReadingRefused
from tests.reading.formats.word import (
    OFFICE,
    PACKAGE,
    W,
    cells,
    in_part,
    package,
    paragraph,
    read_word,
    row,
    run,
    saved,
    shown,
    table,
    zipped,
)

BODY = f"<w:body>{paragraph(run('一、总体要求'))}</w:body>"
WHOLE = package(paragraph(run("一、总体要求")))


def refusal(data: bytes) -> ReadingRefused:
    with pytest.raises(ReadingRefused) as refused:
        read_word(data)
    return refused.value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        "一、总体要求".encode(),
        WHOLE[: len(WHOLE) // 2],
        zipped({"readme.txt": "nothing"}),
        zipped({"word/document.xml": ""}),
        zipped({"word/document.xml": "<w:document"}),
        zipped({"word/document.xml": "<document><body/></document>"}),
        zipped({"word/document.xml": in_part("document", "")}),
        zipped({"word/document.xml": in_part("glossaryDocument", BODY)}),
        package("", styles="<w:style>"),
    ],
)
def test_a_file_that_is_no_whole_word_document_is_refused(data: bytes) -> None:
    refused = refusal(data)
    assert refused.code == "damaged_file"
    assert "Word" in refused.detail


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=3))
def test_a_file_damaged_anywhere_is_read_or_refused(at: int, noise: bytes) -> None:
    try:
        read_word(WHOLE[:at] + noise + WHOLE[at + len(noise) :])
    except ReadingRefused as refused:
        code = refused.code
    else:
        code = "damaged_file"
    assert code == "damaged_file"


def test_a_document_without_styles_and_relations_is_read() -> None:
    data = zipped({"word/document.xml": in_part("document", BODY)})
    assert shown(read_word(data)) == ["一、总体要求"]


def test_a_document_in_the_strict_form_of_the_standard_is_read() -> None:
    strict = in_part("document", BODY).replace(
        W, "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert shown(read_word(zipped({"word/document.xml": strict}))) == ["一、总体要求"]


def test_an_entity_is_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("内网口令")
    entities = f'<!DOCTYPE x [<!ENTITY far SYSTEM "{secret.as_uri()}"><!ENTITY near "近处">]>'
    body = f"<w:body>{paragraph(run('见&far;&near;'), run('后'))}</w:body>"
    xml = in_part("document", body).replace("?>", "?>" + entities, 1)
    assert shown(read_word(zipped({"word/document.xml": xml}))) == ["见后"]


def test_entities_that_multiply_are_refused() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    body = f"<w:body>{paragraph(run('&e11;'), run('完'))}</w:body>"
    doctype = f'<!DOCTYPE x [<!ENTITY e0 "哈">{levels}]>'
    xml = in_part("document", body).replace("?>", "?>" + doctype, 1)
    assert refusal(zipped({"word/document.xml": xml})).code == "damaged_file"


def test_nothing_outside_the_file_is_followed() -> None:
    relation = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/styles"'
        ' Target="http://example.invalid/styles.xml" TargetMode="External"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/numbering" Target="../../../etc/passwd"/>'
        "</Relationships>"
    )
    parts = {
        "word/document.xml": in_part("document", BODY.replace("<w:body>", "<w:body><w:altChunk/>")),
        "word/_rels/document.xml.rels": relation,
        "word/vbaProject.bin": "Sub AutoOpen()",
    }
    assert shown(read_word(zipped(parts))) == ["一、总体要求"]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"),
        ("<w:customXml>", "</w:customXml>"),
    ],
)
def test_deep_nesting_is_read_or_refused_and_never_breaks(opening: str, closing: str) -> None:
    inner = paragraph(run("深处"))
    depth = 240 // opening.count("<w:")
    assert "深处" in read_word(package(opening * depth + inner + closing * depth)).text
    assert refusal(package(opening * 400 + inner + closing * 400)).code == "damaged_file"


def test_deep_nesting_inside_a_paragraph_is_read() -> None:
    deep = "<w:smartTag>" * 240 + run("深处") + "</w:smartTag>" * 240
    assert shown(read_word(package(paragraph(deep)))) == ["深处"]


def test_numbers_that_are_none_are_passed_over() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="x"/><w:lvl w:ilvl="0">'
        '<w:start w:val="9999999999999"/><w:lvlText w:val="%1.%9"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num/>'
    )
    odd = '<w:numPr><w:ilvl w:val="-1"/><w:numId w:val="一"/></w:numPr>'
    first = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = paragraph(run("甲"), properties=odd) + paragraph(run("乙"), properties=first)
    wide = table(row(cells("丙", "丁")), widths=(-5, 10**12))
    assert shown(read_word(package(body + wide, numbering=numbering))) == [
        "甲",
        "1.1 乙",
        ("丙", "丁"),
    ]


def test_progress_counts_the_blocks_of_the_body() -> None:
    document = docx.Document()
    for index in range(401):
        document.add_paragraph(f"第{index}段")
    seen: list[tuple[int, int]] = []
    read(saved(document), lambda done, total: seen.append((done, total)))
    assert seen == [(0, 401), (200, 401), (400, 401), (401, 401)]
