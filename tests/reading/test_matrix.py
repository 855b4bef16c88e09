from collections.abc import Callable
from datetime import date

from app.reading import Draft, Reading
from app.reading.draft import DraftTask
from app.reading.terms import DueSource, EvidenceRole, Role, Source
from tests.reading.printed import MERGED, matrix, tasks
from tests.reading.printed import units as raw

ReadRows = Callable[..., Draft]
Codes = Callable[[Draft], dict[str, int]]


def units(task: DraftTask, role: Role) -> list[str]:
    return [one.raw for one in task.assignments if one.role is role]


def test_a_row_gives_a_task_with_its_units_in_printed_order(read_rows: ReadRows) -> None:
    (task,) = read_rows("1\t抓好培训。开展技能培训。\t县残联、县民政局\t县财政局").tasks
    assert (task.number, task.title) == ("1", "抓好培训")
    assert task.text == "抓好培训。开展技能培训。"
    assert task.source is Source.TABLE
    assert task.section == ("附件 重点任务分工",)
    assert units(task, Role.LEAD) == ["县残联", "县民政局"]
    assert units(task, Role.RESPONSIBLE) == ["县财政局"]
    assert [one.printed_label for one in task.assignments] == ["牵头单位", "牵头单位", "责任单位"]
    assert [one.first for one in task.assignments] == [True, False, False]


def test_one_lead_is_sole_and_the_first_of_several_is_a_default(read_rows: ReadRows) -> None:
    one, several = read_rows("1\t甲任务。\t县残联", "2\t乙任务。\t县残联、县教委").tasks
    assert one.assignments[0].first_lead_basis == "sole"
    assert several.assignments[0].first_lead_basis == "default"
    assert several.assignments[1].first_lead_basis is None


def test_the_header_repeated_at_page_breaks_is_dropped(read_rows: ReadRows, codes: Codes) -> None:
    draft = read_rows(
        "1\t甲任务。\t县残联\t县教委",
        "\n— 31 —\n\n",
        "序 号\t工作任务\t牵头单位\t责任单位",
        "2\t乙任务。\t县教委\t",
    )
    assert [task.number for task in draft.tasks] == ["1", "2"]
    assert "number_gap" not in codes(draft)


def test_empty_and_missing_cells_and_the_word_for_none_give_no_unit(read_rows: ReadRows) -> None:
    draft = read_rows("1\t甲任务。\t县残联\t", "2\t乙任务。\t县残联", "3\t丙任务。\t县残联\t无")
    assert [units(task, Role.RESPONSIBLE) for task in draft.tasks] == [[], [], []]


def test_a_cell_broken_over_lines_is_put_together(read_rows: ReadRows) -> None:
    first, second = read_rows(
        "1\t完善残疾人按比例\n就业制度，落实\n各项办法。\t县委组织部\t县财政局",
        "2\t乙任务。\t县残联\n县民政局\t县住房城乡建\n设委、\n县教委",
    ).tasks
    assert first.text == "完善残疾人按比例就业制度，落实各项办法。"
    assert units(first, Role.LEAD) == ["县委组织部"]
    assert units(second, Role.LEAD) == ["县残联", "县民政局"]
    assert first.confidence < 0.99


def test_a_list_of_units_that_a_page_cut_goes_on_in_the_next_row(read_rows: ReadRows) -> None:
    (task,) = read_rows(
        "1\t甲任务。\t县残联\t县教委、", "", "序号\t工作任务\t牵头单位\t责任单位", "\t\t\t县财政局"
    ).tasks
    assert units(task, Role.RESPONSIBLE) == ["县教委", "县财政局"]


def test_a_row_of_its_own_that_is_a_heading_groups_the_rows_below(read_rows: ReadRows) -> None:
    draft = read_rows(
        "一、社会保障\t\t\t", "1\t甲任务。\t县残联\t", "二、就业\t\t\t", "1\t乙任务。\t县残联\t"
    )
    assert [task.section[-1] for task in draft.tasks] == ["一、社会保障", "二、就业"]


