"""claims on tasks that name nobody, and measures of the units that hold them

Revision: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ROLE = ("lead", "responsible", "supporting")
CLAIM_STATE = ("offered", "confirmed", "declined", "withdrawn")
MEASURE_STATE = ("active", "done", "dropped")


def upgrade() -> None:
    _claim()
    _claim_partner()
    _measure()
    _measure_revision()


def downgrade() -> None:
    for table in ("measure_revision", "measure", "claim_partner", "claim"):
        op.drop_table(table)


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def _refers(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("id", ID, nullable=False),
        sa.Column("task_id", ID, nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("role", _choice(ROLE, "role"), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", _choice(CLAIM_STATE, "claimstate"), nullable=False),
        sa.Column("offered_by", sa.String(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=True),
        sa.Column("confirmed_role", _choice(ROLE, "role"), nullable=True),
        sa.Column("assignment_id", ID, nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        _refers("claim", "task_id", "task"),
        _refers("claim", "plan_id", "plan"),
        _refers("claim", "region_id", "region"),
        _refers("claim", "unit_id", "unit"),
        _refers("claim", "assignment_id", "assignment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sqlite_autoincrement=True,
    )
    open_ones = sa.text("state = 'offered'")
    op.create_index(
        "uq_claim_open",
        "claim",
        ["task_id", "unit_id"],
        unique=True,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )
    op.create_index("ix_claim_task", "claim", ["task_id", "id"], unique=False)
    for by in ("unit", "plan", "region"):
        op.create_index(f"ix_claim_{by}", "claim", [f"{by}_id", "state", "id"], unique=False)


def _claim_partner() -> None:
    table = "claim_partner"
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("claim_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        _refers(table, "claim_id", "claim", "CASCADE"),
        _refers(table, "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_partner")),
        sa.UniqueConstraint("claim_id", "unit_id", name=op.f("uq_claim_partner_claim_id_unit_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_claim_partner_unit", table, ["unit_id"], unique=False)


def _measure() -> None:
    op.create_table(
        "measure",
        sa.Column("id", ID, nullable=False),
        sa.Column("task_id", ID, nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *_content(),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        _refers("measure", "task_id", "task"),
        _refers("measure", "plan_id", "plan"),
        _refers("measure", "region_id", "region"),
        _refers("measure", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_measure_task", "measure", ["task_id", "unit_id", "position"], unique=False)
    op.create_index("ix_measure_unit", "measure", ["unit_id", "plan_id", "position"], unique=False)
    op.create_index("ix_measure_plan", "measure", ["plan_id", "unit_id"], unique=False)
    op.create_index(op.f("ix_measure_region_id"), "measure", ["region_id"], unique=False)


def _measure_revision() -> None:
    table = "measure_revision"
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("measure_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_content(),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _refers(table, "measure_id", "measure", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_revision")),
        sa.UniqueConstraint(
            "measure_id", "version", name=op.f("uq_measure_revision_measure_id_version")
        ),
        sqlite_autoincrement=True,
    )


def _content() -> tuple[sa.Column, ...]:
    """What a measure says, now and in each earlier version."""
    return (
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("state", _choice(MEASURE_STATE, "measurestate"), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=True),
    )
