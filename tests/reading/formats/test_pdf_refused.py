"""Files that cannot be read, or were made to do harm: a clear answer each, and an end."""

import io
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from app.reading.formats.pdf import read
from app.reading.formats.pdf.charmaps import characters
from app.reading.formats.pdf.refusing import PAGES_LIMIT
from app.reading.refusals import ReadingRefused
from app.reading.source import silent
from tests.reading.formats.typeset import paragraphs, printed

SENTENCE = "推进残疾人服务体系建设，完成年度任务。"
DOCUMENT = printed("#par(data)", SENTENCE)


def refusal(data: bytes) -> ReadingRefused:
    with pytest.raises(ReadingRefused) as caught:
        read(data, silent)
    assert caught.value.title
    assert caught.value.detail.endswith("。")
    return caught.value


def changed(change: Callable[[PdfWriter], object], data: bytes = DOCUMENT) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def pdf(*objects: bytes, root: int = 1) -> bytes:
    """A file of these objects, numbered from 1, with a table of their places."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Root %d 0 R/Size %d>>\n" % (root, len(objects) + 1)
    start = len(body)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return body + head + table + trailer + b"startxref\n%d\n%%%%EOF" % start


def stream(content: bytes, keys: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    head = b"<</Length %d/Filter/FlateDecode%s>>" % (len(packed), keys)
    return head + b"stream\n" + packed + b"\nendstream"


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def page(resources: bytes = b"/Font<</F 5 0 R>>") -> bytes:
    return (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<<" + resources + b">>>>"
    )


def with_content(content: bytes, *more: bytes, resources: bytes = b"/Font<</F 5 0 R>>") -> bytes:
    return pdf(CATALOG, ONE_PAGE, page(resources), stream(content), FONT, *more)


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_file_with_a_password_is_refused_and_says_what_to_do(algorithm: str) -> None:
    refused = refusal(changed(lambda it: it.encrypt("秘密", algorithm=algorithm)))
    assert refused.code == "encrypted_file"
    assert "密码" in refused.detail


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_file_that_only_forbids_changes_is_read(algorithm: str) -> None:
    guarded = changed(lambda it: it.encrypt("", "owner", algorithm=algorithm))
    assert read(guarded, silent).text == SENTENCE


def test_a_scan_without_text_is_refused_with_the_way_out() -> None:
    picture = pdf(
        CATALOG,
        ONE_PAGE,
        page(b"/XObject<</I 5 0 R>>"),
        stream(b"500 0 0 800 0 0 cm /I Do"),
        stream(b"\0", b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8"),
    )
    assert refusal(picture).code == "scanned_pdf"
    assert "OCR" in refusal(picture).detail


def test_empty_pages_give_an_empty_text() -> None:
    assert not read(pdf(CATALOG, ONE_PAGE, page(), stream(b"")), silent).blocks


def test_scanned_pages_between_others_are_passed_over() -> None:
    data = changed(lambda it: it.insert_blank_page(595, 842, 0))
    source = read(data, silent)
    assert paragraphs(source) == [SENTENCE]
    assert source.blocks[0].page == 2


def test_a_font_without_names_for_its_characters_is_refused() -> None:
    def strip(writer: PdfWriter) -> None:
        resources: Any = writer.pages[0]["/Resources"]
        for one in resources["/Font"].values():
            del one.get_object()["/ToUnicode"]

    refused = refusal(changed(strip))
    assert refused.code == "unreadable_pdf"
    assert "乱码" in refused.title


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_file_cut_short_is_refused(share: float) -> None:
    assert refusal(DOCUMENT[: int(len(DOCUMENT) * share)]).code == "damaged_file"


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.7\n" + b"x" * 5000, b"\0" * 100, b"text"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    assert refusal(data).code == "damaged_file"


def test_a_file_with_wrong_places_or_something_before_it_is_read() -> None:
    start = DOCUMENT.rindex(b"startxref")
    assert read(b"\n\n junk\n" + DOCUMENT, silent).text == SENTENCE
    plain = with_content(b"BT /F 12 Tf 50 700 Td (Plan 2025) Tj ET")
    assert read(plain.replace(b"startxref\n", b"startxref\n9"), silent).text == "Plan 2025"
    assert start > 0


def test_pages_that_are_promised_and_missing_are_damage() -> None:
    missing = pdf(CATALOG, b"<</Type/Pages/Kids[3 0 R 9 0 R]/Count 2>>", page(), stream(b"q"), FONT)
    assert refusal(missing).code == "damaged_file"
    contentless = pdf(CATALOG, ONE_PAGE, page().replace(b"4 0 R", b"9 0 R"), stream(b"q"), FONT)
    assert refusal(contentless).code == "damaged_file"


def test_a_page_whose_content_is_broken_is_never_left_out_in_silence() -> None:
    whole = with_content(b"BT /F 12 Tf 50 700 Td (Plan 2025) Tj ET" * 50)
    packed = zlib.compress(b"BT /F 12 Tf 50 700 Td (Plan 2025) Tj ET" * 50, 9)
    assert packed in whole
    assert refusal(whole.replace(packed, packed[:-30] + b"\xff" * 30)).code == "damaged_file"


def test_a_tree_of_pages_that_loops_has_an_end() -> None:
    loop = pdf(CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>")
    assert refusal(loop).code == "damaged_file"


def test_references_that_name_each_other_have_an_end() -> None:
    assert refusal(pdf(CATALOG, b"3 0 R", b"2 0 R")).code == "damaged_file"


def test_a_table_of_places_that_names_itself_as_the_one_before_has_an_end() -> None:
    data = with_content(b"BT /F 12 Tf 50 700 Td (Plan 2025) Tj ET")
    start = data.index(b"xref\n0")
    looped = data.replace(b"/Size 6>>", b"/Size 6/Prev %d>>" % start)
    assert read(looped, silent).text == "Plan 2025"


def test_ten_thousand_pages_are_too_many() -> None:
    kids = b"<</Type/Pages/Count 10000/Kids[%s]>>" % (b"3 0 R " * 10000)
    assert refusal(pdf(CATALOG, kids, page(), stream(b"q"), FONT)).code == "too_many_pages"
    many = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * (PAGES_LIMIT + 1)
    kids = b" ".join(b"%d 0 R" % (3 + index) for index in range(len(many)))
    assert refusal(pdf(CATALOG, b"<</Type/Pages/Kids[%s]>>" % kids, *many)).code == "too_many_pages"


BILLION = b"0" * (1 << 27)
HOSTILE = {
    "a stream that unpacks to 128 MB": with_content(BILLION),
    "one packed twice": pdf(
        CATALOG,
        ONE_PAGE,
        page(),
        stream(zlib.compress(BILLION, 9)).replace(b"/FlateDecode", b"[/FlateDecode/FlateDecode]"),
        FONT,
    ),
    "states saved without end": with_content(b"q " * 100_000),
    "operands without operators": with_content(b"1 " * 200_000),
    "a path of 150,000 steps": with_content(b"0 0 m " + b"1 1 l " * 150_000),
    "forms that call forms ten times each": with_content(
        b"/X Do",
        *[
            stream(
                b"/X Do " * 10,
                b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X %d 0 R>>>>" % to,
            )
            for to in range(7, 17)
        ],
        stream(b"q Q", b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]"),
        resources=b"/XObject<</X 6 0 R>>",
    ),
    "a map of four billion characters": pdf(
        CATALOG,
        ONE_PAGE,
        page(),
        stream(b"BT /F 12 Tf (a) Tj ET"),
        FONT[:-2] + b"/ToUnicode 6 0 R>>",
        stream(b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange"),
    ),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_content_made_to_take_without_end_is_refused(data: bytes) -> None:
    assert refusal(data).code == "pdf_too_complex"


def test_a_form_that_calls_itself_has_an_end() -> None:
    form = stream(
        b"BT /F 12 Tf 50 700 Td (Plan) Tj ET /X Do",
        b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]"
        b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>",
    )
    data = with_content(b"/X Do", form, resources=b"/XObject<</X 6 0 R>>")
    assert read(data, silent).text == "Plan"


def test_a_page_as_large_as_a_field_takes_no_more_than_another() -> None:
    huge = page().replace(b"595 842", b"%d %d" % (10**9, 10**9))
    data = pdf(CATALOG, ONE_PAGE, huge, stream(b"BT /F 12 Tf 50 700 Td (Plan) Tj ET"), FONT)
    assert read(data, silent).text == "Plan"
    endless = huge.replace(b"%d" % 10**9, b"9" * 400)
    assert refusal(pdf(CATALOG, ONE_PAGE, endless, stream(b"q"), FONT)).code == "damaged_file"


def test_ten_thousand_rules_are_a_drawing_and_no_table() -> None:
    grid = b"".join(b"%d 0 m %d 800 l S 0 %d m 500 %d l S " % (n, n, n, n) for n in range(5000))
    data = with_content(b"BT /F 12 Tf 50 700 Td (Plan) Tj ET " + grid)
    assert read(data, silent).text == "Plan"


def test_a_font_file_that_claims_billions_of_characters_names_none() -> None:
    group = (0).to_bytes(4) + (0xFFFFFFFF).to_bytes(4) + (1).to_bytes(4)
    table = b"\0\x0c\0\0" + (28).to_bytes(4) + bytes(4) + (1).to_bytes(4) + group
    cmap = b"\0\0\0\1" + b"\0\3\0\x0a" + (12).to_bytes(4) + table
    directory = b"\0\1\0\0\0\1" + bytes(6) + b"cmap" + bytes(4) + (28).to_bytes(4)
    font = directory + len(cmap).to_bytes(4) + cmap
    assert characters(font) == {}
    assert characters(font.replace(b"\xff\xff\xff\xff", (90).to_bytes(4)))[66] == "A"
    assert characters(font[:40]) == {}


def test_progress_is_told_after_each_page() -> None:
    told: list[tuple[int, int]] = []
    read(
        printed("#par[甲] #pagebreak() #par[乙] #pagebreak() #par[丙]"),
        lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.tuples(st.integers(0, len(DOCUMENT) - 1), st.binary(min_size=1, max_size=6)), max_size=8
    )
)
def test_a_file_with_any_bytes_changed_is_read_or_refused(changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(DOCUMENT)
    for place, new in changes:
        data[place : place + len(new)] = new
    with suppress(ReadingRefused):
        read(bytes(data), silent)