def test_a_table_of_many_columns_is_read_by_its_titles(
    example: Callable[[str], Reading],
) -> None:
    draft = example("town-2026.txt").draft
    first, second, third, fourth = draft.tasks
    assert first.title == "办好康复站"
    assert first.text == "改造三个村级康复站，配齐器材。"
    assert first.section == ("二、任务分工", "康复服务")
    assert units(first, Role.LEAD) == ["镇社会事务办"]
    assert units(first, Role.RESPONSIBLE) == ["镇卫生院", "各村（社区）"]
    assert units(first, Role.SUPPORTING) == ["镇财政所"]
    assert (first.due_on, first.due_source) == (date(2026, 6, 30), DueSource.PRINTED)
    assert (second.number, second.title, second.due_source) == (
        None,
        "办好康复站",
        DueSource.ONGOING,
    )
    assert units(second, Role.LEAD) == ["镇卫生院"]
    assert len(second.assignments) == 1
    assert third.text == "举办培训班两期，培训残疾人四十名。"
    assert units(third, Role.SUPPORTING) == ["县残联（县残疾人就业中心）"]
    assert fourth.section == ("二、任务分工", "就业帮扶")
    assert units(fourth, Role.RESPONSIBLE) == ["镇社会事务办"]
    assert fourth.due_on == date(2026, 10, 31)


def test_a_header_of_two_lines_is_one_header(read: Callable[[str], Draft]) -> None:
    page = "序号\t工作任务\t责任分工\t\n\t\t牵头单位\t配合单位\n"
    draft = read(
        f"某县分工方案\n\n{page}1\t甲任务。\t县残联\t县教委\n\n{page}2\t乙任务。\t县教委\t\n"
    )
    assert [task.number for task in draft.tasks] == ["1", "2"]
    assert units(draft.tasks[0], Role.SUPPORTING) == ["县教委"]


def test_a_table_without_numbers_takes_those_of_its_tasks(read: Callable[[str], Draft]) -> None:
    draft = read(
        "某县分工方案\n\n工作任务\t责任单位\n1.甲任务。\t县残联\n（2）乙任务。\t县教委\n丙任务。\t\n"
    )
    assert [(task.number, task.text) for task in draft.tasks] == [
        ("1", "甲任务。"),
        ("2", "乙任务。"),
        (None, "丙任务。"),
    ]


def test_a_markdown_table_is_read_like_any_other(example: Callable[[str], Reading]) -> None:
    first, second = example("pipes.md").draft.tasks
    assert units(first, Role.RESPONSIBLE) == ["镇财政所", "各村（社区）"]
    assert units(second, Role.LEAD) == ["镇城管队"]
    assert units(second, Role.RESPONSIBLE) == []


def test_evidence_is_the_very_cell(seed: Callable[[str], Reading]) -> None:
    reading = seed("wushan")
    for task in [one for one in reading.draft.tasks if one.source is Source.TABLE]:
        by_role = {place.role: reading.text[place.start : place.end] for place in task.evidence}
        assert by_role[EvidenceRole.TASK] == task.text
        assert task.assignments[-1].raw in by_role[EvidenceRole.RESPONSIBILITY]


def test_a_row_without_a_task_keeps_its_units(read_rows: ReadRows, codes: Codes) -> None:
    draft = read_rows("1\t\t县残联\t县教委", "2\t乙任务。\t县残联\t")
    assert [one.raw for one in draft.tasks[0].assignments] == ["县残联", "县教委"]
    assert draft.tasks[0].text == ""
    (finding,) = [one for one in draft.findings if one.code == "row_without_task"]
    assert (finding.severity, finding.task) == ("error", 0)
    assert "县教委" in finding.message


def test_a_row_with_a_number_alone_is_reported(read_rows: ReadRows, codes: Codes) -> None:
    draft = read_rows("1\t甲任务。\t县残联\t", "2\t\t\t")
    assert len(draft.tasks) == 1
    assert codes(draft)["row_without_task"] == 1


def test_a_header_without_rows_is_an_error(read_rows: ReadRows) -> None:
    (finding,) = [one for one in read_rows().findings if one.code == "empty_matrix"]
    assert finding.severity == "error"


