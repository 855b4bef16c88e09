"""a clarified name may go from a draft

The draft that follows a plan keeps which name a unit was named for; when that name goes, the unit
stays.

Revision: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NAME = "fk_assignment_clarifies_id"
# What was added in place has no name on SQLite, and another one on PostgreSQL.
NAMING = {"fk": "fk_%(table_name)s_%(column_0_name)s"}
USED = sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'assignment'")
STILL_USED = sa.text("UPDATE sqlite_sequence SET seq = :seq WHERE name = 'assignment'")


def upgrade() -> None:
    _refer(ondelete="SET NULL")


def downgrade() -> None:
    _refer(ondelete=None)


def _refer(ondelete: str | None) -> None:
    bind = op.get_bind()
    on_sqlite = bind.dialect.name == "sqlite"
    # A table that is built anew forgets which ids were used on SQLite.
    used = bind.execute(USED).scalar() if on_sqlite else None
    with op.batch_alter_table(
        "assignment", naming_convention=NAMING, table_kwargs={"sqlite_autoincrement": True}
    ) as batch:
        batch.drop_constraint(op.f(NAME) if on_sqlite else _named(bind), type_="foreignkey")
        batch.create_foreign_key(
            op.f(NAME), "assignment", ["clarifies_id"], ["id"], ondelete=ondelete
        )
    if used:
        bind.execute(STILL_USED, {"seq": used})


def _named(bind: sa.Connection) -> str:
    keys = sa.inspect(bind).get_foreign_keys("assignment")
    return next(str(one["name"]) for one in keys if one["constrained_columns"] == ["clarifies_id"])
