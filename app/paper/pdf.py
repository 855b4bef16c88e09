"""PDF by Typst: the data go in as JSON, the template is fixed, nothing is spliced."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from app.paper.context import SheetContext
from app.paper.fonts import FontBook, font_book
from app.paper.glyphs import drawable_json
from app.paper.payload import Payload, document, keep_last_row_with_receipt

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).parent / "typst" / "sheet.typ"
# Typst keeps what it laid out until ten compilations later: measured with the sheets of 36 units,
# 900 MB stayed in the server, against 320 MB where large jobs are aged out at once.
CACHE_AGE = 10
LARGE_SHEET_ROWS = 200


class NothingToPrintError(ValueError):
    """A file without a page is no PDF."""


def sheet_pdf(context: SheetContext, fonts_dir: Path | None) -> bytes:
    """One tagged PDF (PDF/UA-1); equal contexts and fonts give equal bytes.

    `fonts_dir`: the office's own fonts, looked at before ours and once in the life of the process.
    Raises `FontsDirectoryError` where that folder does not exist.
    """
    return sheets_pdf([context], fonts_dir)


def sheets_pdf(contexts: Sequence[SheetContext], fonts_dir: Path | None) -> bytes:
    """All sheets in one file, each on a new leaf and numbered from 1; otherwise as `sheet_pdf`.

    Raises `NothingToPrintError` for no sheets.
    """
    if not contexts:
        raise NothingToPrintError("没有可以打印的任务清单")
    book = font_book(fonts_dir)
    data = document(contexts)
    compiler = typesetter(TEMPLATE, data, book)
    if keep_last_row_with_receipt(data, _layout(compiler)):
        compiler = typesetter(TEMPLATE, data, book)
    day = max(context.printed_on for context in contexts)
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
    pdf = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=stamp)
    if len(contexts) > 1 or len(contexts[0].rows) > LARGE_SHEET_ROWS:
        _forget_layouts(book)
    return cast("bytes", pdf)


def typesetter(template: Path, data: Payload, book: FontBook) -> "typst.Compiler":
    """Any of the templates, with data that hold nothing but what the fonts draw."""
    import typst  # noqa: PLC0415 - a command line that prints no PDF does not load the typesetter

    inputs = drawable_json(data, book.drawable) | {"fonts": book.chains}
    return typst.Compiler(
        template,
        font_paths=book.fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(inputs)},
    )


def _layout(compiler: "typst.Compiler") -> list[dict[str, int]]:
    """For each sheet with rows, its index and the pages of its last row and its receipt."""
    return list(json.loads(compiler.query("<layout>", field="value")))


def _forget_layouts(book: FontBook) -> None:
    import typst  # noqa: PLC0415 - as above

    for _ in range(CACHE_AGE):
        typst.compile(b"", font_paths=book.fonts, ignore_system_fonts=True)
