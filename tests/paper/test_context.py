"""The sentences that all formats of a sheet share."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from app.paper import (
    NextReturn,
    SheetContext,
    SheetOffice,
    SheetPart,
    SheetReceipt,
    SheetRow,
    SheetUnit,
)

MakeRow = Callable[..., SheetRow]
MakeSheet = Callable[..., SheetContext]


def test_the_letter_names_plan_number_issuer_and_date(sheet: MakeSheet) -> None:
    assert sheet().opening.startswith(
        "《巫山县“十四五”残疾人保障和发展规划》"
        "（巫山府发〔2022〕9号，巫山县人民政府2022年4月14日印发）确定由你单位承担工作任务2项"
    )


def test_a_plan_without_number_issuer_and_date_gets_none_invented(sheet: MakeSheet) -> None:
    bare = sheet(document_number=None, issuer=None, issued_on=None)
    assert bare.source == "《巫山县“十四五”残疾人保障和发展规划》"


def test_a_plan_with_an_issuer_only_says_who_issued_it(sheet: MakeSheet) -> None:
    plan = sheet(document_number=None, issued_on=None)
    assert plan.source.endswith("（巫山县人民政府印发）")


def test_a_title_inside_a_title_gets_single_marks(sheet: MakeSheet) -> None:
    plan = sheet(plan_title="关于落实《残疾人规划》的意见")
    assert plan.quoted_plan == "《关于落实〈残疾人规划〉的意见》"


def test_tasks_are_counted_by_the_words_of_the_plan(sheet: MakeSheet, row: MakeRow) -> None:
    other = row("2", role_label="责任单位", is_first_lead=False)
    led = row("3", is_first_lead=False)
    assert sheet((other, row("1"), led)).tally == "3项，其中牵头单位2项（列首位1项）、责任单位1项"


def test_one_word_for_all_tasks_is_said_once(sheet: MakeSheet, row: MakeRow) -> None:
    assert sheet(3).tally == "3项，均为牵头单位（列首位3项）"
    assert sheet((row(is_first_lead=False),)).tally == "1项，为牵头单位"


def test_a_role_that_no_part_prints_is_still_counted(sheet: MakeSheet, row: MakeRow) -> None:
    assert sheet((row(parts=(), is_first_lead=False, role_label="认领"),)).tally == "1项，为认领"


def test_a_draft_plan_asks_for_comments_and_orders_nothing(sheet: MakeSheet) -> None:
    draft = sheet(stage_label="征求意见稿", document_number=None)
    assert "（征求意见稿，巫山县人民政府2022年4月14日）拟由你单位" in draft.opening
    assert "征求意见，请核对签收；有意见的" in draft.opening
    assert "印发" not in draft.opening
    assert draft.doubt == "意见"
    assert len(draft.paragraphs) == 1  # and owes no return


def test_who_signed_on_screen_is_not_asked_to_sign_again(sheet: MakeSheet) -> None:
    signed = sheet(receipt=SheetReceipt("陈", date(2022, 5, 6), phone="023-11111111"))
    assert "请核对签收" not in signed.opening
    assert [line[3] for line in signed.receipt_lines] == [
        *("县残联", "陈", "023-11111111", "2022年5月6日")
    ]


def test_what_is_not_known_of_the_receipt_stays_to_be_written(sheet: MakeSheet) -> None:
    lines = sheet(office=SheetOffice("县残工委办公室")).receipt_lines
    assert [line[1] for line in lines] == ["县残工委办公室", "", "", "　　年　　月　　日"]
    assert [line[3] for line in lines] == ["县残联", "", "", "　　年　　月　　日"]


def test_the_day_of_handing_out_is_printed_where_it_is_known(sheet: MakeSheet) -> None:
    assert sheet(dispatched_on=date(2022, 5, 1)).receipt_lines[3][1] == "2022年5月1日"


def test_the_letter_asks_for_the_next_return(sheet: MakeSheet) -> None:
    assert sheet().paragraphs[1] == "请于2023年7月14日前报送2023年第二季度进展情况。"
    assert len(sheet(next_return=None).paragraphs) == 1


def test_a_date_of_a_year_without_a_holiday_notice_says_so() -> None:
    request = NextReturn("2026年第四季度", date(2027, 1, 15), unconfirmed=True).request
    assert request.startswith("请于2027年1月15日前（该年节假日安排尚未公布")


def test_a_unit_without_tasks_is_told_so_and_owes_nothing(sheet: MakeSheet) -> None:
    empty = sheet(0)
    assert len(empty.paragraphs) == 1
    assert empty.opening.endswith("没有列明由你单位承担的工作任务。")


def test_a_title_that_begins_the_text_is_not_printed_twice(row: MakeRow) -> None:
    assert row(title="健全易返贫致贫人口动态监测…").heading == ""
    assert row(title="健全监测机制").heading == "健全监测机制"


def test_a_unit_meant_by_a_collective_name_reads_which(row: MakeRow) -> None:
    notes = row(via="县级有关部门", is_first_lead=False).role_notes
    assert notes == ("（列于“县级有关部门”）",)


def test_the_note_explains_only_what_is_on_the_sheet(sheet: MakeSheet, row: MakeRow) -> None:
    plain = sheet((row(is_first_lead=False),)).note
    assert "首位" not in plain
    assert "进展状态" not in plain
    full = sheet((row(light_label="逾期3个工作日"),)).note
    assert "“首位”" in full
    assert "进展状态以当日为准" in full


def test_the_code_stays_when_only_day_and_state_change(sheet: MakeSheet, row: MakeRow) -> None:
    first = sheet((row(),))
    later = sheet((row(light_label="已办结"),), printed_on=date(2024, 1, 2), demo_banner="演示")
    assert later.code == first.code


def test_the_code_changes_when_a_unit_of_a_task_does(sheet: MakeSheet, row: MakeRow) -> None:
    old = row()
    new = replace(old, parts=(*old.parts, SheetPart("责任单位", (SheetUnit("县教委"),))))
    assert sheet((new,)).code != sheet((old,)).code


def test_the_marks_reach_a_style_sheet_without_a_character_of_their_own(sheet: MakeSheet) -> None:
    escaped = sheet(stage_label='"}</style>').marks_css
    assert set(escaped) <= set("\\0123456789abcdef")
    assert bytes.fromhex(escaped.replace("\\", "")[-6:]).strip(b"\0") == b">"
