from datetime import datetime

from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime


class Attachment(Row, table=True):
    """A file of a return, or of one task in it. Its bytes stand in the store by `sha256`."""

    return_id: int = Field(sa_type=BigId, foreign_key="returns.id", index=True, ondelete="CASCADE")
    task_id: int | None = Field(default=None, sa_type=BigId, foreign_key="task.id")
    name: str
    kind: str = Field(max_length=8)
    size: int
    sha256: str = Field(max_length=64, index=True)
    added_by: str
    added_at: datetime = Field(sa_type=UtcDateTime)
