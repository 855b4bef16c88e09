"""Each form in which documents print who is responsible, as one document of two tasks."""

from collections.abc import Callable

import pytest

from app.reading import Draft
from app.reading.terms import Role, Source

L, R, S = Role.LEAD, Role.RESPONSIBLE, Role.SUPPORTING
Units = list[tuple[str, Role]]

TITLE = "甲县残疾人工作要点（2026年）\n一、重点任务\n"
BODY = "健全工作机制。完善服务网络，提升服务能力和水平，确保各项政策落到实处。"

# What stands in brackets at the end of a paragraph.
IN_BRACKETS: list[tuple[str, Units]] = [
    (
        "牵头单位：县民政局、县残联；参与单位：县财政局",
        [("县民政局", L), ("县残联", L), ("县财政局", S)],
    ),
    ("责任单位：县民政局、县残联", [("县民政局", R), ("县残联", R)]),
    ("责任部门：县民政局", [("县民政局", R)]),
    (
        "牵头单位：县民政局，责任单位：县残联、县财政局，县投资集团",
        [("县民政局", L), ("县残联", R), ("县财政局", R), ("县投资集团", R)],
    ),
    (
        "牵头单位:县民政局 责任单位:县残联 配合单位:县财政局",
        [("县民政局", L), ("县残联", R), ("县财政局", S)],
    ),
    (
        "县级牵头单位：县民政局；县级责任单位：县残联；责任主体：各乡镇政府",
        [("县民政局", L), ("县残联", R), ("各乡镇政府", R)],
    ),
    ("牵头：县民政局；配合：县残联", [("县民政局", L), ("县残联", S)]),
    ("主办单位：县民政局；协办单位：县残联", [("县民政局", L), ("县残联", S)]),
    (
        "县民政局牵头，县残联、县财政局配合",
        [("县民政局", L), ("县残联", S), ("县财政局", S)],
    ),
    (
        "县民政局牵头，县残联、县财政局等按职责分工负责",
        [("县民政局", L), ("县残联", R), ("县财政局", R)],
    ),
    ("县民政局、县残联负责", [("县民政局", R), ("县残联", R)]),
    ("县民政局、县残联等负责", [("县民政局", R), ("县残联", R)]),
    ("县民政局会同县残联负责", [("县民政局", L), ("县残联", S)]),
    ("县民政局牵头会同县残联、县财政局负责", [("县民政局", L), ("县残联", S), ("县财政局", S)]),
    ("由县民政局负责，县残联配合", [("县民政局", L), ("县残联", S)]),
    (
        "责任单位：县民政局牵头，县残联、县财政局按职责分工负责",
        [("县民政局", L), ("县残联", R), ("县财政局", R)],
    ),
    (
        "县民政局牵头负责，县残联、县财政局，各乡镇人民政府配合",
        [("县民政局", L), ("县残联", S), ("县财政局", S), ("各乡镇人民政府", S)],
    ),
    (
        "县民政局，各乡镇人民政府按职责分工负责",
        [("县民政局", R), ("各乡镇人民政府", R)],
    ),
    (
        "县民政局、县残联等县级有关部门及各乡镇按职责分工负责",
        [("县民政局", R), ("县残联", R), ("县级有关部门", R), ("各乡镇", R)],
    ),
    (
        "县民政局负责机构建设，县残联负责康复救助",
        [("县民政局", R), ("县残联", R)],
    ),
    (
        "责任单位：*县民政局、县残联",
        [("县民政局", L), ("县残联", R)],
    ),
    (
        "责任领导：张甲；牵头单位：县民政局；责任人：李乙；配合单位：县残联；联系电话：5550001",
        [("县民政局", L), ("县残联", S)],
    ),
    ("县民政局、县残联", [("县民政局", R), ("县残联", R)]),
    (
        "牵头单位：县发展改革委（县数据局）；责任单位：各县（市、区）政府，各区、县级市",
        [("县发展改革委（县数据局）", L), ("各县（市、区）政府", R), ("各区、县级市", R)],
    ),
    (
        "责任单位：甲山、乙水县政府，县直有关部门",
        [("甲山、乙水县政府", R), ("县直有关部门", R)],
    ),
]
BRACKETS = ["（{}）", "({})", "〔{}〕", "【{}】", "（{})", "({}）", "[{}]"]


