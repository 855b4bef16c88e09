"""corrections and amendments of published plans

On the way down what an amendment had ended stands again: the rows are all there, and nothing else
tells them apart.

Revision: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HELD = ["unit_id", "task_id", "position"]
MARKED = [
    (table, column)
    for table in ("task", "assignment")
    for column in ("added_by_id", "ended_by_id")
]


def upgrade() -> None:
    _amendment()
    _amendment_change()
    # Added in place: a table that is built anew forgets which ids were used on SQLite.
    for table, column in MARKED:
        refers = sa.ForeignKey("amendment.id", name=op.f(f"fk_{table}_{column}"))
        op.add_column(table, sa.Column(column, ID, refers, nullable=True), inline_references=True)
    op.drop_index("ix_assignment_unit", table_name="assignment")
    op.create_index("ix_assignment_unit", "assignment", [*HELD, "ended_by_id"], unique=False)


def _amendment() -> None:
    op.create_table(
        "amendment",
        sa.Column("id", ID, nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "correction",
                "amendment",
                "claim",
                "clarification",
                "measure",
                name="amendmentkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("basis", sa.String(), nullable=True),
        sa.Column("organ", sa.String(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("document_id", ID, nullable=True),
        sa.Column("proof", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_amendment_document_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_amendment_plan_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_amendment_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_amendment_plan_id_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_amendment_region_id"), ["region_id"], unique=False)


def _amendment_change() -> None:
    rows = ("task", "assignment", "indicator")
    op.create_table(
        "amendment_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("amendment_id", ID, nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        *(sa.Column(f"{row}_id", ID, nullable=True) for row in rows),
        sa.Column(
            "action",
            sa.Enum(
                "task_added",
                "task_changed",
                "task_ended",
                "assignment_added",
                "assignment_changed",
                "assignment_ended",
                "indicator_changed",
                name="changeaction",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{row}_id"], [f"{row}.id"], name=op.f(f"fk_amendment_change_{row}_id")
            )
            for row in ("amendment", "plan", *rows)
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("amendment_change", schema=None) as batch_op:
        for row in ("amendment", *rows):
            batch_op.create_index(
                batch_op.f(f"ix_amendment_change_{row}_id"), [f"{row}_id"], unique=False
            )
        batch_op.create_index("ix_amendment_change_plan", ["plan_id", "task_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_assignment_unit", table_name="assignment")
    op.create_index("ix_assignment_unit", "assignment", HELD, unique=False)
    for table, column in reversed(MARKED):
        # Built anew on SQLite: 0024 made these references constraints of the table.
        with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch:
            batch.drop_column(column)
    op.drop_table("amendment_change")
    op.drop_table("amendment")
