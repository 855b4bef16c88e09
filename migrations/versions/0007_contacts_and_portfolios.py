"""contacts of units, leaders and their portfolios

Revision: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _contacts()
    _leaders()
    _portfolios()


def _contacts() -> None:
    roles = ("head", "deputy_head", "section", "liaison", "deputy_liaison")
    op.create_table(
        "unit_contact",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column(
            "role",
            sa.Enum(*roles, name="contactrole", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("post", sa.String(length=100), nullable=True),
        sa.Column("section", sa.String(length=100), nullable=True),
        sa.Column("office_phone", sa.String(length=60), nullable=True),
        sa.Column("mobile", sa.String(length=20), nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_unit_contact_person_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_contact_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_contact")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("unit_contact", schema=None) as batch_op:
        batch_op.create_index("ix_unit_contact_unit", ["unit_id", "role", "valid_from"])
        batch_op.create_index(batch_op.f("ix_unit_contact_person_id"), ["person_id"])


def _leaders() -> None:
    op.create_table(
        "region_leader",
        sa.Column("id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("post", sa.String(length=100), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_region_leader_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_region_leader_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_leader")),
        sa.UniqueConstraint("region_id", "name", name=op.f("uq_region_leader_region_id_name")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("region_leader", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_leader_person_id"), ["person_id"])


def _portfolios() -> None:
    op.create_table(
        "portfolio",
        sa.Column("id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("leader_id", ID, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["region_leader.id"], name=op.f("fk_portfolio_leader_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_portfolio_region_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_portfolio_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("portfolio", schema=None) as batch_op:
        batch_op.create_index("ix_portfolio_region", ["region_id", "valid_from"])
        batch_op.create_index("ix_portfolio_unit", ["unit_id", "region_id", "valid_from"])
        batch_op.create_index(batch_op.f("ix_portfolio_leader_id"), ["leader_id"])


def downgrade() -> None:
    op.drop_table("portfolio")
    op.drop_table("region_leader")
    op.drop_table("unit_contact")
