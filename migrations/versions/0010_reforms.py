"""reforms of institutions, and who files for a group

Groups of plans that run already keep asking every member, as they did until now: a coordinator
may choose otherwise, but nobody is let off without one.

Revision: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEEP_ASKING = """
    INSERT INTO group_filing (plan_id, group_id, mode, decided_by, decided_at)
    SELECT DISTINCT assignment.plan_id, assignment.unit_id, 'all', '系统', plan.published_at
    FROM assignment
    JOIN plan ON plan.id = assignment.plan_id
    JOIN unit ON unit.id = assignment.unit_id
    WHERE unit.kind = 'group' AND plan.state = 'published' AND plan.published_at IS NOT NULL
        AND EXISTS (SELECT 1 FROM dispatch WHERE dispatch.plan_id = plan.id)
        AND EXISTS (SELECT 1 FROM group_member WHERE group_member.group_id = unit.id)
"""


def upgrade() -> None:
    op.create_table(
        "unit_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("named_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["holder_id"], ["unit.id"], name=op.f("fk_unit_line_holder_id")),
        sa.ForeignKeyConstraint(["named_id"], ["unit.id"], name=op.f("fk_unit_line_named_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_line")),
        sa.UniqueConstraint("named_id", "holder_id", name=op.f("uq_unit_line_named_id_holder_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("unit_line", schema=None) as batch_op:
        batch_op.create_index(
            "ix_unit_line_holder", ["holder_id", "since", "named_id"], unique=False
        )

    op.create_table(
        "unit_reform",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "region_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum("rename", "merge", "split", name="reformkind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("former_name", sa.String(), nullable=True),
        sa.Column("new_name", sa.String(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_unit_reform_region_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_reform_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_reform")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("unit_reform", schema=None) as batch_op:
        batch_op.create_index(
            "ix_unit_reform_region", ["region_id", "effective_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_unit_reform_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "group_filer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["unit.id"], name=op.f("fk_group_filer_group_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_group_filer_plan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_group_filer_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_filer")),
        sa.UniqueConstraint(
            "plan_id", "group_id", "unit_id", name=op.f("uq_group_filer_plan_id_group_id_unit_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("group_filer", schema=None) as batch_op:
        batch_op.create_index("ix_group_filer_unit", ["unit_id", "plan_id"], unique=False)

    op.create_table(
        "group_filing",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("none", "office", "chosen", "all", name="filing", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["unit.id"], name=op.f("fk_group_filing_group_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_group_filing_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_filing")),
        sa.UniqueConstraint("plan_id", "group_id", name=op.f("uq_group_filing_plan_id_group_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("group_filing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_filing_group_id"), ["group_id"], unique=False)

    op.create_table(
        "unit_succession",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "reform_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "predecessor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "successor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("is_principal", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["predecessor_id"], ["unit.id"], name=op.f("fk_unit_succession_predecessor_id")
        ),
        sa.ForeignKeyConstraint(
            ["reform_id"], ["unit_reform.id"], name=op.f("fk_unit_succession_reform_id")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["unit.id"], name=op.f("fk_unit_succession_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_succession")),
        sa.UniqueConstraint(
            "predecessor_id",
            "successor_id",
            name=op.f("uq_unit_succession_predecessor_id_successor_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("unit_succession", schema=None) as batch_op:
        batch_op.create_index("ix_unit_succession_reform", ["reform_id"], unique=False)
        batch_op.create_index("ix_unit_succession_successor", ["successor_id"], unique=False)

    op.create_table(
        "handover",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("named_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "reform_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_handover_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["named_id"], ["unit.id"], name=op.f("fk_handover_named_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_handover_plan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reform_id"], ["unit_reform.id"], name=op.f("fk_handover_reform_id")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_handover_task_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_handover_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_handover_assignment_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index("ix_handover_named", ["named_id", "since"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_reform_id"), ["reform_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_task_id"), ["task_id"], unique=False)
        batch_op.create_index("ix_handover_unit", ["unit_id", "since"], unique=False)
    op.execute(KEEP_ASKING)


def downgrade() -> None:
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index("ix_handover_unit")
        batch_op.drop_index(batch_op.f("ix_handover_task_id"))
        batch_op.drop_index(batch_op.f("ix_handover_reform_id"))
        batch_op.drop_index(batch_op.f("ix_handover_plan_id"))
        batch_op.drop_index("ix_handover_named")

    op.drop_table("handover")
    with op.batch_alter_table("unit_succession", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_succession_successor")
        batch_op.drop_index("ix_unit_succession_reform")

    op.drop_table("unit_succession")
    with op.batch_alter_table("group_filing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_filing_group_id"))

    op.drop_table("group_filing")
    with op.batch_alter_table("group_filer", schema=None) as batch_op:
        batch_op.drop_index("ix_group_filer_unit")

    op.drop_table("group_filer")
    with op.batch_alter_table("unit_reform", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_reform_unit_id"))
        batch_op.drop_index("ix_unit_reform_region")

    op.drop_table("unit_reform")
    with op.batch_alter_table("unit_line", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_line_holder")

    op.drop_table("unit_line")
