"""disputes of dispatched rows

What a unit says against a row that was given to it, and what was decided.

Revision: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", ID, nullable=False),
        sa.Column("dispatch_id", ID, nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("task_id", ID, nullable=False),
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_unit_id", ID, nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("raised_by", sa.String(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("new_assignment_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_dispute_{name}"))
            for name, table in (
                ("dispatch_id", "dispatch"),
                ("plan_id", "plan"),
                ("region_id", "region"),
                ("unit_id", "unit"),
                ("task_id", "task"),
                ("assignment_id", "assignment"),
                ("proposed_unit_id", "unit"),
                ("new_assignment_id", "assignment"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_dispute_open",
        "dispute",
        ["assignment_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_dispute_region", "dispute", ["region_id", "state", "id"])
    op.create_index("ix_dispute_plan", "dispute", ["plan_id", "state", "id"])
    op.create_index("ix_dispute_unit", "dispute", ["unit_id", "id"])
    op.create_index("ix_dispute_dispatch", "dispute", ["dispatch_id", "id"])


def downgrade() -> None:
    op.drop_table("dispute")
