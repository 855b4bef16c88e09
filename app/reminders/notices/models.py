from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime, choice
from app.reminders.notices.terms import NoticeColour, NoticeKind, NoticeState, ReplyOutcome


class Notice(Row, table=True):
    """督办文书 of an office to one unit.

    `organ` is the name under which it goes out (县残工委办公室 sits in 县残联), kept with the
    number when it is signed. A number stays for ever, also that of a void notice. `reply_due_on`
    may be null in a draft: the day of signing then sets it. `signed_entered_by` wrote down who
    signed on paper. `drafted_for` is the day for which the ladder asked for it.
    """

    __table_args__ = (
        UniqueConstraint("region_id", "number"),
        UniqueConstraint("unit_id", "kind", "office_id", "drafted_for"),
        Index("ix_notice_region", "region_id", "state", "id"),
        Index("ix_notice_unit", "unit_id", "state", "id"),
        Index("ix_notice_due", "state", "reply_due_on"),
        {"sqlite_autoincrement": True},
    )

    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    office_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    kind: NoticeKind = Field(sa_type=choice(NoticeKind))
    colour: NoticeColour | None = Field(default=None, sa_type=choice(NoticeColour))
    state: NoticeState = Field(default=NoticeState.DRAFT, sa_type=choice(NoticeState))
    title: str = ""
    basis: str = ""
    demand: str = ""
    contact: str = ""
    contact_phone: str = ""
    reply_due_on: date | None = None
    reply_due_confirmed: bool = True
    organ: str | None = None
    number: str | None = Field(default=None, max_length=60)
    number_year: int | None = None
    drafted_by: str
    drafted_at: datetime = Field(sa_type=UtcDateTime)
    drafted_for: date | None = None
    reviewed_by: str | None = None
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    signed_by: str | None = None
    signed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    signed_entered_by: str | None = None
    ended_by: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    end_note: str | None = None
    version: int = 1
    updated_at: datetime = Field(sa_type=UtcDateTime)


class NoticeMatter(Row, table=True):
    """One matter of which a notice speaks: a subject of the ladder. Its words and its due date are
    those of the day of drafting, and after signing those that stand on the paper.
    """

    __tablename__ = "notice_matter"
    __table_args__ = (
        UniqueConstraint("notice_id", "subject_kind", "subject_id"),
        Index("ix_notice_matter_subject", "subject_kind", "subject_id"),
        {"sqlite_autoincrement": True},
    )

    notice_id: int = Field(sa_type=BigId, foreign_key="notice.id")
    position: int
    subject_kind: str = Field(max_length=24)
    subject_id: int = Field(sa_type=BigId)
    title: str
    part: str
    due_on: date
    due_confirmed: bool = True


class NoticeReply(Row, table=True):
    """回复 of the unit, and what became of it. Where a coordinator wrote it down, `entered_by`.
    `confirmed_key` tells the second person of a 自审 from who decides.
    """

    __tablename__ = "notice_reply"
    __table_args__ = (
        Index("ix_notice_reply_notice", "notice_id", "id"),
        {"sqlite_autoincrement": True},
    )

    notice_id: int = Field(sa_type=BigId, foreign_key="notice.id")
    text: str
    replied_by: str
    replied_at: datetime = Field(sa_type=UtcDateTime)
    entered_by: str | None = None
    outcome: ReplyOutcome = Field(default=ReplyOutcome.WAITING, sa_type=choice(ReplyOutcome))
    confirmed_by: str | None = None
    confirmed_key: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str | None = None
    new_due_on: date | None = None


class NoticeSeries(Row, table=True):
    """The last number given of a 机关代字 in a year. Whoever signs locks the row, so that the
    numbers follow each other without a gap.
    """

    __tablename__ = "notice_series"
    __table_args__ = (UniqueConstraint("region_id", "code", "year"), {"sqlite_autoincrement": True})

    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    code: str = Field(max_length=40)
    year: int
    last: int = 0