def units(draft: Draft, index: int = 0) -> Units:
    return [(one.raw, one.role) for one in draft.tasks[index].assignments]


@pytest.mark.parametrize(("words", "expected"), IN_BRACKETS)
def test_units_in_brackets_at_the_end_of_a_paragraph(
    words: str, expected: Units, read: Callable[[str], Draft]
) -> None:
    draft = read(f"{TITLE}（一）{BODY}（{words}）\n（二）{BODY}（责任单位：县教育局）\n")
    assert units(draft) == expected
    assert [task.number for task in draft.tasks] == ["（一）", "（二）"]
    assert [task.text for task in draft.tasks] == [BODY, BODY]
    assert draft.tasks[0].source is Source.INLINE


@pytest.mark.parametrize("bracket", BRACKETS)
def test_brackets_of_any_kind_and_mix(bracket: str, read: Callable[[str], Draft]) -> None:
    words = bracket.format("牵头单位:县民政局;责任单位：县残联,县财政局")
    draft = read(f"{TITLE}1.{BODY}{words}。\n2.{BODY}{words}\n")
    assert units(draft) == units(draft, 1) == [("县民政局", L), ("县残联", R), ("县财政局", R)]
    assert draft.tasks[0].text == BODY


@pytest.mark.parametrize(("words", "expected"), IN_BRACKETS[:10])
@pytest.mark.parametrize("line", ["{}", "（{}）", "  {}。"])
def test_units_on_a_line_of_their_own_below_the_task(
    line: str, words: str, expected: Units, read: Callable[[str], Draft]
) -> None:
    if line != "（{}）" and "：" not in words and ":" not in words:
        pytest.skip("a clause without a bracket is a sentence like any other")
    draft = read(f"{TITLE}1.{BODY}\n{line.format(words)}\n2.{BODY}\n{line.format(words)}\n")
    assert units(draft) == units(draft, 1) == expected
    assert [(task.number, task.text) for task in draft.tasks] == [("1", BODY), ("2", BODY)]
    assert draft.tasks[0].source is Source.LINE


def test_fields_on_lines_of_their_own_are_one_statement(read: Callable[[str], Draft]) -> None:
    draft = read(
        f"{TITLE}（一）{BODY}\n牵头领导：张甲\n牵头单位：县民政局\n配合单位：县残联，各乡镇\n"
        f"完成时限：2026年8月底前\n（二）{BODY}\n责任单位：县教育局\n"
    )
    assert units(draft) == [("县民政局", L), ("县残联", S), ("各乡镇", S)]
    assert (draft.tasks[0].due_text, str(draft.tasks[0].due_on)) == ("2026年8月底前", "2026-08-31")
    assert units(draft, 1) == [("县教育局", R)]


def test_fields_one_after_another_at_the_end_of_a_paragraph(read: Callable[[str], Draft]) -> None:
    draft = read(
        f"{TITLE}（一）{BODY}责任单位：街道财政所 街道民生办 责任人：孙丙 吴丁 完成时间：5月底前\n"
    )
    assert units(draft) == [("街道财政所", R), ("街道民生办", R)]
    assert draft.tasks[0].due_text == "5月底前"
    assert draft.tasks[0].text == BODY


@pytest.mark.parametrize(
    "label", ["【牵头单位】县民政局 【配合单位】县残联", "［牵头单位］县民政局［配合单位］县残联"]
)
def test_labels_in_brackets_of_their_own(label: str, read: Callable[[str], Draft]) -> None:
    assert units(read(f"{TITLE}1.{BODY}\n{label}\n")) == [("县民政局", L), ("县残联", S)]


