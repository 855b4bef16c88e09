"""What a font cannot draw must show on paper, and be known before it is printed."""

import unicodedata
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from app.paper.fonts import font_book

UNDRAWABLE = "〓"  # the compositor's mark for a character that is not in the case
_LINE_ENDS = dict.fromkeys((0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n")
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def missing_glyphs(text: str, fonts_dir: Path | None) -> frozenset[str]:
    """Characters of `text` that would be printed as 〓; an empty set where all is well."""
    drawable = font_book(fonts_dir).drawable
    return frozenset(c for c in visible(text) if _lacking(c, drawable))


def visible(text: str) -> str:
    """Without characters that draw nothing: controls, direction marks, joiners, selectors.

    They would be holes on paper, could turn a line around, and on a terminal give orders.
    """
    lines = text.replace("\r\n", "\n").translate(_LINE_ENDS).replace("\t", " ")
    return "".join(c for c in lines if c == "\n" or not _invisible(c))


def drawable_text(text: str, drawable: AbstractSet[int]) -> str:
    """The text with 〓 for every character that no font holds, a plain space for a rare one."""
    return "".join(_drawn(c, drawable) for c in visible(text))


def drawable_json(value: Any, drawable: AbstractSet[int]) -> Any:
    """The same JSON value with every string in it made drawable."""
    match value:
        case str():
            return drawable_text(value, drawable)
        case dict():
            return {key: drawable_json(item, drawable) for key, item in value.items()}
        case list() | tuple():
            return [drawable_json(item, drawable) for item in value]
        case _:
            return value


def _drawn(character: str, drawable: AbstractSet[int]) -> str:
    if character == "\n" or ord(character) in drawable:
        return character
    return " " if character.isspace() else UNDRAWABLE


def _lacking(character: str, drawable: AbstractSet[int]) -> bool:
    return not character.isspace() and ord(character) not in drawable


def _invisible(character: str) -> bool:
    selector = any(ord(character) in codes for codes in _SELECTORS)
    return selector or unicodedata.category(character) in {"Cc", "Cf"}
