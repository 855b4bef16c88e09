"""The wording of a digest: typed values in, plain text out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.reminders.terms import Step

WEEKDAYS = "一二三四五六日"
LONGEST_IN_SUBJECT = 30
LONGEST_IN_TEXT = 120


@dataclass(frozen=True)
class Line:
    """One return. `lateness` is how its due date stands today, in words."""

    unit: str
    plan: str
    period: str
    due_on: date
    due_confirmed: bool
    step: Step
    lateness: str
    link: str


@dataclass(frozen=True)
class Contact:
    """Whom to ask about a plan: its office and a coordinator of it, as far as they are known."""

    office: str | None = None
    name: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Letter:
    recipient: str
    day: date
    lines: Sequence[Line]
    contacts: Sequence[Contact]


def subject(letter: Letter) -> str:
    units = dict.fromkeys(line.unit for line in letter.lines)
    whose = _short(next(iter(units)), LONGEST_IN_SUBJECT)
    if len(units) > 1:
        whose += f"等{len(units)}个单位"
    late = sum(line.step in {Step.AFTER_1, Step.AFTER_3} for line in letter.lines)
    told = f"【填报提醒】{whose}有{len(letter.lines)}份进展情况表未报送"
    return f"{told}，其中{late}份已逾期" if late else told


def body(letter: Letter) -> str:
    return "\n".join([*_opening(letter), *_entries(letter), *_closing(letter)]) + "\n"


def _opening(letter: Letter) -> Iterator[str]:
    units = "、".join(dict.fromkeys(_short(line.unit) for line in letter.lines))
    yield f"{_short(letter.recipient)}同志："
    yield ""
    yield f"您是{units}的联络员。以下{len(letter.lines)}份进展情况表尚未报送，请您办理："


def _entries(letter: Letter) -> Iterator[str]:
    several = len({line.unit for line in letter.lines}) > 1
    for number, line in enumerate(letter.lines, 1):
        yield ""
        yield f"{number}．{_short(line.plan)}　{line.period}"
        if several:
            yield f"　　单位：{_short(line.unit)}"
        yield f"　　期限：{full_date(line.due_on)}，{line.lateness}{_doubt(line)}"
        yield f"　　填报：{line.link}"


def _doubt(line: Line) -> str:
    return "" if line.due_confirmed else "（该年度放假安排尚未公布，期限可能调整）"


def _closing(letter: Letter) -> Iterator[str]:
    yield ""
    yield "怎样办理：打开上面的网址并登录，填写后报送；没有新进展的也请如实填报。报送后即不再提醒。"
    yield from _whom_to_ask(letter.contacts)
    yield (
        "为何收到：同一份表只在到期前3个工作日、到期当日、逾期1个和3个工作日各提醒一次，"
        "每人每个工作日至多一封。如您已不再担任联络员，请告知上述联系人。"
    )
    yield ""
    yield "本邮件由任务责任矩阵系统自动发出，请勿直接回复。"
    yield full_date(letter.day)


def _whom_to_ask(contacts: Sequence[Contact]) -> Iterator[str]:
    known = [_contact(one) for one in dict.fromkeys(contacts) if one != Contact()]
    whom = "；".join(known) or "该方案的督办人员"
    yield f"有疑问请联系：{whom}。"


def _contact(contact: Contact) -> str:
    office = _short(contact.office) if contact.office else "督办人员"
    person = f"{office} {_short(contact.name)}" if contact.name else office
    return f"{person}，电话{_short(contact.phone)}" if contact.phone else person


def full_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"


def _short(text: str, longest: int = LONGEST_IN_TEXT) -> str:
    """On one line, without control characters: a name cannot lay out the letter."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
