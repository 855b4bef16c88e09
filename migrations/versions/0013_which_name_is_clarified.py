"""which name in a task a clarification answers

Of those that were given before, the first unclear name of the same task and role.

Revision: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ANSWERED = """
    UPDATE assignment SET clarifies_id = (
        SELECT MIN(asked.id) FROM assignment AS asked
        LEFT JOIN unit ON unit.id = asked.unit_id
        WHERE asked.task_id = assignment.task_id AND asked.role = assignment.role
            AND asked.id < assignment.id AND (asked.unit_id IS NULL OR unit.kind = 'group')
    )
    WHERE added_by_id IN (SELECT id FROM amendment WHERE kind = 'clarification')
"""


def upgrade() -> None:
    # Added in place: a table that is built anew forgets which ids were used on SQLite.
    refers = sa.ForeignKey("assignment.id", name=op.f("fk_assignment_clarifies_id"))
    op.add_column(
        "assignment", sa.Column("clarifies_id", ID, refers, nullable=True), inline_references=True
    )
    op.create_index(op.f("ix_assignment_clarifies_id"), "assignment", ["clarifies_id"])
    op.execute(ANSWERED)


def downgrade() -> None:
    op.drop_index(op.f("ix_assignment_clarifies_id"), table_name="assignment")
    # Built anew on SQLite: 0024 made the reference a constraint of the table.
    counted = {"sqlite_autoincrement": True}
    with op.batch_alter_table("assignment", table_kwargs=counted) as batch:
        batch.drop_column("clarifies_id")