def test_a_row_with_forty_columns_is_read_and_the_rest_reported(
    read_rows: ReadRows, codes: Codes
) -> None:
    draft = read_rows("1\t甲任务。\t县残联\t县教委" + "\t多" * 36)
    assert [one.raw for one in draft.tasks[0].assignments] == ["县残联", "县教委"]
    assert codes(draft)["extra_cells"] == 1


def test_a_line_between_rows_that_belongs_to_no_cell_is_reported(
    read_rows: ReadRows, codes: Codes
) -> None:
    draft = read_rows("1\t甲任务。\t县残联\t县教委", "（续上页表格）", "2\t乙任务。\t县残联\t")
    assert len(draft.tasks) == 2
    assert codes(draft)["line_in_table"] == 1


def test_the_annexs_own_title_repeated_on_a_page_is_no_stray_line(
    read_rows: ReadRows, codes: Codes
) -> None:
    draft = read_rows("1\t甲任务。\t县残联\t县教委", "重点任务分工", "2\t乙任务。\t县残联\t")
    assert "line_in_table" not in codes(draft)


def test_a_table_of_another_kind_is_reported_and_makes_no_task(
    read: Callable[[str], Draft], codes: Codes
) -> None:
    draft = read(
        "某县残疾人事业发展规划\n\n一、资金投入\n\n年度\t资金\t来源\n2021\t100\t财政\n2022\t120\t财政\n"
    )
    assert draft.tasks == ()
    assert codes(draft)["table_not_read"] == 1


def test_a_table_of_ten_thousand_rows_is_read(read_rows: ReadRows) -> None:
    draft = read_rows(
        *(f"{n}\t落实第{n}项任务。\t县残联、县教委\t县第{n}中心" for n in range(1, 10001))
    )
    assert len(draft.tasks) == 10000
    assert draft.tasks[-1].number == "10000"


HEADER = ["序号", "工作任务", "牵头单位", "责任单位"]
WIDE = ["序号", "类别", "工作任务", "具体措施", "牵头单位", "责任单位", "完成时限"]


def test_cells_merged_over_rows_hold_for_each_of_them() -> None:
    found = tasks(
        WIDE,
        ["1", "保障", "完善救助", "健全机制。", "县民政局", "县残联", "2025年底"],
        [MERGED, MERGED, MERGED, "提高标准。", MERGED, "县财政局", MERGED],
        ["2", MERGED, "发展托养", "扶持机构。", "县残联", "", ""],
    )
    assert [(task.title, task.text.text) for task in found] == [
        ("完善救助", "健全机制。"),
        ("完善救助", "提高标准。"),
        ("发展托养", "扶持机构。"),
    ]
    assert [raw(task) for task in found] == [
        ["县民政局", "县残联"],
        ["县民政局", "县财政局"],
        ["县残联"],
    ]
    assert {task.section for task in found} == {("保障",)}
    assert [task.due_text for task in found] == ["2025年底", "2025年底", None]
    assert {task.confidence for task in found} == {0.99}


def test_a_text_has_lost_which_cells_were_merged_so_a_measure_takes_the_units_above() -> None:
    first, second = tasks(
        WIDE,
        ["1", "保障", "完善救助", "健全机制。", "县民政局", "县残联", "每年"],
        ["", "", "", "提高标准。", "", "", ""],
    )
    assert raw(second) == raw(first) == ["县民政局", "县残联"]
    assert second.due_source is DueSource.ONGOING
    assert second.confidence < first.confidence


def test_units_in_further_rows_belong_to_the_task_above() -> None:
    first, second = tasks(
        HEADER,
        ["1", "完善救助。", "县民政局", "县残联"],
        [MERGED, MERGED, MERGED, "县财政局"],
        ["", "", "", "县教委"],
        ["2", "发展托养。", "县残联", "无"],
    )
    assert raw(first) == ["县民政局", "县残联", "县财政局", "县教委"]
    assert raw(second) == ["县残联"]


