"""settings of returns and lights

What a region gives that differs from the defaults.

Revision: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "progress_setting",
        sa.Column("id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("given", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_progress_setting_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_setting")),
        sa.UniqueConstraint("region_id", name=op.f("uq_progress_setting_region_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("progress_setting")
