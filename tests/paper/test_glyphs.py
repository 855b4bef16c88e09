"""Which fonts are used, and what they cannot draw."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from app.paper import FontsDirectoryError, SheetContext, missing_glyphs, sheet_pdf, sheet_text
from app.paper.fonts import font_book
from app.paper.glyphs import visible

MakeSheet = Callable[..., SheetContext]


def office_font(path: Path, family: str, text: str) -> None:
    """A font under the name of one that an office owns, with a private character of its own."""
    font = TTFont(pylopdf_fonts_zh_cn.sans_path())
    few = subset.Subsetter()
    few.populate(text=text)
    few.subset(font)
    for record in font["name"].names:
        if record.nameID in {1, 4, 6, 16}:
            record.string = family
    for table in font["cmap"].tables:
        table.cmap[0xE000] = table.cmap[ord(text[0])]
    font["CFF "].cff.fontNames[0] = family
    font.save(path)


@pytest.fixture
def fonts_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "字体"
    (folder / "方正").mkdir(parents=True)
    office_font(folder / "方正" / "xbs.otf", "FZXiaoBiaoSong-B05S", "县残联任务清单")
    office_font(folder / "fs.otf", "FangSong_GB2312", "县残联任务清单的")
    (folder / "坏.ttf").write_bytes(b"\0\1\0\0garbage")
    (folder / "说明.txt").write_text("放字体的地方", encoding="utf-8")
    return folder


def test_the_fonts_of_the_office_come_first(fonts_dir: Path) -> None:
    chains = font_book(fonts_dir).chains
    assert chains["title"][0] == "FZXiaoBiaoSong-B05S"
    assert chains["body"][0] == "FangSong_GB2312"
    assert chains["strong"] == ["Noto Sans SC", "Noto Serif SC"]


def test_a_sheet_is_set_in_the_fonts_of_the_office(sheet: MakeSheet, fonts_dir: Path) -> None:
    page = PdfReader(BytesIO(sheet_pdf(sheet(1), fonts_dir))).pages[0]
    fonts = page["/Resources"]["/Font"]  # type: ignore[index]  # a dictionary by the standard
    names = "".join(str(font["/BaseFont"]) for font in fonts.values())
    assert "FZXiaoBiaoSong-B05S" in names
    assert "FangSong_GB2312" in names
    assert "NotoSerifSC" in names  # what the small office font lacks


def test_a_private_character_of_an_office_font_is_drawn(sheet: MakeSheet, fonts_dir: Path) -> None:
    assert missing_glyphs("\ue000", None) == {"\ue000"}
    assert missing_glyphs("\ue000", fonts_dir) == set()
    assert sheet_pdf(sheet(1, unit="县\ue000局"), fonts_dir).startswith(b"%PDF")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FontsDirectoryError, match="字体目录不存在"):
        font_book(tmp_path / "没有")


def test_fonts_are_opened_once_also_by_many_at_a_time(fonts_dir: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        books = list(pool.map(font_book, [fonts_dir] * 32))
    assert all(book is books[0] for book in books)


def test_an_ordinary_sheet_misses_nothing(sheet: MakeSheet) -> None:
    assert missing_glyphs(sheet_text(sheet(3, stage_label="送审稿")), None) == set()


def test_the_marks_that_we_print_ourselves_can_be_drawn() -> None:
    assert missing_glyphs("〓—“”‘’《》〈〉【】〔〕（）、，。；：　①㈠", None) == set()


def test_rare_characters_are_named_before_they_are_printed() -> None:
    assert missing_glyphs("县残联😀𠀀\u200d\n\t", None) == {"😀", "𠀀"}


def test_line_ends_of_all_systems_are_line_ends() -> None:
    assert visible("甲\r\n乙\r丙\u2028丁\t戊") == "甲\n乙\n丙\n丁 戊"
