from collections.abc import Callable

import pytest

from app.reading import Draft, Reading
from app.reading.draft import Finding

Read = Callable[[str], Draft]
ReadRows = Callable[..., Draft]
Codes = Callable[[Draft], dict[str, int]]


def only(draft: Draft, code: str) -> Finding:
    (finding,) = [one for one in draft.findings if one.code == code]
    return finding


def test_the_clerk_is_asked_about_every_slip_of_the_annex(
    seed: Callable[[str], Reading], codes: Codes
) -> None:
    assert codes(seed("wushan").draft) == {
        "no_due_dates": 1,
        "stray_latin": 1,
        "wrong_level": 1,
        "joint_leads_unranked": 1,
        "collective_unit": 2,
        "spelling_variants": 4,
        "ascii_separator": 1,
        "half_width_punctuation": 1,
        # The boxes: their projects name no units, one of them sets a time without a day, and
        # one might be main text.
        "unassigned": 1,
        "due_not_exact": 1,
        "box_end_unclear": 1,
    }


def test_a_finding_shows_the_place_that_it_speaks_of(seed: Callable[[str], Reading]) -> None:
    reading = seed("wushan")
    shown = {
        (one.code, reading.text[place.start : place.end])
        for one in reading.draft.findings
        for place in one.evidence
    }
    assert {
        ("stray_latin", "and"),
        ("wrong_level", "各区县"),
        ("ascii_separator", ","),
        ("collective_unit", "县级有关部门"),
        ("spelling_variants", "县人社力社保局"),
    } <= shown


def test_joint_leads_are_one_question_for_the_whole_plan(read_rows: ReadRows) -> None:
    draft = read_rows(
        "1\t甲任务。\t县残联、县教委\t", "2\t乙任务。\t县残联\t", "3\t丙任务。\t县教委、县残联\t"
    )
    finding = only(draft, "joint_leads_unranked")
    assert finding.task is None
    assert "第 1、3 项" in finding.message


def test_a_unit_in_both_columns_is_kept_and_asked_about(read_rows: ReadRows) -> None:
    draft = read_rows("1\t甲任务。\t县残联\t县教委、县残联")
    assert [one.raw for one in draft.tasks[0].assignments] == ["县残联", "县教委", "县残联"]
    assert only(draft, "unit_in_both_roles").task == 0


def test_a_unit_named_twice_in_a_cell_counts_once(read_rows: ReadRows) -> None:
    draft = read_rows("1\t甲任务。\t县残联\t县教委、县财政局、县教委")
    assert [one.raw for one in draft.tasks[0].assignments] == ["县残联", "县教委", "县财政局"]
    assert only(draft, "unit_repeated").severity == "note"


def test_a_number_that_stands_twice_is_kept_twice(read_rows: ReadRows) -> None:
    draft = read_rows("1\t甲任务。\t县残联\t", "2\t乙任务。\t县残联\t", "2\t丙任务。\t县残联\t")
    assert [task.number for task in draft.tasks] == ["1", "2", "2"]
    finding = only(draft, "duplicate_number")
    assert finding.task == 2
    assert "乙任务" in finding.message


def test_a_gap_in_the_numbers_is_named(read_rows: ReadRows) -> None:
    draft = read_rows("1\t甲任务。\t县残联\t", "4\t乙任务。\t县残联\t", "6\t丙任务。\t县残联\t")
    assert "缺 2—3、5" in only(draft, "number_gap").message


def test_numbers_that_begin_again_below_a_heading_are_no_slip(
    read_rows: ReadRows, codes: Codes
) -> None:
    draft = read_rows(
        "一、保障\t\t\t",
        "1\t甲任务。\t县残联\t",
        "2\t乙任务。\t县残联\t",
        "二、就业\t\t\t",
        "1\t丙任务。\t县残联\t",
        "2\t丁任务。\t县残联\t",
    )
    assert {"duplicate_number", "number_gap"}.isdisjoint(codes(draft))


