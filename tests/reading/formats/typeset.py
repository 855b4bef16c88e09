"""Documents printed as PDF, in the page of GB/T 9704 unless the source says otherwise."""

import json
from collections.abc import Sequence
from typing import Any, cast

import typst

from app.paper.fonts import font_book
from app.reading.formats.pdf import read
from app.reading.source import Paragraph, Row, SourceText, silent

PAGE = """
#let data = json(bytes(sys.inputs.data))
#set page(
  paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm),
  footer: context align(center, text(14pt)[— #counter(page).display() —]),
)
#set text(
  lang: "zh", region: "cn", font: "Noto Serif SC", size: 16pt, cjk-latin-spacing: none,
  top-edge: 0.8em, bottom-edge: -0.2em,
)
#set par(
  leading: 12.95pt, spacing: 12.95pt, justify: true,
  first-line-indent: (amount: 2em, all: true),
)
#let sheet(columns, size: 12pt, ..cells) = {
  set text(size: size)
  set par(first-line-indent: 0em, leading: 6pt, spacing: 6pt, justify: false)
  table(columns: columns, stroke: 0.5pt, ..cells)
}
"""


def printed(source: str, data: Any = None) -> bytes:
    """`data` stands in the source as `data`."""
    compiler = typst.Compiler(
        (PAGE + source).encode(),
        font_paths=font_book(None).fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )
    return cast("bytes", compiler.compile(format="pdf"))


def read_back(source: str, data: Any = None) -> SourceText:
    return read(printed(source, data), silent)


def paragraphs(source: SourceText) -> list[str]:
    return [source.at(block.span) for block in source.blocks if isinstance(block, Paragraph)]


def rows(source: SourceText) -> list[list[str]]:
    blocks = [block for block in source.blocks if isinstance(block, Row)]
    return [[source.at(cell) for cell in row.cells] for row in blocks]


def bold(source: SourceText) -> list[str]:
    return [source.at(span) for span in source.bold]


def cells(matrix: Sequence[Sequence[str]]) -> list[str]:
    return [cell for row in matrix for cell in row]
