import struct
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
import xlsxwriter

from app.reading import ReadingRefused
from app.reading.formats import load
from app.reading.formats.compound import MARK, open_compound
from app.reading.formats.kinds import Kind, kind_of

TEXT = "某县2026年助残工作要点\n一、总体要求\n全面完成年度目标。\n".encode()
PAGE = "<html><head><title>某县要点</title></head><body><p>一、总体要求</p></body></html>".encode()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def packed(**parts: str) -> bytes:
    """An archive; `__` in a name is a slash."""
    held = BytesIO()
    with ZipFile(held, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return held.getvalue()


def typed(content_type: str) -> bytes:
    held = BytesIO()
    with ZipFile(held, "w") as made:
        types = f'<Types><Override PartName="/main.xml" ContentType="{content_type}"/></Types>'
        made.writestr("[Content_Types].xml", types)
    return held.getvalue()


def word() -> bytes:
    made = docx.Document()
    made.add_paragraph("某县助残工作方案")
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def sheet() -> bytes:
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as made:
        made.add_worksheet().write_row(0, 0, ["任务", "单位"])
    return held.getvalue()


def compound(*names: str, flags: int = 0, size: int = 4096) -> bytes:
    """An old Office file with these streams side by side; the first begins with a Word header."""
    sector = 512
    entries = [("Root Entry", 5, 0xFFFFFFFE, 1, 3), *((name, 2, 0, None, 2) for name in names)]
    directory = b""
    for number, (name, kind, _, child, start) in enumerate(entries):
        right = number + 1 if 0 < number < len(names) else 0xFFFFFFFF
        spelled = name.encode("utf-16-le") + b"\x00\x00"
        directory += struct.pack(
            "<64sHBxIII36xII4x",
            *(spelled, len(spelled), kind, 0xFFFFFFFF, right, child or 0xFFFFFFFF),
            *(start if size >= 4096 or kind == 5 else 0, size),
        )
    head = MARK + bytes(22) + struct.pack("<H16xI", 9, 1)
    head = head.ljust(76, b"\x00") + struct.pack("<I", 0) + b"\xff" * 432
    table = struct.pack("<3I", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE).ljust(sector, b"\xff")
    # Sector 0 holds the table, 1 the directory; the streams, small or not, begin in 2 or 3.
    fib = struct.pack("<H8xH", 0xA5EC, flags).ljust(sector, b"\x00")
    return head + table + directory.ljust(sector, b"\x00") + fib + fib + bytes(4096)


def refusal(name: str, data: bytes) -> ReadingRefused:
    with pytest.raises(ReadingRefused) as caught:
        kind_of(name, data)
    assert caught.value.title
    assert "请" in caught.value.detail
    assert caught.value.detail.endswith("。")
    return caught.value


KINDS = [
    ("方案.txt", TEXT, Kind.TEXT),
    ("方案", TEXT, Kind.TEXT),
    ("方案.docx", TEXT, Kind.TEXT),
    ("方案.pdf", TEXT, Kind.TEXT),
    ("表.csv", TEXT, Kind.SHEET),
    ("表.xls", TEXT, Kind.SHEET),
    ("方案.docx", word(), Kind.WORD),
    ("方案.txt", word(), Kind.WORD),
    ("方案.doc", word(), Kind.WORD),
    ("方案.docm", typed(MACRO), Kind.WORD),
    ("方案.docx", typed(WORD), Kind.WORD),
    ("表.xlsx", sheet(), Kind.SHEET),
    ("方案.docx", sheet(), Kind.SHEET),
    ("表.ods", packed(mimetype="application/vnd.oasis.opendocument.spreadsheet"), Kind.SHEET),
    ("方案.odt", packed(mimetype="application/vnd.oasis.opendocument.text"), Kind.OFFICE),
    ("方案.doc", compound("WordDocument", "1Table"), Kind.OFFICE),
    ("方案.wps", compound("1Table", "WordDocument"), Kind.OFFICE),
    ("表.xls", compound("Workbook"), Kind.SHEET),
    ("表.et", compound("Book"), Kind.SHEET),
    ("方案.rtf", rb"{\rtf1\ansi}", Kind.OFFICE),
    ("方案.doc", rb"{\rtf1\ansi}", Kind.OFFICE),
    ("方案.pdf", b"%PDF-1.7\n...", Kind.PDF),
    ("方案.txt", b"%PDF-1.7\n...", Kind.PDF),
    ("方案.pdf", b"junk\n%PDF-1.4\n...%%EOF\n", Kind.PDF),
    ("方案.html", PAGE, Kind.WEB),
    ("方案.doc", PAGE, Kind.WEB),
    ("方案.txt", b"\xef\xbb\xbf\n<!DOCTYPE html>" + PAGE, Kind.WEB),
    ("方案.htm", b"<p>\xe7\x94\xb2</p>", Kind.WEB),
    ("导出.xls", b"<table><tr><td>1</td></tr></table>", Kind.WEB),
    ("导出.xls", "<html><table>".encode("utf-16"), Kind.WEB),
    ("方案.md", "<!-- 草稿 -->\n# 某县方案".encode(), Kind.TEXT),
    ("方案.xhtml", b'<?xml version="1.0"?><html xmlns="x"><p/></html>', Kind.WEB),
    ("方案.doc", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', Kind.OFFICE),
    ("要点.txt", "BM项目：全面完成。".encode(), Kind.TEXT),
]


@pytest.mark.parametrize(("name", "data", "kind"), KINDS)
def test_a_file_is_what_it_holds_whatever_its_name_claims(
    name: str, data: bytes, kind: Kind
) -> None:
    assert kind_of(name, data) is kind


UNREADABLE = [
    ("图.png", b"\x89PNG\r\n\x1a\n", "图片"),
    ("图.jpg", b"\xff\xd8\xff\xe0", "OCR"),
    ("图.bmp", b"BM\x36\x00\x00\x00\x00\x00", "图片"),
    ("图.heic", b"\x00\x00\x00\x18ftypheic", "图片"),
    ("方案.docx", packed(a="x"), "压缩包"),
    ("方案.rar", b"Rar!\x1a\x07", "解压"),
    ("方案.gz", b"\x1f\x8b\x08", "解压"),
    ("方案.ofd", packed(**{"OFD.xml": "<ofd/>"}), "OFD"),
    ("方案.ceb", b"Founder CEB 2.0", "CEB"),
    ("方案.pptx", typed(SLIDES), "演示文稿"),
    ("方案.odp", packed(mimetype="application/vnd.oasis.opendocument.presentation"), "演示文稿"),
    ("方案.ppt", compound("PowerPoint Document"), "演示文稿"),
    ("信.msg", compound("__properties_version1.0"), "旧版 Office"),
    ("方案.doc", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", ".mht"),
    ("数据.xml", b'<?xml version="1.0"?><rows/>', "XML"),
    ("表.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', ".xlsx"),
]


@pytest.mark.parametrize(("name", "data", "word"), UNREADABLE)
def test_what_is_not_read_is_named_with_what_to_do(name: str, data: bytes, word: str) -> None:
    refused = refusal(name, data)
    assert refused.code == "unsupported_format"
    assert word in refused.detail


LOCKED = [
    compound("EncryptionInfo", "EncryptedPackage"),
    compound("WordDocument", flags=0x0100),
    compound("WordDocument", flags=0x0100, size=2048),
]


@pytest.mark.parametrize("data", LOCKED, ids=["docx", "doc", "small doc"])
def test_a_document_under_a_password_is_told_as_such(data: bytes) -> None:
    assert refusal("方案.docx", data).code == "encrypted_file"


def test_a_sheet_inside_an_old_document_does_not_make_it_a_sheet() -> None:
    data = compound("WordDocument")
    hidden = "Workbook".encode("utf-16-le")
    entry = hidden.ljust(64, b"\x00") + struct.pack("<HB61x", len(hidden) + 2, 2)
    data = data[: 1024 + 256] + entry + data[1024 + 384 :]
    assert list(open_compound(data).streams) == ["WordDocument"]
    assert kind_of("a.xls", data) is Kind.OFFICE


@pytest.mark.parametrize("length", [9, 40, 600, 1100])
def test_an_old_document_that_was_cut_off_is_damage(length: int) -> None:
    assert refusal("方案.doc", compound("WordDocument")[:length]).code == "damaged_file"


def test_an_old_document_whose_chains_go_in_circles_is_read_to_its_end() -> None:
    data = bytearray(compound("WordDocument"))
    data[512 + 4 : 512 + 8] = struct.pack("<I", 1)
    assert kind_of("a.doc", bytes(data)) is Kind.OFFICE


def test_radicals_are_folded_in_every_format_and_no_place_moves() -> None:
    made = docx.Document()
    made.add_paragraph("县⺠政局、县⼈社局")
    held = BytesIO()
    made.save(held)
    for name, data in (("a.txt", "县⺠政局、县⼈社局".encode()), ("a.docx", held.getvalue())):
        source = load(name, data)
        assert source.at(source.blocks[0].span) == "县民政局、县人社局"


def test_a_text_longer_than_any_plan_is_refused() -> None:
    load("a.txt", ("甲" * 4_999_999 + "\n").encode())
    with pytest.raises(ReadingRefused) as caught:
        load("a.txt", ("甲" * 5_000_001).encode())
    assert caught.value.code == "text_too_long"
