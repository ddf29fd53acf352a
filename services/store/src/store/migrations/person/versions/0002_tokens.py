"""What a party says that it charges for, beside what left."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE egress ADD COLUMN tokens INTEGER NOT NULL DEFAULT '0'")
