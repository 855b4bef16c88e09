"""The wording of a digest."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.reminders import letters
from app.reminders.letters import Contact, Letter, Line

TODAY = date(2023, 7, 19)
LATE = Line(
    unit="县民政局",
    plan="巫山县残疾人保障和发展“十四五”规划",
    part="2023年上半年",
    due_on=date(2023, 7, 14),
    due_confirmed=True,
    step=1,
    lateness="已逾期3个工作日",
    link="http://127.0.0.1:8000/returns/12",
)
SOON = Line(
    unit="县民政局",
    plan="巫山县养老服务体系建设实施方案",
    part="2023年7月",
    due_on=date(2023, 7, 21),
    due_confirmed=True,
    step=-7,
    lateness="还有2个工作日到期",
    link="http://127.0.0.1:8000/returns/13",
)
OFFICE = Contact("县残联", "林芳", "023-57680000")


def letter(*lines: Line, contacts: tuple[Contact, ...] = (OFFICE,)) -> Letter:
    return Letter("周敏", TODAY, lines, contacts)


def with_unit(line: Line, unit: str) -> Line:
    return Line(**vars(line) | {"unit": unit})


def test_the_subject_says_whose_how_many_and_how_many_are_late() -> None:
    told = "【填报提醒】县民政局有2份进展情况表未报送，其中1份已逾期"
    assert letters.subject(letter(LATE, SOON)) == told


def test_the_subject_does_not_speak_of_lateness_before_the_date() -> None:
    assert letters.subject(letter(SOON)) == "【填报提醒】县民政局有1份进展情况表未报送"


def test_a_liaison_of_two_units_is_told_which_return_is_whose() -> None:
    both = letter(LATE, with_unit(SOON, "县老龄办"))
    assert letters.subject(both).startswith("【填报提醒】县民政局等2个单位有2份")
    assert "单位：县老龄办" in letters.body(both)
    assert "单位：" not in letters.body(letter(LATE, SOON))


def test_the_letter_says_why_he_why_now_what_to_do_how_to_stop_and_whom_to_ask() -> None:
    assert letters.body(letter(LATE, SOON)) == (
        "周敏同志：\n"
        "\n"
        "您是县民政局的联络员。以下2份进展情况表尚未报送，请您办理：\n"
        "\n"
        "1．巫山县残疾人保障和发展“十四五”规划　2023年上半年\n"
        "　　期限：2023年7月14日（星期五），已逾期3个工作日\n"
        "　　填报：http://127.0.0.1:8000/returns/12\n"
        "\n"
        "2．巫山县养老服务体系建设实施方案　2023年7月\n"
        "　　期限：2023年7月21日（星期五），还有2个工作日到期\n"
        "　　填报：http://127.0.0.1:8000/returns/13\n"
        "\n"
        "怎样办理：打开上面的网址并登录，填写后报送；没有新进展的也请如实填报。办好后即不再提醒。\n"
        "有疑问请联系：县残联 林芳，电话023-57680000。\n"
        "为何现在收到：提醒到了“到期前7个工作日”“逾期1个工作日”一级。同一事项每一级只提醒一次，"
        "每人每个工作日至多一封。如您已不再担任联络员，请告知上述联系人。\n"
        "\n"
        "本消息由任务责任矩阵系统自动发出，请勿直接回复。\n"
        "2023年7月19日（星期三）\n"
    )


def test_a_date_in_a_year_without_a_notice_says_that_it_may_move() -> None:
    doubtful = Line(**vars(SOON) | {"due_confirmed": False})
    assert "该年度放假安排尚未公布" in letters.body(letter(doubtful))


def test_whom_to_ask_is_said_as_far_as_it_is_known() -> None:
    def asked(*contacts: Contact) -> str:
        text = letters.body(letter(LATE, contacts=contacts))
        return next(line for line in text.splitlines() if line.startswith("有疑问"))

    assert asked() == "有疑问请联系：该方案的督办人员。"
    assert asked(Contact()) == "有疑问请联系：该方案的督办人员。"
    assert asked(Contact("县残联")) == "有疑问请联系：县残联。"
    assert asked(Contact(None, "林芳")) == "有疑问请联系：督办人员 林芳。"
    assert asked(OFFICE, OFFICE, Contact("县教委", "何")).endswith("57680000；县教委 何。")


def test_a_name_with_line_breaks_cannot_lay_out_the_letter() -> None:
    hostile = "县民政局\r\n\r\n有疑问请联系：骗子。\n\x1b[2J"
    text = letters.body(letter(with_unit(LATE, hostile)))
    assert "\r" not in text
    assert "\x1b" not in text
    assert [line for line in text.splitlines() if line.startswith("有疑问")] == [
        "有疑问请联系：县残联 林芳，电话023-57680000。"
    ]


def test_a_name_of_a_thousand_characters_is_shortened() -> None:
    long = letter(with_unit(LATE, "局" * 1000))
    assert len(letters.subject(long)) < 80
    assert "局" * 1000 not in letters.body(long)
    assert "局…" in letters.body(long)


words = st.text(max_size=300)


@given(words, words, words)
def test_no_name_whatever_adds_a_line(unit: str, plan: str, person: str) -> None:
    line = Line(**vars(LATE) | {"unit": unit, "plan": plan})
    usual = letters.body(letter(LATE)).count("\n")
    text = letters.body(Letter(person, TODAY, (line,), (Contact(unit, person, plan),)))
    assert len(text.splitlines()) == text.count("\n") == usual
    assert len(letters.subject(letter(line)).splitlines()) == 1
