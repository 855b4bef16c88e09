"""functions and credit codes of units

Units that are there get the function that their name tells, as new ones do.

Revision: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from app.units.functions import function_for
from app.units.terms import UnitKind

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UNITS = sa.text("""
    SELECT unit.id, unit.name, unit.kind, region.path
    FROM unit JOIN region ON region.id = unit.region_id
""")


def upgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("function", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("credit_code", sa.String(length=18), nullable=True))
    _fill()


def _fill() -> None:
    connection = op.get_bind()
    names = {row.code: row.name for row in connection.execute(sa.text("SELECT code, name FROM region"))}
    told = [
        {"unit": row.id, "function": function}
        for row in connection.execute(UNITS)
        if (
            function := function_for(
                row.name,
                UnitKind(row.kind),
                [names[code] for code in row.path.strip("/").split("/")],
            )
        )
    ]
    if told:
        connection.execute(sa.text("UPDATE unit SET function = :function WHERE id = :unit"), told)


def downgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("credit_code")
        batch_op.drop_column("function")
