"""reviews of tasks that rest

The ladder finds what rests by its day, among all tasks.

Revision: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

RESTS = sa.text("review_on IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_task_review", "task", ["review_on"], sqlite_where=RESTS, postgresql_where=RESTS
    )


def downgrade() -> None:
    # What was said of reviews cannot be read where there are none.
    for table in ("reminder", "draft_wanted", "notice_matter", "call_matter"):
        op.execute(f"DELETE FROM {table} WHERE subject_kind = 'review'")  # noqa: S608 - constants
    op.drop_index("ix_task_review", "task")
