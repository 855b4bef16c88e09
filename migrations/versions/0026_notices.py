"""notices

Revision: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("office_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("colour", sa.String(length=24), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("demand", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("reply_due_on", sa.Date(), nullable=True),
        sa.Column("reply_due_confirmed", sa.Boolean(), nullable=False),
        sa.Column("organ", sa.String(), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("number_year", sa.Integer(), nullable=True),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("drafted_at", INSTANT, nullable=False),
        sa.Column("drafted_for", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sa.String(), nullable=True),
        sa.Column("reviewed_at", INSTANT, nullable=True),
        sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("signed_at", INSTANT, nullable=True),
        sa.Column("signed_entered_by", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("end_note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_notice_region_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_notice_unit_id")),
        sa.ForeignKeyConstraint(["office_id"], ["unit.id"], name=op.f("fk_notice_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("region_id", "number", name=op.f("uq_notice_region_id_number")),
        sa.UniqueConstraint(
            *("unit_id", "kind", "office_id", "drafted_for"), name=op.f("uq_notice_unit_id_kind_office_id_drafted_for")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_region", "notice", ["region_id", "state", "id"])
    op.create_index("ix_notice_unit", "notice", ["unit_id", "state", "id"])
    op.create_index("ix_notice_due", "notice", ["state", "reply_due_on"])
    op.create_table(
        "notice_matter",
        sa.Column("id", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_matter_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_matter")),
        sa.UniqueConstraint(
            *("notice_id", "subject_kind", "subject_id"), name=op.f("uq_notice_matter_notice_id_subject_kind_subject_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_notice_matter_subject", "notice_matter", ["subject_kind", "subject_id"]
    )
    op.create_table(
        "notice_reply",
        sa.Column("id", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("replied_by", sa.String(), nullable=False),
        sa.Column("replied_at", INSTANT, nullable=False),
        sa.Column("entered_by", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("new_due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_reply_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_reply")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_reply_notice", "notice_reply", ["notice_id", "id"])
    op.create_table(
        "notice_series",
        sa.Column("id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_notice_series_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_series")),
        sa.UniqueConstraint(
            *("region_id", "code", "year"), name=op.f("uq_notice_series_region_id_code_year")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "notice_setting",
        sa.Column("id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column("issuers", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_notice_setting_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_setting")),
        sa.UniqueConstraint("region_id", name=op.f("uq_notice_setting_region_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ("setting", "series", "reply", "matter"):
        op.drop_table(f"notice_{table}")
    op.drop_table("notice")
    # Reminders of notices say nothing where there are none.
    for table in ("reminder", "draft_wanted"):
        op.execute(f"DELETE FROM {table} WHERE subject_kind = 'notice'")  # noqa: S608 - constants
