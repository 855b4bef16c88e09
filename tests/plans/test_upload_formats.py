"""Plans as offices have them, and files that mean harm: each is read or refused, never in half."""

import json
import struct
import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
import typst
import xlsxwriter

from app.paper.fonts import font_book
from tests.kinds import on_sqlite
from tests.plans.desk import Desk
from tests.plans.documents import HEADER, ROWS, plan, plan_text

__all__ = ["on_sqlite"]  # what a file holds is no matter of the database

MACRO_TYPE = b"application/vnd.ms-word.document.macroEnabled.main+xml"
WORD_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES_PART, TEXT_PART = "[Content_Types].xml", "word/document.xml"
TASKS = len(ROWS)


@pytest.fixture(autouse=True)
def _nothing_temporary_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setenv("TMPDIR", str(place))
    yield
    assert list(place.iterdir()) == []


def cells() -> list[list[str]]:
    return [row.split("\t") for row in (HEADER, *ROWS)]


def lines() -> list[str]:
    """The plan without its table."""
    return [line for line in plan_text().split("\n") if line and "\t" not in line]


def word() -> bytes:
    made = docx.Document()
    for line in lines():
        made.add_paragraph(line)
    table = made.add_table(0, len(cells()[0]))
    for texts in cells():
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def changed(package: bytes, parts: dict[str, bytes]) -> bytes:
    """With these parts more, or in place of those of the same name."""
    held = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(held, "w", ZIP_DEFLATED) as made:
        for name, content in ({name: old.read(name) for name in old.namelist()} | parts).items():
            made.writestr(name, content)
    return held.getvalue()


def with_macros() -> bytes:
    package = word()
    with ZipFile(BytesIO(package)) as parts:
        types = parts.read(TYPES_PART).replace(WORD_TYPE, MACRO_TYPE)
    return changed(package, {TYPES_PART: types, "word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def workbook(rows: list[list[str]]) -> bytes:
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return held.getvalue()


def page() -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells())
    body = "".join(f"<p>{line}</p>" for line in lines())
    script = "<script>document.write('偷看')</script>"
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{script}</head><body onload='偷看()'>"
        f"{body}{script}<table>{rows}</table><img src='http://127.0.0.1/偷看.png'></body></html>"
    ).encode()


# As GB/T 9704 has it: the head in the middle, the text indented by two characters.
_TYPST = """#set page("a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm))
#set text(font: "Noto Serif SC", lang: "zh", size: 16pt)
#set par(leading: 13pt, spacing: 13pt, first-line-indent: (amount: 2em, all: true))
#let data = json(bytes(sys.inputs.data))
#for (place, line) in data.lines.enumerate() {
  if place in (0, 1, 2, 7) { align(center, line) } else if line.ends-with("：") [
    #par(first-line-indent: 0em, line)
  ] else [#par(line)]
}
#table(columns: 4, ..data.cells.flatten())
""".encode()


def pdf() -> bytes:
    made: bytes = typst.compile(
        _TYPST,
        font_paths=font_book(None).fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps({"lines": lines(), "cells": cells()})},
    )
    return made


def read(desk: Desk, name: str, data: bytes) -> Any:
    return desk.get(f"/plans/{desk.draft(data, name=name)}")


Make = Callable[[], bytes]

GOOD = [
    ("方案.docx", word),
    ("方案.txt", word),
    ("方案.docm", with_macros),
    ("方案.xlsx", lambda: workbook([[line] for line in lines()] + cells())),
    ("方案.html", page),
    ("方案.doc", page),
    ("方案.pdf", pdf),
    ("方案.txt", pdf),
    ("方案.pdf", plan),
]


