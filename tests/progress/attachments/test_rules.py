"""Which files a return takes."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from app.core.errors import InvalidError
from app.progress.attachments import rules

PDF, PNG, JPG = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n...", b"\xff\xd8\xff\xe0..."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."


def zipped(*parts: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("报告.pdf", PDF, "pdf"),
        ("现场.JPEG", JPG, "jpg"),
        ("截图.png", PNG, "png"),
        ("台账.xlsx", zipped("xl/workbook.xml"), "xlsx"),
        ("函.docx", zipped("word/document.xml"), "docx"),
        ("批文.ofd", zipped("OFD.xml"), "ofd"),
        ("老报告.wps", OLE, "ole"),
    ],
)
def test_what_offices_send_is_taken(name: str, data: bytes, kind: str) -> None:
    assert rules.check(name, data) == (name, kind)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("报告.pdf", b"", "empty_file"),
        ("报告.pdf", b"MZ\x90\x00 a program", "file_kind"),
        ("页面.html", b"<html><script>", "file_kind"),
        ("画.svg", b"<svg onload=alert(1)>", "file_kind"),
        ("包.zip", zipped("a.txt"), "file_kind"),
        ("坏.docx", b"PK\x03\x04 broken", "file_kind"),
        ("报告.pdf", JPG, "file_name"),
        ("现场.jpg", PDF, "file_name"),
        ("台账.docx", zipped("xl/workbook.xml"), "file_name"),
        ("报告", PDF, "file_name"),
        ("报告.pdf", PDF + b"0" * rules.FILE_LIMIT, "file_too_large"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name: str, data: bytes, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        rules.check(name, data)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\fakepath\\报告.pdf", "报告.pdf"),
        ("../../etc/报告.pdf", "报告.pdf"),
        ("报\x00告\r\n\u202efdp.pdf", "报告fdp.pdf"),
        (f"{'长' * 500}.pdf", f"{'长' * 120}.pdf"),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    assert rules.plain_name(given) == kept
