import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.radicals import _SUPPLEMENT, unradical


@pytest.mark.parametrize(
    ("from_font", "printed"),
    [
        ("县⺠政局", "县民政局"),
        ("⼈⼒资源和社会保障局", "人力资源和社会保障局"),
        ("⻋站、⻔诊、⻓期、⻘年、⻚码、⻩河", "车站、门诊、长期、青年、页码、黄河"),
        ("⽤⼾、⼊⼾", "用户、入户"),
        ("\uf9d1合", "六合"),
    ],
)
def test_a_name_spelt_with_radicals_becomes_the_printed_name(from_font: str, printed: str) -> None:
    assert unradical(from_font) == printed


def test_full_width_marks_stay_as_they_are() -> None:
    text = "（牵头单位：Ａ、１２％；参与：〔某〕！\u3000）"
    assert unradical(text + "⺠") == text + "民"


def test_every_radical_has_one_ordinary_character_of_its_own_kind() -> None:
    assigned = [
        chr(code)
        for block in (range(0x2E81, 0x2EF4), range(0x2F00, 0x2FD6))
        for code in block
        if unicodedata.name(chr(code), "")
    ]
    for radical in assigned:
        ordinary = unradical(radical)
        assert len(ordinary) == 1
        assert unicodedata.name(ordinary).startswith("CJK UNIFIED IDEOGRAPH"), radical
    assert len(assigned) == len(_SUPPLEMENT) + 214


@given(st.text())
def test_no_character_is_added_lost_or_moved(text: str) -> None:
    folded = unradical(text)
    assert len(folded) == len(text)
    assert unradical(folded) == folded
