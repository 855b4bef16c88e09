"""life of tasks

Extensions and days of review beside what was printed, the steps that a task took, what was asked
for and decided, and the yearly results of tasks that have become ongoing.

Revision: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _of_a_task(table: str) -> list[sa.schema.SchemaItem]:
    """The columns that every row about a task has."""
    return [
        sa.Column("id", ID, nullable=False),
        sa.Column("task_id", ID, nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{one}_id"], [f"{one}.id"], name=op.f(f"fk_{table}_{one}_id")
            )
            for one in ("task", "plan", "region", "unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    op.add_column("task", sa.Column("extended_to", sa.Date(), nullable=True))
    op.add_column("task", sa.Column("review_on", sa.Date(), nullable=True))
    op.create_table(
        "task_step",
        *_of_a_task("task_step"),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("before", sa.String(length=24), nullable=False),
        sa.Column("after", sa.String(length=24), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("own_unit", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_task_step_task", "task_step", ["task_id", "id"])
    op.create_index(op.f("ix_task_step_region_id"), "task_step", ["region_id"])
    op.create_table(
        "extension",
        *_of_a_task("extension"),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_for", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("own_unit", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_extension_task", "extension", ["task_id", "id"])
    op.create_index("ix_extension_state", "extension", ["state", "region_id"])
    op.create_table(
        "stage_result",
        *_of_a_task("stage_result"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.UniqueConstraint("task_id", "year", name=op.f("uq_stage_result_task_id_year")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_stage_result_region_id"), "stage_result", ["region_id"])


def downgrade() -> None:
    """What was written off is closed: the version before knows no more of it."""
    op.execute("UPDATE task SET state = 'closed' WHERE state = 'written_off'")
    op.drop_table("stage_result")
    op.drop_table("extension")
    op.drop_table("task_step")
    op.drop_column("task", "review_on")
    op.drop_column("task", "extended_to")
