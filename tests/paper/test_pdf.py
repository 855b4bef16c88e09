"""The PDF of a sheet, read back as a reader, an archive and a screen reader get it."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from app.paper import (
    NothingToPrintError,
    SheetContext,
    SheetPart,
    SheetRow,
    SheetUnit,
    sheet_pdf,
    sheets_pdf,
)

MakeRow = Callable[..., SheetRow]
MakeSheet = Callable[..., SheetContext]
A4 = (595, 842)
MM = 72 / 25.4


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def joined(pdf: bytes) -> str:
    """All text without line breaks: a name may be broken at the edge of its column."""
    return "".join("".join(pages(pdf)).split())


def test_every_number_text_unit_and_the_receipt_are_on_paper(
    sheet: MakeSheet, row: MakeRow
) -> None:
    rows = tuple(
        row(f"{n}", parts=(SheetPart("责任单位", (SheetUnit(f"第{n}局"), SheetUnit("县残联"))),))
        for n in range(1, 31)
    )
    text = joined(sheet_pdf(sheet(rows, dispatched_on=date(2022, 5, 1)), None))
    assert all(f"第{n}局、县残联" in text for n in range(1, 31))
    assert text.count("健全易返贫致贫人口") == 30
    for word in ("签收单位", "签收人", "县残工委办公室", "023-00000000", "2022年5月1日"):
        assert word in text
    assert sheet(rows).code in text


def test_the_page_is_a4_upright(sheet: MakeSheet) -> None:
    for page in PdfReader(BytesIO(sheet_pdf(sheet(20), None))).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == A4


def test_a_screen_reader_is_told_language_title_and_table(sheet: MakeSheet) -> None:
    reader = PdfReader(BytesIO(sheet_pdf(sheet(1), None)))
    root = reader.root_object
    assert str(root["/Lang"]) == "zh-CN"
    assert reader.metadata is not None
    assert reader.metadata.title == "县残联任务清单"
    assert reader.metadata.author == "县残工委办公室"
    assert b"pdfuaid" in _metadata(root)
    assert _tags(root).count("/TH") == 5
    assert {"/H1", "/H2", "/Table", "/THead"} <= set(_tags(root))


def _metadata(root: DictionaryObject) -> bytes:
    stream = root["/Metadata"].get_object()
    return bytes(stream.get_data())  # type: ignore[union-attr]  # a stream by the standard


def _tags(root: DictionaryObject) -> list[str]:
    """The structure types of the document, walked from its root."""
    found: list[str] = []
    left: list[PdfObject | None] = [root["/StructTreeRoot"].get_object()]
    while left:
        match left.pop():
            case ArrayObject() as kids:
                left.extend(kid.get_object() for kid in kids)
            case DictionaryObject() as node:
                found.append(str(node.get("/S", "")))
                left.append(node.get("/K", ArrayObject()).get_object())
    return found


def test_the_table_head_stands_on_every_page(sheet: MakeSheet) -> None:
    texts = pages(sheet_pdf(sheet(40), None))
    assert len(texts) > 2
    assert all("承担职责" in text for text in texts)


def test_pages_are_numbered_outside_odd_right_even_left(sheet: MakeSheet) -> None:
    found = [_page_number(page) for page in PdfReader(BytesIO(sheet_pdf(sheet(20), None))).pages]
    assert [text for text, _, _ in found] == [f"— {n} —" for n in range(1, len(found) + 1)]
    assert [across > A4[0] / 2 for _, across, _ in found][:3] == [True, False, True]
    # 7 mm below the text area, which ends 35 mm above the edge; 4号 is 14 points high.
    assert all(28 * MM - 14 < up < 28 * MM for _, _, up in found)


def _page_number(page: PageObject) -> tuple[str, float, float]:
    seen: list[tuple[str, float, float]] = []

    def note(text: str, place: list[float], *_: object) -> None:
        if "—" in text:
            seen.append((text.strip(), place[4], place[5]))

    page.extract_text(visitor_text=note)
    assert len(seen) == 1
    return seen[0]


@pytest.mark.parametrize("count", [*range(1, 16), 29, 30])
def test_nobody_signs_a_page_without_a_task(sheet: MakeSheet, count: int) -> None:
    signed = [text for text in pages(sheet_pdf(sheet(count), None)) if "签收回执" in text]
    assert len(signed) == 1
    assert "承担职责" in signed[0]
    assert "牵头单位：" in signed[0]
    assert "异议及理由" in signed[0]


def test_a_sheet_with_one_task_fits_on_one_page(sheet: MakeSheet) -> None:
    assert len(pages(sheet_pdf(sheet(1), None))) == 1


def test_every_page_of_a_draft_says_that_it_is_one(sheet: MakeSheet) -> None:
    draft = sheet(20, stage_label="征求意见稿", demo_banner="演示数据")
    texts = pages(sheet_pdf(draft, None))
    assert len(texts) > 2
    assert all("征求意见稿" in text and "演示数据" in text for text in texts)


def test_a_loose_page_says_whose_it_is(sheet: MakeSheet) -> None:
    first, *others = pages(sheet_pdf(sheet(20), None))
    assert "巫山县 县残联任务清单" not in first.replace("　", " ")
    assert others
    assert all("巫山县 县残联任务清单" in text.replace("　", " ") for text in others)


def test_a_unit_without_tasks_signs_nothing(sheet: MakeSheet) -> None:
    (text,) = pages(sheet_pdf(sheet(0), None))
    assert "没有列明由你单位承担的工作任务" in "".join(text.split())
    assert "签收" not in text


def test_three_thousand_rows_are_printed(sheet: MakeSheet) -> None:
    reader = PdfReader(BytesIO(sheet_pdf(sheet(3000), None)))
    assert "3000" in reader.pages[-1].extract_text() + reader.pages[-2].extract_text()


def test_the_same_sheet_gives_the_same_bytes(sheet: MakeSheet) -> None:
    assert sheet_pdf(sheet(12), None) == sheet_pdf(sheet(12), None)
    assert sheet_pdf(sheet(12), None) != sheet_pdf(sheet(13), None)


def test_sheets_printed_at_the_same_time_do_not_mix(sheet: MakeSheet) -> None:
    sheets = [sheet(count) for count in (1, 5, 9, 14)] * 3
    alone = [sheet_pdf(one, None) for one in sheets]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda one: sheet_pdf(one, None), sheets)) == alone


def test_sheets_of_all_units_start_on_a_leaf_and_at_page_one(sheet: MakeSheet) -> None:
    texts = pages(sheets_pdf([sheet(1), sheet(8, unit="县民政局"), sheet(1, unit="团县委")], None))
    starts = [page for page, text in enumerate(texts, start=1) if "— 1 —" in text]
    assert len(starts) == 3
    assert all(page % 2 == 1 for page in starts)
    assert texts[1] == ""
    assert ["县民政局：" in texts[page - 1] for page in starts] == [False, True, False]


def test_no_sheets_are_no_file() -> None:
    with pytest.raises(NothingToPrintError):
        sheets_pdf([], None)


def test_the_typesetter_is_not_loaded_before_a_pdf_is_asked_for() -> None:
    code = "import sys, app.paper; print({'typst', 'pylopdf_fonts_zh_cn'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"
