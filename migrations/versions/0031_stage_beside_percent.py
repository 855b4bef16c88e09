"""stage beside percent

What a row says of how far a task is, in words instead of a number, or with it.

Revision: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

STAGES = ("not_started", "preparing", "under_way", "nearly_done", "done")


def upgrade() -> None:
    stage = sa.Enum(*STAGES, name="taskstage", native_enum=False, length=24)
    op.add_column("report", sa.Column("stage", stage, nullable=True))


def downgrade() -> None:
    op.drop_column("report", "stage")