def test_a_row_without_units_and_one_without_a_lead_are_different_questions(
    read_rows: ReadRows,
) -> None:
    draft = read_rows("1\t甲任务。\t\t", "2\t乙任务。\t无\t县教委", "3\t丙任务。\t县残联\t")
    assert only(draft, "unassigned").task == 0
    assert only(draft, "no_lead").task == 1


def test_a_table_without_a_column_of_leads_is_one_question(read: Read) -> None:
    draft = read(
        "某县重点任务分工方案\n\n序号\t工作任务\t责任单位\n1\t甲任务。\t县残联\n2\t乙任务。\t县教委\n"
    )
    finding = only(draft, "no_lead")
    assert finding.task is None
    assert "责任单位" in finding.message


def test_tasks_inherit_the_end_of_the_plan_where_no_date_is_printed(
    seed: Callable[[str], Reading],
) -> None:
    draft = seed("wushan").draft
    rows = [task for task in draft.tasks if task.kind == "task"]
    assert {str(task.due_on) for task in rows} == {"2025-12-31"}
    assert {task.due_source.value for task in rows} == {"plan"}
    assert {task.due_text for task in rows} == {None}
    assert "2025-12-31" in only(draft, "no_due_dates").message


def test_a_time_that_names_no_day_is_kept_as_text(read: Read) -> None:
    draft = read(
        "某县2026年重点任务分工方案\n\n序号\t工作任务\t牵头单位\t完成时限\n1\t甲任务。\t县残联\t2026年前\n"
    )
    (task,) = draft.tasks
    assert (task.due_on, task.due_text, task.due_source) == (None, "2026年前", "printed")
    assert "2026年前" in only(draft, "due_not_exact").message


def test_proper_words_in_small_letters_are_no_slip(read_rows: ReadRows, codes: Codes) -> None:
    draft = read_rows("1\t推广5G、APP和GPU应用，改造 20 km 盲道，网址www.a.cn。\t县残联\t")
    assert "stray_latin" not in codes(draft)


def test_a_word_for_lower_levels_is_right_in_the_plan_of_a_city(read: Read, codes: Codes) -> None:
    table = "任务分工\n\n序号\t工作任务\t牵头单位\n1\t支持各区县建设服务设施。\t市残联\n"
    assert "wrong_level" not in codes(read(f"某某市{table}"))
    assert codes(read(f"某某县{table}"))["wrong_level"] == 1


def test_a_sentence_among_the_units_is_asked_about(read_rows: ReadRows) -> None:
    draft = read_rows("1\t甲任务。\t由县残联负责具体工作\t")
    assert "由县残联负责具体工作" in only(draft, "unusual_unit_name").message


def test_a_plan_that_names_no_units_says_so_and_lists_its_numbered_tasks(
    seed: Callable[[str], Reading], codes: Codes
) -> None:
    draft = seed("huining").draft
    assert len([task for task in draft.tasks if task.kind == "task"]) == 38
    assert codes(draft) == {"no_matrix": 1, "no_due_dates": 1, "unassigned": 2}
    assert [one.severity for one in draft.findings if one.code == "unassigned"] == [
        "warning",
        "note",
    ]


def test_bold_type_that_a_conversion_lost_is_not_guessed(seed: Callable[[str], Reading]) -> None:
    draft = seed("zhangdian").draft
    lost = only(draft, "lead_marks_lost")
    assert "标黑体的为牵头" in lost.message
    leads = [task.number for task in draft.tasks for one in task.assignments if one.role == "lead"]
    assert set(leads) == {"3"}, "the one list that the document itself heads 牵头部门"


def test_a_rule_that_was_applied_is_told_with_its_tasks(read: Read) -> None:
    body = "健全工作机制，提升服务能力和水平。"
    draft = read(
        f"甲县工作要点\n一、任务\n1.{body}（县民政局、县残联负责。列第一位者为牵头单位，下同）\n"
        f"2.{body}（县教委、县残联负责）\n3.{body}（县残联牵头）\n"
    )
    finding = only(draft, "rule_applied")
    assert finding.severity == "note"
    assert "列第一位者为牵头单位，下同" in finding.message
    assert "第 1、2 项" in finding.message


