"""what was said of an assignment before its holder was split in its turn

Revision: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: a table that is built anew forgets which ids were used on SQLite.
    op.add_column("handover", sa.Column("earlier", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("handover", "earlier")
