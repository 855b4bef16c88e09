"""second person of a reply

Who looked at the reply of an office's own unit before that office accepted it: to an instruction,
and to a notice. Of what was accepted before, nobody is known.

Revision: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

TABLES = ("instruction_unit", "notice_reply")
NAMES = ("confirmed_by", "confirmed_key")
STEP = sa.table("instruction_step", sa.column("action", sa.String()))


def upgrade() -> None:
    for table in TABLES:
        for name in NAMES:
            op.add_column(table, sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    op.execute(sa.delete(STEP).where(STEP.c.action == "confirm"))  # a version before knows none
    for table in TABLES:
        for name in NAMES:
            op.drop_column(table, name)
