"""The wording of a digest: typed values in, plain text out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.kit.clock import printed_date
from app.reminders.ladder.rules import label
from app.reminders.terms import Audience, Waits

WEEKDAYS = "一二三四五六日"
LONGEST_IN_SUBJECT = 30
LONGEST_IN_TEXT = 120
MOST_LINES = 100
"""Of a list in one message; the rest is counted, and stands behind the link."""

HOW = {
    "填报": "，填写后报送；没有新进展的也请如实填报",
    "说明能否恢复": "；暂缓的任务请向下列联系人说明能否恢复，由督办人员决定",
}


@dataclass(frozen=True)
class Line:
    """One matter. `lateness` is how its due date stands today, in words; `measure`, `noun`,
    `undone` and `act` are those of its kind.
    """

    unit: str
    plan: str
    part: str
    due_on: date
    due_confirmed: bool
    step: int
    lateness: str
    link: str
    audience: Audience = Audience.UNIT
    waits: Waits = Waits.DUE
    measure: str = "份"
    noun: str = "进展情况表"
    undone: str = "未报送"
    act: str = "填报"
    deputy: bool = False

    @property
    def late(self) -> bool:
        return self.waits not in {Waits.RECEIPT, Waits.REVIEW} and self.step > 0


@dataclass(frozen=True)
class Contact:
    """Whom to ask about a plan: its office and a coordinator of it, as far as they are known."""

    office: str | None = None
    name: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Letter:
    """`unreached` are units that nobody can be told of, each with the reason; `list_link` and
    `unreached_link` lead to the whole lists.
    """

    recipient: str
    day: date
    lines: Sequence[Line]
    contacts: Sequence[Contact]
    unreached: Sequence[str] = ()
    list_link: str = ""
    unreached_link: str = ""

    def of(self, *audiences: Audience) -> list[Line]:
        return [line for line in self.lines if line.audience in audiences]


def subject(letter: Letter) -> str:
    own = letter.of(Audience.UNIT)
    if own:
        kind = "填报" if any(line.act == "填报" for line in own) else "办理"
        return f"【{kind}提醒】{_whose(own)}有{_counted(own)}{_late(own)}"
    if heads := letter.of(Audience.UNIT_HEAD):
        return f"【提请督促】{_whose(heads)}有{_counted(heads)}{_late(heads)}"
    if listed := letter.of(Audience.COORDINATOR):
        return f"【逾期清单】{_units(listed)}个单位的{len(listed)}件事项未办"
    if weekly := letter.of(Audience.LEADER):
        return f"【每周清单】{_units(weekly)}个单位的{len(weekly)}件事项逾期未办"
    return f"【无人可送达】{_units(letter.lines)}个单位没有可送达的联络员"


def _whose(lines: Sequence[Line]) -> str:
    units = dict.fromkeys(line.unit for line in lines)
    whose = _short(next(iter(units)), LONGEST_IN_SUBJECT)
    return f"{whose}等{len(units)}个单位" if len(units) > 1 else whose


def _counted(lines: Sequence[Line]) -> str:
    """2份进展情况表未报送、1份交办未签收."""
    kinds = Counter((line.measure, line.noun, line.undone) for line in lines)
    return "、".join(f"{count}{''.join(words)}" for words, count in kinds.items())


def _late(lines: Sequence[Line]) -> str:
    late = sum(line.late for line in lines)
    return f"，其中{late}份已逾期" if late else ""


def _units(lines: Sequence[Line]) -> int:
    return len({line.unit for line in lines})


def link(letter: Letter) -> str:
    """Where to go first: the form of the first matter, or the list."""
    own = letter.of(Audience.UNIT, Audience.UNIT_HEAD)
    return own[0].link if own else letter.list_link


# ---- the text --------------------------------------------------------------------------------


def body(letter: Letter) -> str:
    lines = [f"{_short(letter.recipient)}同志：", *_sections(letter), *_closing(letter)]
    return "\n".join(lines) + "\n"


def _sections(letter: Letter) -> Iterator[str]:
    if own := letter.of(Audience.UNIT):
        yield from _own(own)
    if heads := letter.of(Audience.UNIT_HEAD):
        yield ""
        yield f"您是{_named(heads)}的分管负责人。以下事项逾期未办，请督促承办人员办理："
        yield from _entries(heads)
    if listed := letter.of(Audience.COORDINATOR):
        yield ""
        yield f"您是督办人员。以下{len(listed)}件事项到了列入逾期清单的时候，请跟进："
        yield from _rows(listed, letter.list_link)
    if weekly := letter.of(Audience.LEADER):
        yield ""
        yield f"本周清单：以下{len(weekly)}件事项逾期未办，供您了解，不需回复。"
        yield from _rows(weekly, letter.list_link)
    yield from _unreached(letter)


def _own(lines: Sequence[Line]) -> Iterator[str]:
    kinds = {(line.measure, line.noun, line.undone) for line in lines}
    what = "件事项尚未办理"
    if len(kinds) == 1:
        ((measure, noun, undone),) = kinds
        what = f"{measure}{noun}尚{undone}"
    post = "候补联络员，联络员没有可送达的地址" if any(one.deputy for one in lines) else "联络员"
    yield ""
    yield f"您是{_named(lines)}的{post}。以下{len(lines)}{what}，请您办理："
    yield from _entries(lines)


def _named(lines: Sequence[Line]) -> str:
    return "、".join(dict.fromkeys(_short(line.unit) for line in lines))


def _entries(lines: Sequence[Line]) -> Iterator[str]:
    several = len({line.unit for line in lines}) > 1
    for number, line in enumerate(lines, 1):
        yield ""
        yield f"{number}．{_short(line.plan)}　{line.part}"
        if several:
            yield f"　　单位：{_short(line.unit)}"
        yield f"　　{day_of(line.waits)}：{full_date(line.due_on)}，{line.lateness}{_doubt(line)}"
        yield f"　　{line.act}：{line.link}"


def _rows(lines: Sequence[Line], link: str) -> Iterator[str]:
    for line in lines[:MOST_LINES]:
        yield f"　　{_short(line.unit)}　{_short(line.plan)}　{line.part}　{line.lateness}"
    more = len(lines) - MOST_LINES
    yield f"{f'另有{more}件，' if more > 0 else ''}清单：{link}"


def _doubt(line: Line) -> str:
    return "" if line.due_confirmed else "（该年度放假安排尚未公布，期限可能调整）"


def _unreached(letter: Letter) -> Iterator[str]:
    if not letter.unreached:
        return
    yield ""
    yield f"以下{len(letter.unreached)}个单位没有人收得到提醒，请打电话告知，并补上联络员的地址："
    for one in letter.unreached[:MOST_LINES]:
        yield f"　　{_short(one)}"
    yield f"清单：{letter.unreached_link}"


def _closing(letter: Letter) -> Iterator[str]:
    own = letter.of(Audience.UNIT)
    yield ""
    if own:
        acts = dict.fromkeys(line.act for line in own)
        how = "".join(HOW.get(act, "") for act in acts)
        yield f"怎样办理：打开上面的网址并登录{how}。办好后即不再提醒。"
    else:
        yield "怎样停止：事项办好后即不再列入。"
    yield from _whom_to_ask(letter.contacts)
    yield _why(letter)
    yield ""
    yield "本消息由任务责任矩阵系统自动发出，请勿直接回复。"
    yield full_date(letter.day)


def _why(letter: Letter) -> str:
    steps = sorted({(line.waits, line.step) for line in letter.lines})
    now = "”“".join(label(step, waits) for waits, step in steps)
    if letter.of(Audience.UNIT):
        leaving = "如您已不再担任联络员，请告知上述联系人。"
    else:
        leaving = "如您已不再负责此事，请告知上述联系人。"
    once = "同一事项每一级只提醒一次，每人每个工作日至多一封。"
    return f"为何现在收到：提醒到了“{now}”一级。{once}{leaving}"


def _whom_to_ask(contacts: Sequence[Contact]) -> Iterator[str]:
    known = [_contact(one) for one in dict.fromkeys(contacts) if one != Contact()]
    whom = "；".join(known) or "该方案的督办人员"
    yield f"有疑问请联系：{whom}。"


def _contact(contact: Contact) -> str:
    office = _short(contact.office) if contact.office else "督办人员"
    person = f"{office} {_short(contact.name)}" if contact.name else office
    return f"{person}，电话{_short(contact.phone)}" if contact.phone else person


def day_of(waits: Waits) -> str:
    """What the day of a matter is called."""
    return {Waits.RECEIPT: "交办", Waits.REVIEW: "复核"}.get(waits, "期限")


def full_date(day: date) -> str:
    return f"{printed_date(day)}（星期{WEEKDAYS[day.weekday()]}）"


def _short(text: str, longest: int = LONGEST_IN_TEXT) -> str:
    """On one line, without control characters: a name cannot lay out the letter."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