def test_a_name_and_a_sentence_that_a_page_break_cut_are_put_together() -> None:
    first, second = tasks(
        HEADER,
        ["1", "完善残疾人按比例就业", "县残联", "县住房城"],
        HEADER,
        ["", "制度，落实各项办法。", "", "乡建设委、县教委"],
        ["2", "发展托养。", "县残联", ""],
    )
    assert first.text.text == "完善残疾人按比例就业制度，落实各项办法。"
    assert first.title == "完善残疾人按比例就业制度，落实各项办法"
    assert raw(first) == ["县残联", "县住房城乡建设委", "县教委"]
    assert second.number == "2"


def test_a_task_without_a_number_after_a_page_break_is_one_of_its_own() -> None:
    found = tasks(HEADER, ["1", "甲任务。", "县残联", ""], HEADER, ["", "乙任务。", "县教委", ""])
    assert [task.text.text for task in found] == ["甲任务。", "乙任务。"]


def test_an_inner_category_ends_with_the_outer_one() -> None:
    found = tasks(
        ["领域", "类别", "工作任务", "牵头单位"],
        ["民生", "救助", "甲任务。", "县残联"],
        [MERGED, "就业", "乙任务。", "县残联"],
        ["经济", "", "丙任务。", "县残联"],
    )
    assert [task.section for task in found] == [("民生", "救助"), ("民生", "就业"), ("经济",)]


def test_a_category_that_goes_on_after_a_page_break_is_the_same() -> None:
    found = tasks(
        ["类别", "工作任务", "牵头单位"],
        ["保障", "甲任务。", "县残联"],
        ["类别", "工作任务", "牵头单位"],
        ["保障（续）", "乙任务。", "县残联"],
        ["", "丙任务。", "县残联"],
    )
    assert {task.section for task in found} == {("保障",)}


def test_headings_between_rows_with_and_without_marks() -> None:
    found = tasks(
        HEADER,
        ["一、社会保障", "", "", ""],
        ["1", "甲任务。", "县残联", ""],
        ["（一）救助", "", "", ""],
        ["2", "乙任务。", "县残联", ""],
        ["二", "就业创业", "", ""],
        ["3", "丙任务。", "县残联", ""],
        ["培训", "", "", ""],
        ["4", "丁任务。", "县残联", ""],
    )
    assert [task.section for task in found] == [
        ("一、社会保障",),
        ("一、社会保障", "（一）救助"),
        ("二、就业创业",),
        ("二、就业创业", "培训"),
    ]


def test_goals_and_measures_set_a_task_out_and_persons_are_no_units() -> None:
    (task,) = tasks(
        ["序号", "重点事项", "工作举措", "工作目标", "牵头领导", "牵头单位", "责任科室", "备注"],
        ["1", "就业", "开展培训。", "五十人。", "王五", "县残联", "就业科", "新增"],
    )
    assert (task.title, task.text.text) == ("就业", "开展培训。\n五十人。")
    assert [(one.name.raw, one.label) for one in task.mentions] == [
        ("县残联", "牵头单位"),
        ("就业科", "责任科室"),
    ]


def test_a_long_task_beside_its_measures_is_kept_whole() -> None:
    long = (
        "为符合条件的残疾儿童提供手术、辅助器具适配和康复训练等服务，提高救助标准，扩大年龄范围。"
    )
    (task,) = tasks(["工作任务", "具体措施", "牵头单位"], [long, "制定办法。", "县残联"])
    assert task.text.text == f"{long}\n制定办法。"


def test_a_column_that_tells_the_roles_in_its_cells() -> None:
    first, second = tasks(
        ["序号", "工作任务", "责任分工"],
        ["1", "甲任务。", "牵头单位：县残联；配合单位：县教委"],
        ["2", "乙任务。", "县民政局牵头，县残联配合"],
    )
    assert (raw(first, Role.LEAD), raw(first, Role.SUPPORTING)) == (["县残联"], ["县教委"])
    assert (raw(second, Role.LEAD), raw(second, Role.SUPPORTING)) == (["县民政局"], ["县残联"])


def test_the_end_of_the_plan_as_a_printed_time() -> None:
    (task,) = matrix(
        ["工作任务", "责任单位", "完成时限"],
        ["甲任务。", "县残联", "规划期末"],
        plan_end=2030,
    ).tasks
    assert (task.due_on, task.due_source) == (date(2030, 12, 31), DueSource.PRINTED)
