"""channels of a place, addresses of a person, and messages that are read in the service

Revision: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def upgrade() -> None:
    op.create_table(
        "channel",
        sa.Column("id", ID, nullable=False),
        sa.Column("region_id", ID, nullable=False),
        sa.Column(
            "kind",
            _choice("channelkind", "file", "mail", "http", "wecom", "dingtalk", "feishu"),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("config", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_channel_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("region_id", "name", name=op.f("uq_channel_region_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "channel_turn",
        sa.Column("id", ID, nullable=False),
        sa.Column("channel_id", ID, nullable=False),
        sa.Column("delivery_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["channel.id"],
            name=op.f("fk_channel_turn_channel_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_channel_turn_delivery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_turn")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_channel_turn_at", "channel_turn", ["channel_id", "at"])
    op.create_index(op.f("ix_channel_turn_delivery_id"), "channel_turn", ["delivery_id"])
    op.create_table(
        "reach",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("mobile", sa.String(length=20), nullable=True),
        sa.Column("account", sa.String(length=80), nullable=True),
        sa.Column("prefers", _choice("addresskind", "mail", "mobile", "account"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reach_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reach")),
        sa.UniqueConstraint("person_id", name=op.f("uq_reach_person_id")),
        sqlite_autoincrement=True,
    )
    # Built anew on SQLite: a note to a group has no recipient. No delivery was ever deleted, so
    # the table still knows which ids were used.
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("recipient_id", existing_type=ID, nullable=True)
        batch.add_column(sa.Column("channel_id", ID, nullable=True))
        batch.add_column(sa.Column("link", sa.String(), nullable=False, server_default=""))
        batch.add_column(
            sa.Column("refusals", sa.JSON(none_as_null=True), nullable=False, server_default="[]")
        )
        batch.add_column(sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("resent_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(
            op.f("fk_delivery_channel_id"),
            "channel",
            ["channel_id"],
            ["id"],
            ondelete="SET NULL",
        )
    op.create_index(op.f("ix_delivery_channel_id"), "delivery", ["channel_id"])
    op.create_index("ix_delivery_region", "delivery", ["region_id", "state", "id"])


def downgrade() -> None:
    op.drop_index("ix_delivery_region", table_name="delivery")
    op.drop_index(op.f("ix_delivery_channel_id"), table_name="delivery")
    op.drop_table("channel_turn")
    op.execute("DELETE FROM delivery WHERE recipient_id IS NULL")
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(op.f("fk_delivery_channel_id"), type_="foreignkey")
        for name in ("resent_at", "read_at", "refusals", "link", "channel_id"):
            batch.drop_column(name)
        batch.alter_column("recipient_id", existing_type=ID, nullable=False)
    op.drop_table("reach")
    op.drop_table("channel")
