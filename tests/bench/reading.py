"""30 pages as text, .docx and .pdf, each against a plain walk through the same file.

A page is that of GB/T 9704: 22 lines of 28 characters. The text is that of a seed plan with its
tables, over and over. Memory is the peak of a process of its own that reads 300 pages.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from itertools import cycle
from pathlib import Path

import docx
import pdfplumber
import typst

from app.core.settings import ROOT
from app.paper.fonts import font_book
from app.reading import read_document
from tests.bench.result import Result

ROUNDS = 5
PAGE = 22 * 28
SECONDS = {"txt": 0.3, "docx": 1.0, "pdf": 5.0}
"""What 30 pages may take, on one core."""
MEGABYTES = 300
_PEAK = """
import sys
from pathlib import Path
from app.reading import read_document
path = Path(sys.argv[1])
read_document(path.name, path.read_bytes())
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""
_TYPST = b"""#set page("a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm))
#set text(font: "Noto Serif SC", lang: "zh", size: 16pt)
#set par(leading: 12.95pt, first-line-indent: 2em)
#for block in json(bytes(sys.inputs.data)) [
  #if type(block) == str [#par(block)] else [
    #table(columns: block.at(0).len(), ..block.flatten())
  ]
]
"""

Blocks = list[str | list[list[str]]]
"""Paragraphs, and tables as rows of cells."""


def run(place: Path) -> list[Result]:
    blocks = _blocks(30)
    files = {"txt": _text(blocks), "docx": _word(blocks), "pdf": _pdf(blocks)}
    walks: dict[str, Callable[[bytes], object]] = {
        "txt": _walk_text,
        "docx": _walk_word,
        "pdf": _walk_pdf,
    }
    speed = [_speed(kind, files[kind], walks[kind]) for kind in files]
    large = _blocks(300)
    memory = [
        _memory(place / f"300.{kind}", data)
        for kind, data in (("docx", _word(large)), ("pdf", _pdf(large)))
    ]
    return speed + memory


# ---- the documents -----------------------------------------------------------------------------


def _blocks(pages: int) -> Blocks:
    """The plan line by line, over and over; lines parted by tabs make tables."""
    blocks: Blocks = []
    room = pages * PAGE
    for line in cycle(_lines()):
        cells = line.split("\t")
        if len(cells) == 1:
            blocks.append(line)
        elif blocks and isinstance(blocks[-1], list) and len(blocks[-1][0]) == len(cells):
            blocks[-1].append(cells)
        else:
            blocks.append([cells])
        room -= len(line)
        if room <= 0:
            break
    return blocks


def _lines() -> list[str]:
    text = (ROOT / "seed" / "plans" / "wushan.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _text(blocks: Blocks) -> bytes:
    rows = ([block] if isinstance(block, str) else map("\t".join, block) for block in blocks)
    return "\n".join(line for lines in rows for line in lines).encode()


def _word(blocks: Blocks) -> bytes:
    made = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            made.add_paragraph(block)
            continue
        table = made.add_table(len(block), len(block[0]))
        for row, texts in zip(table.rows, block, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def _pdf(blocks: Blocks) -> bytes:
    made: bytes = typst.compile(
        _TYPST,
        font_paths=font_book(None).fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(blocks)},
    )
    return made


# ---- what a plain walk through them takes ------------------------------------------------------


def _walk_text(data: bytes) -> object:
    """Each character once, in Python: below this nothing that looks at them can stay."""
    return sum(char in "，。、；：（）" for char in data.decode())


def _walk_word(data: bytes) -> object:
    document = docx.Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def _walk_pdf(data: bytes) -> object:
    with pdfplumber.open(BytesIO(data)) as document:
        return [page.extract_text() for page in document.pages]


# ---- the figures -------------------------------------------------------------------------------

_BOUNDS = {"txt": 150.0, "docx": 5.0, "pdf": 5.0}
_WALKS = {
    "txt": "each character looked at once",
    "docx": "python-docx, the text of all paragraphs and cells",
    "pdf": "pdfplumber, extract_text of all pages",
}


def _speed(kind: str, data: bytes, walk: Callable[[bytes], object]) -> Result:
    """Alternating, after a first reading that is not counted; the medians are compared."""
    read_document(f"plan.{kind}", data)
    ours, others = [], []
    for _ in range(ROUNDS):
        others.append(_seconds(lambda: walk(data)))
        ours.append(_seconds(lambda: read_document(f"plan.{kind}", data)))
    mine, other = statistics.median(ours), statistics.median(others)
    return Result(
        f"30 pages of .{kind} read / walked through",
        f"read to a draft: {mine:.2f} s (wanted {SECONDS[kind]} s)",
        f"{_WALKS[kind]}: {other:.3f} s",
        mine / other,
        at_most=_BOUNDS[kind],
    )


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _memory(path: Path, data: bytes) -> Result:
    path.write_bytes(data)
    command = [sys.executable, "-c", _PEAK, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    peak = int(done.stdout) / 1024
    return Result(
        f"peak memory of reading 300 pages of {path.suffix} / {MEGABYTES} MB",
        f"a process that does nothing else: {peak:.0f} MB",
        f"the file: {len(data) / 2**20:.1f} MB",
        peak / MEGABYTES,
        at_most=1.0,
    )
