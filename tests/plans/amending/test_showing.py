"""原 and 现 as a person reads them, from what is stored."""

from typing import Any

from app.plans.amending.showing import Change, due, lines, of_unit
from app.plans.terms import ChangeAction

ADDED, ENDED = ChangeAction.ASSIGNMENT_ADDED, ChangeAction.ASSIGNMENT_ENDED
CHANGED, TASK = ChangeAction.ASSIGNMENT_CHANGED, ChangeAction.TASK_CHANGED


def unit(called: str, *, id_: int = 1, position: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "unit_id": id_,
        "unit": called,
        "raw": called,
        "name": called,
        "position": position,
        "role": "lead",
        "printed_label": "牵头单位",
        "is_first_lead": True,
        "first_lead_basis": "sole",
    } | more


def told(*changes: Change) -> list[tuple[str, str, str]]:
    return [(one.label, one.before, one.after) for one in lines(changes)]


def test_a_unit_that_takes_the_place_of_another_stands_beside_it() -> None:
    ended = Change(1, ENDED, "县乡村振兴局", unit("县乡村振兴局"), None)
    added = Change(2, ADDED, "县农业农村委", None, unit("县农业农村委", id_=2))
    (line,) = lines([ended, added])
    assert (line.before, line.after) == ("牵头单位：县乡村振兴局", "牵头单位：县农业农村委")
    assert (line.ids, line.unit_ids) == ((1, 2), frozenset({1, 2}))


def test_a_unit_that_comes_or_goes_stands_beside_nothing() -> None:
    gone = Change(1, ENDED, "甲局", unit("甲局", position=2), None)
    come = Change(2, ADDED, "乙局", None, unit("乙局", position=3, first_lead_basis="confirmed"))
    assert told(gone, come) == [
        ("责任单位", "牵头单位：甲局", "（无）"),
        ("责任单位", "（无）", "牵头单位：乙局（汇总填报）"),
    ]


def test_a_misprinted_name_is_told_with_what_it_means() -> None:
    printed = "县人社力社保局"
    come = Change(1, ADDED, "", None, unit("县人力社保局", raw=printed, name=printed))
    assert told(come)[0][2] == "牵头单位：县人社力社保局（即县人力社保局）"


def test_a_due_date_is_told_in_the_words_that_stand_for_it() -> None:
    before = {"due_on": "2023-12-31", "due_text": "2023年底前"}
    after = {"due_on": "2024-12-31", "due_text": "2024年底前"}
    assert told(Change(1, TASK, None, before, after)) == [("完成时限", "2023年底前", "2024年底前")]
    assert due({"due_on": "2024-06-30"}) == "2024年6月30日"
    assert due({"due_on": "2025-12-31", "due_source": "plan"}) == "规划期末"
    assert due({"due_on": None, "due_source": "ongoing"}) == "持续推进"


def test_fields_of_a_cell_are_told_once_and_without_what_only_a_machine_needs() -> None:
    before: dict[str, Any] = {"unit_id": None, "unit": None, "collective": False}
    after: dict[str, Any] = {"unit_id": 7, "unit": "县移民局", "collective": True}
    assert told(Change(1, CHANGED, "移民局", before, after)) == [
        ("移民局：单位", "（无）", "县移民局")
    ]
    before = {"role": "lead", "printed_label": "牵头单位"}
    after = {"role": "responsible", "printed_label": "责任单位"}
    assert told(Change(1, CHANGED, "甲局", before, after)) == [
        ("甲局：称呼", "牵头单位", "责任单位")
    ]
    assert told(Change(1, CHANGED, "甲局", {"is_first_lead": True}, {"is_first_lead": False})) == [
        ("甲局：汇总填报", "是", "否")
    ]


def test_a_unit_reads_of_the_task_and_of_its_own_part() -> None:
    found = lines(
        [
            Change(1, TASK, None, {"title": "甲"}, {"title": "乙"}),
            Change(2, ENDED, "甲局", unit("甲局", id_=1), None),
            Change(3, ADDED, "乙局", None, unit("乙局", id_=2, position=2)),
        ]
    )
    assert [one.ids for one in of_unit(found, frozenset({2}))] == [(1,), (3,)]