@pytest.mark.parametrize(("name", "made"), GOOD)
def test_a_plan_in_any_format_becomes_the_same_draft(desk: Desk, name: str, made: Make) -> None:
    plan_id = desk.draft(made(), name=name)
    told = desk.get(f"/plans/{plan_id}")
    assert (told["state"], told["counts"]["tasks"]) == ("draft", TASKS)
    assert told["title"] == "巫山县“十四五”残疾人服务实施方案"
    assert told["document_number"] == "巫山府办发〔2022〕12号"
    tasks = desk.matrix(plan_id)
    assert [task["text"] for task in tasks] == [row.split("\t")[1] for row in ROWS]
    assert [one["raw"] for one in tasks[0]["assignments"]] == ["县残联", "县民政局", "县财政局"]


def test_what_a_page_runs_or_hides_is_never_kept(desk: Desk) -> None:
    plan_id = desk.draft(page(), name="方案.html")
    (document,) = desk.get(f"/plans/{plan_id}")["documents"]
    kept = desk.runtime.files.get(document["text_sha256"]).decode()
    assert "偷看" not in kept
    assert "script" not in kept


def bomb() -> bytes:
    return changed(word(), {"word/media/image1.png": bytes(250 * 1024 * 1024)})


def locked() -> bytes:
    """Every part marked as encrypted in the directory of the archive."""
    data = bytearray(word())
    place = data.index(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 1)
    return bytes(data)


def stray() -> bytes:
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, cells()[0])
        sheet.write_string(1_048_575, 16_383, "。")
    return held.getvalue()


def entities() -> bytes:
    """A billion laughs in place of the text."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE d [<!ENTITY l0 "哈哈">{levels}]>'
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = "<w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body>"
    document = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{space}">{text}</w:document>'
    return changed(word(), {TEXT_PART: document.encode()})


BAD = [
    ("方案.docx", lambda: word()[:-3000], "damaged_file"),
    ("方案.docx", lambda: changed(word(), {TEXT_PART: b"<w:document>"}), "damaged_file"),
    ("方案.docx", locked, "encrypted_file"),
    ("方案.docx", bomb, "unpacks_too_large"),
    ("方案.xlsx", stray, "too_many_rows"),
    ("方案.xlsx", lambda: workbook(cells())[:-900], "damaged_file"),
    ("方案.pdf", lambda: b"%PDF-1.7\n" + bytes(500), "damaged_file"),
    ("方案.doc", lambda: struct.pack(">Q", 0xD0CF11E0A1B11AE1) + bytes(600), "damaged_file"),
    ("方案.zip", lambda: changed(word(), {TYPES_PART: b"-"}), "unsupported_format"),
    ("照片.jpg", lambda: b"\xff\xd8\xff\xe0" + bytes(500), "unsupported_format"),
]


@pytest.mark.parametrize(("name", "made", "code"), BAD)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    desk: Desk, name: str, made: Make, code: str
) -> None:
    plan_id = desk.draft(made(), name=name)
    told = desk.get(f"/plans/{plan_id}")
    assert (told["state"], told["refusal_code"]) == ("refused", code)
    assert "请" in told["refusal"]
    assert desk.matrix(plan_id) == []
    assert told["documents"][0]["text_sha256"] is None, "nothing was half imported"


def test_entities_that_grow_without_end_are_not_followed(desk: Desk) -> None:
    told = read(desk, "方案.docx", entities())
    assert told["state"] == "refused"


def test_a_sheet_of_ten_thousand_rows_is_read_whole(desk: Desk) -> None:
    rows = [[str(n), f"落实第{n}项任务", "县残联", "县民政局"] for n in range(1, 10_001)]
    title = [["巫山县2026年残疾人工作任务清单"], cells()[0]]
    told = read(desk, "清单.xlsx", workbook([*title, *rows]))
    assert (told["state"], told["counts"]["tasks"]) == ("draft", 10_000)


def test_a_sheet_beyond_every_plan_is_refused(desk: Desk) -> None:
    told = read(desk, "清单.xlsx", workbook([[str(n)] for n in range(50_001)]))
    assert (told["state"], told["refusal_code"]) == ("refused", "too_many_rows")
