"""A notice (交办单, 提醒函, 催办单, 督办单) on paper: its facts, and the words of all formats.

Nothing here is markup and no caller has to escape anything.
"""

from dataclasses import dataclass
from datetime import date

from app.kit.clock import printed_date
from app.paper.context import BLANK_DATE

VOID, UNSIGNED = "作废", "未签发"
REPLY_TITLE = "办理情况回复"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One matter: what it is, by when it was due, and how that stands on the day of printing."""

    what: str
    due: str
    state: str = ""

    @property
    def text(self) -> str:
        known = "，".join(word for word in (self.due, self.state) if word)
        return f"{self.what}（{known}）" if known else self.what


@dataclass(frozen=True, slots=True)
class NoticeContext:
    """One notice. `name` is 黄色督办单 and its like; `number` and `signed_on` are null until it is
    signed, which every page then says, as it says that a notice is void. `reply_due` as printed.
    """

    name: str
    organ: str
    unit: str
    region: str
    title: str
    matters: tuple[NoticeLine, ...]
    basis: str
    demand: str
    reply_due: str
    contact: str
    contact_phone: str
    drafted_by: str
    printed_on: date
    reviewed_by: str | None = None
    signed_by: str | None = None
    signed_on: date | None = None
    number: str | None = None
    void: bool = False
    demo_banner: str | None = None

    @property
    def heading(self) -> str:
        return f"{self.organ}{self.name}"

    @property
    def marks(self) -> tuple[str, ...]:
        """What every page must show."""
        known = (
            VOID if self.void else None,
            UNSIGNED if self.signed_on is None else None,
            self.demo_banner,
        )
        return tuple(mark for mark in known if mark)

    @property
    def running_title(self) -> str:
        """What identifies a loose page."""
        return "　".join(word for word in (self.region, self.heading, self.number) if word)

    @property
    def rows(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Label and lines; what is empty is not printed."""
        many = len(self.matters) > 1
        listed = tuple(
            f"{place}．{one.text}" if many else one.text
            for place, one in enumerate(self.matters, 1)
        )
        rows = (
            ("承办单位", (self.unit,)),
            ("事项", (self.title,)),
            ("所涉事项", listed),
            ("依据", tuple(self.basis.splitlines())),
            ("要求", tuple(self.demand.splitlines())),
            ("回复时限", (self.reply_due,)),
        )
        return tuple((label, lines) for label, lines in rows if any(lines))

    @property
    def people(self) -> tuple[tuple[str, str], ...]:
        return (
            ("拟稿", self.drafted_by),
            ("审核", self.reviewed_by or ""),
            ("签发", self.signed_by or ""),
        )

    @property
    def contacts(self) -> tuple[tuple[str, str], ...]:
        return (("联系人", self.contact), ("联系电话", self.contact_phone))

    @property
    def dated(self) -> str:
        return printed_date(self.signed_on) if self.signed_on else BLANK_DATE

    @property
    def slip(self) -> tuple[tuple[str, str], ...]:
        """The reply where it is written by hand: label, and what is known."""
        return (
            ("承办单位\n（盖章）", ""),
            ("负责人", ""),
            ("经办人\n及电话", ""),
            ("回复日期", BLANK_DATE),
        )
