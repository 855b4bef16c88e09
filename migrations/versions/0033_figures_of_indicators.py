"""figures of indicators

In the row of which task an indicator is told of, and what rows say of indicators.

Revision: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "indicator_task",
        sa.Column("id", ID, nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("indicator_id", ID, nullable=False),
        sa.Column("task_id", ID, nullable=False),
        _refers("plan_id", "plan"),
        _refers("indicator_id", "indicator"),
        _refers("task_id", "task"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_task")),
        sa.UniqueConstraint("indicator_id", name=op.f("uq_indicator_task_indicator_id")),
        sqlite_autoincrement=True,
    )
    for name in ("plan_id", "task_id"):
        op.create_index(op.f(f"ix_indicator_task_{name}"), "indicator_task", [name])
    # Added in place: a table that is built anew forgets which ids were used on SQLite.
    op.add_column("report", sa.Column("figures", sa.JSON(), nullable=True))


def _refers(column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_indicator_task_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.drop_column("report", "figures")
    op.drop_table("indicator_task")
