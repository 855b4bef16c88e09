"""files of replies to notices

Revision: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "notice_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_file_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_file")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notice_file_notice_id"), "notice_file", ["notice_id"])
    op.create_index(op.f("ix_notice_file_sha256"), "notice_file", ["sha256"])


def downgrade() -> None:
    op.drop_table("notice_file")
