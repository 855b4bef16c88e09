"""parts filed by row

When each row was filed ahead of its form, in place of one instant for all. What a filing took along
is told by its event. A form that was sent back or waived since is not filed any more, and one that
is handed in is read by its state.

Revision: 0035
Revises: 0034
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

RETURNS = sa.table(
    "returns",
    sa.column("id", sa.BigInteger()),
    sa.column("state", sa.String()),
    sa.column("parts_filed_at", sa.DateTime(timezone=True)),
)
REPORT = sa.table(
    "report",
    sa.column("return_id", sa.BigInteger()),
    sa.column("task_id", sa.BigInteger()),
    sa.column("filed_at", sa.DateTime(timezone=True)),
)
EVENT = sa.table(
    "event",
    sa.column("seq", sa.BigInteger()),
    sa.column("kind", sa.String()),
    sa.column("subject_id", sa.BigInteger()),
    sa.column("body", sa.String()),
)


def upgrade() -> None:
    op.add_column("report", sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True))
    connection = op.get_bind()
    filings = (
        sa.select(RETURNS.c.id, RETURNS.c.parts_filed_at, EVENT.c.body)
        .join(EVENT, EVENT.c.subject_id == RETURNS.c.id)
        .where(
            EVENT.c.kind == "return.parts_filed",
            EVENT.c.body.is_not(None),
            RETURNS.c.parts_filed_at.is_not(None),
            RETURNS.c.state.not_in(("returned", "waived")),
        )
    )
    for filing in connection.execute(filings).all():
        rows = sa.update(REPORT).where(
            REPORT.c.return_id == filing.id,
            REPORT.c.task_id.in_(json.loads(filing.body).get("tasks", [])),
        )
        connection.execute(rows.values(filed_at=filing.parts_filed_at))
    stale = sa.update(RETURNS).where(RETURNS.c.state.in_(("returned", "waived")))
    connection.execute(stale.values(parts_filed_at=None))


def downgrade() -> None:
    op.drop_column("report", "filed_at")
