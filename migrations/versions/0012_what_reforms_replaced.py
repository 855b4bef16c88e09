"""what a reform replaced, to be restored when it is taken back

Revision: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: a table that is built anew forgets which ids were used on SQLite.
    op.add_column("unit_reform", sa.Column("former_alias", sa.JSON(none_as_null=True)))
    op.add_column("unit_succession", sa.Column("former_valid_until", sa.Date()))


def downgrade() -> None:
    op.drop_column("unit_succession", "former_valid_until")
    op.drop_column("unit_reform", "former_alias")
