"""rules of returns

What a return is for, the evaluations of a plan, and the tasks that are asked about at other times.

Revision: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ("month", "quarter", "half_year", "year", "milestone", "once", "midterm", "final")
KIND = sa.Enum(*KINDS, name="periodkind", native_enum=False, length=24)
# Of the keys that there were: 2023-01, 2023-Q1, 2023-H1 and 2023.
WERE = {"month": "____-__", "quarter": "____-Q_", "half_year": "____-H_", "year": "____"}
# Keys that the version before does not know, in a form that it prints as it stands: the key there,
# and the key here from it.
ENDS = "substr(CAST(period_end AS VARCHAR), 1, 4)"
YEAR = "substr(period, 1, 4)"
BEFORE = {
    "milestone": (
        "substr(period, 3, 4) || '-' || substr(period, 8, 2) || '月' || substr(period, 11, 2) "
        "|| '日节点'",
        f"'m-' || {YEAR} || '-' || substr(period, 6, 2) || '-' || substr(period, 9, 2)",
        "____-__月__日节点",
    ),
    "midterm": ("substr(period, 9, 4) || '-中期评估'", f"'midterm-' || {YEAR}", "____-中期评估"),
    "final": (f"{ENDS} || '-期末总结评估'", "'final'", "____-期末总结评估"),
    "once": (f"{ENDS} || '-一次填报'", "'once'", "____-一次填报"),
}


def upgrade() -> None:
    # Added in place: a table that is built anew forgets which ids were used on SQLite.
    op.add_column("returns", sa.Column("kind", KIND, nullable=False, server_default="half_year"))
    for kind, form in WERE.items():
        if kind != "half_year":
            letters = "AND period NOT LIKE '%Q%' AND period NOT LIKE '%H%'"
            only = letters if kind == "month" else ""
            op.execute(f"UPDATE returns SET kind = '{kind}' WHERE period LIKE '{form}' {only}")
    for kind, (_, key, form) in BEFORE.items():
        op.execute(
            f"UPDATE returns SET kind = '{kind}', period = {key} WHERE period LIKE '{form}'"
        )
    op.create_table(
        "return_rule",
        sa.Column("id", ID, nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("midterm_on", sa.Date(), nullable=True),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        _refers("return_rule", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_rule")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_return_rule_plan_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "task_return_rule",
        sa.Column("id", ID, nullable=False),
        sa.Column("task_id", ID, nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("kind", KIND, nullable=False),
        _refers("task_return_rule", "task_id", "task"),
        _refers("task_return_rule", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_return_rule")),
        sa.UniqueConstraint("task_id", name=op.f("uq_task_return_rule_task_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_return_rule_plan_id"), "task_return_rule", ["plan_id"])
    op.create_table(
        "task_milestone",
        sa.Column("id", ID, nullable=False),
        sa.Column("task_id", ID, nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        _refers("task_milestone", "task_id", "task"),
        _refers("task_milestone", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_milestone")),
        sa.UniqueConstraint("task_id", "day", name=op.f("uq_task_milestone_task_id_day")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_milestone_plan_id"), "task_milestone", ["plan_id"])


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.drop_table("task_milestone")
    op.drop_table("task_return_rule")
    op.drop_table("return_rule")
    for kind, (key, *_) in BEFORE.items():
        op.execute(f"UPDATE returns SET period = {key} WHERE kind = '{kind}'")
    op.drop_column("returns", "kind")