def test_units_that_only_a_form_speaks_for_are_to_be_looked_at(read: Read) -> None:
    body = "健全工作机制，提升服务能力和水平。"
    draft = read(f"甲县工作要点\n一、任务\n1.{body}（县民政局、县残联）\n2.{body}（县残联负责）\n")
    assert only(draft, "low_confidence").task == 0


def test_half_width_marks_in_the_words_of_a_task_are_noticed(read_rows: ReadRows) -> None:
    draft = read_rows("1\t健全机制,完善制度；增设3.5公里盲道,覆盖率90%。\t县残联\t")
    finding = only(draft, "half_width_punctuation")
    assert len(finding.evidence) == 2


def test_material_for_internal_use_is_a_warning(read: Read) -> None:
    draft = read("内部资料  注意保存\n甲县工作要点\n一、任务\n1.健全工作机制。（县残联负责）\n")
    assert only(draft, "internal_material").severity == "warning"


def test_a_header_whose_columns_were_lost_is_an_error(read: Read) -> None:
    draft = read(
        "某县重点任务分工方案\n\n序号 工作任务 牵头单位 责任单位\n1 提高标准 县民政局 县财政局\n"
    )
    assert only(draft, "table_without_columns").severity == "error"


def test_an_item_at_the_end_of_a_box_leaves_a_question(read: Read) -> None:
    main, box, between = "提升服务能力和水平。" * 18, "给予补贴。", "健全服务网络。" * 6
    draft = read(f"某县规划\n\n一、任务\n1.甲。{main}\n专栏1 项目\n1.丙。{box}\n2.丁。{between}\n")
    assert [(task.title, task.kind) for task in draft.tasks] == [
        ("甲", "task"),
        ("丙", "project"),
        ("丁", "task"),
    ]
    assert only(draft, "box_end_unclear").task == 2


def test_a_plain_matrix_raises_no_question_but_the_dates(read_rows: ReadRows, codes: Codes) -> None:
    draft = read_rows("1\t甲任务。\t县残联\t县教委", "2\t乙任务。\t县教委\t县残联、县民政局")
    assert codes(draft) == {"no_due_dates": 1}


@pytest.mark.parametrize("form", ["{}", "（{}）", "{}、"])
def test_numbers_in_chinese_are_counted_too(read_rows: ReadRows, form: str) -> None:
    one, three = form.format("一"), form.format("三")
    draft = read_rows(
        f"{one}\t甲任务。\t县残联\t", f"{three}\t乙任务。\t县残联\t", f"{three}\t丙任务。\t县残联\t"
    )
    assert only(draft, "duplicate_number").task == 2
    assert "缺 2" in only(draft, "number_gap").message


def test_the_parts_of_a_task_are_counted_anew(read_rows: ReadRows, codes: Codes) -> None:
    numbers = ("一", "（一）", "（二）", "二", "（一）", "（二）")
    draft = read_rows(*(f"{number}\t第{number}件工作。\t县残联\t" for number in numbers))
    assert len(draft.tasks) == len(numbers)
    assert {"duplicate_number", "number_gap"}.isdisjoint(codes(draft))


def test_numbers_in_chinese_of_a_text_are_counted_within_their_section(
    read: Read, codes: Codes
) -> None:
    body = "健全工作机制，提升服务能力和水平。（县残联负责）"
    draft = read(f"甲县工作要点\n一、任务\n（一）甲。{body}\n（三）乙。{body}\n（三）丙。{body}\n")
    assert only(draft, "duplicate_number").task == 2
    assert "缺 2" in only(draft, "number_gap").message
    draft = read(f"甲县工作要点\n一、任务\n（一）甲。{body}\n二、保障\n（三）乙。{body}\n")
    assert {"duplicate_number", "number_gap"}.isdisjoint(codes(draft))


def test_a_run_of_digits_that_no_count_reaches_is_no_number(read_rows: ReadRows) -> None:
    (task,) = read_rows("1" * 5000 + "\t发放补贴。\t县民政局\t").tasks
    assert (task.number, task.title) == (None, "发放补贴")