def test_labels_with_blanks_between_their_characters(read: Callable[[str], Draft]) -> None:
    draft = read(f"{TITLE}1.{BODY}\n牵 头 单 位：县民政局\n责 任 部 门：县残联\n")
    assert units(draft) == [("县民政局", L), ("县残联", R)]


# ---- rules said once -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        "列第一位者为牵头单位，下同",
        "排在第一位的为牵头单位，下同",
        "排名第一的单位为牵头单位，下同",
        "首位为牵头部门，下同",
    ],
)
def test_the_first_leads_from_where_a_rule_says_so(rule: str, read: Callable[[str], Draft]) -> None:
    draft = read(
        f"{TITLE}1.{BODY}（县教育局、县残联负责）\n2.{BODY}（县民政局、县残联负责。{rule}）\n"
        f"3.{BODY}（县财政局、县残联负责）\n4.{BODY}（各乡镇负责）\n"
    )
    assert [units(draft, n) for n in range(4)] == [
        [("县教育局", R), ("县残联", R)],
        [("县民政局", L), ("县残联", R)],
        [("县财政局", L), ("县残联", R)],
        [("各乡镇", R)],
    ]
    assert draft.tasks[1].assignments[0].first_lead_basis == "printed_rule"


def test_a_rule_below_all_tasks_holds_for_all(read: Callable[[str], Draft]) -> None:
    draft = read(
        f"{TITLE}1.{BODY}（县民政局、县残联负责）\n2.{BODY}（县财政局、县残联负责）\n"
        "注：排在第一位的为牵头单位。\n"
    )
    assert [units(draft, n)[0] for n in range(2)] == [("县民政局", L), ("县财政局", L)]


def test_a_rule_does_not_touch_a_task_that_names_its_lead(read: Callable[[str], Draft]) -> None:
    draft = read(
        f"{TITLE}1.{BODY}（县民政局、县残联负责。列第一位者为牵头单位，下同）\n"
        f"2.{BODY}（县财政局、县残联牵头，县民政局配合）\n"
    )
    assert units(draft, 1) == [("县财政局", L), ("县残联", L), ("县民政局", S)]


def test_bold_leads_where_a_rule_says_so(read: Callable[[str], Draft]) -> None:
    draft = read(
        f"{TITLE}1.{BODY}（责任部门：**县民政局**（标黑体的为牵头）、县残联）\n"
        f"2.{BODY}（责任部门：县财政局、**县残联**）\n3.{BODY}（责任部门：**县教育局、县残联**）\n"
    )
    assert [units(draft, n) for n in range(3)] == [
        [("县民政局", L), ("县残联", R)],
        [("县财政局", R), ("县残联", L)],
        [("县教育局", R), ("县残联", R)],
    ]


@pytest.mark.parametrize("star", ["*", "＊", "★", "▲"])
def test_an_asterisk_marks_the_lead(star: str, read: Callable[[str], Draft]) -> None:
    draft = read(f"{TITLE}1.{BODY}（责任单位：县残联、{star}县民政局）\n")
    assert units(draft) == [("县残联", R), ("县民政局", L)]


# ---- where one paragraph says more, or several say one thing ----------------------------------


def test_each_part_of_a_paragraph_with_its_own_brackets(read: Callable[[str], Draft]) -> None:
    draft = read(
        f"{TITLE}（一）健全机制。制定管理办法。（县民政局负责）建设服务平台。（县残联牵头，"
        "县财政局配合）开展年度评估。（责任单位：县残联）\n"
    )
    assert [(task.number, task.text) for task in draft.tasks] == [
        ("（一）", "健全机制。制定管理办法。"),
        (None, "建设服务平台。"),
        (None, "开展年度评估。"),
    ]
    assert [units(draft, n) for n in range(3)] == [
        [("县民政局", R)],
        [("县残联", L), ("县财政局", S)],
        [("县残联", R)],
    ]


