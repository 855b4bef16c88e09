"""which plan a plan follows

The text that was issued follows the one that was published for comment.

Revision: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Added in place: a table that is built anew forgets which ids were used on SQLite.
    refers = sa.ForeignKey("plan.id", name=op.f("fk_plan_supersedes_id"))
    op.add_column(
        "plan", sa.Column("supersedes_id", ID, refers, nullable=True), inline_references=True
    )
    op.create_index(op.f("ix_plan_supersedes_id"), "plan", ["supersedes_id"], unique=True)


def downgrade() -> None:
    """A plan that was followed is published again, as it was when the version before knew it."""
    op.execute("UPDATE plan SET state = 'published' WHERE state = 'superseded'")
    op.drop_index(op.f("ix_plan_supersedes_id"), table_name="plan")
    op.drop_column("plan", "supersedes_id")
