"""lint of the matrix

What a region checks and how much it weighs, what people have put down as it should be, and the
keys by which tasks nearly the same are found. Keys of plans that were published before are made by
the service's own nightly work.

Revision: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def big_id() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lint_setting",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("region_id", big_id(), nullable=False),
        sa.Column("levels", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("most_units", sa.Integer(), nullable=True),
        sa.Column("likeness", sa.Float(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_lint_setting_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lint_setting")),
        sa.UniqueConstraint("region_id", name=op.f("uq_lint_setting_region_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "lint_mark",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("plan_id", big_id(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("finding_id", big_id(), nullable=True),
        sa.Column("marked_by", sa.String(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["finding.id"],
            name=op.f("fk_lint_mark_finding_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_lint_mark_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lint_mark")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_lint_mark_plan_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("lint_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lint_mark_finding_id"), ["finding_id"], unique=False)
    op.create_table(
        "task_band",
        sa.Column("band", big_id(), autoincrement=False, nullable=False),
        sa.Column("region_id", big_id(), autoincrement=False, nullable=False),
        sa.Column("task_id", big_id(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_task_band_region_id")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_task_band_task_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("band", "region_id", "task_id", name=op.f("pk_task_band")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("task_band", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_band_task_id"), ["task_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task_band", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_band_task_id"))

    op.drop_table("task_band")
    with op.batch_alter_table("lint_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lint_mark_finding_id"))

    op.drop_table("lint_mark")
    op.drop_table("lint_setting")
