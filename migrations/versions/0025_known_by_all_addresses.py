"""by what a recipient was known

A delivery keeps all by which its recipient was known, and not the mail alone: who corrects a
mobile number is told after all.

Revision: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ALL = sa.text(
    "UPDATE delivery SET address = coalesce(address, '') || ' '"
    " || coalesce((SELECT mobile FROM reach WHERE person_id = delivery.recipient_id), '') || ' '"
    " || coalesce((SELECT account FROM reach WHERE person_id = delivery.recipient_id), '')"
    " WHERE recipient_id IS NOT NULL"
)
MAIL = {
    "sqlite": "substr(address, 1, instr(address, ' ') - 1)",
    "postgresql": "split_part(address, ' ', 1)",
}


def upgrade() -> None:
    op.execute(ALL)


def downgrade() -> None:
    mail = MAIL[op.get_bind().dialect.name]
    op.execute(
        sa.text(
            f"UPDATE delivery SET address = nullif({mail}, '') WHERE recipient_id IS NOT NULL"  # noqa: S608 - a constant
        )
    )
