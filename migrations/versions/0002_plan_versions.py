"""plan versions

Every plan that was read has the file it was made from as its first version. On the way down a new
version that is still to be read goes with its document: nothing would ever read it.

Revision: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FIRST_VERSIONS = """
    INSERT INTO plan_version (
        plan_id, number, state, stage, document_id, title, read_done, read_total,
        created_by, created_at, imported_at
    )
    SELECT plan.id, 1, 'imported', plan.stage, document.id, plan.title, 0, 0,
        plan.created_by, plan.created_at, plan.created_at
    FROM plan JOIN document ON document.id = (
        SELECT max(main.id) FROM document AS main
        WHERE main.plan_id = plan.id AND main.kind = 'main' AND main.text_sha256 IS NOT NULL
    )
    WHERE plan.state IN ('draft', 'published')
    ORDER BY plan.id
"""

UNREAD = """
    DELETE FROM document WHERE id IN (
        SELECT document_id FROM plan_version WHERE state = 'reading'
    )
"""


def upgrade() -> None:
    op.create_table(
        "plan_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "reading",
                "refused",
                "imported",
                name="versionstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum("consultation", "review", "issued", name="stage", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("read_done", sa.Integer(), nullable=False),
        sa.Column("read_total", sa.Integer(), nullable=False),
        sa.Column("refusal_code", sa.String(), nullable=True),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.Column("printed", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("difference", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_plan_version_document_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_version_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_version_plan_id_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plan_version_document_id"), ["document_id"], unique=False
        )
    op.execute(FIRST_VERSIONS)


def downgrade() -> None:
    op.execute(UNREAD)
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_version_document_id"))

    op.drop_table("plan_version")
