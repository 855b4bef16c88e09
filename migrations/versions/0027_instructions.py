"""instructions

What a leader wrote, the units that answer for it, and what was done.

Revision: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def _refers(table: str, column: str, to: str, ondelete: str | None = None) -> sa.schema.SchemaItem:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "instruction",
        sa.Column("id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("office_id", ID, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("leader_id", ID, nullable=True),
        sa.Column("plan_id", ID, nullable=True),
        sa.Column("task_id", ID, nullable=True),
        sa.Column("source_number", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("scan_name", sa.String(), nullable=True),
        sa.Column("scan_kind", sa.String(length=8), nullable=True),
        sa.Column("scan_size", sa.Integer(), nullable=True),
        sa.Column("scan_sha256", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        _refers("instruction", "region_id", "region"),
        _refers("instruction", "office_id", "unit"),
        _refers("instruction", "leader_id", "person"),
        _refers("instruction", "plan_id", "plan"),
        _refers("instruction", "task_id", "task"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruction")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_instruction_due", "instruction", ["region_id", "due_on", "id"])
    op.create_index("ix_instruction_leader", "instruction", ["region_id", "given_by"])
    op.create_index(op.f("ix_instruction_plan_id"), "instruction", ["plan_id"])
    op.create_index(op.f("ix_instruction_task_id"), "instruction", ["task_id"])
    op.create_table(
        "instruction_unit",
        sa.Column("id", ID, nullable=False),
        sa.Column("instruction_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("acknowledged_by", sa.String(), nullable=True),
        sa.Column("acknowledged_at", INSTANT, nullable=True),
        sa.Column("reply", sa.String(), nullable=True),
        sa.Column("replied_by", sa.String(), nullable=True),
        sa.Column("replied_at", INSTANT, nullable=True),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("own_unit", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("instruction_unit", "instruction_id", "instruction", "CASCADE"),
        _refers("instruction_unit", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruction_unit")),
        sa.UniqueConstraint(
            "instruction_id", "unit_id", name=op.f("uq_instruction_unit_instruction_id_unit_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_instruction_unit_due", "instruction_unit", ["state", "due_on"])
    op.create_index("ix_instruction_unit_unit", "instruction_unit", ["unit_id", "state"])
    op.create_table(
        "instruction_step",
        sa.Column("id", ID, nullable=False),
        sa.Column("instruction_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("after", sa.String(length=24), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        sa.Column("own_unit", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        _refers("instruction_step", "instruction_id", "instruction", "CASCADE"),
        _refers("instruction_step", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruction_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_instruction_step_instruction", "instruction_step", ["instruction_id", "id"]
    )


def downgrade() -> None:
    # Whoever knows no instructions cannot say what these speak of.
    for table in ("reminder", "draft_wanted", "notice_matter"):
        kinds = "('instruction', 'instruction_receipt')"
        op.execute(f"DELETE FROM {table} WHERE subject_kind IN {kinds}")  # noqa: S608 - constants
    op.drop_table("instruction_step")
    op.drop_table("instruction_unit")
    op.drop_table("instruction")
