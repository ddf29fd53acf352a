"""What the owner calls whom they invited."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("ALTER TABLE person ADD COLUMN name TEXT NOT NULL DEFAULT ''")
