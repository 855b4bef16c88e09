"""calls

Who was called about what, and what the answer was.

Revision: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "call",
        sa.Column("id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("called_by", sa.String(), nullable=False),
        sa.Column("spoke_to", sa.String(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("called_at", INSTANT, nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("corrects_id", ID, nullable=True),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("typist", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        *(
            sa.ForeignKeyConstraint([f"{one}_id"], [f"{one}.id"], name=op.f(f"fk_call_{one}_id"))
            for one in ("region", "unit", "person")
        ),
        sa.ForeignKeyConstraint(["corrects_id"], ["call.id"], name=op.f("fk_call_corrects_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_call_corrects_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_call_region", "call", ["region_id", "id"])
    op.create_index("ix_call_unit", "call", ["unit_id", "called_at"])
    op.create_table(
        "call_matter",
        sa.Column("id", ID, nullable=False),
        sa.Column("call_id", ID, nullable=False),
        sa.Column("subject_kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_call_matter_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_matter")),
        sa.UniqueConstraint(
            "call_id",
            "subject_kind",
            "subject_id",
            name=op.f("uq_call_matter_call_id_subject_kind_subject_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_call_matter_subject", "call_matter", ["subject_kind", "subject_id"])


def downgrade() -> None:
    op.drop_table("call_matter")
    op.drop_table("call")
