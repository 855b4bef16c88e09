"""A task list (任务清单) for one unit: its facts, and the sentences that all formats share.

Nothing here is markup and no caller has to escape anything.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from app.kit.clock import printed_date
from app.paper.rows import SheetChange, SheetRow

CHANGE_COLUMNS = ("序号", "调整事项", "原", "现", "调整依据")
COLUMNS = ("序号", "工作任务", "承担职责", "任务分工", "完成时限")
BLANK_DATE = "　　年　　月　　日"


def quoted(title: str) -> str:
    """In book-title marks, inner ones turned into single ones (GB/T 15834-2011, 4.15.3)."""
    return "《" + title.strip().replace("《", "〈").replace("》", "〉") + "》"


@dataclass(frozen=True, slots=True)
class SheetOffice:
    """The office that hands the tasks out, and whom the unit may ring."""

    name: str
    contact: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class NextReturn:
    """The next form that the unit owes: one for all its tasks of the plan.

    `period` as printed (2023年第二季度); `unconfirmed`: no holiday notice for that year yet.
    """

    period: str
    due_on: date
    unconfirmed: bool = False

    @property
    def request(self) -> str:
        caution = "（该年节假日安排尚未公布，以公布后为准）" if self.unconfirmed else ""
        return f"请于{printed_date(self.due_on)}前{caution}报送{self.period}进展情况。"


@dataclass(frozen=True, slots=True)
class SheetReceipt:
    """An acknowledgement already given on screen: printed, and not asked for again."""

    person: str
    on: date
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class SheetContext:
    """One unit, one plan, one day.

    `region` and `unit` are names; `document_number`, `issuer`, `issued_on` are None where the plan
    prints none. `stage_label` (征求意见稿, 送审稿) is None for an issued plan; otherwise it is
    printed on every page and the wording asks for comments. `dispatched_on` is the day of 交办,
    None leaves a line to fill in. `demo_banner` is printed on every page. `changes` are what was
    decided since the plan was handed out, the earliest first.
    """

    unit: str
    region: str
    plan_title: str
    office: SheetOffice
    printed_on: date
    rows: tuple[SheetRow, ...]
    document_number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    stage_label: str | None = None
    dispatched_on: date | None = None
    next_return: NextReturn | None = None
    receipt: SheetReceipt | None = None
    demo_banner: str | None = None
    changes: tuple[SheetChange, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.unit}任务清单"

    @property
    def quoted_plan(self) -> str:
        return quoted(self.plan_title)

    @property
    def columns(self) -> tuple[str, ...]:
        return COLUMNS

    @property
    def marks(self) -> tuple[str, ...]:
        """What every page must show: that the plan is not issued, that the data are not real."""
        return tuple(mark for mark in (self.stage_label, self.demo_banner) if mark)

    @property
    def marks_css(self) -> str:
        """The marks for a CSS string, which HTML escapes do not guard: all in six hex digits."""
        return "".join(f"\\{ord(c):06x}" for c in "　".join(self.marks))

    @property
    def running_title(self) -> str:
        """What identifies a loose page."""
        return f"{self.region}　{self.title}　{self.code}"

    @property
    def source(self) -> str:
        """The plan with whatever is known of its stage, number, organ and date."""
        day = printed_date(self.issued_on) if self.issued_on else ""
        verb = "印发" if self.stage_label is None else ""
        issued = f"{self.issuer or ''}{day}{verb}" if self.issuer or day else None
        known = [note for note in (self.stage_label, self.document_number, issued) if note]
        return self.quoted_plan + (f"（{'，'.join(known)}）" if known else "")

    @property
    def role_counts(self) -> tuple[tuple[str, int, int], ...]:
        """Role word as printed, rows under it, and in how many of them the unit stands first.

        In the order in which the plan prints the words.
        """
        rows = Counter(row.role_label for row in self.rows)
        first = Counter(row.role_label for row in self.rows if row.is_first_lead)
        words = dict.fromkeys(part.label for row in self.rows for part in row.parts)
        return tuple((word, rows[word], first[word]) for word in (words | rows) if rows[word])

    @property
    def tally(self) -> str:
        """30项，其中牵头单位20项（列首位12项）、责任单位10项"""
        words = [
            (label, f"{count}项", f"（列首位{first}项）" if first else "")
            for label, count, first in self.role_counts
        ]
        if len(words) > 1:
            return f"{len(self.rows)}项，其中{'、'.join(map(''.join, words))}"
        every = "均" if len(self.rows) > 1 else ""
        return f"{len(self.rows)}项，{every}为{words[0][0]}{words[0][2]}"

    @property
    def opening(self) -> str:
        if not self.rows:
            return f"{self.source}没有列明由你单位承担的工作任务。"
        issued = self.stage_label is None
        verb = "确定" if issued else "拟"
        purpose = "现将任务清单交你单位" if issued else "现送你单位征求意见"
        sign = "" if self.receipt else "请核对签收；"
        return (
            f"{self.source}{verb}由你单位承担工作任务{self.tally}。{purpose}，"
            f"{sign}有{self.doubt}的，请在回执中写明序号和理由。"
        )

    @property
    def doubt(self) -> str:
        return "异议" if self.stage_label is None else "意见"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        due = self.next_return  # only an issued plan has returns
        asked = due if self.rows and self.stage_label is None else None
        return (
            self.opening,
            *((asked.request,) if asked else ()),
            *((self.changed,) if self.changes else ()),
        )

    @property
    def changed(self) -> str:
        """Leads to the table of what was decided since."""
        count = len(self.changes)
        return f"方案印发后有{count}处调整涉及你单位，原、现对照如下，任务清单已按调整后的列出。"

    @property
    def change_columns(self) -> tuple[str, ...]:
        return CHANGE_COLUMNS

    @property
    def note(self) -> str:
        """How to read the table, and which version of it this is."""
        state = "，进展状态以当日为准" if any(row.light_label for row in self.rows) else ""
        said = [
            f"{printed_date(self.printed_on)}打印{state}",
            f"核对码{self.code}随任务分工调整而改变",
        ]
        if any(row.is_first_lead for row in self.rows):
            said.insert(0, "“首位”指本单位在该项牵头单位中列第一位")
        return f"注：{'；'.join(said)}。"

    @property
    def receipt_lines(self) -> tuple[tuple[str, str, str, str], ...]:
        """The receipt in two columns, who hands out and who signs: label, content, label, content.

        What is not known stays empty, to be written in by hand.
        """
        given = printed_date(self.dispatched_on) if self.dispatched_on else BLANK_DATE
        signed = printed_date(self.receipt.on) if self.receipt else BLANK_DATE
        person = self.receipt.person if self.receipt else ""
        phone = (self.receipt.phone if self.receipt else None) or ""
        return (
            ("交办单位\n（盖章）", self.office.name, "签收单位\n（盖章）", self.unit),
            ("联系人", self.office.contact or "", "签收人", person),
            ("联系电话", self.office.phone or "", "签收人电话", phone),
            ("交办日期", given, "签收日期", signed),
        )

    @property
    def code(self) -> str:
        """Eight characters that change whenever a task, a unit or a time limit on the sheet does.

        They tell a signed copy from a later one; neither the day of printing nor states enter.
        """
        facts = (self.unit, self.plan_title, self.document_number, self.stage_label)
        text = repr((facts, [row.identity for row in self.rows]))
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest().upper()
        return f"{digest[:4]}-{digest[4:8]}"
