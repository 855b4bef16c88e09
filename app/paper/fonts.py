"""The fonts that paper is set in: the office's own first, then the ones that come with us."""

import struct
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from app.paper.charmap import characters

if TYPE_CHECKING:
    import typst

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
# GB/T 9704-2012, 5.2.2 names the faces; the foundries name the files. Typst goes by the English
# family name where a file has one.
CHAINS = {
    "title": (
        *("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05_GBK"),
        *("方正小标宋简体", "方正小标宋_GBK", "STZhongsong", "华文中宋", SERIF, SANS),
    ),
    "body": (
        *("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "华文仿宋"),
        *(SERIF, SANS),
    ),
    "strong": ("SimHei", "黑体", "STHeiti", "华文黑体", SANS, SERIF),
    "song": ("SimSun", "宋体", "NSimSun", "STSong", "华文宋体", SERIF, SANS),
}


class FontsDirectoryError(ValueError):
    """The configured folder of fonts is not there; Typst would pass over it in silence."""


@dataclass(frozen=True)
class FontBook:
    fonts: "typst.Fonts"

    @cached_property
    def chains(self) -> dict[str, list[str]]:
        """Family names by use, only those at hand: Typst warns of every other."""
        there = set(self.fonts.families())
        return {use: [name for name in names if name in there] for use, names in CHAINS.items()}

    @cached_property
    def drawable(self) -> frozenset[int]:
        """Code points that some font draws: Typst looks through all of them."""
        faces = [(Path(face.path), face.index) for face in self.fonts.fonts() if face.path]
        return frozenset().union(*(_drawn(path, index) for path, index in faces))


def font_book(fonts_dir: Path | None) -> FontBook:
    """The fonts of a folder and ours, opened once for the life of the process.

    Raises `FontsDirectoryError` where the folder does not exist.
    """
    with _lock:
        book = _books.get(fonts_dir)
        if book is None:
            book = _books[fonts_dir] = _open(fonts_dir)
        return book


_lock = Lock()
_books: dict[Path | None, FontBook] = {}


def _open(fonts_dir: Path | None) -> FontBook:
    # Whoever only prints text, or only starts the command line, does not pay for the typesetter.
    import pylopdf_fonts_zh_cn  # noqa: PLC0415 - as above
    import typst  # noqa: PLC0415 - as above

    if fonts_dir is not None and not fonts_dir.is_dir():
        raise FontsDirectoryError(f"字体目录不存在或不是目录：{fonts_dir}")
    ours = pylopdf_fonts_zh_cn.serif_path().parent
    folders = [*([fonts_dir] if fonts_dir else []), ours]
    return FontBook(typst.Fonts(False, False, folders))


def _drawn(path: Path, index: int) -> frozenset[int]:
    try:
        return characters(path, index)
    except (OSError, struct.error):
        # Typst has more patience with fonts than we; what we cannot vouch for counts as absent.
        return frozenset()
