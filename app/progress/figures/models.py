from sqlmodel import Field

from app.core.columns import BigId, Row


class IndicatorTask(Row, table=True):
    """In the row of which task an indicator is told of: of one, so that no figure is asked twice.

    What was told stands in the rows themselves (`Report.figures`) and goes with them.
    """

    __tablename__ = "indicator_task"

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", index=True, ondelete="CASCADE")
    indicator_id: int = Field(
        sa_type=BigId, foreign_key="indicator.id", unique=True, ondelete="CASCADE"
    )
    task_id: int = Field(sa_type=BigId, foreign_key="task.id", index=True, ondelete="CASCADE")
