"""people and plans of a unit that a reform ended go on with its successor

Revision: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Added in place: a table that is built anew forgets which ids were used on SQLite.
    refers = sa.ForeignKey("membership.id", name=op.f("fk_membership_follows_id"))
    op.add_column(
        "membership", sa.Column("follows_id", ID, refers, nullable=True), inline_references=True
    )
    op.create_index(op.f("ix_membership_follows_id"), "membership", ["follows_id"])
    op.add_column(
        "unit_succession",
        sa.Column("takes_over", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute("UPDATE unit_succession SET takes_over = is_principal")
    op.create_table(
        "office_move",
        sa.Column("id", ID, primary_key=True),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("reform_id", ID, nullable=False),
        sa.Column("former_id", ID, nullable=False),
        sa.Column("office_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], op.f("fk_office_move_plan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reform_id"], ["unit_reform.id"], op.f("fk_office_move_reform_id")
        ),
        sa.ForeignKeyConstraint(["former_id"], ["unit.id"], op.f("fk_office_move_former_id")),
        sa.ForeignKeyConstraint(["office_id"], ["unit.id"], op.f("fk_office_move_office_id")),
        sa.UniqueConstraint("plan_id", "reform_id", name=op.f("uq_office_move_plan_id_reform_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_office_move_reform_id"), "office_move", ["reform_id"])


def downgrade() -> None:
    op.drop_table("office_move")
    op.drop_column("unit_succession", "takes_over")
    op.drop_index(op.f("ix_membership_follows_id"), table_name="membership")
    op.drop_column("membership", "follows_id")
