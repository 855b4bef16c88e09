"""The pictures: well-formed, told to who does not see them, and legible."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.network.drawing import DRAWERS
from app.network.drawing.subject import subject_of
from app.network.drawing.svg import shortened, spread, width_of
from app.network.parties import Cell, TaskRow, UnitFacts
from app.network.terms import PictureKind
from app.reading.terms import Role
from tests.network.example import CELLS, TASKS, UNITS

SVG = "{http://www.w3.org/2000/svg}"
LARGE_TASKS = [TaskRow(n, 1, None, str(n), f"为符合条件的残疾人提供第{n}项服务") for n in range(60)]
LARGE_UNITS = {
    n: UnitFacts(f"县第{n}号事业发展管理中心", "institution", n, is_group=False)
    for n in range(1, 41)
}
LARGE_CELLS = [
    Cell(task, (task * 7 + n * 11) % 40 + 1, role, n == 0, False, 1, None, "单位")
    for task in range(60)
    for n, role in enumerate([Role.LEAD, Role.LEAD, *[Role.SUPPORTING] * 4])
]


def drawn(kind: PictureKind, *rows: object) -> ET.Element:
    asked = rows or (TASKS, CELLS, UNITS)
    return ET.fromstring(DRAWERS[kind](subject_of("《方案》", *asked)))  # type: ignore[arg-type]  # noqa: S314 - our own


def words(picture: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", PictureKind)
def test_a_picture_has_a_title_and_a_description_and_real_text(kind: PictureKind) -> None:
    picture = drawn(kind)
    assert picture.get("role") == "img"
    named = (picture.get("aria-labelledby") or "").split()
    told = {part.get("id"): part.text or "" for part in picture if part.get("id")}
    assert list(told) == named
    assert "《方案》" in told[named[0]]
    assert "6项任务、5个单位、10条分工" in told[named[1]]
    assert "甲局牵头2项" in told[named[1]]
    assert any("丙局" in text for text in words(picture))


@pytest.mark.parametrize("kind", PictureKind)
def test_an_empty_plan_is_an_honest_picture(kind: PictureKind) -> None:
    assert "没有" in "".join(drawn(kind, [], [], {}).itertext())


@pytest.mark.parametrize("kind", PictureKind)
def test_hostile_names_stay_text(kind: PictureKind) -> None:
    name = '<script>alert(1)</script>"\x00&]]>'
    cells = [Cell(1, None, Role.LEAD, True, False, 7, name, name)]
    picture = drawn(kind, [TaskRow(1, 1, None, name, name)], cells, {})
    assert not list(picture.iter(f"{SVG}script"))
    assert any("<script>" in text for text in picture.itertext())


def test_cells_say_their_role_in_a_word() -> None:
    marks = [text for text in words(drawn(PictureKind.MATRIX)) if text in set("牵首责配参")]
    assert sorted(marks) == sorted(["牵"] * 5 + ["责"] * 4 + ["参"])
    both = [*CELLS, CELLS[0]._replace(unit_id=4, first=False)]
    marks = words(drawn(PictureKind.MATRIX, TASKS, both, UNITS))
    assert marks.count("首") == 1  # 甲 now shares the lead of 一 with 丁


def test_a_task_without_a_lead_says_so() -> None:
    assert words(drawn(PictureKind.NETWORK)).count("无牵头") == 1


def places(picture: ET.Element, anchor: str) -> list[float]:
    return sorted(
        float(text.get("y") or 0)
        for text in picture.iter(f"{SVG}text")
        if text.get("text-anchor") == anchor and text.find(f"{SVG}tspan") is not None
    )


@pytest.mark.parametrize("anchor", ["start", "end"])
def test_no_two_names_collide_at_40_units_and_60_tasks(anchor: str) -> None:
    picture = drawn(PictureKind.NETWORK, LARGE_TASKS, LARGE_CELLS, LARGE_UNITS)
    heights = places(picture, anchor)
    assert len(heights) == 40
    assert min(after - before for before, after in pairwise(heights)) >= 16
    width, height = (float(picture.get(side) or 0) for side in ("width", "height"))
    assert max(heights) < height
    assert height / width < 2**0.5  # on one page


def test_the_matrix_of_40_units_and_60_tasks_fits_a_page() -> None:
    picture = drawn(PictureKind.MATRIX, LARGE_TASKS, LARGE_CELLS, LARGE_UNITS)
    width, height = (float(picture.get(side) or 0) for side in ("width", "height"))
    assert 1 / 2**0.5 < height / width < 2**0.5


@pytest.mark.parametrize("kind", PictureKind)
def test_the_same_matrix_in_another_order_is_the_same_picture(kind: PictureKind) -> None:
    one = DRAWERS[kind](subject_of("《方案》", TASKS, CELLS, UNITS))
    assert DRAWERS[kind](subject_of("《方案》", TASKS, CELLS[::-1], UNITS)) == one


def test_colours_of_text_are_dark_enough() -> None:
    for kind in PictureKind:
        picture = DRAWERS[kind](subject_of("《方案》", TASKS, CELLS, UNITS))
        fills = set(re.findall(r'<text[^>]* fill="(#\w{6})"', picture)) - {"#ffffff"}
        assert all(contrast(fill) >= 4.5 for fill in fills), kind


def contrast(colour: str) -> float:
    """With white, by WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


@settings(deadline=None)
@given(wanted=st.lists(st.floats(0, 100), max_size=10).map(sorted))
def test_labels_are_spread_at_least_a_line_apart(wanted: list[float]) -> None:
    placed = spread(wanted, 20, 0, 400)
    assert all(after - before >= 20 - 1e-6 for before, after in pairwise(placed))
    assert all(-1e-6 <= place <= 400 + 1e-6 for place in placed)


def test_labels_with_room_stay_where_they_want_to_be() -> None:
    assert spread([10.0, 50.0, 90.0], 20, 0, 100) == [10, 50, 90]
    assert spread([50.0, 50.0], 20, 0, 100) == [40, 60]


def test_a_long_name_is_cut_with_a_mark() -> None:
    told = shortened("县大数据应用发展管理中心", 60)
    assert told.endswith("…")
    assert width_of(told) <= 60
    assert shortened("县残联", 60) == "县残联"
