"""Reminders that came and were not answered."""

from alembic import op

revision = "0016"
down_revision = "0014"


def upgrade() -> None:
    op.execute("ALTER TABLE reminder ADD COLUMN rang_at TEXT")
