from datetime import datetime

from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime


class NoticeFile(Row, table=True):
    """A file that the unit sent with its reply. Its bytes stand in the store by `sha256`."""

    __tablename__ = "notice_file"

    notice_id: int = Field(sa_type=BigId, foreign_key="notice.id", index=True)
    name: str
    kind: str = Field(max_length=8)
    size: int
    sha256: str = Field(max_length=64, index=True)
    added_by: str
    added_at: datetime = Field(sa_type=UtcDateTime)
