"""Reading which characters a font draws, held against a font library."""

import struct
from pathlib import Path
from struct import pack

import pylopdf_fonts_zh_cn
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.paper.charmap import characters

CODES = st.integers(0x20, 0xFFFD) | st.integers(0x10000, 0x10FFFF)


def build(codes: set[int], family: str = "Test") -> TTFont:
    names = {code: f"g{number}" for number, code in enumerate(sorted(codes, key=hash))}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    empty = TTGlyphPen(None).glyph()
    builder.setupGlyf(dict.fromkeys([".notdef", *names.values()], empty))
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *names.values()], (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    return builder.font


@pytest.mark.parametrize(
    "path", [pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path()]
)
def test_our_fonts_are_read_as_the_font_library_reads_them(path: Path) -> None:
    assert characters(path) == set(TTFont(path).getBestCmap())


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(codes=st.sets(CODES, min_size=1, max_size=60))
def test_any_font_is_read_completely(tmp_path: Path, codes: set[int]) -> None:
    path = tmp_path / "font.ttf"
    build(codes).save(path)
    assert characters(path) == codes


def test_a_face_of_a_collection_is_read_by_its_index(tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [build({0x53BF}), build({0x6B8B, 0x8054})]
    path = tmp_path / "two.ttc"
    collection.save(path)
    assert characters(path, 0) == {0x53BF}
    assert characters(path, 1) == {0x6B8B, 0x8054}


def test_a_segment_that_lists_glyphs_leaves_out_the_holes(tmp_path: Path) -> None:
    lasts, firsts = pack(">HH", 0x43, 0xFFFF), pack(">HH", 0x41, 0xFFFF)
    deltas, ranges, glyphs = pack(">HH", 0, 1), pack(">HH", 4, 0), pack(">HHH", 1, 0, 2)
    fields = pack(">HHHH", 4, 0, 0, 0)  # two segments, doubled; the search fields are not read
    body = fields + lasts + b"\0\0" + firsts + deltas + ranges + glyphs
    table = pack(">HHHHI", 0, 1, 3, 1, 12) + pack(">HHH", 4, len(body) + 6, 0) + body
    header = b"\0\1\0\0" + pack(">HHHH", 1, 0, 0, 0) + pack(">4sIII", b"cmap", 0, 28, len(table))
    path = tmp_path / "list.ttf"
    path.write_bytes(header + table)
    assert characters(path) == {0x41, 0x43}


def test_a_font_without_a_character_map_draws_nothing(tmp_path: Path) -> None:
    path = tmp_path / "none.ttf"
    path.write_bytes(b"\0\1\0\0" + pack(">HHHH", 0, 0, 0, 0))
    assert characters(path) == frozenset()


def test_a_font_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.ttf"
    path.write_bytes(pylopdf_fonts_zh_cn.serif_path().read_bytes()[:300])
    with pytest.raises(struct.error):
        characters(path)
