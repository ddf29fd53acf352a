"""A second key of a person's file, while it is given another."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("ALTER TABLE person ADD COLUMN next_key BLOB")
