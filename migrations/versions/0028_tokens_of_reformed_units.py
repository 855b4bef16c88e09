"""tokens of a unit that a reform ended act for its successor

Revision: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "token_move",
        sa.Column("id", ID, nullable=False),
        sa.Column("token_id", ID, nullable=False),
        sa.Column("former_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_token_move_{name}"))
            for name, to in (("token_id", "token"), ("former_id", "unit"), ("unit_id", "unit"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_move")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_token_move_token", "token_move", ["token_id", "since"])
    op.create_index(op.f("ix_token_move_former_id"), "token_move", ["former_id"])


def downgrade() -> None:
    """Each token is again one of the unit that it was made for."""
    op.drop_table("token_move")
