"""Decisions about corrections of a draft, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.text import squeeze
from app.plans.drafts import proof, review, rules
from app.plans.drafts.fulltext import pages
from app.plans.drafts.proof import Place
from app.plans.drafts.rules import Held, Piece, Spot
from app.reading.terms import EvidenceRole, Role, TaskKind

TEXT = "完善托养服务。办好特殊教育。"
TASK, SAID, BODY = EvidenceRole.TASK, EvidenceRole.RESPONSIBILITY, EvidenceRole.BODY


def place(role: EvidenceRole, start: int, quote: str, page: int | None = None) -> Place:
    return Place(1, role, start, start + len(quote), page, quote)


# ---- cutting a text --------------------------------------------------------------------------


def test_a_text_is_cut_where_it_is_said() -> None:
    assert [part.text for part in rules.parts(TEXT, [7])] == ["完善托养服务。", "办好特殊教育。"]
    assert [part.text for part in rules.parts("甲。\n　乙。", [2])] == ["甲。", "乙。"]


@pytest.mark.parametrize("cuts", [[], [0], [14], [99], [-1]])
def test_a_cut_outside_of_the_text_is_refused(cuts: list[int]) -> None:
    with pytest.raises(rules.CutOutsideError):
        rules.parts(TEXT, cuts)


def test_a_part_without_words_is_refused() -> None:
    with pytest.raises(rules.EmptyPartError):
        rules.parts("甲。 \n乙。", [2, 4])
    with pytest.raises(rules.EmptyPartError):
        rules.cuts_between("甲。乙。", ["甲。", " ", "乙。"])
    with pytest.raises(rules.EmptyPartError):
        rules.cuts_between("甲。", ["甲。", "\n"])


def test_texts_say_where_to_cut_whatever_their_white_space() -> None:
    assert rules.cuts_between("甲。\n乙 丙。", [" 甲。 ", "乙丙。"]) == [3]
    with pytest.raises(rules.TextsDifferError):
        rules.cuts_between(TEXT, ["完善托养服务。", "办好普通教育。"])


@given(st.text("甲乙。；，\n ”", min_size=2, max_size=40), st.data())
def test_parts_are_the_text_again(text: str, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(1, len(text) - 1), min_size=1, max_size=4))
    try:
        parts = rules.parts(text, cuts)
    except rules.EmptyPartError:
        return
    assert squeeze("".join(part.text for part in parts)) == squeeze(text)
    again = rules.parts(text, rules.cuts_between(text, [part.text for part in parts]))
    assert [part.text for part in again] == [part.text for part in parts]


@given(st.text("甲乙。；，、\n ”）", max_size=40))
def test_every_place_that_is_offered_can_be_cut(text: str) -> None:
    for cut in rules.cut_places(text):
        assert len(rules.parts(text, [cut])) == 2


def test_sentences_are_offered_and_clauses_where_there_is_but_one() -> None:
    assert rules.cut_places("甲“乙。”丙；丁。") == [5, 7]
    assert rules.cut_places("完善托养服务，办好特殊教育。") == [7]
    assert rules.cut_places("完善托养服务。") == []


def test_what_is_offered_shows_the_words_on_both_sides() -> None:
    (cut,) = review.cuts("一二三四五六七八九十一二三四五六。\n甲乙丙丁。")
    assert (cut.before, cut.after) == ("五六七八九十一二三四五六。", "甲乙丙丁。")


# ---- the places of the parts -----------------------------------------------------------------


def test_a_place_is_cut_with_its_text() -> None:
    first, second = proof.divided([place(TASK, 100, TEXT)], TEXT, [7])
    assert (first[0].start, first[0].end, first[0].quote) == (100, 107, "完善托养服务。")
    assert (second[0].start, second[0].end, second[0].quote) == (107, 114, "办好特殊教育。")


def test_line_breaks_and_page_numbers_of_the_document_do_not_shift_the_cut() -> None:
    read = place(TASK, 100, "完善托\n养服务。\n— 12 —\n办好特殊教育。")
    first, second = proof.divided([read], TEXT, [7])
    assert squeeze(first[0].quote).startswith("完善托养服务。")
    assert second[0].quote == "办好特殊教育。"
    assert second[0].start == 100 + read.quote.index("办好")


def test_a_text_that_was_put_right_is_still_found() -> None:
    read = place(TASK, 0, "完善托养服物。办好特殊教育。")
    first, second = proof.divided([read], "完善残疾人托养服务。办好特殊教育。", [10])
    assert (first[0].quote, second[0].quote) == ("完善托养服物。", "办好特殊教育。")


def test_a_text_that_was_written_anew_keeps_the_whole_place_for_each_part() -> None:
    read = [place(TASK, 0, "别的话")]
    assert proof.divided(read, TEXT, [7]) == [read, read]
    assert proof.divided([], TEXT, [7]) == [[], []]


def test_a_text_of_several_places_is_cut_between_or_within_them() -> None:
    read = [place(TASK, 0, "完善托养服务。"), place(TASK, 50, "办好特殊教育。", 2)]
    assert proof.divided(read, TEXT, [7]) == [[read[0]], [read[1]]]
    first, second = proof.divided(read, TEXT, [9])
    assert [one.quote for one in first] == ["完善托养服务。", "办好"]
    assert [(one.start, one.quote) for one in second] == [(52, "特殊教育。")]


@given(st.integers(1, 13), st.integers(0, 13), st.sampled_from(["\n", "\n— 3 —\n", " "]))
def test_the_parts_places_are_the_place_again(cut: int, broken: int, mark: str) -> None:
    quote = TEXT[:broken] + mark + TEXT[broken:]
    divided = proof.divided([place(TASK, 7, quote)], TEXT, [cut])
    said = "".join(one.quote for part in divided for one in part)
    assert squeeze(said) == squeeze(quote)
    for part in divided:
        for one in part:
            assert quote[one.start - 7 : one.end - 7] == one.quote


def test_what_is_said_once_is_said_of_all_and_what_is_said_between_of_what_is_before() -> None:
    parts = [[place(TASK, 0, "甲。")], [place(TASK, 10, "乙。")], [place(TASK, 20, "丙。")]]
    once = [place(SAID, 30, "（县残联）"), place(SAID, 40, "（县教委）")]
    assert proof.covered(parts, once) == [{0, 1, 2}, {0, 1, 2}]
    own = [place(SAID, 15, "（县残联）"), place(SAID, 25, "（县教委）")]
    assert proof.covered(parts, own) == [{0, 1}, {2}]
    before = [place(SAID, 15, "（县残联）"), Place(0, SAID, 5, 8, None, "县教委")]
    assert proof.covered(parts, before) == [{0, 1}, {0, 1, 2}]
    assert proof.covered([parts[0], []], own) == [{0, 1}, {0, 1}]


def test_a_unit_is_not_found_within_a_longer_name() -> None:
    said = [place(SAID, 0, "县残联成员单位、县教\n委"), place(SAID, 50, "县残联")]
    found = proof.telling(["县残联", "县残联成员单位", "县教委", "县财政局"], said)
    assert found == [{1}, {0}, {0}, set()]


# ---- joining ---------------------------------------------------------------------------------


def test_texts_run_on_where_they_adjoin_in_the_document() -> None:
    run_on = [Piece("甲", 1, 0, 5), Piece("乙", 1, 6, 9)]
    apart = [Piece("甲", 1, 0, 5), Piece("乙", 1, 40, 50)]
    assert rules.joined(run_on) == "甲乙"
    assert rules.joined(apart) == "甲\n乙"
    assert rules.joined([Piece("甲"), Piece(""), Piece("乙")]) == "甲\n乙"
    with pytest.raises(rules.TextTooLongError):
        rules.joined([Piece("甲" * 20_000), Piece("乙")])


def test_a_unit_stays_once_in_its_strongest_role() -> None:
    held = [
        Held(1, 7, "县残联", Role.SUPPORTING),
        Held(2, None, "县教委", Role.LEAD),
        Held(3, 7, "巫山县残联", Role.LEAD),
        Held(4, 9, "县教委", Role.LEAD),
        Held(5, 8, "县民政局", Role.RESPONSIBLE),
        Held(6, 8, "县民政局", Role.RESPONSIBLE),
    ]
    found = rules.united(held)
    assert [one.id for one in found.kept] == [2, 3, 5]
    assert [one.id for one in found.gone] == [1, 4, 6]
    assert found.roles == {"巫山县残联": [Role.SUPPORTING, Role.LEAD]}


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, 1, 2, 3]), st.sampled_from("甲乙丙"), st.sampled_from(Role)
        )
    )
)
def test_nobody_is_lost_or_doubled_when_tasks_are_joined(
    rows: list[tuple[int | None, str, Role]],
) -> None:
    held = [Held(n, *row) for n, row in enumerate(rows)]
    found = rules.united(held)
    assert sorted(one.id for one in (*found.kept, *found.gone)) == list(range(len(held)))
    units = [one.unit_id for one in found.kept if one.unit_id]
    assert len(units) == len(set(units))
    names = [(one.name, one.role) for one in found.kept if one.unit_id is None]
    assert len(names) == len(set(names))


def test_places_are_united_without_doubles_and_what_was_cut_is_whole_again() -> None:
    whole = place(TASK, 100, TEXT)
    said = place(SAID, 120, "县残联")
    parts = [one for part in proof.divided([whole], TEXT, [3, 7, 9]) for one in part]
    assert proof.fused([said, *parts, said]) == [whole, said]


# ---- what hangs together ---------------------------------------------------------------------

ORDER = [Spot(1, None), Spot(2, 1), Spot(3, 1), Spot(4, None), Spot(5, 4), Spot(6, None)]


def test_a_task_moves_with_what_hangs_on_it() -> None:
    assert rules.below(ORDER, 1) == [1, 2, 3]
    assert rules.moved_to(ORDER, 1, 2) == [4, 1, 2, 3, 5, 6]
    assert rules.moved_to(ORDER, 6, 1) == [6, 1, 2, 3, 4, 5]
    assert rules.moved_to(ORDER, 1, 99) == [4, 5, 6, 1, 2, 3]
    assert rules.moved_beside(ORDER, 6, 1, after=True) == [1, 2, 3, 6, 4, 5]
    assert rules.moved_beside(ORDER, 4, 1, after=False) == [4, 5, 1, 2, 3, 6]
    assert rules.moved_beside(ORDER, 2, 1, after=True) == [1, 3, 2, 4, 5, 6]
    with pytest.raises(rules.MoveToItselfError):
        rules.moved_beside(ORDER, 1, 3, after=True)


def test_a_task_passes_those_on_its_own_level() -> None:
    assert rules.siblings(ORDER, 1) == (None, 4)
    assert rules.siblings(ORDER, 4) == (1, 6)
    assert rules.siblings(ORDER, 3) == (2, None)


def test_nothing_hangs_on_itself() -> None:
    parents = {1: None, 2: 1, 3: 2}
    rules.check_parent(3, 1, parents)
    for parent in (1, 2, 3):
        with pytest.raises(rules.ParentCycleError):
            rules.check_parent(1, parent, parents)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=10), st.data())
def test_merging_leaves_no_circle_and_nobody_below_what_is_gone(
    seeds: list[int], data: st.DataObject
) -> None:
    parents: dict[int, int | None] = {
        n: (seed % n or None) if n else None for n, seed in enumerate(seeds)
    }
    task = data.draw(st.sampled_from(sorted(parents)))
    gone = data.draw(st.lists(st.sampled_from(sorted(set(parents) - {task})), unique=True))
    after = parents | rules.parents_after(parents, task, gone)
    for one in set(after) - set(gone):
        seen = []
        above = after[one]
        while above is not None:
            assert above not in gone
            assert above not in seen
            seen.append(above)
            above = after[above]


def test_a_task_below_another_is_a_measure() -> None:
    assert rules.kind_below(TaskKind.TASK, 1) is TaskKind.MEASURE
    assert rules.kind_below(TaskKind.MEASURE, None) is TaskKind.TASK
    assert rules.kind_below(TaskKind.PROJECT, 1) is TaskKind.PROJECT


# ---- what is shown ---------------------------------------------------------------------------


def test_the_responsible_words_are_marked_line_breaks_or_not() -> None:
    found = review.marked(
        "（责任部门：县教\n委、县残联成员单位）", ["县残联", "县残联成员单位", "县教委"]
    )
    assert [one.text for one in found if one.marked] == ["县教\n委", "县残联成员单位"]
    assert "".join(one.text for one in found) == "（责任部门：县教\n委、县残联成员单位）"
    assert [one.marked for one in review.marked("全文", [])] == [False]


@given(st.text("甲乙\n\t\f", max_size=60), st.integers(0, 70), st.integers(0, 70))
def test_the_marked_place_is_the_one_that_was_asked_for(text: str, start: int, end: int) -> None:
    segments = [
        part
        for page in pages(text, start, end)
        for paragraph in page.paragraphs
        for cell in paragraph.cells
        for part in cell
    ]
    marked = "".join(part.text for part in segments if part.marked)
    assert squeeze(marked) == squeeze(text[start:end] if start < end else "")
    assert squeeze("".join(part.text for part in segments)) == squeeze(text)
