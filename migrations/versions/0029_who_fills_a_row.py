"""who fills a row

Who writes the row of a task and whose rows are parts of it. What was asked for before goes on as it
was: plans that are published already keep asking each unit for its own.

Revision: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

FILLS = sa.Enum("merged", "each", name="fills", native_enum=False, length=24)


def upgrade() -> None:
    # Added in place: a table that is built anew forgets which ids were used on SQLite.
    op.add_column("return_rule", sa.Column("fills", FILLS, nullable=False, server_default="merged"))
    op.add_column(
        "return_rule", sa.Column("parts_workdays", sa.Integer(), nullable=False, server_default="3")
    )
    published = "(SELECT id FROM plan WHERE state = 'published')"
    op.execute(f"UPDATE return_rule SET fills = 'each' WHERE plan_id IN {published}")  # noqa: S608
    op.execute(
        "INSERT INTO return_rule"
        " (plan_id, final, fills, parts_workdays, version, updated_by, updated_at)"
        " SELECT id, false, 'each', 3, 1, created_by, updated_at FROM plan"
        " WHERE state = 'published' AND id NOT IN (SELECT plan_id FROM return_rule)"
    )
    op.add_column(
        "returns", sa.Column("only_parts", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("returns", sa.Column("parts_due_on", sa.Date(), nullable=True))
    op.add_column(
        "returns", sa.Column("parts_filed_at", sa.DateTime(timezone=True), nullable=True)
    )

    unfiled = sa.text("parts_due_on IS NOT NULL AND parts_filed_at IS NULL")
    op.create_index(
        "ix_returns_parts",
        "returns",
        ["parts_due_on"],
        sqlite_where=unfiled,
        postgresql_where=unfiled,
    )


def downgrade() -> None:
    # What was said of parts alone cannot be read where there are none.
    for table in ("reminder", "draft_wanted", "notice_matter"):
        op.execute(f"DELETE FROM {table} WHERE subject_kind = 'parts'")  # noqa: S608 - constants
    op.drop_index("ix_returns_parts", "returns")
    for name in ("parts_filed_at", "parts_due_on", "only_parts"):
        op.drop_column("returns", name)
    for name in ("parts_workdays", "fills"):
        op.drop_column("return_rule", name)