def test_a_main_task_and_its_measures(read: Callable[[str], Draft]) -> None:
    draft = read(
        f"{TITLE}（一）健全服务体系，提升服务能力。（县残联牵头，县民政局配合）\n"
        f"1.{BODY}（县残联负责）\n2.{BODY}（县民政局负责）\n"
        f"（二）健全保障体系，提升保障水平。（县民政局负责）\n1.{BODY}（县财政局负责）\n"
    )
    assert [(task.number, task.kind, task.parent) for task in draft.tasks] == [
        ("（一）", "task", None),
        ("1", "measure", 0),
        ("2", "measure", 0),
        ("（二）", "task", None),
        ("1", "measure", 3),
    ]


def test_numbered_parts_below_a_task_that_only_the_last_line_assigns(
    read: Callable[[str], Draft],
) -> None:
    one = f"（一）健全服务体系\n1.{BODY}\n2.{BODY}\n（责任单位：县残联、县民政局）\n"
    two = f"（二）健全保障体系\n1.{BODY}\n2.{BODY}\n3.{BODY}\n（责任单位：县财政局）\n"
    draft = read(TITLE + one + two)
    assert [task.number for task in draft.tasks] == ["（一）", "（二）"]
    assert units(draft) == [("县残联", R), ("县民政局", R)]


def test_unnumbered_paragraphs_each_with_its_own_units(read: Callable[[str], Draft]) -> None:
    draft = read(
        f"{TITLE}（一）打造服务阵地。\n“一核”：{BODY}（牵头单位：县残联）\n"
        f"“双园”：{BODY}（牵头单位：县民政局）\n（二）{BODY}（牵头单位：县教育局）\n"
    )
    assert [task.text[:4] for task in draft.tasks] == ["“一核”", "“双园”", "健全工作"]
    assert draft.tasks[0].section == ("一、重点任务", "（一）打造服务阵地")
    assert [task.kind for task in draft.tasks] == ["task"] * 3


def test_a_label_and_a_name_that_pages_cut(read: Callable[[str], Draft]) -> None:
    long = "落实重度残疾人参加城乡居民基本养老保险、基本医疗保险缴费补贴政策，完善人身意外伤害保险"
    draft = read(
        f"{TITLE}1.扩大保险覆盖范围。{long}。（责任部\n\n门：区人力\n\n— 7 —\n\n资源和社会保障局、"
        f"区残联）\n\n2.{BODY}（责任部门：区民政局）\n"
    )
    assert units(draft) == [("区人力资源和社会保障局", R), ("区残联", R)]


def test_a_bracket_that_nothing_closes(read: Callable[[str], Draft]) -> None:
    draft = read(f"{TITLE}1.{BODY}（责任单位：县民政局、县残联\n2.{BODY}（责任单位：县教育局）\n")
    assert [units(draft, n) for n in range(2)] == [
        [("县民政局", R), ("县残联", R)],
        [("县教育局", R)],
    ]


def test_a_text_whose_line_breaks_are_lost(read: Callable[[str], Draft]) -> None:
    text = (
        "甲县工作要点\n为落实会议部署，现制定如下分工方案。一、完善政策体系，提高实施效果"
        f"（一）研究制定若干意见。（县民政局负责）1．{BODY}（县民政局牵头，县残联配合）2．{BODY}"
        f"（县残联负责）（二）加快建设服务平台。（县残联负责）1．{BODY}（县财政局负责）"
        f"二、优化服务供给（三）{BODY}（县教育局负责）"
    )
    tasks = read(text).tasks
    assert [task.number for task in tasks] == ["（一）", "1", "2", "（二）", "1", "（三）"]
    assert tasks[1].section == ("一、完善政策体系，提高实施效果", "（一）研究制定若干意见")


def test_level_prefix_only_on_the_first_of_a_group(read: Callable[[str], Draft]) -> None:
    draft = read(f"{TITLE}1.{BODY}（省工业和信息化厅、财政厅、商务厅，省税务局，各市政府负责）\n")
    assert [(one.raw, one.unit) for one in draft.tasks[0].assignments] == [
        ("省工业和信息化厅", "省工业和信息化厅"),
        ("财政厅", "省财政厅"),
        ("商务厅", "省商务厅"),
        ("省税务局", "省税务局"),
        ("各市政府", "各市政府"),
    ]


