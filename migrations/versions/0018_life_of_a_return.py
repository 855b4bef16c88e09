"""life of a return

Whose words a coordinator entered and how they came, who signed in the unit, who was the second
person of a review by the own unit, why nothing changed, and what a return was before it was
amended.

Revision: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAY = sa.Enum("paper", "telephone", name="way", native_enum=False, length=24)
# Added in place: a table that is built anew forgets which ids were used on SQLite.
COLUMNS = {
    "on_behalf_of": sa.String(),
    "way": WAY,
    "cleared_by": sa.String(),
    "cleared_on": sa.Date(),
    "confirmed_by": sa.String(),
    "confirmed_key": sa.String(),
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("returns", sa.Column(name, kind, nullable=True))
    op.add_column(
        "report", sa.Column("no_change_reason", sa.String(), nullable=False, server_default="")
    )
    op.create_table(
        "return_edition",
        sa.Column("id", ID, nullable=False),
        sa.Column("return_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("rows", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("amended_by", sa.String(), nullable=False),
        sa.Column("amended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["returns.id"],
            name=op.f("fk_return_edition_return_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_edition")),
        sa.UniqueConstraint("return_id", "number", name=op.f("uq_return_edition_return_id_number")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """What is in the unit or locked becomes what it was before there were such states."""
    op.drop_table("return_edition")
    op.execute("UPDATE returns SET state = 'draft' WHERE state = 'clearing'")
    op.execute("UPDATE returns SET state = 'accepted' WHERE state = 'locked'")
    op.drop_column("report", "no_change_reason")
    for name in reversed(COLUMNS):
        op.drop_column("returns", name)
