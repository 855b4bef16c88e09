"""the ladder: steps as data, any kind of matter, and the papers that steps ask for

A reminder of a return becomes one of the subject `return`, and its step a number of working days.

Revision: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AUDIENCES = ("unit", "unit_head", "coordinator", "leader", "unreached")
COUNTED = {"sqlite_autoincrement": True}
STEPS = {"T-3": -3, "T": 0, "T+1": 1, "T+3": 3}


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def upgrade() -> None:
    _remind_of_subjects()
    op.create_table(
        "draft_wanted",
        sa.Column("id", ID, nullable=False),
        sa.Column("subject_kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("draft", _choice("draft", "urging", "supervision"), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_draft_wanted_unit_id")),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_draft_wanted_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_wanted")),
        sa.UniqueConstraint(
            "subject_kind",
            "subject_id",
            "due_on",
            "draft",
            name=op.f("uq_draft_wanted_subject_kind_subject_id_due_on_draft"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_draft_wanted_open", "draft_wanted", ["drafted_at", "unit_id"])
    op.create_table(
        "ladder_setting",
        sa.Column("id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("ladders", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_ladder_setting_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_setting")),
        sa.UniqueConstraint("region_id", name=op.f("uq_ladder_setting_region_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "plan_ladder",
        sa.Column("plan_id", ID, autoincrement=False, nullable=False),
        sa.Column("profile", _choice("profile", "plan", "instruction"), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_ladder_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_plan_ladder")),
    )


def _remind_of_subjects() -> None:
    with op.batch_alter_table("reminder", table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(
            sa.Column("subject_kind", sa.String(24), server_default="return", nullable=False)
        )
        batch_op.add_column(sa.Column("subject_id", ID, nullable=True))
        batch_op.add_column(
            sa.Column(
                "audience",
                _choice("audience", *AUDIENCES),
                server_default="unit",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("days", sa.Integer(), nullable=True))
    cases = " ".join(f"WHEN '{step}' THEN {days}" for step, days in STEPS.items())
    op.execute(f"UPDATE reminder SET subject_id = return_id, days = CASE step {cases} END")
    with op.batch_alter_table("reminder", table_kwargs=COUNTED) as batch_op:
        batch_op.drop_constraint(
            op.f("uq_reminder_return_id_due_on_step_recipient_id"), type_="unique"
        )
        batch_op.drop_constraint(op.f("fk_reminder_return_id"), type_="foreignkey")
        batch_op.drop_column("return_id")
        batch_op.drop_column("step")
        batch_op.alter_column("subject_kind", server_default=None)
        batch_op.alter_column("audience", server_default=None)
        batch_op.alter_column("subject_id", existing_type=ID, nullable=False)
    with op.batch_alter_table("reminder", table_kwargs=COUNTED) as batch_op:
        batch_op.alter_column(
            "days", new_column_name="step", existing_type=sa.Integer(), nullable=False
        )
    with op.batch_alter_table("reminder", table_kwargs=COUNTED) as batch_op:
        batch_op.create_unique_constraint(
            op.f("uq_reminder_subject_kind_subject_id_due_on_step_recipient_id"),
            ["subject_kind", "subject_id", "due_on", "step", "recipient_id"],
        )


def downgrade() -> None:
    op.drop_table("plan_ladder")
    op.drop_table("ladder_setting")
    op.drop_index("ix_draft_wanted_open", table_name="draft_wanted")
    op.drop_table("draft_wanted")
    known = ", ".join(map(str, STEPS.values()))
    # What the version before does not know, it cannot tell of.
    op.execute(
        "DELETE FROM reminder WHERE subject_kind <> 'return' OR audience <> 'unit' "
        f"OR step NOT IN ({known}) OR subject_id NOT IN (SELECT id FROM returns)"
    )
    with op.batch_alter_table("reminder", table_kwargs=COUNTED) as batch_op:
        batch_op.drop_constraint(
            op.f("uq_reminder_subject_kind_subject_id_due_on_step_recipient_id"), type_="unique"
        )
        batch_op.alter_column("step", new_column_name="days", existing_type=sa.Integer())
    with op.batch_alter_table("reminder", table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(sa.Column("step", _choice("step", *STEPS), nullable=True))
        batch_op.alter_column(
            "subject_id", new_column_name="return_id", existing_type=ID, nullable=False
        )
        batch_op.drop_column("subject_kind")
        batch_op.drop_column("audience")
    cases = " ".join(f"WHEN {days} THEN '{step}'" for step, days in STEPS.items())
    op.execute(f"UPDATE reminder SET step = CASE days {cases} END")
    with op.batch_alter_table("reminder", table_kwargs=COUNTED) as batch_op:
        batch_op.drop_column("days")
        batch_op.alter_column("step", existing_type=sa.String(24), nullable=False)
        batch_op.create_foreign_key(
            op.f("fk_reminder_return_id"), "returns", ["return_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            op.f("uq_reminder_return_id_due_on_step_recipient_id"),
            ["return_id", "due_on", "step", "recipient_id"],
        )