def test_what_the_document_calls_a_role_is_kept(read: Callable[[str], Draft]) -> None:
    draft = read(
        f"{TITLE}1.{BODY}（牵头部门：县民政局；协办单位：县残联）\n2.{BODY}（县民政局牵头，县残联配合）\n"
    )
    assert [one.printed_label for task in draft.tasks for one in task.assignments] == [
        "牵头部门",
        "协办单位",
        "牵头",
        "配合",
    ]


# ---- within the sentence ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "新开办食堂两家，由街道民生办牵头，街道市场监管所、各社区居委会配合，10月底前完成。",
            [("街道民生办", L), ("街道市场监管所", S), ("各社区居委会", S)],
        ),
        (
            "街道民生办会同区医保局某分中心开展政策宣讲，每季度不少于1次。",
            [("街道民生办", L), ("区医保局某分中心", S)],
        ),
        ("完善补贴办法，由县民政局负责，县财政局配合。", [("县民政局", L), ("县财政局", S)]),
    ],
)
def test_units_named_in_the_sentence_of_a_numbered_task(
    sentence: str, expected: Units, read: Callable[[str], Draft]
) -> None:
    draft = read(f"{TITLE}（一）{BODY}（责任单位：县残联）\n（二）{sentence}\n")
    assert units(draft, 1) == expected
    assert draft.tasks[1].confidence < draft.tasks[0].confidence


@pytest.mark.parametrize(
    "trap",
    [
        "会同有关部门建立定期会商机制，及时通报情况。",
        "坚持谁审批谁负责、谁主管谁负责，压实各方责任。",
        "各单位要明确责任单位和完成时限，倒排工期。",
        "本要点由县残联负责解释，自印发之日起施行。",
        "建立由县民政局、县残联牵头的协调机制，研究解决重大问题。",
        "对符合条件的（含低保边缘家庭、特困人员）给予补贴。",
        "县残疾人联合会（以下简称县残联）要定期调度进展。",
        "落实《关于加强残疾预防的意见》（县民政局发〔2020〕3号）要求。",
        "相关工作情况（见附件2）及时上报。",
        "加强协调（联系人：张甲，电话：5550001）。",
    ],
)
def test_what_only_looks_like_responsibility_gives_no_unit(
    trap: str, read: Callable[[str], Draft]
) -> None:
    draft = read(f"{TITLE}1.{BODY}（责任单位：县教育局）\n2.{trap}{BODY}\n\n二、保障措施\n{trap}\n")
    assert units(draft) == [("县教育局", R)]
    assert draft.tasks[1].assignments == ()
    assert len(draft.tasks) == 2


@pytest.mark.parametrize("text", ["各乡镇", "县级有关部门", "县残工委成员单位", "各有关单位"])
def test_collective_units_are_kept_and_marked(text: str, read: Callable[[str], Draft]) -> None:
    draft = read(f"{TITLE}1.{BODY}（牵头单位：县残联；责任单位：{text}）\n")
    assert [(one.raw, one.collective) for one in draft.tasks[0].assignments] == [
        ("县残联", False),
        (text, True),
    ]


def test_a_paragraph_numbered_as_its_neighbours_is_a_task_without_units(
    read: Callable[[str], Draft],
) -> None:
    draft = read(f"{TITLE}1.{BODY}（责任单位：县教育局）\n2.{BODY}\n3.{BODY}（县残联负责）\n")
    assert [len(task.assignments) for task in draft.tasks] == [1, 0, 1]
    assert [one.task for one in draft.findings if one.code == "unassigned"] == [1]


def test_the_proof_of_units_is_the_place_where_they_stand(read: Callable[[str], Draft]) -> None:
    text = f"{TITLE}1.{BODY}（牵头单位：县残联；参与单位：县民政局）\n"
    task = read(text).tasks[0]
    proofs = {one.role: text[one.start : one.end] for one in task.evidence}
    assert proofs == {"task": BODY, "responsibility": "牵头单位：县残联；参与单位：县民政局"}
